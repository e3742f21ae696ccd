"""The pictures of a folder as slides: in the order of their names, and for as long as a `slides.toml` among them says.

seconds = 10                 # for each picture; 12 without this line

[pictures."menu.png"]        # what holds for this one
seconds = 20
hours = ["11:30-14:00"]      # as in the site file; always without this line
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kit.errors import NextPleaseError
from kit.lobby.hours import readable
from kit.wire import Notice

TIMES = "slides.toml"
KINDS = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"}
USUAL_S = Notice.model_fields["seconds"].default
LONGEST_S = 3600


class SlidesError(NextPleaseError):
    """A folder of slides cannot be read, or its times are not what they should be."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long each picture stands, and when, by its file's name."""

    seconds: int = USUAL_S
    each: dict[str, tuple[int | None, tuple[str, ...]]] = field(default_factory=dict)


def slides(folder: Path) -> tuple[Notice, ...]:
    """Return the folder's pictures, each as a notice whose picture is the file's own name. Raises SlidesError."""
    try:
        names = sorted(each.name for each in folder.iterdir() if each.suffix.lower() in KINDS)
    except OSError as problem:
        raise SlidesError(f"--slides {folder}: {problem.strerror}") from problem
    times = _times(folder / TIMES)
    return tuple(_slide(name, times) for name in names if not name.startswith("."))


def _slide(name: str, times: Times) -> Notice:
    seconds, hours = times.each.get(name, (None, ()))
    return Notice(id=f"slide:{name}", picture=name, seconds=seconds or times.seconds, hours=list(hours))


def _times(file: Path) -> Times:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Times()
    except OSError as problem:
        raise SlidesError(f"{file}: {problem.strerror}") from problem
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise SlidesError(f"{file}: not TOML: {problem}") from problem
    _known(file, told, {"seconds", "pictures"})
    pictures = told.get("pictures", {})
    if not isinstance(pictures, dict):
        raise SlidesError(f"{file}: 'pictures' is a table of file names")
    return Times(
        _seconds(file, told.get("seconds", USUAL_S)),
        {name: _one(file, name, each) for name, each in pictures.items()},
    )


def _one(file: Path, name: str, told: Any) -> tuple[int | None, tuple[str, ...]]:
    if not isinstance(told, dict):
        raise SlidesError(f"{file}: '{name}' is a table with seconds or hours")
    _known(file, told, {"seconds", "hours"})
    hours = told.get("hours", [])
    if not isinstance(hours, list) or not all(isinstance(each, str) and readable(each) for each in hours):
        raise SlidesError(f"{file}: '{name}': hours are a list such as [\"11:30-14:00\"]")
    return (_seconds(file, told["seconds"]) if "seconds" in told else None), tuple(hours)


def _seconds(file: Path, told: Any) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or not 3 <= told <= LONGEST_S:
        raise SlidesError(f"{file}: seconds are a whole number from 3 to {LONGEST_S}, not {told!r}")
    return told


def _known(file: Path, told: dict[str, Any], keys: set[str]) -> None:
    for key in told.keys() - keys:
        raise SlidesError(f"{file}: there is no key '{key}'; known are {', '.join(sorted(keys))}")
