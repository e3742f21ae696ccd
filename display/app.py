"""The lobby screen's loop: news in, board to the screen, calls to the chime."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from display.chime import Chime
from display.layout import sizes
from display.link import BoardFetched, LinkChanged, News
from display.screen import STILL, Motion, draw
from kit import text
from kit.drawing.inputs import Key, Quit
from kit.drawing.snapshot import Snapshots
from kit.drawing.window import Window
from kit.lobby.announcing import announced
from kit.lobby.board import Lobby, caught_up, happened, opened, ticked
from kit.lobby.view import Link as LinkState
from kit.lobby.view import View, starting, view
from kit.wire import Call, Event

log = logging.getLogger("display")

SLIDE_S = 0.2
PULSES = 3
PULSE_S = 1.3  # under 1 Hz: nothing on a wall may flicker
# A short break is mended before anybody needs to know.
BREAK_S = 3.0
REFRESH_S = 60.0
WAITS_S = 30.0  # how old a wait that is told may become: it changes without an event
AGAIN_S = 1.0
FRAME_S = 1 / 30
IDLE_S = 0.1


class Server(Protocol):
    """What the loop asks of display.link.Link."""

    @property
    def fresh(self) -> bool:
        """Whether the server was heard lately."""

    def news(self) -> list[News]:
        """What has come in."""

    def want_board(self) -> None:
        """Ask for a snapshot."""

    def report(self, event_id: int, shown_at: datetime) -> None:
        """Tell that a call is on the glass."""

    def tell_status(self, **status: str | int | float | bool | None) -> None:
        """Set what heartbeats say."""


@dataclass(frozen=True, slots=True)
class Options:
    """How this screen behaves."""

    diagonal: float | None = None
    windowed: bool = False
    reduced_motion: bool = False


class App:
    """One lobby screen. `step` is one turn of the loop, and never waits for anything but the pixels."""

    def __init__(
        self,
        window: Window,
        server: Server,
        chime: Chime,
        options: Options,
        snapshots: Snapshots | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._window = window
        self._server = server
        self._chime = chime
        self._options = options
        self._snapshots = snapshots
        self._clock = clock
        self._lobby: Lobby | None = None
        self._up = True
        self._deaf_since: float | None = None
        self._asked = clock()
        self._seen: tuple[Lobby | None, int, LinkState, Motion] | None = None
        self._painted: tuple[View, Motion] | None = None
        self._pictured: View | None = None
        self._too_far: float | None = None
        self.ended = False

    @property
    def rest(self) -> float:
        """How many seconds the next step may wait when there is no news: a frame while something moves."""
        moving = self._painted is not None and self._painted[1] != STILL
        return FRAME_S if moving else IDLE_S

    def step(self) -> None:
        """Take what has come in, let time pass, and paint if anything is different."""
        for each in self._window.inputs():
            if isinstance(each, Quit) or (each == Key("escape") and self._options.windowed):
                self.ended = True
        now = self._clock()
        for news in self._server.news():
            self._take(news, now)
        begun = self._tick(now)
        self._refresh(now)
        self._paint(now)
        for call in begun:
            # Only now: the pixels are on the screen.
            if self._lobby is not None:
                self._server.report(call.event_id, self._lobby.time(self._clock()))
            log.info("showing %s at counter %s", call.number, call.counter)

    def _take(self, news: News, now: float) -> None:
        if isinstance(news, BoardFetched):
            self._lobby = (
                opened(news.board, now) if self._lobby is None else caught_up(self._lobby, news.board, now)
            )
        elif isinstance(news, Event):
            if self._lobby is not None:
                self._lobby = happened(self._lobby, news, now)
        elif isinstance(news, LinkChanged):
            self._up = news.up
            if news.up:
                self._server.want_board()

    def _tick(self, now: float) -> tuple[Call, ...]:
        if self._lobby is None:
            return ()
        self._lobby, begun = ticked(self._lobby, now)
        self._lobby, announcement = announced(self._lobby, now, busy=False)
        if announcement is not None:
            self._chime.play()
        return begun

    def _refresh(self, now: float) -> None:
        """Fetch a snapshot now and then, for clock and waits, and soon after what only a snapshot can tell."""
        if self._lobby is None:
            return
        telling = any(each.wait is not None for each in self._lobby.waiting)
        usual = WAITS_S if telling else REFRESH_S
        if now - self._asked >= (AGAIN_S if self._lobby.outdated else usual):
            self._asked = now
            self._server.want_board()

    def _link(self, now: float) -> LinkState:
        """Return whether what is shown may be old: for a while now nothing has been heard of the server."""
        if self._up and self._server.fresh:
            self._deaf_since = None
            return "fresh"
        self._deaf_since = now if self._deaf_since is None else self._deaf_since
        return "stale" if now - self._deaf_since >= BREAK_S else "fresh"

    def _paint(self, now: float) -> None:
        lobby, reduced = self._lobby, self._options.reduced_motion
        link = self._link(now) if lobby else "starting"
        motion = motion_at(lobby, now, reduced=reduced) if lobby else STILL
        minute = int(lobby.time(now).timestamp() // 60) if lobby else 0
        # Words are only looked up again when something they depend on is another one than before.
        if self._seen is not None and self._seen[0] is lobby and self._seen[1:] == (minute, link, motion):
            return
        self._seen = (lobby, minute, link, motion)
        shown = view(lobby, now, link, raqm=text.RAQM) if lobby else starting()
        if (shown, motion) != self._painted:
            self._painted = (shown, motion)
            self._show(shown, motion)

    def _show(self, shown: View, motion: Motion) -> None:
        self._warn_of_distance(shown)
        draw(self._window.surface, shown, diagonal=self._options.diagonal, motion=motion)
        self._window.flip()
        number = shown.call.number if shown.call else None
        self._server.tell_status(showing=number, size="x".join(map(str, self._window.size)))
        # A picture of a card half way in would be nobody's idea of this screen.
        if self._snapshots is not None and motion.slide == 1 and (motion == STILL or shown != self._pictured):
            self._pictured = shown
            self._snapshots.take(self._window.surface)

    def _warn_of_distance(self, shown: View) -> None:
        if shown.distance == self._too_far:
            return
        self._too_far = shown.distance
        metres = sizes(self._window.size, shown.distance, self._options.diagonal).metres
        if metres < shown.distance:
            log.warning("this screen can be read from %.1f m, not from %.1f m", metres, shown.distance)


def motion_at(lobby: Lobby, now: float, *, reduced: bool) -> Motion:
    """Return where the large call's movement is: it slides in, eases out, and pulses three times."""
    if not lobby.turns or reduced:
        return STILL
    age = now - lobby.turns[0].since
    if age < SLIDE_S:
        return Motion(slide=1 - (1 - age / SLIDE_S) ** 3)
    pulsing = age - SLIDE_S
    if pulsing >= PULSES * PULSE_S:
        return STILL
    # In sixteen steps: smooth to the eye, and half the frames need no painting.
    glow = (1 - math.cos(math.tau * pulsing / PULSE_S)) / 2
    return Motion(glow=round(16 * glow) / 16)
