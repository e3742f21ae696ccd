"""The staff's page of appointments, as a browser without any script uses it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest


class Browser:
    """Loads a page and sends its forms, with what they hide."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.html = ""

    def load(self, path: str = "/staff/appointments") -> Browser:
        """Go to a page."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        self.html = answer.text
        return self

    def send(self, action: str, place: int = 0, **typed: str) -> int:
        """Send the form with this action (the nth of them); returns the status, and follows to the page after it."""
        forms = re.findall(
            rf'<form[^>]*action="/staff/appointments/{action}">(.*?)</form>', self.html, re.DOTALL
        )
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', forms[place]))
        answer = self.client.post(f"/staff/appointments/{action}", data=hidden | typed)
        self.html = answer.text
        if answer.status_code == 303:
            self.load(answer.headers["Location"])
        return int(answer.status_code)

    def said(self) -> str:
        """What the page tells of the last press."""
        found = re.search(r'class="(?:done|problem)"[^>]*>(.*?)</p>', self.html, re.DOTALL)
        assert found is not None
        return unescape(found[1])

    def lines(self) -> list[tuple[str, ...]]:
        """Time, name and state of each appointment."""
        found = re.findall(
            r'<time>(.*?)</time>.*?class="title">(.*?)</p>.*?<span class="chip[^>]*>(.*?)</span>',
            self.html,
            re.DOTALL,
        )
        return [tuple(unescape(re.sub(r"<.*?>", "", part)).strip() for part in each) for each in found]


@pytest.fixture
def browser(staff: Any) -> Browser:
    """A clerk's."""
    return Browser(staff.client)


def test_a_day_with_its_appointments(browser: Browser, book: Any, check_in: Any) -> None:
    """By time, with what became of each; other days are a press away."""
    check_in(code=book(20, name="Ana García")["code"])
    book(-5, name="Bea <b>")
    book(60)
    book(24 * 60, name="Carl")
    assert browser.load().lines() == [
        ("10:55", "Bea <b>", "Expected, and late"),
        ("11:20", "Ana García", "Here · A001"),
        ("12:00", "No name told", "Expected"),
    ]
    assert browser.load("/staff/appointments?day=2026-11-25").lines() == [("11:00", "Carl", "Expected")]
    assert browser.load("/staff/appointments?day=2026-11-26").lines() == []
    assert "Nobody is expected" in browser.html


def test_any_day_in_the_address(browser: Browser) -> None:
    """Shows a page: that day's, or today's."""
    for day in ("x", "0001-01-01", "9999-12-31", "2026-02-30"):
        assert "Appointments" in browser.load(f"/staff/appointments?day={day}").html


def test_booking_and_checking_in(browser: Browser, staff: Any) -> None:
    """The code is told, and works in the form above the list."""
    browser.load()
    form = {
        "service": "B",
        "day": "2026-11-24",
        "time": "11:10",
        "name": "Ana García",
        "phone": "600",
        "note": "Form",
    }
    assert browser.send("book", **form) == 303
    assert browser.lines() == [("11:10", "Ana García", "Expected")]
    code = re.search(r"The code is (\w+)\.", browser.said())
    assert code is not None
    assert browser.send("check-in", code=code[1].lower()) == 303
    assert browser.said() == "Ana García has the number B001."
    assert staff.get("/queue").json["tickets"][0]["person"]["note"] == "Form"


def test_the_buttons_of_a_line(browser: Browser, book: Any) -> None:
    """Check in, or cancel after being asked."""
    book(-20, name="Ana")
    book(10, name="Bea")
    browser.load()
    assert browser.send("check-in", place=1) == 303
    assert browser.said().startswith("Ana has the number A001, at the end of the line")
    assert browser.send("cancel") == 303
    assert [state for _, _, state in browser.lines()] == ["Here · A001", "Cancelled"]


def test_what_is_not_possible_is_said_in_words(browser: Browser, book: Any, check_in: Any) -> None:
    """On the page itself, with a status that fits."""
    early, later, done = book(60)["code"], book(24 * 60)["code"], book(0)["code"]
    check_in(code=done)
    browser.load()
    for code, status, words in (
        ("NOSUCH22", 404, "There is no appointment with this code."),
        (early, 409, "It is too early for this one. Checking in is possible from 11:30 on."),
        (later, 409, "This appointment is on another day: Wed 25 Nov 2026."),
        (done, 409, "This customer has been checked in already."),
    ):
        assert browser.send("check-in", code=code) == status
        assert browser.said() == words


WRONG = (
    {"day": ""}, {"time": "25:00"}, {"day": "2026-11-01"}, {"day": "2206-01-01"}, {"service": "Z"}, {"name": "a\x07"},
)  # fmt: skip


def test_a_form_that_cannot_be_keeps_what_was_typed(browser: Browser) -> None:
    """Nothing is booked."""
    form = {"service": "A", "day": "2026-11-24", "time": "12:00", "name": "Ana", "note": "Keep this"}
    browser.load()
    for wrong in WRONG:
        assert browser.send("book", **{**form, **wrong}) == 422, wrong
        assert 'value="Keep this"' in browser.html
    assert browser.load().lines() == []


def test_loading_the_page_again_books_once(browser: Browser) -> None:
    """The form carries its key."""
    browser.load()
    page = browser.html
    for _ in range(2):
        browser.html = page
        assert browser.send("book", service="A", day="2026-11-24", time="12:00") == 303
    assert len(browser.lines()) == 1


def test_only_for_staff_with_their_own_form(browser: Browser, nobody: Any, kiosk: Any, book: Any) -> None:
    """Nobody else sees a name, and no form of another page is taken."""
    book(0, name="Ana García")
    for actor in (nobody, kiosk):
        assert actor.client.get("/staff/appointments").status_code == 303
    forged = browser.client.post("/staff/appointments/check-in", data={"code": "x", "key": "k" * 20})
    assert forged.status_code == 403
