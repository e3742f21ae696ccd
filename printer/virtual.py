"""A printer made of files: each ticket as `N.bin`, the exact bytes, and `N.png`, what they draw."""

import os
from pathlib import Path

from PIL import Image

from kit.errors import PrinterError
from printer.paper import Paper
from printer.render import render


def deliver(folder: Path, job: bytes, paper: Paper) -> Path:
    """Write the next ticket; return its picture. N counts up and nothing is ever overwritten.

    Both files appear whole: who watches the folder never reads half of one. Raises PrinterError.
    """
    picture = render(job, paper)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = _claim(folder, job)
        return _write_picture(folder, number, picture)
    except OSError as problem:
        raise PrinterError(f"the virtual printer cannot write to {folder}: {problem.strerror}") from problem


def _claim(folder: Path, job: bytes) -> int:
    """Write the bytes under the first free number, safely against another process doing the same."""
    draft = folder / f".{os.getpid()}.bin.new"
    draft.write_bytes(job)
    number = max((int(f.stem) for f in folder.glob("*.bin") if f.stem.isdecimal()), default=0) + 1
    try:
        while True:
            try:
                (folder / f"{number}.bin").hardlink_to(draft)
            except FileExistsError:
                number += 1
            else:
                return number
    finally:
        draft.unlink()


def _write_picture(folder: Path, number: int, picture: Image.Image) -> Path:
    draft, final = folder / f".{number}.png.new", folder / f"{number}.png"
    picture.save(draft, format="PNG")
    return draft.replace(final)
