"""The site's logo on the kiosk: fetched when it changes, kept for an outage."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from kiosk.dressing import Wardrobe
from kit import wire
from kit.drawing.dress import PLAIN, Dress
from kit.errors import Unreachable

ONE, OTHER = wire.ThemeInfo(logo="/api/v1/logo.png?v=1"), wire.ThemeInfo(logo="/api/v1/logo.png?v=2")


class Server:
    """Gives out a logo, and counts how often."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.away = False
        picture = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(picture, "PNG")
        self.logo = picture.getvalue()

    def __call__(self, path: str) -> bytes:
        self.asked.append(path)
        if self.away:
            raise Unreachable("GET /logo.png: no answer")
        return self.logo


def test_a_logo_is_fetched_once_and_kept(tmp_path: Path, wait_until: Callable[..., None]) -> None:
    """It comes when the site names it, is there at once after a restart, and goes when another one comes."""
    server = Server()
    wardrobe = Wardrobe(PLAIN, tmp_path, server)
    wardrobe.follow(ONE)
    wardrobe.follow(ONE)
    wait_until(lambda: wardrobe.dress.logo is not None)
    first = wardrobe.dress.logo
    again = Wardrobe(PLAIN, tmp_path, server)
    again.follow(ONE)
    assert again.dress.logo == first
    assert len(server.asked) == 1
    again.follow(OTHER)
    wait_until(lambda: again.dress.logo != first)
    assert again.dress.logo is not None
    assert again.dress.logo.read_bytes() == server.logo
    assert len(list(tmp_path.iterdir())) == 1
    again.follow(wire.ThemeInfo())
    assert again.dress.logo is None
    wardrobe.close()
    again.close()


def test_a_logo_that_does_not_come_is_asked_for_again(
    tmp_path: Path, wait_until: Callable[..., None]
) -> None:
    """A server that is away, or a picture that cannot be read, costs nothing but the logo."""
    server = Server()
    server.away = True
    wardrobe = Wardrobe(PLAIN, tmp_path, server)
    wardrobe.follow(ONE)
    wait_until(lambda: len(server.asked) == 1)
    server.away = False

    def came() -> bool:
        wardrobe.follow(ONE)
        return wardrobe.dress.logo is not None

    wait_until(came)
    wardrobe.close()


def test_the_theme_files_logo_stays(tmp_path: Path) -> None:
    """Whatever the site's is, a kiosk with a logo of its own keeps it."""
    server = Server()
    wardrobe = Wardrobe(Dress(logo=tmp_path / "own.png"), tmp_path, server)
    wardrobe.follow(ONE)
    wardrobe.close()
    assert wardrobe.dress.logo == tmp_path / "own.png"
    assert server.asked == []
