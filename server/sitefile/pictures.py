"""Pictures beside a site file, its logo and those of its notices: read with it and kept with the site."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kit.errors import SettingError
from server.sitefile.model import Site

LOGO = "logo"
# kB: screens fetch them over the lobby's own network, and they lie in every backup.
LOGO_KB = 512
NOTICE_KB = 1024
WIDEST = 4000  # pixels either way: a kiosk holds it in memory
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"


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
    """A picture that a site file names: by which key, which file, and how large it may be in kB."""

    where: str
    file: str
    largest_kb: int


def of_notice(notice: str) -> str:
    """What the picture of the notice with this id is kept as."""
    return f"notice:{notice}"


def named(site: Site) -> dict[str, Named]:
    """Every picture that the site names, by what it is kept as."""
    found = {LOGO: Named("theme: logo", site.theme.logo, LOGO_KB)} if site.theme.logo else {}
    for notice in site.notices:
        if notice.picture:
            where = f'notice "{notice.id}": picture'
            found[of_notice(notice.id)] = Named(where, notice.picture, NOTICE_KB)
    return found


def pictures_beside(file: Path, site: Site) -> dict[str, Picture]:
    """The pictures of the site file `file`, as far as there are such files.

    Raises SettingError when one is not in the same folder, cannot be read, is too large or not a picture.
    """
    found = {name: _beside(file, each) for name, each in named(site).items()}
    return {name: picture for name, picture in found.items() if picture is not None}


def missing(what: Named) -> SettingError:
    """What is said when the file is not there, and is not kept from before."""
    return SettingError(f'{what.where}: there is no file "{what.file}" beside the site file')


def _beside(file: Path, what: Named) -> Picture | None:
    path, where = Path(what.file), f"{file}: {what.where}"
    if path.is_absolute() or ".." in path.parts:
        raise SettingError(f'{where}: "{path}" must lie beside the site file')
    try:
        with (file.parent / path).open("rb") as opened:
            content = opened.read(what.largest_kb * 1024 + 1)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise SettingError(f'{where}: "{path}" cannot be read: {problem.strerror or problem}') from None
    if len(content) > what.largest_kb * 1024:
        raise SettingError(f'{where}: "{path}" is larger than {what.largest_kb} kB')
    kind = _kind(content)
    if kind is None:
        raise SettingError(f'{where}: "{path}" is not a whole picture of PNG or JPEG')
    return Picture(kind, content)


def _kind(content: bytes) -> str | None:
    """What kind of picture it is; None when it is none, or was cut off."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR" and content.endswith(_PNG_END):
        wide, high = struct.unpack(">II", content[16:24])
        return "image/png" if 0 < wide <= WIDEST and 0 < high <= WIDEST else None
    if content.startswith(_JPEG) and content.rstrip(b"\0\r\n").endswith(_JPEG_END):
        return "image/jpeg"
    return None
