"""What staff do at the kiosk itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk import state as s
from kiosk.chores import BRIGHTEST, DIMMEST, Brightness, Chores, pin_from
from kit.errors import SettingError
from printer.device import Printer
from printer.spool import Spool


class Parts:
    """Chores with a virtual printer, and what they posted."""

    def __init__(self, folder: Path, pin: str = "4711") -> None:
        self.posted: list[s.Input] = []
        self.ended = 0
        self.brightness = Brightness(folder)
        self.token = folder / "token"
        self.token.write_text("secret")
        self.chores = Chores(pin, self.brightness, self.token, self.posted.append, self._end)
        self.spool = Spool(folder / "spool", Printer.open(f"virtual:{folder / 'paper'}"), self.chores.tested)
        self.spool.start()

    def _end(self) -> None:
        self.ended += 1

    def do(self, what: s.Chore) -> None:
        self.chores.do(what, self.spool, None, "en")


@pytest.fixture
def parts(tmp_path: Path) -> Any:
    """The chores."""
    made = Parts(tmp_path)
    yield made
    made.spool.close()


@pytest.mark.parametrize("pin", ["123", "12a4", "1" * 13, "", "１２３４"])
def test_a_pin_is_four_to_twelve_digits(tmp_path: Path, pin: str) -> None:
    """Anything else in the file is said at the start."""
    (tmp_path / "pin").write_text(pin)
    with pytest.raises(SettingError, match="4 to 12 digits"):
        pin_from(str(tmp_path / "pin"))


def test_a_pin_comes_from_its_file(tmp_path: Path) -> None:
    """Without a file there is none; a file that is not there is an error."""
    (tmp_path / "pin").write_text("4711\n")
    assert (pin_from(str(tmp_path / "pin")), pin_from(None)) == ("4711", "")
    with pytest.raises(SettingError, match="--pin-file"):
        pin_from(str(tmp_path / "gone"))


def test_only_the_pin_opens(tmp_path: Path, parts: Parts) -> None:
    """The right one opens, another does not, and without a PIN nothing does."""
    parts.chores.check("4711")
    parts.chores.check("4712")
    Chores("", parts.brightness, None, parts.posted.append, parts._end).check("")
    assert parts.posted == [s.PinRight(), s.PinWrong(), s.PinWrong()]


def test_the_brightness_is_kept_and_never_dark(tmp_path: Path, parts: Parts) -> None:
    """Darker stops where the screen can still be read; the next start finds it so; rubbish in the file is bright."""
    for _ in range(20):
        parts.do("darker")
    assert Brightness(tmp_path).percent == parts.brightness.percent == DIMMEST
    parts.do("brighter")
    assert Brightness(tmp_path).percent == DIMMEST + 10
    (tmp_path / "brightness").write_text("dark")
    assert Brightness(tmp_path).percent == BRIGHTEST


def test_a_test_ticket_is_printed_and_said(tmp_path: Path, parts: Parts, wait_for: Any) -> None:
    """It comes out, and the screen says so; it is nobody's ticket."""
    parts.do("test_print")
    wait_for(lambda: parts.posted)
    assert parts.posted == [s.ChoreDone("The test ticket was printed.")]
    assert len(list((tmp_path / "paper").glob("*.bin"))) == 1


def test_another_pairing_puts_the_token_aside(tmp_path: Path, parts: Parts) -> None:
    """The next start shows a code; where the token cannot be moved, nothing ends."""
    parts.do("pair")
    assert (parts.token.exists(), (tmp_path / "token.before").read_text(), parts.ended) == (
        False,
        "secret",
        1,
    )
    parts.do("pair")
    assert parts.ended == 1
    assert parts.posted == [s.ChoreDone("This kiosk's key cannot be changed here.")]


def test_a_restart_ends_the_program(parts: Parts) -> None:
    """Its supervisor starts it again."""
    parts.do("restart")
    assert parts.ended == 1
