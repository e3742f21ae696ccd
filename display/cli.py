"""nextplease-display: the lobby screen."""

from __future__ import annotations

import argparse
import contextlib
import logging
import re
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import sdnotify

from display.app import App, Options
from display.gallery import Gallery
from display.link import Link
from display.voice import Voice, voice_of
from kit import settings, text
from kit.client import QueueClient
from kit.drawing.pairing import until_paired
from kit.drawing.rotation import ROTATIONS
from kit.drawing.snapshot import Snapshots
from kit.drawing.theme import LOBBY
from kit.drawing.window import Window
from kit.errors import SettingError
from kit.language import RAQM_PACKAGE
from kit.link import LinkLog
from kit.lobby.only import Only
from kit.pairing import NewDevice, PairingClient, token_or_none
from kit.pauses import set_aside_what_stays
from kit.stream import PROMPT, EventStream
from kit.wire import Event

WATCHDOG_S = 5.0
# Nobody at a wall waits for an answer longer than for the next one.
ASK_S = 2.0

log = logging.getLogger("display")


def parser() -> settings.Parser:
    """The options; docs/settings.md tells what each means."""
    options = settings.Parser(
        prog="nextplease-display",
        description="The lobby screen: the number being called, the last calls, who waits, and the time.",
    )
    options.add_argument(
        "--server", required=True, type=settings.server_url, metavar="URL", help="the server"
    )
    options.add_argument("--token-file", required=True, metavar="FILE", help="holds this device's token")
    options.add_argument(
        "--size", type=settings.size, metavar="WxH", help="with --windowed: the window's pixels"
    )
    options.add_argument(
        "--rotate", type=int, choices=ROTATIONS, default=0, help="degrees to turn the picture clockwise"
    )
    options.add_argument("--windowed", action="store_true", help="in a window rather than full screen")
    options.add_argument("--mute", action="store_true", help="the same as --sound off")
    options.add_argument(
        "--sound", default="auto", metavar="SOUND", help="auto, off, or virtual:DIR: into files instead"
    )
    options.add_argument("--sound-device", metavar="NAME", help="the sound card (default: the usual one)")
    options.add_argument(
        "--recordings", type=Path, metavar="DIR", help="recordings that stand in for spoken fragments"
    )
    options.add_argument(
        "--voice-cache", type=Path, metavar="DIR", help="where spoken fragments are kept once they are made"
    )
    options.add_argument(
        "--services", type=_codes, default=frozenset(), metavar="CODES", help="only these, such as A,B"
    )
    options.add_argument(
        "--counters", type=_codes, default=frozenset(), metavar="CODES", help="only these, such as 1,2"
    )
    options.add_argument("--slides", type=Path, metavar="DIR", help="pictures to show beside the calls")
    options.add_argument(
        "--diagonal",
        type=settings.measure("a diagonal", 3, 200, "inches"),
        metavar="INCHES",
        help="the panel's diagonal (default: 43)",
    )
    options.add_argument("--reduced-motion", action="store_true", help="nothing slides or pulses")
    options.add_argument(
        "--snapshot", type=Path, metavar="FILE.png", help="keep a picture of the screen here"
    )
    return options


def _codes(told: str) -> frozenset[str]:
    """An argparse type: codes of services or counters with commas between them."""
    codes = [each.strip() for each in told.split(",")]
    if not all(re.fullmatch(r"[A-Za-z0-9_-]{1,20}", each) for each in codes):
        raise argparse.ArgumentTypeError(f"'{told}' is not a list of codes such as A,B")
    return frozenset(codes)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; answers its exit code."""
    return settings.run(_main, argv)


def _main(argv: Sequence[str] | None) -> int:
    options = settings.parse(parser(), argv)
    token = token_or_none(options.token_file)
    if options.snapshot is not None and not options.snapshot.absolute().parent.is_dir():
        raise SettingError(f"--snapshot {options.snapshot}: no such folder")
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(name)s: %(message)s")
    if not text.RAQM:
        log.warning("right-to-left languages are hidden: the system package %s is missing", RAQM_PACKAGE)
    with contextlib.ExitStack() as last_things:
        return _serve(options, token, last_things)


def _serve(options: argparse.Namespace, token: str | None, last_things: contextlib.ExitStack) -> int:
    ends: list[int] = []  # a signal handler may do no more than this without the risk of locking up
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ends.append(1))
    sound = "off" if options.mute else options.sound
    voice = voice_of(sound, options.sound_device, options.recordings, options.voice_cache)
    last_things.callback(voice.close)
    window = Window("Next Please", options.size, options.rotate, windowed=options.windowed)
    last_things.callback(window.close)
    snapshots = Snapshots(options.snapshot) if options.snapshot else None
    if snapshots is not None:
        last_things.callback(snapshots.close)

    notifier = sdnotify.SystemdNotifier()
    last_things.callback(notifier.notify, "STOPPING=1")
    token = token or _paired(options, window, snapshots, notifier, ends)
    if token is None:
        return 0

    link_log = LinkLog(log)

    def open_stream(
        on_event: Callable[[Event], None], last_id: int, on_link: Callable[[bool], None]
    ) -> EventStream:
        return EventStream(options.server, token, on_event, last_id, on_link, link_log, PROMPT)

    where = f"nextplease-display: --token-file {options.token_file}"
    link = Link(QueueClient(options.server, token, timeout=ASK_S), open_stream, where, link_log)
    last_things.callback(link.close)
    gallery = Gallery(QueueClient(options.server, token).picture, options.slides, window.size)
    last_things.callback(gallery.close)
    behaves = Options(
        options.diagonal,
        options.windowed,
        options.reduced_motion,
        Only(options.services, options.counters),
        mute=sound == "off",
    )
    app = App(window, link, voice, behaves, gallery, snapshots)
    link.start()
    gallery.start()
    set_aside_what_stays()
    _loop(app, link, voice, notifier, ends)
    return 0


def _paired(
    options: argparse.Namespace,
    window: Window,
    snapshots: Snapshots | None,
    notifier: sdnotify.SystemdNotifier,
    ends: list[int],
) -> str | None:
    """A new screen shows its code until it is let in. Its token; None when it is told to end before."""
    device = NewDevice(PairingClient(options.server), options.server, "display", options.token_file)
    device.start()

    def drew() -> None:
        notifier.notify("READY=1")
        if snapshots is not None:
            snapshots.take(window.surface)

    def goes_on() -> bool:
        notifier.notify("WATCHDOG=1")
        return not ends

    try:
        return until_paired(window, LOBBY, device, goes_on, drew)
    finally:
        device.close()


def _loop(app: App, link: Link, voice: Voice, notifier: sdnotify.SystemdNotifier, ends: list[int]) -> None:
    """Go on until told to end. The watchdog hears of it only while every part of the program moves."""
    told: float | None = None
    hung = ""
    while not (ends or app.ended or link.wrong):
        app.step()
        now = time.monotonic()
        if told is None:
            notifier.notify("READY=1")
        if told is None or now - told >= WATCHDOG_S:
            told = now
            stopped = link.hung or voice.hung
            if not stopped:
                notifier.notify("WATCHDOG=1")
            elif stopped != hung:
                log.error("%s has stopped; the watchdog is to start this program again", stopped)
            hung = stopped
        link.wait(app.rest)
    if link.wrong is not None:
        raise link.wrong
    log.info("ends")
