"""A new device shows a code, an admin types it, the device gets its token."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from server.access.enrolment import Enrolment
from server.desk import setup, users
from server.desk.check import check
from server.desk.pairing import LASTS_MS, LETTERS, OPEN_MOST


@pytest.fixture
def admin(as_user: Callable[[str], Any]) -> Any:
    """Zoe, who is admin."""
    return as_user("zoe")


def ask(nobody: Any, role: str = "display") -> dict[str, Any]:
    """A device without a token asks for a code."""
    answer = nobody.post("/pairings", {"role": role}, key=None)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json
    return found


def claim(nobody: Any, pairing: dict[str, Any]) -> Any:
    """The device asks whether its code has been typed."""
    return nobody.post("/pairings/claim", {"secret": pairing["secret"]}, key=None)


def approve(admin: Any, code: str, name: str = "lobby", **more: object) -> Any:
    """An admin types a code."""
    return admin.post("/pairings/approve", {"code": code, "name": name, **more})


def test_a_device_is_paired(nobody: Any, admin: Any, as_device: Any, tokens: dict[str, str]) -> None:
    """It waits, its code is typed, it gets a token once, and with it it is what it said it is."""
    pairing = ask(nobody)
    waits = claim(nobody, pairing)
    assert (waits.status_code, waits.json) == (202, {"state": "waiting", "token": None})
    done = approve(admin, pairing["code"])
    assert done.status_code == 200, done.text
    assert done.json["role"] == "display"
    told = claim(nobody, pairing)
    assert (told.status_code, told.json["state"]) == (200, "paired")
    tokens["paired"] = told.json["token"]
    me = as_device("paired").get("/me").json
    assert (me["name"], me["role"], me["site"]) == ("lobby", "display", "main")
    again = claim(nobody, pairing)
    assert (again.status_code, again.json["reason"]) == (410, "over")
    assert pairing["secret"] not in again.text


def test_a_code_can_be_read_across_a_room(nobody: Any) -> None:
    """Two groups of four, without letters that look like others; typed in any way it is the same code."""
    code = ask(nobody)["code"]
    assert len(code) == 9
    assert code[4] == "-"
    assert set(code.replace("-", "")) <= set(LETTERS)
    assert not set(LETTERS) & set("AEIOU0O1IL2Z5S8BUV6G") - set("G")


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code[:2]} {code[2:]} "]
)
def test_a_code_may_be_typed_in_any_way(nobody: Any, admin: Any, typed: Callable[[str], str]) -> None:
    """Small letters, without the hyphen, with spaces."""
    assert approve(admin, typed(ask(nobody)["code"])).status_code == 200


def test_a_code_works_once(nobody: Any, admin: Any, as_user: Any) -> None:
    """Typed again it is unknown; the same request under the same key gives the same answer."""
    pairing = ask(nobody)
    body = {"code": pairing["code"], "name": "lobby"}
    first = admin.post("/pairings/approve", body, key="k" * 16)
    again = admin.post("/pairings/approve", body, key="k" * 16)
    assert first.status_code == again.status_code == 200
    assert first.json == again.json
    assert approve(admin, pairing["code"], "another").status_code == 404


def test_a_code_lasts_ten_minutes(nobody: Any, admin: Any, clock: Any) -> None:
    """After that neither the admin nor the device gets anything, and the device is told to ask anew."""
    late, fetched_late = ask(nobody), ask(nobody)
    assert approve(admin, fetched_late["code"]).status_code == 200
    clock.advance(seconds=LASTS_MS / 1000)
    assert approve(admin, late["code"], "another").status_code == 404
    assert claim(nobody, late).status_code == 410
    assert claim(nobody, fetched_late).status_code == 410


def test_a_button_needs_its_counter(nobody: Any, admin: Any, as_device: Any, tokens: Any) -> None:
    """Without one, or with one that is not there, the field is named; no other device takes one."""
    pairing = ask(nobody, "counter")
    for wrong in ({}, {"counter": "9"}):
        refused = approve(admin, pairing["code"], **wrong)
        assert (refused.status_code, refused.json["field"]) == (422, "counter")
    assert approve(admin, pairing["code"], counter="2").status_code == 200
    tokens["paired"] = claim(nobody, pairing).json["token"]
    assert as_device("paired").next("2") is None
    assert approve(admin, ask(nobody, "kiosk")["code"], "entrance", counter="2").status_code == 422


def test_a_name_in_use_is_refused(nobody: Any, admin: Any) -> None:
    """And the code can be typed again with another name."""
    code = ask(nobody)["code"]
    refused = approve(admin, code, "display")
    assert (refused.status_code, refused.json["reason"]) == (409, "name")
    assert approve(admin, code, "another display").status_code == 200


def test_only_an_admin_lets_devices_in(nobody: Any, as_user: Any, as_device: Any) -> None:
    """Staff, managers, devices and strangers do not, whatever code they have."""
    code = ask(nobody)["code"]
    for who in (as_user("ada"), as_user("max"), as_device("kiosk"), as_device("display")):
        assert approve(who, code).status_code == 403
    assert approve(nobody, code).status_code == 401


def test_wrong_codes_are_limited(app: Flask, nobody: Any, admin: Any) -> None:
    """Ten wrong ones, then one a minute; the right one has to wait, too."""
    seconds = [1000.0]
    app.extensions["enrolment"] = Enrolment(lambda: seconds[0])
    code = ask(nobody)["code"]
    for number in range(10):
        assert approve(admin, f"CCCC-CCC{number % 5 + 1}").status_code == 404
    refused = approve(admin, code)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    seconds[0] += 60
    assert approve(admin, code).status_code == 200


def test_codes_are_given_out_sparingly(app: Flask, nobody: Any, clock: Any) -> None:
    """Ten at once to one address and one a minute after that; sixty open ones altogether."""
    seconds = [1000.0]
    app.extensions["enrolment"] = Enrolment(lambda: seconds[0])
    for _ in range(10):
        ask(nobody)
    assert nobody.post("/pairings", {"role": "kiosk"}, key=None).status_code == 429
    seconds[0] += 3600
    for number in range(OPEN_MOST - 10):
        if number % 10 == 0:
            seconds[0] += 3600
        ask(nobody)
    seconds[0] += 3600
    full = nobody.post("/pairings", {"role": "kiosk"}, key=None)
    assert full.status_code == 503
    assert full.headers["Retry-After"] == "60"
    clock.advance(seconds=LASTS_MS / 1000)
    ask(nobody)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/pairings", {}),
        ("/pairings", {"role": "metrics"}),
        ("/pairings", {"role": "kiosk", "name": "x"}),
        ("/pairings/claim", {}),
        ("/pairings/claim", {"secret": "short"}),
        ("/pairings/claim", {"secret": "\u0000" * 30}),
    ],
)
def test_what_cannot_be_asked(nobody: Any, path: str, body: dict[str, Any]) -> None:
    """422 names the field."""
    answer = nobody.post(path, body, key=None)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


def test_an_unknown_secret_is_404(nobody: Any) -> None:
    """A guess leads nowhere."""
    assert claim(nobody, {"secret": "x" * 43}).status_code == 404


def test_nothing_that_is_stored_can_be_used(
    nobody: Any, admin: Any, database: Any, desk: Any, site_id: int
) -> None:
    """Neither code, secret nor token stands in any table or in the log; the database's laws hold."""
    pairing = ask(nobody)
    approve(admin, pairing["code"])
    token = claim(nobody, pairing).json["token"]
    with database.reading() as connection:
        for table in ("pairings", "devices", "events", "commands"):
            kept = json.dumps([list(row) for row in connection.execute(text(f"SELECT * FROM {table}"))])
            for secret in (pairing["code"], pairing["code"].replace("-", ""), pairing["secret"], token):
                assert secret not in kept, table
    assert check(database) == []


def test_the_log_says_who_let_it_in(nobody: Any, admin: Any, as_user: Any, database: Any) -> None:
    """By the user's id, with the time."""
    approve(admin, ask(nobody)["code"])
    with database.reading() as connection:
        row = connection.execute(
            text("SELECT * FROM events WHERE event = 'device.added' ORDER BY site_id, id DESC")
        ).first()
        zoe = connection.execute(text("SELECT id FROM users WHERE name = 'zoe'")).scalar_one()
    assert row.actor == f"user:{zoe}"


def test_a_code_lets_in_at_the_site_of_who_typed_it(
    nobody: Any, as_user: Any, desk: Any, database: Any, tokens: Any, as_device: Any
) -> None:
    """Another site's admin binds the device to the other site, once and for all."""
    other = setup.choose_site(database, "other")
    users.add(desk, other, "oda", "admin", "correct horse")
    pairing = ask(nobody)
    assert pairing["language"] == "en"
    assert approve(as_user("oda"), pairing["code"]).status_code == 200
    assert approve(as_user("zoe"), pairing["code"]).status_code == 404
    tokens["paired"] = claim(nobody, pairing).json["token"]
    assert as_device("paired").get("/me").json["site"] == "other"
