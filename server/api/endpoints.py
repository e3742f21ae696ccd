"""The table of endpoints: one line registers a route, checks its caller and body, and describes it in OpenAPI.

What the document says and what the server does come from the same `Endpoint`, so they cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, current_app, request
from pydantic import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from kit import wire
from kit.errors import Refused
from server import access
from server.callers import Caller
from server.desk import Answer, Desk, Key
from server.desk.change import Change
from server.problems import BadRequest, Invalid, NotFound, problem_of

MAX_BODY = 64 * 1024
JSON = "application/json"
PROBLEM = "application/problem+json"
_KEY = re.compile(r"[\x20-\x7e]{16,128}")

KIOSK = frozenset({"kiosk"})
COUNTER = frozenset({"counter"})
DISPLAY = frozenset({"display"})
STAFF = access.STAFF
ADMIN = frozenset({"admin"})
MANAGERS = frozenset({"manager", "admin"})
DEVICES = access.DEVICES
ANYONE: frozenset[str] = frozenset()
NOBODY = Caller(0, "nobody", 0, "nobody", "nobody")  # who calls an endpoint that is for anyone


@dataclass(frozen=True)
class Request:
    """A request that has passed every check: who calls, with which body and key."""

    desk: Desk
    caller: Caller
    body: Any
    key: Key | None

    def command(self, act: Callable[[Change], tuple[int, wire.Told]], caller: Caller | None = None) -> Answer:
        """Run a use case once for this request's key, as the one who calls."""
        if self.key is None:
            raise AssertionError("this endpoint is not registered as keyed")
        return self.desk.command(caller or self.caller, self.key, act)


Handler = Callable[..., "wire.Told | Answer | Response | None"]


@dataclass(frozen=True)
class Endpoint:
    """One line of the API. `who` empty: anyone; `errors` are the statuses beyond those every endpoint has.

    `also`: further statuses of the same answer, beside `status`. `query`: the schema of each query parameter.
    `contents`: further kinds of text that it can be asked for, beside `content`.
    """

    method: str
    path: str
    who: frozenset[str]
    summary: str
    handler: Handler
    body: type[wire.Asked] | None = None
    answer: type[wire.Told] | None = None
    status: int = 200
    also: tuple[int, ...] = ()
    keyed: bool = False
    errors: tuple[int, ...] = ()
    content: str = JSON
    contents: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


ENDPOINTS: list[Endpoint] = []


def endpoint(
    method: str, path: str, who: frozenset[str], summary: str, **more: Any
) -> Callable[[Handler], Handler]:
    """Register a handler; see Endpoint for `more`."""

    def register(handler: Handler) -> Handler:
        ENDPOINTS.append(Endpoint(method, path, who, summary, handler, **more))
        return handler

    return register


def desk() -> Desk:
    """This application's desk."""
    found: Desk = current_app.extensions["desk"]
    return found


def view_of(each: Endpoint) -> Callable[..., Response]:
    """The Flask view of an endpoint."""

    def view(**parts: str) -> Response:
        if not all(part.isprintable() for part in parts.values()):
            raise NotFound("There is nothing here.")  # PostgreSQL cannot even look for a NUL
        told = each.handler(_checked(each), **parts)
        return respond(each, told)

    return view


def respond(each: Endpoint, told: wire.Told | Answer | Response | None) -> Response:
    """What a handler returned, as a response."""
    if isinstance(told, Response):
        return told
    if told is None:
        return Response(status=204)
    if isinstance(told, Answer):
        return json_response(told.body, told.status)
    return json_response(told.model_dump_json(), each.status)


def json_response(body: str, status: int) -> Response:
    """JSON text as a response; from 400 on it is a problem."""
    response = Response(body, status, content_type=PROBLEM if status >= 400 else JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def problem_response(refused: Refused) -> Response:
    """A problem as RFC 9457 says."""
    response = json_response(problem_of(refused).model_dump_json(exclude_none=True), refused.status)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, round(refused.retry_after)))
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _checked(each: Endpoint) -> Request:
    caller = NOBODY
    if each.who:
        caller = access.caller_of(request, desk())
        access.require(caller, each.who)
    key_text = _key_text() if each.keyed else None
    body = _body(each.body or wire.Nothing) if each.method == "POST" else None
    key = None
    if key_text is not None:
        key = Key.of(key_text, each.method, request.path, body.model_dump_json() if body else "")
    return Request(desk(), caller, body, key)


def _key_text() -> str:
    text = request.headers.get("Idempotency-Key")
    if text is None:
        raise Invalid("The Idempotency-Key header is missing.", "Idempotency-Key")
    if not _KEY.fullmatch(text):
        raise Invalid(
            "The Idempotency-Key header must have 16 to 128 printable characters.", "Idempotency-Key"
        )
    return text


def _body(model: type[wire.Asked]) -> wire.Asked:
    raw = _raw_body()
    if not raw.strip():
        raw = b"{}"
    elif (request.mimetype or JSON) != JSON:
        raise Refused(415, "Unsupported media type", "The body must be application/json.")
    try:
        return model.model_validate_json(raw)
    except ValidationError as problem:
        raise _said(problem) from problem


def _raw_body() -> bytes:
    if (request.content_length or 0) > MAX_BODY:
        raise too_large()
    if request.content_length is None and request.environ.get("wsgi.input_terminated"):
        return _chunked_body()
    try:
        return request.get_data(cache=True)
    except RequestEntityTooLarge as problem:
        raise too_large() from problem


def _chunked_body() -> bytes:
    # werkzeug would cut it off at the limit without a word, and what is left may be valid.
    try:
        raw: bytes = request.environ["wsgi.input"].read(MAX_BODY + 1)
    except Exception as problem:  # broken chunks: each HTTP server has its own words for them
        raise BadRequest("The body could not be read.") from problem
    if len(raw) > MAX_BODY:
        raise too_large()
    return raw


def too_large() -> Refused:
    """413."""
    return Refused(413, "Too large", f"A body has at most {MAX_BODY} bytes.")


def _said(problem: ValidationError) -> Refused:
    first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return BadRequest("The body is not JSON.")
    name = ".".join(str(part) for part in first["loc"]) or "body"
    return Invalid(f"{name}: {first['msg']}.", name)
