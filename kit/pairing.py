"""A new device's way in: it shows a code until somebody has typed it, and then has a token of its own.

Used by the programs whose token file is missing or empty. A file with a wrong token is no reason to ask for another:
somebody may have shut the device out.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from kit.client import QueueClient
from kit.errors import NextPleaseError, Refused, SettingError, Unreachable
from kit.settings import read_token
from kit.wire.pairing import AskPairing, Claim, Claimed, PairedRole, Pairing

log = logging.getLogger("pairing")
PAUSE_S = 2.0
ANSWER_S = 5.0


class PairingClient(QueueClient):
    """The two calls of a device that has no token yet."""

    def __init__(self, server_url: str) -> None:
        super().__init__(server_url, "", timeout=ANSWER_S)
        del self._session.headers["Authorization"]

    def ask(self, role: PairedRole) -> Pairing:
        """Ask for a code to show."""
        return self._post("/pairings", "", Pairing, AskPairing(role=role))

    def claim(self, secret: str) -> Claimed:
        """Ask whether the code has been typed."""
        return self._post("/pairings/claim", "", Claimed, Claim(secret=secret))


@dataclass(frozen=True)
class Shown:
    """What a new device shows: where its code is to be typed, and in which language to say so.

    `code` is empty until the server has given one; `away` while the server is not reached.
    """

    server: str
    code: str = ""
    language: str = "en"
    away: bool = False


def token_or_none(name: str) -> str | None:
    """The token in this file; None when the file is missing or empty, and can be written.

    Raises SettingError when it holds something else, or when no token could be kept there.
    """
    file = Path(name)
    if file.parent.is_dir() and (not file.exists() or (file.is_file() and _is_empty(file))):
        _check_writable(file)
        return None
    return read_token(name)


def _is_empty(file: Path) -> bool:
    try:
        return file.stat().st_size < 100 and not file.read_bytes().strip()
    except OSError:
        return False  # `read_token` says what is the matter


def _check_writable(file: Path) -> None:
    try:
        _write(file, "")
    except OSError as problem:
        raise SettingError(
            f"--token-file {file}: no token in it, and none can be kept: {problem.strerror}"
        ) from problem


def _write(file: Path, token: str) -> None:
    """Put the token into its file, which only its owner may read; after a power cut it is there, or as it was."""
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(token + "\n" if token else "")
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


class NewDevice:
    """Asks for codes in a thread of its own until one has been typed. `token` is None until then.

    `on_change` is called from that thread when `shown` is another. `wrong` is what makes waiting useless.
    """

    def __init__(
        self,
        client: PairingClient,
        server: str,
        role: PairedRole,
        token_file: str,
        on_change: Callable[[Shown], None] = lambda _shown: None,
        pause: float = PAUSE_S,
    ) -> None:
        self.shown = Shown(server)
        self.token: str | None = None
        self.wrong: NextPleaseError | None = None
        self._client = client
        self._role = role
        self._file = Path(token_file)
        self._on_change = on_change
        self._pause = pause
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pairing", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Ask no more. Does not wait for an answer that is on its way."""
        self._closing.set()
        if self.wait(0.5):
            self._client.close()

    def wait(self, seconds: float) -> bool:
        """Wait for a token, or for what makes waiting useless; whether it has come."""
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while self.token is None and not self._closing.is_set():
                self._ask()
        except NextPleaseError as problem:
            self.wrong = problem

    def _ask(self) -> None:
        """One code, from its first moment to its last."""
        try:
            pairing = self._client.ask(self._role)
        except Unreachable:
            self._show(replace(self.shown, code="", away=True))
            self._closing.wait(self._pause)
            return
        except Refused as refusal:
            if refusal.status not in {429, 503}:
                raise
            self._closing.wait(refusal.retry_after or self._pause)
            return
        self._show(replace(self.shown, code=pairing.code, language=pairing.language, away=False))
        log.info(
            "to let this %s in, type %s at %s/staff/devices", self._role, pairing.code, self.shown.server
        )
        while self.token is None and not self._closing.wait(self._pause):
            if not self._still_waits(pairing.secret):
                return

    def _still_waits(self, secret: str) -> bool:
        """Whether the code may still be typed; sets `token` when it has been."""
        try:
            told = self._client.claim(secret)
        except Unreachable:
            self._show(replace(self.shown, away=True))
            return True
        except Refused as refusal:
            if refusal.status == 503:
                return True
            if refusal.status not in {404, 410}:
                raise
            return False
        self._show(replace(self.shown, away=False))
        if told.token is not None:
            self._keep(told.token)
        return True

    def _keep(self, token: str) -> None:
        try:
            _write(self._file, token)
        except OSError as problem:
            raise SettingError(f"--token-file {self._file}: {problem.strerror}") from problem
        log.info("let in")
        self.token = token

    def _show(self, shown: Shown) -> None:
        if shown != self.shown:
            self.shown = shown
            self._on_change(shown)
