"""What is refused, whoever asks and however: without a CSRF token, for other roles, for another site's people."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from server.api.endpoints import ENDPOINTS
from server.app import SECURITY_HEADERS
from server.desk import setup, users
from server.pages import admin as admin_pages

POSTS = [each for each in ENDPOINTS if each.method == "POST" and each.who & {"staff", "admin"}]
BODIES = {
    "/tickets": {"service": "A"},
    "/tickets/{id}/print": {"result": "sent"},
    "/displays/shown": {"event_id": 1, "shown_at": "2026-11-24T11:00:00Z"},
}
SECRETS = {"name": "Wilhelmina Quist", "phone": "+49 30 901820", "note": "brings her blind mother"}


def pages_with_forms(app: Flask) -> Iterator[str]:
    """The address of every page's form, its places filled in."""
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.rule.startswith("/staff"):
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda part: {"move": "next"}.get(part[1], "2"), rule.rule)


def last_event(database: Any) -> int:
    """The newest event of all sites."""
    with database.reading() as connection:
        return int(connection.execute(text("SELECT sum(last_event) FROM sites")).scalar_one())


# ---------------------------------------------------------------- the CSRF token


def test_no_change_by_a_session_without_its_csrf_token(as_user: Any, kiosk: Any, database: Any) -> None:
    """Each command of staff: 403 without the token, and with a wrong or an altered one; nothing happens."""
    admin, ticket = as_user("zoe"), kiosk.take("A")["id"]
    altered = admin.headers["X-CSRFToken"][:-4] + "aaaa"
    before = last_event(database)
    for each in POSTS:
        path = re.sub(r"{(\w+)}", lambda part: {"id": ticket, "code": "2"}[part[1]], each.path)
        for token in (None, "", "wrong", altered):
            admin.headers = {} if token is None else {"X-CSRFToken": token}
            answer = admin.post(path, {})
            assert (answer.status_code, answer.content_type) == (403, "application/problem+json"), (
                path,
                token,
            )
    assert last_event(database) == before


def test_no_form_of_a_page_without_its_csrf_token(app: Flask, as_user: Any, database: Any) -> None:
    """Every form of every page, the login and the logout included."""
    admin = as_user("zoe")
    paths = list(pages_with_forms(app))
    assert len(paths) >= 9
    before = last_event(database)
    for path in paths:
        for form in ({}, {"csrf_token": "wrong"}):
            answer = admin.client.post(path, data=form)
            assert answer.status_code == 403, path
            assert "text/html" in answer.content_type
    assert last_event(database) == before
    assert admin.get("/me").status_code == 200  # still logged in


# ---------------------------------------------------------------- roles


def test_admins_pages_are_for_admins(app: Flask, as_user: Any, nobody: Any, tokens: dict[str, str]) -> None:
    """Staff and managers are told so in words; who is not logged in, and every device, goes to the login."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    views = {
        rule.rule: rule for rule in rules if not rule.rule.endswith("/password") or "people" in rule.rule
    }
    assert len(views) >= 7
    for path, rule in views.items():
        method = "post" if "POST" in (rule.methods or ()) else "get"
        for name in ("ada", "max"):
            person = as_user(name)
            answer = getattr(person.client, method)(path, data={"csrf_token": person.headers["X-CSRFToken"]})
            assert answer.status_code == 403, (path, name)
            assert "This page is for administrators." in answer.text
        for headers in ({}, {"Authorization": f"Bearer {tokens['kiosk']}"}):
            answer = getattr(nobody.client, method)(path, headers=headers)
            assert (answer.status_code, answer.headers["Location"][:12]) == (303, "/staff/login")


def test_a_revoked_device_may_nothing(as_device: Any, desk: Any, site_id: int, kiosk: Any) -> None:
    """Each endpoint of its role answers 401, whether it reads or changes, and whether it was seen before or not."""
    ticket = kiosk.take("A")["id"]
    for name, role in {"kiosk": "kiosk", "display": "display", "button 2": "counter"}.items():
        device = as_device(name)
        device.get("/me")
        setup.revoke_device(desk, site_id, name)
        for each in ENDPOINTS:
            if role in each.who:
                path = each.path.format(id=ticket, code="2", notice="hall", kind="png")
                answer = (
                    device.get(path) if each.method == "GET" else device.post(path, BODIES.get(each.path, {}))
                )
                assert answer.status_code == 401, (name, each.path)


# ---------------------------------------------------------------- sessions


def test_a_new_password_ends_the_other_sessions_and_not_ones_own(
    browser: Callable[..., Any], seconds: Any
) -> None:
    """Changed on the page: this browser goes on, another one and an old cookie are out, for pages and for the API."""
    here, there = browser(), browser("192.0.2.2")
    for each in (here, there):
        assert each.log_in("ada").status_code == 303
    wrong = here.send("/staff/password", "/staff/password", old="not this", password="another password")
    assert (wrong.status_code, "The old password is not right." in wrong.text) == (422, True)
    old = here.client.get_cookie("session")
    done = here.send("/staff/password", "/staff/password", old="correct horse", password="another password")
    assert done.status_code == 303
    assert here.get("/staff").status_code == 200
    assert there.get("/staff").status_code == 303
    assert there.get("/api/v1/queue").status_code == 401
    here.client.set_cookie("session", old.value)
    assert here.get("/staff").status_code == 303
    assert here.log_in("ada").status_code == 403
    assert here.log_in("ada", "another password").status_code == 303


def test_the_old_password_cannot_be_guessed_at_an_unattended_desk(
    browser: Callable[..., Any], seconds: Any
) -> None:
    """Ten tries, and then one in half a minute."""
    desk = browser()
    desk.log_in("ada")
    form = {"old": "a guess", "password": "another password"}
    answers = [desk.send("/staff/password", "/staff/password", **form).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


# ---------------------------------------------------------------- another site


@pytest.fixture
def stranger(desk: Any, database: Any, as_user: Any) -> Any:
    """An admin of the other site."""
    users.add(desk, setup.choose_site(database, "other"), "oda", "admin", "correct horse")
    return as_user("oda")


def test_another_sites_ticket_is_not_there(
    kiosk: Any, button: Any, stranger: Any, as_device: Any, nobody: Any, database: Any
) -> None:
    """For its staff and its kiosk: neither read, nor moved, nor printed; only the customer's own token opens it."""
    taken = kiosk.take("A")
    called = button.next("2")
    assert called is not None
    before = last_event(database)
    assert stranger.get(f"/tickets/{taken['id']}").status_code == 404
    for each in POSTS:
        if "{id}" in each.path and each.path.startswith("/tickets"):
            body = (
                {"counter": "2"}
                if "call" in each.path
                else {"service": "A"}
                if "transfer" in each.path
                else {}
            )
            assert stranger.post(each.path.format(id=taken["id"]), body).status_code == 404, each.path
    other = as_device("other kiosk")
    assert other.get(f"/tickets/{taken['id']}").status_code in {403, 404}
    assert other.post(f"/tickets/{taken['id']}/print", {"result": "sent"}).status_code in {403, 404}
    assert last_event(database) == before
    assert nobody.get(f"/t/{taken['token']}").json["state"] == "called"


def test_another_sites_people_see_and_call_only_their_own(
    kiosk: Any, stranger: Any, staff: Any, as_device: Any
) -> None:
    """The queue, the counters and the board of the other site know nothing of ours, though the codes are the same."""
    ours = kiosk.take("A")
    assert stranger.get("/queue").json["tickets"] == []
    assert stranger.next("2") is None
    theirs = as_device("other kiosk").take("A")
    called = stranger.next("1")
    assert called is not None
    assert called["id"] == theirs["id"]
    assert [each["id"] for each in staff.get("/queue").json["tickets"]] == [ours["id"]]
    assert all(each["ticket"] is None for each in staff.get("/counters").json["counters"])
    assert staff.get("/board").json["calls"] == []


def test_another_sites_admin_manages_their_own_only(
    browser: Callable[..., Any], desk: Any, site_id: int, stranger: Any, seconds: Any
) -> None:
    """Names of our devices and people mean nothing there."""
    oda = browser()
    assert oda.log_in("oda").status_code == 303
    page = oda.get("/staff/devices").text
    assert "button 2" not in page
    assert oda.send("/staff/devices", "/staff/devices/revoke", name="button 2").status_code == 422
    for path, more in (("disable", {}), ("password", {"password": "taken over now"})):
        assert oda.send("/staff/people", f"/staff/people/{path}", name="ada", **more).status_code == 422
    assert [row.name for row in users.of_site(desk, site_id) if row.disabled_at is None] == [
        "ada",
        "max",
        "zoe",
    ]
    assert browser().log_in("ada").status_code == 303


# ---------------------------------------------------------------- kiosks


def test_a_kiosk_reads_its_own_tickets_only(kiosk: Any, as_device: Any, staff: Any) -> None:
    """Not another kiosk's, not one that staff took, not the queue."""
    two = as_device("kiosk two")
    theirs, by_staff, own = two.take("A"), staff.take("A"), kiosk.take("A")
    assert kiosk.get(f"/tickets/{own['id']}").status_code == 200
    for ticket in (theirs, by_staff):
        assert kiosk.get(f"/tickets/{ticket['id']}").status_code == 403
        assert kiosk.post(f"/tickets/{ticket['id']}/print", {"result": "sent"}).status_code in {403, 404}
    assert kiosk.get("/queue").status_code == 403


# ---------------------------------------------------------------- names


def events_of(listener: Any, until: int) -> str:
    """Everything that a listener is told from the first event to this one, as it is sent."""
    answer = listener.client.get(
        "/api/v1/events", headers={**listener.headers, "Last-Event-ID": "0"}, buffered=False
    )
    told = ""
    for part in answer.response:
        told += part.decode()
        if f"id: {until}\n" in told:
            break
    answer.close()
    return told


@pytest.mark.parametrize("consent", [False, True])
def test_no_event_ever_holds_a_name(
    consent: bool,
    kiosk: Any,
    display: Any,
    button: Any,
    staff: Any,
    as_device: Any,
    database: Any,
    site_id: int,
) -> None:
    """A ticket with a name, a phone and a note goes its whole way: the raw stream of each role knows nothing of them.

    With consent a display may ask for a first name elsewhere; the log has none either way.
    """
    taken = kiosk.take("A", **SECRETS, consent=consent)
    assert button.next("2") is not None
    staff.post("/counters/2/recall")
    for move in ("arrive", "finish"):
        assert staff.post(f"/tickets/{taken['id']}/{move}").status_code == 200
    again = kiosk.take("A", **SECRETS, consent=consent)
    assert staff.post(f"/tickets/{again['id']}/cancel").status_code == 200
    with database.reading() as connection:
        query = text("SELECT last_event FROM sites WHERE id = :site")
        newest = connection.execute(query, {"site": site_id}).scalar_one()
        kept = " ".join(row.data for row in connection.execute(text("SELECT data FROM events")))
    words = [word for secret in SECRETS.values() for word in secret.split() if len(word) > 3]
    streams = {who: events_of(who, newest) for who in (kiosk, display, button, as_device("kiosk two"), staff)}
    for told in (kept, *streams.values()):
        assert not [word for word in words if word in told]
    for told in streams.values():
        assert "ticket.cancelled" in told


def test_no_screen_is_told_a_name_without_consent(
    kiosk: Any, display: Any, button: Any, as_device: Any
) -> None:
    """Whatever a device may read, and the answer to the button itself."""
    taken = kiosk.take("A", **SECRETS, consent=False)
    waiting = kiosk.take("A", **SECRETS, consent=False)
    answers = [button.post("/counters/2/next").text]
    for device in (kiosk, display, button, as_device("kiosk two")):
        paths = ("/me", "/services", "/counters", "/board", "/queue", f"/tickets/{waiting['id']}")
        answers.extend(device.get(path).text for path in paths)
    answers.append(json.dumps(taken))
    words = [word for secret in SECRETS.values() for word in secret.split() if len(word) > 3]
    for answer in answers:
        assert not [word for word in words if word in answer]


# ---------------------------------------------------------------- headers


def test_every_answer_carries_the_security_headers(
    app: Flask, nobody: Any, kiosk: Any, staff: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right, refused, unknown, redirected, not allowed, and a fault of ours."""
    client = nobody.client
    answers = [
        client.get("/"),
        client.get("/healthz"),
        client.get("/readyz"),
        client.get("/metrics"),
        client.get("/static/app.css"),
        client.get("/static/none.css"),
        client.get("/nowhere", headers={"Accept": "text/html"}),
        client.get("/api/v1/nowhere"),
        client.delete("/api/v1/tickets"),
        client.get("/staff/login"),
        client.post("/staff/login"),
        client.get("/staff/devices"),
        client.get("/t/nothing"),
        client.post("/api/v1/tickets", data=b"x" * 70_000, headers=kiosk.headers),
        kiosk.post("/tickets", data="{", content_type="application/json"),
        kiosk.get("/services"),
        staff.client.get("/staff/devices"),
        as_user("zoe").client.get("/staff/devices"),
    ]
    answers.extend(client.open(f"/api/v1{each.path}", method=each.method, json={}) for each in ENDPOINTS)
    monkeypatch.setattr(setup, "devices", lambda *_: 1 / 0)
    faulty = as_user("zoe").client.get("/staff/devices")
    assert faulty.status_code == 503
    for answer in [*answers, faulty]:
        line = f"{answer.request.method} {answer.request.path} {answer.status_code}"
        for name, value in SECURITY_HEADERS.items():
            assert answer.headers.get(name) == value, line
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        answer.close()


# ---------------------------------------------------------------- who did it


def test_what_admins_do_stands_in_the_log(
    browser: Callable[..., Any], desk: Any, site_id: int, database: Any, clock: Any, nobody: Any, seconds: Any
) -> None:
    """Each with the admin's id and the moment; what somebody does to their own password, too."""
    zoe = browser()
    zoe.log_in("zoe")
    ids = {row.name: row.id for row in users.of_site(desk, site_id)}
    begun = last_event(database)
    code = nobody.post("/pairings", {"role": "display"}, key=None).json["code"]
    steps = [
        ("/staff/devices", "/staff/devices/pair", {"code": code, "name": "wall"}, "device.added"),
        ("/staff/devices", "/staff/devices/revoke", {"name": "wall"}, "device.revoked"),
        (
            "/staff/people",
            "/staff/people/add",
            {"name": "eve", "role": "staff", "password": "long enough"},
            "user.changed",
        ),
        (
            "/staff/people",
            "/staff/people/password",
            {"name": "eve", "password": "also long enough"},
            "user.changed",
        ),
        ("/staff/people", "/staff/people/disable", {"name": "eve"}, "user.changed"),
        (
            "/staff/password",
            "/staff/password",
            {"old": "correct horse", "password": "my new one"},
            "user.changed",
        ),
    ]
    for page, path, form, _ in steps:
        clock.advance(seconds=60)
        answer = zoe.send(page, path, **form)
        assert answer.status_code == 303, answer.text
    with database.reading() as connection:
        rows = connection.execute(
            text("SELECT * FROM events WHERE site_id = :site ORDER BY id DESC LIMIT 6"), {"site": site_id}
        ).all()
    assert [row.event for row in reversed(rows)] == [event for *_, event in steps]
    assert {row.actor for row in rows} == {f"user:{ids['zoe']}"}
    assert [row.at for row in rows] == [clock.now - 60_000 * ago for ago in range(6)]
    assert last_event(database) == begun + 6
    assert not any("eve" in row.data or "wall" in row.data for row in rows)


def test_each_role_has_its_word() -> None:
    """No role stands in a list as a program's word."""
    from server.callers import DEVICE_ROLES, STAFF_ROLES

    assert set(admin_pages.ROLES) == {*DEVICE_ROLES, *STAFF_ROLES}
