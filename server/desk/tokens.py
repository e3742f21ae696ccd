"""Secrets that travel: ticket tokens and device tokens. The database keeps only their hashes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets


def ticket_token(secret: bytes, ticket_id: str) -> str:
    """The token in a ticket's QR code: 128 bits of HMAC-SHA256(site secret, ticket id), 22 characters for a URL.

    Made again whenever it is needed, so no table and no stored answer holds it.
    """
    digest = hmac.digest(secret, b"ticket:" + ticket_id.encode("ascii"), "sha256")
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode("ascii")


def session_key(secret: bytes) -> bytes:
    """The key that signs staff sessions: survives a restart, differs from every other use of the secret."""
    return hmac.digest(secret, b"session", "sha256")


def new_device_token() -> str:
    """A device's token: 256 random bits, 43 characters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """How a token is kept: sha256, hex. Enough for random tokens, which cannot be guessed from a list."""
    return hashlib.sha256(token.encode()).hexdigest()
