"""What staff do at the kiosk itself: the PIN, a test ticket, the brightness, a restart, another pairing."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from kiosk import state as s
from kit import wire
from kit.errors import SettingError
from kit.language import sentence
from printer.outcome import Outcome
from printer.spool import Spool
from printer.ticket import PaperTicket

log = logging.getLogger("kiosk")

PIN_DIGITS = range(4, 13)
TEST = "test-"  # what the spool's name of a test ticket begins with
DIMMEST, BRIGHTEST, STEP = 30, 100, 10  # per cent


def pin_from(name: str | None) -> str:
    """The PIN in this file: 4 to 12 digits; "" without a file. Raises SettingError."""
    if not name:
        return ""
    try:
        pin = Path(name).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingError(
            f"--pin-file {name}: {getattr(problem, 'strerror', None) or 'not a text'}"
        ) from problem
    if not (pin.isascii() and pin.isdecimal() and len(pin) in PIN_DIGITS):
        raise SettingError(f"--pin-file {name}: a PIN has 4 to 12 digits")
    return pin


class Brightness:
    """How bright the picture is, in per cent; it outlives a restart. Where it cannot be kept, it holds until then."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "brightness"
        self.percent = BRIGHTEST
        try:
            kept = int(self._file.read_text("ascii"))
        except (OSError, ValueError):
            return
        self.percent = min(BRIGHTEST, max(DIMMEST, kept))

    def change(self, steps: int) -> None:
        """Brighter or darker by so many steps."""
        self.percent = min(BRIGHTEST, max(DIMMEST, self.percent + steps * STEP))
        try:
            self._file.write_text(str(self.percent), "ascii")
        except OSError as problem:
            log.warning("the brightness cannot be kept: %s", problem.strerror)


class Chores:
    """Carries them out. `end` stops the program, which its supervisor starts again; `token_file` is put aside."""

    def __init__(
        self,
        pin: str,
        brightness: Brightness,
        token_file: Path | None,
        post: Callable[[s.Input], None],
        end: Callable[[], None],
    ) -> None:
        self._pin = pin
        self._brightness = brightness
        self._token_file = token_file
        self._post = post
        self._end = end
        self._tests = 0

    def check(self, pin: str) -> None:
        """Whether this is the PIN. Without one nothing is."""
        right = bool(self._pin) and hmac.compare_digest(self._pin, pin)
        log.info("service functions: the PIN was %s", "right" if right else "wrong")
        self._post(s.PinRight() if right else s.PinWrong())

    def do(self, what: s.Chore, spool: Spool, site: wire.SiteInfo | None, language: str) -> None:
        """Do it, and say how it went."""
        log.info("service functions: %s", what)
        match what:
            case "test_print":
                self._test_print(spool, site, language)
            case "brighter" | "darker":
                self._brightness.change(1 if what == "brighter" else -1)
                self._post(s.ChoreDone(""))
            case "restart":
                self._end()
            case "pair":
                self._pair()

    def tested(self, outcome: Outcome) -> bool:
        """Whether an outcome is a test ticket's; then its end is told on the screen."""
        if not outcome.job_id.startswith(TEST):
            return False
        said = {
            "printed": sentence("The test ticket was printed."),
            "sent": sentence("The test ticket was sent. This printer never says whether it printed."),
            "uncertain": sentence("The test ticket may not have been printed. Please look at the printer."),
            "failed": sentence("The test ticket was not printed. Please look at the printer."),
        }[outcome.result]
        self._post(s.ChoreDone(said))
        return True

    def _test_print(self, spool: Spool, site: wire.SiteInfo | None, language: str) -> None:
        now = datetime.now(UTC)
        self._tests += 1
        ticket = PaperTicket(
            site=site.name if site is not None else "Next Please",
            service="Test",
            number="TEST",
            ahead=None,
            language=language,
            issued_at=now,
            timezone=site.timezone if site is not None else "UTC",
        )
        spool.put(f"{TEST}{now.timestamp():.0f}-{self._tests}", ticket)

    def _pair(self) -> None:
        if self._token_file is None:
            return
        try:
            self._token_file.replace(self._token_file.with_name(self._token_file.name + ".before"))
        except OSError as problem:
            log.warning("the token cannot be put aside: %s", problem.strerror)
            self._post(s.ChoreDone(sentence("This kiosk's key cannot be changed here.")))
            return
        self._end()
