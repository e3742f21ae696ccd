"""What a screen wears: a ready theme, the site's own colour, and what a theme file on this machine says.

One value that is passed down to whoever draws; the theme that comes of it is made once and kept.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from kit import wire
from kit.drawing.ratios import SHAPE, TEXT, faults, moved
from kit.drawing.theme import CONTRAST, DAY, LOBBY, LOBBY_THEMES, THEMES, Colour, Theme, colour, mixed
from kit.errors import SettingError

_WASHED, _WASHED_DARK = 0.14, 0.24  # how much of the site's colour a wash has
_PRESSED = 0.2
USUAL_COLOUR = wire.ThemeInfo().colour
_COLOURS = tuple(each.name for each in fields(Theme) if each.name not in ("roundness", "outline_px", "dark"))


@dataclass(frozen=True)
class Dress:
    """What this machine adds to the site's theme. `name` and `colour` stand in for the site's where they are given.

    `colours` are roles of kit.drawing.theme.Theme with their colours; `roundness` 0 makes square corners and 1 the
    usual ones. `logo` and `background` are pictures on this machine.
    """

    name: str | None = None
    colour: Colour | None = None
    colours: tuple[tuple[str, Colour], ...] = ()
    roundness: float | None = None
    logo: Path | None = None
    background: Path | None = None


PLAIN = Dress()


@lru_cache(maxsize=32)
def theme_of(info: wire.ThemeInfo, contrast: bool = False, dress: Dress = PLAIN) -> Theme:
    """The colours to draw in: the site's theme in the site's colour, or the one of high contrast for who wants it.

    The site's colour is moved towards black or white until text on it and in it can be read; what a theme file says
    was checked when it was read.
    """
    name = dress.name or info.name
    if contrast or name == "contrast":
        return CONTRAST
    base = THEMES.get(name, DAY)
    own = dress.colour or (colour(info.colour) if info.colour != USUAL_COLOUR else None)
    theme = coloured(base, own) if own is not None else base
    chosen: dict[str, Any] = dict(dress.colours)
    theme = replace(theme, **chosen)
    return theme if dress.roundness is None else replace(theme, roundness=dress.roundness)


@lru_cache(maxsize=8)
def lobby_theme_of(info: wire.ThemeInfo) -> Theme:
    """The colours of a lobby screen: the site's theme as a wall wears it, in the site's colour."""
    base = LOBBY_THEMES.get(info.name, LOBBY)
    return base if base is CONTRAST or info.colour == USUAL_COLOUR else coloured(base, colour(info.colour))


def coloured(base: Theme, own: Colour) -> Theme:
    """A theme in a colour of one's own, moved as little as every ratio allows."""
    lighter = base.dark
    action = moved(own, [base.page, base.card, base.band], TEXT, lighter=lighter)
    on_action = base.page if base.dark else (255, 255, 255)
    action = moved(action, [on_action], TEXT, lighter=lighter)
    down = mixed(action, (0, 0, 0), _PRESSED)
    if base.dark:
        down = moved(down, [on_action], TEXT, lighter=True)
    wash = mixed(base.card, action, _WASHED_DARK if base.dark else _WASHED)
    on_wash = moved(action, [wash], TEXT, lighter=lighter)
    return replace(
        base,
        action=moved(action, [base.page, base.card], SHAPE, lighter=lighter),
        action_down=down,
        on_action=on_action,
        accent=action,
        wash=wash,
        on_wash=on_wash,
        badge=wash,
        on_badge=on_wash,
    )


def read_dress(file: Path) -> Dress:
    """Read a theme file. Raises SettingError in one line that names the file and what is wrong in it."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingError(
            f"--theme {file}: {getattr(problem, 'strerror', None) or 'is not text'}"
        ) from problem
    except tomllib.TOMLDecodeError as problem:
        raise SettingError(f"--theme {file}: {problem}") from problem
    known = {"name", "colour", "roundness", "logo", "background", "colours"}
    for key in told:
        if key not in known:
            raise _wrong(file, f"there is no key '{key}'; known are {', '.join(sorted(known))}")
    dress = Dress(
        name=_name(file, told.get("name")),
        colour=_colour(file, "colour", told["colour"]) if "colour" in told else None,
        colours=_colours(file, told.get("colours", {})),
        roundness=_roundness(file, told.get("roundness")),
        logo=_picture(file, "logo", told.get("logo")),
        background=_picture(file, "background", told.get("background")),
    )
    for name in [dress.name] if dress.name else [each for each in THEMES if each != "contrast"]:
        # A file without a name goes with whatever the site says.
        for fault in faults(theme_of(wire.ThemeInfo(), False, replace(dress, name=name))):
            where = "" if dress.name else f" (with the theme '{name}')"
            raise _wrong(file, f"{fault}{where}")
    return dress


def _wrong(file: Path, what: str) -> SettingError:
    return SettingError(f"--theme {file}: {what}")


def _name(file: Path, told: Any) -> str | None:
    if told is None or told in THEMES:
        return told  # type: ignore[no-any-return]  # one of THEMES' names, or nothing
    raise _wrong(file, f"name: there is no theme '{told}'; there are {', '.join(THEMES)}")


def _colour(file: Path, key: str, told: Any) -> Colour:
    if isinstance(told, str) and len(told) == 7 and told[0] == "#":
        try:
            return colour(told)
        except ValueError:
            pass
    raise _wrong(file, f"{key}: '{told}' is not a colour as #RRGGBB")


def _colours(file: Path, told: Any) -> tuple[tuple[str, Colour], ...]:
    if not isinstance(told, dict):
        raise _wrong(file, "colours: is not a table of roles and colours")
    for role in told:
        if role not in _COLOURS:
            raise _wrong(file, f"colours: there is no role '{role}'; there are {', '.join(_COLOURS)}")
    return tuple((role, _colour(file, f"colours.{role}", shade)) for role, shade in told.items())


def _roundness(file: Path, told: Any) -> float | None:
    if told is None:
        return None
    if isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told <= 3:
        return float(told)
    raise _wrong(file, f"roundness: '{told}' is not a number from 0 to 3")


def _picture(file: Path, key: str, told: Any) -> Path | None:
    if told is None or told == "":
        return None
    if not isinstance(told, str):
        raise _wrong(file, f"{key}: '{told}' is not a file")
    picture = file.parent / told
    if not picture.is_file():
        raise _wrong(file, f"{key}: there is no file {picture}")
    return picture
