"""The lobby screen's loop: news in, board to the screen, calls to the voice."""

import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from display.layout import sizes, slots
from display.link import BoardFetched, News
from display.moving import motion_at, shift_at
from display.screen import Motion, Screen
from kit import text
from kit.drawing.dress import lobby_theme_of
from kit.drawing.inputs import Key, Quit
from kit.drawing.snapshot import Snapshots
from kit.drawing.window import Window
from kit.lobby.announcing import Announcement, announced, loudness
from kit.lobby.board import Lobby, caught_up, happened, opened, ticked
from kit.lobby.only import EVERYTHING, Only
from kit.lobby.view import Link as LinkState
from kit.lobby.view import View, starting, view
from kit.wire import Board, Call, Event, Notice, ThemeInfo

log = logging.getLogger("display")

# A screen that has heard nothing of its server for so long says so.
STALE_S = 5.0
REFRESH_S = 60.0
WAITS_S = 30.0  # how old a wait that is told may become: it changes without an event
AGAIN_S = 1.0
FRAME_S = 1 / 30
IDLE_S = 0.1


class Server(Protocol):
    """What the loop asks of display.link.Link."""

    @property
    def silence(self) -> float:
        """For how many seconds nothing has been heard of the server."""

    def news(self) -> list[News]:
        """What has come in."""

    def want_board(self) -> None:
        """Ask for a snapshot."""

    def report(self, event_id: int, shown_at: datetime) -> None:
        """Tell that a call is on the glass."""

    def tell_status(self, **status: str | int | float | bool | None) -> None:
        """Set what heartbeats say."""


class Voice(Protocol):
    """What the loop asks of display.voice.Voice."""

    @property
    def busy(self) -> bool:
        """Whether something sounds, or is about to."""

    @property
    def silent(self) -> bool:
        """Whether not even a chime is heard, though it should be."""

    @property
    def trouble(self) -> str:
        """Half a sentence why calls are not heard as they should be; "" when all is well."""

    def expect(self, board: Board) -> None:
        """Have ready what calls at this site can be made of."""

    def announce(self, announcement: Announcement, volume: float) -> None:
        """Chime, and say the call."""


class Pictures(Protocol):
    """What the loop asks of display.gallery.Gallery."""

    slides: tuple[Notice, ...]
    files: Mapping[str, Path]

    def want(self, paths: list[str]) -> None:
        """These pictures of the server's are shown now."""


class NoPictures:
    """For a screen that shows none."""

    slides: tuple[Notice, ...] = ()
    files: Mapping[str, Path] = MappingProxyType({})

    def want(self, paths: list[str]) -> None:
        """Nothing comes of it."""


@dataclass(frozen=True, slots=True)
class Options:
    """How this screen behaves. `only`: the services and counters it is for; `mute`: without sound, by wish."""

    diagonal: float | None = None
    windowed: bool = False
    reduced_motion: bool = False
    only: Only = EVERYTHING
    mute: bool = False


class App:
    """One lobby screen. `step` is one turn of the loop, and never waits for anything but the pixels."""

    def __init__(
        self,
        window: Window,
        server: Server,
        voice: Voice,
        options: Options,
        pictures: Pictures | None = None,
        snapshots: Snapshots | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._window = window
        self._server = server
        self._voice = voice
        self._options = options
        self._pictures = pictures or NoPictures()
        self._snapshots = snapshots
        self._clock = clock
        self._screen = Screen(window.surface, options.diagonal)
        self._lobby: Lobby | None = None
        self._opened = clock()
        self._slots = 1
        self._asked = clock()
        self._hurried = 0
        self._seen: tuple[object, ...] = ()
        self._view = starting()
        self._begins = self._view.begins
        self._turns_from = 0.0
        self._moving = False
        self._pictured: tuple[object, ...] = ()
        self._too_far: float | None = None
        self._unknown: list[str] = []
        self.ended = False

    @property
    def rest(self) -> float:
        """How many seconds the next step may wait when there is no news: a frame while something moves."""
        return FRAME_S if self._moving else IDLE_S

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
        self._announce(now)

    def _take(self, news: News, now: float) -> None:
        if isinstance(news, BoardFetched):
            self._fetched(news.board, now)
        elif isinstance(news, Event):
            if self._lobby is not None:
                self._lobby = happened(self._lobby, news, now)
        elif news.up:
            self._want_board(now)

    def _fetched(self, board: Board, now: float) -> None:
        only, window = self._options.only, self._window
        if self._lobby is None:
            self._lobby, self._opened = opened(board, now, only), now
        else:
            self._lobby = caught_up(self._lobby, board, now)
        self._slots = slots(window.size, board.site.distance, self._options.diagonal)
        self._voice.expect(board)
        self._pictures.want([board.site.theme.logo, *(each.picture for each in board.notices)])
        unknown = only.unknown(board)
        if unknown != self._unknown:
            self._unknown = unknown
            for each in unknown:
                log.warning("this screen is for %s, which the site does not have", each)

    def _tick(self, now: float) -> tuple[Call, ...]:
        if self._lobby is None:
            return ()
        self._lobby, begun = ticked(self._lobby, now, self._slots)
        return begun

    def _announce(self, now: float) -> None:
        """After the pixels: whoever hears a chime looks up, and sees the number."""
        if self._lobby is None:
            return
        self._lobby, announcement = announced(self._lobby, now, busy=self._voice.busy)
        if announcement is not None:
            self._voice.announce(announcement, loudness(self._lobby, now))

    def _refresh(self, now: float) -> None:
        """Fetch a snapshot now and then, for clock and waits, and soon after what only a snapshot can tell."""
        lobby = self._lobby
        if lobby is None:
            return
        if lobby.urgent and lobby.heard > self._hurried:
            self._hurried = lobby.heard
            self._want_board(now)
            return
        telling = any(each.wait is not None for each in lobby.waiting)
        usual = WAITS_S if telling else REFRESH_S
        if now - self._asked >= (AGAIN_S if lobby.outdated or lobby.opens(now) else usual):
            self._want_board(now)

    def _want_board(self, now: float) -> None:
        self._asked = now
        self._server.want_board()

    def _paint(self, now: float) -> None:
        told = self._told(now)
        if told.begins != self._begins:
            self._begins, self._turns_from = told.begins, now  # what is new begins with its beginning
        motion = motion_at(
            self._lobby, now, reduced=self._options.reduced_motion, flash=told.flash, since=self._turns_from
        )
        theme = self._lobby.site.theme if self._lobby is not None else ThemeInfo()
        files = self._pictures.files
        changed = self._screen.show(
            told,
            motion=motion,
            shift=shift_at(now, min(self._window.size)),
            theme=lobby_theme_of(theme),
            logo=files.get(theme.logo),
            pictures=files,
        )
        at_rest = motion.slide == 1 and motion.glow == 0
        flashing = told.flash and motion.seconds is not None
        self._moving = not at_rest or flashing or (self._screen.moving and motion.seconds is not None)
        if changed.width:
            self._warn_of_distance(told)
            self._window.update(changed)
        self._server.tell_status(
            showing=told.call.number if told.call else None,
            size="x".join(map(str, self._window.size)),
            sound=self._voice.trouble,
            sound_off=self._options.mute,
            **self._options.only.told(),
        )
        self._picture((told, theme, files), motion, at_rest=at_rest, drew=bool(changed.width))

    def _told(self, now: float) -> View:
        """What the screen says now. Words are looked up again when something they depend on is another one."""
        lobby, slides = self._lobby, self._pictures.slides
        if lobby is None:
            return self._view
        # The first events come a moment after the first board.
        silence = min(self._server.silence, now - self._opened)
        link: LinkState = "stale" if silence >= STALE_S else "fresh"
        second = math.floor(lobby.time(now).timestamp())
        seen = (lobby, slides, second, link, self._voice.silent)
        if len(self._seen) != len(seen) or any(
            a is not b and a != b for a, b in zip(self._seen, seen, strict=True)
        ):
            self._seen = seen
            made = view(lobby, now, link, raqm=text.RAQM, silent=self._voice.silent, slides=slides)
            # An equal one is the same one: it is soon compared.
            self._view = self._view if made == self._view else made
        return self._view

    def _picture(self, shown: tuple[object, ...], motion: Motion, *, at_rest: bool, drew: bool) -> None:
        # A picture of a card half way in would be nobody's idea of this screen.
        if self._snapshots is None or not drew or motion.slide < 1:
            return
        # Where a line runs along the foot something is drawn all the time: only what is new besides makes a picture.
        seen = (*shown, motion.turn % max(1, self._screen.pages), at_rest)
        if seen != self._pictured or not self._moving:
            self._pictured = seen
            self._snapshots.take(self._window.surface)

    def _warn_of_distance(self, shown: View) -> None:
        if shown.distance == self._too_far:
            return
        self._too_far = shown.distance
        metres = sizes(self._window.size, shown.distance, self._options.diagonal).metres
        if metres < shown.distance:
            log.warning("this screen can be read from %.1f m, not from %.1f m", metres, shown.distance)
