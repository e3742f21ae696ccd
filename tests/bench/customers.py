"""How a kiosk's memory goes over many customers: `python tests/bench/customers.py 2000`.

The whole program's loop, flow and drawing in one process, on SDL's dummy driver; server and printer are made up, and
time moves as fast as the machine can, so that two thousand customers take minutes. Each has another language, and some
have larger text, contrast or low reach.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]
os.environ |= {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}

import psutil  # noqa: E402 - after the path is set
from glass import Glass  # noqa: E402

from kiosk import state as s  # noqa: E402
from kit import wire  # noqa: E402

LANGUAGES = ["en", "es", "fr", "de", "uk", "ar", "zh"]
EASES: list[s.Ease] = ["larger", "contrast", "low"]
WARM = 100  # customers after which every cache has seen everything it will


def services(turn: int) -> wire.Services:
    """Four services with other counts each time."""
    site = wire.SiteInfo(
        code="main", name="City Hall", languages=LANGUAGES, timezone="UTC", public_url="https://q.example"
    )
    told = [
        wire.ServiceStatus(
            code=code,
            name={"en": f"Service {code}"},
            open=True,
            served=True,
            waiting=turn % 40,
            ahead=turn % 40,
            wait=wire.Wait(low_s=60 * (turn % 40), high_s=90 * (turn % 40) + 300),
        )
        for code in "ABCD"
    ]
    return wire.Services(event_id=turn + 1, now=datetime.now(UTC), site=site, services=told)


def ticket(turn: int, language: str) -> wire.Ticket:
    """The ticket of this customer."""
    token = f"{turn:022d}"
    return wire.Ticket(
        id=f"id-{turn}", number=f"A{turn % 999 + 1:03d}", service="A", state="waiting", ahead=turn % 40,
        token=token, url=f"https://q.example/t/{token}", language=language, created_at=datetime.now(UTC),
    )  # fmt: skip


def customer(glass: Glass, turn: int) -> None:
    """One customer, from the first screen to the last."""
    glass.tell(s.ServicesCame(services(turn)))
    language = LANGUAGES[turn % len(LANGUAGES)]
    glass.tell(s.LanguageChosen(language))
    if turn % 5 < len(EASES):
        glass.tell(s.EaseToggled(EASES[turn % 5]))
    glass.wait(1.5)
    glass.tell(s.ServiceChosen("A", f"{turn:032d}"))
    given = s.Given(ticket(turn, language))
    glass.tell(s.TicketTaken(f"{turn:032d}", given))
    glass.tell(s.PaperFared(given.ticket.id, "printed"))
    glass.wait(1.5)
    assert isinstance(glass.state.screen, s.Done), glass.state.screen
    glass.tell(s.FinishPressed())
    assert isinstance(glass.state.screen, s.Start), glass.state.screen
    glass.desk.asked.clear()


def main() -> None:
    """Print {"warm": MB, "end": MB, "customers": N}."""
    most = int(sys.argv[1])
    glass, process, warm = Glass(size=(1280, 800)), psutil.Process(), 0.0
    for turn in range(most):
        customer(glass, turn)
        if turn + 1 == WARM:
            warm = process.memory_full_info().pss / 1e6
    print(json.dumps({"warm": warm, "end": process.memory_full_info().pss / 1e6, "customers": most}))


if __name__ == "__main__":
    main()
