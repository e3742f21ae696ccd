"""Commands of one site that wait share a transaction, on both databases; one that fails harms no other."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from notes import insert
from patience import DEADLINE_S, wait_until
from sqlalchemy import text

from server.problems import Unavailable


def together(database: Any, works: list[Any]) -> list[Any]:
    """Let these wait behind one that takes its time, so that they share a commit; what it and each gave or raised."""
    begun, go = threading.Event(), threading.Event()

    def slow(_connection: Any) -> None:
        begun.set()
        go.wait(DEADLINE_S)

    results: list[Any] = [None] * (1 + len(works))

    def run(place: int) -> None:
        try:
            results[place] = database.write([slow, *works][place], site_id=1)
        except BaseException as problem:  # noqa: BLE001 - looked at by the test
            results[place] = problem

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(results))]
    threads[0].start()
    assert begun.wait(DEADLINE_S)
    for each in threads[1:]:
        each.start()
    line = database._lines[1] if hasattr(database, "_lines") else database._line
    wait_until(lambda: len(line._waiting) == len(works), "all stand in line")
    go.set()
    for each in threads:
        each.join(DEADLINE_S)
        assert not each.is_alive()
    return results


def test_who_fails_takes_nobody_along(database: Any, notes: Any) -> None:
    """One raises after it has written, one is refused by the database itself: the others' rows stay."""

    def half_way(connection: Any) -> None:
        insert(100)(connection)
        raise LookupError

    results = together(database, [insert(1), half_way, insert(2), insert(1), insert(3)])
    assert notes() == [1, 2, 3]
    kinds = [type(each).__name__ for each in results if isinstance(each, Exception)]
    assert sorted(kinds) == ["IntegrityError", "LookupError"]


def test_who_is_ended_in_the_middle_keeps_nobody_waiting(database: Any, notes: Any) -> None:
    """A worker that is shut down ends whoever writes without a word: all who shared the commit are told 503."""

    class Ended(BaseException):
        """As gevent's own, it says nothing."""

    class Once:
        ended = False

        def __call__(self, connection: Any) -> None:
            insert(1)(connection)
            if not self.ended:
                self.ended = True
                raise Ended

    _slow, *results = together(database, [Once(), insert(2), insert(3)])
    assert {type(each) for each in results} - {Ended} == {Unavailable}  # whoever led of them was ended
    assert database.fault == "Ended"
    database.write(insert(4), site_id=1)
    assert notes() == [4]
    assert database.fault is None


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_lost_connection_is_503_and_then_it_works_again(database: Any, notes: Any, postgres: Any) -> None:
    """PostgreSQL went away in the middle: nothing is kept, and the next command has a new connection."""

    def cut(connection: Any) -> None:
        insert(1)(connection)
        number = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with postgres.connect() as other:
            other.execute("SELECT pg_terminate_backend(%s)", (number,))
        insert(2)(connection)

    with pytest.raises(Unavailable):
        database.write(cut, site_id=1)
    assert database.fault
    database.write(insert(3), site_id=1)
    assert notes() == [3]
    assert database.fault is None
