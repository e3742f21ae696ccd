"""What stands beside the calls: counters, who is next, an apology, messages, slides, closed, the dark hours."""

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from made_up import NOON

from kit.lobby.board import SHOWN_S, Lobby, happened, opened, ticked
from kit.lobby.shown import SIDE_STEPS
from kit.lobby.view import Shut, Side, View, Words, view
from kit.wire import BoardCounter, LobbyInfo, NextNumber, Notice, Wait, Waiting


def a_lobby(
    made_up: SimpleNamespace, language: str = "en", lobby: dict[str, Any] | None = None, **told: Any
) -> Lobby:
    """A lobby whose board tells this, and whose site chooses that."""
    board = made_up.board(language)
    site = board.site.model_copy(update={"lobby": LobbyInfo(**(lobby or {}))})
    return opened(board.model_copy(update={"site": site, **told}), 0)


def seen(lobby: Lobby, now: float = 0, **more: Any) -> View:
    """What the screen says."""
    return view(lobby, now, "fresh", raqm=True, **more)


def test_what_each_counter_does(made_up: SimpleNamespace) -> None:
    """Whom it serves, or that it has a break or is closed; a dash for one that is free; in the site's order."""
    told = [
        ("3", "open", "A041"),
        ("1", "open", None),
        ("2", "break", None),
        ("4", "closed", None),
        ("5", "break", "B2"),
    ]
    counters = [
        BoardCounter(code=code, name={"en": f"Counter {code}"}, state=state, number=number, direction="left")  # type: ignore[arg-type]
        for code, state, number in told
    ]
    lines = seen(a_lobby(made_up, counters=counters)).counters
    assert [(line.place.name, line.number, line.state) for line in lines] == [
        ("Counter 3", "A041", ""),
        ("Counter 1", "", "–"),
        ("Counter 2", "", "Break"),
        ("Counter 4", "", "Closed"),
        ("Counter 5", "B2", ""),
    ]
    assert {line.way for line in lines} == {"left"}


def test_who_comes_next_is_told_if_the_site_wants(made_up: SimpleNamespace) -> None:
    """As many numbers as it wants, and none by itself."""
    coming = [NextNumber(number=f"A04{i}", service="A") for i in range(4)]
    assert seen(a_lobby(made_up, next=coming)).next_numbers == ()
    assert seen(a_lobby(made_up, next=coming, lobby={"next_numbers": 2})).next_numbers == ("A040", "A041")


def test_it_says_sorry_when_a_promise_is_broken(made_up: SimpleNamespace) -> None:
    """With the new estimate of the service, by its name, where there is one; and nothing while promises are kept."""
    late = Waiting(
        service="A", name={"en": "Passports"}, count=3, late=True, wait=Wait(low_s=1200, high_s=1500)
    )
    unsure = Waiting(service="B", count=3, late=True)
    well = Waiting(service="C", count=1, wait=Wait(low_s=0, high_s=300))
    sorry = "This is taking longer than we said. We are sorry."

    def said(waiting: list[Waiting]) -> str:
        apology = seen(a_lobby(made_up, waiting=waiting)).apology
        return apology[0].text if apology else ""

    assert seen(a_lobby(made_up)).apology == ()
    assert said([well]) == ""
    assert said([unsure, well]) == sorry
    assert said([late, unsure]) == f"{sorry} · Passports: now about 20–25 min"


def test_it_says_sorry_in_each_language_in_turn(made_up: SimpleNamespace) -> None:
    """Each of the site's, with the service's name as it is called in it and the way it is read."""
    names = {"en": "Passports", "ar": "جوازات السفر"}
    late = Waiting(service="A", name=names, count=3, late=True, wait=Wait(low_s=1200, high_s=1500))
    lobby = a_lobby(made_up, waiting=[late])
    site = lobby.site.model_copy(update={"languages": ["en", "es", "ar"]})
    told = seen(replace(lobby, told=lobby.told.model_copy(update={"site": site}))).apology
    assert [(each.language, each.direction) for each in told] == [("en", "ltr"), ("es", "ltr"), ("ar", "rtl")]
    assert ["Passports" in told[0].text, "Passports" in told[1].text, "جوازات السفر" in told[2].text] == [
        True
    ] * 3


def notice(name: str, **more: Any) -> Notice:
    """A notice with its name as its text."""
    return Notice(id=name, text={"en": name}, **more)


def test_messages_stay_until_they_are_taken_back(made_up: SimpleNamespace) -> None:
    """All that stand now: from and until their time, in their hours."""
    minute = timedelta(minutes=1)
    notices = [
        notice("one", place="message"),
        notice("over", place="message", until=NOON),
        notice("later", place="message", since=NOON + minute),
        notice("evening", place="message", hours=["18:00-20:00"]),
        notice("two", place="message", since=NOON, until=NOON + minute, hours=["tue 10:00-11:00"]),
        notice("a slide"),
    ]
    lobby = a_lobby(made_up, notices=notices)
    assert seen(lobby).message == (Words("one · two", "ltr"),)
    assert seen(lobby, 60).message == (Words("one · later", "ltr"),)


def test_the_side_area_takes_turns(made_up: SimpleNamespace) -> None:
    """Each for its seconds, in order, the server's before the screen's own, and around; the time alone says which."""
    lobby = a_lobby(
        made_up, notices=[notice("one", seconds=10), notice("two", seconds=20, picture="/api/v1/x.png")]
    )
    own = [Notice(id="own", picture="own.png", seconds=30)]
    begins = -(NOON.timestamp() % 60)
    turns = [seen(lobby, begins + at, slides=own).side for at in (0, 9.9, 10, 29.9, 30, 59.9, 60)]
    one, two = Side(Words("one", "ltr")), Side(Words("two", "ltr"), "/api/v1/x.png")
    assert turns == [one, one, two, two, Side(None, "own.png"), Side(None, "own.png"), one]
    assert seen(a_lobby(made_up)).side is None


def test_a_long_notice_tells_how_much_of_its_time_has_gone(made_up: SimpleNamespace) -> None:
    """So that parts of it can take turns; in few steps, for each is drawn anew."""
    lobby = a_lobby(made_up, notices=[notice("Flu vaccinations until 30 November.", seconds=30)])
    begins = -(NOON.timestamp() % 30)
    steps = [side.step for at in range(30) if (side := seen(lobby, begins + at).side)]
    assert steps == [0] * 15 + [SIDE_STEPS // 2] * 15


def test_a_notice_that_has_no_words_in_the_sites_language(made_up: SimpleNamespace) -> None:
    """It is shown in the language that it has, from the side where that begins."""
    told = Notice(id="n", text={"ar": "المصعد معطل"})
    assert seen(a_lobby(made_up, notices=[told])).side == Side(Words("المصعد معطل", "rtl"))


def test_words_that_run_along_the_foot(made_up: SimpleNamespace) -> None:
    """In the site's languages, and in their order."""
    words = {"en": "Welcome", "es": "Bienvenidos", "ar": "أهلا"}
    one = seen(a_lobby(made_up, "es", lobby={"ticker": words})).ticker
    assert one[0] == Words("Bienvenidos", "ltr")
    both = a_lobby(made_up, lobby={"ticker": words})
    site = both.site.model_copy(update={"languages": ["ar", "en"]})
    both = replace(both, told=both.told.model_copy(update={"site": site}))
    assert seen(both).ticker == (Words("أهلا", "rtl"), Words("Welcome", "ltr"))


def test_a_slide_has_its_time_in_each_language(made_up: SimpleNamespace) -> None:
    """One language after another, before the next slide comes; a picture stays as it is."""
    told = [
        Notice(id="n", text={"en": "Lift", "ar": "المصعد"}, picture="/x.png", seconds=10),
        Notice(id="m", text={"en": "Ramp"}, seconds=10),
    ]
    lobby = a_lobby(made_up, notices=told)
    site = lobby.site.model_copy(update={"languages": ["en", "ar"]})
    lobby = replace(lobby, told=lobby.told.model_copy(update={"site": site}))
    begins = -(NOON.timestamp() % 30)
    shown = [seen(lobby, begins + at).side for at in (0, 10, 20)]
    assert shown == [
        Side(Words("Lift", "ltr"), "/x.png"),
        Side(Words("المصعد", "rtl"), "/x.png"),
        Side(Words("Ramp", "ltr")),
    ]


@pytest.mark.parametrize(
    ("opens_at", "opens"),
    [
        (NOON + timedelta(hours=2), "Opens at 12:42"),
        (NOON + timedelta(days=2), "Opens Thursday at 10:42"),
        (NOON + timedelta(days=6, hours=23), "Opens Tue 1 Dec 2026 at 09:42"),
        (NOON + timedelta(days=20), "Opens Mon 14 Dec 2026 at 10:42"),
        (NOON, ""),  # the time has come, and nobody has said yet that it is open
        (None, ""),
    ],
)
def test_when_it_is_closed(made_up: SimpleNamespace, opens_at: datetime | None, opens: str) -> None:
    """That it is, when it opens again if that is known, and what the site says; not while a call stands."""
    shut = {"open": False, "opens_at": opens_at, "text": {"en": "Public holiday", "es": "Festivo"}}
    lobby = a_lobby(made_up, **shut)
    assert seen(lobby).shut[0] == Shut("Closed", opens, Words("Public holiday", "ltr"))
    lobby, _ = ticked(happened(lobby, made_up.called(101, "A042", "3"), 0), 0)
    assert seen(lobby).shut == ()
    assert seen(a_lobby(made_up)).shut == ()


@pytest.mark.parametrize(
    ("zone", "evening", "opens_at", "weekday"),
    [
        ("Europe/Berlin", "2026-11-24T22:00Z", "2026-11-25T07:00Z", "Wednesday"),
        ("Europe/Berlin", "2026-03-28T22:00Z", "2026-03-29T06:00Z", "Sunday"),  # the clock goes forward
        ("Europe/Berlin", "2026-10-24T21:00Z", "2026-10-25T07:00Z", "Sunday"),  # and back
        ("Pacific/Auckland", "2026-11-24T10:00Z", "2026-11-24T19:00Z", "Wednesday"),
        ("America/New_York", "2026-11-25T04:00Z", "2026-11-25T13:00Z", "Wednesday"),
    ],
)
def test_closed_over_midnight(
    made_up: SimpleNamespace, zone: str, evening: str, opens_at: str, weekday: str
) -> None:
    """At eleven in the evening tomorrow has its weekday's name; after midnight it is today, on the site's clock."""
    now, opens = map(datetime.fromisoformat, (evening, opens_at))
    lobby = a_lobby(made_up, now=now, open=False, opens_at=opens, calls=[])
    site = lobby.site.model_copy(update={"timezone": zone})
    lobby = replace(lobby, told=lobby.told.model_copy(update={"site": site}))
    said = {minutes: seen(lobby, 60 * minutes).shut[0].opens for minutes in (0, 59, 60, 61)}
    assert said == {
        0: f"Opens {weekday} at 08:00",
        59: f"Opens {weekday} at 08:00",
        60: "Opens at 08:00",
        61: "Opens at 08:00",
    }
    assert seen(lobby).clock == "23:00"


def test_that_it_is_closed_is_said_in_each_language(made_up: SimpleNamespace) -> None:
    """With the site's own words as they are written in it; in its first language where they are not."""
    words = {"open": False, "opens_at": NOON + timedelta(days=1), "text": {"en": "Holiday", "es": "Festivo"}}
    lobby = a_lobby(made_up, **words)
    site = lobby.site.model_copy(update={"languages": ["en", "es", "ar"]})
    en, es, ar = seen(replace(lobby, told=lobby.told.model_copy(update={"site": site}))).shut
    assert (en.title, es.title, ar.title) == ("Closed", "Cerrado", "مغلق")
    assert [each.text for each in (en, es, ar)] == [
        Words("Holiday", "ltr"),
        Words("Festivo", "ltr"),
        Words("Holiday", "ltr"),
    ]
    assert (ar.direction, ar.language) == ("rtl", "ar")
    assert "miércoles" in es.opens


def test_dark_hours(made_up: SimpleNamespace) -> None:
    """Past midnight, too, on the site's clock."""
    lobby = a_lobby(made_up, lobby={"dim_hours": ["20:00-06:00"]})
    assert [seen(lobby, (hour - 10) * 3600).dim for hour in (10, 19, 20, 28, 30)] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_a_call_that_cannot_be_heard_is_seen(made_up: SimpleNamespace) -> None:
    """It flashes for its first seconds: without a sound card, and in quiet hours."""
    lobby, _ = ticked(happened(a_lobby(made_up), made_up.called(101, "A042", "3"), 0), 0)
    assert not seen(lobby).flash
    assert seen(lobby, silent=True).flash
    assert not seen(lobby, SHOWN_S, silent=True).flash
    assert not seen(a_lobby(made_up), silent=True).flash
    still = a_lobby(made_up, lobby={"quiet_hours": ["10:00-11:00"]})
    lobby, _ = ticked(happened(still, made_up.called(101, "A042", "3"), 0), 0)
    assert seen(lobby).flash


def test_names_only_where_the_site_shows_them(made_up: SimpleNamespace) -> None:
    """A name that was told stands on the card if the site wants that, and nowhere else."""
    call = made_up.call(100, "A042", "3", 2, name="Ada")
    shown = seen(a_lobby(made_up, calls=[call], lobby={"show_names": True}))
    assert [each.name for each in shown.calls] == ["Ada"]
    hidden = seen(a_lobby(made_up, calls=[call]))
    assert [each.name for each in hidden.calls] == [""]


def test_the_newest_of_those_who_share_the_card_comes_first(made_up: SimpleNamespace) -> None:
    """And what had to give way is amber in the list while its customer is on the way."""
    lobby = a_lobby(made_up)
    for number, at in (("A042", 0), ("A043", 9), ("A044", 10)):
        lobby = happened(lobby, made_up.called(101 + at, number, "3"), at)
        lobby, _ = ticked(lobby, at)
    told = seen(lobby, 10)
    assert [call.number for call in told.calls] == ["A044", "A043"]
    assert told.call == told.calls[0]
    assert [(line.number, line.fresh) for line in told.lines][:2] == [("A042", True), ("B117", False)]
