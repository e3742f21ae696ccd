"""A lobby's board in a real browser: let in by its code, follows calls, survives a restart, readable by everybody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from patience import wait_until
from playwright.sync_api import Page, expect

from kit import wire
from kit.lobby.phrases import flat, phrase
from kit.lobby.sizes import capitals

AXE = Path(__file__).parents[2] / "helpers" / "axe.min.js"
TELEVISION = {"viewport": {"width": 1280, "height": 720}}
SERIOUS = {"serious", "critical"}
AWAY = (
    "ERR_CONNECTION_REFUSED",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
)


@pytest.fixture
def screen(desk: Any, new_page: Callable[..., Page]) -> Page:
    """A television that was let in, and shows the board of the test's own service."""
    page = new_page(**TELEVISION)
    page.goto(f"/lobby?services={desk.service}&diagonal=55")
    expect(page.locator("#code")).not_to_be_empty()
    code = page.locator("#code").inner_text()
    desk.server.command("device", "pair", code, f"tv {desk.counter}")
    expect(page.locator("#board")).to_contain_text("City Hall")
    return page


def faults(page: Page) -> list[str]:
    """What axe-core finds that keeps somebody from reading the page."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then((told) => told.violations)")
    return [
        f"{each['id']}: {[node['html'] for node in each['nodes'][:3]]}"
        for each in found
        if each["impact"] in SERIOUS
    ]


def large(page: Page) -> list[str]:
    """The numbers on the card."""
    told: list[str] = page.evaluate(
        "[...document.querySelectorAll('.call .line[dir=ltr]')].map((each) => each.textContent)"
    )
    return told


def test_it_follows_calls_over_a_restart(desk: Any, screen: Page, watch: Any) -> None:
    """It shows each call and says that it did; without its server it says so, and goes on by itself."""
    assert faults(screen) == []
    screen.evaluate("window.never_loaded_again = true")
    first = desk.take()
    desk.call_next()
    wait_until(lambda: large(screen) == [first.number], "the first call")
    assert faults(screen) == []
    said = f"{desk.server.url}/lobby/shown"
    wait_until(lambda: said in watch.requests, "that it says what it has shown")
    desk.server.stop()
    expect(screen.locator("[role=alert]")).to_contain_text("No connection.")
    assert faults(screen) == []
    desk.server.start()
    expect(screen.locator("[role=alert]")).to_have_count(0)
    second = desk.take("ar")
    desk.call_next()
    wait_until(lambda: second.number in large(screen), "the second call")
    assert screen.evaluate("window.never_loaded_again")
    elsewhere = [each for each in watch.requests if not each.startswith(desk.server.url + "/")]
    assert elsewhere == []
    complaints = [each for each in watch.complaints if not any(name in each for name in AWAY)]
    assert complaints == []


def test_who_is_shut_out_shows_a_new_code(desk: Any, screen: Page) -> None:
    """At once, and nothing of the board stays."""
    desk.server.command("device", "revoke", f"tv {desk.counter}")
    expect(screen.locator("#code")).to_be_visible()
    expect(screen.locator("#board")).to_be_hidden()
    assert faults(screen) == []


def test_letters_are_as_high_as_the_distance_asks(desk: Any, screen: Page) -> None:
    """The number, its counter and everything else: by the same arithmetic as the program."""
    desk.take()
    desk.call_next()
    wait_until(lambda: large(screen), "the call")
    high = capitals(1280, 720, 5.0, 55.0)
    size = "(each) => [each.textContent, parseFloat(each.style.fontSize)]"
    sizes = screen.evaluate(f"[...document.querySelectorAll('.call > .line')].map({size})")
    call = {text: 0.698 * size for text, size in sizes}
    number = large(screen)[0]
    assert call[number] >= high.call
    assert max(value for text, value in call.items() if text.endswith(desk.counter)) >= high.call
    every = screen.evaluate(f"[...document.querySelectorAll('.line')].map({size})")
    assert min(pixels for _text, pixels in every) * 0.698 >= high.text


# What sounds takes a tenth longer than the page's own time: as where the sound device is kept waiting.
LAGGING = """() => {
    const clock = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, "currentTime").get;
    Object.defineProperty(BaseAudioContext.prototype, "currentTime", { get() { return 0.9 * clock.call(this); } });
}"""


def test_one_tap_lets_it_be_heard(desk: Any, screen: Page, watch: Any) -> None:
    """After it the chime and the words of each call are played one call after another, from this server's sounds.

    By the clock of what sounds, which may lag behind the page's own on a busy machine.
    """
    screen.evaluate(LAGGING)
    screen.get_by_role("button", name="Turn sound on").click()
    wait_until(lambda: screen.evaluate("lobbySound.state()") == "on", "the sound")
    expect(screen.get_by_role("button", name="Turn sound on")).to_be_hidden()
    numbers = [desk.take().number for _ in range(2)]
    place = wire.Call.model_validate(
        {
            "event_id": 1,
            "ticket": "x",
            "number": numbers[0],
            "counter": desk.counter,
            "direction": ["left", "right", "straight", "none"][(int(desk.counter) - 1) % 4],
            "language": "en",
            "called_at": "2026-11-24T11:00:00Z",
        }
    )
    words = [f"{each.language}/{each.id}" for each in flat(phrase(place, "en", "en"))]
    # Made before they are needed: a busy machine may take longer for them than a call waits.
    for word in [*words, "en/2"]:
        assert screen.evaluate(f"fetch('/lobby/sound/{word}.wav').then((answer) => answer.status)") == 200
    for _ in numbers:
        desk.call_next()
    wait_until(lambda: len(screen.evaluate("lobbySound.said")) == 2, "both calls")
    one, two = screen.evaluate("lobbySound.said")
    assert [one["number"], two["number"]] == numbers
    assert one["names"] == ["chime", *words]
    assert two["begins"] >= one["begins"] + one["length"]
    fetched = [each for each in watch.requests if "/lobby/sound/" in each]
    assert f"{desk.server.url}/lobby/sound/en/ticket.wav" in fetched
