"""Draws every state of the kiosk and the lobby screen, at several sizes and in several languages, and a printed ticket.

    python docs/screens/make_screens.py            all pictures and contact sheets into var/screens, the chosen few here

Look at the contact sheets whenever a screen changes. What is kept in docs/screens is what README shows, in few colours
so that the repository stays small.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]  # so that it also runs from a checkout that is not installed
os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import contact  # noqa: E402
import lobby  # noqa: E402
import lobby_views  # noqa: E402
import numpy as np  # noqa: E402
import pygame  # noqa: E402 - after the video driver is chosen
from PIL import Image, ImageDraw  # noqa: E402

from display import screen as lobby_screen  # noqa: E402
from kiosk import screens  # noqa: E402
from kiosk import state as s  # noqa: E402
from kit import wire  # noqa: E402
from kit.drawing import pairing  # noqa: E402
from kit.drawing.scale import Scale  # noqa: E402
from kit.drawing.theme import DAY, LOBBY, Theme  # noqa: E402
from kit.lobby.view import starting  # noqa: E402
from kit.pairing import Shown  # noqa: E402
from printer.encode import encode  # noqa: E402
from printer.layout import lay_out  # noqa: E402
from printer.paper import paper_for  # noqa: E402
from printer.render import render  # noqa: E402
from printer.ticket import PaperTicket  # noqa: E402
from printer.url import parse  # noqa: E402

SIZES = [(800, 480), (1280, 800), (1080, 1920)]
DISPLAY_SIZES = [(1280, 800), (800, 480), (1280, 720), (1920, 1080), (1080, 1920), (1024, 768)]
LANGUAGES = ["en", "ar"]
NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
URL = "https://q.example/t/Zk3nY0cVb1uTq8mWx5rLsA"
CITY = {"en": "City Hall", "ar": "بلدية المدينة"}
SERVICES = [
    ("A", {"en": "General enquiries", "ar": "استفسارات عامة"}, 4),
    ("B", {"en": "Passports, identity", "ar": "الجوازات والهوية"}, 11),
    ("C", {"en": "Residence registration", "ar": "تسجيل الإقامة"}, 0),
    ("D", {"en": "Cash desk", "ar": "الصندوق"}, 0),
    ("E", {"en": "Vehicle registration", "ar": "تسجيل المركبات"}, 2),
    ("F", {"en": "Births, deaths, marriages", "ar": "الأحوال المدنية"}, 7),
]
# How long each service's next customer would wait, in minutes.
ICONS = {
    "A": "circle-question-mark", "B": "id-card", "C": "house", "D": "banknote", "E": "car", "F": "heart",
}  # fmt: skip
WAITS = {"A": (10, 15), "B": (30, 40), "E": (5, 10), "F": (15, 25)}
KEPT = [
    "kiosk-start-1280x800-en", "kiosk-start-1280x800-ar", "kiosk-start-800x480-en", "kiosk-start-1080x1920-en",
    "kiosk-done-1280x800-en", "kiosk-done-1080x1920-ar", "kiosk-no-paper-1280x800-en",
    "display-pairing-1280x800-en", "kiosk-pairing-800x480-ar",
    "display-idle-1280x800-en", "display-calling-1280x800-en", "display-calling-1280x800-ar",
    "display-calling-3-1280x720-en", "display-counters-1080x1920-zh", "display-late-1280x720-en",
    "display-closed-1280x720-ar", "ticket-80mm-en",
]  # fmt: skip
SMALL = (480, 500)  # on a contact sheet
COLOURS = 64  # flat areas and the greys of letters' edges need no more


@dataclass(frozen=True)
class Picture:
    """One picture: its name, and how to make it."""

    name: str
    make: Callable[[], Image.Image]


# --- the kiosk ------------------------------------------------------------------------------------------------------


def _wait(code: str) -> wire.Wait | None:
    told = WAITS.get(code)
    return wire.Wait(low_s=told[0] * 60, high_s=told[1] * 60) if told else None


def _services(count: int, language: str) -> wire.Services:
    others = [code for code in ("en", "es", "ar") if code != language]
    site = wire.SiteInfo(code="main", name=CITY[language], languages=[language, *others], timezone="UTC")
    told = [
        wire.ServiceStatus(
            code=code,
            name=name,
            icon=ICONS[code],
            open=code != "D",
            reason="closed" if code == "D" else None,
            opens_at=NOW + timedelta(hours=1, minutes=18) if code == "D" else None,
            served=True,
            waiting=ahead,
            ahead=ahead,
            wait=_wait(code),
        )
        for code, name, ahead in SERVICES[:count]
    ]
    return wire.Services(event_id=1, now=NOW, site=site, services=told, appointments=True)


def _ticket(url: str | None = URL) -> wire.Ticket:
    return wire.Ticket(
        id="1", number="A042", service="A", state="waiting", ahead=4, wait=_wait("A"), url=url, language="en",
        created_at=NOW,
    )  # fmt: skip


def _kiosk_states() -> dict[str, tuple[s.Screen, int]]:
    """The kiosk's screens by name, each seen seven seconds in, with how many services there are."""
    wish = s.Pending("key", "A", "en")
    return {
        "start": (s.Start(), 4),
        "services": (s.Start(), 6),
        "taking": (s.Taking(wish, since=6.5), 4),
        "slow": (s.Taking(wish, since=0.0), 4),
        "printing": (s.Printing(s.Given(_ticket()), since=6.5), 4),
        "done": (s.Done(s.Given(_ticket()), until=20.0), 4),
        "done-without-url": (s.Done(s.Given(_ticket(url=None)), until=20.0), 4),
        "no-paper": (s.NoPaper(s.Given(_ticket()), "paper_out", doubtful=False, until=60.0), 4),
        "doubtful-paper": (s.NoPaper(s.Given(_ticket()), "", doubtful=True, until=60.0), 4),
        "refused": (s.Refused("B", "full", until=20.0), 4),
        "sorry": (s.Sorry(wish, until=30.0), 4),
        "away": (s.Away(), 4),
        "first": (s.Away(first=True), 4),
    }


def _kiosk(screen: s.Screen, count: int, size: tuple[int, int], language: str) -> Image.Image:
    surface = pygame.Surface(size)
    state = s.State(screen=screen, services=_services(count, language))
    screens.draw(surface, state, screens.View(Scale(*size), 7.0, NOW))
    return _image(surface)


# --- the lobby ------------------------------------------------------------------------------------------------------


def _display(name: str, size: tuple[int, int], language: str) -> Image.Image:
    if name == "starting":
        surface = pygame.Surface(size)
        lobby_screen.draw(surface, starting())
        return _image(surface)
    counters = 20 if name == "counters" else 4
    state = "idle" if name == "counters" else name
    return lobby.picture(state, lobby.Asked(size, language, counters))


# --- a screen that is new ---------------------------------------------------------------------------------------------


def _pairing(theme: Theme, size: tuple[int, int], language: str, *, away: bool = False) -> Image.Image:
    surface = pygame.Surface(size)
    code = "" if away else "KCDF-97QW"
    pairing.draw(surface, theme, Shown("http://192.168.1.10:8000", code, language, away))
    return _image(surface)


# --- paper ----------------------------------------------------------------------------------------------------------


def _paper(width: int, language: str) -> Image.Image:
    ticket = PaperTicket(
        site=CITY[language],
        service=SERVICES[0][1][language],
        number="A042",
        ahead=4,
        wait=_wait("A"),
        language=language,
        issued_at=NOW,
        url=URL,
    )
    paper = paper_for(parse(f"virtual:nowhere?width={width}"))
    return render(encode(lay_out(ticket), paper), paper).convert("RGB")


# --- all of them ----------------------------------------------------------------------------------------------------


def pictures() -> Iterator[Picture]:
    """Every picture there is to make."""
    for language in LANGUAGES:
        for size in SIZES:
            tail = f"{size[0]}x{size[1]}-{language}"
            for name, (screen, count) in _kiosk_states().items():
                yield Picture(
                    f"kiosk-{name}-{tail}", lambda a=screen, b=count, c=size, d=language: _kiosk(a, b, c, d)
                )
            for name, theme in (("kiosk", DAY), ("display", LOBBY)):
                for word, away in (("pairing", False), ("pairing-away", True)):
                    yield Picture(
                        f"{name}-{word}-{tail}",
                        lambda a=theme, b=size, c=language, d=away: _pairing(a, b, c, away=d),
                    )
        for width in (80, 58):
            yield Picture(f"ticket-{width}mm-{language}", lambda a=width, b=language: _paper(a, b))

    for language, size in product(lobby.LANGUAGES, DISPLAY_SIZES):
        tail = f"{size[0]}x{size[1]}-{language}"
        for name in ["starting", "counters", *(state for state, _ in lobby_views.states())]:
            yield Picture(f"display-{name}-{tail}", lambda a=name, b=size, c=language: _display(a, b, c))


def _image(surface: pygame.Surface) -> Image.Image:
    return Image.frombytes("RGB", surface.get_size(), pygame.image.tobytes(surface, "RGB"))


def _keep(image: Image.Image, name: str) -> None:
    """Save with the commonest colours only: the flat areas keep theirs exactly, letters' edges nearly.

    Pillow's own mapping to a palette is coarse: white comes out as #FCFCFC.
    """
    found, inverse, counts = np.unique(
        np.asarray(image).reshape(-1, 3), axis=0, return_inverse=True, return_counts=True
    )
    commonest = found[np.argsort(-counts)[:COLOURS]].astype(int)
    distance = ((found[:, None, :].astype(int) - commonest[None, :, :]) ** 2).sum(axis=2)
    indexed = distance.argmin(axis=1).astype(np.uint8)[inverse.reshape(-1)].reshape(image.height, image.width)
    kept = Image.fromarray(indexed)
    kept.putpalette(commonest.astype(np.uint8).tobytes())
    kept.save(HERE / f"{name}.png", optimize=True)


def _contact_sheet(made: dict[str, Image.Image], file: Path) -> None:
    """All pictures of one kind, small, with their names."""
    (width, height), gap = SMALL, 16
    height += 20
    columns = 4
    rows = -(-len(made) // columns)
    sheet = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap) + gap), "#777777")
    pen = ImageDraw.Draw(sheet)
    for index, (name, image) in enumerate(made.items()):
        x, y = gap + index % columns * (width + gap), gap + index // columns * (height + gap)
        sheet.paste(image, (x, y + 16))
        pen.text((x, y), name, fill="white")
    sheet.save(file, optimize=True)


def main() -> int:
    """Make them all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "screens", help="where all pictures go")
    parser.add_argument(
        "--only", default="", help="only pictures whose name contains this; none is kept then"
    )
    parser.add_argument(
        "--contact",
        metavar="DIR",
        help="only contact sheets of every screen of kiosk and lobby, into this folder",
    )
    options = parser.parse_args()
    if options.contact:
        asked = [options.contact, "--only", options.only]
        return contact.main(asked) or lobby.main(asked)
    options.out.mkdir(parents=True, exist_ok=True)
    sheets: dict[str, dict[str, Image.Image]] = {}
    for picture in pictures():
        if options.only not in picture.name:
            continue
        image = picture.make()
        image.save(options.out / f"{picture.name}.png")
        if picture.name in KEPT and not options.only:
            _keep(image, picture.name)
        kind, *_, language = picture.name.split("-")
        image.thumbnail(SMALL)  # all of them at once would take gigabytes
        sheets.setdefault(f"{kind}-{language}", {})[picture.name] = image
    for name, made in sheets.items():
        _contact_sheet(made, options.out / f"contact-{name}.png")
    print(f"{sum(map(len, sheets.values()))} pictures in {options.out}")  # noqa: T201 - what a command has to say
    return 0


if __name__ == "__main__":
    sys.exit(main())
