"""Pictures beside a site file: its logo, read with it and kept with the site."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

from kit.errors import SettingError
from server.sitefile.model import Site

LARGEST = 512 * 1024  # bytes: screens fetch it over the lobby's own network, and it lies in every backup
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


def logo_beside(file: Path, site: Site) -> Picture | None:
    """The logo of the site file `file`; None when it names none, or there is no such file.

    Raises SettingError when it is not in the same folder, cannot be read, is too large or not a picture.
    """
    if not site.theme.logo:
        return None
    named, where = Path(site.theme.logo), f"{file}: theme: logo"
    if named.is_absolute() or ".." in named.parts:
        raise SettingError(f'{where}: "{named}" must lie beside the site file')
    try:
        with (file.parent / named).open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise SettingError(f'{where}: "{named}" cannot be read: {problem.strerror or problem}') from None
    if len(content) > LARGEST:
        raise SettingError(f'{where}: "{named}" is larger than {LARGEST // 1024} kB')
    kind = _kind(content)
    if kind is None:
        raise SettingError(f'{where}: "{named}" is not a whole picture of PNG or JPEG')
    return Picture(kind, content)


def missing_logo(site: Site) -> SettingError:
    """What is said when the file is not there, and is not kept from before."""
    return SettingError(f'theme: logo: there is no file "{site.theme.logo}" beside the site file')


def _kind(content: bytes) -> str | None:
    """What kind of picture it is; None when it is none, or was cut off."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR" and content.endswith(_PNG_END):
        wide, high = struct.unpack(">II", content[16:24])
        return "image/png" if 0 < wide <= WIDEST and 0 < high <= WIDEST else None
    if content.startswith(_JPEG) and content.rstrip(b"\0\r\n").endswith(_JPEG_END):
        return "image/jpeg"
    return None
