"""A lobby's page by itself, with made-up boards: what it draws has room, and what is over goes without its server."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from made_up import NOON, a_board, a_call, called
from playwright.sync_api import Page, expect

from kit import wire
from kit.lobby.board import SLOTS, Lobby, happened, opened, ticked
from kit.lobby.sounds import chime_wav
from kit.lobby.view import view
from server.pages.lobby.breaks import with_breaks
from server.pages.lobby.dress import dress_of
from server.pages.lobby.later import later

SCREENS = [(1920, 1080), (1280, 720), (1024, 768), (1080, 1920)]
LONG = {"en": "Information desk", "ar": "مكتب الاستعلامات العامة"}
# What stands in a row or on a card and ends outside it, or on something else in it.
CLASHES = """() => [...document.querySelectorAll('.row, .call')].map((field) => {
  const boxes = [...field.querySelectorAll('.line')].filter((each) => each.textContent).map((each) => {
    const range = document.createRange();
    range.selectNodeContents(each);
    // The ink alone: a line's box is nearly twice as high as its capitals.
    const box = range.getBoundingClientRect();
    const [middle, half] = [(box.top + box.bottom) / 2, 0.4 * parseFloat(each.style.fontSize)];
    return [each.textContent, { left: box.left, right: box.right, top: middle - half, bottom: middle + half }];
  });
  const outer = field.getBoundingClientRect();
  const out = boxes.filter(([, box]) => box.left < outer.left - 1 || box.right > outer.right + 1);
  const level = (a, b) => a.bottom > b.top && b.bottom > a.top;
  const meet = (a, b) => level(a, b) && a.left < b.right && b.left < a.right;
  const over = boxes.filter(([, a], i) => boxes.some(([, b], j) => i < j && meet(a, b)));
  return out.concat(over).map(([text]) => text);
}).filter((each) => each.length)"""

BOTTOM = """() => Math.max(...[...document.querySelectorAll('#board > div')]
  .map((each) => each.getBoundingClientRect().bottom))"""


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page that is never let in: what it shows the test says, and its clock stands still."""
    page = new_page()
    page.route("**/lobby/hello", lambda _route: None)
    page.clock.install(time=0)
    page.goto("/lobby")
    return page


def a_lobby(language: str, distance: float, *, listed: bool = True) -> Lobby:
    """Two calls that are large, old ones and all counters, one of which has a long name, which is not its code.

    `listed`: there is a list of counters.
    """
    board = a_board(language, distance, calls=4)
    long = a_call(90, "C003", "INFO", 500, counter_name=LONG)
    counters = [wire.BoardCounter(code=str(n), name={}, state="open", number=f"A00{n}") for n in range(1, 5)]
    counters += [
        wire.BoardCounter(code="INFO", name=LONG, state="open", number="C003"),
        wire.BoardCounter(code="I2", name=LONG, state="closed", number=None),
    ]
    board = board.model_copy(update={"calls": [*board.calls, long], "counters": counters if listed else []})
    lobby = opened(board, 0.0)
    for number in (1, 2):
        lobby = happened(lobby, called(100 + number, f"B20{number}", str(number), language=language), 0.0)
    return ticked(lobby, 0.0)[0]


def a_frame(lobby: Lobby, now: float = 0.0) -> dict[str, Any]:
    """What the server would send of it."""
    shown = with_breaks(asdict(view(lobby, now, "fresh", raqm=True)))
    lost = view(lobby, now, "stale", raqm=True)
    return {
        "view": shown,
        "later": later(lobby, now, SLOTS, shown),
        "events": [turn.call.event_id for turn in lobby.turns],
        "unsaid": [],
        "said": 0,
        "lost": {"notice": lost.notice, "advice": lost.advice},
        "dress": asdict(dress_of(lobby.site)),
    }


def texts(page: Page, within: str) -> list[str]:
    """The words in those parts of the board."""
    told: list[str] = page.evaluate(
        f"[...document.querySelectorAll('{within} .line')].map((each) => each.textContent)"
    )
    return told


def pictured(page: Page, name: str) -> None:
    """Keep a picture for whoever wants to look: in the folder that NEXTPLEASE_PICTURES names."""
    if folder := os.environ.get("NEXTPLEASE_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")


def test_a_long_name_is_whole_or_its_counters_code(page: Page) -> None:
    """In lists and on cards nothing stands on anything else or is cut, on every screen and in Arabic, too."""
    for language in ("en", "ar"):
        found: set[str] = set()
        for distance, listed in ((3.0, True), (5.0, True), (3.0, False)):
            frame = a_frame(a_lobby(language, distance, listed=listed))
            for width, height in SCREENS:
                page.set_viewport_size({"width": width, "height": height})
                page.evaluate("(frame) => lobbyBoard.show(frame)", frame)
                assert page.evaluate(CLASHES) == [], (language, distance, width)
                found |= set(texts(page, ".row"))
                pictured(page, f"name-{language}-{distance:.0f}-{listed}-{width}")
        assert "INFO" in found
        assert LONG[language] in found


def test_a_call_is_over_in_time_without_its_server(page: Page) -> None:
    """Thirty seconds after the call it is none of the large ones any more, and no row is amber for it."""
    page.set_viewport_size({"width": 1280, "height": 720})
    lobby = a_lobby("en", 5.0)
    frame = a_frame(lobby)
    page.evaluate("(frame) => lobbyBoard.show(frame)", frame)
    assert "B202" in texts(page, ".call")
    page.clock.run_for(10_000)
    page.evaluate("lobbyBoard.lost()")
    assert "B202" in texts(page, ".call")
    # The same once more, as after a short connection, makes nothing last longer.
    page.evaluate("(frame) => { lobbyBoard.show(frame); lobbyBoard.lost(); }", frame)
    page.clock.run_for(22_000)
    assert texts(page, ".call") == []
    assert {"B201", "B202"} <= set(texts(page, ".row"))
    assert page.locator('.row[style*="--now"]').count() == 0
    assert page.evaluate("lobbyBoard.showing()") is None
    expect(page.locator("[role=alert]")).to_contain_text("No connection.")
    pictured(page, "over")


def test_the_time_goes_on_without_the_server(page: Page) -> None:
    """By the browser's own clock since the server's last word: the minute, the greeting, the date, the dark hours."""
    lobby = opened(a_board("en", calls=0), 0.0)
    hours = lobby.site.lobby.model_copy(update={"dim_hours": ["21:00-06:00"]})
    site = lobby.site.model_copy(update={"lobby": hours})
    lobby = replace(lobby, told=lobby.told.model_copy(update={"site": site}))
    page.evaluate(
        "(frame) => { lobbyBoard.show(frame); lobbyBoard.heard(50); lobbyBoard.lost(); }", a_frame(lobby)
    )
    assert "10:42" in texts(page, "#board")
    page.clock.run_for(11_000)
    assert {"10:43", "Good morning."} <= set(texts(page, "#board"))
    page.clock.fast_forward("02:00:00")
    page.clock.run_for(1000)
    assert {"12:43", "Good afternoon."} <= set(texts(page, "#board"))
    page.clock.fast_forward("09:00:00")
    page.clock.run_for(1000)
    assert texts(page, "#board") == ["21:43"]
    page.clock.fast_forward("02:30:00")
    page.clock.run_for(1000)
    assert texts(page, "#board") == ["00:13"]
    # A word from the server, and it is as the server says.
    page.evaluate("(frame) => { lobbyBoard.show(frame); lobbyBoard.heard(50); }", a_frame(lobby))
    assert "10:42" in texts(page, "#board")


def test_calls_that_wait_have_their_turn_without_the_server(page: Page) -> None:
    """As the program does, the page goes on with what it knows."""
    page.set_viewport_size({"width": 1280, "height": 720})
    lobby = a_lobby("en", 5.0)
    for number in (3, 4):
        event = called(100 + number, f"B20{number}", str(number))
        lobby = happened(lobby, event, 0.0)
    page.evaluate("(frame) => { lobbyBoard.show(frame); lobbyBoard.lost(); }", a_frame(lobby))
    assert "B204" not in texts(page, ".call")
    page.clock.run_for(10_000)
    assert "B204" in texts(page, ".call")


def test_no_call_begins_to_be_heard_in_quiet_hours(page: Page, wait_until: Callable[..., None]) -> None:
    """What waits for its announcement when they begin is left out, though no server says so; others are heard."""
    page.route("**/lobby/sound/**", lambda route: route.fulfill(body=chime_wav(), content_type="audio/wav"))
    page.evaluate("lobbySound.dress({ unsaid: [] })")
    page.locator("#sound").click()
    calls = [
        {"event": event, "number": "A1", "full": [], "brief": [], "volume": 0.1, "late": 60, "until": until}
        for event, until in ((1, 600), (2, 0), (3, 600))
    ]

    def said() -> list[int]:
        page.clock.run_for(500)
        events: list[int] = page.evaluate("lobbySound.said.map((each) => each.event)")
        return events

    wait_until(lambda: page.evaluate("lobbySound.state()") == "on", "the sound")
    page.evaluate("(calls) => calls.forEach(lobbySound.say)", calls)
    wait_until(lambda: 3 in said(), "the last call")
    assert said() == [1, 3]


def test_the_button_for_the_sound_covers_nothing(page: Page) -> None:
    """While it is offered the board ends above it; after a minute the board has the whole screen."""
    for width, height in SCREENS:
        for language in ("en", "ar"):
            page.set_viewport_size({"width": width, "height": height})
            frame = a_frame(a_lobby(language, 5.0))
            page.evaluate("(frame) => { lobbyBoard.show(frame); lobbySound.dress(frame); }", frame)
            page.mouse.move(width / 2, 10 + SCREENS.index((width, height)))
            button = page.locator("#sound").bounding_box()
            assert button is not None
            bottom = page.evaluate(BOTTOM)
            assert button["height"] > 0.06 * min(width, height)
            assert bottom <= button["y"] + 1, (width, language)
            assert page.evaluate(CLASHES) == [], (language, width)
            pictured(page, f"sound-{language}-{width}")
    page.clock.run_for(70_000)
    expect(page.locator("#sound")).to_be_hidden()


def test_the_next_steps_are_those_of_the_program() -> None:
    """Whenever time alone changes the board, it was told before, with the calls that are large then."""
    lobby = happened(a_lobby("en", 5.0), called(103, "B203", "3"), 0.0)
    lobby, _calls = ticked(happened(lobby, called(104, "B204", "4"), 0.0), 0.0)
    frame = a_frame(lobby)
    now = 0.125  # between the ticks at which anything begins or ends
    while now < 60.0:
        now += 0.25
        lobby, _calls = ticked(lobby, now)
        shown = with_breaks(asdict(view(lobby, now, "fresh", raqm=True)))
        told = [each for each in frame["later"] if each["after"] < now]
        last = {**frame["view"], **(told[-1]["view"] if told else {})}
        for part in ("calls", "lines", "flash", "side"):
            assert last[part] == shown[part], (now, part)
    assert lobby.turns == ()
    assert lobby.time(now) > NOON + timedelta(seconds=30)


@pytest.mark.parametrize("evening", ["2026-11-24T22:50:00Z", "2026-03-28T22:50:00Z", "2026-10-24T21:50:00Z"])
def test_a_night_is_told_before(evening: str) -> None:
    """From ten to midnight until after the opening as in the program; in nights when the clocks change, too."""
    now = datetime.fromisoformat(evening)
    opens = now.astimezone(ZoneInfo("Europe/Berlin")).replace(hour=8, minute=0) + timedelta(days=1)
    board = a_board("en")
    dark = wire.LobbyInfo(dim_hours=["23:00-06:00"])
    site = board.site.model_copy(update={"timezone": "Europe/Berlin", "lobby": dark})
    lobby = opened(
        board.model_copy(
            update={"site": site, "calls": [], "now": now, "open": False, "opens_at": opens.astimezone(UTC)}
        ),
        0.0,
    )
    frame = a_frame(lobby)
    for minutes in range(1, 10 * 60, 5):
        shown = with_breaks(asdict(view(lobby, 60.0 * minutes, "fresh", raqm=True)))
        told = [each for each in frame["later"] if each["after"] < 60.0 * minutes]
        last = {**frame["view"], **(told[-1]["view"] if told else {})}
        for part in ("shut", "dim", "date", "greeting"):
            assert last[part] == shown[part], (minutes, part)
    assert shown["shut"][0]["opens"] == ""
