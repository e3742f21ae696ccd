"""Letting a new device in, as with a television: it shows a code, somebody of the site types it, it gets its token.

Nothing that is stored can be used: code and secret are kept as hashes, and the device's token is made from the secret,
which only the device has. So the token is known to nobody until the device asks for it, and its hash from the start.
"""

from __future__ import annotations

import base64
import hmac
import secrets

from sqlalchemy import Connection

from kit import wire
from kit.errors import Refused
from kit.wire.pairing import ApprovePairing, Claimed, PairedDevice, Pairing
from server.desk import Desk
from server.desk.branch import moment
from server.desk.change import Change
from server.desk.setup import NotPossible, enter_device, site_ids
from server.desk.tokens import token_hash
from server.problems import Conflict, Invalid, NotFound, Unavailable
from server.store.queries import pairings as rows

LASTS_MS = 10 * 60 * 1000
KEPT_MS = 24 * 3600 * 1000
OPEN_MOST = 60  # codes at once: more than a branch has screens, and too few to meet one by guessing
# No vowels, so no words; no letter or digit that looks like another: 20 ** 8 codes.
LETTERS = "CDFGHJKMNPQRTWXY3479"
LENGTH = 8
_GROUP = 4


def open_pairing(desk: Desk, role: str) -> Pairing:
    """A new device asks to be let in. Raises Unavailable when too many wait already."""
    now = desk.now()
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    secret = secrets.token_urlsafe(32)

    def work(connection: Connection) -> None:
        rows.forget_pairings(connection, now - KEPT_MS)
        if rows.count_open_pairings(connection, now) >= OPEN_MOST:
            raise Unavailable("Too many devices wait to be paired.", retry_after=60)
        rows.add_pairing(
            connection,
            code_hash=_hash("code", code),
            secret_hash=_hash("secret", secret),
            token_hash=token_hash(_token(secret)),
            role=role,
            created_at=now,
            expires_at=now + LASTS_MS,
        )

    desk.database.write(work)
    shown = f"{code[:_GROUP]}-{code[_GROUP:]}"
    return Pairing(code=shown, secret=secret, expires_at=moment(now + LASTS_MS), language=_language(desk))


def _language(desk: Desk) -> str:
    known = list(site_ids(desk.database).values())
    return desk.branch(known[0]).site.languages[0] if len(known) == 1 else "en"


def claim(desk: Desk, secret: str) -> Claimed:
    """The device with this secret asks for its token, which it is told once.

    Raises NotFound for an unknown secret; Refused with 410 when nobody typed the code in time, or the token was told
    before.
    """
    now = desk.now()
    with desk.database.reading() as connection:
        row = rows.pairing_by_secret(connection, _hash("secret", secret))
    if row is None:
        raise NotFound("No pairing has this secret.", "secret")
    if row.claimed_at is not None or now >= row.expires_at:
        raise Refused(410, "Gone", "This pairing is over: ask for a new one.", reason="over")
    if row.device_id is None:
        return Claimed(state="waiting")
    if not desk.database.write(lambda connection: rows.claim_pairing(connection, row.id, now)):
        raise Refused(410, "Gone", "This pairing is over: ask for a new one.", reason="over")
    return Claimed(state="paired", token=_token(secret))


def let_in(change: Change, code: str, name: str, counter: str | None) -> PairedDevice:
    """Somebody of the site has typed a device's code. The device belongs to that site from now on.

    Raises NotPossible for a code that no device shows now, and for a name or a counter that cannot be.
    """
    row = rows.open_pairing_by_code(change.connection, _hash("code", normal(code)), change.now)
    if row is None:
        raise NotPossible(f"CODE: no device shows '{code}' now; a code lasts 10 minutes", "code")
    number = enter_device(change, row.role, name, counter, row.token_hash)
    rows.approve_pairing(change.connection, row.id, number)
    return PairedDevice(id=number, name=name, role=row.role, counter=counter)


def approve(change: Change, asked: ApprovePairing) -> tuple[int, wire.Told]:
    """The same for the API. Raises NotFound, Invalid or Conflict."""
    try:
        return 200, let_in(change, asked.code, asked.name, asked.counter)
    except NotPossible as problem:
        raise _said(problem) from problem


def _said(problem: NotPossible) -> Refused:
    if problem.reason == "code":
        return NotFound("No device shows this code now.", "code")
    if problem.reason == "device_known":
        return Conflict("There is a device of this name already.", "name")
    if problem.reason == "counter":
        return Invalid("This device is a button: say at which counter it stands.", "counter")
    if problem.reason == "no_counter":
        return Invalid("Only a button belongs to a counter.", "counter")
    return Invalid("A name has 1 to 60 printable characters.", "name")


def normal(code: str) -> str:
    """A code as it is compared: in capitals, without the hyphen, whatever was typed between the letters."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _hash(kind: str, text: str) -> str:
    # The code's 34 bits could be found from its hash, by somebody who reads the database within the ten minutes.
    return token_hash(f"pairing {kind} {text}")


def _token(secret: str) -> str:
    """The device's token: 256 bits of HMAC-SHA256(secret, "device token"), 43 characters."""
    digest = hmac.digest(secret.encode(), b"device token", "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
