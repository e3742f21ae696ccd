"""Pure: how one job ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Result = Literal["printed", "sent", "uncertain", "failed"]

# What kept a job from being printed, or from being proved. The first four are a printer's own words.
Reason = Literal[
    "paper_out",
    "cover_open",
    "error",
    "offline",
    "unreachable",  # could not be opened: cable, power, address, permission
    "stalled",  # stopped taking data
    "closed",  # hung up in the middle
    "no_answer",  # said not a word: before the ticket (failed) or after it (uncertain)
    "interrupted",  # our own program ended while sending
    "too_old",  # waited so long that its customer has gone
    "storage",  # the spool could not write to its own disk, so nothing was sent
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the job ended, and when.

    `printed` is proved by the printer; `sent` went to a printer that never answers; `uncertain`: bytes were
    sent, so it may be on paper, and only a person may print it again; `failed`: nothing was printed.
    """

    job_id: str
    result: Result
    reason: Reason | None
    finished_at: datetime
