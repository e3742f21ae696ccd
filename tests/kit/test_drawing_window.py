import time
from collections.abc import Callable
from pathlib import Path

import pygame
import pytest

from kit.drawing.inputs import Key, OnePointer, Press, Quit, Release
from kit.drawing.snapshot import Snapshots, save
from kit.drawing.window import Window, wake

Opening = Callable[..., Window]


def finger(down: bool, x: float, y: float, who: int = 1) -> pygame.event.Event:
    """A finger's event in parts of the panel."""
    kind = pygame.FINGERDOWN if down else pygame.FINGERUP
    return pygame.event.Event(kind, touch_id=7, finger_id=who, x=x, y=y, dx=0, dy=0, pressure=1)


def mouse(down: bool, x: int, y: int, *, touch: bool = False, button: int = 1) -> pygame.event.Event:
    """A mouse button's event in pixels of the panel."""
    kind = pygame.MOUSEBUTTONDOWN if down else pygame.MOUSEBUTTONUP
    return pygame.event.Event(kind, pos=(x, y), button=button, touch=touch)


def post(*events: pygame.event.Event) -> None:
    """Put events into the window's queue."""
    for event in events:
        pygame.event.post(event)


def test_a_finger_presses_and_releases(open_window: Opening) -> None:
    """A finger's place comes in pixels of the picture."""
    window = open_window(320, 240)
    post(finger(True, 0.5, 0.25), finger(False, 0.5, 0.25))
    assert window.inputs() == [Press(160, 60), Release(160, 60)]


def test_a_finger_on_a_turned_panel(open_window: Opening) -> None:
    """Turned by 90 degrees, the panel's top right corner is the picture's top left."""
    window = open_window(320, 240, 90)
    post(finger(True, 0.999, 0.0))
    assert window.inputs() == [Press(0, 0)]


def test_a_finger_that_comes_as_a_mouse_too_counts_once(open_window: Opening) -> None:
    """Neither a mouse event that says it was a finger nor an untagged one right behind a finger counts."""
    window = open_window()
    post(
        mouse(True, 10, 10, touch=True),
        finger(True, 0.5, 0.5),
        mouse(True, 160, 120),
        finger(False, 0.5, 0.5),
        mouse(False, 160, 120),
    )
    assert window.inputs() == [Press(160, 120), Release(160, 120)]


def test_the_mouse_works_alone(open_window: Opening) -> None:
    """The main button counts, others and the wheel do not."""
    window = open_window()
    post(mouse(True, 5, 6), mouse(False, 5, 6), mouse(True, 5, 6, button=3), mouse(True, 5, 6, button=4))
    assert window.inputs() == [Press(5, 6), Release(5, 6)]


def test_a_second_finger_does_not_count(open_window: Opening) -> None:
    """While one finger is down, another neither presses nor lets go."""
    window = open_window()
    post(
        finger(True, 0.1, 0.1),
        finger(True, 0.9, 0.9, who=2),
        finger(False, 0.9, 0.9, who=2),
        finger(False, 0.1, 0.1),
    )
    assert window.inputs() == [Press(32, 24), Release(32, 24)]


def test_a_palm_on_the_glass_does_not_hold_the_screen() -> None:
    """After two seconds another finger takes over, and the old one's release means nothing."""
    pointer = OnePointer()
    assert pointer.finger((7, 1), down=True, now=0)
    assert not pointer.finger((7, 2), down=True, now=1.9)
    assert pointer.finger((7, 2), down=True, now=2.1)
    assert not pointer.finger((7, 1), down=False, now=2.2)
    assert pointer.finger((7, 2), down=False, now=2.3)


def test_a_mouse_is_believed_again_after_a_finger() -> None:
    """Half a second after the last finger the mouse counts, and a release only after its press."""
    pointer = OnePointer()
    pointer.finger((7, 1), down=True, now=0)
    pointer.finger((7, 1), down=False, now=0.1)
    assert not pointer.mouse(down=True, now=0.5)
    assert not pointer.mouse(down=False, now=0.55)
    assert pointer.mouse(down=True, now=0.7)
    assert pointer.mouse(down=False, now=0.8)


def test_keys_have_names(open_window: Opening) -> None:
    """Keys that move and choose come by name, characters as themselves, modifiers not at all."""
    window = open_window()
    keys = [(pygame.K_TAB, 0, "\t"), (pygame.K_TAB, pygame.KMOD_LSHIFT, "\t"), (pygame.K_KP_ENTER, 0, "\r")]
    keys += [(pygame.K_a, 0, "a"), (pygame.K_LSHIFT, 0, ""), (pygame.K_SPACE, 0, " ")]
    post(*[pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=char) for key, mod, char in keys])
    assert window.inputs() == [Key("tab"), Key("backtab"), Key("enter"), Key("a"), Key("space")]


def test_closing_the_window_is_an_input(open_window: Opening) -> None:
    """The program decides what closing means."""
    window = open_window()
    post(pygame.event.Event(pygame.QUIT))
    assert window.inputs() == [Quit()]


def test_a_picture_replaces_the_one_before_whole(open_window: Opening, tmp_path: Path) -> None:
    """Saving leaves one file, the new picture, and no half one beside it."""
    window = open_window(320, 240, 90)
    window.surface.fill((10, 20, 30))
    picture = tmp_path / "screen.png"
    picture.write_bytes(b"old")
    save(window.surface, picture)
    assert pygame.image.load(picture).get_at((3, 3))[:3] == (10, 20, 30)
    assert [each.name for each in tmp_path.iterdir()] == ["screen.png"]


def test_a_picture_that_cannot_be_written_is_an_os_error(open_window: Opening, tmp_path: Path) -> None:
    """A missing folder is told as such."""
    with pytest.raises(OSError, match=r"."):
        save(open_window().surface, tmp_path / "nowhere" / "screen.png")


def test_snapshots_end_with_the_latest_picture(tmp_path: Path) -> None:
    """However fast pictures come, the file ends as the last one."""
    snapshots = Snapshots(tmp_path / "screen.png")
    surface = pygame.Surface((40, 30))
    for shade in range(50):
        surface.fill((shade, 0, 0))
        snapshots.take(surface)
    snapshots.close()
    assert pygame.image.load(tmp_path / "screen.png").get_at((0, 0))[0] == 49


def test_a_full_screen_keeps_its_own_size_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A size that only a window can have is not ignored in silence."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    window = Window("test", (320, 240))
    width, height = window.size
    window.close()
    assert (width, height) != (320, 240)
    assert caplog.messages == [f"the screen is {width}x{height}; --size 320x240 holds for --windowed only"]


def test_where_nothing_tells_of_an_input_the_window_looks(open_window: Opening) -> None:
    """A driver of SDL that cannot be waited for is asked again and again, however long the wait may be."""
    window = open_window()
    began = time.monotonic()
    window.wait(60)
    assert time.monotonic() - began < 30


def test_waking_a_window_needs_none() -> None:
    """A thread that has news before the window is open, or after, is not troubled by that."""
    pygame.display.quit()
    wake()


def test_being_woken_is_no_input(open_window: Opening) -> None:
    """What another thread wakes the window for comes by another way."""
    window = open_window()
    wake()
    assert window.inputs() == []
