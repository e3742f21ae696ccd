"""What the tests of the lobby's page share."""

from __future__ import annotations

import pytest


@pytest.fixture
def kind() -> str:
    """One kind of database: the page asks the desk, which has its own tests on both."""
    return "sqlite"
