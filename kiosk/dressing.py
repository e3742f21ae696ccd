"""What this kiosk wears besides what the site says: its theme file, read and looked at before the window opens."""

from __future__ import annotations

from pathlib import Path

from kit.drawing import pictures
from kit.drawing.dress import PLAIN, Dress, read_dress
from kit.errors import SettingError


def dress_of(file: str | None) -> Dress:
    """The theme file's look, or the plain one. Raises SettingError in one line for whatever is wrong with it."""
    if not file:
        return PLAIN
    dress = read_dress(Path(file))
    for picture in (dress.logo, dress.background):
        if picture is not None:
            try:
                pictures.read(picture)
            except pictures.PictureError as problem:
                raise SettingError(f"--theme {file}: {problem}") from problem
    return dress
