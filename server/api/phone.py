"""The customer's phone: what it may see and do with nothing but its ticket's token."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, request

from kit import wire
from server.api.endpoints import ANYONE, Request, endpoint
from server.api.screens import EVENT_STREAM, STREAM_HEADERS, hub
from server.desk import Answer, phones
from server.stream.phones import Phone
from server.stream.posts import Link


@endpoint(
    "GET", "/t/{token}", ANYONE, "A ticket on its owner's phone", answer=wire.PhoneTicket, errors=(404,)
)
def phone_ticket(asked: Request, token: str) -> Response:
    """With an ETag, so that asking often costs little."""
    with asked.desk.view(phones.phone_site(asked.desk, token)) as view:
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
def phone_events(asked: Request, token: str) -> Response:
    """A frame whenever what the phone shows has changed."""
    with asked.desk.view(phones.phone_site(asked.desk, token)) as view:
        phone = Phone(view.branch.id, token, view.phone_row(token).id)
    return Response(
        hub().watch(phone, Link.of(request.environ)), mimetype=EVENT_STREAM, headers=STREAM_HEADERS
    )


def _phone_move(path: str, summary: str, act: Any, body: type[wire.Asked] = wire.Nothing) -> None:
    @endpoint(
        "POST",
        f"/t/{{token}}/{path}",
        ANYONE,
        summary,
        body=body,
        answer=wire.PhoneTicket,
        keyed=True,
        errors=(404, 409),
    )
    def move(asked: Request, token: str) -> Answer:
        given = () if body is wire.Nothing else (asked.body,)
        caller = phones.phone_caller(asked.desk, token)
        return asked.command(lambda change: act(change, *given), caller)


_phone_move("leave", "The customer goes", phones.leave_line)
_phone_move("delay", "The customer lets others go first", phones.delay, wire.Delay)
_phone_move("feedback", "How it was", phones.give_feedback, wire.Feedback)
