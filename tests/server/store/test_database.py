"""The writer: one fault harms nobody else, and nothing is acknowledged that is not durable."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from notes import insert
from patience import DEADLINE_S
from sqlalchemy import BigInteger, Connection, Text, bindparam, literal_column, select, text
from sqlalchemy.exc import OperationalError

from kit.errors import NextPleaseError, SettingError
from server.problems import Unavailable
from server.store.database import connect
from server.store.migrate import migrate
from server.store.prepared import Prepared


def in_threads(*functions: Any) -> list[Any]:
    """Run them at once; results and exceptions by place."""
    gate = threading.Barrier(len(functions))
    results: list[Any] = [None] * len(functions)

    def run(place: int) -> None:
        gate.wait(DEADLINE_S)
        try:
            results[place] = functions[place]()
        except Exception as problem:  # noqa: BLE001 - looked at by the test
            results[place] = problem

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(functions))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(DEADLINE_S)
        assert not each.is_alive()
    return results


def test_a_failing_command_harms_no_other(database: Any, notes: Any) -> None:
    """Thirty at once, every third fails half way: its work is gone, the others' stays."""

    def work(number: int) -> Any:
        def act(connection: Any) -> int:
            insert(number)(connection)
            if number % 3 == 0:
                raise LookupError(number)
            return number

        return lambda: database.write(act)

    results = in_threads(*(work(number) for number in range(30)))
    for number, result in enumerate(results):
        assert isinstance(result, LookupError) if number % 3 == 0 else result == number
    assert notes() == [number for number in range(30) if number % 3]


def test_a_broken_statement_harms_no_other(database: Any, notes: Any) -> None:
    """The database's own error reaches only whose it is."""
    broken = lambda: database.write(lambda connection: connection.execute(text("SELECT nothing")))  # noqa: E731
    results = in_threads(broken, *(lambda n=n: database.write(insert(n)) and None for n in range(8)), broken)
    assert isinstance(results[0], Exception)
    assert isinstance(results[-1], Exception)
    assert notes() == list(range(8))


def test_a_listener_that_fails_takes_nothing_back(database: Any, notes: Any) -> None:
    """What is durable is acknowledged, and the writer lives on."""

    def listener(_result: Any) -> None:
        raise LookupError

    for number in range(3):
        database.write(insert(number), listener)
    assert notes() == [0, 1, 2]


def test_after_is_told_only_of_what_is_durable(database: Any, notes: Any) -> None:
    """Another connection sees it already."""
    seen: list[list[int]] = []
    for number in range(3):
        database.write(insert(number), lambda _: seen.append(notes()))
    assert seen == [[0], [0, 1], [0, 1, 2]]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_connection_that_was_cut_is_replaced(
    database: Any, notes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that nobody used for a while is tried first: a restart of PostgreSQL overnight costs nobody an error."""
    database.write(insert(1))
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    with psycopg.connect(database.engine.url.set(drivername="postgresql").render_as_string(False)) as other:
        other.execute(cut + "pg_backend_pid()")
    monkeypatch.setattr("server.store.postgres.QUIET_S", 0.0)
    database.write(insert(2))
    assert notes() == [1, 2]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_ticket_asks_postgresql_twice(kiosk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it needs to know first, and the commit: the site is locked for as long as that."""
    kiosk.take("A")
    asked: list[object] = []
    execute = psycopg.Cursor.execute

    def count(self: Any, *given: Any, **named: Any) -> Any:
        if (
            self.connection.autocommit and given[0] != ";"
        ):  # the writer's; no reader's connection that is tried
            asked.append(given[0])
        return execute(self, *given, **named)

    monkeypatch.setattr(psycopg.Cursor, "execute", count)
    kiosk.take("A")
    assert len(asked) == 2, [str(each)[-140:] for each in asked]


@pytest.mark.parametrize("name", ["", "echo"])
@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_any_text_and_number_goes_into_a_statement(database: Any, name: str) -> None:
    """As it is, whether PostgreSQL knows the statement by a name or not; a NUL, which it cannot keep, is refused."""
    echo = Prepared(
        select(bindparam("said", type_=Text).label("said"), literal_column("'100 %'").label("share")),
        name=name,
    )
    count = Prepared(select(bindparam("number", type_=BigInteger).label("number")), name=name and "count")

    def ask(said: str | None, number: int | None) -> Callable[[Connection], tuple[Any, Any]]:
        def work(connection: Connection) -> tuple[Any, Any]:
            one, two = Prepared.together(connection, (echo, {"said": said}), (count, {"number": number}))
            return one.scalar_one(), two.scalar_one()

        return work

    for said in ("it's", "a\\'; DROP TABLE notes; --", "%s %(said)s %% $1", "'\\\"", "日本 ✓\n\t", "", None):
        for number in (0, -1, 2**62, None):
            assert database.write(ask(said, number)) == (said, number)
    with pytest.raises(Unavailable):
        database.write(ask("\0", 1))
    assert database.write(ask("and on", 1)) == ("and on", 1)


def test_a_view_is_one_moment(database: Any, notes: Any) -> None:
    """What is written meanwhile is not seen half."""
    database.write(insert(1))
    with database.reading() as connection:
        first = connection.execute(text("SELECT count(*) FROM notes")).scalar_one()
        database.write(insert(2))
        assert connection.execute(text("SELECT count(*) FROM notes")).scalar_one() == first
    assert notes() == [1, 2]


def test_a_reader_writes_nothing(database: Any, notes: Any) -> None:
    """Reading is only reading."""
    with database.reading() as connection, pytest.raises(Exception, match=r"read.?only"):
        insert(1)(connection)


def test_a_commit_that_fails_is_acknowledged_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 for all of them, readiness says why, and the next command works."""
    database = connect(f"sqlite:///{tmp_path / 'x.db'}")
    database.write(lambda connection: connection.execute(text("CREATE TABLE notes (n INTEGER)")))

    def full(_self: object) -> None:
        raise OperationalError("COMMIT", None, sqlite3.OperationalError("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr("sqlalchemy.engine.Connection.commit", full)
        results = in_threads(*(lambda n=n: database.write(insert(n)) for n in range(4)))
    assert all(isinstance(each, Unavailable) and each.retry_after for each in results)
    assert database.fault == "database or disk is full"
    database.write(insert(9))
    assert database.fault is None
    with database.reading() as connection:
        assert connection.execute(text("SELECT n FROM notes")).scalars().all() == [9]
    database.close()


def test_a_lock_that_stays_is_503(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the wait, with Retry-After; and then it works again."""
    monkeypatch.setattr("server.store.work.LOCK_WAIT_S", 0.2)
    database = connect(f"sqlite:///{tmp_path / 'x.db'}")
    database.write(lambda connection: connection.execute(text("CREATE TABLE notes (n INTEGER)")))
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable) as caught:
        database.write(insert(1))
    assert caught.value.retry_after
    assert database.fault == "database is locked"
    other.close()
    database.write(insert(2))
    database.close()


def test_migrations_wait_for_a_lock(tmp_path: Path) -> None:
    """A command line beside a busy server."""
    database = connect(f"sqlite:///{tmp_path / 'x.db'}")
    migrate(database)
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    released = threading.Event()

    def release() -> None:
        released.set()
        other.close()

    timer = threading.Timer(0.3, release)
    timer.start()
    migrate(database)
    assert released.is_set()
    timer.join()
    database.close()


def test_migrating_is_safe_to_repeat_and_at_once(tmp_path: Path) -> None:
    """Several programs that start together."""

    def start() -> None:
        database = connect(f"sqlite:///{tmp_path / 'x.db'}")
        migrate(database)
        database.close()

    assert in_threads(*[start] * 4) == [None] * 4


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """Damaged, which is no setting's fault."""
    (tmp_path / "x.db").write_bytes(b"not a database" * 100)
    database = connect(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(NextPleaseError, match=r"x\.db: file is not a database"):
        migrate(database)
    database.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "mysql://h/d",
        "postgresql://h/d",
        "postgresql+psycopg://h:port/d",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_other_databases_are_refused(url: str) -> None:
    """In one line that names the setting."""
    with pytest.raises(SettingError, match="--database"):
        connect(url)


def test_a_password_is_not_shown() -> None:
    """Not even in a refusal."""
    for url in ("mysql://ada:secret@h/d", "postgresql+psycopg://ada:secret@h:port/d"):
        with pytest.raises(SettingError) as caught:
            connect(url)
        assert "secret" not in str(caught.value)


def test_a_newer_releases_database_is_refused(tmp_path: Path) -> None:
    """One line, and the file stays as it is."""
    database = connect(f"sqlite:///{tmp_path / 'x.db'}")
    migrate(database)
    database.write(
        lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    )
    with pytest.raises(SettingError, match="9999"):
        migrate(database)
    database.close()
