from collections.abc import Callable, Iterator

import pytest

from kit.drawing.rotation import Rotation
from kit.drawing.window import Window


@pytest.fixture
def open_window(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Window]]:
    """Opens windows on SDL's dummy driver, and closes them after the test."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    opened: list[Window] = []

    def open_one(width: int = 320, height: int = 240, rotation: Rotation = 0) -> Window:
        opened.append(Window("test", (width, height), rotation, windowed=True))
        opened[-1].inputs()
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()
