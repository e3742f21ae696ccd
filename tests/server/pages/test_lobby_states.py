"""A lobby's page in each of its states: readable by everybody, and no heavier after a thousand calls."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import lobby_views
import pytest
from PIL import Image
from playwright.sync_api import CDPSession, Page

from kit import wire
from kit.lobby.view import View
from kit.text import Face, Weight, wrap
from server.pages.lobby.breaks import MARK, with_breaks
from server.pages.lobby.dress import dress_of

AXE = Path(__file__).parents[2] / "helpers" / "axe.min.js"
SERIOUS = {"serious", "critical"}
FAULTS = "axe.run().then((told) => told.violations.map((each) => [each.impact, each.id, each.nodes[0].html]))"
SHOW = "(frame) => { lobbyBoard.show(frame); lobbyBoard.heard(0); }"
CALLS = """([text, from, count]) => {
  for (let at = from; at < from + count; at++) {
    const frame = JSON.parse(text);
    frame.events = [at + 2, at + 1];
    frame.view.calls[0].number = 'A' + at;
    lobbyBoard.show(frame);
  }
}"""


@pytest.fixture
def page(new_page: Callable[..., Page], tmp_path: Path) -> Page:
    """A page that is never let in: what it shows the test says. All notices have the same picture."""
    page = new_page(viewport={"width": 1280, "height": 720})
    picture = tmp_path / "picture.png"
    Image.new("RGB", (160, 90), "#5E7F73").save(picture)
    page.route("**/lobby/hello", lambda _route: None)
    page.route("**/lobby/api/v1/notices/*", lambda route: route.fulfill(path=str(picture)))
    page.goto("/lobby")
    return page


def a_frame(view: View, theme: str = "day") -> dict[str, Any]:
    """What the server would send of it."""
    told = with_breaks(asdict(view))
    if told["side"] and told["side"]["picture"]:
        told["side"]["picture"] = "/api/v1/notices/picture.png"
    info = wire.ThemeInfo(name=theme)
    site = wire.SiteInfo(code="main", name="", languages=["en"], timezone="UTC", theme=info)
    return {
        "view": told,
        "later": [],
        "events": list(range(1, len(view.calls) + 1)),
        "unsaid": [],
        "said": 0,
        "lost": {},
        "dress": asdict(dress_of(site)),
    }


def test_each_state_is_readable_by_everybody(page: Page) -> None:
    """In each state and each theme axe-core finds nothing serious."""
    page.evaluate(AXE.read_text("utf-8"))
    states = dict(lobby_views.states())
    few = ("everything", "named", "stale", "closed", "dim", "picture")
    asked = [("day", name) for name in states]
    asked += [(theme, name) for theme in ("night", "warm", "contrast") for name in few]
    for theme, name in asked:
        page.evaluate(SHOW, a_frame(states[name], theme))
        found = page.evaluate(FAULTS)
        assert [each for each in found if each[0] in SERIOUS] == [], (theme, name)


def test_a_closed_board_keeps_its_contrast(page: Page) -> None:
    """Other themes have less light when closed; the one of high contrast stays black and white."""
    closed = dict(lobby_views.states())["closed"]
    ink = "getComputedStyle(document.querySelector('#board h1.line')).color"
    page.evaluate(SHOW, a_frame(closed, "contrast"))
    assert page.evaluate(ink) == "rgb(255, 255, 255)"
    page.evaluate(SHOW, a_frame(closed, "day"))
    assert page.evaluate(ink) != "rgb(255, 255, 255)"


def test_an_arrow_fills_its_place(new_page: Callable[..., Page]) -> None:
    """Its ink is as wide as the least that can be read from the farthest seat, with no edge around it."""
    page = new_page(viewport={"width": 1280, "height": 720}, device_scale_factor=4)
    page.route("**/lobby/hello", lambda _route: None)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/lobby")
    page.evaluate(SHOW, a_frame(dict(lobby_views.states())["calling-3"]))
    place = page.evaluate(
        "(({ x, y, width, height }) => ({ x, y, width, height }))"
        "(document.querySelector('.call .arrow svg').getBoundingClientRect())"
    )
    drawn = Image.open(io.BytesIO(page.screenshot(clip=place))).convert("L")
    ink = drawn.point(lambda light: 255 if light < 110 else 0).getbbox()
    assert ink is not None
    assert ink[2] - ink[0] >= drawn.width - 2


def test_lines_end_where_the_programs_do(page: Page) -> None:
    """In each language and script, in letters of several sizes: lines of about the same length, word for word."""
    ways: list[tuple[int, Weight, int]] = [(40, 400, 500), (61, 600, 700), (105, 600, 1006)]
    for language, words in lobby_views.WORDS.items():
        page.evaluate("(language) => { document.documentElement.lang = language; }", language)
        told = [[with_breaks(text), *way] for text in words.values() for way in ways]
        lines = page.evaluate("(told) => told.map((each) => lobbySizes.wrap(...each))", told)
        assert [[line.replace(MARK, "") for line in each] for each in lines] == [
            wrap(text, Face(size, weight), room, lobby_views.DIRECTION[language], balance=True)
            for text in words.values()
            for size, weight, room in ways
        ]


def weight(session: CDPSession) -> tuple[int, int]:
    """How many nodes and listeners the page has, after all that nothing holds is gone."""
    session.send("HeapProfiler.collectGarbage")
    told = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return told["Nodes"], told["JSEventListeners"]


def test_a_thousand_calls_leave_nothing_behind(page: Page) -> None:
    """Neither calls nor pictures in turn make the page heavier: it is open for years."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    states = dict(lobby_views.states())
    text = json.dumps(a_frame(states["everything"]))
    page.evaluate(CALLS, [text, 0, 100])
    nodes, listeners = weight(session)
    page.evaluate(CALLS, [text, 100, 1000])
    after = weight(session)
    assert after[0] <= nodes + 50
    assert after[1] <= listeners + 10
    for number in range(60):
        frame = a_frame(states["picture"])
        frame["view"]["side"]["picture"] = f"/api/v1/notices/{number}.png"
        page.evaluate(SHOW, frame)
        page.wait_for_function("() => document.images.length === 1")
    after = weight(session)
    assert after[0] <= nodes + 50
    assert after[1] <= listeners + 30  # two for each of the few pictures that are kept
