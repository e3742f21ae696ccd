"""What crosses HTTP while a new device is paired, as `kit.wire` has the rest.

A device asks for a pairing and shows its code; somebody types the code; the device, which alone has the secret, asks
with it until it is given its token.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from kit.wire.values import Asked, Code, Moment, Role, Told

PairedRole = Literal["kiosk", "display", "counter"]
DeviceName = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")
]
Secret = Annotated[str, StringConstraints(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
TypedCode = Annotated[
    str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")
]


class AskPairing(Asked):
    """A device without a token: what it is."""

    role: PairedRole


class Pairing(Told):
    """`code` is for people, `secret` for the device alone; both are worth nothing after `expires_at`.

    `language` is the site's first where the server has one site, otherwise "en".
    """

    code: str
    secret: str
    expires_at: Moment
    language: str


class Claim(Asked):
    """The device asks whether its code has been typed."""

    secret: Secret


class Claimed(Told):
    """`paired` with the token, told this once, or still `waiting`."""

    state: Literal["waiting", "paired"]
    token: str | None = None


class ApprovePairing(Asked):
    """A code as a person typed it, and what the device is called; `counter` for a button, and only for one."""

    code: TypedCode
    name: DeviceName
    counter: Code | None = None


class PairedDevice(Told):
    """A device that has been let in."""

    id: int
    name: str
    role: Role
    counter: str | None = None
