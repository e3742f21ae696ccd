"""What screens and buttons are told, and what they tell: the board, the stream of events, how a device is."""

from __future__ import annotations

from flask import Response, current_app, request

from kit import wire
from server.api.endpoints import COUNTER, DEVICES, DISPLAY, STAFF, Request, endpoint
from server.desk import devices as device_cases
from server.desk.board import board as board_of
from server.desk.messages import tell_lobby
from server.desk.recovery import Recovery, seen_numbers
from server.problems import Invalid
from server.stream import Hub
from server.stream.posts import Link

EVENT_STREAM = "text/event-stream"
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def hub() -> Hub:
    """This application's hub."""
    found: Hub = current_app.extensions["hub"]
    return found


def recovery() -> Recovery:
    """This application's recovery after a restore."""
    found: Recovery = current_app.extensions["recovery"]
    return found


@endpoint("GET", "/board", DISPLAY | COUNTER | STAFF, "What the lobby shows", answer=wire.Board)
def board(asked: Request) -> wire.Board:
    """The last calls, the counters, how many wait, who comes next, and what is to be said."""
    with asked.desk.view(asked.caller.site_id) as view:
        return board_of(view)


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


@endpoint(
    "POST",
    "/displays/message",
    STAFF,
    "Tell the waiting room something",
    body=wire.LobbyMessage,
    status=204,
    keyed=True,
)
def message(asked: Request) -> None:
    """On every board until it is taken back, which a call without a message does, or until the time given."""
    asked.command(lambda change: tell_lobby(change, asked.body))


@endpoint("POST", "/devices/heartbeat", DEVICES, "How a device is", body=wire.Heartbeat, status=204)
def heartbeat(asked: Request) -> None:
    """Kept: the last one of each device."""
    if not recovery().hear(asked.caller, None, asked.body.status):
        asked.desk.change(asked.caller, lambda change: device_cases.note_heartbeat(change, asked.body))


@endpoint(
    "GET",
    "/events",
    DEVICES | STAFF,
    "What happens, as Server-Sent Events",
    content=EVENT_STREAM,
    headers={
        "Last-Event-ID": "The last event known: 0 replays from the first, absent means from now",
        "Last-Numbers": "The newest number seen of each service, with its time: A 42 2026-11-24T10:42:00Z, B 7 …",
    },
)
def events(asked: Request) -> Response:
    """For ever."""
    text = request.headers.get("Last-Event-ID")
    if text is not None and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Invalid("Last-Event-ID is the number of an event.", "Last-Event-ID")
    last = None if text is None else int(text)
    recovery().hear(asked.caller, last, seen_numbers(request.headers.get("Last-Numbers", "")))
    stream = hub().listen(asked.caller, last, Link.of(request.environ))
    return Response(stream, mimetype=EVENT_STREAM, headers=STREAM_HEADERS)
