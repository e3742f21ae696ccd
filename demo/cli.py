"""nextplease-demo: the whole lobby on one machine."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from demo.customers import CALLING, TAKING, Customers
from demo.keyboard import Keyboard
from demo.lobby import COUNTER, Lobby, has_screen, missing
from demo.once import EAR, drive
from kit import settings

FOLDER = Path("var/demo")


def parser() -> settings.Parser:
    """The options."""
    options = settings.Parser(
        prog="nextplease-demo", description="The whole lobby on this machine; Ctrl-C ends it."
    )
    options.add_argument(
        "--once", action="store_true", help="drive it once, keep pictures and a summary, and end"
    )
    options.add_argument("--customers", action="store_true", help="made-up customers and clerks bring life")
    options.add_argument(
        "--folder", type=Path, default=FOLDER, metavar="DIR", help=f"where it works (default {FOLDER})"
    )
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    return settings.run(_main, argv)


def _main(argv: Sequence[str] | None) -> int:
    options = settings.parse(parser(), argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    for sentence in missing():
        print(sentence, file=sys.stderr)
    guests = (EAR,) if options.once else (TAKING, *CALLING) if options.customers else ()
    lobby = Lobby(options.folder, screen=has_screen() and not options.once, guests=guests)
    try:
        print("starting the lobby …", flush=True)
        lobby.start()
        return _once(lobby) if options.once else _stay(lobby, options)
    finally:
        lobby.stop()


def _once(lobby: Lobby) -> int:
    folder = lobby.folder / "once"
    summary = drive(lobby, folder)
    print(f"{summary['number']}: tap to paper {summary['tap_to_paper_ms']} ms, ", end="")
    print(f"press to lobby screen {summary['press_to_screen_ms']} ms")
    print(f"pictures and summary.json are in {folder}")
    return 0


def _stay(lobby: Lobby, options: argparse.Namespace) -> int:
    _tell(lobby)
    customers = _customers(lobby) if options.customers else None
    try:
        Keyboard(lobby).follow()
    except KeyboardInterrupt:
        print("\nclosing the lobby …")
    finally:
        if customers is not None:
            customers.close()
    return 0


def _tell(lobby: Lobby) -> None:
    print(f"staff page    {lobby.url}/staff")
    for login in lobby.logins:
        print(f"  login       {login.name}  {login.password}  ({login.role})")
    print(f"API           {lobby.url}/api/v1/openapi.json")
    if lobby.screen:
        print("screens       the kiosk's and the lobby's windows are open: a mouse is a finger, too")
    else:
        print(
            f"screens       no screen here: see {lobby.kiosk_picture} and {lobby.display_picture}, kept fresh"
        )
    print(f"tickets       {lobby.paper}/N.png, as the printer would draw them")
    print("customer      type a, b, c or d and Enter here: a finger touches that service on the kiosk")
    print(f"staff button  Enter alone: counter {COUNTER} calls the next customer; r and Enter calls again")
    print("end           Ctrl-C", flush=True)


def _customers(lobby: Lobby) -> Customers:
    kiosk = settings.read_token(lobby.tokens[TAKING.name])
    counters = {each.counter: settings.read_token(lobby.tokens[each.name]) for each in CALLING}
    customers = Customers(lobby.url, kiosk, counters)
    customers.start()
    return customers
