"""What the lobby's board shows besides calls and counts, and what staff tell the waiting room."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from nextplease_model.parts import COUNTERS, SERVICES, Ticket, day_ends, rfc3339
from nextplease_model.world import World

NEXT = 4  # as the site file says


def name_of(ticket: Ticket) -> str | None:
    """The name on the board: of who agreed, while called or served."""
    agreed = ticket.person is not None and ticket.person["consent"] and ticket.state in {"called", "serving"}
    return str(ticket.person["name"]).split()[0] if agreed and ticket.person else None


def lobby_of(world: World) -> dict[str, Any]:
    """Counters, who comes next, and the message."""
    return {
        "open": True,
        "counters": [
            {
                "code": code,
                "state": world.counters[code].state,
                "number": ticket.number if (ticket := world.counters[code].ticket) else None,
                "services": [each for each in SERVICES if world.serves(code, each)],
            }
            for code in COUNTERS
        ],
        "next": [
            {"number": each.number, "service": each.waits_for}
            for each in world.line([each for each in world.waiting() if _plain(world, each)])[:NEXT]
        ],
        "notices": [
            {"place": "message", "text": {"en": text}, "until": rfc3339(until)}
            for text, until in [world.message]
            if text and (until is None or world.now < until)
        ],
    }


def _plain(world: World, ticket: Ticket) -> bool:
    """Whether it stands in order of arrival, before an open counter that anybody may be called to."""
    served = any(
        each.state == "open" and world.serves(each.code, ticket.waits_for) for each in world.counters.values()
    )
    apart = ticket.needs or ticket.for_counter or ticket.queue_class != "standard"
    return served and not apart and ticket.place == ticket.created


class Lobby:
    """Rules for the machine."""

    world: World
    everybody: dict[str, Any]
    keys: Any

    @rule(
        text=st.sampled_from(["", "", "At three", "At four"]), minutes=st.sampled_from([None, None, 10, -1])
    )
    def tell_lobby(self, text: str, minutes: int | None) -> None:
        """A message, for a while or for the rest of the day; said again it is nothing new."""
        until = None if minutes is None else self.world.now + minutes * 60_000
        body = {"message": {"en": text}, "until": rfc3339(until)}
        key = f"model-key-{next(self.keys):012d}"
        answer = self.everybody["clerk"].post("/displays/message", body, key=key)
        if text and minutes == -1:
            assert answer.status_code == 422
            return
        assert answer.status_code == 204, answer.text
        ends = day_ends(self.world.day) if until is None else until
        wanted = (text, ends if text else None)
        if wanted != self.world.message:
            self.world.message = wanted
            self.world.log.append(("display.message", None))
