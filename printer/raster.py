"""Pure: pictures as raster commands (GS v 0), and what is drawn that way.

Masks are Pillow "L" images, white where there is ink, as kit.text draws them.
"""

import math
from functools import lru_cache

import segno
from PIL import Image

from kit.language.table import Direction
from kit.text import CAP_HEIGHT, Face, Line, Weight, line, measure, wrap

# A fragment's height: several printers take no more than one byte of rows.
MOST_ROWS = 255
QUIET_ZONE = 4  # modules of white that a QR code needs on each side (ISO/IEC 18004)

_CODE_DOTS = 264  # 33 mm: read at arm's length by any phone
_MODULES = range(3, 9)  # dots a module; under 3 (0.4 mm) phones begin to fail
_TALLEST_NUMBER = 168  # dots of capital height, 21 mm
_INK = 128
_REAL_TIME = (0x04, 0x05, 0x14)


def commands(mask: Image.Image) -> bytes:
    """Encode a mask as raster fragments, cropped to its ink; the white above and below it is fed."""
    ink = mask.point(lambda v: 255 if v >= _INK else 0)
    box = ink.getbbox()
    if box is None:
        return feed(mask.height)
    width = -(-(box[2] - box[0]) // 8) * 8
    left = box[0] - (width - (box[2] - box[0])) // 2
    bits = ink.crop((left, box[1], left + width, box[3])).convert("1")
    out = feed(box[1])
    for top in range(0, bits.height, MOST_ROWS):
        piece = bits.crop((0, top, width, min(top + MOST_ROWS, bits.height)))
        size = (width // 8).to_bytes(2, "little") + piece.height.to_bytes(2, "little")
        out += b"\x1dv0\x00" + size + without_real_time(piece.tobytes())
    return out + feed(mask.height - box[3])


def feed(dots: int) -> bytes:
    """Move the paper on, without printing."""
    whole, rest = divmod(dots, 0xFF)
    return b"\x1bJ\xff" * whole + (b"\x1bJ" + bytes([rest]) if rest else b"")


def without_real_time(data: bytes) -> bytes:
    """Add a dot beside another wherever picture data reads like a real-time command.

    Printers obey `10 04`, `10 05` and `10 14` even in the middle of a picture: ask, recover, open the drawer.
    """
    safe = bytearray(data)
    for index in range(len(safe) - 1):
        if safe[index] == 0x10 and safe[index + 1] in _REAL_TIME:
            safe[index] = 0x18
    return bytes(safe)


def text_lines(text: str, size: int, weight: Weight, dots: int, direction: Direction) -> list[Line]:
    """Draw a sentence in as many lines as it needs."""
    face = Face(size, weight)
    return [line(part, face, direction) for part in wrap(text, face, dots, direction, balance=True)]


def number(text: str, dots: int) -> Image.Image:
    """Draw the ticket's number over the paper's width, no taller than its capitals' 21 mm, cropped to its ink."""
    largest = math.floor(_TALLEST_NUMBER / CAP_HEIGHT)
    room = dots - 2 * 8
    reference = measure(text, _number_face(largest))
    size = largest if reference <= room else largest * room // reference
    mask = line(text, _number_face(size)).mask
    return mask.crop(mask.getbbox())


def _number_face(size: int) -> Face:
    return Face(size, 700, -0.01)


def module_size(data: str, dots: int) -> int:
    """Choose the dots a module so that code and quiet zone fit the paper."""
    modules = len(qr_code(data).matrix)
    fitting = min(_CODE_DOTS // modules, dots // (modules + 2 * QUIET_ZONE))
    return min(max(fitting, _MODULES[0]), _MODULES[-1])


@lru_cache(maxsize=8)
def qr_code(data: str | bytes) -> segno.QRCode:
    """Make the code at level M, as small as it gets: what a printer of its own would make."""
    return segno.make_qr(data, error="m", boost_error=False)


def code(data: str | bytes, size: int) -> Image.Image:
    """Draw a QR code of `size` dots a module, without its quiet zone."""
    matrix = qr_code(data).matrix
    small = Image.new("L", (len(matrix), len(matrix)))
    small.putdata([255 if dark else 0 for row in matrix for dark in row])
    return small.resize((small.width * size, small.height * size), Image.Resampling.NEAREST)
