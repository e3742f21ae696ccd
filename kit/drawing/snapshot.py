"""A picture file kept fresh with what a window shows, written beside the loop and never half."""

import logging
import os
import threading
from pathlib import Path

import pygame

log = logging.getLogger("snapshot")


def save(surface: pygame.Surface, path: Path) -> None:
    """Write a PNG of a surface: readers see the file before or the file after, nothing between.

    Raises OSError when it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.png")
    try:
        pygame.image.save(surface, str(unfinished))
        unfinished.replace(path)
    except pygame.error as problem:
        raise OSError(str(problem)) from problem
    finally:
        unfinished.unlink(missing_ok=True)


class Snapshots:
    """Keeps `path` fresh. Where pictures come faster than the disk takes them, only the latest is written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._latest: pygame.Surface | None = None
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._write, name="snapshots", daemon=True)
        self._thread.start()

    def take(self, surface: pygame.Surface) -> None:
        """Remember what a surface shows now; it is written soon."""
        copy = surface.copy()
        with self._changed:
            self._latest = copy
            self._changed.notify()

    def close(self) -> None:
        """Write what is left, and stop."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(timeout=5)

    def _write(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._latest is not None or self._closing)
                picture, self._latest = self._latest, None
            if picture is None:
                return
            try:
                save(picture, self._path)
            except OSError as problem:
                log.warning("picture not written: %s", problem)
            picture = None  # eight megabytes of a wall's screen, not needed while waiting for the next
