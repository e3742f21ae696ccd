"""A form that was sent, as a command for the desk: which move, with which fields, under which key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from kit import wire
from server.callers import Caller
from server.desk import Answer, Desk, Key, copies, messages, moves
from server.desk import counters as counter_cases
from server.desk import services as service_cases
from server.desk import tickets as ticket_cases
from server.desk.change import Change
from server.problems import Invalid, NotFound

Form = MultiDict[str, str]
Act = Callable[[Change], tuple[int, wire.Told]]
Asked = TypeVar("Asked", bound=wire.Asked)
_KEY = re.compile(r"[\x20-\x7e]{16,128}")
_ASIDE = {"csrf_token", "key"}  # no part of what is asked for

_TICKET: Mapping[str, Callable[[Change, str], tuple[int, wire.Told]]] = {
    "arrive": moves.arrive,
    "finish": moves.finish,
    "no-show": moves.no_show,
    "hold": moves.hold,
    "resume": moves.resume,
    "cancel": moves.cancel,
    "return": moves.give_back,
}


def press(desk: Desk, caller: Caller, path: str, form: Form, act: Act) -> Answer:
    """Run `act` once for the form's key: loading the answer again does nothing twice. Raises Invalid, NotFound."""
    if not (path + form.get("ticket", "")).isprintable():
        raise NotFound("There is nothing here.")  # PostgreSQL cannot even look for a NUL
    text = form.get("key", "")
    if not _KEY.fullmatch(text):
        raise Invalid("The form's key is missing.", "key")
    fields = {name: form.getlist(name) for name in sorted(form) if name not in _ASIDE}
    key = Key.of(text, "POST", path, json.dumps(fields, ensure_ascii=False))
    return desk.command(caller, key, act)


def move_of(move: str, counter: str, form: Form) -> Act:
    """The use case behind a button of a counter's or a ticket's page. Raises NotFound, Invalid."""
    ticket = form.get("ticket", "")
    if move in _TICKET:
        case = _TICKET[move]
        return lambda change: case(change, ticket)
    made: dict[str, Callable[[], Act]] = {
        "next": lambda: lambda change: counter_cases.call_next(change, counter),
        "recall": lambda: lambda change: moves.recall_at(change, counter),
        "call": lambda: _with(wire.CallChosen, {"counter": counter}, counter_cases.call_chosen, ticket),
        "transfer": lambda: _with(wire.Transfer, _transfer(form), moves.transfer, ticket),
        "open": lambda: _with(wire.OpenCounter, _opening(form), counter_cases.open_counter, counter),
        "break": lambda: _with(wire.LeaveCounter, _reason(form), counter_cases.take_break, counter),
        "close": lambda: _with(wire.LeaveCounter, _reason(form), counter_cases.close_counter, counter),
    }
    if move not in made:
        raise NotFound("There is no such button.")
    return made[move]()


def pause_of(service: str, message: Mapping[str, str], until: Any) -> Act:
    """Pausing a service. Raises Invalid."""
    texts = {language: line(text) for language, text in message.items() if line(text)}
    return _with(wire.PauseService, {"message": texts, "until": until}, service_cases.pause, service)


def message_of(message: Mapping[str, str], until: Any) -> Act:
    """Telling the waiting room something; an empty message takes it back. Raises Invalid."""
    texts = {language: line(text) for language, text in message.items() if line(text)}
    asked = checked(wire.LobbyMessage, {"message": texts, "until": until})
    return lambda change: messages.tell_lobby(change, asked)


def copy_of(form: Form) -> Act:
    """Asking a kiosk for a copy of a ticket. Raises Invalid."""
    return _with(wire.Reprint, {"kiosk": form.get("kiosk") or None}, copies.reprint, form.get("ticket", ""))


def take_of(desk: Desk, values: Mapping[str, Any]) -> Act:
    """Taking a ticket, while there is room for one. Raises Invalid."""
    asked = checked(wire.TakeTicket, values)

    def take(change: Change) -> tuple[int, wire.Told]:
        desk.room()
        return ticket_cases.take_ticket(change, asked)

    return take


def checked(model: type[Asked], values: Mapping[str, Any]) -> Asked:
    """What a form asks for, as the model that the API takes. Raises Invalid."""
    try:
        return model.model_validate(values)
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
        raise Invalid("A field cannot be read.", ".".join(str(part) for part in first["loc"])) from problem


def line(text: str | None) -> str | None:
    """A one-line field as people mean it; None when nothing was typed."""
    return " ".join((text or "").split()) or None


def lines(text: str | None) -> str | None:
    """A text of several lines: browsers send CR LF and tabs, which we do not keep."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip() or None


def _with(model: type[Asked], values: Mapping[str, Any], case: Callable[..., Any], of: str) -> Act:
    asked = checked(model, values)
    return lambda change: case(change, of, asked)


def _transfer(form: Form) -> dict[str, Any]:
    return {
        "service": form.get("service") or None,
        "counter": form.get("to") or None,
        "note": lines(form.get("note")),
    }


def _opening(form: Form) -> dict[str, Any]:
    return {"services": form.getlist("services") or None}


def _reason(form: Form) -> dict[str, Any]:
    return {"reason": line(form.get("reason"))}
