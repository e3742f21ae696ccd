from dataclasses import replace
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import a_board, a_call

from kit.lobby.announcing import KEPT_S, LATE_S, Announcement, announced, heard_until, loudness, quiet
from kit.lobby.board import Lobby, Turn, caught_up, happened, opened, ticked
from kit.lobby.view import view
from kit.wire import LobbyInfo

CHIME_S, BRIEF_S, FULL_S = 1.5, 4.0, 9.0


def hearing(**how: Any) -> Lobby:
    """A lobby of a site that is heard in this way; its languages are English, Spanish and Arabic."""
    board = a_board()
    site = board.site.model_copy(update={"lobby": LobbyInfo(**how)})
    return opened(board.model_copy(update={"site": site}), 0)


def with_calls(lobby: Lobby, made_up: SimpleNamespace, *languages: str) -> Lobby:
    """Calls of tickets in these languages, all on the card."""
    for number, language in enumerate(languages):
        lobby = happened(lobby, made_up.called(101 + number, f"A{42 + number:03}", "3", language=language), 0)
    return ticked(lobby, 0)[0]


@pytest.mark.parametrize(
    ("voice", "own", "languages"),
    [
        ("ticket", "es", ("es",)),
        ("site", "es", ("en",)),
        ("both", "es", ("es", "en")),
        ("both", "en", ("en",)),
        ("both", "en-GB", ("en-GB",)),
        ("off", "es", ()),
    ],
)
def test_the_site_chooses_the_languages(
    made_up: SimpleNamespace, voice: str, own: str, languages: tuple[str, ...]
) -> None:
    """The ticket's, the site's first, both, or the chime alone; the same language never twice."""
    lobby, told = announced(with_calls(hearing(voice=voice), made_up, own), 0, busy=False)
    assert told is not None
    assert (told.call.number, told.languages, told.brief) == ("A042", languages, False)
    assert announced(lobby, 1, busy=False)[1] is None


def test_one_after_another(made_up: SimpleNamespace) -> None:
    """While something sounds nothing new begins, and then the oldest comes first."""
    lobby = with_calls(hearing(), made_up, "en", "en")
    assert announced(lobby, 0, busy=True) == (lobby, None)
    lobby, first = announced(lobby, 0, busy=False)
    lobby, second = announced(lobby, 4, busy=False)
    assert [told.call.number for told in (first, second) if told] == ["A042", "A043"]


def test_it_is_brief_while_others_wait(made_up: SimpleNamespace) -> None:
    """Only the number, in one language; the last one is said in full again."""
    lobby, first = announced(with_calls(hearing(voice="both"), made_up, "es", "es"), 0, busy=False)
    _, second = announced(lobby, 4, busy=False)
    assert [(told.languages, told.brief) for told in (first, second) if told] == [
        (("es",), True),
        (("es", "en"), False),
    ]


def test_a_call_taken_back_is_not_heard(made_up: SimpleNamespace) -> None:
    """Neither by an event nor by a newer board."""
    lobby = with_calls(hearing(), made_up, "en")
    back = made_up.called(102, "A042", "3").model_copy(update={"event": "ticket.returned"})
    assert announced(happened(lobby, back, 1), 1, busy=False)[1] is None
    gone = a_board().model_copy(update={"event_id": 102})
    assert announced(caught_up(lobby, gone, 1), 1, busy=False)[1] is None


@pytest.mark.parametrize(
    ("hours", "heard"), [("10:00-11:00", False), ("22:00-10:43", False), ("11:00-12:00", True)]
)
def test_quiet_hours(made_up: SimpleNamespace, hours: str, heard: bool) -> None:
    """Nothing sounds in them, and nothing of them is made up for afterwards. It is 10:42."""
    lobby, told = announced(with_calls(hearing(quiet_hours=[hours]), made_up, "en"), 0, busy=False)
    assert (told is not None) is heard
    assert announced(lobby, 3600, busy=False)[1] is None


def test_a_call_of_the_quiet_hours_first_second_is_quiet(made_up: SimpleNamespace) -> None:
    """By the time of the call itself: the screen knows the server's time only as of when it was told."""
    lobby = with_calls(hearing(quiet_hours=["10:42-10:43"]), made_up, "en")
    lobby, told = announced(lobby, -0.4, busy=False)
    assert (told, lobby.unsaid) == (None, ())
    assert view(lobby, -0.4, "fresh", raqm=True).flash


@pytest.mark.parametrize(
    ("how", "seconds"),
    [
        ({}, KEPT_S),
        ({"quiet_hours": ["10:43-11:00"]}, 50),
        ({"quiet_hours": ["10:44-11:00"]}, 110),
        ({"quiet_hours": ["10:45-11:00"]}, KEPT_S),
        ({"volumes": ["10:43-11:00 0"]}, 50),
    ],
)
def test_until_when_a_call_may_still_begin_to_be_heard(how: dict[str, Any], seconds: float) -> None:
    """It is ten seconds past 10:42: until quiet hours begin or the loudness is nothing, and never for long."""
    assert heard_until(hearing(**how), 10) == seconds


def test_a_loudness_of_nothing_is_quiet(made_up: SimpleNamespace) -> None:
    """So that the board flashes, as in quiet hours."""
    lobby = with_calls(hearing(volumes=["10:00-11:00 0"]), made_up, "en")
    assert quiet(lobby, 0)
    assert announced(lobby, 0, busy=False)[1] is None


def test_how_loud_it_is_at_which_time() -> None:
    """The first time of day that fits counts, else the usual loudness; an end before its begin is tomorrow."""
    lobby = hearing(volume=80, volumes=["18:00-20:00 40", "19:00-07:00 20"])
    hours = {hour: loudness(lobby, (hour - 10.7) * 3600) for hour in (11, 18.5, 19.5, 23, 30.9, 31.1)}
    assert hours == {11: 0.8, 18.5: 0.4, 19.5: 0.4, 23: 0.2, 30.9: 0.2, 31.1: 0.8}


def test_volume_is_of_the_sites_clock() -> None:
    """In Tokyo it is evening while it is noon here."""
    lobby = hearing(volume=80, volumes=["19:00-20:00 40"])
    there = lobby.site.model_copy(update={"timezone": "Asia/Tokyo"})
    lobby = replace(lobby, told=lobby.told.model_copy(update={"site": there}))
    assert loudness(lobby, 0) == 0.4


def test_who_waited_too_long_gets_the_chime_alone(made_up: SimpleNamespace) -> None:
    """Rather than that the voice falls minutes behind."""
    lobby = with_calls(hearing(), made_up, "en", "en")
    _, told = announced(lobby, LATE_S, busy=False)
    assert told is not None
    assert told.languages == ()


@given(st.lists(st.floats(0, 30) | st.just(0.0), min_size=1, max_size=120))
def test_the_voice_never_falls_minutes_behind(pauses: list[float]) -> None:
    """However calls come, each is announced once, in order, at most a minute, one announcement and the chimes late."""
    turns = [
        Turn(a_call(number, f"A{number:03}", "3", 0), since)
        for number, since in enumerate(accumulate(pauses))
    ]
    lobby, now, free_at = hearing(voice="both"), 0.0, 0.0
    before: dict[int, int] = {}  # how many waited to be heard when this one came
    said: list[Announcement] = []
    while len(said) < len(turns):
        while len(before) < len(turns) and turns[len(before)].since <= now:
            lobby = replace(lobby, unsaid=(*lobby.unsaid, turns[len(before)]))
            before[len(before)] = len(lobby.unsaid) - 1
        lobby, told = announced(lobby, now, busy=now < free_at)
        if told is None:
            now = max(now, free_at) if lobby.unsaid else turns[len(before)].since
            continue
        late = now - turns[told.call.event_id].since
        assert late <= LATE_S + FULL_S + CHIME_S * before[told.call.event_id]
        assert bool(told.languages) is (late < LATE_S)
        said.append(told)
        free_at = now + (CHIME_S if not told.languages else BRIEF_S if told.brief else FULL_S)
    assert [told.call.event_id for told in said] == list(range(len(pauses)))
