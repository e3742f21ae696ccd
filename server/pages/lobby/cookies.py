"""What a lobby page's browser keeps: its device's token, and before that the code it shows with the secret to it.

Both in cookies that no script can read, that go nowhere but to `/lobby`, and that no other site's page can have sent.
"""

from __future__ import annotations

from flask import Request, Response

PATH = "/lobby"
TOKEN, PAIRING = "nextplease-lobby", "nextplease-lobby-code"
KEPT_S = 400 * 24 * 3600  # as long as browsers allow; each visit begins it anew
_PAIRED_WITHIN_S = 600


def token_in(request: Request) -> str:
    """The device's token; empty when there is none."""
    return request.cookies.get(TOKEN, "")


def pairing_in(request: Request) -> tuple[str, str]:
    """The code that this browser shows and the secret to it; both empty when there is none."""
    code, _, secret = request.cookies.get(PAIRING, "").partition(":")
    return (code, secret) if secret else ("", "")


def keep_token(request: Request, response: Response, token: str) -> None:
    """From now on this browser is the device."""
    _set(request, response, TOKEN, token, KEPT_S)
    response.delete_cookie(PAIRING, path=PATH)


def keep_pairing(request: Request, response: Response, code: str, secret: str) -> None:
    """Until somebody has typed the code, or it is too old."""
    _set(request, response, PAIRING, f"{code}:{secret}", _PAIRED_WITHIN_S)
    response.delete_cookie(TOKEN, path=PATH)


def _set(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=PATH,
        secure=request.is_secure,  # a lobby's own network may speak plain http
        httponly=True,
        samesite="Strict",
    )
