"""Whether a device's token is what its program needs: asked of the server once, when it is first reached."""

from __future__ import annotations

from typing import Protocol

from kit import wire
from kit.errors import Refused, SettingError
from kit.link import REVOKED


class Asks(Protocol):
    """What is asked of kit.client.QueueClient."""

    def me(self) -> wire.Me:
        """Who this device is."""


def confirm(client: Asks, role: str, where: str) -> wire.Me:
    """Who this device is, as the server knows it.

    `where` names the token's file, for example "nextplease-kiosk: --token-file kiosk.token". Raises SettingError when
    the token is unknown, revoked, or another role's; Unreachable or Refused when the server cannot tell now.
    """
    try:
        me = client.me()
    except Refused as refusal:
        wrong = wrong_token(refusal, role, where)
        if wrong is None:
            raise
        raise wrong from refusal
    if me.role != role:
        raise SettingError(f"{where}: this token belongs to {me.role} '{me.name}', not to a {role}")
    return me


def wrong_token(refusal: Refused, role: str, where: str) -> SettingError | None:
    """What a refusal says about the token; None when it is about something else."""
    if refusal.status == 401:
        return SettingError(f"{where}: {REVOKED}")
    if refusal.status == 403:
        return SettingError(f"{where}: this token does not belong to a {role}")
    return None
