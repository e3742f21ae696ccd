"""What each command of nextplease-server does; `cli` says how they are called.

Each takes the parsed options and returns an exit code. What a program may read goes to stdout, the rest to stderr.
"""

from __future__ import annotations

import argparse
import getpass
import os
import socket
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from kit.errors import SettingError
from server.callers import system
from server.commands import branches, care, diary, telling
from server.commands.backtest import backtest
from server.commands.telling import said
from server.desk import Desk, moving, pairing, setup, users
from server.desk.branch import moment
from server.desk.check import check
from server.handover import Handover
from server.sitefile import dump, load, sample
from server.sitefile.pictures import named_by, pictures_beside
from server.store import notify
from server.store.database import Database, connect, default_url
from server.store.migrate import migrate

MAIN = "main"  # the code of a site that was given none
STUCK_MS = 30_000


def _open(options: argparse.Namespace, *, create: bool = False, moved_too: bool = False) -> Database:
    """The database of this call, its tables up to date."""
    url = options.database or default_url(options.data)
    if create:
        _make_folder(options.data)
    elif not options.database and not (options.data / "nextplease.db").exists():
        raise SettingError(f"--data {options.data}: there is no database here; run init first")
    database = connect(url, create=create)
    options.opened.callback(database.close)
    migrate(database)
    place = moving.moved_to(database)
    if place is not None and not moved_too:
        raise SettingError(f"--data {options.data}: this database was moved to {place}: give --database")
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
    desk = Desk(database)
    desk.listen(lambda site_id, logged: notify.tell_now(database, site_id, logged[-1].id))
    return desk, setup.choose_site(database, options.site)


def _known_site(database: Database, options: argparse.Namespace) -> None:
    """A command that is about the whole database knows the site that it is told all the same. Raises SettingError."""
    if options.site is not None:
        setup.choose_site(database, options.site)


def run(options: argparse.Namespace) -> int:
    """Prepare the database and the socket, and become the server."""
    listener = _bind(options.host, options.port)
    options.opened.callback(listener.close)
    url = options.database or default_url(options.data.absolute())
    begin = partial(_open, options, create=True)
    database, claim = care.ready_database(url, options.data, begin, unchecked=options.unchecked)
    if options.workers > 1 and database.engine.dialect.name == "sqlite":
        raise SettingError("--workers: more than 1 needs PostgreSQL (--database postgresql+psycopg://…)")
    if not setup.site_ids(database):
        setup.create_site(database, options.site or MAIN, sample())
    _known_site(database, options)
    database.close()
    listener.set_inheritable(True)
    told = Handover(
        fd=listener.fileno(),
        host=options.host,
        port=listener.getsockname()[1],
        workers=options.workers,
        database=url,
        trusted_proxies=options.trusted_proxy,
        data=str(options.data.absolute()),
        free_space=options.free_space,
        backups=options.backups,
        backup_delay=options.backup_delay,
        trust_clock=options.trust_clock,
        claim=claim,
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
        why = getattr(problem, "strerror", None) or problem
        raise SettingError(f"--host {host} --port {port}: {why}") from problem
    return listener


def init(options: argparse.Namespace) -> int:
    """Create the database and apply a site file."""
    site = load(Path(options.site)) if options.site else None
    given = pictures_beside(Path(options.site), site) if site is not None else {}
    database = _open(options, create=True)
    known = setup.site_ids(database)
    if not known:
        with named_by(Path(options.site or "")):
            setup.create_site(database, MAIN, site or sample(), given=given)
        said("created the site")
    elif site is not None:
        site_id = setup.choose_site(database, None)
        with named_by(Path(options.site)):
            _say_changes(setup.apply_site(Desk(database), site_id, site, given=given))
    else:
        said("nothing changes: there is a site already")
    if site is not None:
        telling.notes_on(site)
        telling.kiosks_after(site, Desk(database), setup.choose_site(database, None))
    database.close()
    return 0


def _say_changes(lines: Sequence[str]) -> None:
    for line in lines or ["nothing changes"]:
        print(line)


def site_show(options: argparse.Namespace) -> int:
    """Print the site file."""
    desk, site_id = _desk(options)
    print(dump(desk.branch(site_id).site), end="")
    return 0


def site_apply(options: argparse.Namespace) -> int:
    """Put a site file into force."""
    site = load(options.file)
    desk, site_id = _desk(options)
    given = pictures_beside(options.file, site)
    with named_by(options.file):
        _say_changes(setup.apply_site(desk, site_id, site, dry_run=options.dry_run, given=given))
    telling.notes_on(site)
    telling.kiosks_after(site, desk, site_id)
    return 0


def site_add(options: argparse.Namespace) -> int:
    """Add a site beside the others."""
    return branches.add_site(options, _open(options))


def site_list(options: argparse.Namespace) -> int:
    """List the sites."""
    _head("CODE", "NAME", "BUSINESS DAY", "SINCE")
    return branches.list_sites(options, _open(options))


def move(options: argparse.Namespace) -> int:
    """Move a site into another database."""
    source = _open(options, moved_too=True)
    return branches.move(options, source, lambda other: options.opened.callback(other.close))


def device_add(options: argparse.Namespace) -> int:
    """Add a device, and print its token."""
    desk, site_id = _desk(options)
    print(setup.add_device(desk, site_id, options.role, options.name, options.counter))
    telling.kiosk_added(options.name, desk, site_id)
    return 0


def device_pair(options: argparse.Namespace) -> int:
    """Let in the device that shows this code."""
    desk, site_id = _desk(options)
    done = desk.change(
        system(site_id),
        lambda change: pairing.let_in(change, options.code, options.name, options.counter),
    )
    said(f"{done.role} '{done.name}' is let in")
    telling.kiosk_added(done.name, desk, site_id)
    return 0


def _head(*columns: str) -> None:
    """Name the columns, at a terminal only: a program that reads a list does not want them."""
    if sys.stdout.isatty():
        print("\t".join(columns))


def device_list(options: argparse.Namespace) -> int:
    """List the devices."""
    _head("NAME", "ROLE", "COUNTER", "LAST HEARD")
    desk, site_id = _desk(options)
    zone = desk.branch(site_id).zone
    for row in setup.devices(desk, site_id):
        # Programs tell how they are twice a minute; a token that is only used by hand never does.
        seen = (
            f"seen {moment(row.seen_at).astimezone(zone):%Y-%m-%d %H:%M %Z}" if row.seen_at else "no word yet"
        )
        print("\t".join((row.name, row.role, row.counter or "-", seen)))
    return 0


def device_revoke(options: argparse.Namespace) -> int:
    """Refuse a device from now on."""
    setup.revoke_device(*_desk(options), options.name)
    said(f"device '{options.name}' is refused from now on")
    return 0


def _password() -> str:
    """From stdin; asked for twice, unseen, at a terminal."""
    if sys.stdin.isatty():
        try:
            password, again = getpass.getpass("password: "), getpass.getpass("the same again: ")
        except EOFError as problem:  # Ctrl-D
            raise SettingError("password: none was typed; nothing was changed") from problem
        if again != password:
            raise SettingError("password: the two are not the same; nothing was changed")
        return password
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError as problem:
        raise SettingError("password: stdin is not UTF-8 text") from problem


def user_add(options: argparse.Namespace) -> int:
    """Add a member of staff."""
    users.add(*_desk(options), options.name, options.role, _password())
    said(f"{options.name} ({options.role}) may log in now")
    return 0


def user_list(options: argparse.Namespace) -> int:
    """List the users."""
    _head("NAME", "ROLE", "STATE")
    for row in users.of_site(*_desk(options)):
        print("\t".join((row.name, row.role, "disabled" if row.disabled_at else "active")))
    return 0


def user_disable(options: argparse.Namespace) -> int:
    """No login from now on."""
    users.disable(*_desk(options), options.name)
    said(f"{options.name} cannot log in any more")
    return 0


def user_password(options: argparse.Namespace) -> int:
    """Set a new password."""
    users.set_password(*_desk(options), options.name, _password())
    said(f"{options.name} has a new password; open sessions have ended")
    return 0


def backup(options: argparse.Namespace) -> int:
    """Write a verified backup."""
    database = _open(options)
    _known_site(database, options)
    return care.backup(options, database)


def restore(options: argparse.Namespace) -> int:
    """Put a backup in the database's place."""
    url = options.database or default_url(options.data.absolute())
    _make_folder(options.data)
    return care.restore(options, partial(_open, options), url)


def appointment_import(options: argparse.Namespace) -> int:
    """Book what stands in a file."""
    return diary.bring_in(options, *_desk(options))


def appointment_list(options: argparse.Namespace) -> int:
    """List the appointments of a day."""
    return diary.listed(options, *_desk(options))


def appointment_cancel(options: argparse.Namespace) -> int:
    """Cancel the appointment with this code."""
    return diary.cancel(options, *_desk(options))


def check_database(options: argparse.Namespace) -> int:
    """Verify the database."""
    database = _open(options)
    if not setup.site_ids(database):
        raise SettingError("there is no site in this database; run init first")
    _known_site(database, options)
    notes: list[str] = []
    found = check(database, notes)
    for line in notes:
        said(f"note: {line}")
    for line in found:
        print(line)
    if not found:
        print("all is right")
    return 1 if found else 0


def run_backtest(options: argparse.Namespace) -> int:
    """Replay a log through the wait estimate; needs no database."""
    for line in backtest(options.log, options.predictions).lines():
        print(line)
    return 0
