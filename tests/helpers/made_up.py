"""Made-up boards at a made-up City Hall, for the tests of lobby screens."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from kit.lobby.board import Lobby, happened, opened, ticked
from kit.wire import Board, Call, Event, SiteInfo, Wait, Waiting

NOON = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
WORD = {"en": "Counter", "es": "Ventanilla", "ar": "شباك"}
SITES = {
    "en": "City Hall", "es": "Ayuntamiento de Vila Nova", "ar": "بلدية المدينة", "zh": "市政服务中心",
    "de": "Bürgeramt Mitte-Nord",
}  # fmt: skip
CALLS = [
    ("B117", "1"),
    ("A041", "5"),
    ("C008", "2"),
    ("A040", "3"),
    ("A039", "12"),
    ("B116", "1"),
    ("A1000", "4"),
]


def a_site(language: str = "en", distance: float = 5.0) -> SiteInfo:
    """A site whose first language this is."""
    others = [code for code in ("en", "es", "ar") if code != language]
    return SiteInfo(
        code="main", name=SITES[language], languages=[language, *others], timezone="UTC", distance=distance
    )


def a_call(event_id: int, number: str, counter: str, age: float, **more: Any) -> Call:
    """A call `age` seconds ago."""
    return Call(
        event_id=event_id,
        ticket=f"id-{number}",
        number=number,
        counter=counter,
        counter_name=more.pop("counter_name", {code: f"{word} {counter}" for code, word in WORD.items()}),
        language=more.pop("language", "en"),
        called_at=NOON - timedelta(seconds=age),
        **more,
    )


def a_board(
    language: str = "en",
    distance: float = 5.0,
    calls: int = 6,
    paused: Mapping[str, dict[str, str]] = MappingProxyType({}),
    **waiting: int | tuple[int, int, int],
) -> Board:
    """A board with old calls, and people waiting: how many, or how many and from how many minutes to how many.

    `paused` by service: what is said about it, by language.
    """
    old = [
        a_call(100 - i, number, counter, 120 + 60 * i) for i, (number, counter) in enumerate(CALLS[:calls])
    ]
    counts = waiting or {"A": 4, "B": 11, "C": 0}
    people = [
        Waiting(
            service=code,
            count=told if isinstance(told, int) else told[0],
            wait=None if isinstance(told, int) else Wait(low_s=told[1] * 60, high_s=told[2] * 60),
            paused=code in paused,
            message=paused.get(code, {}),
        )
        for code, told in counts.items()
    ]
    return Board(event_id=100, now=NOON, site=a_site(language, distance), calls=old, waiting=people)


def called(event_id: int, number: str, counter: str, **more: Any) -> Event:
    """The event of a call just now."""
    call = a_call(event_id, number, counter, 0, **more)
    data = call.model_dump(mode="json", exclude={"event_id", "state", "recalled"}) | {"service": number[0]}
    return Event(id=event_id, event="ticket.called", data=data)


def a_lobby(site_language: str = "en", distance: float = 5.0, calls: int = 6, **call: Any) -> Lobby:
    """A lobby at `now` 0; with `number`, that call has its turn, and with `pending` as many more wait for theirs."""
    waiting = call.pop("waiting", {})
    lobby = opened(a_board(site_language, distance, calls, call.pop("paused", {}), **waiting), 0)
    pending = call.pop("pending", 0)
    if not call:
        return lobby
    call.setdefault("language", site_language)
    lobby = happened(lobby, called(101, **call), 0)
    lobby, _ = ticked(lobby, 0)
    for i in range(pending):
        lobby = happened(lobby, called(102 + i, f"B{118 + i}", str(6 + i)), 0)
    return lobby


@pytest.fixture
def made_up() -> SimpleNamespace:
    """Builders: `board`, `lobby`, `called`, `call`, `site`, and the moment `noon` at which they stand."""
    return SimpleNamespace(board=a_board, lobby=a_lobby, called=called, call=a_call, site=a_site, noon=NOON)
