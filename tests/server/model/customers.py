"""What customers, kiosks and phones do, and the same request once more."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from nextplease_model import told
from nextplease_model.parts import KEPT, without_people
from nextplease_model.world import World

PICK = st.integers(0, 40)


class Customers:
    """Rules for the machine."""

    world: World
    everybody: dict[str, Any]
    sent: list[tuple[str, str, Any, str, Any, int]]
    revoked: set[str]
    post: Any
    chosen: Any

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
        times=st.sampled_from([1, 2, 3]),
    )
    def take(
        self, who: str, service: str, more: dict[str, Any], answers: list[int] | None, times: int
    ) -> None:
        """A customer takes a ticket, or several come together, with whatever they tell."""
        if answers is not None and service == "A":
            more["answers"] = answers
        for _ in range(times):
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
        if who in self.revoked:
            assert self.everybody[who].post(path, body, key=key).status_code == 401
            return
        if changed:
            more = {"note": "other"} if path in {"/tickets", "/appointments"} else {"reason": "other"}
            other = {**(body or {}), **({"language": "ar"} if path.endswith("/check-in") else more)}
            assert self.everybody[who].post(path, other, key=key).status_code == 422
            return
        again = self.everybody[who].post(path, body, key=key)
        assert again.status_code == answer.status_code
        assert without_people(again.json) == without_people(answer.json)
