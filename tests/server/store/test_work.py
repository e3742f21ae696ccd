"""Those who wait for one writer: whoever leads writes once, for all who wait, and hands over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from patience import DEADLINE_S

from server.store.work import Job, Line


class Ended(BaseException):
    """As when a worker is shut down."""


def both(commit: Callable[[list[Job], int], None], answered: threading.Event) -> list[Any]:
    """What two are answered, of whom the second asks while the first is written; `answered`: the first knows.

    `commit` is given the commands, and which commit it is.
    """
    results: list[Any] = [None, None]
    commits: list[list[Job]] = []
    writing, queued = threading.Event(), threading.Event()

    def write(batch: list[Job], _more: Callable[[], None]) -> None:
        commits.append(batch)
        writing.set()
        assert queued.wait(DEADLINE_S)
        commit(batch, len(commits))

    line = Line(write)

    def ask(place: int) -> None:
        try:
            results[place] = line.write(lambda _: place, None)
        except BaseException as problem:  # noqa: BLE001 - looked at by the test
            results[place] = problem
        if place == 0:
            answered.set()

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(2)]
    threads[0].start()
    assert writing.wait(DEADLINE_S)
    threads[1].start()
    while not line.waits:
        assert threads[1].is_alive()
        time.sleep(0.001)
    queued.set()
    for each in threads:
        each.join(DEADLINE_S)
        assert not each.is_alive()
    assert [len(batch) for batch in commits] == [1, 1]
    assert not line.leading
    return results


def tell(batch: list[Job]) -> None:
    """As after a commit."""
    for job in batch:
        job.run(None)  # type: ignore[arg-type]  # this work looks at no database
        job.finish()


def test_nobody_writes_on_for_others_while_the_own_customer_waits() -> None:
    """The first is answered before the second is written, so a busy line keeps nobody for as long as it is busy."""
    answered = threading.Event()

    def commit(batch: list[Job], which: int) -> None:
        if which == 2:
            assert answered.wait(DEADLINE_S)
        tell(batch)

    assert both(commit, answered) == [0, 1]


def test_who_comes_while_the_first_waits_for_a_lock_joins() -> None:
    """Both are written at once."""
    writing, queued = threading.Event(), threading.Event()
    commits: list[int] = []

    def write(batch: list[Job], more: Callable[[], None]) -> None:
        writing.set()
        assert queued.wait(DEADLINE_S)
        more()
        commits.append(len(batch))
        tell(batch)

    line = Line(write)
    first = threading.Thread(target=line.write, args=(lambda _: 1, None))
    first.start()
    assert writing.wait(DEADLINE_S)
    second = threading.Thread(target=line.write, args=(lambda _: 2, None))
    second.start()
    while not line.waits:
        assert second.is_alive()
        time.sleep(0.001)
    queued.set()
    for each in (first, second):
        each.join(DEADLINE_S)
        assert not each.is_alive()
    assert commits == [2]
    assert not line.leading


def test_who_is_ended_while_leading_leaves_nobody_behind() -> None:
    """The second is written all the same."""

    def commit(batch: list[Job], which: int) -> None:
        if which == 1:
            batch[0].fail(LookupError())
            raise Ended
        tell(batch)

    first, second = both(commit, threading.Event())
    assert isinstance(first, Ended)
    assert second == 1
