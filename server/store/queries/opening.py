"""What every command asks first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from server.store.prepared import Prepared, asks_together
from server.store.queries.branches import SITE_LOCKED
from server.store.queries.log import COMMAND
from server.store.queries.people import DEVICE_STANDS
from server.store.queries.tickets import CURRENT_COUNTS, forget_counts, note_counts


@dataclass(frozen=True)
class Opening:
    """The site's row, locked until the commit (None: there is no such site); whether the device may go on.

    `stored` is what the caller was answered under its key; None when it was not asked for, or there is nothing.
    """

    site: Any
    stands: bool
    stored: Any


def opening(
    connection: Connection, site_id: int, device_id: int | None, command: tuple[str, str] | None
) -> Opening:
    """Lock the site, and see whether the device stands (None: it is none), and the answer to (caller, key) if given.

    The lock comes first: two who were sent the same key are carried out one after the other, and the second finds what
    the first was answered. Where a message costs more than a question, the day's counts are asked along: nearly every
    command wants them.
    """
    forget_counts(connection)  # another command in the same commit may have asked
    asked: list[tuple[Prepared, dict[str, object]]] = [(SITE_LOCKED, {"site": site_id})]
    if device_id is not None:
        asked.append((DEVICE_STANDS, {"device": device_id}))
    if command is not None:
        caller, key = command
        asked.append((COMMAND, {"site": site_id, "caller": caller, "key": key}))
    counts = command is not None and asks_together(connection)
    if counts:
        asked.append((CURRENT_COUNTS, {"site": site_id, "same": site_id}))
    answers = Prepared.together(connection, *asked)
    current = answers.pop().all() if counts else []
    found = [rows.first() for rows in answers]
    stored = found.pop() if command is not None else None
    if counts and found[0] is not None:
        note_counts(connection, site_id, found[0].business_day, current)
    return Opening(found[0], device_id is None or found[1] is not None, stored)
