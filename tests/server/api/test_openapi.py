"""The document and the server say the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

SIMPLE = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "object": dict,
    "array": list,
    "number": (int, float),
}


def faults(value: object, schema: dict[str, Any], document: dict[str, Any], at: str = "$") -> list[str]:
    """Where a value is not as its schema says; as much of JSON Schema as the document uses."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return faults(value, document["components"]["schemas"][name], document, at)
    if "anyOf" in schema:
        tries = [faults(value, each, document, at) for each in schema["anyOf"]]
        return [] if [] in tries else [f"{at}: fits none of {len(tries)}"]
    found = _simple_faults(value, schema, at)
    if not found and isinstance(value, dict):
        found = [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
        for name, each in value.items():
            known = schema.get("properties", {}).get(name, schema.get("additionalProperties", False))
            if known is False:
                found.append(f"{at}: {name} is not in the document")
            elif isinstance(known, dict):
                found += faults(each, known, document, f"{at}.{name}")
    if not found and isinstance(value, list):
        for place, each in enumerate(value):
            found += faults(each, schema.get("items", {}), document, f"{at}[{place}]")
    return found


def _simple_faults(value: object, schema: dict[str, Any], at: str) -> list[str]:
    if "const" in schema and value != schema["const"]:
        return [f"{at}: {value!r} is not {schema['const']!r}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is none of {schema['enum']}"]
    kind = schema.get("type")
    if kind == "null":
        return [] if value is None else [f"{at}: not null"]
    if kind and (not isinstance(value, SIMPLE[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return [f"{at}: {value!r} is not of type {kind}"]
    return []


@pytest.fixture
def document(nobody: Any) -> dict[str, Any]:
    """As it is served."""
    answer = nobody.get("/openapi.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    found: dict[str, Any] = answer.json
    return found


def test_every_route_is_documented_and_every_documented_one_exists(
    app: Flask, document: dict[str, Any]
) -> None:
    """Nothing below /api/v1 is hidden but the document itself."""
    routes = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert routes - told == {("get", "/api/v1/openapi.json")}
    assert told <= routes


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    """And every operation has a name of its own."""
    text = str(document)
    for name in re.findall(r"#/components/schemas/(\w+)", text):
        assert name in document["components"]["schemas"]
    names = [each["operationId"] for methods in document["paths"].values() for each in methods.values()]
    assert len(set(names)) == len(names)


def moves(staff: Any, nobody: Any, first: dict[str, Any], second: dict[str, Any]) -> list[Any]:
    """Every further move of a ticket, a counter, a service and a phone, one after the other."""
    ways = [
        ("call", {"counter": "1"}),
        ("hold", None),
        ("resume", None),
        ("transfer", {"service": "B", "note": "Has the form."}),
        ("return", None),
        ("cancel", None),
    ]
    sent: list[Any] = [
        ("post", f"/tickets/{{id}}/{way}", {}, staff.post(f"/tickets/{first['id']}/{way}", body))
        for way, body in ways
    ]
    sent += [
        ("post", f"/counters/{{code}}/{way}", {}, staff.post(f"/counters/3/{way}", {}))
        for way in ("open", "break", "close")
    ]
    sent += [
        ("post", f"/services/{{code}}/{way}", {}, staff.post(f"/services/B/{way}", {}))
        for way in ("pause", "resume")
    ]
    for way, body in (("delay", {"minutes": 5}), ("leave", None), ("feedback", {"csat": 5})):
        sent.append(("post", f"/t/{{token}}/{way}", {}, nobody.post(f"/t/{second['token']}/{way}", body)))
    return sent


def pairing(nobody: Any, staff: Any) -> list[tuple[str, str, dict[str, str], Any]]:
    """A new device asks to be let in, and somebody tries who may not."""
    asked = nobody.post("/pairings", {"role": "display"}, key=None)
    secret = {"secret": asked.json["secret"]}
    typed = {"code": asked.json["code"], "name": "lobby"}
    return [
        ("post", "/pairings", {}, asked),
        ("post", "/pairings/claim", {}, nobody.post("/pairings/claim", secret, key=None)),
        ("post", "/pairings/claim", {}, nobody.post("/pairings/claim", {"secret": "x" * 43}, key=None)),
        ("post", "/pairings/approve", {}, staff.post("/pairings/approve", typed)),
    ]


def copies(kiosk: Any, staff: Any, ticket: str) -> list[tuple[str, str, dict[str, str], Any]]:
    """Printed again: while the kiosk is away, when it is here, at one that is not there, by somebody who may not."""
    path, ids = "/tickets/{id}/reprint", {"id": ticket}
    away = staff.post(f"/tickets/{ticket}/reprint")
    kiosk.post("/devices/heartbeat", {})
    return [
        ("post", path, ids, away),
        ("post", path, ids, staff.post(f"/tickets/{ticket}/reprint")),
        ("post", path, ids, staff.post(f"/tickets/{ticket}/reprint", {"kiosk": "none"})),
        ("post", path, ids, kiosk.post(f"/tickets/{ticket}/reprint")),
    ]


def handed_in(kiosk: Any) -> list[tuple[str, str, dict[str, str], Any]]:
    """Given during an outage: right, the number taken, the number somebody else's, a part missing."""
    paper = {"service": "A", "number": 900, "issued_at": "2026-11-24T10:59:00Z", "token": "x" * 22}
    bodies = (paper, {**paper, "token": "y" * 22}, {**paper, "number": 800}, {**paper, "token": None})
    return [("post", "/tickets", {}, kiosk.post("/tickets", each)) for each in bodies]


def appointments(staff: Any, kiosk: Any) -> list[tuple[str, str, dict[str, str], Any]]:
    """Booked, brought up to date, listed, checked in and cancelled, with what is refused."""
    asked = {"service": "A", "at": "2026-11-24T11:00:00Z", "source": "entry", "name": "Ana"}
    booked = staff.post("/appointments", asked)
    cancel, check_in = "/appointments/{id}/cancel", "/appointments/check-in"
    early = staff.post("/appointments", {**asked, "at": "2026-11-24T13:00:00Z", "source": "other"})
    return [
        ("post", "/appointments", {}, booked),
        ("post", "/appointments", {}, staff.post("/appointments", asked)),
        ("post", "/appointments", {}, staff.post("/appointments", {**asked, "service": "Z"})),
        ("get", "/appointments", {}, staff.get("/appointments")),
        ("get", "/appointments", {}, staff.get("/appointments?day=x")),
        ("post", check_in, {}, kiosk.post(check_in, {"code": booked.json["code"]})),
        ("post", check_in, {}, kiosk.post(check_in, {"code": early.json["code"]})),
        ("post", check_in, {}, kiosk.post(check_in, {"code": "NOSUCH22"})),
        ("post", cancel, {}, staff.post(f"/appointments/{early.json['id']}/cancel")),
        ("post", cancel, {}, staff.post(f"/appointments/{early.json['id']}/cancel")),
        ("post", cancel, {}, staff.post("/appointments/x/cancel")),
    ]


def test_answers_are_as_the_document_says(
    document: dict[str, Any], kiosk: Any, staff: Any, button: Any, display: Any, nobody: Any, as_user: Any
) -> None:
    """Each endpoint's answer, right and refused, in its documented shape and with a documented status."""
    taken = kiosk.take("A", language="ar")
    kiosk.take("B")
    ticket = {"id": taken["id"]}
    sent: list[tuple[str, str, dict[str, str], Any]] = [
        ("get", "/me", {}, button.get("/me")),
        ("post", "/tickets", {}, kiosk.post("/tickets", {"service": "C"})),
        ("post", "/tickets", {}, kiosk.post("/tickets", {"service": "Z"})),
        ("post", "/tickets", {}, kiosk.post("/tickets", {"service": "A"}, key=None)),
        ("post", "/tickets", {}, kiosk.post("/tickets", data="{", content_type="application/json")),
        ("post", "/tickets", {}, kiosk.post("/tickets", data="{}", content_type="text/plain")),
        ("post", "/tickets", {}, kiosk.post("/tickets", data=" " * 70_000)),
        ("get", "/services", {}, kiosk.get("/services")),
        ("get", "/queue", {}, staff.get("/queue")),
        ("get", "/queue", {}, kiosk.get("/queue")),
        ("get", "/queue", {}, nobody.get("/queue")),
        ("post", "/counters/{code}/next", {"code": "2"}, button.post("/counters/2/next")),
        ("post", "/counters/{code}/next", {"code": "2"}, button.post("/counters/2/next")),
        ("post", "/counters/{code}/next", {"code": "9"}, staff.post("/counters/9/next")),
        ("post", "/counters/{code}/recall", {"code": "2"}, button.post("/counters/2/recall")),
        ("get", "/counters", {}, staff.get("/counters")),
        ("get", "/board", {}, display.get("/board")),
        ("get", "/tickets/{id}", ticket, staff.get(f"/tickets/{taken['id']}")),
        ("get", "/tickets/{id}", {"id": "x"}, staff.get("/tickets/x")),
        ("post", "/tickets/{id}/arrive", ticket, staff.post(f"/tickets/{taken['id']}/arrive")),
        ("post", "/tickets/{id}/no-show", ticket, staff.post(f"/tickets/{taken['id']}/no-show")),
        ("post", "/tickets/{id}/finish", ticket, staff.post(f"/tickets/{taken['id']}/finish")),
        (
            "post",
            "/tickets/{id}/print",
            ticket,
            kiosk.post(f"/tickets/{taken['id']}/print", {"result": "sent"}),
        ),
        *copies(kiosk, staff, taken["id"]),
        ("post", "/devices/heartbeat", {}, kiosk.post("/devices/heartbeat", {})),
        *handed_in(kiosk),
        ("post", "/displays/shown", {}, display.post("/displays/shown", {"event_id": 1})),
        *moves(staff, nobody, kiosk.take("A"), kiosk.take("A")),
        *appointments(staff, kiosk),
        *pairing(nobody, staff),
        ("get", "/reports/days", {}, staff.get("/reports/days")),
        ("get", "/reports/days", {}, as_user("max").get("/reports/days")),
        ("get", "/reports/days", {}, as_user("max").get("/reports/days?to=x")),
        ("get", "/t/{token}", {}, nobody.get(f"/t/{taken['token']}")),
        ("get", "/t/{token}", {}, nobody.get("/t/x")),
        ("get", "/t/{token}/events", {}, nobody.get("/t/x/events")),
        ("get", "/events", {}, display.get("/events", headers={"Last-Event-ID": "x"})),
        ("get", "/logo.png", {}, kiosk.get("/logo.png")),
        ("get", "/logo.jpg", {}, button.get("/logo.jpg")),
        ("get", "/notices/{notice}.png", {}, display.get("/notices/x.png")),
        ("get", "/notices/{notice}.jpg", {}, button.get("/notices/x.jpg")),
        ("post", "/displays/message", {}, staff.post("/displays/message", {"message": {"en": "At three"}})),
        ("post", "/displays/message", {}, display.post("/displays/message")),
    ]
    for method, path, _parts, answer in sent:
        line = f"{method} {path} {answer.status_code}"
        told = document["paths"][f"/api/v1{path}"][method]["responses"]
        assert str(answer.status_code) in told, line
        content = told[str(answer.status_code)].get("content")
        if content is None:
            assert answer.data == b"", line
            continue
        kind, described = next(iter(content.items()))
        assert answer.content_type == kind, line
        assert faults(answer.json, described["schema"], document) == [], line
    covered = {(method, path) for method, path, _, _ in sent}
    assert covered == {
        (method, path.removeprefix("/api/v1"))
        for path, methods in document["paths"].items()
        for method in methods
    }


def test_the_check_of_answers_can_fail(document: dict[str, Any]) -> None:
    """A wrong type, a missing and an unknown field are seen."""
    schema = {"$ref": "#/components/schemas/PhoneTicket"}
    right = {"number": "A001", "state": "waiting", "ahead": 0}
    assert faults(right, schema, document) == []
    for wrong in (
        {**right, "ahead": "0"},
        {**right, "state": "lost"},
        {**right, "more": 1},
        {"number": "A001"},
    ):
        assert faults(wrong, schema, document), wrong
