"""Bringing a file's appointments in: each entry once, however often the file is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from server.calendars import Entry, Known
from server.callers import system
from server.desk import Desk
from server.desk import appointments as cases
from server.desk.branch import Branch, moment
from server.desk.change import Change
from server.problems import Conflict, Invalid

BATCH = 100  # a server that runs meanwhile takes tickets between two of them


@dataclass
class Done:
    """What became of the entries: `counts` by new, changed, unchanged, cancelled and over; `kept` says why not."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)


def known_to(branch: Branch, service: str | None, now: int) -> Known:
    """What a file is read against; `now` in ms, `service` whose an entry is that does not say it."""
    names = {code: tuple(each.name.values()) for code, each in branch.services.items()}
    return Known(branch.zone, branch.site.languages, names, moment(now) + cases.FARTHEST, service)


def bring_in(desk: Desk, site_id: int, entries: Sequence[Entry]) -> Done:
    """Book, move and cancel. What is over is passed by, and whoever is here already keeps the appointment they had."""
    done = Done()
    for first in range(0, len(entries), BATCH):
        batch = entries[first : first + BATCH]

        def work(change: Change, batch: Sequence[Entry] = batch) -> Done:
            counted = Done()
            for entry in batch:
                _one(change, entry, counted)
            return counted

        counted = desk.change(system(site_id), work)
        done.counts += counted.counts
        done.kept += counted.kept
    return done


def _one(change: Change, entry: Entry, done: Done) -> None:
    before = len(change.logged)
    if entry.asked is None:
        done.counts["cancelled" if cases.cancel_source(change, entry.source) else "unchanged"] += 1
        return
    if _is_over(change, entry):
        done.counts["over"] += 1
        return
    try:
        status, _ = cases.book(change, entry.asked)
    except (Conflict, Invalid) as problem:
        done.kept.append(f"{entry.where}: {problem.detail}")
        return
    done.counts["new" if status == 201 else "changed" if len(change.logged) > before else "unchanged"] += 1


def _is_over(change: Change, entry: Entry) -> bool:
    asked = entry.asked
    if asked is None or asked.at > moment(change.now):
        return False
    return cases.day_of(change.branch, asked.at) < change.day
