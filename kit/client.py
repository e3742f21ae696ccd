"""QueueClient: one method for each endpoint that a device uses.

Every call has a deadline. A command carries a key made by the caller once, at the tap or press; a retry carries the
same key, so the server acts once however often it hears the command.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

import requests
from pydantic import BaseModel, ValidationError

from kit import wire
from kit.errors import Refused, Unreachable
from kit.link import in_words

Answer = TypeVar("Answer", bound=wire.Told)
CONNECT_S = 3.0
READ_S = 5.0


def new_key() -> str:
    """A fresh idempotency key: 128 random bits, 32 printable characters."""
    return secrets.token_hex(16)


class QueueClient:
    """Talks to one server as one device. Not for several threads at once: give each worker its own.

    `timeout` is how many seconds to wait for an answer once connected. `retries` is how often a call is made again
    after a failed connection or a 503, with `pause` seconds between; a command is safe to repeat, it has its key.
    Every method raises Unreachable when no answer came and Refused when the server said no.
    """

    def __init__(
        self, server_url: str, token: str, *, timeout: float = READ_S, retries: int = 0, pause: float = 0.3
    ) -> None:
        self._url = server_url.rstrip("/") + "/api/v1"
        self._timeout = (min(CONNECT_S, timeout), timeout)
        self._retries = retries
        self._pause = pause
        self._session = requests.Session()
        self._session.trust_env = (
            False  # a proxy set for somebody's browser must not stand between lobby and server
        )
        self._session.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        """Give the connections back."""
        self._session.close()

    def me(self) -> wire.Me:
        """Who this device is, as the server knows it."""
        return self._get("/me", wire.Me)

    def services(self) -> wire.Services:
        """What can be taken now."""
        return self._get("/services", wire.Services)

    def picture(self, path: str) -> bytes:
        """A picture on the server, such as the site's logo, by the path that the server told."""
        return self._send("GET", path.removeprefix("/api/v1"), None, None).content

    def take_ticket(
        self, service: str, language: str | None, key: str, *, priority: bool = False
    ) -> wire.Ticket:
        """Take a ticket for the service with this code."""
        return self.take(wire.TakeTicket(service=service, language=language, priority=priority), key)

    def take(self, asked: wire.TakeTicket, key: str) -> wire.Ticket:
        """Take a ticket with all that goes with it, or hand one in that was given during an outage."""
        return self._post("/tickets", key, wire.Ticket, asked)

    def check_in(self, asked: wire.CheckIn, key: str) -> wire.CheckedIn:
        """Somebody who is expected is here: their ticket, and how to greet them.

        Refused says why not by its `reason`: not_found, ambiguous, too_early and other_day (with `opens_at`), arrived,
        cancelled, closed, full.
        """
        return self._post("/appointments/check-in", key, wire.CheckedIn, asked)

    def ticket(self, ticket_id: str) -> wire.Ticket:
        """One ticket: a kiosk sees its own."""
        return self._get(f"/tickets/{ticket_id}", wire.Ticket)

    def printed(self, ticket_id: str, result: wire.PrintResult, reason: str | None = None) -> None:
        """Tell how the paper fared."""
        self._tell(f"/tickets/{ticket_id}/print", None, wire.Printed(result=result, reason=reason))

    def call_next(self, counter: str, key: str) -> wire.Ticket | None:
        """Call the next customer to this counter; None when nobody waits."""
        return self._post(f"/counters/{counter}/next", key, wire.NextTicket).ticket

    def recall(self, counter: str, key: str) -> wire.Ticket:
        """Call this counter's ticket again."""
        return self._post(f"/counters/{counter}/recall", key, wire.Ticket)

    def arrive(self, ticket_id: str, key: str) -> wire.Ticket:
        """The customer is at the counter."""
        return self._post(f"/tickets/{ticket_id}/arrive", key, wire.Ticket)

    def finish(self, ticket_id: str, key: str) -> wire.Ticket:
        """The customer has been served."""
        return self._post(f"/tickets/{ticket_id}/finish", key, wire.Ticket)

    def no_show(self, ticket_id: str, key: str) -> wire.Ticket:
        """Nobody came."""
        return self._post(f"/tickets/{ticket_id}/no-show", key, wire.Ticket)

    def counters(self) -> wire.Counters:
        """All counters with their state and current ticket."""
        return self._get("/counters", wire.Counters)

    def queue(self) -> wire.Queue:
        """Everyone waiting (staff only)."""
        return self._get("/queue", wire.Queue)

    def board(self) -> wire.Board:
        """What the lobby shows."""
        return self._get("/board", wire.Board)

    def shown(self, event_id: int, shown_at: datetime, key: str) -> None:
        """A display has shown the call with this event id."""
        self._tell("/displays/shown", key, wire.Shown(event_id=event_id, shown_at=shown_at))

    def heartbeat(self, status: Mapping[str, str | int | float | bool | None]) -> None:
        """How this device is."""
        self._tell("/devices/heartbeat", None, wire.Heartbeat(status=dict(status)))

    def _get(self, path: str, model: type[Answer]) -> Answer:
        return _read(self._send("GET", path, None, None), model)

    def _post(self, path: str, key: str, model: type[Answer], body: BaseModel | None = None) -> Answer:
        return _read(self._send("POST", path, key, body), model)

    def _tell(self, path: str, key: str | None, body: BaseModel) -> None:
        response = self._send("POST", path, key, body)
        if response.status_code != 204:
            raise Unreachable(f"POST {path}: {response.status_code}, and the answer is not ours")

    def _send(self, method: str, path: str, key: str | None, body: BaseModel | None) -> requests.Response:
        for attempt in range(self._retries + 1):
            try:
                return self._once(method, path, key, body)
            except Unreachable:
                if attempt == self._retries:
                    raise
            except Refused as refusal:
                if refusal.status != 503 or attempt == self._retries:
                    raise
            time.sleep(self._pause)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _once(self, method: str, path: str, key: str | None, body: BaseModel | None) -> requests.Response:
        headers = {"Idempotency-Key": key} if key else {}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = body.model_dump_json(exclude_defaults=True).encode()
        try:
            response = self._session.request(
                method,
                self._url + path,
                data=data,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,  # our server sends none: a guests' network wants its page seen
            )
        except requests.RequestException as problem:
            raise Unreachable(f"{method} {path}: {in_words(problem)}") from problem
        if response.status_code >= 400:
            raise _refusal(response)
        if response.status_code >= 300:
            raise Unreachable(f"{method} {path}: sent on to {response.headers.get('Location')}")
        return response


def _read(response: requests.Response, model: type[Answer]) -> Answer:
    try:
        return model.model_validate_json(response.content)
    except ValidationError as problem:
        # Something that is not our server answered: a captive portal, a proxy's page.
        raise Unreachable(
            f"{response.url}: the answer is not ours ({problem.error_count()} differences)"
        ) from problem


def _refusal(response: requests.Response) -> Refused | Unreachable:
    """What our server refused; where a proxy or a guests' network answered instead, that it is not reached."""
    try:
        problem = wire.Problem.model_validate_json(response.content)
    except ValidationError:
        return Unreachable(f"{response.url}: {response.status_code}, and the answer is not ours")
    after = response.headers.get("Retry-After", "")
    return Refused(
        response.status_code,
        problem.title,
        problem.detail,
        problem.field,
        float(after) if after.isdecimal() else None,
        problem.reason,
        problem.opens_at,
        problem.at,
        problem.number,
        problem.language,
    )
