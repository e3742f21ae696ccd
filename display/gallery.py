"""The pictures that a lobby screen shows, made ready on a thread of their own: the loop only looks at what is there.

Those of a folder are slides; those that the board names are fetched from the server. A photograph is made no larger
than the screen, so that showing it takes no longer than it must.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from PIL import Image, ImageOps

from display.slides import SlidesError, slides
from kit.errors import Refused, Unreachable
from kit.wire import Notice

log = logging.getLogger("slides")

LOOK_S = 20.0
MOST_SLIDES = 100
MOST_BYTES = 64 << 20
Fetch = Callable[[str], bytes]
_Key = tuple[str, int, int]  # a file's name, its time and its size


class Gallery:
    """Keeps `slides` and `files` as the folder and the board want them.

    `fetch` gets a picture from the server by its path; `size` is the screen's, in pixels.
    """

    def __init__(self, fetch: Fetch, folder: Path | None, size: tuple[int, int]) -> None:
        self._fetch, self._folder, self._size = fetch, folder, size
        self._wanted: frozenset[str] = frozenset()
        self._refused: frozenset[str] = frozenset()
        self._keys: dict[str, _Key | None] = {}
        self._said = ""
        self._wake = threading.Event()
        self._closing = False
        self._room: tempfile.TemporaryDirectory[str] | None = None
        self._thread = threading.Thread(target=self._work, name="gallery", daemon=True)
        self.slides: tuple[Notice, ...] = ()
        self.files: Mapping[str, Path] = MappingProxyType({})

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def want(self, paths: Iterable[str]) -> None:
        """These pictures of the server's are shown now, and no others. Returns at once."""
        wanted = frozenset(filter(None, paths))
        if wanted != self._wanted:
            self._wanted = wanted
            self._wake.set()

    def close(self) -> None:
        """Stop, and leave no file behind."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _work(self) -> None:
        with tempfile.TemporaryDirectory(prefix="nextplease-slides-") as room:
            while not self._closing:
                self._wake.clear()
                self.look(Path(room))
                self._wake.wait(LOOK_S)

    def look(self, room: Path) -> None:
        """Look once at the folder and for the server's pictures; what is ready is kept in `room`."""
        found = self._folders_slides()
        made = {each.picture: self._of_folder(each.picture, room) for each in found}
        made |= {path: self._of_server(path, room) for path in self._wanted}
        ready = {name: file for name, file in made.items() if file is not None}
        before, self.files = self.files, MappingProxyType(ready)
        self.slides = tuple(each for each in found if each.picture in ready)
        for name in before.keys() - ready.keys():
            self._keys.pop(name, None)
        for file in set(before.values()) - set(ready.values()):
            with contextlib.suppress(OSError):
                file.unlink()

    def _folders_slides(self) -> tuple[Notice, ...]:
        if self._folder is None:
            return ()
        try:
            found = slides(self._folder)
        except SlidesError as problem:
            self._say(str(problem))
            return self.slides
        if len(found) > MOST_SLIDES:
            self._say(f"--slides {self._folder}: only the first {MOST_SLIDES} of {len(found)} are shown")
        else:
            self._said = ""
        return found[:MOST_SLIDES]

    def _of_folder(self, name: str, room: Path) -> Path | None:
        if self._folder is None:
            return None
        source = self._folder / name
        try:
            told = source.stat()
            key = (name, told.st_mtime_ns, told.st_size)
            if self._keys.get(name) == key:
                return self.files.get(name)
            self._keys[name] = key
            if told.st_size > MOST_BYTES:
                log.warning("%s is not shown: it is larger than %d MB", source, MOST_BYTES >> 20)
                return None
            return self._made(name, source.read_bytes(), key, room)
        except OSError as problem:
            log.warning("%s is not shown: %s", source, problem.strerror)
            return None

    def _of_server(self, path: str, room: Path) -> Path | None:
        known = self.files.get(path)
        if known is not None or path in self._refused:
            return known
        file = None
        try:
            file = self._made(path, self._fetch(path), (path, 0, 0), room)
        except Unreachable:
            return None  # it is asked again
        except Refused as refusal:
            log.warning("picture %s: %s", path, refusal)
        if file is None:
            self._refused = (self._refused & self._wanted) | {path}
        return file

    def _made(self, name: str, data: bytes, key: _Key, room: Path) -> Path | None:
        """A picture no larger than the screen, in a file that is quickly read; None: it is not a picture."""
        file = room / hashlib.sha256(repr(key).encode()).hexdigest()[:24]
        try:
            with Image.open(io.BytesIO(data)) as opened:
                opened.draft("RGB", self._size)
                picture = ImageOps.exif_transpose(opened)
                picture.thumbnail(self._size, Image.Resampling.LANCZOS)
                _save(picture, file)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
            log.warning("%s is not a picture that can be read: %s", name, problem)
            return None
        return file

    def _say(self, line: str) -> None:
        if line != self._said:
            self._said = line
            log.warning(line)


def _save(picture: Image.Image, file: Path) -> None:
    """Quickly read, and small: the folder may be in memory."""
    if picture.has_transparency_data:
        picture.convert("RGBA").save(file, "PNG", compress_level=1)
    else:
        picture.convert("RGB").save(file, "JPEG", quality=92, subsampling=0)
