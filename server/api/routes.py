"""Every endpoint: parse, one call to the desk, answer."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, current_app, request

from kit import wire
from server.api.endpoints import (
    ANYONE,
    COUNTER,
    DEVICES,
    DISPLAY,
    KIOSK,
    STAFF,
    Request,
    endpoint,
)
from server.desk import Answer, Desk
from server.desk import counters as counter_cases
from server.desk import devices as device_cases
from server.desk import tickets as ticket_cases
from server.desk.phones import phone_site
from server.desk.views import with_token
from server.problems import Forbidden, Invalid
from server.stream import Hub, Phone

EVENT_STREAM = "text/event-stream"
_STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def hub() -> Hub:
    """This application's hub."""
    found: Hub = current_app.extensions["hub"]
    return found


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
    errors=(409,),
)
def take_ticket(asked: Request) -> Answer:
    """The service's next number."""
    answer = asked.command(lambda change: ticket_cases.take_ticket(change, asked.body))
    if answer.status != 201:
        return answer
    ticket = wire.Ticket.model_validate_json(answer.body)
    told = with_token(asked.desk.branch(asked.caller.site_id), ticket)
    return Answer(201, told.model_dump_json())


@endpoint("GET", "/tickets/{id}", KIOSK | STAFF, "One ticket", answer=wire.Ticket, errors=(404,))
def one_ticket(asked: Request, id: str) -> wire.Ticket:  # noqa: A002 - the contract's name
    """Staff see every ticket, a kiosk its own."""
    with asked.desk.view(asked.caller.site_id) as view:
        row = view.ticket_row(id)
        if not ticket_cases.sees(asked.caller, row):
            raise Forbidden("A kiosk reads its own tickets only.")
        return view.ticket(id)


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


def _ticket_move(path: str, summary: str, act: Any) -> None:
    @endpoint(
        "POST",
        f"/tickets/{{id}}/{path}",
        STAFF,
        summary,
        body=wire.Nothing,
        answer=wire.Ticket,
        keyed=True,
        errors=(404, 409),
    )
    def move(asked: Request, id: str) -> Answer:  # noqa: A002 - the contract's name
        return asked.command(lambda change: act(change, id))


_ticket_move("arrive", "The customer is at the counter", ticket_cases.arrive)
_ticket_move("finish", "The customer has been served", ticket_cases.finish)
_ticket_move("no-show", "Nobody came", ticket_cases.no_show)


# ---------------------------------------------------------------- the queue and its counters


@endpoint("GET", "/services", KIOSK | STAFF, "What can be taken now", answer=wire.Services)
def services(asked: Request) -> wire.Services:
    """Each service with why it is closed, if it is."""
    with asked.desk.view(asked.caller.site_id) as view:
        return view.services()


@endpoint("GET", "/queue", STAFF, "Everyone waiting, in calling order", answer=wire.Queue)
def queue(asked: Request) -> wire.Queue:
    """At most 2,000."""
    with asked.desk.view(asked.caller.site_id) as view:
        return view.queue()


@endpoint("GET", "/counters", COUNTER | STAFF, "All counters", answer=wire.Counters)
def counters(asked: Request) -> wire.Counters:
    """Each with its state and current ticket."""
    with asked.desk.view(asked.caller.site_id) as view:
        return view.counters()


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
    return asked.command(lambda change: counter_cases.call_next(change, code))


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
    return asked.command(lambda change: ticket_cases.recall_at(change, code))


@endpoint("GET", "/board", DISPLAY | COUNTER | STAFF, "What the lobby shows", answer=wire.Board)
def board(asked: Request) -> wire.Board:
    """The last calls, and how many wait."""
    with asked.desk.view(asked.caller.site_id) as view:
        return view.board()


@endpoint(
    "POST",
    "/displays/shown",
    DISPLAY,
    "A call is on the glass",
    body=wire.Shown,
    status=204,
    keyed=True,
    errors=(404,),
)
def shown(asked: Request) -> None:
    """Staff see that the lobby has shown it."""
    asked.command(lambda change: device_cases.note_shown(change, asked.body))


@endpoint("POST", "/devices/heartbeat", DEVICES, "How a device is", body=wire.Heartbeat, status=204)
def heartbeat(asked: Request) -> None:
    """Kept: the last one of each device."""
    asked.desk.change(asked.caller, lambda change: device_cases.note_heartbeat(change, asked.body))


@endpoint(
    "GET",
    "/events",
    DEVICES | STAFF,
    "What happens, as Server-Sent Events",
    content=EVENT_STREAM,
    headers={"Last-Event-ID": "The last event known: 0 replays from the first, absent means from now"},
)
def events(asked: Request) -> Response:
    """For ever."""
    text = request.headers.get("Last-Event-ID")
    if text is not None and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Invalid("Last-Event-ID is the number of an event.", "Last-Event-ID")
    stream = hub().listen(asked.caller, None if text is None else int(text))
    return Response(stream, mimetype=EVENT_STREAM, headers=_STREAM_HEADERS)


# ---------------------------------------------------------------- the customer's phone


@endpoint(
    "GET", "/t/{token}", ANYONE, "A ticket on its owner's phone", answer=wire.PhoneTicket, errors=(404,)
)
def phone_ticket(desk: Desk, token: str) -> Response:
    """With an ETag, so that asking often costs little."""
    with desk.view(phone_site(desk, token)) as view:
        body = view.phone_ticket(token).model_dump_json()
    response = Response(body, content_type="application/json", headers={"Cache-Control": "no-cache"})
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:24])
    response.make_conditional(request)
    return response


@endpoint(
    "GET",
    "/t/{token}/events",
    ANYONE,
    "A ticket's own changes, as Server-Sent Events",
    content=EVENT_STREAM,
    errors=(404,),
)
def phone_events(desk: Desk, token: str) -> Response:
    """A frame whenever what the phone shows has changed."""
    with desk.view(phone_site(desk, token)) as view:
        phone = Phone(view.branch.id, token, view.phone_row(token).id)
    return Response(hub().watch(phone), mimetype=EVENT_STREAM, headers=_STREAM_HEADERS)
