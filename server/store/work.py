"""What the two kinds of database share: the shape of a change, who writes for whom, and how a lock is waited for."""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from server.offload import hear_everybody
from server.problems import Unavailable

Result = TypeVar("Result")
Work = Callable[[Connection], Result]
AfterCommit = Callable[[Any], None]

log = logging.getLogger("store")
DatabaseAway = OperationalError  # what reading raises while the database is away, or has ended the connection
BATCH = 64  # commands in one commit at the most: bounds how long the first of them waits
LOCK_WAIT_S = 5.0  # how long a command waits for another process's lock before 503
LOCK_PAUSE_S = 0.01


@contextmanager
def locked(engine: Engine) -> Iterator[Connection]:
    """A connection with a transaction begun as by `begun`; given back at the end."""
    with begun(engine) as connection:
        yield connection


def begun(engine: Engine) -> Connection:
    """A new connection with a transaction begun, on SQLite with the write lock held.

    Another process that has the lock is waited for here and not inside SQLite: others in this process go on meanwhile.
    """
    deadline = time.monotonic() + LOCK_WAIT_S
    while True:
        connection = engine.connect()
        try:
            connection.begin()
        except OperationalError as problem:
            connection.close()
            if not _is_locked(problem) or time.monotonic() > deadline:
                raise
            time.sleep(LOCK_PAUSE_S)
        else:
            return connection


def first_line(problem: BaseException) -> str:
    """The database's own words, without the statement that SQLAlchemy adds."""
    lines = str(getattr(problem, "orig", None) or problem).strip().splitlines()
    return lines[0] if lines else type(problem).__name__  # who is being ended says nothing


def _is_locked(problem: OperationalError) -> bool:
    return says_locked(problem.orig)


def says_locked(problem: BaseException | None) -> bool:
    """Whether SQLite says that somebody else holds the lock."""
    return "locked" in str(problem) or "busy" in str(problem)


class Job:
    """One command on its way to the disk."""

    def __init__(self, work: Work[Any], after: AfterCommit | None) -> None:
        self.problem: Exception | None = None  # what the work raised, or why it was not committed
        self._work = work
        self._after = after
        self._result: Any = None
        self._called = threading.Event()  # it is answered, or leads
        self.leads = False

    def run(self, connection: Connection) -> None:
        """Do the work in the transaction that has begun; what it raises is kept for whoever waits."""
        self._result, self.problem = None, None
        try:
            self._result = self._work(connection)
        except Exception as problem:  # noqa: BLE001 - handed to the caller, who raises it
            self.problem = problem

    def finish(self) -> None:
        """Committed, or the work itself has failed: tell."""
        if self.problem is None and self._after is not None:
            try:
                self._after(self._result)
            except Exception:
                log.exception("telling of a change failed; it is durable")
        self._called.set()

    def fail(self, problem: Exception) -> None:
        """Not committed: tell."""
        self.problem = problem
        self._called.set()

    def lead(self) -> None:
        """Its caller is the next to write."""
        self.leads = True
        self._called.set()

    def wait(self) -> None:
        """Wait until it is answered, or leads."""
        self._called.wait()

    def result(self) -> Any:
        """What the work has returned. Raises what it raised."""
        if self.problem is not None:
            raise self.problem
        return self._result


class Line:
    """Commands that wait for one writer.

    Whoever asks while nobody writes leads: it hands the commands of all who wait to `commit`, which answers each, and a
    function that adds those who wait by then. Who came first meanwhile leads next. So several customers share one
    commit, a single one waits for nobody, and nobody goes on writing for others while the own customer waits.
    """

    def __init__(self, commit: Callable[[list[Job], Callable[[], None]], None]) -> None:
        self._commit = commit
        self._waiting: deque[Job] = deque()
        self._turn = threading.Lock()  # guards who waits and who leads; never held while writing
        self.leading = False

    def write(self, work: Work[Result], after: AfterCommit | None) -> Result:
        """See Database.write."""
        job = Job(work, after)
        with self._turn:
            self._waiting.append(job)
            job.leads, self.leading = not self.leading, True
        try:
            if job.leads:
                hear_everybody()  # whoever has just asked joins
            else:
                job.wait()
            if job.leads:
                batch = self._next_batch(BATCH)
                self._commit(batch, lambda: batch.extend(self._next_batch(BATCH - len(batch))))
        finally:
            self._leave(job)
        result: Result = job.result()
        return result

    @property
    def waits(self) -> bool:
        """Whether somebody waits who is not being written."""
        return bool(self._waiting)

    def _next_batch(self, most: int) -> list[Job]:
        with self._turn:
            return [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]

    def _leave(self, job: Job) -> None:
        """Answered, or its caller is being ended by a worker's shutdown: nobody must wait for it for ever."""
        with self._turn:
            if job in self._waiting:
                self._waiting.remove(job)
            if job.leads:
                self.leading = bool(self._waiting)
                if self.leading:
                    self._waiting[0].lead()


def wait_for(lines: Collection[Line]) -> None:
    """Wait until nobody writes, as long as for a lock at the most."""
    deadline = time.monotonic() + LOCK_WAIT_S
    while any(line.leading for line in lines) and time.monotonic() < deadline:
        time.sleep(LOCK_PAUSE_S)


class GroupCommit(ABC):
    """What the two kinds of database do alike: whoever shares a commit is answered, however it ends; and reading."""

    def __init__(self, engine: Engine, readers: Engine) -> None:
        self.engine = engine
        self._readers = readers
        self.fault: str | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads, one snapshot for all its statements."""
        with self._readers.connect() as connection, connection.begin():
            yield connection

    @abstractmethod
    def _transact(self, batch: list[Job], more: Callable[[], None]) -> None:
        """Run them all in one transaction, each so that its own failure harms no other; durable on return.

        `more` adds those to `batch` who wait by then. Raises when nothing of the batch is known to be durable.
        """

    def _commit(self, batch: list[Job], more: Callable[[], None]) -> None:
        """One transaction for all of them; then everybody is told."""
        try:
            self._transact(batch, more)
            self.fault = None
        except BaseException as problem:
            # Nobody may be told that it was written, and nobody may wait for ever.
            self.fault = first_line(problem)
            for job in batch:
                job.fail(Unavailable("The database cannot write now."))
            if not isinstance(problem, Exception):
                raise  # this caller is being ended
            log.exception("a transaction failed; %d commands refused", len(batch))
            return
        for job in batch:
            job.finish()
