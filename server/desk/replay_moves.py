"""What each move does to a ticket's row, as the log tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Ticket = dict[str, Any]


def _call(ticket: Ticket, row: Any, data: dict[str, Any]) -> None:
    ticket.update(call_event=row.id, last_called_at=row.at, counter=data["counter"], recalls=0)
    ticket.update(arrived_at=None, ended_at=None, end_reason=None)
    if ticket["called_at"] is None:
        ticket["called_at"] = row.at


def _recall(ticket: Ticket, row: Any, _data: dict[str, Any]) -> None:
    ticket.update(call_event=row.id, last_called_at=row.at, recalls=ticket["recalls"] + 1)


def _arrive(ticket: Ticket, row: Any, _data: dict[str, Any]) -> None:
    ticket["arrived_at"] = row.at


def _end(ticket: Ticket, row: Any, data: dict[str, Any]) -> None:
    ticket.update(ended_at=row.at, end_reason=data["reason"])


def _hold(ticket: Ticket, row: Any, _data: dict[str, Any]) -> None:
    ticket["held_at"] = row.at


def _resume(ticket: Ticket, _row: Any, _data: dict[str, Any]) -> None:
    ticket.update(ended_at=None, end_reason=None, arrived_at=None)


def _transfer(ticket: Ticket, row: Any, data: dict[str, Any]) -> None:
    _resume(ticket, row, data)
    ticket.update(waits_for=data.get("waits_for", data["service"]), for_counter=data["for_counter"])


def _return(ticket: Ticket, row: Any, data: dict[str, Any]) -> None:
    if ticket["state"] == "called":
        ticket["called_at"] = None
    _resume(ticket, row, data)
    ticket.update(call_event=None, counter=None, recalls=0)


# What each move does to a ticket's row, beside its state.
APPLY: dict[str, Callable[[Ticket, Any, dict[str, Any]], None]] = {
    "call": _call,
    "recall": _recall,
    "arrive": _arrive,
    "finish": _end,
    "no_show": _end,
    "cancel": _end,
    "hold": _hold,
    "resume": _resume,
    "transfer": _transfer,
    "return": _return,
}
