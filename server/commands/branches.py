"""Commands for many branches: another site in the same database, and moving a site to another database."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable

from kit.errors import SettingError
from server.commands.telling import notes_on, said
from server.desk import moving, setup
from server.desk.branch import moment
from server.sitefile import load
from server.sitefile.pictures import named_by, pictures_beside
from server.store.database import Database, connect
from server.store.migrate import migrate

_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")


def site_code(text: str) -> str:
    """A site's code, as `--site` takes it. Raises ArgumentTypeError."""
    if not _CODE.fullmatch(text):
        raise argparse.ArgumentTypeError(f"'{text}' is not 1 to 40 letters, digits, - and _")
    return text


def add_site(options: argparse.Namespace, database: Database) -> int:
    """A new site beside the others."""
    site = load(options.file)
    known = setup.site_ids(database)
    if options.code in known:
        raise SettingError(f"CODE: there is a site '{options.code}' already; `site apply` changes it")
    with named_by(options.file):
        setup.create_site(database, options.code, site, given=pictures_beside(options.file, site))
    notes_on(site)
    said(f"created the site; from now on commands need --site, one of: {', '.join([*known, options.code])}")
    return 0


def list_sites(_options: argparse.Namespace, database: Database) -> int:
    """Each site's code, name and newest event."""
    for row in setup.sites(database):
        day = row.business_day or "never open"
        print("\t".join((row.code, row.name, day, f"since {moment(row.created_at):%Y-%m-%d}")))
    return 0


def move(options: argparse.Namespace, database: Database, opened: Callable[[Database], None]) -> int:
    """Move a site with its history; `opened` is told of the other database."""
    site_id = setup.choose_site(database, options.site)
    target = connect(options.to)
    opened(target)
    if target.engine.url == database.engine.url:
        raise SettingError("--to: this is the database that the site is in")
    migrate(target)
    counts = moving.move_site(database, site_id, target, getattr(options, "as"))
    place = target.engine.url.render_as_string(hide_password=True)
    if counts:
        said(f"moved and verified: {counts['tickets']} tickets, {counts['events']} events")
    else:
        said("it had arrived before; the old database is marked now")
    said(f"start the server with --database {place}; the old database is kept, and serves no more")
    return 0
