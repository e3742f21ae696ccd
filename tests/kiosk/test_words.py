"""What the kiosk says."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk import words
from kit.language import catalog

Make = Callable[..., Any]
NOW = datetime(2026, 11, 24, 9, 42, tzinfo=UTC)  # a Tuesday; 10:42 in Madrid
MADRID = "Europe/Madrid"


@pytest.mark.parametrize(
    ("hour", "hello"),
    [
        (3, "Good morning."),
        (10, "Good morning."),
        (11, "Good afternoon."),
        (17, "Good evening."),
        (1, "Good evening."),
    ],
)
def test_the_greeting_follows_the_site_s_clock(hour: int, hello: str) -> None:
    """It is noon in Madrid when it is eleven in UTC."""
    said = words.greeting(catalog("en"), NOW.replace(hour=hour), MADRID)
    assert said == f"{hello} How can we help?"


def _line(services: Make, code: str = "en", **fields: Any) -> str:
    service = services(1, A=fields).services[0]
    return words.service_line(service, catalog(code), NOW, MADRID, "en")


def test_how_many_are_ahead(services: Make) -> None:
    """An open service tells how many are ahead, in the grammar of the language."""
    assert _line(services, ahead=0) == "No one waiting"
    assert _line(services, ahead=1) == "1 person ahead"
    assert _line(services, ahead=4) == "4 people ahead"
    assert _line(services, "es", ahead=4) == "4 personas delante"
    assert _line(services, "ar", ahead=2) == "شخصان قبلكم"


def test_a_group_is_named_in_the_customer_s_language(services: Make) -> None:
    """In the customer's where the site has it, else in the site's; an older server tells that one only."""
    names = {"en": "Papers", "de": "Ausweise"}
    told = services(1, A={"group": "Papers", "group_name": names}).services
    assert [words.group_name(told, catalog(code), "en") for code in ("de", "fr")] == ["Ausweise", "Papers"]
    assert words.group_name(services(1, A={"group": "Papers"}).services, catalog("de"), "en") == "Papers"
    assert words.group_name([], catalog("de"), "en") == ""


def _ways(services: Make, wait: tuple[int, int], **fields: Any) -> tuple[str, ...]:
    told = {"low_s": wait[0] * 60, "high_s": wait[1] * 60}
    service = services(1, A={"wait": told, **fields}).services[0]
    english = catalog("en")
    return words.with_wait(service, words.service_line(service, english, NOW, MADRID, "en"), english)


def test_about_how_long_it_would_take(services: Make) -> None:
    """A card says it as fully as it has room for: on one line, in shorter words, or the wait alone."""
    assert _ways(services, (10, 15), ahead=4) == (
        "4 people ahead · about 10–15 min",
        "4 people ahead · 10–15 min",
        "4 ahead · 10–15 min",
        "10–15 min",
    )
    assert _ways(services, (10, 15), ahead=0)[0] == "No one waiting · about 10–15 min"
    assert _ways(services, (5, 5), ahead=0) == ("No one waiting",)


def test_no_wait_where_no_ticket_can_be_had_or_nobody_serves(services: Make) -> None:
    """A closed service, and one without a counter, have their own line and no wait."""
    assert _ways(services, (10, 15), open=False, reason="full") == ("No more tickets today",)
    assert len(_ways(services, (10, 15), served=False, ahead=4)) == 1


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(hours=1, minutes=18), "Closed · opens at 12:00"),
        (timedelta(days=1, hours=-1), "Closed · opens Wednesday at 09:42"),
        (timedelta(days=30), "Closed · opens Thu 24 Dec 2026 at 10:42"),
        (None, "Closed"),
    ],
)
def test_a_closed_service_says_when_it_opens(services: Make, after: timedelta | None, said: str) -> None:
    """The time today, the weekday within a week, else the date; nothing is made up."""
    opens_at = NOW + after if after is not None else None
    assert _line(services, open=False, reason="closed", opens_at=opens_at) == said


def test_a_full_service_says_so(services: Make) -> None:
    """No tickets left is said in words."""
    assert _line(services, open=False, reason="full") == "No more tickets today"


def test_the_site_s_own_words_come_first(services: Make) -> None:
    """A closure's text is shown in the customer's language, or the site's first."""
    fields = {"open": False, "reason": "closed", "text": {"en": "Closed for the holidays"}}
    assert _line(services, "es", **fields) == "Closed for the holidays"


def test_no_paper_says_what_is_known() -> None:
    """Out of paper, any other fault, and a paper nobody is sure about each have their own sentence."""
    english = catalog("en")
    said = [
        words.no_paper(reason, doubtful, english)[0]
        for reason, doubtful in [("paper_out", False), ("cover_open", False), ("", True)]
    ]
    assert said == [
        "The printer is out of paper.",
        "We could not print your ticket.",
        "If no ticket comes out, it is no problem.",
    ]


def test_a_refusal_names_the_service(services: Make) -> None:
    """A service that closed or filled up meanwhile is named, with when it opens again."""
    opens = NOW + timedelta(days=1)
    service = services(1, A={"open": False, "reason": "closed", "opens_at": opens}).services[0]
    title, then = words.refused(service, "closed", catalog("en"), NOW, MADRID, "en")
    assert title == "General enquiries has just closed."
    assert then.startswith("Closed · opens Wednesday at 10:42. Please choose")
    assert (
        "more tickets for General enquiries"
        in words.refused(service, "full", catalog("en"), NOW, MADRID, "en")[0]
    )
    assert words.refused(None, "full", catalog("en"), NOW, MADRID, "en")[0].startswith("This service")


def test_position_in_the_queue() -> None:
    """The first in the queue is told so."""
    assert words.ahead_of_you(0, catalog("en")) == "You are next."
    assert words.ahead_of_you(4, catalog("en")) == "4 people ahead of you"


def test_position_and_wait_on_one_line(ticket: Make) -> None:
    """Where there is no room for two lines, one says both."""
    wait = ticket().wait
    english = catalog("en")
    assert words.ahead_and_wait(4, wait, english)[0] == "4 people ahead of you · about 10–15 min"
    assert words.ahead_and_wait(4, wait, english)[-1] == "4 ahead · 10–15 min"
    assert words.ahead_and_wait(0, wait, english)[0] == "You are next · about 10–15 min"
    assert words.ahead_and_wait(0, None, english) == ("You are next",)


FORBIDDEN = ("error", "fail", "invalid", "wrong", "try later", "!")


def test_never_an_error_never_blame() -> None:
    """No sentence of the kiosk speaks of errors or blame, or shouts."""
    room = Path(words.__file__).parent
    said = [
        node.args[0].value
        for path in room.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") in ("text", "plural")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert len(said) > 15
    assert not [each for each in said for word in FORBIDDEN if word in str(each).lower()]


def test_a_paused_service_says_why_or_until_when(services: Make) -> None:
    """Short words of staff stand on the card; else the time it opens; else that it is for the moment."""
    stopped: dict[str, Any] = {"open": False, "reason": "paused"}
    until = NOW + timedelta(hours=2)
    assert _line(services, **stopped, text={"en": "Back at two."}) == "Back at two."
    assert (
        _line(services, **stopped, text={"en": "Back at two. " * 9}, opens_at=until) == "Paused until 12:42"
    )
    assert _line(services, **stopped) == "Paused for the moment"


def test_a_pause_is_told_whole_on_its_own_screen(services: Make) -> None:
    """What staff say first, then until when and what else to do; a very long message has the screen to itself."""

    def refused(**fields: Any) -> tuple[str, str]:
        service = services(1, A={"open": False, "reason": "paused", **fields}).services[0]
        return words.refused(service, "paused", catalog("en"), NOW, MADRID, "en")

    instead = "Please choose another service, or ask at the desk."
    assert refused() == ("General enquiries is paused just now.", instead)
    told = refused(text={"en": "The system is down."}, opens_at=NOW + timedelta(hours=2))
    assert told == ("The system is down.", f"Paused until 12:42. {instead}")
    assert refused(text={"en": "x" * 150})[1] == ""


def test_no_open_counter_is_said_before_a_ticket_is_taken(services: Make) -> None:
    """On the card of the service, and above them all where none has a counter."""
    assert _line(services, served=False, ahead=3) == "No counter open now"
    some = services(2, A={"served": False}).services
    none = services(2, A={"served": False}, B={"served": False}).services
    assert words.hint(some, catalog("en")) == "Touch what you came for and take a ticket."
    assert words.hint(none, catalog("en")).startswith("No counter is open now.")


def test_the_sites_own_words_end_where_they_do_at_home(services: Make) -> None:
    """A message that is only there in English has its full stop at its right end on an Arabic screen, too."""
    text = {"en": "The printer is down."}
    service = services(1, A={"open": False, "reason": "paused", "text": text}).services[0]
    told = words.refused(service, "paused", catalog("ar"), NOW, MADRID, "en")[0]
    assert told == "The printer is down.\u200e"
    assert words.service_line(service, catalog("ar"), NOW, MADRID, "en") == told
    assert words.refused(service, "paused", catalog("es"), NOW, MADRID, "en")[0] == text["en"]
