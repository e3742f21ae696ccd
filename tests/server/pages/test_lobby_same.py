"""The program and the page show the same for the same events."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pygame
from made_up import NOON, a_board, called
from playwright.sync_api import Page

from display.screen import TURN_S, Motion, Screen
from kit import wire
from kit.lobby.board import caught_up, happened, opened, ticked
from kit.lobby.view import Link, View, Words, view
from server.pages.lobby.breaks import MARK, with_breaks
from server.pages.lobby.dress import dress_of

SIZES = [(1920, 1080), (1280, 720), (1080, 1920), (1024, 768)]
INCHES = 43.0  # as the page takes it, which is told nothing else
DIFFERED = (
    17,
    29,
    59,
    88,
)  # by a name that would be cut, a half pixel, a tracking, a slide that would be cut
LANGUAGES = ["en", "ar", "zh", "es", "de"]
# Names that are not their counters' codes, or hold them beside long words.
LONG = {
    "3": {"en": "Information desk", "ar": "مكتب الاستعلامات العامة", "zh": "综合服务咨询台", "de": "Auskunft"},
    "4": {
        "en": "Citizens’ office 4", "ar": "شباك خدمة المواطنين 4", "zh": "4号市民服务窗口",
        "de": "Bürgerservice Schalter 4",
    },
    "5": {
        "en": "Vaccination and travel medicine desk", "ar": "عيادة الدكتورة ألكسندرا مونتغمري",
        "zh": "疫苗接种与旅行医学咨询服务台", "es": "Consulta de la doctora Alejandra Montenegro",
        "de": "Impfungen und Reisemedizin",
    },
    "12": {"en": "Payments", "ar": "الصندوق", "zh": "收费处", "es": "Caja y devoluciones", "de": "Kasse"},
}  # fmt: skip
LETTERS = """['400', '600', '700'].every((weight) => [['', 'A0'], [' Arabic', 'ب']].every((each) =>
  document.fonts.check(`${weight} 20px "IBM Plex Sans${each[0]}"`, each[1])))"""
SHOWN = """(frame) => {
  lobbyBoard.show(frame);
  return [...document.querySelectorAll('#board .line:not([aria-hidden])')].map((each) => each.textContent);
}"""


def counters(chance: random.Random, language: str) -> list[wire.BoardCounter]:
    """Some counters, in all states; some with long names."""
    named = chance.random() < 0.5
    return [
        wire.BoardCounter(
            code=str(number + 1),
            name=LONG.get(str(number + 1), {}) if named else {},
            direction=chance.choice(["left", "right", "straight", "none"]),
            state=chance.choice(["open", "break", "closed"]),
            number=chance.choice([None, f"A{number:03d}"]),
        )
        for number in range(chance.choice([0, 1, 4, 12, 20]))
    ]


def told(chance: random.Random, language: str) -> wire.Board:
    """A morning's board, with some of all that a board can tell."""
    board = a_board(language, calls=chance.randrange(8), A=(4, 5, 10), B=11, C=(chance.randrange(3), 2, 5))
    lobby = wire.LobbyInfo(
        next_numbers=chance.choice([0, 3]),
        ticker=chance.choice([{}, {"en": "Free wifi"}]),
    )
    words = chance.choice(["", "Counter 2 is moving.", "Please have your papers ready. Thank you."])
    notices = [wire.Notice(id="m", place="message", text={"en": words})] if words else []
    if chance.random() < 0.3:
        notices.append(wire.Notice(id="s", text={"en": "Free wifi for all who wait here."}))
    old = [
        each.model_copy(update={"counter_name": LONG.get(each.counter, each.counter_name)})
        for each in board.calls
    ]
    waiting = [each.model_copy(update={"late": chance.random() < 0.2}) for each in board.waiting]
    return board.model_copy(
        update={
            "site": board.site.model_copy(
                update={"lobby": lobby, "distance": chance.choice([3.5, 5.0, 6.0])}
            ),
            "counters": counters(chance, language),
            "next": [wire.NextNumber(number=f"B{300 + n}", service="B") for n in range(3)],
            "notices": notices,
            "calls": old if chance.random() < 0.5 else board.calls,
            "waiting": waiting,
            "open": chance.random() < 0.85,
            "opens_at": NOON + timedelta(hours=3),
            "text": chance.choice([{}, {"en": "Public holiday", "ar": "عطلة رسمية"}]),
        }
    )


def views(seed: int, steps: int) -> Iterator[View]:
    """What is to be shown over a random sequence of calls, arrivals, snapshots and silence."""
    chance = random.Random(seed)
    language = LANGUAGES[seed % len(LANGUAGES)]
    lobby, now = opened(told(chance, language), 0.0), 0.0
    event_id, numbers = 101, []
    for _ in range(steps):
        now += chance.choice([0.2, 1.0, 4.0, 9.0, 31.0])
        kind = chance.random()
        if kind < 0.6:
            numbers.append(f"{chance.choice('ABC')}{chance.choice([7, 42, 999, 1000]):03d}")
            counter = str(chance.randrange(1, 13))
            named = {"counter_name": LONG[counter]} if counter in LONG and chance.random() < 0.5 else {}
            call = called(event_id, numbers[-1], counter, language=chance.choice(LANGUAGES), **named)
            call.data["called_at"] = (NOON + timedelta(seconds=now)).isoformat()
            call.data["direction"] = chance.choice(["left", "right", "straight", "none"])
            lobby, event_id = happened(lobby, call, now), event_id + 1
        elif kind < 0.75 and numbers:
            name = chance.choice(["ticket.arrived", "ticket.finished", "ticket.returned"])
            data = {"ticket": f"id-{chance.choice(numbers)}", "number": numbers[-1], "service": "A"}
            lobby, event_id = (
                happened(lobby, wire.Event(id=event_id, event=name, data=data), now),
                event_id + 1,
            )
        elif kind < 0.85:
            fresh = told(chance, language).model_copy(
                update={
                    "event_id": event_id - 1,
                    "now": NOON + timedelta(seconds=now),
                    "calls": list(lobby.calls),
                }
            )
            lobby = caught_up(lobby, fresh, now)
        lobby, _calls = ticked(lobby, now)
        link: Link = "stale" if chance.random() < 0.1 else "fresh"
        yield view(lobby, now, link, raqm=True)


def by_program(shown: View, size: tuple[int, int]) -> tuple[int, Counter[str]]:
    """How many turns the program takes to show all of it, and the words it draws in all of them."""
    screen, found = Screen(pygame.Surface(size), INCHES), Counter[str]()
    turn = 0
    while turn < max(1, screen.pages):
        screen.show(shown, motion=Motion(turn=turn))
        found |= Counter(word for each in screen.texts for word in _words(each.text))
        turn += 1
    return turn, found


def frame_of(shown: View) -> dict[str, Any]:
    """A view as the server sends it to a page."""
    site = wire.SiteInfo(code="main", name="", languages=["en"], timezone="UTC")
    return {
        "view": with_breaks(asdict(shown)),
        "events": list(range(1, len(shown.calls) + 1)),
        "unsaid": [],
        "said": 0,
        "later": [],
        "lost": {},
        "dress": asdict(dress_of(site)),
    }


def by_page(page: Page, shown: View, turns: int) -> Counter[str]:
    """The words that the page shows in so many turns."""
    frame = frame_of(shown)
    found = Counter[str]()
    for turn in range(turns):
        page.clock.set_fixed_time(turn * TURN_S)
        texts = page.evaluate(SHOWN, frame)
        found |= Counter(word for each in texts for word in _words(each.replace(MARK, "")))
    page.clock.set_fixed_time(0)
    return found


def _words(text: str) -> list[str]:
    """Its words; in a script without spaces, its characters."""
    return [part for word in text.split() for part in ([word] if word.isascii() else list(word))]


def test_program_and_page_show_the_same(new_page: Callable[..., Page], rounds: Callable[[int], int]) -> None:
    """On every screen, in every language, over random sequences of events: the same words, neither more nor fewer.

    To the last pixel: both reckon widths from the letters as they were drawn, and round them alike.
    """
    page = new_page()
    page.route("**/lobby/hello", lambda _route: None)  # it is never let in: what it shows the test says
    page.clock.set_fixed_time(0)  # the clock by which things take turns
    page.goto("/lobby")
    page.wait_for_function(LETTERS)
    for seed in (*DIFFERED, *range(rounds(80))):
        width, height = size = SIZES[(seed + seed // 4) % len(SIZES)]
        page.set_viewport_size({"width": width, "height": height})
        for shown in views(seed, 8):
            turns, words = by_program(shown, size)
            assert by_page(page, shown, turns) == words, (seed, size, shown)


def test_a_new_message_begins_with_its_beginning(new_page: Callable[..., Page]) -> None:
    """Whenever it comes, the first of its pages has the first turn, and all of it."""
    page = new_page()
    page.route("**/lobby/hello", lambda _route: None)
    page.clock.set_fixed_time(0)
    page.goto("/lobby")
    page.wait_for_function(LETTERS)
    plain = view(opened(a_board(), 0.0), 0.0, "fresh", raqm=True)
    for at, number in ((17, 1), (38, 2)):
        told = (Words(f"Lift {number}", "ltr", "en"), Words(f"Ascensor {number}", "ltr", "es"))
        frame = frame_of(replace(plain, message=told))
        for seconds, words in ((0, told[0]), (TURN_S - 1, told[0]), (TURN_S + 1, told[1])):
            page.clock.set_fixed_time(at + seconds)
            assert words.text in page.evaluate(SHOWN, frame)
    sorry = (Words("Sorry", "ltr", "en"), Words("Perdón", "ltr", "es"))
    for at, more in ((57, "."), (69, "!")):  # a newer estimate of the same apology begins nothing anew
        page.clock.set_fixed_time(at)
        later = tuple(replace(each, text=each.text + more) for each in sorry)
        shown = page.evaluate(SHOWN, frame_of(replace(plain, apology=later)))
        assert later[at > 60].text in shown
