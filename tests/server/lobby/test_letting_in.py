"""A lobby page is let in by its code, keeps its token where no script reads it, and may do what a screen may."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kit.lobby.sizes import CALL_MM_PER_M, LOBBY_INCHES, MOST_CALL, MOST_TEXT, TEXT_MM_PER_M
from kit.text import CAP_HEIGHT
from server.app import SECURITY_HEADERS
from server.desk import Desk, setup
from server.desk.upkeep import status_of
from server.pages.assets import FOLDER
from server.pages.lobby.cookies import PAIRING, TOKEN

OURS = {"X-Requested-With": "nextplease"}


@pytest.fixture
def television(app: Flask) -> FlaskClient:
    """A browser that has never been here."""
    return app.test_client()


@pytest.fixture
def screen(app: Flask, tokens: dict[str, str]) -> FlaskClient:
    """A browser that was let in as the display."""
    client = app.test_client()
    client.set_cookie(TOKEN, tokens["display"], path="/lobby")
    return client


@pytest.fixture
def admin(as_user: Callable[[str], Any]) -> Any:
    """Zoe, who is admin."""
    return as_user("zoe")


def hello(client: FlaskClient, **more: Any) -> TestResponse:
    """The page asks who it is."""
    return client.post("/lobby/hello", headers=OURS, json={}, **more)


def cookies(answer: TestResponse) -> dict[str, Any]:
    """What an answer lets the browser keep, by name."""
    found = SimpleCookie()
    for line in answer.headers.getlist("Set-Cookie"):
        found.load(line)
    return dict(found)


def let_in(admin: Any, code: str, name: str = "tv") -> None:
    """An admin types the code."""
    answer = admin.post("/pairings/approve", {"code": code, "name": name})
    assert answer.status_code == 200, answer.text


def test_a_television_is_let_in_by_its_code(television: FlaskClient, admin: Any, desk: Desk) -> None:
    """It shows one code, however often it is loaded, until somebody types that; then it is a screen."""
    first = hello(television)
    assert first.json["state"] == "new"
    assert re.fullmatch(r"\w{4}-\w{4}", first.json["code"])
    assert hello(television).json == first.json
    let_in(admin, first.json["code"])
    assert hello(television).json["state"] == "in"
    again = hello(television).json
    assert again == {"state": "in", "distance": 5.0}
    status = {"sound": "", "size": "1920x1080"}
    told = television.post("/lobby/heartbeat?services=C,A", headers=OURS, json=status)
    assert told.status_code == 204
    (row,) = [
        each for each in setup.devices(desk, setup.choose_site(desk.database, "main")) if each.name == "tv"
    ]
    assert row.role == "display"
    assert row.seen_at is not None
    assert status_of(row) == {**status, "services": "A,C", "counters": ""}


def test_its_token_is_kept_where_no_script_reads_it(television: FlaskClient, admin: Any) -> None:
    """In a cookie for this page alone, that no other site's page can have sent; and nowhere else."""
    code = hello(television)
    secret = cookies(code)[PAIRING]
    assert (secret["httponly"], secret["samesite"], secret["path"]) == (True, "Strict", "/lobby")
    let_in(admin, code.json["code"])
    done = hello(television)
    kept = cookies(done)[TOKEN]
    assert (kept["httponly"], kept["samesite"], kept["path"], kept["secure"]) == (
        True,
        "Strict",
        "/lobby",
        "",
    )
    assert kept.value not in done.text
    assert cookies(done)[PAIRING].value == ""
    assert secret.value.partition(":")[2] not in done.text + code.text


def test_over_https_its_cookies_stay_there(television: FlaskClient) -> None:
    """They are marked so that a browser sends them on no other way."""
    assert cookies(hello(television, base_url="https://queue.example"))[PAIRING]["secure"] is True


def test_a_code_that_is_too_old_makes_room_for_a_new_one(television: FlaskClient, clock: Any) -> None:
    """After ten minutes nobody can type it any more."""
    first = hello(television).json["code"]
    clock.advance(seconds=601)
    second = hello(television).json
    assert second["state"] == "new"
    assert second["code"] != first


def test_who_is_shut_out_shows_a_new_code(screen: FlaskClient, desk: Desk, site_id: int) -> None:
    """From the next request on, and the old token is forgotten."""
    assert hello(screen).json["state"] == "in"
    setup.revoke_device(desk, site_id, "display")
    assert screen.get("/lobby/events").status_code == 401
    answer = hello(screen)
    assert answer.json["state"] == "new"
    assert cookies(answer)[TOKEN].value == ""


def test_only_a_screen_has_the_board(television: FlaskClient, app: Flask, tokens: dict[str, str]) -> None:
    """Neither a stranger nor a kiosk's token opens it, its sounds or its pictures."""
    kiosk = app.test_client()
    kiosk.set_cookie(TOKEN, tokens["kiosk"], path="/lobby")
    for path in (
        "/lobby/events",
        "/lobby/sound/chime.wav",
        "/lobby/sound/en/ticket.wav",
        "/lobby/api/v1/logo.png",
    ):
        assert television.get(path).status_code == 401, path
        assert kiosk.get(path).status_code == 403, path


def test_another_page_cannot_speak_for_it(screen: FlaskClient) -> None:
    """What a form could send is refused; only the page's own script adds this header."""
    for path in ("/lobby/hello", "/lobby/shown", "/lobby/heartbeat"):
        assert screen.post(path, json={"event": 1}).status_code == 403, path


def test_what_it_has_shown_is_told_once(
    screen: FlaskClient, as_device: Callable[[str], Any], desk: Desk, site_id: int
) -> None:
    """However often the page says so, staff are told once; of what is no call it may say nothing."""
    as_device("kiosk").take("A")
    as_device("button 1").next("1")
    with desk.view(site_id) as view:
        called = view.event_id
    for _ in range(3):
        assert screen.post("/lobby/shown", headers=OURS, json={"event": called}).status_code == 204
    with desk.view(site_id) as view:
        assert view.event_id == called + 1
    assert screen.post("/lobby/shown", headers=OURS, json={"event": called - 1}).status_code == 404
    for wrong in ({"event": "1"}, {"event": True}, {"event": 0}, {}):
        assert screen.post("/lobby/shown", headers=OURS, json=wrong).status_code == 400


def test_staff_read_that_nobody_has_turned_its_sound_on(screen: FlaskClient, as_user: Any) -> None:
    """It is no fault, so nobody is alarmed; but the screen's own line says it."""
    page = as_user("zoe").client
    for told, words in (
        ({"sound": "", "sound_on": False}, "not turned on"),
        ({"sound": "", "sound_on": True}, "no trouble"),
        ({"sound": "", "sound_off": True}, "switched off"),
        ({"sound": "the browser cannot play it", "sound_on": False}, "the browser cannot play it"),
    ):
        assert screen.post("/lobby/heartbeat", headers=OURS, json=told).status_code == 204
        answer = page.get("/staff/devices").text
        assert words in answer
        assert ("the sound has a fault" in answer) == bool(told["sound"])


def test_a_heartbeat_that_is_none_is_refused(screen: FlaskClient) -> None:
    """It must be what a screen can tell of itself."""
    assert screen.post("/lobby/heartbeat", headers=OURS, json=[]).status_code == 400
    assert screen.post("/lobby/heartbeat", headers=OURS, json={"x": {}}).status_code == 400


def test_the_page_holds_nothing_that_the_strict_policy_would_stop(television: FlaskClient) -> None:
    """No script and no style inside it; everything it names is on this server and known by its version."""
    answer = television.get("/lobby")
    assert answer.headers["Content-Security-Policy"] == SECURITY_HEADERS["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)", answer.text)
    named = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert len(named) > 6
    for each in named:
        assert each.startswith("/static/"), each
        with television.get(each) as found:
            assert found.status_code == 200


def test_the_script_reckons_with_the_programs_figures(television: FlaskClient) -> None:
    """The page is given the figures for its sizes, and its letters are as high as those of the program."""
    told = re.search(r'data-sizes="([^"]+)"', television.get("/lobby").text)
    assert told is not None
    figures = television.application.json.loads(told[1].replace("&#34;", '"'))
    assert figures == {
        "call": CALL_MM_PER_M,
        "text": TEXT_MM_PER_M,
        "most_call": MOST_CALL,
        "most_text": MOST_TEXT,
        "inches": LOBBY_INCHES,
    }
    assert f"const CAPITALS = {CAP_HEIGHT};" in (FOLDER / "lobby-sizes.js").read_text()


def test_scripts_keep_to_what_old_televisions_know() -> None:
    """Nothing that is newer than ES2015, which the browsers of televisions from 2018 on speak; and no eval."""
    newer = re.compile(
        r"\?\.|\?\?|\basync\b|\bawait\b|\.\.\.|\*\*|\beval\(|new Function|innerHTML|\.at\(|\.flat\("
    )
    for file in sorted(FOLDER.glob("lobby*.js")):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            assert not newer.search(line.partition("// ")[0]), f"{file.name}:{number}: {line}"


def test_sounds_are_those_of_the_program(screen: FlaskClient) -> None:
    """The chime and each word as WAV files that may be kept a while; what is no word is not there."""
    for path in ("chime", "en/ticket", "es/A", "ar/7"):
        answer = screen.get(f"/lobby/sound/{path}.wav")
        assert answer.status_code == 200, path
        assert answer.data.startswith(b"RIFF")
        assert "max-age=" in answer.headers["Cache-Control"]
    assert screen.get("/lobby/sound/en/name-room-three.wav").status_code == 200
    for path in ("en/name-nowhere", "en/elephant", "xx/ticket"):
        assert screen.get(f"/lobby/sound/{path}.wav").status_code == 404, path


def test_admins_read_where_a_television_begins(as_user: Callable[[str], Any]) -> None:
    """On the page with the codes stands the address."""
    answer = as_user("zoe").client.get("/staff/devices")
    assert "http://localhost/lobby" in answer.text
