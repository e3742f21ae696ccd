"""Four made-up weeks of a town hall, for the pictures of the managers' reports."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kit import wire
from server.callers import system
from server.desk import Desk, setup, users
from server.desk import counters as counter_cases
from server.desk import tickets as ticket_cases
from server.desk.phones import give_feedback, phone_caller
from server.desk.tokens import ticket_token
from server.desk.waits import Waits
from server.sitefile import Site
from server.store.database import Database, connect, default_url
from server.store.migrate import migrate

DAYS, OPENS, MINUTES, CLOSED_AFTER = 28, 9, 240, 360
SATURDAY = 5
COMING = (0.29, 0.21, 0.22, 0.24, 0.31)  # customers a minute, Monday to Friday
HELP = (0.8, 0.1, 0.2, 0.2, 0.9)  # how likely a third counter is
BUSY = (4, 11)  # minutes at a counter


def weeks(data: Path, site: Site, manager: str, password: str) -> None:
    """A database in the folder `data` with four weeks that end yesterday, and a manager who may log in."""
    data.mkdir()
    database = connect(default_url(data))
    migrate(database)
    began = int((datetime.now(UTC) - timedelta(days=DAYS + 1)).timestamp() * 1000)
    setup.create_site(database, "main", site, clock=lambda: began)
    town = _Town(database)
    users.add(town.desk, town.site_id, manager, "manager", password)
    for ago in range(DAYS, 0, -1):
        town.day((datetime.now(UTC) - timedelta(days=ago)).replace(hour=OPENS, minute=0))
    database.close()


class _Town:
    """Who comes, is called, and says how it was."""

    def __init__(self, database: Database) -> None:
        self.now = datetime.now(UTC) - timedelta(days=DAYS + 1)
        self.desk = Desk(database, clock=lambda: int(self.now.timestamp() * 1000))
        self.desk.waits = Waits(database, self.desk.branch)
        self.chance = random.Random(7)  # noqa: S311 - no secret: the same weeks each time
        self.site_id = setup.choose_site(database, None)
        self.secret = self.desk.branch(self.site_id).secret

    def day(self, opens: datetime) -> None:
        """A morning from when it opens; nobody comes at weekends, and a third counter helps on some days."""
        if opens.weekday() >= SATURDAY:
            return
        busy = dict.fromkeys(
            ("1", "2", "4") if self.chance.random() < HELP[opens.weekday()] else ("1", "2"), 0
        )
        for minute in range(CLOSED_AFTER):
            self.now = opens + timedelta(minutes=minute)
            if minute < MINUTES and self.chance.random() < COMING[opens.weekday()]:
                self._come()
            for counter, until in busy.items():
                if until <= minute and self._call(counter):
                    busy[counter] = minute + self.chance.randint(*BUSY)

    def _come(self) -> None:
        asked = wire.TakeTicket(service=self.chance.choice("AAAB"))
        self.desk.change(system(self.site_id), lambda change: ticket_cases.take_ticket(change, asked))

    def _call(self, counter: str) -> bool:
        told = self.desk.change(
            system(self.site_id), lambda change: counter_cases.call_next(change, counter)[1]
        )
        ticket = told.model_dump()["ticket"]
        if ticket is not None and self.chance.random() < 0.3:
            caller = phone_caller(self.desk, ticket_token(self.secret, ticket["id"]))
            asked = wire.Feedback(csat=self.chance.choice((3, 4, 4, 5, 5)))
            self.desk.change(caller, lambda change: give_feedback(change, asked))
        return ticket is not None
