"""What this kiosk wears besides what the site says: its theme file, and the site's logo, fetched when it changes."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kiosk.workers import Worker
from kit import wire
from kit.drawing import pictures
from kit.drawing.dress import PLAIN, Dress, read_dress
from kit.errors import NextPleaseError, SettingError

log = logging.getLogger("kiosk")


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


class Wardrobe:
    """The look that is worn now. `fetch` gets the bytes of a path on the server; `folder` outlives a restart.

    A logo of the theme file stays whatever the site's is.
    """

    def __init__(self, dress: Dress, folder: Path, fetch: Callable[[str], bytes]) -> None:
        self.dress = dress
        self._own_logo = dress.logo is not None
        self._folder = folder
        self._fetch = fetch
        self._followed = ""
        self._worker: Worker[str] = Worker("logo", self._get)

    def follow(self, theme: wire.ThemeInfo) -> None:
        """The site says where its logo is. Returns at once; the logo comes when it has been fetched."""
        if self._own_logo or theme.logo == self._followed:
            return
        self._followed = theme.logo
        kept = self._file(theme.logo)
        if not theme.logo:
            self.dress = replace(self.dress, logo=None)
        elif kept.is_file():
            self.dress = replace(self.dress, logo=kept)
        else:
            self._worker.put(theme.logo)

    def close(self) -> None:
        """Stop fetching."""
        self._worker.close(0.2)

    def _file(self, path: str) -> Path:
        """Each logo has a file of its own, so that nothing drawn from the last one is taken for it."""
        return self._folder / f"logo-{hashlib.sha256(path.encode()).hexdigest()[:16]}"

    def _get(self, path: str) -> None:
        unfinished = self._folder / "logo-unfinished"
        try:
            unfinished.write_bytes(self._fetch(path))
            pictures.read(unfinished)
            for old in self._folder.glob("logo-*"):
                if old != unfinished:
                    old.unlink()
            unfinished.replace(self._file(path))
        except (NextPleaseError, OSError) as problem:
            log.warning("no logo of the site's: %s", problem)
            self._followed = ""  # asked for again with the next answer of the server
            return
        self.dress = replace(self.dress, logo=self._file(path))
