"""A ticket printed again, marked COPY: staff ask for it, a kiosk prints it and tells how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kit import wire
from server.callers import Caller
from server.desk.branch import Branch
from server.desk.change import Change
from server.desk.telling import ticket_told, with_token
from server.desk.tickets import ticket_row
from server.desk.tokens import ticket_token, token_hash
from server.desk.views import View
from server.problems import Conflict, Invalid, NotFound
from server.store import queries

AWAY_MS = 60_000  # a kiosk tells of itself every 30 s
FETCHED_MS = 10 * 60_000  # so long the kiosk that was asked may fetch what a copy needs


@dataclass(frozen=True)
class Copy:
    """The last copy of a ticket: at which kiosk, since when (ms), and how it came out, None while nobody knows."""

    kiosk: str
    at: int
    result: str | None
    reason: str | None


def reprint(change: Change, ticket_id: str, asked: wire.Reprint) -> tuple[int, wire.Told]:
    """Ask a kiosk for a copy. Raises NotFound (ticket, kiosk), Invalid (kiosk), Conflict (revoked, away)."""
    row = ticket_row(change, ticket_id)
    kiosk = _kiosk(change, row, asked.kiosk)
    if kiosk.revoked_at is not None:
        raise Conflict(f"Kiosk '{kiosk.name}' was shut out.", "revoked")
    if kiosk.seen_at is None or change.now - kiosk.seen_at > AWAY_MS:
        raise Conflict(f"Kiosk '{kiosk.name}' has not been heard of for a minute.", "away")
    values = {"copy_device": kiosk.id, "copy_at": change.now, "print_result": None, "print_reason": None}
    queries.set_ticket(change.connection, row.id, **values)
    change.record("ticket.reprint", row, device=kiosk.id, kiosk=kiosk.name)
    now = ticket_row(change, row.id)
    ahead = change.line().ahead(now) if now.state == "waiting" else 0
    return 200, ticket_told(now, ahead, staff=change.caller.is_staff)


def _kiosk(change: Change, row: Any, name: str | None) -> Any:
    """The kiosk of this name, a revoked one last; without a name the one that took the ticket, or the only one."""
    rows = queries.device_rows(change.connection, change.branch.id)
    kiosks = [each for each in rows if each.role == "kiosk"]
    here = [each for each in kiosks if each.revoked_at is None]
    if name is None:
        meant = [each for each in kiosks if each.id == row.device_id] or (here if len(here) == 1 else [])
        if not meant:
            raise Invalid("kiosk: which one? No kiosk took this ticket.", "kiosk")
        return meant[0]
    meant = [each for each in [*here, *kiosks] if each.name == name]
    if not meant:
        raise NotFound(f"There is no kiosk '{name}'.", "kiosk")
    return meant[0]


def for_copy(branch: Branch, caller: Caller, row: Any, told: wire.Ticket, now: int) -> wire.Ticket:
    """A ticket as the kiosk reads it: with token and address while it is to print a copy.

    A token that a kiosk made is known to that kiosk alone: such a copy has none from here.
    """
    asked = row.copy_device == caller.id and caller.kind == "device" and row.copy_at is not None
    if not asked or now - row.copy_at > FETCHED_MS:
        return told
    if token_hash(ticket_token(branch.secret, row.id)) != row.token_hash:
        return told
    return with_token(branch, told)


def kiosks(view: View, row: Any) -> list[str]:
    """The kiosks that may be asked for a copy of this ticket, the one that took it first."""
    rows = queries.device_rows(view.connection, view.branch.id)
    here = [each for each in rows if each.role == "kiosk" and each.revoked_at is None]
    return [each.name for each in sorted(here, key=lambda each: each.id != row.device_id)]


def last_copy(view: View, row: Any) -> Copy | None:
    """The last copy that was asked for; None if there was none."""
    if row.copy_device is None or row.copy_at is None:
        return None
    device = queries.device(view.connection, row.copy_device)
    return Copy(device.name, row.copy_at, row.print_result, row.print_reason)
