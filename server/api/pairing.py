"""Endpoints by which a new device is let in."""

from __future__ import annotations

from flask import request

from kit.wire.pairing import ApprovePairing, AskPairing, Claim, Claimed, PairedDevice, Pairing
from server.access.enrolment import enrolment
from server.api.endpoints import ADMIN, ANYONE, Request, endpoint
from server.desk import Answer
from server.desk import pairing as pairing_cases


@endpoint(
    "POST",
    "/pairings",
    ANYONE,
    "A new device asks to be let in",
    body=AskPairing,
    answer=Pairing,
    status=201,
    errors=(429,),
)
def open_pairing(asked: Request) -> Pairing:
    """It shows the code, and an admin types it within ten minutes."""
    return enrolment().open(asked.desk, request, asked.body.role)


@endpoint(
    "POST",
    "/pairings/claim",
    ANYONE,
    "Has the code been typed?",
    body=Claim,
    answer=Claimed,
    also=(202,),
    errors=(404, 410),
)
def claim(asked: Request) -> Answer:
    """202 while it waits; 200 with the token, once; 410 when it is over."""
    told = pairing_cases.claim(asked.desk, asked.body.secret)
    return Answer(202 if told.state == "waiting" else 200, told.model_dump_json())


@endpoint(
    "POST",
    "/pairings/approve",
    ADMIN,
    "Let in the device that shows this code",
    body=ApprovePairing,
    answer=PairedDevice,
    keyed=True,
    errors=(404, 409, 429),
)
def approve(asked: Request) -> Answer:
    """Under a name, and a button at its counter."""
    if asked.key is None:
        raise AssertionError("this endpoint is registered as keyed")
    return enrolment().approve(asked.desk, asked.caller, asked.key, asked.body)
