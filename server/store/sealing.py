"""What customers tell is sealed with a key of their business day, and forgotten by dropping the key.

Deleting a row leaves its bytes in journals, dead rows and old backups until something else happens to be written there;
on PostgreSQL nobody can say when. Sealed, they are noise as soon as the key is gone. SecretBox of libsodium (XSalsa20
and Poly1305): 12 microseconds for a name.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox


def new_key() -> str:
    """A key: 256 random bits, hex."""
    return secrets.token_hex(SecretBox.KEY_SIZE)


def seal(key: str, text: str) -> str:
    """The text as nobody without the key can read it, base64; another one each time."""
    return b64encode(SecretBox(bytes.fromhex(key)).encrypt(text.encode())).decode("ascii")


def unseal(key: str | None, sealed: str | None) -> str | None:
    """The text again; None where there is none, or the key is gone. Raises ValueError when it was altered."""
    if sealed is None or key is None:
        return None
    try:
        return SecretBox(bytes.fromhex(key)).decrypt(b64decode(sealed, validate=True)).decode()
    except CryptoError as problem:
        raise ValueError("what a customer told cannot be read: it was altered") from problem
