"""The model's own files, under a name of their own (test folders are no packages here), and who acts."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask

from server.access.proxies import Proxies

if "nextplease_model" not in sys.modules:
    _package = ModuleType("nextplease_model")
    _package.__path__ = [str(Path(__file__).parent)]
    sys.modules["nextplease_model"] = _package
    pytest.register_assert_rewrite("nextplease_model.machine")


@pytest.fixture
def actors(app: Flask, nobody: Any, as_user: Callable[[str], Any]) -> Callable[[str, dict[str, str]], Any]:
    """Makes somebody act: a device by its token, a member of staff by name, or nobody."""
    keys = itertools.count(3 * 10**9)
    app.wsgi_app = Proxies(partial(Flask.wsgi_app, app), ["127.0.0.1"])  # so that each may have an address

    def make(kind: str, who: dict[str, str]) -> Any:
        if kind == "user":
            return as_user(who["name"])
        headers = {"Authorization": f"Bearer {who['token']}"} if kind == "device" else {}
        return type(nobody)(app.test_client(), headers, keys)

    return make
