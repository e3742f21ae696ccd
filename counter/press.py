"""Pure: what a switch's contact says over time -> press, long press, stuck, freed.

Times are seconds on any clock that never goes back (time.monotonic). A contact is looked at with `observe`: at every
edge, with the moment of that edge, and again whenever `next_look` says that time alone may decide something. Looking
more often than that changes nothing, so a program may also re-read the pin to make up for an edge it never heard of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

# A level counts once it has stood still for this long. Switches chatter for 5-30 ms, on the way down and on the way
# up; a spike on a long wire is shorter still. The quickest deliberate taps last about 50 ms.
SETTLE_S = 0.035
LONG_S = 1.2
STUCK_S = 30.0
# A held key on a keyboard repeats itself, first after 0.25-0.66 s, then 25-33 times a second.
REPEAT_S = 0.7


class Signal(Enum):
    """What a switch said."""

    PRESS = "press"
    LONG_PRESS = "long press"
    STUCK = "stuck"
    FREED = "freed"


@dataclass(frozen=True)
class Contact:
    """What is known of a switch.

    `raw` is the level last seen (True: closed) and `raw_since` when it took that level; `down` is the level that is
    believed, and `down_since` when the present hold began. `spent`: this hold has said what it had to say.
    """

    raw: bool
    raw_since: float
    seen: float
    down: bool = False
    down_since: float = 0.0
    spent: bool = False
    stuck: bool = False


def at_rest(level: bool, now: float) -> Contact:
    """The contact as a program finds it when it starts.

    Found closed, it was not pressed for us: that hold will never call anybody, but can still turn out to be stuck.
    """
    return Contact(raw=level, raw_since=now, seen=now, down=level, down_since=now, spent=level)


def observe(contact: Contact, level: bool, now: float) -> tuple[Contact, tuple[Signal, ...]]:
    """Look at the contact: `level` at `now`. Answers the new contact and what it said, in order.

    A `now` before the last look counts as the last look.
    """
    now = max(now, contact.seen)
    contact, before = _time_passes(contact, now)
    if level != contact.raw:
        contact = replace(contact, raw=level, raw_since=now)
    contact, after = _time_passes(contact, now)
    return replace(contact, seen=now), before + after


def next_look(contact: Contact) -> float | None:
    """When time alone may decide something about this contact; None while it rests."""
    if contact.raw != contact.down:
        return contact.raw_since + SETTLE_S
    if not contact.down:
        return None
    if not contact.spent:
        return contact.down_since + LONG_S
    return None if contact.stuck else contact.down_since + STUCK_S


def is_repeat(last_enter: float | None, now: float) -> bool:
    """Whether Enter at `now` is a held key repeating itself. `last_enter`: the one before, repeats included."""
    return last_enter is not None and now - last_enter < REPEAT_S


def _time_passes(contact: Contact, now: float) -> tuple[Contact, tuple[Signal, ...]]:
    said: tuple[Signal, ...] = ()
    if contact.raw != contact.down and now >= contact.raw_since + SETTLE_S:
        contact, said = _settle(contact)
    if contact.raw and contact.down:
        contact, more = _hold(contact, now)
        said += more
    return contact, said


def _settle(contact: Contact) -> tuple[Contact, tuple[Signal, ...]]:
    """The level stood still: believe it. A short press speaks at its release, when it can no longer become long."""
    if contact.raw:
        return replace(contact, down=True, down_since=contact.raw_since, spent=False, stuck=False), ()
    released = replace(contact, down=False)
    if contact.stuck:
        return replace(released, stuck=False), (Signal.FREED,)
    if contact.spent:
        return released, ()
    held = contact.raw_since - contact.down_since
    return released, (Signal.LONG_PRESS if held >= LONG_S else Signal.PRESS,)


def _hold(contact: Contact, now: float) -> tuple[Contact, tuple[Signal, ...]]:
    said: tuple[Signal, ...] = ()
    if not contact.spent and now >= contact.down_since + LONG_S:
        contact, said = replace(contact, spent=True), (Signal.LONG_PRESS,)
    if not contact.stuck and now >= contact.down_since + STUCK_S:
        contact, said = replace(contact, stuck=True), (*said, Signal.STUCK)
    return contact, said
