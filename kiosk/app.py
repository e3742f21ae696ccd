"""The loop: fingers, answers and time in; requests to the workers; the state onto the screen. Drawing never waits.

What a restart finds: a tap that was not settled (pending.json) is asked for again with its key, so the server gives the
ticket it gave before. If the spool knows that ticket already, it is not printed again: the screen shows its number and
says that paper may have come. services.json is what the server last told, so that a kiosk that starts during an outage
already has its site's name and language.
"""

from __future__ import annotations

import logging
import math
import queue
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pygame

from kiosk import flow, screens
from kiosk import state as s
from kiosk.hands import Hands, Scene
from kiosk.screens import Picture, View
from kiosk.screens.common import Target
from kiosk.speech import Aloud
from kit import wire
from kit.drawing.dress import PLAIN, Dress
from kit.drawing.inputs import Quit
from kit.drawing.scale import Scale
from kit.drawing.window import Window
from kit.language import available
from kit.text import RAQM

log = logging.getLogger("kiosk")

# Fingers, keys and the inbox wake the loop; what only time brings waits for these.
FRAME_S = 0.04
SCAN_S = 0.008  # in the middle of a scan
QUIET_S = 0.25  # before the first screen, with nobody asked anything
FULL = 100  # per cent of brightness
BAR_STEPS = 200  # the bar that runs down is redrawn for each of these
RUNS_DOWN = s.Done | s.NoPaper


class Carries(Protocol):
    """Carries out the flow's requests; kiosk.jobs.Jobs is one."""

    def carry(self, request: s.Request) -> None:
        """Hand a request to its worker; returns at once."""


class Wears(Protocol):
    """Knows the look that is worn now; kiosk.dressing.Wardrobe is one."""

    @property
    def dress(self) -> Dress:
        """What is worn now."""

    def follow(self, theme: wire.ThemeInfo) -> None:
        """The site says how it looks; returns at once."""


@dataclass(frozen=True)
class Shown:
    """All that the picture depends on; a picture is drawn when this changes."""

    state: object
    minute: int
    bar: int
    late: bool
    pressed: str | None
    focused: str | None


class Kiosk:
    """One kiosk on one window. Other threads only put into `inbox`, and wake the window.

    `clock` tells seconds, steadily; `brightness` is in per cent; `aloud` reads what is on the glass. A full screen is
    not `closable`: only its supervisor ends the program.
    """

    def __init__(
        self,
        window: Window,
        scale: Scale,
        jobs: Carries,
        inbox: queue.SimpleQueue[s.Input],
        services: s.ServicesCame | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        closable: bool = False,
        aloud: Aloud | None = None,
        brightness: Callable[[], int] = lambda: FULL,
        wardrobe: Wears | None = None,
    ) -> None:
        self._window = window
        self._scale = scale
        self._jobs = jobs
        self._inbox = inbox
        self._clock = clock
        self._closable = closable
        self._aloud = aloud
        self._brightness = brightness
        self._wardrobe = wardrobe
        self._hands = Hands(scale)
        self._drawn: Shown | None = None
        self._on_glass: Shown | None = None
        self._ahead = timedelta()  # how far the server's clock is ahead of ours: a Pi has none of its own
        self.state = replace(flow.begin(clock()), speaks=aloud is None or aloud.there)
        self.picture = Picture([], [], self.state.page_size)
        if services is not None:
            self.state = replace(self.state, services=_drawable(services).services)

    @property
    def focused(self) -> str | None:
        """The name of the control that the keys are on."""
        return self._hands.ring(self.state)

    def touchable(self) -> list[Target]:
        """What a touch would reach now; nothing in the first moments of a screen, nor before it is on the glass."""
        old = self._on_glass is None or self._on_glass.state != self._shown().state
        return [] if old or flow.locked(self.state, self._clock()) else list(self.picture.targets)

    def run(self, goes_on: Callable[[], bool], drew: Callable[[], None]) -> None:
        """Work until `goes_on` says no; `drew` is called after each picture that was put on the glass."""
        while goes_on():
            if not self.turn():
                return
            if self.draw():
                drew()
            self._window.wait(self._rest())

    def _rest(self) -> float:
        """Seconds until time alone may have changed something."""
        if self._hands.scanning:
            return SCAN_S
        quiet = isinstance(self.state.screen, s.Start | s.Away) and self.state.warned_at is None
        return QUIET_S if quiet else FRAME_S

    def turn(self) -> bool:
        """Take in what happened since the last turn; False when the window was closed."""
        for each in self._window.inputs():
            if isinstance(each, Quit):
                if self._closable:
                    return False
                continue
            self._do(self._hands.take(each, self._scene()))
        self._do(self._hands.wait(self._scene()))
        while not self._inbox.empty():
            self._step(self._inbox.get())
        self._step(s.Tick())
        return True

    def _scene(self) -> Scene:
        return Scene(self.state, self.picture.targets, self._clock(), self.picture.begins)

    def _do(self, events: Sequence[s.Input]) -> None:
        for each in events:
            self._step(each)

    def _step(self, event: s.Input) -> None:
        if isinstance(event, s.ServicesCame):
            self._ahead = event.services.now - datetime.now(UTC)
            event = _drawable(event)
            if self._wardrobe is not None:
                self._wardrobe.follow(event.services.site.theme)
        before = self.state
        self.state, requests = flow.step(before, event, self._clock())
        for request in requests:
            self._jobs.carry(request)
        if self.state.customers != before.customers:
            self._hands.let_go()
        if type(self.state.screen) is not type(before.screen):
            self._hands.new_screen()
            # Only its name: what people type stays out of every log.
            log.info("screen: %s", type(self.state.screen).__name__.lower())

    def draw(self) -> bool:
        """Put the state on the glass if anything of it changed; answers whether it did."""
        if self._hands.scanning:
            return False  # a picture takes longer than a scanner's next character
        shown = self._shown()
        if shown == self._drawn:
            return False
        self._drawn = shown
        self.picture = self._paint()
        if self.picture.page_size != self.state.page_size:
            self._step(s.PageSized(self.picture.page_size))
            self.picture = self._paint()
        if self._hands.find_focus(self.picture.begins):
            self.picture = self._paint()
        self._drawn = self._shown()
        self._window.flip()
        self._on_glass = self._drawn
        if self._aloud is not None:
            labels = [(each.name, each.label) for each in self.picture.targets]
            self._aloud.seen(self.state, self.picture.spoken, labels, self.focused)
        return True

    def _paint(self) -> Picture:
        picture = screens.draw(self._window.surface, self.state, self._view())
        share = self._brightness() * 255 // FULL
        if share < 255:
            self._window.surface.fill((share,) * 3, special_flags=pygame.BLEND_RGB_MULT)
        return picture

    def _view(self) -> View:
        moment = datetime.now(UTC) + self._ahead
        touching = self._hands.touching
        dress = self._wardrobe.dress if self._wardrobe is not None else PLAIN
        return View(self._scale, self._clock(), moment, touching.pressed, self.focused, dress)

    def _shown(self) -> Shown:
        view, state = self._view(), self.state
        left, warning = flow.remaining(state, view.now), flow.warning(state, view.now)
        # Of the rest only what is drawn: times and questions in the air change without changing the picture.
        seen = (
            _still(state.screen),
            state.services,
            state.chosen,
            replace(state.eased, hushed=False),
            state.printer,
            flow.offline(state),
            state.unsent,
            None if warning is None else math.ceil(warning),
            state.repeats,
            self._brightness(),
            view.dress,
        )
        minute = int(view.moment.timestamp() // 60)
        bar = round(left * BAR_STEPS) if left is not None and isinstance(state.screen, RUNS_DOWN) else 0
        late = flow.slow(state, view.now) or (isinstance(state.screen, s.Pin) and flow.shut(state, view.now))
        return Shown(seen, minute, bar, late, view.pressed, view.focused)


def _still(screen: s.Screen) -> s.Screen:
    """The screen without the times that are not drawn."""
    if isinstance(screen, s.Taking):
        return replace(screen, asking=True, next_try=0.0)
    if isinstance(screen, s.Done | s.NoPaper | s.Refused | s.Sorry | s.NotCheckedIn):
        return replace(screen, until=0.0)
    return screen


def _drawable(event: s.ServicesCame) -> s.ServicesCame:
    """The services with only those languages that this machine can draw."""
    site = event.services.site
    shown, _hidden = available(site.languages, raqm=RAQM)
    if shown == site.languages:
        return event
    return s.ServicesCame(
        event.services.model_copy(update={"site": site.model_copy(update={"languages": shown})})
    )
