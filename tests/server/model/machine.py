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
from nextplease_model.outages import Outages, day_of
from nextplease_model.parts import (
    COUNTERS,
    KEPT,
    SERVICES,
    SITE,
    START,
    STEPS,
    Counter,
    Ticket,
    frames,
    without_people,
)
from nextplease_model.world import World
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from server.desk import Desk, setup
from server.desk.check import check
from server.sitefile import parse
from server.store.database import Database
from server.store.tables import metadata, sites

PICK = st.integers(0, 40)
MOVES = ("arrive", "finish", "no-show", "hold", "resume", "cancel", "return")
branches = itertools.count(1)


class Branch(Outages, RuleBasedStateMachine):
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
        """A new branch, with its devices and a clerk."""
        self.clock.now = START
        code = f"model{next(branches)}"
        site = parse(SITE.format(order=order, recalls=recalls), "model")
        self.site = setup.create_site(self.database, code, site, self.clock)
        self._forget()
        tokens = {
            name: setup.add_device(self.desk, self.site, role, name, counter)
            for name, role, counter in (
                ("kiosk", "kiosk", None),
                ("other", "kiosk", None),
                ("display", "display", None),
                *((f"button {each}", "counter", each) for each in COUNTERS),
            )
        }
        setup.add_user(self.desk, self.site, code, "staff", "correct horse")
        self.everybody = {name: self.act("device", {"token": token}) for name, token in tokens.items()}
        self.everybody["clerk"] = self.act("user", {"name": code})
        self.everybody["phone"] = self.act("nobody", {})
        self.world = World(order, recalls, START, day="2026-11-24")
        self.sent: list[tuple[str, str, Any, str, Any, int]] = []
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
            if number > self.before and not event.startswith(("people.", "bands.", "device."))
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
        """Examples must not grow slower; the newest site stays, so that its id is not used again."""
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
        """Queue, counters, services and board."""
        clerk = self.everybody["clerk"]
        got = {
            "queue": clerk.get("/queue").json["tickets"],
            "counters": clerk.get("/counters").json["counters"],
            "services": self.everybody["kiosk"].get("/services").json["services"],
            "board": self.everybody["display"].get("/board").json,
        }
        assert told.differences(told.everything(self.world), got) == []

    # ---------------------------------------------------------------- what people do

    @rule(
        who=st.sampled_from(["kiosk", "kiosk", "other", "clerk"]),
        service=st.sampled_from(["A", "A", "B", "C"]),
        more=st.fixed_dictionaries(
            {},
            optional={
                "language": st.sampled_from(["en", "es", "ar"]),
                "priority": st.booleans(),
                "name": st.sampled_from(["Ada", "O'Neill", "أمل"]),
                "consent": st.booleans(),
                "note": st.just("Has a dog."),
                "needs": st.just(["lift"]),
            },
        ),
        answers=st.sampled_from([None, [0], [1]]),
    )
    def take(self, who: str, service: str, more: dict[str, Any], answers: list[int] | None) -> None:
        """A customer takes a ticket, with whatever they tell."""
        if answers is not None and service == "A":
            more["answers"] = answers
        expected = self.world.take(service, None if who == "clerk" else who, more)
        answer = self.post(who, "/tickets", {"service": service, **more}, expected)
        if answer.status_code == 201:
            expected[1].id, expected[1].token = answer.json["id"], answer.json["token"]

    @rule(
        body=st.sampled_from(
            [{"service": "Z"}, {"service": "A", "language": "xx"}, {}, {"service": "A", "x": 1}]
        )
    )
    def take_wrongly(self, body: dict[str, Any]) -> None:
        """What cannot be is 422, and costs no number."""
        self.post("kiosk", "/tickets", body, (422, None))

    @rule(code=st.sampled_from("112233"), who=st.sampled_from(["button", "clerk"]))
    def next(self, code: str, who: str) -> None:
        """The next customer."""
        who = who if who == "clerk" else f"button {code}"
        self.post(who, f"/counters/{code}/next", None, self.world.next(code))

    @rule(code=st.sampled_from("123"))
    def recall(self, code: str) -> None:
        """The same customer once more."""
        self.post(f"button {code}", f"/counters/{code}/recall", None, self.world.recall(code))

    @precondition(lambda self: self.world.tickets)
    @rule(move=st.sampled_from(MOVES), pick=PICK)
    def move(self, move: str, pick: int) -> None:
        """One of the moves, legal or not."""
        ticket = self.chosen(pick)
        self.post("clerk", f"/tickets/{ticket.id}/{move}", None, self.world.move(move, ticket))

    @precondition(lambda self: self.world.tickets)
    @rule(
        pick=PICK,
        service=st.sampled_from([None, *SERVICES]),
        counter=st.sampled_from([None, None, *COUNTERS]),
        note=st.sampled_from([None, "Knows the form."]),
    )
    def transfer(self, pick: int, service: str | None, counter: str | None, note: str | None) -> None:
        """To another service, counter, or both."""
        ticket = self.chosen(pick)
        more = {"service": service, "counter": counter, "note": note}
        wrong = service is None and counter is None
        expected = (422, None) if wrong else self.world.move("transfer", ticket, **more)
        self.post("clerk", f"/tickets/{ticket.id}/transfer", more, expected)

    @precondition(lambda self: self.world.tickets)
    @rule(pick=PICK, counter=st.sampled_from([*COUNTERS, "9"]))
    def call(self, pick: int, counter: str) -> None:
        """A chosen number."""
        ticket = self.chosen(pick)
        expected = (422, None) if counter == "9" else self.world.call(ticket, counter)
        self.post("clerk", f"/tickets/{ticket.id}/call", {"counter": counter}, expected)

    @rule(
        code=st.sampled_from("123"),
        services=st.sampled_from([None, None, ["A"], ["B"], ["A", "C"], ["Z"]]),
        who=st.sampled_from(["button", "clerk"]),
    )
    def open(self, code: str, services: list[str] | None, who: str) -> None:
        """A counter opens, for some services or as always."""
        expected = (422, None) if services == ["Z"] else self.world.open(code, services)
        who = who if who == "clerk" else f"button {code}"
        self.post(who, f"/counters/{code}/open", {"services": services}, expected)

    @rule(
        code=st.sampled_from("123"),
        way=st.sampled_from(["break", "close"]),
        why=st.sampled_from([None, "Tea"]),
    )
    def leave(self, code: str, way: str, why: str | None) -> None:
        """A break, or the end."""
        state = {"break": "break", "close": "closed"}[way]
        self.post("clerk", f"/counters/{code}/{way}", {"reason": why}, self.world.leave(code, state, why))

    @rule(service=st.sampled_from(SERVICES), minutes=st.sampled_from([None, None, 10, -1]))
    def pause(self, service: str, minutes: int | None) -> None:
        """The passport system is down, for a while or until somebody says so."""
        until = None if minutes is None else self.world.now + minutes * 60_000
        body = {"message": {"en": "System down"}, "until": until and told.rfc3339(until)}
        if minutes == -1:
            self.post("clerk", f"/services/{service}/pause", body, (422, None))
            return
        self.world.pauses[service] = (until, {"en": "System down"})
        self.world.log.append(("service.paused", service))
        expected = (200, told.service_of(self.world, service))
        self.post("clerk", f"/services/{service}/pause", body, expected)

    @rule(service=st.sampled_from(SERVICES))
    def go_on(self, service: str) -> None:
        """It is up again."""
        if self.world.pauses.pop(service, None) is not None:
            self.world.log.append(("service.resumed", service))
        expected = (200, told.service_of(self.world, service))
        self.post("clerk", f"/services/{service}/resume", None, expected)

    @precondition(lambda self: self.world.tickets)
    @rule(pick=PICK, way=st.sampled_from(["look", "leave", "delay", "feedback"]), score=st.integers(1, 5))
    def phone(self, pick: int, way: str, score: int) -> None:
        """What a customer does with a phone."""
        ticket = self.chosen(pick)
        if way == "look":
            got = self.everybody["phone"].get(f"/t/{ticket.token}").json
            assert told.differences(told.phone_of(self.world, ticket), got) == []
        elif way == "leave":
            self.post("phone", f"/t/{ticket.token}/leave", None, self.world.move("cancel", ticket))
        elif way == "delay":
            expected = self.world.delay(ticket, score)
            self.post("phone", f"/t/{ticket.token}/delay", {"minutes": score}, expected)
        elif ticket.state in {"waiting", "held"}:
            self.post("phone", f"/t/{ticket.token}/feedback", {"csat": score}, (409, "state"))
        else:
            self.world.log.append(("ticket.feedback", ticket.number))
            self.post("phone", f"/t/{ticket.token}/feedback", {"csat": score}, (200, ticket))

    @precondition(lambda self: self.world.tickets)
    @rule(pick=PICK, result=st.sampled_from(["printed", "failed"]), who=st.sampled_from(["kiosk", "other"]))
    def printed(self, pick: int, result: str, who: str) -> None:
        """How the paper fared; said again, it changes nothing."""
        ticket = self.chosen(pick)
        answer = self.everybody[who].post(f"/tickets/{ticket.id}/print", {"result": result}, key=None)
        assert answer.status_code == (204 if ticket.kiosk == who else 403)
        if ticket.kiosk == who and ticket.printed != result:
            ticket.printed = result
            self.world.log.append(("ticket.printed", ticket.number))

    @precondition(lambda self: self.world.tickets)
    @rule(pick=PICK, who=st.sampled_from(["kiosk", "clerk"]))
    def read(self, pick: int, who: str) -> None:
        """One ticket, by the kiosk that took it or by staff."""
        ticket = self.chosen(pick)
        answer = self.everybody[who].get(f"/tickets/{ticket.id}")
        if who == "clerk" or ticket.kiosk == who:
            wanted = told.ticket_of(self.world, ticket, staff=who == "clerk")
            assert told.differences(wanted, answer.json) == []
        else:
            assert answer.status_code == 403

    @precondition(lambda self: self.sent)
    @rule(pick=PICK, changed=st.booleans())
    def send_again(self, pick: int, changed: bool) -> None:
        """The same key: the same answer and nothing happens; with another body it is refused."""
        who, path, body, key, answer, at = self.sent[-1 - pick % len(self.sent)]
        if self.world.now - at > KEPT:
            return
        if changed:
            other = {**(body or {}), "note": "other"} if path == "/tickets" else {"reason": "other"}
            assert self.everybody[who].post(path, other, key=key).status_code == 422
            return
        again = self.everybody[who].post(path, body, key=key)
        assert again.status_code == answer.status_code
        assert without_people(again.json) == without_people(answer.json)

    @rule(seconds=st.sampled_from(STEPS))
    def wait(self, seconds: float) -> None:
        """Time passes, perhaps into another day; or the clock is set back."""
        self.clock.advance(seconds=seconds)
        self.world.now = self.clock.now
        self.world.begin_day(day_of(self.world.now))
        self.desk.keep_day()
