"""nextplease-counter: the staff's physical "next customer" button."""

from __future__ import annotations

import argparse
import contextlib
import logging
import queue
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import sdnotify

from counter.app import CounterApp
from counter.button import GpioButton, GpioLamp, Keyboard, Lamp, NoLamp, Source
from kit import settings
from kit.client import QueueClient
from kit.errors import NextPleaseError
from kit.pairing import NewDevice, PairingClient, token_or_none
from kit.stream import EventStream

BUTTON = "GPIO17"
LAMP = "GPIO27"
ANSWER_S = 2.0
TICK_S = 0.5
WATCHDOG_S = 5.0


@dataclass(frozen=True)
class Ending:
    """Why the program ends: a sentence for the log."""

    why: str


Endings = queue.SimpleQueue[Ending]


def parser() -> settings.Parser:
    """The options; docs/settings.md tells what each means."""
    options = settings.Parser(
        prog="nextplease-counter",
        description="A button that calls the next customer: a press calls, a hold of 1.2 s calls the same one again.",
    )
    options.add_argument(
        "--server", required=True, type=settings.server_url, metavar="URL", help="the server"
    )
    options.add_argument("--token-file", required=True, metavar="FILE", help="holds this device's token")
    options.add_argument(
        "--button", metavar="PIN", help=f"the button's pin (default {BUTTON}, or none with --keyboard)"
    )
    options.add_argument(
        "--lamp", metavar="PIN", help=f"the lamp's pin, or none (default {LAMP}, or none with --keyboard)"
    )
    options.add_argument(
        "--keyboard", action="store_true", help="Enter is the button; r and Enter call again"
    )
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; answers its exit code."""
    return settings.run(_main, argv)


def _main(argv: Sequence[str] | None) -> int:
    options = settings.parse(parser(), argv)
    token = token_or_none(options.token_file)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(name)s: %(message)s")
    logging.getLogger("stream").setLevel(logging.WARNING)  # the counter says itself when the server is away
    endings: Endings = queue.SimpleQueue()
    # SimpleQueue.put may be called from a signal handler; setting a threading.Event there may lock up.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: endings.put(Ending("told to stop")))
    token = token or _paired(options, endings)
    return 0 if token is None else _serve(options, token, endings)


def _paired(options: argparse.Namespace, endings: Endings) -> str | None:
    """A new button tells its code in its log until it is let in. Its token; None when it is told to end before.

    Raises SettingError when its pins are wrong, before anybody is asked to let it in.
    """
    with contextlib.ExitStack() as tried:
        tried.callback(_lamp(options).close)
        if not options.keyboard or options.button:
            tried.callback(GpioButton(options.button or BUTTON, lambda *_: None).close)
    notifier = sdnotify.SystemdNotifier()
    device = NewDevice(PairingClient(options.server), options.server, "counter", options.token_file)
    device.start()
    notifier.notify("READY=1")
    try:
        while not device.wait(TICK_S):
            notifier.notify("WATCHDOG=1")
            if not endings.empty():
                logging.getLogger("counter").info("ends: %s", endings.get().why)
                return None
    finally:
        device.close()
    if device.wrong is not None:
        raise device.wrong
    return device.token


def _serve(options: argparse.Namespace, token: str, endings: Endings) -> int:
    notifier = sdnotify.SystemdNotifier()
    with contextlib.ExitStack() as last_things:
        lamp = _lamp(options)
        last_things.callback(lamp.close)
        where = f"nextplease-counter: --token-file {options.token_file}"
        app = CounterApp(lambda: QueueClient(options.server, token, timeout=ANSWER_S), lamp, where)

        def on_link(up: bool) -> None:
            app.on_link(up, stream.trouble)

        stream = EventStream(options.server, token, app.on_event, on_link=on_link)
        sources = _sources(options, app, endings, last_things)
        last_things.callback(app.close)
        last_things.callback(stream.close)
        last_things.callback(notifier.notify, "STOPPING=1")
        app.start()
        stream.start()
        for source in sources:
            source.start()
        notifier.notify("READY=1")
        return _wait(app, endings, notifier)


def _wait(app: CounterApp, endings: Endings, notifier: sdnotify.SystemdNotifier) -> int:
    told = 0.0
    while True:
        try:
            logging.getLogger("counter").info("ends: %s", endings.get(timeout=TICK_S).why)
        except queue.Empty:
            app.tick(time.monotonic())
            if app.wrong is not None:
                raise app.wrong from None
            if not app.alive:
                raise NextPleaseError(
                    "nextplease-counter: a part of the program has died; see above"
                ) from None
            if time.monotonic() - told >= WATCHDOG_S:
                notifier.notify("WATCHDOG=1")
                told = time.monotonic()
        else:
            return 0


def _lamp(options: argparse.Namespace) -> Lamp:
    pin = options.lamp or ("none" if options.keyboard else LAMP)
    return NoLamp() if pin == "none" else GpioLamp(pin)


def _sources(
    options: argparse.Namespace, app: CounterApp, endings: Endings, last_things: contextlib.ExitStack
) -> list[Source]:
    sources: list[Source] = []
    if options.keyboard:
        closed = Ending("the keyboard is closed")
        sources.append(Keyboard(sys.stdin.fileno(), app.hear, lambda: endings.put(closed)))
        last_things.callback(sources[-1].close)
    if options.button or not options.keyboard:
        sources.append(GpioButton(options.button or BUTTON, app.hear))
        last_things.callback(sources[-1].close)
    return sources
