"""Whatever is sent, with or without credentials: the document describes the answer, and none is a 5xx."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.api.endpoints import ENDPOINTS
from server.desk import Desk, setup
from server.sitefile import Lobby, Notice, Theme
from server.sitefile.pictures import LOGO, Picture

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DEVICES = ("kiosk", "display", "button 2", "meter")
PEOPLE = ("ada", "max", "zoe")
ROLES = {
    "kiosk": "kiosk",
    "display": "display",
    "button 2": "counter",
    "ada": "staff",
    "max": "manager",
    "zoe": "admin",
}


class Cut:
    """The application, whose streams end after their first word: nobody could read them to the end."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        streams = []

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            streams.extend(value for name, value in headers if value.startswith("text/event-stream"))
            return start(status, headers, *more)

        answer = self.app(environ, begin)
        if not streams:
            return answer
        first = next(iter(answer))
        answer.close()  # type: ignore[attr-defined]  # a closing iterator, as werkzeug makes them
        return [first]


@pytest.fixture
def credentials(
    tokens: dict[str, str], as_user: Callable[[str], Any]
) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """Headers and cookies by who sends them; "forged" has neither right."""
    found: dict[str, tuple[dict[str, str], dict[str, str]]] = {
        name: ({"Authorization": f"Bearer {tokens[name]}"}, {}) for name in DEVICES
    }
    for name in PEOPLE:
        acting = as_user(name)
        cookie = {"session": acting.client.get_cookie("session").value}
        found[name] = (dict(acting.headers), cookie)
        found[f"{name} without CSRF"] = ({}, cookie)
    found["forged"] = ({"Authorization": "Bearer forged"}, {"session": "forged"})
    found["nobody"] = ({}, {})
    return found


def aimed(draw: Any, case: Any, real: dict[str, list[str]]) -> None:
    """Mostly at something that is there: made-up names would only ever find nothing."""
    for name in case.path_parameters or {}:
        known = real["service" if name == "code" and "/services/" in case.path else name]
        if draw(st.integers(0, 9)):
            case.path_parameters[name] = draw(st.sampled_from(known))
    if isinstance(case.body, dict):
        for name in ("service", "counter"):
            if isinstance(case.body.get(name), str) and draw(st.integers(0, 9)):
                case.body[name] = draw(st.sampled_from(real["service" if name == "service" else "code"]))


def who_may(operation: Any, everybody: Iterable[str]) -> list[str]:
    """Those of `everybody` whom this operation is for."""
    path = operation.path.removeprefix("/api/v1")
    (found,) = [each for each in ENDPOINTS if (each.method, each.path) == (operation.method.upper(), path)]
    return [name for name in everybody if not found.who or ROLES.get(name) in found.who]


@pytest.mark.timeout(7200)
def test_every_answer_is_described(
    app: Flask,
    kiosk: Any,
    desk: Desk,
    site_id: int,
    credentials: dict[str, tuple[dict[str, str], dict[str, str]]],
    clock: Any,
    rounds: Callable[[int], int],
) -> None:
    """Status, kind, headers and fields, for requests that it allows and such as it forbids."""
    cut = Cut(app)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", cut)
    operations = [each.ok() for each in schema.get_all_operations()]
    assert len(operations) > 30
    taken = [kiosk.take(code) for code in "AABAAC"]
    notices = (Notice(id="photos", picture="photos.jpg"), Notice(id="poster", picture="poster.png"))
    dressed = desk.branch(site_id).site.model_copy(
        update={
            "theme": Theme(logo="town.png"),
            "notices": notices,
            "lobby": Lobby(next_numbers=3, show_names=True),
        }
    )
    pictures = {LOGO: Picture("image/png", b"a picture"), "notice:photos": Picture("image/jpeg", b"another")}
    pictures["notice:poster"] = pictures[LOGO]
    setup.apply_site(desk, site_id, dressed, given=pictures)
    real = {
        "id": [each["id"] for each in taken],
        "token": [each["token"] for each in taken],
        "code": ["1", "2", "3"],
        "service": ["A", "B", "C"],
        "notice": ["photos", "poster"],
    }
    seen: set[tuple[str, int]] = set()

    def law(case: Any, who: str, data: st.DataObject) -> None:
        aimed(data.draw, case, real)
        headers, cookies = credentials[who]
        for name in ("Authorization", "X-CSRFToken", "Cookie"):
            if case.headers is not None:
                case.headers.pop(name, None)
        case.cookies = {}
        kiosk.post("/devices/heartbeat", key=None)  # it can be asked for a copy
        answer = case.call(headers=headers, cookies=cookies)
        case.validate_response(answer, checks=CHECKS, headers=headers)
        seen.add((case.operation.label, answer.status_code))
        clock.advance(seconds=1)
        if case.method == "POST" and answer.status_code == 201 and "/tickets" in case.path:
            real["id"].append(answer.json()["id"])
            real["token"].append(answer.json()["token"])

    for each in operations:
        cases = st.one_of([each.as_strategy(generation_mode=mode) for mode in GenerationMode])
        whom = st.one_of(
            st.sampled_from(who_may(each, credentials) or sorted(credentials)),
            st.sampled_from(sorted(credentials)),
        )
        begin = settings(
            max_examples=rounds(5000) // len(operations), suppress_health_check=list(HealthCheck)
        )
        begin(given(cases, whom, st.data())(law))()
    reached = {label for label, status in seen if status < 400}
    assert len(reached) > len(operations) / 2, sorted(seen)


def test_other_methods_are_405(app: Flask, nobody: Any) -> None:
    """With those that there are; HEAD and OPTIONS are HTTP's own."""
    document = nobody.get("/openapi.json").json
    for path, known in document["paths"].items():
        for method in {"get", "post", "put", "patch", "delete"} - known.keys():
            answer = app.test_client().open(path.replace("{", "").replace("}", ""), method=method.upper())
            assert answer.status_code == 405, (method, path)
            assert answer.content_type == "application/problem+json"
            allowed = set(answer.headers["Allow"].split(", "))
            assert {each.upper() for each in known} <= allowed
            assert method.upper() not in allowed
