"""Draws ESC/POS bytes as the paper they become: an interpreter of exactly the commands that encode.py sends.

An unknown command raises, so that nothing slips onto a real printer that was never looked at. Geometry is the
printer's: cells, magnification, spacing in dots. Letters are IBM Plex Sans squeezed into the cells' width, so a line
is as wide as on paper and nicer to look at than the ROM font will be.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from kit.errors import PrinterError
from kit.text import Face, line
from printer import raster
from printer.paper import Paper, escpos

_CELLS = {0: (12, 24), 1: (9, 17)}
_MARGIN = 24  # white around the dots a head can reach, so that it looks like paper
_CODE_PAGE_AT_START = "0"
_LINE_SPACING = 30  # ESC 2: 1/6 inch, 3.75 mm
_CUTTER = 80  # from head to cutter, 10 mm


class UnknownCommand(PrinterError):
    """These bytes are none of ours."""


def render(job: bytes, paper: Paper) -> Image.Image:
    """Draw a job's bytes in printer dots, with a margin, as an "L" image. Raises UnknownCommand."""
    return _Head(paper).run(job)


@dataclass(slots=True)
class _Modes:
    font: int = 0
    width: int = 1
    height: int = 1
    bold: bool = False
    align: int = 0
    page: str = _CODE_PAGE_AT_START
    spacing: int = _LINE_SPACING
    qr_size: int = 3
    qr_data: bytes = b""


@dataclass(slots=True)
class _Head:
    paper: Paper
    modes: _Modes = field(default_factory=_Modes)
    strips: list[tuple[int, Image.Image]] = field(default_factory=list)
    y: int = 0
    text: bytearray = field(default_factory=bytearray)
    job: bytes = b""
    at: int = 0

    def run(self, job: bytes) -> Image.Image:
        self.job, self.at = job, 0
        while self.at < len(job):
            if job[self.at] >= ord(" "):
                self.text += self._take(1)
            else:
                self._command()
        return self._sheet()

    def _take(self, count: int) -> bytes:
        taken = self.job[self.at : self.at + count]
        if len(taken) < count:
            raise UnknownCommand(f"the job ends inside a command at byte {self.at}")
        self.at += count
        return taken

    def _command(self) -> None:
        for size in (1, 2, 3):
            act = _COMMANDS.get(self.job[self.at : self.at + size])
            if act is not None:
                self._take(size)
                act(self)
                return
        raise UnknownCommand(f"unknown command {self.job[self.at : self.at + 4].hex(' ')} at byte {self.at}")

    def _number(self, size: int = 1) -> int:
        return int.from_bytes(self._take(size), "little")

    def _place(self, ink: Image.Image) -> None:
        room = self.paper.dots - ink.width
        if room < 0:
            raise UnknownCommand(f"{ink.width} dots do not fit a paper of {self.paper.dots}")
        strip = Image.new("L", (self.paper.dots, ink.height), 255)
        strip.paste(0, ((0, room // 2, room)[self.modes.align], 0), ink)
        self.strips.append((self.y, strip))

    def reset(self) -> None:
        self.modes, self.text = _Modes(), bytearray()

    def line_feed(self) -> None:
        height = 0
        if self.text:
            ink = self._written()
            self._place(ink)
            height = ink.height
        self.text = bytearray()
        self.y += max(self.modes.spacing, height)

    def _written(self) -> Image.Image:
        cell_width, cell_height = _CELLS[self.modes.font]
        written = self.text.decode(self._codec())
        size = (cell_width * self.modes.width * len(written), cell_height * self.modes.height)
        drawn = line(written, Face(size[1] * 3, 700 if self.modes.bold else 400))
        # Three times too large, then down to the cells: smooth edges before they become dots.
        box = (
            0,
            drawn.ascent - round(size[1] * 3 * 0.80),
            drawn.width,
            drawn.ascent + round(size[1] * 3 * 0.20),
        )
        small = drawn.mask.crop(box).resize(size, Image.Resampling.LANCZOS)
        return small.point(lambda v: 255 if v >= 110 else 0)

    def _codec(self) -> str:
        escpos()
        from escpos.capabilities import get_profile

        pages = get_profile(self.paper.profile).codePages
        return str(pages[self.modes.page])

    def feed(self) -> None:
        if self.text:
            raise UnknownCommand("a feed in the middle of a line")
        self.y += self._number()

    def set_page(self) -> None:
        self.modes.page = str(self._number())

    def set_size(self) -> None:
        size = self._number()
        self.modes.width, self.modes.height = (size >> 4) + 1, (size & 0x0F) + 1

    def picture(self) -> None:
        if self._number() != 0:
            raise UnknownCommand("a picture in another density")
        width, rows = self._number(2), self._number(2)
        bits = Image.frombytes("1", (width * 8, rows), self._take(width * rows))
        self._place(bits.convert("L"))
        self.y += rows

    def qr(self) -> None:
        content = self._take(self._number(2))
        match content[:2]:
            case b"1A" | b"1E":
                if content[1:] not in (b"A2\x00", b"E1"):
                    raise UnknownCommand("a QR code of another model or level")
            case b"1C":
                self.modes.qr_size = content[2]
            case b"1P":
                self.modes.qr_data = content[3:]
            case b"1Q":
                ink = raster.code(self.modes.qr_data, self.modes.qr_size)
                self._place(ink)
                self.y += ink.height
            case _:
                raise UnknownCommand(f"unknown QR function {content[:2]!r}")

    def cut(self) -> None:
        if self._take(2) not in (b"A\x00", b"B\x00"):
            raise UnknownCommand("another way to cut")
        self.y += _CUTTER

    def skip(self) -> None:
        self._take(1)

    def skip_two(self) -> None:
        self._take(2)

    def nothing(self) -> None:
        """Cancel Kanji mode: this paper never had it."""

    def _sheet(self) -> Image.Image:
        if self.text:
            raise UnknownCommand("text without a line feed")
        sheet = Image.new("L", (self.paper.dots + 2 * _MARGIN, self.y + 2 * _MARGIN), 255)
        for top, strip in self.strips:
            sheet.paste(strip, (_MARGIN, _MARGIN + top))
        return sheet


def _set(name: str, convert: Callable[[int], Any] = int) -> Callable[[_Head], None]:
    def act(head: _Head) -> None:
        setattr(head.modes, name, convert(head._number()))

    return act


_COMMANDS: dict[bytes, Callable[[_Head], None]] = {
    b"\n": _Head.line_feed,
    b"\x1b@": _Head.reset,
    b"\x1bJ": _Head.feed,
    b"\x1bt": _Head.set_page,
    b"\x1b3": _set("spacing"),
    b"\x1ba": _set("align"),
    b"\x1bE": _set("bold", bool),
    b"\x1bM": _set("font"),
    b"\x1d!": _Head.set_size,
    b"\x1db": _Head.skip,
    b"\x1dP": _Head.skip_two,
    b"\x1dv0": _Head.picture,
    b"\x1d(k": _Head.qr,
    b"\x1dV": _Head.cut,
    b"\x1c.": _Head.nothing,
}
