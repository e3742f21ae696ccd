"""Shapes and draws lines of text with Pillow, for screens and for paper alike.

IBM Plex Sans draws Latin, Cyrillic and Greek, IBM Plex Sans Arabic draws Arabic, Noto Sans CJK draws
Chinese; a line takes whatever one font has not from another, run by run. Noto's file is large (33 MB): it
is opened, and its pages read, only once there is something to draw with it (10 MB of memory then).
With Raqm a line is laid out in both directions, so that `A042` inside Arabic still reads `A042`. Without
it (RAQM is False: the system package `libfribidi0` is missing) left-to-right text is drawn just the same,
and kit.language hides the rest.

Not safe to call from several threads with the same face at once; each program draws from one thread.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

from PIL import Image, ImageDraw, ImageFont, features

from kit.language.table import Direction
from kit.scripts import Script, atoms, is_arabic, is_drawn_as_han, is_han, main_script, tight
from kit.syllables import HYPHEN, syllables

RAQM = bool(features.check("raqm"))

# Height of a capital letter in parts of the font size: sCapHeight 698 of 1000 units in IBM Plex Sans.
CAP_HEIGHT = 0.698

Weight = Literal[400, 600, 700]

_FONT_FILES: dict[Script, tuple[str, str]] = {
    "latin": ("fontpkg_ibm_plex_sans", "IBMPlexSans[wdth,wght].ttf"),
    "arabic": ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-{name}.ttf"),
    "han": ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"),
}
_SIMPLIFIED = 2  # of the faces in Noto's collection (Japanese, Korean, simplified, traditional, Hong Kong)
_WEIGHT_NAMES: dict[Weight, str] = {400: "Regular", 600: "SemiBold", 700: "Bold"}
_FULL_WIDTH = 100
_LEFT_TO_RIGHT = "\u200e"  # what has syllables is read that way; its hyphen stays with it in any paragraph
_NOT_IN_ANY_FONT = "\uffff"


@dataclass(frozen=True, slots=True)
class Face:
    """How text looks: size in pixels per em, weight, and tracking in parts of an em (−0.01: 1 % tighter).

    Tracking applies to left-to-right text only, for it would tear joined letters apart.
    """

    size_px: int
    weight: Weight = 400
    tracking: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line: `mask` is an "L" image, white where there is ink, whose baseline is `ascent` rows down.

    All in pixels. `ascent`, `descent` and `cap_height` follow the face, whatever the letters, so that
    lines beside each other share a baseline; `width` is how far the text reaches.
    """

    mask: Image.Image
    ascent: int
    descent: int
    width: int
    cap_height: int


@dataclass(frozen=True, slots=True)
class _Run:
    """A piece of text in one font and one direction."""

    text: str
    script: Script
    direction: Direction


def size_for_capitals(height_px: float) -> int:
    """Return the smallest size whose capital letters are at least this high."""
    return math.ceil(height_px / CAP_HEIGHT)


def line_height(face: Face) -> int:
    """Return the distance between the baselines of two lines of a paragraph, in pixels."""
    return round(face.size_px * 1.3)


@lru_cache(maxsize=2048)
def measure(text: str, face: Face, direction: Direction = "ltr") -> int:
    """Return how wide a line is, in whole pixels rounded up."""
    return math.ceil(sum(_run_length(run, face) for run in _visual_runs(text, direction)))


def line(text: str, face: Face, direction: Direction = "ltr") -> Line:
    """Draw one line. `direction` is the paragraph's: it decides where punctuation and numbers go."""
    runs = _visual_runs(text, direction)
    # Ideographs stand within Plex's height; their own font asks for a third more, and lines would not match.
    scripts: set[Script] = {"latin" if run.script == "han" else run.script for run in runs} or {"latin"}
    metrics = [_font(script, face.size_px, face.weight).getmetrics() for script in sorted(scripts)]
    ascent, descent = (math.ceil(max(pair[i] for pair in metrics)) for i in (0, 1))
    width = measure(text, face, direction)
    # An outer letter may lean a little out of its own width, and a stacked accent out of its height.
    spare = face.size_px // 2
    canvas = Image.new("L", (width + 2 * spare, ascent + descent + 2 * spare))
    pen, x = ImageDraw.Draw(canvas), float(spare)
    for run in runs:
        _draw_run(pen, (x, spare + ascent), run, face)
        x += _run_length(run, face)
    left, top, right, bottom = canvas.getbbox() or (spare, spare, spare, spare)
    above, below = max(0, spare - top), max(0, bottom - spare - ascent - descent)
    box = (min(left, spare), spare - above, max(right, spare + width), spare + ascent + descent + below)
    mask = canvas.crop(box)
    return Line(mask, ascent + above, descent + below, mask.width, round(face.size_px * CAP_HEIGHT))


def wrap(
    text: str, face: Face, width: int, direction: Direction = "ltr", *, balance: bool = False
) -> list[str]:
    """Break text into lines no wider than `width` pixels, at spaces or between ideographs; a newline breaks always.

    A word that is too long by itself is broken between syllables, or anywhere. `balance` makes the lines about
    equally long without making them more, for headings.
    """
    return list(_wrapped(text, face, width, direction, balance=balance))


# A page asks for the same paragraph's height several times while it looks for the layout that has room.
@lru_cache(maxsize=2048)
def _wrapped(text: str, face: Face, width: int, direction: Direction, *, balance: bool) -> tuple[str, ...]:
    lines = [
        part
        for paragraph in text.split("\n")
        for part in _less_lonely(list(_fill(paragraph, face, width, direction)))
    ]
    if not balance or len(lines) < 2 or "\n" in text:
        return tuple(lines)
    widest = max(measure(word, face, direction) for word in unbroken(text))
    low, high = max(width // 2, min(widest, width)), width  # never so narrow that a word is broken for it
    while high - low > max(face.size_px // 4, 1):
        middle = (low + high) // 2
        if len(list(_fill(text, face, middle, direction))) > len(lines):
            low = middle
        else:
            high = middle
    return tuple(_less_lonely(list(_fill(text, face, high, direction))))


def unbroken(text: str) -> list[str]:
    """Return the parts of a text that no line break goes through: words, or single ideographs with their marks."""
    return [atom for _joint, atom in atoms(text) if atom]


def _fill(text: str, face: Face, width: int, direction: Direction) -> Iterator[str]:
    current = ""
    for joint, word in atoms(text):
        longer = f"{current}{joint}{word}" if current else word
        if measure(longer, face, direction) <= width:
            current = longer
            continue
        if current:
            yield current
        *pieces, current = _pieces(word, face, width, direction)
        yield from pieces
    yield current


def _less_lonely(lines: list[str]) -> list[str]:
    """Give a single ideograph at a paragraph's end some company from the line above."""
    if len(lines) < 2 or not 0 < len(lines[-1]) <= 2 or not is_han(lines[-1][0]):
        return lines
    *before, (joint, last) = list(atoms(lines[-2]))
    if len(before) < 2 or joint or not is_han(last[-1]):
        return lines
    return [*lines[:-2], lines[-2].removesuffix(last), last + lines[-1]]


def _pieces(word: str, face: Face, width: int, direction: Direction) -> list[str]:
    """Break a word: between two syllables and with a hyphen where one is known and fits, else at the last letter."""
    pieces: list[str] = []
    while len(word) > 1 and measure(word, face, direction) > width:
        piece, word = _first_piece(word, face, width, direction)
        pieces.append(piece)
    return [*pieces, word]


def _first_piece(word: str, face: Face, width: int, direction: Direction) -> tuple[str, str]:
    hyphen = HYPHEN + (_LEFT_TO_RIGHT if direction == "rtl" else "")
    places = [at for at in syllables(word) if measure(word[:at] + hyphen, face, direction) <= width]
    if places:
        last_two = [at for at in places if measure(word[at:], face, direction) <= width]
        at = min(last_two, key=lambda each: (abs(2 * each - len(word)), -each)) if last_two else places[-1]
        return word[:at].removesuffix(HYPHEN) + hyphen, word[at:]
    end = 1
    while measure(word[: end + 1], face, direction) <= width:
        end += 1
    return word[:end], word[end:]


def _visual_runs(text: str, direction: Direction) -> list[_Run]:
    """Split text into runs of one font each, in the order in which they stand from left to right.

    Nearly every line is one run, which Raqm lays out whole. Only where the line's own font lacks a
    letter (Greek within Arabic, say, or any of Chinese) do we order the runs ourselves.
    """
    if text.isascii():  # most of what is measured, and letter by letter it takes longer than the measuring
        return [_Run(text, "latin", direction)] if text else []
    text = tight(text)
    main = main_script(text)
    pieces: list[tuple[Script, str]] = []
    for character in text:
        script = _script_of(character, text, main)
        if pieces and pieces[-1][0] == script:
            pieces[-1] = (script, pieces[-1][1] + character)
        else:
            pieces.append((script, character))
    if len(pieces) == 1:
        return [_Run(text, pieces[0][0], direction)]
    runs = [_Run(piece, script, _direction_of(piece, direction)) for script, piece in pieces]
    return runs if direction == "ltr" else _mirrored(runs)


def _script_of(character: str, text: str, main: Script) -> Script:
    if is_drawn_as_han(character, text):
        return "han"
    other: Script = "latin" if main == "arabic" else "arabic"
    return other if not _has(main, character) and _has(other, character) else main


def _direction_of(piece: str, fallback: Direction) -> Direction:
    for character in piece:
        if character.isalpha():
            return "rtl" if is_arabic(character) else "ltr"
    return fallback


def _mirrored(runs: list[_Run]) -> list[_Run]:
    """Order runs from right to left, keeping neighbours that read left to right in their own order."""
    visual: list[_Run] = []
    together = 0
    for run in runs:
        together = together + 1 if run.direction == "ltr" else 0
        visual.insert(max(together - 1, 0), run)
    return visual


@lru_cache(maxsize=64)
def _font(script: Script, size_px: int, weight: Weight) -> ImageFont.FreeTypeFont:
    package, name = _FONT_FILES[script]
    folder = files(package) if script == "han" else files(package) / "files"
    path = folder / name.format(name=_WEIGHT_NAMES[weight])
    engine = ImageFont.Layout.RAQM if RAQM else ImageFont.Layout.BASIC
    index = _SIMPLIFIED if script == "han" else 0
    font = ImageFont.truetype(str(path), size_px, index, layout_engine=engine)
    if script == "latin":
        # The order is the one get_variation_axes() tells, not the one in the file's name.
        font.set_variation_by_axes([weight, _FULL_WIDTH])
    elif script == "han":
        font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=1024)
def _has(script: Script, character: str) -> bool:
    """Whether a font has a glyph: Pillow tells no character map, so compare with the missing one."""
    if character.isspace():
        return True
    font = _font(script, 40, 400)
    return bytes(font.getmask(character)) != bytes(font.getmask(_NOT_IN_ANY_FONT))


def _layout(direction: Direction) -> dict[str, object]:
    """Return Pillow's layout arguments, which it only takes when Raqm is there."""
    return {"direction": direction, "features": ["tnum"]} if RAQM else {}


def _run_length(run: _Run, face: Face) -> float:
    font = _font(run.script, face.size_px, face.weight)
    length = float(font.getlength(run.text, **_layout(run.direction)))  # type: ignore[arg-type]  # Pillow's own names
    if _is_tracked(run, face):
        length += face.tracking * face.size_px * (len(run.text) - 1)
    return length


def _is_tracked(run: _Run, face: Face) -> bool:
    return bool(face.tracking) and run.direction == "ltr" and not any(map(is_arabic, run.text))


def _draw_run(pen: ImageDraw.ImageDraw, at: tuple[float, float], run: _Run, face: Face) -> None:
    font = _font(run.script, face.size_px, face.weight)
    layout = _layout(run.direction)
    if not _is_tracked(run, face):
        pen.text(at, run.text, fill=255, font=font, anchor="ls", **layout)  # type: ignore[arg-type]  # as above
        return
    x, y = at
    for letter, following in pairwise([*run.text, ""]):
        pen.text((x, y), letter, fill=255, font=font, anchor="ls", **layout)  # type: ignore[arg-type]  # as above
        # The step to the next letter with the kerning between the two.
        both, after = (float(font.getlength(part, **layout)) for part in (letter + following, following))  # type: ignore[arg-type]  # as above
        x += both - after + face.tracking * face.size_px
