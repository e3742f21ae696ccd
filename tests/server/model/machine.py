"""Drives the whole API at random beside the model: every answer, list and event must be as the model says.

Each example is a branch of its own, on one server that has seen all those before.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from nextplease_model import told
from nextplease_model.appointments import Appointments
from nextplease_model.customers import Customers
from nextplease_model.devices import Devices, Newcomer
from nextplease_model.lobby import Lobby
from nextplease_model.outages import Outages
from nextplease_model.parts import (
    COUNTERS,
    LONG_STEPS,
    SITE,
    START,
    STEPS,
    Counter,
    Ticket,
    day_of,
    frames,
)
from nextplease_model.staff import Staff
from nextplease_model.world import World
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from server.desk import Desk, setup, users
from server.desk.check import check
from server.sitefile import parse
from server.store.database import Database
from server.store.tables import metadata, pairings, sites

branches = itertools.count(1)


class Branch(Appointments, Customers, Devices, Lobby, Outages, Staff, RuleBasedStateMachine):
    """A branch and its model; what it runs on is put in by the test."""

    desk: Desk
    database: Database
    clock: Any
    act: Callable[[str, dict[str, str]], Any]
    keys = itertools.count(1)

    # ---------------------------------------------------------------- the branch

    @initialize(
        order=st.sampled_from(["priority cap=45m", "fifo", "due", "ratio 2:1"]), recalls=st.integers(0, 1)
    )
    def begin(self, order: str, recalls: int) -> None:
        """A new branch, with its devices, a clerk and an admin."""
        self.clock.now = START
        code = f"model{next(branches)}"
        site = parse(SITE.format(order=order, recalls=recalls), "model")
        self.site = setup.create_site(self.database, code, site, self.clock)
        tokens = {
            name: setup.add_device(self.desk, self.site, role, name, counter)
            for name, role, counter in (
                ("kiosk", "kiosk", None),
                ("other", "kiosk", None),
                ("display", "display", None),
                *((f"button {each}", "counter", each) for each in COUNTERS),
            )
        }
        users.add(self.desk, self.site, code, "staff", "correct horse")
        users.add(self.desk, self.site, f"{code}boss", "admin", "correct horse")
        self._forget()
        self.everybody = {name: self.act("device", {"token": token}) for name, token in tokens.items()}
        self.everybody["clerk"] = self.act("user", {"name": code})
        self.everybody["boss"] = self.act("user", {"name": f"{code}boss"})
        self.everybody["phone"] = self.act("nobody", {})
        self.world = World(order, recalls, START, day="2026-11-24")
        self.sent: list[tuple[str, str, Any, str, Any, int]] = []
        self.newcomers: list[Newcomer] = []
        self.revoked: set[str] = set()
        self.wrong_codes = 0
        with self.desk.view(self.site) as view:
            self.before = view.last_event

    def teardown(self) -> None:
        """The log is what the model says, without a gap; `check` finds nothing; and the branch goes."""
        if not hasattr(self, "world"):
            return
        events = list(self._events())
        assert [number for number, _, _ in events] == list(range(1, len(events) + 1))
        happened = [
            (event, data.get("number") or data.get("counter") or data.get("service"))
            for number, event, data in events
            if number > self.before and not event.startswith(("people.", "bands.", "device.status"))
        ]
        assert happened == self.world.log
        assert check(self.database) == []
        self._same_after_a_restart()

    def _events(self) -> Any:
        """What the display is told, from the first event on."""
        with self.desk.view(self.site) as view:
            last = view.last_event
        answer = self.everybody["display"].get("/events", headers={"Last-Event-ID": "0"}, buffered=False)
        yield from frames(answer.response, last)
        answer.close()

    def _same_after_a_restart(self) -> None:
        """A desk that has just been started tells the same queue."""
        with Desk(self.database, self.clock).view(self.site) as view:
            fresh = [each.number for each in view.queue().tickets]
        assert fresh == [each.number for each in self.world.line(self.world.waiting())]

    def _forget(self) -> None:
        """Examples must not grow slower; the newest site stays, so that no id of it is used again."""
        for attempt in range(100):
            try:
                self._forget_sites()
            except OperationalError:
                # A server that runs on the same file may be writing just now, and nobody waits for SQLite's lock.
                if attempt == 99:
                    raise
                time.sleep(0.05)
            else:
                return

    def _forget_sites(self) -> None:
        with self.database.engine.begin() as connection:
            connection.execute(delete(pairings))
            for table in reversed(metadata.sorted_tables):
                if "site_id" in table.c:
                    connection.execute(delete(table).where(table.c.site_id > 2, table.c.site_id < self.site))
            connection.execute(delete(sites).where(sites.c.id > 2, sites.c.id < self.site))

    # ---------------------------------------------------------------- sending and comparing

    def post(self, who: str, path: str, body: Any, expected: tuple[int, Any]) -> Any:
        """Send it, compare the answer with the model's."""
        key = f"model-key-{next(self.keys):012d}"
        answer = self.everybody[who].post(path, body, key=key)
        status, what = expected
        said = f"{who} POST {path} {body} at {self.world.now}: {answer.status_code} {answer.text}"
        assert answer.status_code == status, f"{said}\nexpected {expected}"
        if status in {200, 201, 409}:
            self.sent.append((who, path, body, key, answer, self.world.now))
        if status == 409:
            assert answer.json["reason"] == what, said
        elif status >= 400 and what is not None:
            assert answer.json.get("reason") == what, said
        elif status < 300:
            self._compare(who, path, answer.json, what, said)
        return answer

    def _compare(self, who: str, path: str, got: Any, what: Any, said: str) -> None:
        staff = who == "clerk"
        wanted: Any = what
        if isinstance(what, Ticket):
            phone = path.startswith("/t/")
            wanted = (
                told.phone_of(self.world, what) if phone else told.ticket_of(self.world, what, staff=staff)
            )
        elif isinstance(what, Counter):
            wanted = told.counter_of(self.world, what, staff=staff)
        if path.endswith("/next"):
            wanted = {"ticket": wanted}
        assert told.differences(wanted, got) == [], said

    def chosen(self, pick: int) -> Ticket:
        """One of the newest tickets."""
        found: Ticket = self.world.tickets[-1 - pick % min(len(self.world.tickets), 12)]
        return found

    @precondition(lambda self: hasattr(self, "world"))
    @invariant()
    def all_is_as_the_model_says(self) -> None:
        """Queue, counters, services, board, and who is expected today."""
        clerk = self.everybody["clerk"]
        got = {
            "queue": clerk.get("/queue").json["tickets"],
            "counters": clerk.get("/counters").json["counters"],
            "services": self.everybody["kiosk"].get("/services").json["services"],
            "board": self.everybody["display"].get("/board").json,
        }
        assert told.differences(told.everything(self.world), got) == []
        if self.world.booked:
            self.look_up(days=0)

    @rule(seconds=st.sampled_from(STEPS))
    def wait(self, seconds: float) -> None:
        """Time passes; or the clock is set back."""
        self.clock.advance(seconds=seconds)
        self.world.now = self.clock.now
        self.world.begin_day(day_of(self.world.now))
        self.desk.keep_day()

    @rule(seconds=st.sampled_from(LONG_STEPS))
    def wait_long(self, seconds: float) -> None:
        """Hours, perhaps into another day."""
        self.wait(seconds=seconds)
