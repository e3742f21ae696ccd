"""Pure: which call is announced when, in which languages, and how briefly."""

from dataclasses import dataclass

from kit.wire import Call


@dataclass(frozen=True, slots=True)
class Announcement:
    """One call to be heard: the chime, then its words in each of `languages`, in their order; none: the chime alone.

    `brief`: others wait to be announced, so only the number is said.
    """

    call: Call
    languages: tuple[str, ...] = ()
    brief: bool = False
