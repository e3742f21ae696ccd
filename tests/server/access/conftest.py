"""Browsers that log in by the page, each at an address of its own if it likes."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.access import slowdown
from server.access.logins import Logins

PASSWORD = "correct horse"


class Seconds:
    """A clock in seconds that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Browser:
    """A browser without any script; keeps its cookies."""

    def __init__(self, app: Flask, address: str) -> None:
        self.client = app.test_client()
        self.environ = {"REMOTE_ADDR": address}

    def get(self, path: str, **more: Any) -> TestResponse:
        """Load a page."""
        return self.client.get(path, environ_base=self.environ, **more)

    def post(self, path: str, form: dict[str, str] | None = None, **more: Any) -> TestResponse:
        """Send a form as it is."""
        return self.client.post(path, data=form, environ_base=self.environ, **more)

    def send(self, page: str, path: str, **form: str) -> TestResponse:
        """Send a form of this page, with the page's CSRF token."""
        return self.post(path, {"csrf_token": csrf_of(self.get(page).text)} | form)

    def log_in(self, name: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        """Log in by the form."""
        token = csrf_of(self.get("/staff/login", **more).text)
        form = {"name": name, "password": password, "csrf_token": token}
        return self.post("/staff/login", form, **more)

    def log_out(self) -> None:
        """Lose the session, and keep what makes the browser known."""
        self.client.delete_cookie("session")


def csrf_of(page: str) -> str:
    """The CSRF token in a page's forms."""
    found = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert found, page
    return found[1]


@pytest.fixture
def seconds(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Seconds:
    """The clock by which tries come back.

    The places are shared out by a secret: with another one each time, two of a test's addresses would now and then
    share one.
    """
    clock = Seconds()
    monkeypatch.setattr(slowdown, "secrets", SimpleNamespace(token_bytes=bytes))
    app.extensions["logins"] = Logins(app.config["SECRET_KEY"], clock)
    return clock


@pytest.fixture
def browser(app: Flask) -> Callable[..., Browser]:
    """Opens a new browser, by default at the address 192.0.2.1."""
    return lambda address="192.0.2.1": Browser(app, address)
