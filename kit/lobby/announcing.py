"""Pure: which call is announced when, in which languages, and how briefly.

A call joins those to be heard when its turn on the card begins (`Lobby.unsaid`), and leaves them when it is announced
or taken back; so each is announced once, in the order of the turns. One that is alone is said in full. While others
wait, only the chime and the number are. Whoever has waited for LATE_S gets the chime alone: the list tells the rest. So
a call is heard at most LATE_S, an announcement, and one chime for each before it after it was shown, however many there
are; with a brief announcement of 4 s, fifteen calls a minute never fall behind at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kit.language import plain
from kit.lobby.board import Lobby
from kit.lobby.hours import volume, within
from kit.wire import Call

LATE_S = 60.0
KEPT_S = 2 * LATE_S  # for so long a call that its screen has not announced yet may still have to be
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call to be heard: the chime, then its words in each of `languages`, in their order; none: the chime alone.

    `brief`: others wait to be announced, so only the number is said.
    """

    call: Call
    languages: tuple[str, ...] = ()
    brief: bool = False


def loudness(lobby: Lobby, now: float) -> float:
    """How loud the voice is at this time of day, from 0 to 1."""
    told = lobby.site.lobby
    return volume(told.volume, told.volumes, lobby.time(now), lobby.site.timezone)


def quiet(lobby: Lobby, now: float, calls: Iterable[Call] = ()) -> bool:
    """Whether nothing sounds: in the site's quiet hours, and at a loudness of nothing.

    The server's time is known to the fraction of a second that its telling took; it is not before any of these `calls`.
    """
    moment = max([lobby.time(now), *(call.called_at for call in calls)])
    hours = within(lobby.site.lobby.quiet_hours, moment, lobby.site.timezone)
    return hours or loudness(lobby, now) == 0


def heard_until(lobby: Lobby, now: float) -> float:
    """For how many seconds a call of now may still begin to be heard: until nothing sounds, KEPT_S at the most.

    For a screen that may lose its server meanwhile. Hours begin and end with a minute.
    """
    ahead = _MINUTE_S - lobby.time(now).timestamp() % _MINUTE_S
    while ahead < KEPT_S and not quiet(lobby, now + ahead):
        ahead += _MINUTE_S
    return min(ahead, KEPT_S)


def announced(lobby: Lobby, now: float, *, busy: bool) -> tuple[Lobby, Announcement | None]:
    """Take the next announcement, if there is one and the voice is not `busy`. In quiet hours there is none."""
    if not lobby.unsaid:
        return lobby, None
    if quiet(lobby, now, (turn.call for turn in lobby.unsaid)):
        return replace(lobby, unsaid=()), None
    if busy:
        return lobby, None
    turn, *rest = lobby.unsaid
    brief = bool(rest)
    languages = _languages(lobby, turn.call)[: 1 if brief else None]
    if now - turn.since >= LATE_S:
        languages = ()
    return replace(lobby, unsaid=tuple(rest)), Announcement(turn.call, languages, brief)


def _languages(lobby: Lobby, call: Call) -> tuple[str, ...]:
    """The languages in which a call is said, none of them twice: `en` and `en-GB` are one."""
    own, first = call.language, lobby.site.languages[0]
    wanted = {"ticket": (own,), "site": (first,), "both": (own, first), "off": ()}[lobby.site.lobby.voice]
    return wanted[:1] if len(wanted) > 1 and plain(own) == plain(first) else wanted
