from types import SimpleNamespace

import pytest

from kit.lobby.board import caught_up
from kit.lobby.view import starting, view


def test_a_call_in_the_sites_language(made_up: SimpleNamespace) -> None:
    """The call says number, counter and way in the site's first language."""
    seen = view(made_up.lobby("es", number="A042", counter="3", direction="left"), 0, "fresh", raqm=True)
    assert seen.call is not None
    assert (seen.call.title, seen.call.number, seen.call.way) == ("Ahora llamamos", "A042", "left")
    assert (seen.call.place.name, seen.call.place.word, seen.call.place.code) == (
        "Ventanilla 3",
        "Ventanilla",
        "3",
    )
    assert seen.call.also is None


def test_a_customer_of_another_language_reads_where_to_go(made_up: SimpleNamespace) -> None:
    """When the ticket was taken in another language, its word for the counter stands there, too."""
    seen = view(made_up.lobby("en", number="A042", counter="3", language="ar"), 0, "fresh", raqm=True)
    assert seen.call is not None
    assert seen.call.also is not None
    assert (seen.call.also.text, seen.call.also.direction) == ("شباك 3", "rtl")


def test_the_same_words_are_not_said_twice(made_up: SimpleNamespace) -> None:
    """A counter's name that is the same in both languages is shown once."""
    lobby = made_up.lobby(
        "en", number="A042", counter="3", language="es", counter_name={"en": "Desk 3", "es": "Desk 3"}
    )
    seen = view(lobby, 0, "fresh", raqm=True)
    assert seen.call is not None
    assert seen.call.also is None


def test_without_raqm_arabic_is_hidden(made_up: SimpleNamespace) -> None:
    """Where right-to-left text would come out wrong, the next language speaks, and no second line is drawn."""
    seen = view(made_up.lobby("ar", number="A042", counter="3"), 0, "fresh", raqm=False)
    assert (seen.language, seen.direction) == ("en", "ltr")
    seen = view(made_up.lobby("en", number="A042", counter="3", language="ar"), 0, "fresh", raqm=False)
    assert seen.call is not None
    assert seen.call.also is None


@pytest.mark.parametrize(
    ("hours", "greeting"),
    [(0, "Good morning."), (2, "Good afternoon."), (8, "Good evening."), (14, "Good morning.")],
)
def test_greetings_follow_the_day(made_up: SimpleNamespace, hours: int, greeting: str) -> None:
    """From a quarter to eleven on: morning, afternoon, evening, and the next morning."""
    seen = view(made_up.lobby(), hours * 3600, "fresh", raqm=True)
    assert seen.greeting == greeting


def test_the_clock_is_the_sites(made_up: SimpleNamespace) -> None:
    """Time and date are the server's time in the site's zone."""
    board = made_up.board()
    tokyo = board.model_copy(update={"site": board.site.model_copy(update={"timezone": "Asia/Tokyo"})})
    seen = view(caught_up(made_up.lobby(), tokyo, 0), 60, "fresh", raqm=True)
    assert (seen.clock, seen.date) == ("19:43", "Tue 24 Nov 2026")


def test_who_waits(made_up: SimpleNamespace) -> None:
    """Each service has its number of people, and together they are a sentence."""
    seen = view(made_up.lobby(waiting={"A": 4, "B": 11}), 0, "fresh", raqm=True)
    assert [(each.service, each.count, each.wait) for each in seen.waiting] == [("A", 4, ""), ("B", 11, "")]
    assert seen.waiting_all == "15 waiting"
    assert view(made_up.lobby(waiting={"A": 0}), 0, "fresh", raqm=True).waiting_all == "No one waiting"


def test_how_long_one_who_comes_now_waits(made_up: SimpleNamespace) -> None:
    """The wait is told in full, shorter, and in figures; of a paused service nothing is promised."""
    lobby = made_up.lobby(waiting={"A": (4, 10, 15), "B": (11, 95, 125)})
    first, second = view(lobby, 0, "fresh", raqm=True).waiting
    assert (first.wait, first.short_wait, first.figures) == (
        "about 10–15 min",
        "10–15 min",
        ("10–15", "10–15 min"),
    )
    assert (second.wait, second.figures) == ("about 1½–2½ h", None)
    paused = made_up.lobby(waiting={"A": (4, 10, 15)}, paused={"A": {}})
    assert view(paused, 0, "fresh", raqm=True).waiting[0].wait == ""


def test_what_is_wrong_is_only_said_when_it_is(made_up: SimpleNamespace) -> None:
    """A fresh link has no notice, a stale one has."""
    assert view(made_up.lobby(), 0, "fresh", raqm=True).notice == ""
    stale = view(made_up.lobby(), 0, "stale", raqm=True)
    assert (stale.notice, stale.advice) == ("No connection.", "Please ask our staff.")


def test_before_the_server_answers_a_word_stands_there() -> None:
    """A screen that has just been switched on is not black."""
    assert starting().greeting == "One moment."


def test_a_counter_named_after_nothing_but_its_code(made_up: SimpleNamespace) -> None:
    """A counter called just "7", and one without any name, are shown as such."""
    lobby = made_up.lobby(number="A042", counter="7", counter_name={"en": "7"})
    seen = view(lobby, 0, "fresh", raqm=True)
    assert seen.call is not None
    assert (seen.call.place.name, seen.call.place.word, seen.call.place.code) == ("7", "", "7")
    seen = view(made_up.lobby(number="A042", counter="7", counter_name={}), 0, "fresh", raqm=True)
    assert seen.call is not None
    assert seen.call.place.name == "Counter 7"


def test_a_narrow_list_has_the_counters_code_alone(made_up: SimpleNamespace) -> None:
    """Where the rest of the name is only the word for a counter: before it, or after it as in Chinese."""

    def brief(name: str) -> str:
        seen = view(
            made_up.lobby("en", number="A042", counter="3", counter_name={"en": name}),
            0,
            "fresh",
            raqm=True,
        )
        assert seen.call is not None
        return seen.call.place.brief

    assert brief("Counter 3") == "3"
    assert brief("3号窗口") == "3"
    assert brief("3rd floor") == "3rd floor"
    assert brief("咨询台") == "咨询台"
