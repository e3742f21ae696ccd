"""What the pages say, state by state."""

from __future__ import annotations

import pytest

from kit import wire
from kit.language import LANGUAGES, catalog
from server.desk import Answer
from server.pages.phone_words import phone_words
from server.pages.sayings import said

NAMES = {"en": "Counter 3", "ar": "شباك 3"}


def screen(state: str, language: str = "en", **more: object):
    """The phone's words for a ticket in this state."""
    told = wire.PhoneTicket.model_validate({"number": "A042", "state": state, "ahead": 0} | more)
    return phone_words(told, catalog(language), "en")


@pytest.mark.parametrize(
    ("ahead", "heading"), [(0, "You are next."), (1, "1 person ahead of you"), (4, "4 people ahead of you")]
)
def test_waiting_tells_how_many_are_ahead(ahead: int, heading: str) -> None:
    """Nobody, one and several people ahead are three different sentences."""
    told = screen("waiting", ahead=ahead)
    assert told.heading == heading
    assert told.title == f"A042 · {heading}"


@pytest.mark.parametrize(
    ("language", "about"),
    [("en", "about 10–15 min"), ("es", "unos 10–15 min"), ("ar", "نحو 10 إلى 15 دقيقة")],
)
def test_waiting_tells_about_how_long(language: str, about: str) -> None:
    """In the customer's language, and read out too; nothing while nobody can say or the service is paused."""
    wait = {"low_s": 600, "high_s": 900}
    told = screen("waiting", language, wait=wait)
    assert told.wait == about
    assert about in told.spoken
    assert screen("waiting", language).wait == ""
    assert screen("waiting", language, wait=wait, paused=True).wait == ""


@pytest.mark.parametrize(
    ("direction", "way"),
    [("left", "on your left"), ("right", "on your right"), ("straight", "straight ahead"), ("none", "")],
)
def test_a_call_says_the_way_in_words_too(direction: str, way: str) -> None:
    """An arrow never stands alone, and without a direction there is none."""
    told = screen("called", counter="3", counter_name=NAMES, direction=direction)
    assert (told.where, told.way) == ("Counter 3", way)
    assert told.spoken == f"It is your turn. Please go to Counter 3 {way}".strip()


def test_a_counter_without_a_name_in_this_language_has_its_first_one() -> None:
    """Spanish has no name for the counter here: the site's first language serves."""
    assert screen("called", "es", counter="3", counter_name=NAMES).where == "Counter 3"
    assert screen("called", "ar", counter="3", counter_name=NAMES).where == "شباك 3"
    assert screen("called", counter="9").where == "9"


@pytest.mark.parametrize("state", ["finished", "no_show", "cancelled"])
def test_every_end_is_told_kindly(state: str) -> None:
    """Whatever became of it, the page ends with a whole sentence, and the way on where one is needed."""
    told = screen(state)
    assert told.mood == "ended"
    assert told.heading.endswith(".")
    assert bool(told.lines) == (state != "finished")


@pytest.mark.parametrize(
    ("move", "status", "body", "words"),
    [
        ("next", 200, '{"ticket":{"number":"A042"}}', "A042 is being called to Counter 3."),
        ("next", 200, '{"ticket":null}', "Nobody is waiting."),
        ("no-show", 200, '{"number":"A042"}', "A042 did not come."),
        ("recall", 409, '{"reason":"nobody"}', "There is nobody to call again."),
        (
            "finish",
            409,
            '{"reason":"something new"}',
            "That is no longer possible: this ticket has moved on.",
        ),
    ],
)
def test_an_answer_in_a_clerks_words(move: str, status: int, body: str, words: str) -> None:
    """No code and no state's name: what happened, in a sentence."""
    assert said(move, Answer(status, body), "Counter 3", catalog("en")) == words


@pytest.mark.parametrize(
    ("move", "state", "ended"),
    [
        ("next", "no_show", "A041 counted as a no-show. "),
        ("next", "finished", "A041 is finished. "),
        ("next", "called", ""),
        ("recall", "finished", ""),
    ],
)
def test_how_the_one_before_ended_is_said_first(move: str, state: str, ended: str) -> None:
    """Only where this press ended it, and only when it did end."""
    before = wire.Ticket.model_construct(number="A041", state=state)
    answer = Answer(200, '{"ticket":{"number":"A042"}}')
    told = said(move, answer, "Counter 3", catalog("en"), before)
    assert told == ended + said(move, answer, "Counter 3", catalog("en"))
    assert "A041" not in said(move, Answer(409, '{"reason":"state"}'), "Counter 3", catalog("en"), before)


def test_that_no_counter_is_open_is_told_while_one_waits() -> None:
    """The site's own word about a pause comes first."""
    told = wire.PhoneTicket(number="A042", state="waiting", ahead=0)
    notice = phone_words(told, catalog("en"), "en", served=False).notice
    assert notice == "No counter is open for this at the moment."
    paused = phone_words(told.model_copy(update={"paused": True}), catalog("en"), "en", served=False)
    assert paused.notice.startswith("This service is paused")


def test_a_held_ticket_keeps_its_place() -> None:
    """The customer is told that the place is kept, and that a call will come."""
    told = screen("held")
    assert (told.mood, told.heading) == ("waiting", "Your place is kept.")
    assert told.lines == ("Our staff have set your number aside for a moment. We will call you again.",)


def test_a_pause_is_told_in_the_customers_words() -> None:
    """The site's message in the ticket's language, else in the site's first; without one, a plain sentence."""
    message = {"en": "Back at two.", "es": "Volvemos a las dos."}
    assert screen("waiting", "es", paused=True, message=message).notice == "Volvemos a las dos."
    assert screen("waiting", "ar", paused=True, message=message).notice == "Back at two."
    assert screen("waiting", paused=True).notice == "This service is paused just now. Your place is kept."
    assert "Back at two." in screen("waiting", paused=True, message=message).spoken


def test_a_promise_that_was_not_kept_is_apologised_for() -> None:
    """Only while the customer still waits."""
    told = wire.PhoneTicket(number="A042", state="waiting", ahead=1)
    assert "We are sorry." in phone_words(told, catalog("en"), "en", late=True).notice
    assert phone_words(told, catalog("en"), "en").notice == ""


def test_who_has_left_is_thanked() -> None:
    """Leaving by oneself is told otherwise than being taken out of the queue."""
    told = wire.PhoneTicket(number="A042", state="cancelled", ahead=0)
    assert phone_words(told, catalog("en"), "en", left=True).lines == ()
    assert phone_words(told, catalog("en"), "en").lines


@pytest.mark.parametrize("reason", ["late", "recalls", "too_soon", "closed", "paused", "full", "nobody"])
def test_each_refusal_has_a_sentence_of_its_own(reason: str) -> None:
    """A clerk is told why, in whole sentences, in every language."""
    for code in LANGUAGES:
        words = catalog(code)
        text = said("call", Answer(409, f'{{"reason":"{reason}"}}'), "Counter 3", words)
        assert text != said("call", Answer(409, '{"reason":"state"}'), "Counter 3", words)


def test_a_counters_own_moves_are_said_with_its_name() -> None:
    """Whoever is there still."""
    body = '{"code":"3","ticket":null}'
    assert said("break", Answer(200, body), "Counter 3", catalog("en")) == "Counter 3 is on a break."


def test_an_appointments_time_is_told_while_one_waits() -> None:
    """Whoever is expected reads when, first of the quiet lines; everybody else reads nothing of it."""
    told = wire.PhoneTicket(number="A042", state="waiting", ahead=3)
    assert phone_words(told, catalog("en"), "en", due="10:30").lines[0] == "Your appointment: 10:30"
    assert not any("appointment" in line for line in phone_words(told, catalog("en"), "en").lines)
