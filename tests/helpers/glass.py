"""A whole kiosk in this process: the loop, a window on SDL's dummy driver, pictures; jobs and clock are made up."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

import pygame

from kiosk import state as s
from kiosk.app import Kiosk
from kiosk.finger import Finger
from kit import wire
from kit.drawing.scale import Scale
from kit.drawing.window import Window

FRAME_S = 0.04


class Desk:
    """Jobs that only remember what they were asked for. `answer` may put inputs into the inbox."""

    def __init__(self, inbox: queue.SimpleQueue[s.Input]) -> None:
        self.inbox = inbox
        self.asked: list[s.Request] = []
        self.answer: Callable[[s.Request], None] = lambda _request: None

    def carry(self, request: s.Request) -> None:
        """Take a request; returns at once."""
        self.asked.append(request)
        self.answer(request)

    def of(self, kind: type[Any]) -> list[Any]:
        """The requests of one kind."""
        return [each for each in self.asked if isinstance(each, kind)]


class Glass:
    """The kiosk, and hands before it. Time moves only when the test says so."""

    def __init__(
        self,
        services: wire.Services | None = None,
        size: tuple[int, int] = (800, 480),
        draws: bool = True,
        **options: Any,
    ) -> None:
        self.now = 100.0
        self.window = Window("test", size, windowed=True)
        self.inbox: queue.SimpleQueue[s.Input] = queue.SimpleQueue()
        self.desk = Desk(self.inbox)
        self.kiosk = Kiosk(
            self.window, Scale(*size), self.desk, self.inbox, clock=lambda: self.now, **options
        )
        self.finger = Finger(self.window, self.kiosk.touchable, 0)
        self.pictures = 0
        self._draws = draws
        if services is not None:
            self.tell(s.ServicesCame(services))
            self.wait(2.0)

    @property
    def state(self) -> s.State:
        """The kiosk's state."""
        return self.kiosk.state

    def turn(self, after: float = FRAME_S) -> bool:
        """One turn of the loop; False when the kiosk wants to end."""
        self.now += after
        goes_on = self.kiosk.turn()
        if self._draws:
            self.pictures += self.kiosk.draw()
        return goes_on

    def wait(self, seconds: float) -> None:
        """Time passes, half a second at a time."""
        while seconds > 0:
            self.turn(min(seconds, 0.5))
            seconds -= 0.5

    def tell(self, event: s.Input) -> None:
        """A worker says something."""
        self.inbox.put(event)
        self.turn()

    def where(self, name: str) -> tuple[int, int]:
        """The middle of a control of the picture."""
        rect = {each.name: each.rect for each in self.kiosk.picture.targets}[name]
        return int(rect.centerx), int(rect.centery)

    def down(self, x: int, y: int) -> None:
        """A finger comes down."""
        self.finger.down(x, y)
        self.turn()

    def up(self, x: int, y: int) -> None:
        """It lifts."""
        self.finger.up(x, y)
        self.turn()

    def tap(self, name: str) -> None:
        """A finger on a control, when its screen listens for sure."""
        self.wait(1.5)
        spot = self.where(name)
        self.down(*spot)
        self.up(*spot)

    def key(self, *names: str, gap: float = 0.2) -> None:
        """Keys, one after the other."""
        for name in names:
            self.finger.key(name)
            self.turn(gap)
        self.turn(gap)

    def scan(self, text: str) -> None:
        """A scanner types, all within one turn of the loop."""
        self.finger.scan(text)
        self.turn()
        self.turn(0.1)

    def close(self) -> None:
        """Away with the window."""
        pygame.event.clear()
        self.window.close()
