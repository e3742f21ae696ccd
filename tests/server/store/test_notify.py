"""PostgreSQL tells other processes of events: together when there are many, and again after it was away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from patience import DEADLINE_S

from server.store.database import connect
from server.store.notify import Ear, Teller, speaks, tell_now


class Listening:
    """An ear and a teller on one database, each in a thread."""

    def __init__(self, url: str) -> None:
        self.database = connect(url)
        self.heard: list[tuple[int, int]] = []
        self.began = 0
        self._alive = True
        self.teller = Teller(self.database)
        ear = Ear(self.database, lambda site_id, newest: self.heard.append((site_id, newest)), self._begin)
        self._threads = [
            threading.Thread(target=each.run, args=(lambda: self._alive,)) for each in (self.teller, ear)
        ]
        for each in self._threads:
            each.start()

    def _begin(self) -> None:
        self.began += 1

    def close(self) -> None:
        """No more."""
        self._alive = False
        for each in self._threads:
            each.join(DEADLINE_S)
            assert not each.is_alive()
        self.database.close()


@pytest.fixture
def name(postgres: Any) -> Iterator[str]:
    """An empty database."""
    made = postgres.fresh()
    yield made
    postgres.drop(made)


@pytest.fixture
def listening(postgres: Any, name: str, wait_until: Any) -> Iterator[Listening]:
    """Somebody who listens already."""
    made = Listening(postgres.url(name))
    wait_until(lambda: made.began == 1, what="listening")
    yield made
    made.close()


def test_what_is_told_is_heard(listening: Listening, wait_until: Any) -> None:
    """The newest event of each site, whatever came before it."""
    for number in range(1, 301):
        listening.teller.tell(1 + number % 2, number)
    wait_until(lambda: {(1, 300), (2, 299)} <= set(listening.heard), what="the newest of both")
    assert len(listening.heard) < 300
    tell_now(listening.database, 3, 7)
    wait_until(lambda: (3, 7) in listening.heard, what="what a command told")


def test_it_begins_again_when_the_connection_is_lost(
    listening: Listening, postgres: Any, name: str, wait_until: Any
) -> None:
    """And says so, for something may have been missed."""
    with postgres.connect() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
    wait_until(lambda: listening.began == 2, what="listening again")

    def told() -> bool:
        listening.teller.tell(1, 5)  # the teller's connection was lost, too
        return (1, 5) in listening.heard

    wait_until(told, what="hearing again")


def test_sqlite_tells_nobody(tmp_path: Any) -> None:
    """There the look each second has to do."""
    database = connect(f"sqlite:///{tmp_path / 'x.db'}")
    assert not speaks(database)
    tell_now(database, 1, 1)
    database.close()
