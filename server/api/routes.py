"""Tickets, services and counters: parse, one call to the desk, answer."""

from __future__ import annotations

import json
from typing import Any

from kit import wire
from server.api.endpoints import COUNTER, DEVICES, KIOSK, STAFF, Request, endpoint
from server.desk import Answer, bands, checkin, copies, handing_in, moves
from server.desk import counters as counter_cases
from server.desk import services as service_cases
from server.desk import tickets as ticket_cases
from server.desk.change import Change
from server.desk.telling import with_token
from server.problems import Forbidden


def take(asked: Request, change: Change) -> tuple[int, wire.Told]:
    """A ticket, while there is room for it; an answer that was given before is given again without."""
    asked.desk.room()
    if handing_in.is_handed_in(asked.body):
        return handing_in.hand_in(change, asked.body, asked.key.text if asked.key else "")
    if asked.body.appointment is not None:
        return checkin.take_booked(change, asked.body)
    return ticket_cases.take_ticket(change, asked.body)


@endpoint("GET", "/me", DEVICES | STAFF, "Who the caller is", answer=wire.Me)
def me(asked: Request) -> wire.Me:
    """A device's or a user's name, role and counter."""
    caller, branch = asked.caller, asked.desk.branch_now(asked.caller.site_id)
    known = caller.counter is not None and caller.counter in branch.counters
    services = list(branch.counters[caller.counter].services) if known and caller.counter else []
    return wire.Me(
        name=caller.name, role=caller.role, counter=caller.counter, services=services, site=branch.code
    )


# ---------------------------------------------------------------- tickets


@endpoint(
    "POST",
    "/tickets",
    KIOSK | STAFF,
    "Take a ticket",
    body=wire.TakeTicket,
    answer=wire.Ticket,
    status=201,
    keyed=True,
    errors=(404, 409),
)
def take_ticket(asked: Request) -> Answer:
    """The service's next number; with the code of an appointment the booked place.

    With number, issued_at and token: a ticket that the kiosk gave by itself during an outage, in its place.
    """
    answer = asked.command(lambda change: take(asked, change))
    if answer.status != 201:
        return answer
    ticket = wire.Ticket.model_validate_json(answer.body)
    told = with_token(asked.desk.branch(asked.caller.site_id), ticket, asked.body.token)
    return for_staff(asked, Answer(201, told.model_dump_json()))


def for_staff(asked: Request, answer: Answer) -> Answer:
    """To staff the ticket is told with its customer's name, note and needs: no stored answer holds them."""
    if not asked.caller.is_staff or answer.status >= 400:
        return answer
    told: dict[str, Any] = json.loads(answer.body)
    inside = "ticket" in told
    found = told["ticket"] if inside else told
    if found is None:
        return answer
    with asked.desk.view(asked.caller.site_id) as view:
        ticket = view.with_people([wire.Ticket.model_validate(found)])[0].model_dump(mode="json")
    return Answer(
        answer.status, json.dumps({**told, "ticket": ticket} if inside else ticket, ensure_ascii=False)
    )


@endpoint("GET", "/tickets/{id}", KIOSK | STAFF, "One ticket", answer=wire.Ticket, errors=(404,))
def one_ticket(asked: Request, id: str) -> wire.Ticket:  # noqa: A002 - the contract's name
    """Staff see every ticket, a kiosk its own; one that is to print a copy is told what the paper needs."""
    with asked.desk.view(asked.caller.site_id) as view:
        row = view.ticket_row(id)
        if not ticket_cases.sees(asked.caller, row):
            raise Forbidden("A kiosk reads its own tickets only.")
        told = view.ticket(id, staff=asked.caller.is_staff)
        return copies.for_copy(view.branch, asked.caller, row, told, view.now)


@endpoint(
    "POST",
    "/tickets/{id}/print",
    KIOSK,
    "How the paper fared",
    body=wire.Printed,
    status=204,
    errors=(404,),
)
def note_print(asked: Request, id: str) -> None:  # noqa: A002 - the contract's name
    """Printed, sent, uncertain or failed."""
    asked.desk.change(asked.caller, lambda change: ticket_cases.note_print(change, id, asked.body))


@endpoint(
    "POST",
    "/tickets/{id}/reprint",
    STAFF,
    "Print it again, as a copy",
    body=wire.Reprint,
    answer=wire.Ticket,
    keyed=True,
    errors=(404, 409),
)
def reprint(asked: Request, id: str) -> Answer:  # noqa: A002 - the contract's name
    """At the kiosk that took it, or at another one by its name; the event ticket.reprint asks that kiosk."""
    return for_staff(asked, asked.command(lambda change: copies.reprint(change, id, asked.body)))


def _ticket_move(path: str, summary: str, act: Any, body: type[wire.Asked] = wire.Nothing) -> None:
    @endpoint(
        "POST",
        f"/tickets/{{id}}/{path}",
        STAFF,
        summary,
        body=body,
        answer=wire.Ticket,
        keyed=True,
        errors=(404, 409),
    )
    def move(asked: Request, id: str) -> Answer:  # noqa: A002 - the contract's name
        given = () if body is wire.Nothing else (asked.body,)
        return for_staff(asked, asked.command(lambda change: act(change, id, *given)))


_ticket_move("arrive", "The customer is at the counter", moves.arrive)
_ticket_move("finish", "The customer has been served", moves.finish)
_ticket_move("no-show", "Nobody came", moves.no_show)
_ticket_move("hold", "Set it aside; it keeps its place", moves.hold)
_ticket_move("resume", "Let it wait again, at its old place", moves.resume)
_ticket_move("cancel", "The customer has gone", moves.cancel)
_ticket_move("return", "Undo a call, a finish or a no-show", moves.give_back)
_ticket_move("transfer", "On to another service or counter", moves.transfer, wire.Transfer)
_ticket_move("call", "Call a chosen number", counter_cases.call_chosen, wire.CallChosen)


# ---------------------------------------------------------------- the queue and its counters


@endpoint("GET", "/services", KIOSK | STAFF, "What can be taken now", answer=wire.Services)
def services(asked: Request) -> wire.Services:
    """Each service with why it is closed, if it is; to a kiosk its own numbers for an outage."""
    with asked.desk.view(asked.caller.site_id) as view:
        told = view.services()
        if asked.caller.role != "kiosk":
            return told
        mine = bands.told(view, asked.caller.id)
        return told.model_copy(update={"bands": mine, "business_day": view.day})


@endpoint("GET", "/queue", STAFF, "Everyone waiting, in calling order", answer=wire.Queue)
def queue(asked: Request) -> wire.Queue:
    """At most 2,000."""
    with asked.desk.view(asked.caller.site_id) as view:
        return view.queue()


@endpoint("GET", "/counters", COUNTER | STAFF, "All counters", answer=wire.Counters)
def counters(asked: Request) -> wire.Counters:
    """Each with its state and current ticket."""
    with asked.desk.view(asked.caller.site_id) as view:
        return view.counters(staff=asked.caller.is_staff)


def _own_counter(asked: Request, code: str) -> None:
    if asked.caller.kind == "device" and asked.caller.counter != code:
        raise Forbidden("A button calls to its own counter only.")


@endpoint(
    "POST",
    "/counters/{code}/next",
    COUNTER | STAFF,
    "Call the next customer",
    body=wire.Nothing,
    answer=wire.NextTicket,
    keyed=True,
    errors=(404, 409),
)
def call_next(asked: Request, code: str) -> Answer:
    """Ends the ticket before it, and calls who has waited longest."""
    _own_counter(asked, code)
    return for_staff(asked, asked.command(lambda change: counter_cases.call_next(change, code)))


@endpoint(
    "POST",
    "/counters/{code}/recall",
    COUNTER | STAFF,
    "Call the counter's ticket again",
    body=wire.Nothing,
    answer=wire.Ticket,
    keyed=True,
    errors=(404, 409),
)
def recall(asked: Request, code: str) -> Answer:
    """For a customer who did not hear."""
    _own_counter(asked, code)
    return for_staff(asked, asked.command(lambda change: moves.recall_at(change, code)))


def _counter_move(path: str, summary: str, act: Any, body: type[wire.Asked]) -> None:
    @endpoint(
        "POST",
        f"/counters/{{code}}/{path}",
        COUNTER | STAFF,
        summary,
        body=body,
        answer=wire.CounterStatus,
        keyed=True,
        errors=(404,),
    )
    def move(asked: Request, code: str) -> Answer:
        _own_counter(asked, code)
        return for_staff(asked, asked.command(lambda change: act(change, code, asked.body)))


_counter_move(
    "open", "Open a counter, for all it serves or for some", counter_cases.open_counter, wire.OpenCounter
)
_counter_move("break", "A break, with a reason", counter_cases.take_break, wire.LeaveCounter)
_counter_move("close", "Close a counter", counter_cases.close_counter, wire.LeaveCounter)


@endpoint(
    "POST",
    "/services/{code}/pause",
    STAFF,
    "Give no tickets for a service, and tell everybody why",
    body=wire.PauseService,
    answer=wire.ServiceStatus,
    keyed=True,
    errors=(404,),
)
def pause(asked: Request, code: str) -> Answer:
    """Tickets already taken stay."""
    return asked.command(lambda change: service_cases.pause(change, code, asked.body))


@endpoint(
    "POST",
    "/services/{code}/resume",
    STAFF,
    "Give tickets again",
    body=wire.Nothing,
    answer=wire.ServiceStatus,
    keyed=True,
    errors=(404,),
)
def resume(asked: Request, code: str) -> Answer:
    """At once."""
    return asked.command(lambda change: service_cases.resume(change, code))
