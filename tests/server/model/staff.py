"""What staff do, with a page or with a button."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from nextplease_model import told
from nextplease_model.parts import COUNTERS, SERVICES
from nextplease_model.world import World

PICK = st.integers(0, 40)
MOVES = ("arrive", "finish", "no-show", "hold", "resume", "cancel", "return")


class Staff:
    """Rules for the machine."""

    world: World
    post: Any
    chosen: Any

    @rule(
        codes=st.lists(st.sampled_from("123"), min_size=1, max_size=3),
        who=st.sampled_from(["button", "clerk"]),
    )
    def next(self, codes: list[str], who: str) -> None:
        """The next customers."""
        for code in codes:
            by = who if who == "clerk" else f"button {code}"
            self.post(by, f"/counters/{code}/next", None, self.world.next(code))

    @rule(code=st.sampled_from("1223"), moves=st.lists(st.sampled_from(MOVES), max_size=4))
    def serve(self, code: str, moves: list[str]) -> None:
        """The next customer, and what becomes of that one."""
        self.next(codes=[code], who="button")
        ticket = self.world.counters[code].ticket
        for move in moves if ticket is not None else ():
            self.post("clerk", f"/tickets/{ticket.id}/{move}", None, self.world.move(move, ticket))

    @rule(code=st.sampled_from("123"))
    def recall(self, code: str) -> None:
        """The same customer once more."""
        self.post(f"button {code}", f"/counters/{code}/recall", None, self.world.recall(code))

    @precondition(lambda self: self.world.tickets)
    @rule(moves=st.lists(st.tuples(st.sampled_from(MOVES), PICK), min_size=1, max_size=5))
    def move(self, moves: list[tuple[str, int]]) -> None:
        """Some of the moves, legal or not."""
        for move, pick in moves:
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
