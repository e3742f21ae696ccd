"""Pictures beside a site file, its logo and those of its notices: read with it and kept with the site."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kit.errors import SettingError
from server.sitefile.lines import Path as KeyPath
from server.sitefile.lines import key_lines
from server.sitefile.model import Site

LOGO = "logo"
# kB: screens fetch them over the lobby's own network, and they lie in every backup.
LOGO_KB = 512
NOTICE_KB = 1024
WIDEST = 4000  # pixels either way: a kiosk holds it in memory
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_MARKER = 0xFF  # before each segment of a JPEG
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # tables and an extension stand between them


@dataclass(frozen=True)
class Picture:
    """A picture as HTTP tells it: `kind` is image/png or image/jpeg."""

    kind: str
    content: bytes

    @property
    def digest(self) -> str:
        """sha256 of the content, hex."""
        return hashlib.sha256(self.content).hexdigest()


Pictures = Mapping[str, Picture]  # by what they are kept as: LOGO, or of_notice


@dataclass(frozen=True)
class Named:
    """A picture that a site file names: by which key, which file, and how large it may be in kB.

    `path` is where the key stands, as key_lines names it.
    """

    where: str
    file: str
    largest_kb: int
    path: KeyPath = ()


class MissingPicture(SettingError):
    """The site names a picture that there is no file of; `path` is where its key stands."""

    def __init__(self, said: str, path: KeyPath) -> None:
        super().__init__(said)
        self.path = path


def of_notice(notice: str) -> str:
    """What the picture of the notice with this id is kept as."""
    return f"notice:{notice}"


def named(site: Site) -> dict[str, Named]:
    """Every picture that the site names, by what it is kept as."""
    found = (
        {LOGO: Named("theme: logo", site.theme.logo, LOGO_KB, ("theme", "logo"))} if site.theme.logo else {}
    )
    for number, notice in enumerate(site.notices):
        if notice.picture:
            where = f'notice "{notice.id}": picture'
            found[of_notice(notice.id)] = Named(
                where, notice.picture, NOTICE_KB, ("notices", number, "picture")
            )
    return found


def pictures_beside(file: Path, site: Site) -> dict[str, Picture]:
    """The pictures of the site file `file`, as far as there are such files.

    Raises SettingError when one is not in the same folder, cannot be read, is too large or not a picture.
    """
    found = {name: _beside(file, each) for name, each in named(site).items()}
    return {name: picture for name, picture in found.items() if picture is not None}


def missing(what: Named) -> MissingPicture:
    """What is said when the file is not there, and is not kept from before."""
    said = f'{what.where}: there is no file "{what.file}" beside the site file'
    return MissingPicture(said, what.path)


@contextmanager
def named_by(file: Path) -> Iterator[None]:
    """Say of a picture that is missing in which site file, and on which line, it is named."""
    try:
        yield
    except MissingPicture as problem:
        raise SettingError(f"{_place(file, problem.path)}: {problem}") from None


def _place(file: Path, path: KeyPath) -> str:
    """The file and the line, as far as it can be told: what is inside a table of one line stands where that does."""
    try:
        lines = key_lines(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return str(file)  # it was read a moment ago: what is wrong with the picture matters more
    ends = range(len(path), 0, -1)
    line = next((lines[path[:end]] for end in ends if path[:end] in lines), 0)
    return f"{file}:{line}" if line else str(file)


def _beside(file: Path, what: Named) -> Picture | None:
    try:
        return _read(file, what)
    except SettingError as problem:
        raise SettingError(f"{_place(file, what.path)}: {what.where}: {problem}") from None


def _read(file: Path, what: Named) -> Picture | None:
    path = Path(what.file)
    if path.is_absolute() or ".." in path.parts:
        raise SettingError(f'"{path}" must lie beside the site file')
    try:
        with (file.parent / path).open("rb") as opened:
            content = opened.read(what.largest_kb * 1024 + 1)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise SettingError(f'"{path}" cannot be read: {problem.strerror or problem}') from None
    if len(content) > what.largest_kb * 1024:
        raise SettingError(f'"{path}" is larger than {what.largest_kb} kB')
    wide, high = _pixels(content)
    if max(wide, high) > WIDEST:
        raise SettingError(f'"{path}" has {wide} × {high} pixels; at most {WIDEST} either way are shown')
    kind = _kind(content)
    if kind is None:
        raise SettingError(f'"{path}" is not a whole picture of PNG or JPEG')
    return Picture(kind, content)


def _kind(content: bytes) -> str | None:
    """What kind of picture it is; None when it is none, or was cut off."""
    if min(_pixels(content)) == 0:
        return None
    if content.startswith(_PNG) and content.endswith(_PNG_END):
        return "image/png"
    if content.startswith(_JPEG) and content.rstrip(b"\0\r\n").endswith(_JPEG_END):
        return "image/jpeg"
    return None


def _pixels(content: bytes) -> tuple[int, int]:
    """How wide and high a PNG or a JPEG is; zeros for what is none."""
    if content.startswith(_JPEG):
        return _jpeg_pixels(content)
    if not content.startswith(_PNG) or content[12:16] != b"IHDR" or len(content) < 24:
        return 0, 0
    wide, high = struct.unpack(">II", content[16:24])
    return wide, high


def _jpeg_pixels(content: bytes) -> tuple[int, int]:
    """How wide and high: said in the frame's header, behind segments that each tell how long they are."""
    at = 2
    while at + 9 <= len(content) and content[at] == _MARKER:
        kind = content[at + 1]
        if kind == _MARKER:  # there may be more than one in front
            at += 1
        elif kind in _FRAMES:
            high, wide = struct.unpack(">HH", content[at + 5 : at + 9])
            return wide, high
        else:
            at += 2 + int(struct.unpack(">H", content[at + 2 : at + 4])[0])
    return 0, 0
