"""Numbers of a kiosk's own, and the tickets that the server does not have yet."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.outbox import Outbox
from kiosk.state import CheckInWith, Pending
from kit import wire
from printer.jobs import Uptime

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Machine:
    """A Pi: its boot, its uptime and its clock, each as the test wants it."""

    def __init__(self) -> None:
        self.boot, self.seconds, self.now = "first", 100.0, NOON

    def passes(self, seconds: float) -> None:
        self.seconds += seconds
        self.now += timedelta(seconds=seconds)

    def uptime(self) -> Uptime:
        return Uptime(self.boot, self.seconds)

    def clock(self) -> datetime:
        return self.now


def told(day: str = "2026-11-24", now: datetime = NOON, **following: int) -> wire.Services:
    """What the server tells: bands A900-A999 and B900-B902, and the next number of each."""
    site = wire.SiteInfo(code="main", name="City Hall", languages=["en"], timezone="UTC")
    bands = [
        wire.Band(service="A", first=900, last=999, next=following.get("A", 900)),
        wire.Band(service="B", first=900, last=902, next=following.get("B", 900)),
    ]
    return wire.Services(event_id=1, now=now, site=site, services=[], bands=bands, business_day=day)


def tap(number: int, service: str = "A", **more: object) -> Pending:
    """A customer's tap."""
    return Pending(f"tap-{number:028d}", service, "en", **more)  # type: ignore[arg-type]


@pytest.fixture
def machine() -> Machine:
    """The Pi it runs on."""
    return Machine()


@pytest.fixture
def opened(tmp_path: Path, machine: Machine) -> Iterator[Callable[[], Outbox]]:
    """Open the outbox as each start of the program does; a kill closes nothing."""
    made: list[Outbox] = []

    def make() -> Outbox:
        made.append(Outbox(tmp_path, machine.uptime, machine.clock))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_without_a_word_from_the_server_there_is_no_number(opened: Callable[[], Outbox]) -> None:
    """A kiosk that was never told of a band has none."""
    outbox = opened()
    assert outbox.can_give() == frozenset()
    assert outbox.give(tap(1), instead=False) is None


def test_numbers_go_up_through_restarts_until_the_band_is_used_up(opened: Callable[[], Outbox]) -> None:
    """Each number once, whichever start of the program gives it; then there is none."""
    opened().heard(told())
    numbers = []
    for number in range(4):
        ticket = opened().give(tap(number, "B"), instead=False)
        numbers.append(ticket.number if ticket else None)
    assert numbers == [900, 901, 902, None]
    assert opened().can_give() == {"A"}


def test_one_tap_has_one_ticket(opened: Callable[[], Outbox]) -> None:
    """The same tap after a restart gets the ticket that it has, key and token included."""
    opened().heard(told())
    first = opened().give(tap(1, answers=(0, None)), instead=True)
    again = opened().give(tap(1), instead=False)
    assert again == first
    assert first is not None
    assert opened().given_for(tap(1).key) == first
    assert first.asked().instead_of == tap(1).key
    assert first.asked().answers == [0, None]
    assert len(first.token) >= 22


def test_what_the_server_has_seen_used_is_not_given_again(opened: Callable[[], Outbox]) -> None:
    """A kiosk whose card was changed goes on above what it handed in before."""
    outbox = opened()
    outbox.heard(told(A=917))
    ticket = outbox.give(tap(1), instead=False)
    assert ticket is not None
    assert ticket.number == 917


def test_a_new_day_begins_at_the_start_of_the_band(opened: Callable[[], Outbox]) -> None:
    """When the server says that a new day has begun, the numbers of the day before are free again."""
    outbox = opened()
    outbox.heard(told())
    old = outbox.give(tap(1), instead=False)
    assert old is not None
    outbox.handed_in(old.key, "id-1")
    outbox.heard(told("2026-11-25"))
    new = outbox.give(tap(2), instead=False)
    assert new is not None
    assert (old.number, new.number) == (900, 900)


def test_numbers_not_handed_in_stay_taken_on_a_new_day(opened: Callable[[], Outbox]) -> None:
    """An outage over midnight: nobody knows yet on which day the server will enter them."""
    outbox = opened()
    outbox.heard(told())
    old = outbox.give(tap(1), instead=False)
    assert old is not None
    outbox.heard(told("2026-11-25"))
    second = outbox.give(tap(2), instead=False)
    outbox.handed_in(old.key, "id-1")  # now it is, and the band told before may not know of it
    third = outbox.give(tap(3), instead=False)
    assert second is not None
    assert third is not None
    assert (second.number, third.number) == (901, 902)


def test_time_goes_by_the_uptime_whatever_the_clock_does(
    opened: Callable[[], Outbox], machine: Machine
) -> None:
    """A clock that jumps does not move a ticket; the server's own time is what counts."""
    outbox = opened()
    outbox.heard(told(now=NOON + timedelta(hours=1)))
    machine.passes(600)
    machine.now = datetime(1970, 1, 1, tzinfo=UTC)
    ticket = outbox.give(tap(1), instead=False)
    assert ticket is not None
    assert ticket.issued_at == NOON + timedelta(hours=1, minutes=10)


def test_after_a_power_cut_time_does_not_go_back(opened: Callable[[], Outbox], machine: Machine) -> None:
    """A Pi that wakes in 1970 gives tickets the time of the last one, not an earlier one."""
    opened().heard(told())
    machine.passes(60)
    first = opened().give(tap(1), instead=False)
    machine.boot, machine.seconds, machine.now = "second", 20.0, datetime(1970, 1, 1, tzinfo=UTC)
    second = opened().give(tap(2), instead=False)
    assert first is not None
    assert second is not None
    assert second.issued_at == first.issued_at == NOON + timedelta(seconds=60)


def test_what_is_settled_is_not_handed_in_again(opened: Callable[[], Outbox]) -> None:
    """Handed in or refused, a ticket leaves the outbox; counts tell staff."""
    outbox = opened()
    outbox.heard(told())
    tickets = [outbox.give(tap(number), instead=False) for number in range(3)]
    keys = [each.key for each in tickets if each]
    outbox.handed_in(keys[0], "id-0")
    outbox.refused(keys[1], "409")
    assert [each.key for each in opened().unsent()] == [keys[2]]
    assert opened().counts() == (1, 1)


def test_a_paper_is_reported_once_the_server_has_the_ticket(opened: Callable[[], Outbox]) -> None:
    """How a paper came out waits for the ticket's own hand-in."""
    outbox = opened()
    outbox.heard(told())
    ticket = outbox.give(tap(1), instead=False)
    assert ticket is not None
    outbox.paper_fared(ticket.key, "failed", "paper_out")
    assert outbox.unreported() == []
    outbox.handed_in(ticket.key, "id-1")
    assert outbox.unreported() == [(ticket.key, "id-1", "failed", "paper_out")]
    outbox.reported(ticket.key)
    assert outbox.unreported() == []
    assert outbox.token_of("id-1") == ticket.token


def test_answers_leave_the_file_with_the_hand_in(opened: Callable[[], Outbox], tmp_path: Path) -> None:
    """What a customer answered is in no file of the kiosk once the server has it."""
    outbox = opened()
    outbox.heard(told())
    answers = tuple(70_000 + place for place in range(9))
    ticket = outbox.give(tap(1, answers=answers), instead=False)
    assert ticket is not None
    assert any(b"70005" in file.read_bytes() for file in tmp_path.iterdir())
    outbox.handed_in(ticket.key, "id-1")
    assert not any(b"70005" in file.read_bytes() for file in tmp_path.iterdir())


def test_a_damaged_file_is_kept_and_its_day_gives_no_more_numbers(
    opened: Callable[[], Outbox], tmp_path: Path
) -> None:
    """Which numbers it gave nobody knows: none of that day's are given, the next day is as any other."""
    outbox = opened()
    outbox.heard(told())
    assert outbox.give(tap(1), instead=False) is not None
    outbox.close()
    path = tmp_path / "outbox.db"
    whole = path.read_bytes()
    path.write_bytes(b"\xff" * 4096 + whole[4096:])
    again = opened()
    assert (tmp_path / "outbox.damaged").read_bytes()[:10] == b"\xff" * 10
    again.heard(told())
    assert again.can_give() == frozenset()
    again.heard(told("2026-11-25"))
    assert again.can_give() == {"A", "B"}


def test_names_are_never_given_a_place_in_it(tmp_path: Path) -> None:
    """A check-in by name is kept in no file: neither here nor as the tap that is not settled."""
    from kiosk.pending import PendingFile

    file = PendingFile(tmp_path)
    file.save(tap(1), now=1000.0)
    file.save(
        Pending("k" * 32, "", "en", check_in=CheckInWith(name="Maria Muster", phone_end="4711")), now=1001.0
    )
    assert list(tmp_path.iterdir()) == []
    coded = Pending("k" * 32, "", "en", answers=(1, None), check_in=CheckInWith(code="ABCD"))
    file.save(coded, now=1002.0)
    assert file.recent(now=1003.0) == coded


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["A", "B", "restart", "hand in", "told", "day", "again"]), max_size=40))
def test_no_number_twice_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory, happenings: list[str]
) -> None:
    """Restarts, hand-ins, the server's word old or new, new days: on one day no number of a service comes twice."""
    folder, machine = tmp_path_factory.mktemp("outbox"), Machine()
    outbox, day, used = Outbox(folder, machine.uptime, machine.clock), 24, {"A": 900, "B": 900}
    outbox.heard(told())
    seen: list[tuple[int, str, int]] = []
    for count, what in enumerate(happenings):
        machine.passes(30)
        if what in used:
            ticket = outbox.give(tap(count, what), instead=False)
            if ticket is not None:
                seen.append((day, what, ticket.number))
        elif what == "again" and seen:
            assert outbox.unsent() == outbox.unsent()
        elif what == "restart":
            outbox.close()
            outbox = Outbox(folder, machine.uptime, machine.clock)
        elif what == "hand in":
            for each in outbox.unsent():
                outbox.handed_in(each.key, each.key)
                used[each.service] = max(used[each.service], each.number + 1)
        elif what == "told":
            outbox.heard(told(f"2026-11-{day}", NOON, **used))
        elif what == "day" and day < 30:
            day += 1
            unsent = {each.service: each.number + 1 for each in outbox.unsent()}
            used = {"A": 900, "B": 900}
            outbox.heard(told(f"2026-11-{day}", NOON, **used))
            # What was not handed in yet may still be entered on the new day: it is as good as given there.
            seen += [(day, service, number - 1) for service, number in unsent.items()]
    outbox.close()
    assert len(seen) == len(set(seen))


def test_a_folder_that_is_not_there_is_the_disks_fault(tmp_path: Path) -> None:
    """Only a damaged file is put aside: a disk that cannot be written is said so."""
    with pytest.raises(sqlite3.OperationalError):
        Outbox(tmp_path / "gone")
    without = Outbox(None)
    without.heard(told())
    assert without.can_give() == frozenset()
