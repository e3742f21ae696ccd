"""Slows down what is tried too often, without ever shutting anybody out for good."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable

PLACES = 8192  # at most a megabyte, however many names somebody makes up


class Slowdown:
    """Allows `burst` tries at once and then one every `every_s` seconds, for each key of its own.

    A key is any number of texts. Keys share a fixed number of places by a hash that nobody outside can foresee: two
    that meet by chance share their tries, and nobody can fill the memory or push another's tries out of it.
    """

    def __init__(self, burst: int, every_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._every = every_s
        self._spare = (burst - 1) * every_s
        self._clock = clock
        self._secret = secrets.token_bytes(16)
        self._full_at: dict[int, float] = {}  # when every try of this place will have come back
        self._lock = threading.Lock()

    def wait_s(self, *key: str) -> float:
        """Seconds until this key may try again; 0: now."""
        with self._lock:
            return max(0.0, self._full_at.get(self._place(key), 0.0) - self._clock() - self._spare)

    def spend(self, *key: str) -> None:
        """One try is made."""
        place, now = self._place(key), self._clock()
        with self._lock:
            self._full_at[place] = max(self._full_at.get(place, 0.0), now) + self._every

    def give_back(self, *key: str) -> None:
        """The try was none: it went well."""
        place = self._place(key)
        with self._lock:
            self._full_at[place] = self._full_at.get(place, 0.0) - self._every

    def _place(self, key: tuple[str, ...]) -> int:
        text = "\0".join(key).encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(text, digest_size=8, key=self._secret).digest()
        return int.from_bytes(digest) % PLACES
