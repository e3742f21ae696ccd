"""nextplease-server: run, init, site, device, user, check."""

from __future__ import annotations

import argparse
import getpass
import logging
import os
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

from kit import settings
from kit.errors import SettingError
from server.callers import DEVICE_ROLES, STAFF_ROLES
from server.desk import Desk, setup
from server.desk.branch import moment
from server.desk.check import check
from server.handover import Handover
from server.sitefile import dump, load, not_yet, sample
from server.store.database import Database, connect, default_url
from server.store.migrate import migrate

MAIN = "main"  # the code of a site that was given none
STUCK_MS = 30_000
Commands: TypeAlias = "argparse._SubParsersAction[settings.Parser]"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    return settings.run(_main, argv)


def _main(argv: Sequence[str] | None) -> int:
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s"
    )
    options = settings.parse(_parser(), argv)
    action: Callable[[argparse.Namespace], int] = options.action
    with ExitStack() as options.opened:
        return action(options)


def _parser() -> argparse.ArgumentParser:
    parser = settings.Parser(
        prog="nextplease-server", description="The queue: numbers, calls, API and web pages."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=settings.Parser)
    run = _command(commands, "run", _run, "serve; an empty DIR is initialised with the sample site first")
    run.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1: this machine)"
    )
    run.add_argument("--port", type=_port, default=8000, help="0 picks a free one (default 8000)")
    run.add_argument("--workers", type=_workers, default=1, help="processes; more than 1 needs PostgreSQL")
    _command(commands, "init", _init, "create the database and apply a site file; safe to repeat")
    _command(commands, "check", _check, "verify the database; 0, or 1 with what is wrong")
    _site_commands(commands)
    _device_commands(commands)
    _user_commands(commands)
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


def _group(commands: Commands, name: str, words: str) -> Commands:
    parser = commands.add_parser(name, help=words, description=words)
    return parser.add_subparsers(metavar="WHAT", required=True, parser_class=settings.Parser)


def _site_commands(commands: Commands) -> None:
    site = _group(commands, "site", "the whole set-up of a site as one file")
    _command(site, "show", _site_show, "print the site file")
    apply = _command(site, "apply", _site_apply, "put a site file into force, saying what it changes")
    apply.add_argument("file", metavar="FILE.toml", type=Path)
    apply.add_argument("--dry-run", action="store_true", help="only say what it would change")


def _device_commands(commands: Commands) -> None:
    device = _group(commands, "device", "screens and buttons, each with a token of its own")
    add = _command(device, "add", _device_add, "add a device; prints its token, this once")
    add.add_argument("role", metavar="ROLE", choices=DEVICE_ROLES, help=", ".join(DEVICE_ROLES))
    add.add_argument("name", metavar="NAME")
    add.add_argument("--counter", metavar="CODE", help="the counter a button calls to")
    _command(device, "list", _device_list, "list the devices")
    _command(device, "revoke", _device_revoke, "refuse a device from now on").add_argument(
        "name", metavar="NAME"
    )


def _user_commands(commands: Commands) -> None:
    user = _group(commands, "user", "staff, with their roles; passwords are read from stdin")
    add = _command(user, "add", _user_add, "add a member of staff")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", required=True, choices=STAFF_ROLES, help=", ".join(STAFF_ROLES))
    _command(user, "list", _user_list, "list the users")
    _command(user, "disable", _user_disable, "no login from now on").add_argument("name", metavar="NAME")
    _command(user, "password", _user_password, "set a new password").add_argument("name", metavar="NAME")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port from 0 to 65535")
    return int(text)


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 to 64")
    return int(text)


# ---------------------------------------------------------------- the database


def _open(options: argparse.Namespace, *, create: bool = False) -> Database:
    """The database of this call, its tables up to date."""
    url = options.database or default_url(options.data)
    if create:
        _make_folder(options.data)
    elif not options.database and not (options.data / "nextplease.db").exists():
        raise SettingError(f"--data {options.data}: there is no database here; run init first")
    database = connect(url, create=create)
    options.opened.callback(database.close)
    migrate(database)
    return database


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        probe = folder / ".nextplease-probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        raise SettingError(f"--data {folder}: cannot be written: {problem.strerror}") from problem


def _desk(options: argparse.Namespace) -> tuple[Desk, int]:
    database = _open(options)
    return Desk(database), setup.choose_site(database, options.site)


# ---------------------------------------------------------------- commands


def _run(options: argparse.Namespace) -> int:
    listener = _bind(options.host, options.port)
    database = _open(options, create=True)
    if options.workers > 1 and database.engine.dialect.name == "sqlite":
        raise SettingError("--workers: more than 1 needs PostgreSQL (--database postgresql+psycopg://…)")
    if not setup.site_ids(database):
        setup.create_site(database, options.site or MAIN, sample())
    database.close()
    listener.set_inheritable(True)
    told = Handover(
        fd=listener.fileno(),
        host=options.host,
        port=listener.getsockname()[1],
        workers=options.workers,
        database=options.database or default_url(options.data.absolute()),
    )
    sys.stdout.flush()
    sys.stderr.flush()
    told.leave()
    os.execv(sys.executable, [sys.executable, "-m", "server.serve"])  # noqa: S606 - no shell, our own module


def _bind(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
        # A listener that takes nothing for 30 s, stuck or with its cable pulled, is let go; it resumes when it is back.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STUCK_MS)
    except (OSError, UnicodeError) as problem:
        said = getattr(problem, "strerror", None) or problem
        raise SettingError(f"--host {host} --port {port}: {said}") from problem
    return listener


def _init(options: argparse.Namespace) -> int:
    site = load(Path(options.site)) if options.site else None
    database = _open(options, create=True)
    known = setup.site_ids(database)
    if not known:
        setup.create_site(database, MAIN, site or sample())
        print("created the site", file=sys.stderr)
    elif site is not None:
        _say_changes(setup.apply_site(Desk(database), setup.choose_site(database, None), site))
    _warn(site)
    database.close()
    return 0


def _say_changes(lines: Sequence[str]) -> None:
    for line in lines or ["nothing changes"]:
        print(line)


def _warn(site: object) -> None:
    for line in not_yet(site) if site is not None else []:  # type: ignore[arg-type]  # a Site, or None
        print(f"note: {line}", file=sys.stderr)


def _site_show(options: argparse.Namespace) -> int:
    desk, site_id = _desk(options)
    print(dump(desk.branch(site_id).site), end="")
    return 0


def _site_apply(options: argparse.Namespace) -> int:
    site = load(options.file)
    desk, site_id = _desk(options)
    _say_changes(setup.apply_site(desk, site_id, site, dry_run=options.dry_run))
    _warn(site)
    return 0


def _device_add(options: argparse.Namespace) -> int:
    desk, site_id = _desk(options)
    print(setup.add_device(desk, site_id, options.role, options.name, options.counter))
    return 0


def _device_list(options: argparse.Namespace) -> int:
    for row in setup.devices(*_desk(options)):
        seen = f"seen {moment(row.seen_at):%Y-%m-%d %H:%M} UTC" if row.seen_at else "never seen"
        print("\t".join((row.name, row.role, row.counter or "-", seen)))
    return 0


def _device_revoke(options: argparse.Namespace) -> int:
    setup.revoke_device(*_desk(options), options.name)
    return 0


def _password() -> str:
    """From stdin; asked for, unseen, at a terminal."""
    if sys.stdin.isatty():
        return getpass.getpass("password: ")
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError as problem:
        raise SettingError("password: stdin is not UTF-8 text") from problem


def _user_add(options: argparse.Namespace) -> int:
    setup.add_user(*_desk(options), options.name, options.role, _password())
    return 0


def _user_list(options: argparse.Namespace) -> int:
    for row in setup.users(*_desk(options)):
        print("\t".join((row.name, row.role, "disabled" if row.disabled_at else "active")))
    return 0


def _user_disable(options: argparse.Namespace) -> int:
    setup.disable_user(*_desk(options), options.name)
    return 0


def _user_password(options: argparse.Namespace) -> int:
    setup.set_password(*_desk(options), options.name, _password())
    return 0


def _check(options: argparse.Namespace) -> int:
    database = _open(options)
    if not setup.site_ids(database):
        raise SettingError("there is no site in this database; run init first")
    found = check(database)
    for line in found:
        print(line)
    if not found:
        print("all is right")
    return 1 if found else 0
