"""One counter: presses in, calls out, the lamp in step with the queue.

Three threads besides the sources': the worker carries out one press at a time, the follower keeps the lamp and the
heartbeat, and the main thread waits for the end and tells systemd that both are alive. A press made while another one
is being carried out is that clerk's impatience, not a second wish: it is dropped. A press that the server did not
answer within PATIENCE_S is given up and never made again by itself: a number called to an empty chair helps nobody.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from counter.button import Lamp, Light
from counter.press import Signal
from kit import wire
from kit.client import new_key
from kit.errors import NextPleaseError, Refused, SettingError, Unreachable
from kit.membership import confirm, wrong_token

log = logging.getLogger("counter")

PATIENCE_S = 5.0
AGAIN_S = 0.3
# A press after an unanswered one carries its key again for as long as a second "next" could make a no-show of a
# customer whose call this clerk never saw (the site's no_show_within, 30 s unless set otherwise).
DOUBT_S = 30.0
HEARTBEAT_S = 30.0
# The lamp is never further behind than this, even if an event was missed.
LOOK_S = 15.0
GATHER_S = 0.2
AWAY_S = 3.0
SAYS = {Signal.PRESS: "next customer", Signal.LONG_PRESS: "call again"}  # an Enter is no long press


class Client(Protocol):
    """What this program asks of kit.client.QueueClient."""

    def me(self) -> wire.Me:
        """Who this device is."""

    def call_next(self, counter: str, key: str) -> wire.Ticket | None:
        """Call the next customer."""

    def recall(self, counter: str, key: str) -> wire.Ticket:
        """Call the same customer again."""

    def board(self) -> wire.Board:
        """Who waits."""

    def heartbeat(self, status: Mapping[str, str | int | float | bool | None]) -> None:
        """How this device is."""


class Link(Enum):
    """What is known of the server."""

    UNKNOWN = "not heard of it yet"
    THERE = "the server is there"
    AWAY = "the server is away; the lamp blinks until it is back"


@dataclass(frozen=True)
class Wish:
    """What a clerk wants: made once, at the press. `at` is monotonic seconds."""

    signal: Signal
    key: str
    at: float


class CounterApp:
    """Carries out presses and keeps the lamp.

    `connect` gives each thread a client of its own. `where` names the token's file, for what is wrong with it.
    """

    def __init__(self, connect: Callable[[], Client], lamp: Lamp, where: str) -> None:
        self._connect = connect
        self._lamp = lamp
        self._where = where
        self._wishes: queue.SimpleQueue[Wish | None] = queue.SimpleQueue()
        self._busy = threading.Lock()  # held from a wish until it is carried out or given up
        self._in_doubt: Wish | None = None
        self._me: wire.Me | None = None
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._link = Link.UNKNOWN
        self._lost_at: float | None = time.monotonic()
        self._why = ""
        self._answered = True
        self._somebody_waits = False
        self._button = "ok"
        self.wrong: SettingError | None = None
        self._threads = [
            threading.Thread(target=self._work, name="worker", daemon=True),
            threading.Thread(target=self._follow, name="follower", daemon=True),
        ]

    def start(self) -> None:
        """Begin to work."""
        self._show()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stop; returns at once. What the server has acknowledged is done, the rest was never promised."""
        self._stopping.set()
        self._news.set()
        self._wishes.put(None)

    @property
    def alive(self) -> bool:
        """Whether both threads still run: what the watchdog may be told."""
        return all(thread.is_alive() for thread in self._threads)

    # What others tell us: these only enqueue.

    def hear(self, signal: Signal, moment: float) -> None:
        """A source's signal. `moment` is monotonic seconds."""
        if signal in {Signal.STUCK, Signal.FREED}:
            self._tell_button(signal)
        elif self._busy.acquire(blocking=False):
            self._wishes.put(self._wish(signal, moment))
        else:
            log.info("still waiting for the server's answer to the press before")

    def on_event(self, _event: wire.Event) -> None:
        """Something happened in the queue: the lamp may have to change."""
        self._news.set()

    def on_link(self, up: bool, why: str = "") -> None:
        """The event stream stands, or is lost; `why` in words."""
        self._why = why
        if up:
            self._lost_at = None
            self._news.set()
        elif self._lost_at is None:
            self._lost_at = time.monotonic()

    def tick(self, now: float) -> None:
        """Notice how the link is; the main thread calls it twice a second. `now` is monotonic seconds.

        A link that comes back within AWAY_S, as when the server is restarted, is not worth a word.
        """
        lost_at, link = self._lost_at, self._link
        if lost_at is None:
            link = Link.THERE
        elif now - lost_at >= AWAY_S:
            link = Link.AWAY
        if link is not self._link:
            self._link = link
            log.info(f"{link.value} ({self._why})" if link is Link.AWAY and self._why else link.value)
            self._show()

    # The worker.

    def _wish(self, signal: Signal, moment: float) -> Wish:
        doubt = self._in_doubt
        if doubt is not None and doubt.signal is signal and moment - doubt.at < DOUBT_S:
            return Wish(signal, doubt.key, moment)
        return Wish(signal, new_key(), moment)

    def _work(self) -> None:
        client = self._connect()
        while (wish := self._wishes.get()) is not None:
            self._carry_out(client, wish)
            self._busy.release()

    def _carry_out(self, client: Client, wish: Wish) -> None:
        while not self._stopping.is_set():
            try:
                log.info(self._ask(client, wish))
            except Refused as refusal:
                if refusal.status < 500:
                    self._judge(refusal)
                    log.info("%s: not now: %s", SAYS[wish.signal], refusal.detail or refusal.title)
                    self._settled(wish, None)
                    return
            except Unreachable:
                pass  # whether the server acted is not known: the same key asks again
            except SettingError as problem:
                self.wrong = problem
                return
            else:
                self._settled(wish, None)
                return
            if time.monotonic() + AGAIN_S - wish.at > PATIENCE_S:
                log.warning("%s: the server does not answer. Please press again.", SAYS[wish.signal])
                self._settled(wish, wish)
                return
            self._show_answered(False)
            self._stopping.wait(AGAIN_S)

    def _ask(self, client: Client, wish: Wish) -> str:
        counter = self._counter(client)
        if wish.signal is Signal.LONG_PRESS:
            return f"called {client.recall(counter, wish.key).number} again to counter {counter}"
        ticket = client.call_next(counter, wish.key)
        return f"called {ticket.number} to counter {counter}" if ticket else "nobody is waiting"

    def _settled(self, wish: Wish, in_doubt: Wish | None) -> None:
        self._in_doubt = in_doubt
        self._show_answered(in_doubt is None)
        log.debug("%s took %.0f ms", SAYS[wish.signal], (time.monotonic() - wish.at) * 1000)

    def _counter(self, client: Client) -> str:
        """The counter this device is bound to, asked once; raises SettingError when the token is not a counter's."""
        me = self._me or confirm(client, "counter", self._where)
        if me.counter is None:
            raise SettingError(f"{self._where}: this token belongs to '{me.name}', which has no counter")
        self._me = me
        return me.counter

    # The follower.

    def _follow(self) -> None:
        client = self._connect()
        beat: float | None = None
        while not self._stopping.is_set():
            self._news.clear()
            try:
                if beat is None or time.monotonic() - beat >= HEARTBEAT_S:
                    self._greet(client)
                    beat = time.monotonic()
                self._look(client)
            except (Unreachable, Refused) as problem:
                log.debug("lamp: %s", problem)
                self._judge(problem)
                self._stopping.wait(1.0)
            except SettingError as problem:
                self.wrong = problem
                return
            else:
                # A burst of events is one look: the lamp must not cost the server more than its screens do.
                self._stopping.wait(GATHER_S)
                self._news.wait(LOOK_S)

    def _greet(self, client: Client) -> None:
        # Asked anew each time: what this counter serves may be changed while it runs.
        self._me = None
        self._counter(client)
        client.heartbeat({"button": self._button})

    def _look(self, client: Client) -> None:
        mine = set(self._me.services) if self._me else set()
        board = client.board()
        self._answered = True  # it answers again, whatever became of a press
        self._somebody_waits = any(w.count and (not mine or w.service in mine) for w in board.waiting)
        self._show()

    def _judge(self, problem: NextPleaseError) -> None:
        """A token that the server does not accept is a wrong setting: going on would look like a working counter."""
        if isinstance(problem, Refused):
            self.wrong = self.wrong or wrong_token(problem, "counter", self._where)

    def _tell_button(self, signal: Signal) -> None:
        stuck = signal is Signal.STUCK
        self._button = "stuck" if stuck else "ok"
        if stuck:
            log.warning("the button has been held for 30 s: it may be stuck, or its wires touch")
        else:
            log.info("the button is free again")

    def _show_answered(self, answered: bool) -> None:
        self._answered = answered
        self._show()

    def _show(self) -> None:
        if self._link is not Link.THERE or not self._answered:
            self._lamp.show(Light.BLINK)
        else:
            self._lamp.show(Light.ON if self._somebody_waits else Light.OFF)
