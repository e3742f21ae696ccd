"""Lines -> ESC/POS bytes, with python-escpos as the encoder.

Text goes natively wherever one code page covers the line: 500 bytes a ticket with its QR code, 0.3 s on a serial line
of 19200 baud. Other lines are drawn, about 1 kB each: 3 to 4 s for a ticket in Arabic. The number is drawn too where
the link is fast; its 4 kB (58 mm) or 11 kB (80 mm) would take 2 to 6 s at 19200 baud, so there it is magnified text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from kit.text import Weight
from printer import codepages, raster
from printer.layout import Code, CutOff, Line, Number, Role, Rule, Space, Text
from printer.paper import Font, Paper, escpos

_CELL_HEIGHTS: dict[Font, int] = {"a": 24, "b": 17}
_CELL_WIDTHS: dict[Font, int] = {"a": 12, "b": 9}
_LARGEST = 8  # times, in GS !
_MOST_LINES = 2  # of a large style, before a narrower one is taken
_RULE_ROWS = 2
_LEADING = 10  # dots between lines, at most
_MARGIN = 8  # dots that drawn text keeps from the edges, where some print heads end early


@dataclass(frozen=True, slots=True)
class _Style:
    """Native text: font, magnification, emphasis."""

    font: Font
    width: int
    height: int
    bold: bool

    @property
    def rows(self) -> int:
        return _CELL_HEIGHTS[self.font] * self.height


@dataclass(frozen=True, slots=True)
class _Look:
    """How a role looks: native styles from nicest to narrowest, and the size (dots an em) and weight when drawn."""

    styles: tuple[_Style, ...]
    size: int
    weight: Weight


_LARGE = (_Style("b", 2, 2, False), _Style("a", 1, 2, False))
_LARGE_BOLD = (_Style("b", 2, 2, True), _Style("a", 1, 2, True))
_PLAIN = (_Style("a", 1, 1, False),)
_PLAIN_BOLD = (_Style("a", 1, 1, True),)
_LOOKS: dict[Role, _Look] = {
    "mark": _Look(_LARGE_BOLD, 34, 700),
    "place": _Look(_PLAIN_BOLD, 30, 600),
    "service": _Look(_LARGE_BOLD, 38, 700),
    "ahead": _Look(_LARGE, 34, 400),
    "wait": _Look(_LARGE_BOLD, 36, 700),
    "note": _Look(_PLAIN, 26, 400),
    "date": _Look(_PLAIN, 26, 400),
    "thanks": _Look(_PLAIN_BOLD, 30, 600),
}


def encode(lines: Sequence[Line], paper: Paper) -> bytes:
    """Return the whole job, from ESC @ to the cut, for a printer in whatever state the last one left it."""
    job = _Job(paper)
    for line in lines:
        job.add(line)
    return job.finished()


class _Job:
    """One job's bytes. The encoder is fresh each time: it remembers the code page a printer has long forgotten."""

    def __init__(self, paper: Paper) -> None:
        library = escpos()
        self._paper = paper
        self._columns = dict(paper.columns)
        self._driver: Any = library.Dummy(profile=paper.profile)
        self._slots = self._driver.profile.get_code_pages()
        self._style: _Style | None = None
        self._pitch: int | None = None
        self._latin = True
        self._driver.hw("INIT")
        # Distances in dots: 1/203 inch.
        self._driver._raw(b"\x1dP\xcb\xcb")
        self._driver.set(align="center")

    def finished(self) -> bytes:
        return bytes(self._driver.output)

    def add(self, line: Line) -> None:
        match line:
            case Text():
                self._text(line)
            case Number():
                self._number(line.text)
            case Code():
                self._code(line.data)
            case Rule():
                self._rule()
            case Space():
                self._feed(line.dots)
            case CutOff():
                self._end()
            case _:
                assert_never(line)

    def _text(self, line: Text) -> None:
        look = _LOOKS[line.role]
        plain = codepages.plain(line.text)
        page = codepages.choose(plain, self._slots)
        if page is None:
            for drawn in raster.text_lines(
                line.text, look.size, look.weight, self._paper.dots - 2 * _MARGIN, line.direction
            ):
                self._raw(raster.commands(drawn.mask))
            return
        style, parts = self._fit(plain, look.styles)
        for part in parts:
            self._native(part, style, page)

    def _fit(self, text: str, styles: Sequence[_Style]) -> tuple[_Style, Sequence[str]]:
        """Return the first style that takes the text in two lines at most; else the last there is, in several."""
        possible = [
            (style, columns // style.width) for style in styles if (columns := self._columns[style.font])
        ]
        fitted = [(style, codepages.fill(text, room)) for style, room in possible]
        return next((fit for fit in fitted if len(fit[1]) <= _MOST_LINES), fitted[-1])

    def _native(self, text: str, style: _Style, page: str) -> None:
        if self._latin and not text.isascii():
            # Many cheap printers wake up reading every two high bytes as one Chinese character.
            self._raw(b"\x1c.")
            self._latin = False
        if style != self._style:
            self._driver.set(
                font=style.font, bold=style.bold, custom_size=True, width=style.width, height=style.height
            )
            self._style = style
        pitch = min(style.rows + style.rows // 4, style.rows + _LEADING)
        if pitch != self._pitch:
            self._driver.line_spacing(pitch)
            self._pitch = pitch
        self._driver.magic.write_with_encoding(page, text)
        self._raw(b"\n")

    def _number(self, text: str) -> None:
        if self._paper.draws_number:
            self._raw(raster.commands(raster.number(text, self._paper.dots)))
            return
        times = min(_LARGEST, self._paper.dots // (_CELL_WIDTHS["a"] * len(text)))
        self._driver.set(smooth=True)
        self._native(text, _Style("a", times, times, True), "CP437")
        self._driver.set(smooth=False)

    def _code(self, data: str) -> None:
        size = raster.module_size(data, self._paper.dots)
        # Centred, so there is paper left and right; above and below nobody else leaves any.
        self._feed(raster.QUIET_ZONE * size)
        if self._paper.has_qr:
            self._driver.qr(data, ec=1, size=size, native=True)
        else:
            self._raw(raster.commands(raster.code(data, size)))
        self._feed(raster.QUIET_ZONE * size)

    def _rule(self) -> None:
        width = (self._paper.dots - 32) // 8
        self._raw(b"\x1dv0\x00" + width.to_bytes(2, "little") + _RULE_ROWS.to_bytes(2, "little"))
        self._raw(b"\xff" * width * _RULE_ROWS)

    def _feed(self, dots: int) -> None:
        self._raw(raster.feed(dots))

    def _end(self) -> None:
        self._feed(self._paper.feed)
        if self._paper.cut != "none":
            # A and B feed the paper up to the cutter first, however far that is from the head.
            self._raw(b"\x1dV" + (b"A" if self._paper.cut == "full" else b"B") + b"\x00")

    def _raw(self, data: bytes) -> None:
        self._driver._raw(data)
