"""nextplease-kiosk: the touchscreen."""

from __future__ import annotations

import argparse
import contextlib
import logging
import queue
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import sdnotify

from kiosk.app import Kiosk
from kiosk.chores import Brightness, Chores, pin_from
from kiosk.dressing import Wardrobe, dress_of
from kiosk.finger import Finger
from kiosk.jobs import Jobs
from kiosk.presence import Presence
from kiosk.remote import RemoteInput
from kiosk.speech import Aloud, voice_of
from kiosk.state import Input, QueueChanged
from kiosk.warm import warm_up
from kiosk.workers import ASK_S
from kit import settings
from kit.client import QueueClient
from kit.drawing.pairing import until_paired
from kit.drawing.rotation import ROTATIONS
from kit.drawing.scale import USUAL_DISTANCE_CM, Scale
from kit.drawing.snapshot import Snapshots, save
from kit.drawing.theme import DAY
from kit.drawing.window import Window, wake
from kit.errors import SettingError
from kit.language import RAQM_PACKAGE
from kit.link import LinkLog
from kit.pairing import NewDevice, PairingClient, token_or_none
from kit.pauses import set_aside_what_stays
from kit.stream import EventStream
from kit.text import RAQM
from kit.wire import Event
from printer.device import Printer

log = logging.getLogger("kiosk")
WATCHDOG_S = 5.0
LEAST_INCHES = 7.0  # below, a finger's 15 mm and letters to be read have no room on one panel


def parser() -> settings.Parser:
    """The options; docs/settings.md tells what each means."""
    options = settings.Parser(
        prog="nextplease-kiosk", description="The touchscreen: choose a service, take a ticket."
    )
    options.add_argument(
        "--server", required=True, type=settings.server_url, metavar="URL", help="the server"
    )
    options.add_argument("--token-file", required=True, metavar="FILE", help="holds this device's token")
    options.add_argument(
        "--printer", required=True, metavar="PRINTER", help="the printer's URL, e.g. usb://04b8:0e15"
    )
    options.add_argument(
        "--state", required=True, metavar="DIR", help="a folder for what must survive a restart"
    )
    options.add_argument(
        "--size", type=settings.size, metavar="WxH", help="with --windowed: the window's pixels"
    )
    options.add_argument(
        "--rotate",
        type=int,
        choices=ROTATIONS,
        default=0,
        help="turn the picture clockwise by so many degrees",
    )
    options.add_argument("--windowed", action="store_true", help="a window instead of the whole screen")
    options.add_argument(
        "--diagonal",
        type=settings.measure("a diagonal", 3, 100, "inches"),
        metavar="INCHES",
        help="the panel's diagonal, for type and buttons in millimetres (default: 7 up to 600 pixels high, else 10.1)",
    )
    options.add_argument(
        "--pin-file", metavar="FILE", help="holds the PIN of staff for the service functions: 4 to 12 digits"
    )
    options.add_argument(
        "--speech",
        default="auto",
        metavar="auto|off|virtual:DIR",
        help="reading aloud: where espeak-ng is installed, not at all, or into a folder",
    )
    options.add_argument(
        "--speech-device",
        metavar="NAME",
        help="the sound card for it, as SDL names it (default: the usual one)",
    )
    options.add_argument(
        "--distance",
        type=settings.measure("a distance", 20, 300, "cm"),
        default=USUAL_DISTANCE_CM,
        metavar="CM",
        help="from how far the screen is read, for larger text (default: 60)",
    )
    options.add_argument(
        "--theme",
        metavar="FILE.toml",
        help="colours, logo and background of this kiosk's own (docs/themes.md)",
    )
    options.add_argument(
        "--snapshot", metavar="FILE.png", help="keep a picture of the screen fresh in this file"
    )
    options.add_argument(
        "--remote-input", metavar="SOCKET", help="for tests: taps and keys come through this socket"
    )
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; answers its exit code."""
    return settings.run(_main, argv)


def _main(argv: Sequence[str] | None) -> int:
    options = settings.parse(parser(), argv)
    token = token_or_none(options.token_file)
    printer = Printer.open(options.printer)
    folder = _folder("--state", options.state)
    options.dress = dress_of(options.theme)
    for option, file in (("--snapshot", options.snapshot), ("--remote-input", options.remote_input)):
        if file:
            _folder(option, str(Path(file).parent))
    # force: python-escpos sets up logging of its own as it is imported, and would keep ours out.
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(name)s: %(message)s", force=True)
    if not RAQM:
        log.warning("right-to-left languages are hidden: install %s", RAQM_PACKAGE)
    stop: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signum, _frame: stop.append(signum))
    with contextlib.ExitStack() as last_things:
        window = None
        if token is None:
            window = _window(options, last_things)
            token = _paired(options, window, stop)
        return 0 if token is None else _serve(options, token, printer, folder, stop, window, last_things)


def _window(options: argparse.Namespace, last_things: contextlib.ExitStack) -> Window:
    window = Window("Next Please", options.size, options.rotate, windowed=options.windowed)
    last_things.callback(window.close)
    return window


def _paired(options: argparse.Namespace, window: Window, stop: list[int]) -> str | None:
    """A new kiosk shows its code until it is let in. Its token; None when it is told to end before."""
    notifier = sdnotify.SystemdNotifier()
    device = NewDevice(PairingClient(options.server), options.server, "kiosk", options.token_file)
    device.start()

    def drew() -> None:
        notifier.notify("READY=1")
        if options.snapshot:
            save(window.surface, Path(options.snapshot))

    def goes_on() -> bool:
        notifier.notify("WATCHDOG=1")
        return not stop

    try:
        return until_paired(window, DAY, device, goes_on, drew)
    finally:
        device.close()


def _folder(option: str, name: str) -> Path:
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise SettingError(f"{option} {name}: {problem.strerror}") from problem
    return folder


def _serve(
    options: argparse.Namespace,
    token: str,
    printer: Printer,
    folder: Path,
    stop: list[int],
    window: Window | None,
    last_things: contextlib.ExitStack,
) -> int:
    pin = pin_from(options.pin_file)

    def connect(timeout: float) -> QueueClient:
        return QueueClient(options.server, token, timeout=timeout)

    link = LinkLog(log)
    inbox: queue.SimpleQueue[Input] = queue.SimpleQueue()

    def post(each: Input) -> None:
        inbox.put(each)
        wake()

    voice = voice_of(options.speech, options.speech_device)
    last_things.callback(voice.close)
    brightness = Brightness(folder)
    token_file = Path(options.token_file)
    chores = Chores(pin, brightness, token_file, post, lambda: stop.append(signal.SIGTERM))
    jobs = Jobs(connect, printer, folder, post, link, chores, voice)
    where = f"nextplease-kiosk: --token-file {options.token_file}"
    presence = Presence(connect(ASK_S), where, jobs.status)
    jobs.changed = presence.soon
    last_things.callback(presence.close)
    presence.start()  # so that a wrong token is known by the time the window is open
    window = window or _window(options, last_things)
    inches = options.diagonal if options.diagonal is None else max(options.diagonal, LEAST_INCHES)
    if inches != options.diagonal:
        log.warning(
            "--diagonal %g: drawn as on %g inches, so smaller in millimetres", options.diagonal, inches
        )
    scale = Scale(*window.size, inches, distance_cm=options.distance)
    if options.diagonal is None:
        log.info("--diagonal not given: taking this screen for %.1f inches", scale.inches)
    wardrobe = Wardrobe(options.dress, folder, connect(ASK_S).picture)
    last_things.callback(wardrobe.close)
    remembered = jobs.remembered()
    if remembered is not None:
        wardrobe.follow(remembered.services.site.theme)
    kiosk = Kiosk(
        window,
        scale,
        jobs,
        inbox,
        remembered,
        closable=options.windowed,
        aloud=Aloud(voice),
        brightness=lambda: brightness.percent,
        wardrobe=wardrobe,
    )
    last_things.callback(jobs.close)
    presence.check()
    jobs.start()
    # A link that comes or goes asks, too: so an outage shows in seconds, before somebody taps into it.
    news = QueueChanged()

    def happened(event: Event) -> None:
        jobs.heard(event, presence.name)
        post(news)

    stream = EventStream(
        options.server,
        token,
        happened,
        on_link=lambda _up: post(news),
        link=link,
    )
    last_things.callback(stream.close)
    stream.start()
    warm_up(printer, scale, kiosk.state.language)
    set_aside_what_stays()
    _run(options, window, kiosk, last_things, lambda: not stop and presence.wrong is None)
    presence.check()
    return 0


def _run(
    options: argparse.Namespace,
    window: Window,
    kiosk: Kiosk,
    last_things: contextlib.ExitStack,
    wanted: Callable[[], bool],
) -> None:
    notifier = sdnotify.SystemdNotifier()
    last_things.callback(notifier.notify, "STOPPING=1")
    snapshots = Snapshots(Path(options.snapshot)) if options.snapshot else None
    if snapshots is not None:
        last_things.callback(snapshots.close)
    if options.remote_input:
        finger = Finger(window, kiosk.touchable, options.rotate)
        remote = RemoteInput(Path(options.remote_input), finger)
        last_things.callback(remote.close)
    told = 0.0

    def goes_on() -> bool:
        nonlocal told
        if time.monotonic() - told >= WATCHDOG_S:
            # The first is sent before the first picture, READY after it; a loop that hangs sends none.
            notifier.notify("WATCHDOG=1")
            told = time.monotonic()
        return wanted()

    ready = False

    def drew() -> None:
        nonlocal ready
        if not ready:
            notifier.notify("READY=1")
            ready = True
        if snapshots is not None:
            snapshots.take(window.surface)

    kiosk.run(goes_on, drew)
