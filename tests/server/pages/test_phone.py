"""The page behind a ticket's QR code, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from patience import DEADLINE_S
from playwright.sync_api import Locator, Page, expect

from kit.client import new_key
from server.pages.phone_words import fit


def heading(page: Page) -> Locator:
    """The sentence under the number."""
    return page.locator("#ticket .heading")


@pytest.fixture
def follow(new_page) -> Callable[..., Page]:
    """Follow a ticket on a phone: `follow(ticket)`."""

    def open_page(ticket, **options: object) -> Page:
        page: Page = new_page(viewport={"width": 390, "height": 844}, **options)
        if options.get("java_script_enabled", True):
            with page.expect_response("**/events"):  # from now on it hears
                page.goto(f"/t/{ticket.token}")
        else:
            page.goto(f"/t/{ticket.token}")
        return page

    return open_page


def test_it_counts_down_and_calls_by_itself(desk, follow, watch) -> None:
    """People ahead, next, called where and which way, at the counter, thanks: all without a touch, in the title too."""
    before, ticket = desk.take(), desk.take()
    page = follow(ticket)
    before_it = len(watch.requests)
    expect(heading(page)).to_have_text("1 person ahead of you")
    expect(page.locator("#ticket .number")).to_have_text(ticket.number)
    desk.button.call_next(desk.counter, new_key())
    expect(heading(page)).to_have_text("You are next.")
    desk.call_next()
    expect(heading(page)).to_have_text("It is your turn. Please go to")
    expect(page.locator(".place")).to_have_text(f"Counter {desk.counter}")
    expect(page).to_have_title(f"{ticket.number} · Counter {desk.counter}")
    expect(page.locator("#spoken")).to_contain_text(f"{ticket.number}. It is your turn.")
    expect(page.locator("#ticket")).to_have_css("background-color", "rgb(255, 184, 28)")
    desk.call_next()
    expect(heading(page)).to_have_text("We called your number, but did not find you.")
    assert desk.state(before) == "no_show"
    asked = f"/api/v1/t/{ticket.token}"
    assert not any(url.endswith(asked) for url in watch.requests[before_it:])  # the stream told, at once


@pytest.mark.parametrize(
    ("language", "direction", "turn", "counter"),
    [
        ("ar", "rtl", "حان دوركم. يرجى التوجه إلى", "شباك"),
        ("es", "ltr", "Es su turno. Diríjase a", "Ventanilla"),
    ],
)
def test_it_speaks_the_tickets_language(
    desk, follow, language: str, direction: str, turn: str, counter: str
) -> None:
    """The page is in the language chosen at the kiosk, whatever the phone's own; Arabic runs from the right."""
    page = follow(desk.take(language), locale="en-GB")
    html = page.locator("html")
    expect(html).to_have_attribute("lang", language)
    expect(html).to_have_attribute("dir", direction)
    desk.button.call_next(desk.counter, new_key())
    expect(heading(page)).to_have_text(turn)
    expect(page.locator(".place")).to_have_text(f"{counter} {desk.counter}")


def test_without_a_script_it_is_the_same_page(desk, follow) -> None:
    """Loaded again, as the page does by itself every ten seconds, it shows the call."""
    ticket = desk.take()
    page = follow(ticket, java_script_enabled=False)
    expect(heading(page)).to_have_text("You are next.")
    expect(page.locator("meta[http-equiv=refresh]")).to_have_attribute("content", "10")
    desk.button.call_next(desk.counter, new_key())
    page.reload()
    expect(heading(page)).to_have_text("It is your turn. Please go to")


def test_an_unknown_ticket_is_told_kindly_in_the_phones_language(live_server) -> None:
    """No code, no blame; and a cut address is answered like a wrong one."""
    for path in ("/t/notAtokenAtAll", "/t/", "/t/a/b"):
        page = requests.get(f"{live_server.url}{path}", headers={"Accept-Language": "es"}, timeout=DEADLINE_S)
        assert page.status_code == 404
        assert "No conocemos este tique." in page.text
        assert 'lang="es"' in page.text


def test_nobody_keeps_a_copy(desk, live_server) -> None:
    """The page is true for a moment only: no cache may keep it, and no search engine list it."""
    page = requests.get(f"{live_server.url}/t/{desk.take().token}", timeout=DEADLINE_S)
    assert page.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in page.text


def test_a_lost_stream_is_replaced_by_asking(desk, follow, new_page) -> None:
    """Where streams do not get through, the phone asks again and again, and still learns of the call."""
    ticket = desk.take()
    page: Page = new_page()
    page.route("**/events", lambda route: route.abort())
    page.goto(f"/t/{ticket.token}")
    expect(heading(page)).to_have_text("You are next.")
    desk.button.call_next(desk.counter, new_key())
    expect(heading(page)).to_have_text("It is your turn. Please go to")


def test_a_second_call_is_told_again(desk, follow) -> None:
    """A recall slides in and is spoken anew, for who missed the first one."""
    page = follow(desk.take())
    desk.button.call_next(desk.counter, new_key())
    ticket = page.locator("#ticket")
    expect(page.locator("#spoken")).to_contain_text("It is your turn.")
    first = ticket.get_attribute("data-call")
    page.evaluate("document.getElementById('spoken').textContent = 'heard'")
    desk.button.recall(desk.counter, new_key())
    expect(page.locator("#spoken")).to_contain_text("It is your turn.")
    assert ticket.get_attribute("data-call") != first


NUMBERS = [
    "A001",
    "B117",
    "N888",
    "Q888",
    "OO888",
    "W888",
    "M1000",
    "AB088",
    "WW888",
    "MWMW888",
    "A1",
    "Cash-1000",
    "W" * 20 + "888",
]


def test_every_number_fits_its_card(desk, follow) -> None:
    """However long a service's code, its number fills the line and does not leave the card; four signs are huge."""
    page = follow(desk.take())
    page.evaluate("document.fonts.ready")
    for number in NUMBERS:
        box, inside = page.evaluate(  # in one step: it may be put anew
            """([text, size]) => {
                const e = document.querySelector("#ticket .number");
                e.textContent = text; e.className = `number n${size}`;
                const range = document.createRange(); range.selectNodeContents(e);
                return [range.getBoundingClientRect().width, e.clientWidth]; }""",
            [number, fit(number)],
        )
        assert box <= inside, number
        assert box >= inside * 0.8 or fit(number) in (1, 7), number
