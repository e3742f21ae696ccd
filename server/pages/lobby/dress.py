"""What a lobby page wears: the site's theme as a wall wears it, in colours a browser understands, and the logo."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from kit import wire
from kit.drawing.dress import lobby_theme_of
from kit.drawing.theme import CONTRAST, Colour, Theme
from kit.lobby.sizes import CALL_MM_PER_M, LOBBY_INCHES, MOST_CALL, MOST_TEXT, TEXT_MM_PER_M

# What a page draws with, of all the roles a theme has.
_ROLES = tuple(
    each.name for each in fields(Theme) if each.name not in {"roundness", "outline_px", "dark"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dress:
    """Colours by role as `#rrggbb`, how round corners are, and the logo's address on this page, "" for none.

    `outline`: the least thickness of a field's outline in pixels. `contrast`: colours that are never softened.
    """

    colours: tuple[tuple[str, str], ...]
    roundness: float
    logo: str
    outline: int
    contrast: bool


def dress_of(site: wire.SiteInfo) -> Dress:
    """A site's."""
    return _dress(site.theme)


@lru_cache(maxsize=32)
def _dress(info: wire.ThemeInfo) -> Dress:
    theme = lobby_theme_of(info)
    colours = tuple((role.replace("_", "-"), in_css(getattr(theme, role))) for role in _ROLES)
    return Dress(colours, theme.roundness, on_page(info.logo), theme.outline_px, theme == CONTRAST)


def in_css(shade: Colour) -> str:
    """A colour as style sheets write it."""
    return "#{:02x}{:02x}{:02x}".format(*shade)


def on_page(picture: str) -> str:
    """Where the page finds a picture that screens fetch from the API: below `/lobby`, where its cookie goes."""
    return "/lobby" + picture if picture.startswith("/api/v1/") else ""


def sizes() -> dict[str, float]:
    """The figures by which the page reckons how high its letters are, as `kit.lobby.sizes` does."""
    return {
        "call": CALL_MM_PER_M,
        "text": TEXT_MM_PER_M,
        "most_call": MOST_CALL,
        "most_text": MOST_TEXT,
        "inches": LOBBY_INCHES,
    }
