"""Who may log in: passwords, and coming back."""

from __future__ import annotations

from typing import Any

import pytest

from kit.errors import SettingError
from server import access
from server.desk import users


def test_a_short_password_is_refused(desk: Any, site_id: int) -> None:
    """Eight characters at least."""
    with pytest.raises(SettingError, match="password: at least 8"):
        users.add(desk, site_id, "new", "staff", "1234567")


def test_a_disabled_user_returns_with_a_new_password(desk: Any, site_id: int, app: Any) -> None:
    """And not before."""
    users.disable(desk, site_id, "ada")
    with app.test_request_context():
        assert access.log_in(desk, "ada", "correct horse") is None
    users.set_password(desk, site_id, "ada", "battery staple")
    with app.test_request_context():
        assert access.log_in(desk, "ada", "battery staple") is not None
