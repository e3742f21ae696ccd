"""Kiosks that were alone for a while: what they hand in, and what becomes of a call whose answer never came."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from nextplease_model.parts import START, Ticket, day_of, rfc3339
from nextplease_model.world import World

FIRST = {"kiosk": 900, "other": 800}
# How long ago the kiosk says it was, in seconds: by a right clock, and by one that is days off.
AGO = (0, 1, 60, 600, 3600, 36_000, 90_000, -90_000)


def place_of(world: World, kiosk: str, issued: int) -> tuple[int, str]:
    """When a ticket that is handed in was taken, and on which day."""

    def newest(day: str) -> int | None:
        mine = [each for each in world.tickets if (each.kiosk, each.day) == (kiosk, day)]
        return max((each.created for each in mine if int(each.number[1:]) >= FIRST["other"]), default=None)

    contact = world.settled.get(kiosk, START)
    at = max(contact, min(issued, max(world.now, contact)))
    before = newest(world.day)
    if before is not None:
        return max(at, before), world.day
    day = min(day_of(at), world.day)
    return max(at, newest(day) or 0), day


def hand_in(
    world: World, kiosk: str, asked: dict[str, Any], issued: int, lost: Ticket | None
) -> tuple[int, Any]:
    """The ticket comes into its place; `lost` is the one that it stands for, if that is known."""
    at, day = place_of(world, kiosk, issued)
    over = day < world.day
    needs = {"lift"} if asked.get("answers") == [0] and not over else set()
    person = None
    if not over and (asked.get("name") or asked.get("answers")):
        answers = [["Yes", "No"][each] for each in asked.get("answers", [])]
        person = {"name": asked.get("name"), "note": None, "consent": False, "answers": answers}
        person["needs"] = sorted(needs)
    found = Ticket(
        f"{asked['service']}{asked['number']:03d}",
        asked["service"],
        asked["service"],
        "priority" if asked.get("priority") else "standard",
        at,
        len(world.tickets),
        at,
        asked.get("language", "en"),
        kiosk,
        day,
        needs,
        person,
        token=asked["token"],
    )
    world.tickets.append(found)
    world.log.append(("ticket.issued", found.number))
    if over or (lost is not None and _came(lost)):
        world.become(found, "cancelled", "ticket.cancelled")
    if not over:
        world.newest = max(world.newest, at)
    if lost is not None and lost.state in {"waiting", "held", "called"}:
        world.free(lost)
        world.become(lost, "cancelled", "ticket.cancelled")
    return 201, found


def _came(ticket: Ticket) -> bool:
    return ticket.state == "serving" or (ticket.state == "finished" and ticket.arrived)


class Outages:
    """Rules for the machine."""

    world: World
    everybody: dict[str, Any]
    sent: list[tuple[str, str, Any, str, Any, int]]
    post: Any

    @rule(who=st.sampled_from(["kiosk", "other"]), unsent=st.sampled_from([None, 0, 2]))
    def beat(self, who: str, unsent: int | None) -> None:
        """A kiosk is heard; what it has still to hand in was not given since."""
        status = {} if unsent is None else {"unsent": unsent}
        answer = self.everybody[who].post("/devices/heartbeat", {"status": status}, key=None)
        assert answer.status_code == 204
        if not unsent:
            self.world.settled[who] = self.world.now

    @rule(
        who=st.sampled_from(["kiosk", "other"]),
        service=st.sampled_from(["A", "A", "B", "C"]),
        ago=st.sampled_from(AGO),
        more=st.fixed_dictionaries(
            {},
            optional={
                "language": st.sampled_from(["es", "ar"]),
                "priority": st.just(value=True),
                "name": st.just("Ada"),
            },
        ),
        stands_for=st.sampled_from(["nothing", "nothing", "a ticket", "a lost call"]),
    )
    def hand_in(self, who: str, service: str, ago: int, more: dict[str, Any], stands_for: str) -> None:
        """A ticket that is on paper already, perhaps for a call whose answer never came."""
        used = self.world.used.setdefault((who, service), 0)
        self.world.used[who, service] += 1
        number, issued = FIRST[who] + used, self.world.now - ago * 1000
        asked = {"service": service, "number": number, "token": f"{service}{number}".ljust(24, "_"), **more}
        asked["token"] = f"{id(self.world)}-{asked['token']}"
        lost = None
        if stands_for == "a ticket":
            mine = [
                each for each in self.sent if each[:2] == (who, "/tickets") and each[4].status_code == 201
            ]
            if mine and self.world.now - mine[-1][5] < 5 * 24 * 3_600_000:
                asked["instead_of"] = mine[-1][3]
                lost = next(each for each in self.world.tickets if each.id == mine[-1][4].json["id"])
        elif stands_for == "a lost call":
            asked["instead_of"] = f"a lost call of {who} {service} {number}"
        expected = hand_in(self.world, who, asked, issued, lost)
        answer = self.post(who, "/tickets", {**asked, "issued_at": rfc3339(issued)}, expected)
        expected[1].id = answer.json["id"]
        if stands_for == "a lost call":
            late = self.everybody[who].post("/tickets", {"service": service}, key=asked["instead_of"])
            assert (late.status_code, late.json["reason"]) == (409, "superseded")
