"""A new device asks for codes until one has been typed, and keeps its token."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from patience import DEADLINE_S

from kit.errors import Refused, SettingError, Unreachable
from kit.pairing import NewDevice, Shown, token_or_none
from kit.wire.pairing import Claimed, Pairing

GONE = Refused(410, "Gone")
WAITS = Claimed(state="waiting")
SERVER = "http://hall:8000"


class Server:
    """Plays `codes` and `claims` by turns; the last of each for ever."""

    def __init__(self, codes: list[Any], claims: list[Any]) -> None:
        self.codes, self.claims = codes, claims
        self.asked: list[str] = []

    def _turn(self, turns: list[Any]) -> Any:
        found = turns.pop(0) if len(turns) > 1 else turns[0]
        if isinstance(found, Exception):
            raise found
        return found

    def ask(self, role: str) -> Pairing:
        self.asked.append(role)
        code = self._turn(self.codes)
        return Pairing(code=code, secret=f"secret of {code}", expires_at=datetime.now(UTC), language="es")

    def claim(self, secret: str) -> Claimed:
        self.asked.append(secret)
        found: Claimed = self._turn(self.claims)
        return found

    def close(self) -> None:
        """Nothing to give back."""


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Callable[..., tuple[NewDevice, list[Shown]]]]:
    """Starts a new kiosk on a played server; returns it with what it has shown."""
    made: list[NewDevice] = []

    def start(server: Server) -> tuple[NewDevice, list[Shown]]:
        shown: list[Shown] = []
        file = str(tmp_path / "token")
        made.append(NewDevice(server, SERVER, "kiosk", file, shown.append, pause=0.01))  # type: ignore[arg-type]
        made[-1].start()
        return made[-1], shown

    yield start
    for each in made:
        each.close()


def test_it_shows_its_code_and_keeps_its_token(device: Callable[..., Any], tmp_path: Path) -> None:
    """In a file for its owner alone; the server's first language is told for the page."""
    server = Server(["CCCC-DDDD"], [WAITS, WAITS, Claimed(state="paired", token="the-token")])
    paired, shown = device(server)
    assert paired.wait(DEADLINE_S)
    assert paired.token == "the-token"
    assert shown == [Shown(SERVER, "CCCC-DDDD", "es")]
    file = tmp_path / "token"
    assert token_or_none(str(file)) == "the-token"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert server.asked[:2] == ["kiosk", "secret of CCCC-DDDD"]
    assert [each.name for each in tmp_path.iterdir()] == ["token"]


def test_a_code_that_is_over_is_followed_by_another(device: Callable[..., Any]) -> None:
    """Nobody came in ten minutes: a new code stands there, with its own secret."""
    server = Server(["CCCC-DDDD", "FFFF-GGGG"], [GONE, Claimed(state="paired", token="t")])
    paired, shown = device(server)
    assert paired.wait(DEADLINE_S)
    assert [each.code for each in shown] == ["CCCC-DDDD", "FFFF-GGGG"]
    assert server.asked[-1] == "secret of FFFF-GGGG"


def test_a_server_that_is_away_is_waited_for(device: Callable[..., Any]) -> None:
    """The page says so; a code once given stays on it, for it may still be typed."""
    away = Unreachable("POST /pairings: nothing listens")
    server = Server([away, "CCCC-DDDD"], [WAITS, away, WAITS, Claimed(state="paired", token="t")])
    paired, shown = device(server)
    assert paired.wait(DEADLINE_S)
    assert [(each.code, each.away) for each in shown] == [
        ("", True),
        ("CCCC-DDDD", False),
        ("CCCC-DDDD", True),
        ("CCCC-DDDD", False),
    ]


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_has_no_code_now_is_asked_again(device: Callable[..., Any], status: int) -> None:
    """After as long as it says."""
    busy = Refused(status, "Too many", retry_after=0.01)
    paired, _ = device(Server([busy, busy, "CCCC-DDDD"], [Claimed(state="paired", token="t")]))
    assert paired.wait(DEADLINE_S)
    assert paired.token == "t"


def test_a_server_that_knows_no_pairing_ends_it(device: Callable[..., Any]) -> None:
    """What can never come is not waited for."""
    paired, _ = device(Server([Refused(404, "Not found")], [WAITS]))
    assert paired.wait(DEADLINE_S)
    assert isinstance(paired.wrong, Refused)


def test_a_token_that_cannot_be_kept_is_said(device: Callable[..., Any], tmp_path: Path) -> None:
    """In one line that names the file."""
    (tmp_path / "token").mkdir()
    paired, _ = device(Server(["CCCC-DDDD"], [Claimed(state="paired", token="t")]))
    assert paired.wait(DEADLINE_S)
    assert f"--token-file {tmp_path / 'token'}" in str(paired.wrong)
    assert paired.token is None


@pytest.mark.parametrize("text", [None, b"", b" \n"])
def test_a_missing_or_empty_file_asks_for_pairing(tmp_path: Path, text: bytes | None) -> None:
    """Both are a device that is new."""
    file = tmp_path / "token"
    if text is not None:
        file.write_bytes(text)
    assert token_or_none(str(file)) is None


@pytest.mark.parametrize("text", [b"two words", b"\xff\xfe", b"one\ntwo\n"])
def test_a_file_with_something_else_ends_it(tmp_path: Path, text: bytes) -> None:
    """A wrong file is named, and left as it is: pairing again is for people to decide."""
    file = tmp_path / "token"
    file.write_bytes(text)
    with pytest.raises(SettingError, match="--token-file"):
        token_or_none(str(file))
    assert file.read_bytes() == text


@pytest.mark.parametrize("name", ["/no/such/folder/token", "/proc/token", "/proc"])
def test_where_no_token_can_be_kept(name: str) -> None:
    """Said at once, before a code is shown for nothing."""
    with pytest.raises(SettingError, match="--token-file"):
        token_or_none(name)
