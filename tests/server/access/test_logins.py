"""Guessing is slowed down, and nobody is locked out by somebody else's guessing."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from patience import DEADLINE_S

from kit.errors import Refused
from server import access
from server.access.logins import COOKIE, PLACE_EVERY_S, Lane
from server.desk import Desk, setup, users
from server.store import queries
from server.store.database import Database


def hammer(browser: Any, name: str = "ada", most: int = 60) -> int:
    """Guess until slowed down; returns how many guesses were let through."""
    for guess in range(most):
        answer = browser.log_in(name, f"guess {guess}")
        if answer.status_code == 429:
            return guess
        assert answer.status_code == 403
    return most


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are compared without their slow hash: hundreds of guesses are made here."""
    monkeypatch.setattr(access, "password_fits", lambda _hash, password: password == "correct horse")


def test_guesses_are_slowed_down_kindly(browser: Callable[..., Any], seconds: Any) -> None:
    """Five guesses, then 429 with Retry-After and a page in plain words; the right password has to wait, too."""
    guesser = browser()
    assert hammer(guesser) == 5
    answer = guesser.log_in("ada")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= PLACE_EVERY_S
    assert "Please try again in 12 seconds." in answer.text
    assert 'value="ada"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    seconds.now += PLACE_EVERY_S
    assert guesser.log_in("ada").status_code == 303


def test_a_name_that_nobody_has_is_slowed_down_alike(browser: Callable[..., Any], seconds: Any) -> None:
    """So nobody learns from it which names there are."""
    assert hammer(browser("192.0.2.7"), "ada") == hammer(browser("192.0.2.8"), "nobody at all")


def test_her_own_browser_is_never_locked_out(browser: Callable[..., Any], seconds: Any) -> None:
    """Somebody at the same address keeps guessing: the browser she has used before does not notice."""
    own = browser()
    assert own.log_in("ada").status_code == 303
    own.log_out()
    guesser = browser()
    for _ in range(4):
        hammer(guesser)
        assert own.log_in("ada").status_code == 303
        own.log_out()
        seconds.now += 1


def test_a_fresh_browser_elsewhere_gets_in_at_once(browser: Callable[..., Any], seconds: Any) -> None:
    """Thirty addresses guess at her name without a pause: from yet another she gets in, a mistyped try included."""
    for last in range(30):
        hammer(browser(f"198.51.100.{last}"))
    fresh = browser("192.0.2.99")
    assert fresh.log_in("ada", "mistyped").status_code == 403
    assert fresh.log_in("ada").status_code == 303


def test_a_fresh_browser_beside_the_guesser_waits_a_few_seconds(
    browser: Callable[..., Any], seconds: Any
) -> None:
    """Even from the guesser's own address she gets in twelve seconds after the last guess."""
    hammer(browser())
    fresh = browser()
    assert fresh.log_in("ada").status_code == 429
    seconds.now += PLACE_EVERY_S
    assert fresh.log_in("ada").status_code == 303


def test_many_addresses_together_are_slowed_down(browser: Callable[..., Any], seconds: Any) -> None:
    """After the tries that all unknown browsers share, each address has two, not five."""
    let_through = [hammer(browser(f"198.51.100.{last}")) for last in range(20)]
    assert let_through[:4] == [5] * 4
    assert let_through[4:] == [2] * 16


def test_one_address_cannot_try_name_after_name(browser: Callable[..., Any], seconds: Any) -> None:
    """Unknown browsers of one address have thirty tries over all names, then one a second."""
    guesser = browser()
    tried = sum(hammer(guesser, f"name {number}", most=4) for number in range(12))
    assert tried == 30


def test_a_forged_forwarded_address_changes_nothing(browser: Callable[..., Any], seconds: Any) -> None:
    """Another X-Forwarded-For with each guess is the same guesser: nobody listed a proxy."""
    guesser = browser()
    answers = [
        guesser.log_in("ada", "guess", headers={"X-Forwarded-For": f"203.0.113.{number}"}).status_code
        for number in range(8)
    ]
    assert answers == [403] * 5 + [429] * 3


def test_a_made_up_cookie_is_no_known_browser(browser: Callable[..., Any], seconds: Any) -> None:
    """A cookie that we did not sign, and one that was signed for another's name, give nobody tries."""
    guesser = browser()
    guesser.client.set_cookie(COOKIE, "eyJ4IjoieSJ9.aaaa.bbbb", path="/staff")
    assert hammer(guesser) == 5
    other = browser("192.0.2.2")
    other.log_in("max")
    other.log_out()
    assert hammer(other) == 5


def test_a_stolen_cookie_has_its_own_few_tries(browser: Callable[..., Any], seconds: Any) -> None:
    """A known browser that guesses is slowed down itself, and no other known browser is."""
    thief, own = browser("192.0.2.3"), browser("192.0.2.4")
    for each in (thief, own):
        each.log_in("ada")
        each.log_out()
    assert hammer(thief) == 10
    assert own.log_in("ada").status_code == 303


def test_a_desks_browser_is_known_for_several_people(browser: Callable[..., Any], seconds: Any) -> None:
    """The cookie keeps the people who logged in there one after another, and names none of them."""
    desk = browser()
    for name in ("ada", "max", "zoe", "ada"):
        assert desk.log_in(name).status_code == 303
        desk.log_out()
    for name in ("ada", "max", "zoe"):
        hammer(browser(), name)
        assert desk.log_in(name).status_code == 303
        desk.log_out()
    cookie = desk.client.get_cookie(COOKIE, path="/staff")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert "ada" not in cookie.decoded_value


def test_a_flood_stands_in_a_short_line(app: Flask, browser: Callable[..., Any], seconds: Any) -> None:
    """Whoever would wait long is asked to come back, with 503; a known browser passes by."""
    own = browser()
    own.log_in("ada")
    own.log_out()
    lane = app.extensions["logins"]._unknown_lane = Lane(line=0)
    with lane.turn():
        answer = browser("192.0.2.9").log_in("ada")
        assert own.log_in("ada").status_code == 303
    assert answer.status_code == 503
    assert "Many people are logging in just now." in answer.text
    assert answer.headers["Retry-After"] == "2"
    assert browser("192.0.2.9").log_in("ada").status_code == 303


def test_a_lane_works_one_at_a_time() -> None:
    """As many as may stand in line get their turn one after another; one more is sent away."""
    lane, at_work, most = Lane(line=3), 0, 0
    gate, results = threading.Barrier(5), []

    def work() -> None:
        nonlocal at_work, most
        gate.wait(DEADLINE_S)
        try:
            with lane.turn():
                at_work += 1
                most = max(most, at_work)
                gone.wait(DEADLINE_S)
                at_work -= 1
            results.append("done")
        except Refused:
            results.append("sent away")
            gone.set()

    gone = threading.Event()
    threads = [threading.Thread(target=work) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(DEADLINE_S)
    assert sorted(results) == ["done"] * 4 + ["sent away"]
    assert most == 1


@pytest.fixture
def _ada_twice(desk: Desk) -> None:
    """Another site has an ada, too; here every password of hers is the same."""
    site_id = setup.site_ids(desk.database)["other"]
    users.add(desk, site_id, "ada", "manager", "correct horse")


@pytest.mark.usefixtures("_ada_twice")
@pytest.mark.parametrize("site", ["main", "other"])
def test_one_name_and_password_in_two_sites_asks_which(
    browser: Callable[..., Any], database: Database, site: str
) -> None:
    """Nobody is let into the wrong site: the page asks, and the choice leads to each one's own."""
    own = browser()
    asked = own.log_in("ada")
    assert asked.status_code == 200
    assert "You are known in several branches." in asked.text
    assert re.findall(r'<option value="(\w+)"', asked.text) == ["main", "other"]
    assert own.get("/staff").status_code == 303  # nobody is logged in yet
    form = {"name": "ada", "password": "correct horse", "site": site}
    assert own.send("/staff/login", "/staff/login", **form).status_code == 303
    with own.client.session_transaction() as session, database.reading() as connection:
        row = queries.user(connection, session["user"])
    assert row is not None
    assert row.site_id == setup.site_ids(database)[site]


@pytest.mark.usefixtures("_ada_twice")
def test_only_the_right_password_learns_of_the_sites(browser: Callable[..., Any], seconds: Any) -> None:
    """A guess is told nothing of sites and counts; being asked back counts as no try; a made-up site is wrong."""
    own = browser()
    for _ in range(8):
        assert own.log_in("ada").status_code == 200
    form = {"name": "ada", "password": "correct horse", "site": "nowhere"}
    assert own.send("/staff/login", "/staff/login", **form).status_code == 403
    assert "<select" not in own.log_in("ada", "a guess").text
    assert hammer(own) == 3
