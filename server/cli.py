"""nextplease-server: run, init, site, device, user, appointment, check, backup, restore."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from kit import settings
from server.callers import DEVICE_ROLES, STAFF_ROLES
from server.commands import actions, branches
from server.commands.addresses import addresses

Commands: TypeAlias = "argparse._SubParsersAction[settings.Parser]"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    return settings.run(_main, argv)


def _main(argv: Sequence[str] | None) -> int:
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    options = settings.parse(_parser(), argv)
    if argv is None and options.stands_back:  # this process does nothing else
        with suppress(OSError):  # a unit may forbid it
            os.nice(10)
    action: Callable[[argparse.Namespace], int] = options.action
    with ExitStack() as options.opened:
        return action(options)


def _parser() -> argparse.ArgumentParser:
    parser = settings.Parser(
        prog="nextplease-server", description="The queue: numbers, calls, API and web pages."
    )
    parser.set_defaults(stands_back=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=settings.Parser)
    run = _command(
        commands, "run", actions.run, "serve; an empty DIR is initialised with the sample site first"
    )
    run.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine)"
    )
    run.add_argument("--port", type=_port, default=8000, help="0 picks a free one (default 8000)")
    run.add_argument("--workers", type=_workers, default=1, help="processes; more than 1 needs PostgreSQL")
    run.add_argument(
        "--trusted-proxy",
        type=addresses,
        action=_Extended,
        default=[],
        metavar="ADDRESS",
        help="believe this proxy's X-Forwarded-For and -Proto; may be repeated, or a list with commas (default: none)",
    )
    run.add_argument(
        "--backup-delay",
        type=_seconds,
        default=60,
        metavar="SECONDS",
        help="how long after its start the server looks whether the day's backup is due (default 60)",
    )
    run.add_argument(
        "--trust-clock",
        action="store_true",
        help="believe a clock that is days ahead of the last event, though nothing says that it is synchronised",
    )
    run.add_argument(
        "--unchecked",
        action="store_true",
        help="serve a database that was found damaged; see docs/install.md",
    )
    _care_options(run)
    _care_commands(commands)
    _command(commands, "init", actions.init, "create the database and apply a site file; safe to repeat")
    check = _command(
        commands, "check", actions.check_database, "verify the database; 0, or 1 with what is wrong"
    )
    check.set_defaults(stands_back=True)
    _backtest_command(commands)
    _site_commands(commands)
    _device_commands(commands)
    _user_commands(commands)
    _appointment_commands(commands)
    return parser


def _command(
    commands: Commands,
    name: str,
    action: Callable[[argparse.Namespace], int],
    words: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=words)
    parser.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="the folder with the database"
    )
    parser.add_argument(
        "--database", metavar="URL", help="sqlite:///FILE or postgresql+psycopg://… (default: in DIR)"
    )
    words = (
        "which site; needed when there are several"
        if name != "init"
        else "a site file (default: the sample site)"
    )
    parser.add_argument("--site", metavar="CODE" if name != "init" else "FILE.toml", help=words)
    parser.set_defaults(action=action)
    return parser


def _backtest_command(commands: Commands) -> None:
    words = (
        "replay a log of arrivals and calls through the wait estimate, and say how right it would have been"
    )
    parser = commands.add_parser("backtest", help=words, description=words)
    parser.add_argument("log", metavar="LOG.jsonl", type=Path)
    parser.add_argument(
        "--predictions", type=Path, metavar="OUT.jsonl", help="write a line for each ticket that had to wait"
    )
    for every in ("--data", "--database", "--site"):
        parser.add_argument(every, help="not used: a log is no database")
    parser.set_defaults(action=actions.run_backtest)


def _group(commands: Commands, name: str, words: str) -> Commands:
    parser = commands.add_parser(name, help=words, description=words)
    return parser.add_subparsers(metavar="WHAT", required=True, parser_class=settings.Parser)


def _care_commands(commands: Commands) -> None:
    backup = _command(
        commands, "backup", actions.backup, "write a verified backup; a server may run meanwhile"
    )
    backup.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="default: the day's, in the site's backup_dir"
    )
    backup.set_defaults(stands_back=True)
    _care_options(backup)
    restore = _command(
        commands,
        "restore",
        actions.restore,
        "put a backup in the database's place; a server that runs goes on with it",
    )
    restore.add_argument("file", metavar="FILE", type=Path)


def _care_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--backups", type=_count, default=14, metavar="NUMBER", help="how many are kept (default 14; 0: none)"
    )
    parser.add_argument(
        "--free-space",
        type=_count,
        default=50,
        metavar="MB",
        help="with less on the database's disk, no ticket is given (default 50; 0: never refuse)",
    )


def _site_commands(commands: Commands) -> None:
    site = _group(commands, "site", "the whole set-up of a site as one file")
    _command(site, "show", actions.site_show, "print the site file")
    apply = _command(site, "apply", actions.site_apply, "put a site file into force, saying what it changes")
    apply.add_argument("file", metavar="FILE.toml", type=Path)
    apply.add_argument("--dry-run", action="store_true", help="only say what it would change")
    add = _command(site, "add", actions.site_add, "add a site beside the others in this database")
    add.add_argument("code", metavar="CODE", type=branches.site_code)
    add.add_argument("file", metavar="FILE.toml", type=Path)
    _command(site, "list", actions.site_list, "list the sites in this database")
    move = _command(commands, "move", actions.move, "move a site into another database, with its history")
    move.add_argument("--to", required=True, metavar="URL", help="the database it moves into")
    move.add_argument(
        "--as",
        type=branches.site_code,
        metavar="CODE",
        help="its code there (default: as here)",
    )


def _device_commands(commands: Commands) -> None:
    device = _group(commands, "device", "screens and buttons, each with a token of its own")
    add = _command(device, "add", actions.device_add, "add a device; prints its token, this once")
    add.add_argument("role", metavar="ROLE", choices=DEVICE_ROLES, help=", ".join(DEVICE_ROLES))
    add.add_argument("name", metavar="NAME")
    add.add_argument("--counter", metavar="CODE", help="the counter a button calls to")
    pair = _command(device, "pair", actions.device_pair, "let in the device that shows this code")
    pair.add_argument("code", metavar="CODE")
    pair.add_argument("name", metavar="NAME")
    pair.add_argument("--counter", metavar="CODE", help="the counter a button calls to")
    _command(device, "list", actions.device_list, "list the devices")
    _command(device, "revoke", actions.device_revoke, "refuse a device from now on").add_argument(
        "name", metavar="NAME"
    )


def _user_commands(commands: Commands) -> None:
    user = _group(commands, "user", "staff, with their roles; passwords are read from stdin")
    add = _command(user, "add", actions.user_add, "add a member of staff")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", required=True, choices=STAFF_ROLES, help=", ".join(STAFF_ROLES))
    _command(user, "list", actions.user_list, "list the users")
    _command(user, "disable", actions.user_disable, "no login from now on").add_argument(
        "name", metavar="NAME"
    )
    _command(user, "password", actions.user_password, "set a new password").add_argument(
        "name", metavar="NAME"
    )


def _appointment_commands(commands: Commands) -> None:
    appointment = _group(commands, "appointment", "who is expected, and when")
    bring_in = _command(
        appointment, "import", actions.appointment_import, "book what stands in a CSV or iCalendar file"
    )
    bring_in.add_argument("file", metavar="FILE", type=Path)
    bring_in.add_argument("--service", metavar="CODE", help="of entries that do not say which")
    bring_in.add_argument(
        "--skip-bad", action="store_true", help="leave bad lines out (default: import nothing then)"
    )
    day = _command(appointment, "list", actions.appointment_list, "list the appointments of a day")
    day.add_argument("--day", type=_day, metavar="DATE", help="such as 2026-11-24 (default: today)")
    _command(appointment, "cancel", actions.appointment_cancel, "cancel the one with this code").add_argument(
        "code", metavar="CODE"
    )


class _Extended(argparse.Action):
    """An option that may be repeated. What the command line says replaces what the environment or a file said."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - argparse's signature
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,  # noqa: ARG002 - argparse's signature
    ) -> None:
        """Take one more."""
        before = getattr(namespace, self.dest)
        kept = [] if before is self.default else before
        setattr(namespace, self.dest, [*kept, *values])


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port from 0 to 65535")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date such as 2026-11-24") from None


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 1_000_000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 1000000")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds from 0 to 86400")
    return seconds


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 to 64")
    return int(text)
