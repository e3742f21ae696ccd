"""What `nextplease-server run` hands to the process that serves, through its environment."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field

VARIABLE = "NEXTPLEASE_SERVE"


@dataclass(frozen=True)
class Handover:
    """An open listening socket and how to serve on it; `host` and `port` are for the line that says so.

    `claim`: the open file whose lock says that a server uses the SQLite file; -1 for another database.
    """

    fd: int
    host: str
    port: int
    workers: int
    database: str
    trusted_proxies: list[str] = field(default_factory=list)
    data: str = ""
    free_space: int = 50
    backups: int = 14
    backup_delay: float = 60.0
    trust_clock: bool = False
    claim: int = -1

    def leave(self) -> None:
        """Put it where `take` of the next program in this process finds it."""
        os.environ[VARIABLE] = json.dumps(asdict(self))

    @classmethod
    def take(cls) -> Handover:
        """What was left, once."""
        return cls(**json.loads(os.environ.pop(VARIABLE)))
