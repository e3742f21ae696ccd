"""Contact sheets: many pictures side by side, small, with their names; and the command that makes a set of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PIL import Image, ImageDraw

GAP = 14
GROUND = "#707070"


def tiled(
    pictures: Iterable[tuple[str, Image.Image]], count: int, small: tuple[int, int], columns: int
) -> Image.Image:
    """Return `count` pictures, each made `small` as it comes, so that no more than one is held at its full size."""
    wide, high = small
    rows = -(-count // columns)
    whole = Image.new("RGB", (columns * (wide + GAP) + GAP, rows * (high + 2 * GAP) + GAP), GROUND)
    pen = ImageDraw.Draw(whole)
    for place, (name, picture) in enumerate(pictures):
        x, y = GAP + place % columns * (wide + GAP), GAP + place // columns * (high + 2 * GAP)
        whole.paste(picture.resize(small, Image.Resampling.LANCZOS), (x, y + GAP))
        pen.text((x, y), name, fill="white")
    return whole


def run(
    sheets: Mapping[str, Callable[[], Image.Image]], what: str, about: str | None, argv: list[str] | None
) -> int:
    """Make the sheets that were asked for, one after another; `what` they show, for people."""
    parser = argparse.ArgumentParser(description=(about or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path, help="where the sheets go")
    parser.add_argument("--only", default="", help="only sheets whose name contains this")
    options = parser.parse_args(argv)
    options.folder.mkdir(parents=True, exist_ok=True)
    wanted = {name: make for name, make in sheets.items() if options.only in name}
    for name, make in wanted.items():
        make().save(options.folder / f"{name}.png", optimize=True)
    print(f"{len(wanted)} sheets of {what} in {options.folder}")  # noqa: T201 - what it has to say
    return 0
