"""The loop: fingers, answers and time in; requests to the workers; the state onto the screen. Drawing never waits.

What a restart finds: a tap that was not settled (pending.json) is asked for again with its key, so the server gives the
ticket it gave before. If the spool knows that ticket already, it is not printed again: the screen shows its number and
says that paper may have come. services.json is what the server last told, so that a kiosk that starts during an outage
already has its site's name and language.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from kiosk import flow, screens
from kiosk import state as s
from kiosk.screens import Picture, View
from kiosk.screens.common import Target
from kit.client import new_key
from kit.drawing.focus import Touching
from kit.drawing.inputs import Input, Key, Press, Quit, Release
from kit.drawing.scale import Scale
from kit.drawing.window import Window
from kit.language import available
from kit.text import RAQM

log = logging.getLogger("kiosk")

PER_SECOND = 25  # a finger is seen after 20 ms on average; more looks cost a core that rests
BUSY_PER_SECOND = 120  # while a ticket is on its way, answers are not kept waiting for a frame
BAR_STEPS = 200  # the bar that runs down is redrawn for each of these


class Carries(Protocol):
    """Carries out the flow's requests; kiosk.jobs.Jobs is one."""

    def carry(self, request: s.Request) -> None:
        """Hand a request to its worker; returns at once."""


@dataclass(frozen=True)
class Shown:
    """All that the picture depends on; a picture is drawn when this changes."""

    state: object
    minute: int
    bar: int
    slow: bool
    pressed: str | None
    focused: str | None


class Kiosk:
    """One kiosk on one window. Other threads only put into `inbox`."""

    def __init__(
        self,
        window: Window,
        scale: Scale,
        jobs: Carries,
        inbox: queue.SimpleQueue[s.Input],
        services: s.ServicesCame | None = None,
    ) -> None:
        self._window = window
        self._scale = scale
        self._jobs = jobs
        self._inbox = inbox
        self._touching = Touching()
        self._drawn: Shown | None = None
        self._ahead = timedelta()  # how far the server's clock is ahead of ours: a Pi has none of its own
        self.state = flow.begin(time.monotonic())
        self.picture = Picture([], [], self.state.page_size)
        if services is not None:
            self.state = replace(self.state, services=_drawable(services).services)

    def touchable(self) -> list[Target]:
        """What a touch would reach now; nothing in the first moments of a screen."""
        return [] if flow.locked(self.state, time.monotonic()) else list(self.picture.targets)

    def run(self, goes_on: Callable[[], bool], drew: Callable[[], None]) -> None:
        """Work until `goes_on` says no; `drew` is called after each picture that was put on the glass."""
        while goes_on():
            if not self.turn():
                return
            if self.draw():
                drew()
            self._window.tick(
                BUSY_PER_SECOND if isinstance(self.state.screen, s.Taking | s.Printing) else PER_SECOND
            )

    def turn(self) -> bool:
        """Take in what happened since the last turn; False when the window was closed."""
        for each in self._window.inputs():
            if isinstance(each, Quit):
                return False
            self._take(each)
        while not self._inbox.empty():
            self._step(self._inbox.get())
        self._step(s.Tick())
        return True

    def _take(self, each: Input) -> None:
        targets = self.picture.targets
        tapped: str | None = None
        if isinstance(each, Press):
            self._touching = self._touching.press(targets, each.x, each.y)
            self._step(s.Touched())
        elif isinstance(each, Release):
            self._touching, tapped = self._touching.release(targets, each.x, each.y)
        elif isinstance(each, Key):
            self._step(s.Touched())
            if each.name == "escape":
                self._step(s.FinishPressed())
            self._touching, tapped = self._touching.key(targets, each.name)
        for target in targets:
            if target.name == tapped:
                self._step(_with_key(target.means))

    def _step(self, event: s.Input) -> None:
        if isinstance(event, s.ServicesCame):
            self._ahead = event.services.now - datetime.now(UTC)
            event = _drawable(event)
        before = type(self.state.screen)
        self.state, requests = flow.step(self.state, event, time.monotonic())
        for request in requests:
            self._jobs.carry(request)
        if type(self.state.screen) is not before:
            self._touching = Touching()  # nothing of the last screen stays pressed or focused
            log.info("screen: %s", type(self.state.screen).__name__.lower())

    def draw(self) -> bool:
        """Put the state on the glass if anything of it changed; answers whether it did."""
        shown = self._shown()
        if shown == self._drawn:
            return False
        self._drawn = shown
        self.picture = screens.draw(self._window.surface, self.state, self._view())
        if self.picture.page_size != self.state.page_size:
            self._step(s.PageSized(self.picture.page_size))
            self._drawn = self._shown()
            self.picture = screens.draw(self._window.surface, self.state, self._view())
        self._window.flip()
        return True

    def _view(self) -> View:
        moment = datetime.now(UTC) + self._ahead
        return View(self._scale, time.monotonic(), moment, self._touching.pressed, self._touching.focused)

    def _shown(self) -> Shown:
        view, state = self._view(), self.state
        left = flow.remaining(state, view.now)
        # Of the rest only what is drawn: times and questions in the air change without changing the picture.
        seen = (_still(state.screen), state.services, state.chosen)
        minute = int(view.moment.timestamp() // 60)
        bar = (
            round(left * BAR_STEPS)
            if left is not None and not isinstance(state.screen, s.Refused | s.Sorry)
            else 0
        )
        return Shown(seen, minute, bar, flow.slow(state, view.now), view.pressed, view.focused)


def _still(screen: s.Screen) -> s.Screen:
    """The screen without the times that are not drawn."""
    if isinstance(screen, s.Taking):
        return replace(screen, asking=True, next_try=0.0)
    if isinstance(screen, s.Done | s.NoPaper | s.Refused | s.Sorry):
        return replace(screen, until=0.0)
    return screen


def _with_key(means: s.Input) -> s.Input:
    """A tap on a service gets its key here, once."""
    return replace(means, key=new_key()) if isinstance(means, s.ServiceChosen) else means


def _drawable(event: s.ServicesCame) -> s.ServicesCame:
    """The services with only those languages that this machine can draw."""
    site = event.services.site
    shown, _hidden = available(site.languages, raqm=RAQM)
    if shown == site.languages:
        return event
    return s.ServicesCame(
        event.services.model_copy(update={"site": site.model_copy(update={"languages": shown})})
    )
