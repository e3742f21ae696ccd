"""The program's window: size, rotation, full screen, and inputs in the picture's own pixels.

A loop looks like this, and costs next to nothing while nothing happens:

    while running:
        for each in window.inputs(): ...
        if something_changed:
            draw(window.surface)
            window.flip()
        window.wait(0.25)  # what other threads bring calls wake()
"""

import contextlib
import ctypes
import logging
import os
import time
from collections.abc import Callable, Iterator

import pygame

from kit.drawing.inputs import Input, Key, OnePointer, Press, Quit, Release
from kit.drawing.rotation import Rotation, logical_size, on_panel, to_logical
from kit.errors import NextPleaseError

log = logging.getLogger("window")

_KEY_NAMES = {
    pygame.K_TAB: "tab",
    pygame.K_RETURN: "enter",
    pygame.K_KP_ENTER: "enter",
    pygame.K_ESCAPE: "escape",
    pygame.K_BACKSPACE: "backspace",
    pygame.K_LEFT: "left",
    pygame.K_RIGHT: "right",
    pygame.K_UP: "up",
    pygame.K_DOWN: "down",
    pygame.K_SPACE: "space",
    pygame.K_HOME: "home",
    pygame.K_END: "end",
    pygame.K_PAGEUP: "pageup",
    pygame.K_PAGEDOWN: "pagedown",
    pygame.K_F1: "f1",
    pygame.K_F2: "f2",
    pygame.K_F3: "f3",
}
_TELLING = {
    "x11",
    "wayland",
}  # the drivers of SDL that need not be asked again and again whether something happened
_LOOK_S = 0.04  # with the others a finger is seen after 20 ms on average; more looks cost a core that rests
_UNCOVERED = (pygame.WINDOWEXPOSED, pygame.WINDOWRESTORED, pygame.VIDEOEXPOSE)


class WindowError(NextPleaseError):
    """No window could be opened."""


class Window:
    """A window. `size` is the panel's own, before rotation; a full screen has its own, whatever `size` says."""

    def __init__(
        self,
        title: str,
        size: tuple[int, int] | None = None,
        rotation: Rotation = 0,
        *,
        windowed: bool = False,
    ) -> None:
        # One finger otherwise comes as a mouse, too.
        os.environ["SDL_TOUCH_MOUSE_EVENTS"] = "0"
        os.environ["SDL_MOUSE_TOUCH_EVENTS"] = "0"
        os.environ.setdefault("SDL_VIDEO_ALLOW_SCREENSAVER", "0")
        try:
            pygame.display.init()
            if pygame.display.get_driver() != "wayland":
                # With a framebuffer texture of its own SDL takes nine times as long, and three times the memory, on
                # a machine without a GPU. Under Wayland there is no other way, and no window without it.
                os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
            pygame.display.set_caption(title)
            flags = 0 if windowed else pygame.FULLSCREEN
            self._panel = pygame.display.set_mode((size if windowed else None) or (0, 0), flags)
        except pygame.error as problem:
            raise WindowError(f"no window could be opened: {problem}") from problem
        panel = self._panel.get_size()
        if size and size != panel:
            log.warning("the screen is %dx%d; --size %dx%d holds for --windowed only", *panel, *size)
        pygame.mouse.set_visible(windowed)
        pygame.event.set_blocked([pygame.MOUSEMOTION, pygame.FINGERMOTION])
        self._rotation = rotation
        self._pointer = OnePointer()
        self._sleep = _sdl_wait()
        # Without rotation the picture is drawn where it is shown.
        self.surface = (
            pygame.Surface(logical_size(self._panel.get_size(), rotation)) if rotation else self._panel
        )

    @property
    def size(self) -> tuple[int, int]:
        """The picture's width and height in pixels, after rotation."""
        return self.surface.get_size()

    def flip(self) -> None:
        """Show what was drawn on `surface`. Returns when the pixels have been handed to the screen."""
        if self._rotation:
            # pygame turns counter-clockwise
            self._panel.blit(pygame.transform.rotate(self.surface, -self._rotation), (0, 0))
        pygame.display.flip()

    def update(self, part: pygame.Rect) -> None:
        """Show what was drawn on one part of `surface`; costs as much less as the part is smaller."""
        part = part.clip(self.surface.get_rect())
        if part.size == self.size:
            self.flip()
        elif part.width and part.height:
            place = pygame.Rect(
                on_panel((part.x, part.y, part.width, part.height), self._panel.get_size(), self._rotation)
            )
            if self._rotation:
                self._panel.blit(
                    pygame.transform.rotate(self.surface.subsurface(part), -self._rotation), place
                )
            pygame.display.update(place)

    def wait(self, seconds: float) -> None:
        """Wait until there are inputs, or somebody calls `wake`, but no longer than this."""
        if self._sleep is not None:
            self._sleep(None, round(seconds * 1000))
        else:
            time.sleep(min(seconds, _LOOK_S))

    def inputs(self) -> list[Input]:
        """Return what happened since the last call, in order. Never waits."""
        return list(self._inputs())

    def _inputs(self) -> Iterator[Input]:
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                yield Quit()
            elif event.type == pygame.KEYDOWN:
                name = _key_name(event)
                if name:
                    yield Key(name)
            elif event.type in {pygame.FINGERDOWN, pygame.FINGERUP}:
                yield from self._finger(event)
            elif event.type in {pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP}:
                yield from self._mouse(event)
            elif event.type in _UNCOVERED:
                self.flip()

    def _finger(self, event: pygame.event.Event) -> Iterator[Input]:
        down = event.type == pygame.FINGERDOWN
        if self._pointer.finger((event.touch_id, event.finger_id), down=down, now=time.monotonic()):
            width, height = self._panel.get_size()
            yield self._at(event.x * width, event.y * height, down=down)

    def _mouse(self, event: pygame.event.Event) -> Iterator[Input]:
        if event.button != 1 or getattr(event, "touch", False):
            return
        down = event.type == pygame.MOUSEBUTTONDOWN
        if self._pointer.mouse(down=down, now=time.monotonic()):
            yield self._at(*event.pos, down=down)

    def _at(self, x: float, y: float, *, down: bool) -> Press | Release:
        panel = self._panel.get_size()
        point = (min(max(int(x), 0), panel[0] - 1), min(max(int(y), 0), panel[1] - 1))
        return (Press if down else Release)(*to_logical(point, panel, self._rotation))

    def close(self) -> None:
        """Close the window."""
        pygame.display.quit()


def wake() -> None:
    """End a window's `wait`: there is something to do that is no input. May be called from any thread."""
    with contextlib.suppress(pygame.error):  # no window is open, or so much has happened that none waits
        pygame.event.post(pygame.event.Event(pygame.USEREVENT))


def _sdl_wait() -> Callable[[None, int], int] | None:
    """SDL's own wait (for no event, for milliseconds), which sleeps; pygame's looks each millisecond.

    None where SDL itself would look each millisecond, or hides its functions.
    """
    if pygame.display.get_driver() not in _TELLING:
        return None
    try:
        wait = ctypes.CDLL(pygame.display.__file__).SDL_WaitEventTimeout
    except (OSError, AttributeError):
        return None
    wait.argtypes = (ctypes.c_void_p, ctypes.c_int)
    return wait


def _key_name(event: pygame.event.Event) -> str:
    name = _KEY_NAMES.get(event.key, "")
    if name == "tab" and event.mod & pygame.KMOD_SHIFT:
        return "backtab"
    typed = str(event.unicode)
    return name or (typed if typed.isprintable() else "")
