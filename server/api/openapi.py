"""/api/v1/openapi.json: OpenAPI 3.1, made from the table of endpoints and the models of `kit.wire`."""

from __future__ import annotations

import json
import re
from functools import cache
from http import HTTPStatus
from typing import Any

from flask import Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from kit import wire
from kit.settings import version
from server.api.endpoints import ENDPOINTS, JSON, MAX_BODY, PROBLEM, Endpoint, json_response

REF = "#/components/schemas/{model}"
# OpenAPI 3.1 has no word for a stream's frames, so their kind is left open.
EVENT_STREAM = "text/event-stream"
FRAMES = "Frames of id, event and one line of data, which is JSON; lines that begin with a colon are signs of life."


def view() -> Response:
    """The document."""
    return json_response(_text(), 200)


@cache
def _text() -> str:
    return json.dumps(document(), ensure_ascii=False)


def document() -> dict[str, Any]:
    """The whole API as OpenAPI."""
    paths: dict[str, Any] = {}
    for each in ENDPOINTS:
        paths.setdefault(f"/api/v1{each.path}", {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Next Please",
            "version": version(),
            "description": f"Queue tickets. Bodies have at most {MAX_BODY} bytes; times are RFC 3339 in UTC.",
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "device": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
        },
    }


def _models() -> list[type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {"Problem": wire.Problem}
    for each in ENDPOINTS:
        found.update((model.__name__, model) for model in (each.body, each.answer) if model is not None)
    return list(found.values())


def _schemas() -> dict[str, Any]:
    asked = [(m, "validation") for m in _models() if issubclass(m, wire.Asked)]
    told = [(m, "serialization") for m in _models() if not issubclass(m, wire.Asked)]
    _, schema = models_json_schema([*asked, *told], ref_template=REF)  # type: ignore[list-item]  # mode is a Literal
    found: dict[str, Any] = schema["$defs"]
    return found


def _operation(each: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": each.method.lower() + re.sub(r"\W+", "_", each.path).rstrip("_"),
        "summary": each.summary,
        "description": (each.handler.__doc__ or each.summary).strip(),
        "parameters": _parameters(each),
        "responses": _responses(each),
    }
    if each.who:
        operation["security"] = _security(each)
    if each.body is not None:
        schema = {"$ref": REF.format(model=each.body.__name__)}
        required = any(field.is_required() for field in each.body.model_fields.values())
        operation["requestBody"] = {"required": required, "content": {JSON: {"schema": schema}}}
    return operation


def _security(each: Endpoint) -> list[dict[str, list[str]]]:
    staff = {"staff", "manager", "admin"}
    found: list[dict[str, list[str]]] = []
    if each.who - staff:
        found.append({"device": []})
    if each.who & staff:
        found.append({"session": []})
    return found


def _parameters(each: Endpoint) -> list[dict[str, Any]]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", each.path)
    ]
    if each.keyed:
        key = {"type": "string", "minLength": 16, "maxLength": 128, "pattern": "^[\\x20-\\x7e]+$"}
        found.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": key})
    for name, description in each.headers.items():
        schema = {"type": "string", "pattern": "^[0-9]{1,18}$"}
        found.append({"name": name, "in": "header", "description": description, "schema": schema})
    found += [{"name": name, "in": "query", "schema": dict(schema)} for name, schema in each.query.items()]
    return found


def _responses(each: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status in (each.status, *each.also):
        found[str(status)] = {"description": HTTPStatus(status).phrase}
        if each.answer is not None:
            schema: dict[str, Any] = {"$ref": REF.format(model=each.answer.__name__)}
            texts = {kind: {"schema": {"type": "string"}} for kind in each.contents}
            found[str(status)]["content"] = {each.content: {"schema": schema}, **texts}
        elif status != 204:
            schema = {"description": FRAMES if each.content == EVENT_STREAM else "The picture."}
            found[str(status)]["content"] = {each.content: {"schema": schema}}
    for status in sorted(_errors(each)):
        found[str(status)] = {
            "description": HTTPStatus(status).phrase,
            "content": {PROBLEM: {"schema": {"$ref": REF.format(model="Problem")}}},
        }
    return found


def _errors(each: Endpoint) -> set[int]:
    errors = {*each.errors, 503}
    if each.who:
        errors |= {401, 403}
    if each.method == "POST":
        errors |= {400, 413, 415, 422}
    if each.headers or each.query:
        errors.add(422)
    return errors
