"""Each role at each endpoint: who may, and who is told that this is not for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from server.desk import setup, users

ROLES = ("kiosk", "display", "button 2", "meter", "ada", "max", "zoe")
PEOPLE = ("ada", "max", "zoe")
SCREENS = ("kiosk", "display", "button 2")

# What the contract's table says. A caller who may gets any answer but 401 and 403.
ALLOWED = {
    "GET /me": {*SCREENS, *PEOPLE},
    "POST /tickets": {"kiosk", *PEOPLE},
    "GET /tickets/{id}": {"kiosk", *PEOPLE},
    "POST /tickets/{id}/print": {"kiosk"},
    "POST /tickets/{id}/reprint": set(PEOPLE),
    "GET /logo.png": {"kiosk", "display", *PEOPLE},
    "GET /logo.jpg": {"kiosk", "display", *PEOPLE},
    "POST /tickets/{id}/arrive": set(PEOPLE),
    "POST /tickets/{id}/finish": set(PEOPLE),
    "POST /tickets/{id}/no-show": set(PEOPLE),
    "POST /tickets/{id}/hold": set(PEOPLE),
    "POST /tickets/{id}/resume": set(PEOPLE),
    "POST /tickets/{id}/cancel": set(PEOPLE),
    "POST /tickets/{id}/return": set(PEOPLE),
    "POST /tickets/{id}/transfer": set(PEOPLE),
    "POST /tickets/{id}/call": set(PEOPLE),
    "POST /counters/{code}/open": {"button 2", *PEOPLE},
    "POST /counters/{code}/break": {"button 2", *PEOPLE},
    "POST /counters/{code}/close": {"button 2", *PEOPLE},
    "POST /services/{code}/pause": set(PEOPLE),
    "POST /services/{code}/resume": set(PEOPLE),
    "POST /appointments": set(PEOPLE),
    "GET /appointments": set(PEOPLE),
    "POST /appointments/{id}/cancel": set(PEOPLE),
    "POST /appointments/check-in": {"kiosk", *PEOPLE},
    "GET /services": {"kiosk", *PEOPLE},
    "GET /queue": set(PEOPLE),
    "GET /counters": {"button 2", *PEOPLE},
    "POST /counters/{code}/next": {"button 2", *PEOPLE},
    "POST /counters/{code}/recall": {"button 2", *PEOPLE},
    "GET /board": {"display", "button 2", *PEOPLE},
    "POST /displays/shown": {"display"},
    "POST /displays/message": set(PEOPLE),
    "GET /notices/{notice}.png": {"display", *PEOPLE},
    "GET /notices/{notice}.jpg": {"display", *PEOPLE},
    "POST /devices/heartbeat": set(SCREENS),
    "GET /events": {*SCREENS, *PEOPLE},
    "POST /pairings/approve": {"zoe"},
    "GET /reports/days": {"max", "zoe"},
}
FOR_ANYONE = {
    "GET /t/{token}",
    "GET /t/{token}/events",
    "POST /t/{token}/leave",
    "POST /t/{token}/delay",
    "POST /t/{token}/feedback",
    "POST /pairings",
    "POST /pairings/claim",
}
BODIES = {
    "POST /pairings/approve": {"code": "nobody shows this", "name": "lobby"},
    "POST /tickets/{id}/transfer": {"service": "B"},
    "POST /tickets/{id}/call": {"counter": "2"},
    "POST /tickets": {"service": "A"},
    "POST /appointments": {"service": "A", "at": "2026-11-24T12:00:00Z"},
    "POST /appointments/check-in": {"code": "NOSUCH22"},
    "POST /tickets/{id}/print": {"result": "printed"},
    "POST /displays/shown": {"event_id": 1, "shown_at": "2026-11-24T11:00:00Z"},
}


@pytest.fixture
def act(as_device: Callable[[str], Any], as_user: Callable[[str], Any]) -> Callable[[str], Any]:
    """Anybody of ROLES."""
    return lambda who: as_user(who) if who in PEOPLE else as_device(who)


def ask(actor: Any, line: str, path: str) -> Any:
    """Send the request of this line of the table; a stream is not read."""
    method = line.split()[0]
    if method == "GET":
        answer = actor.get(path, buffered=False)
        answer.close()
        return answer
    return actor.post(path, BODIES.get(line))


@pytest.mark.parametrize("line", ALLOWED)
def test_each_role_may_what_the_contract_says(line: str, act: Any, kiosk: Any, nobody: Any) -> None:
    """403 for every other role, 401 without a login."""
    taken = kiosk.take("A")
    path = line.split()[1].format(id=taken["id"], code="A" if "/services/" in line else "2", notice="photos")
    for who in ROLES:
        status = ask(act(who), line, path).status_code
        if who in ALLOWED[line]:
            assert status < 300 or status in {404, 409}, (who, status)
        else:
            assert status == 403, (who, status)
    refused = ask(nobody, line, path)
    assert refused.status_code == 401
    assert refused.content_type == "application/problem+json"
    assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_the_table_above_is_the_whole_api(app: Flask) -> None:
    """A new endpoint has to be entered here."""
    from server.api.endpoints import ENDPOINTS

    assert {f"{each.method} {each.path}" for each in ENDPOINTS} == ALLOWED.keys() | FOR_ANYONE


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer wrong", "Basic YTpi", "Bearer \u00e4\u00f6", "wrong", "Bearer a b"]
)
def test_a_wrong_token_is_401(nobody: Any, header: str) -> None:
    """Whatever stands in the header."""
    answer = nobody.get("/me", headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_revoked_device_is_refused(kiosk: Any, desk: Any, site_id: int) -> None:
    """At once, and its name can be used again."""
    setup.revoke_device(desk, site_id, "kiosk")
    assert kiosk.get("/me").status_code == 401
    assert setup.add_device(desk, site_id, "kiosk", "kiosk", None)


@pytest.mark.parametrize("what", ["disabled", "password"])
def test_a_session_ends_with_its_password(staff: Any, desk: Any, site_id: int, what: str) -> None:
    """A disabled user, or a new password: 401 from then on."""
    assert staff.get("/queue").status_code == 200
    if what == "disabled":
        users.disable(desk, site_id, "ada")
    else:
        users.set_password(desk, site_id, "ada", "another password")
    assert staff.get("/queue").status_code == 401


def test_a_session_changes_nothing_without_its_csrf_token(staff: Any) -> None:
    """Reading works, a command is 403; so is one with a wrong token."""
    staff.headers.clear()
    assert staff.get("/queue").status_code == 200
    assert staff.post("/counters/1/next").status_code == 403
    assert staff.post("/counters/1/next", headers={"X-CSRFToken": "wrong"}).status_code == 403


def test_a_made_up_session_is_nobody(nobody: Any) -> None:
    """A cookie that we did not sign."""
    nobody.client.set_cookie("session", "eyJ1c2VyIjoxfQ.aaaa.bbbb")
    assert nobody.get("/queue").status_code == 401


def test_the_session_cookie_keeps_out_of_scripts_and_other_sites(app: Flask, desk: Any) -> None:
    """HttpOnly and SameSite."""
    from flask import session

    from server import access

    with app.test_request_context():
        access.log_in(desk, "ada", "correct horse")
        response = app.make_response("")
        app.session_interface.save_session(app, session, response)  # type: ignore[arg-type]
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("nobody", "correct horse"), ("", "")])
def test_a_login_that_does_not_fit(app: Flask, desk: Any, name: str, password: str) -> None:
    """No session; which of the two was wrong is not told."""
    from server import access

    with app.test_request_context():
        assert access.log_in(desk, name, password) is None
