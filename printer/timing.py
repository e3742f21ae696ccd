"""Pure: how long a printer is waited for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Deadlines in seconds.

    `connect` to open: one lost packet is sent again by the kernel after a second; `reply` for an answer to a status
    question, at the most, and `quick` at the least, for a printer known to answer fast (printer/pace.py decides
    between them); `stall` without a byte taken; `proof` for the word that all is printed, after the last byte; `silent`
    the same from a printer that answered nothing so far; `poll` between status questions while waiting; `quiet` is how
    long nothing may come for a line to be quiet.
    """

    connect: float = 1.5
    reply: float = 1.0
    quick: float = 0.35
    stall: float = 5.0
    proof: float = 10.0
    silent: float = 1.0
    poll: float = 0.5
    quiet: float = 0.2
