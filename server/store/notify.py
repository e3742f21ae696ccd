"""PostgreSQL tells other processes that a site has new events: by NOTIFY, after the commit, on a connection of its own.

Inside the change's transaction NOTIFY would make every commit wait for the one before it, its fsync included (176
commits a second instead of 1,300). Afterwards it costs the change nothing, one NOTIFY may tell of many events, and one
that is lost costs a second: whoever listens also looks by itself, each second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

from server.store.database import Database

log = logging.getLogger("store")
CHANNEL = "nextplease"
PAUSE_S = 0.01  # under load, what comes in this time is told and read together
AGAIN_S = 1.0  # after a lost connection
LOOK_S = 1.0  # how long a listener waits before it looks whether it should end
_KEEPALIVES = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}  # it is silent for long
Heard = Callable[[int, int], None]


def speaks(database: Database) -> bool:
    """Whether this kind of database can tell other processes of a change."""
    return database.engine.dialect.name == "postgresql"


def tell_now(database: Database, site_id: int, newest: int) -> None:
    """Tell of the site's events up to `newest`, and return when it is told: for a command that ends afterwards."""
    if speaks(database):
        with _connected(database.engine) as connection:
            _notify(connection, site_id, newest)


class Teller:
    """Tells of events in the background; what comes while one NOTIFY is on its way goes with the next."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._newest: dict[int, int] = {}
        self._news = threading.Event()

    def tell(self, site_id: int, newest: int) -> None:
        """The site has events up to `newest`. Returns at once."""
        self._newest[site_id] = max(newest, self._newest.get(site_id, 0))
        self._news.set()

    def run(self, alive: Callable[[], bool]) -> None:
        """Tell, for as long as `alive()`; a lost connection is made again."""
        _keep(alive, lambda: self._speak(alive), "other processes are not told of events now")

    def _speak(self, alive: Callable[[], bool]) -> None:
        with _connected(self._engine) as connection:
            while alive():
                if not self._news.wait(LOOK_S):
                    continue
                self._news.clear()
                while self._newest:
                    _notify(connection, *self._newest.popitem())
                time.sleep(PAUSE_S)


class Ear:
    """Hears of other processes' events."""

    def __init__(self, database: Database, heard: Heard, again: Callable[[], None]) -> None:
        """`heard(site_id, newest)` at each telling; `again()` when it begins to listen: something may be missed."""
        self._engine = database.engine
        self._heard, self._again = heard, again

    def run(self, alive: Callable[[], bool]) -> None:
        """Listen, for as long as `alive()`; a lost connection is made again."""
        _keep(alive, lambda: self._listen(alive), "events of other processes come a second late now")

    def _listen(self, alive: Callable[[], bool]) -> None:
        with _connected(self._engine) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self._again()
            while alive():
                told: dict[int, int] = {}
                for each in connection.notifies(timeout=LOOK_S, stop_after=1):  # and what has come with it
                    site_id, newest = (int(part) for part in each.payload.split())
                    told[site_id] = max(newest, told.get(site_id, 0))
                for site_id, newest in told.items():
                    self._heard(site_id, newest)
                if told:
                    time.sleep(PAUSE_S)


def _keep(alive: Callable[[], bool], work: Callable[[], None], consequence: str) -> None:
    """Do the work, and begin again when it fails; said once for each time that the connection is lost."""
    said = False
    while alive():
        began = time.monotonic()
        try:
            work()
        except Exception as problem:  # noqa: BLE001 - whatever it was: it is said, and tried again
            if not said or time.monotonic() - began > AGAIN_S:
                log.warning("%s: %s", consequence, str(problem).strip().partition("\n")[0])
                said = True
            time.sleep(AGAIN_S)


def _connected(engine: Engine) -> Any:
    """A connection apart from the pool, each statement at once; closed at the end of its `with`."""
    arguments, named = engine.dialect.create_connect_args(engine.url)
    connection: Any = engine.dialect.connect(*arguments, **{**_KEEPALIVES, **named}, autocommit=True)
    # A telling is not worth an fsync: nobody listens any more after a crash.
    connection.execute("SET synchronous_commit = off")
    return connection


def _notify(connection: Any, site_id: int, newest: int) -> None:
    connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, f"{site_id} {newest}"))
