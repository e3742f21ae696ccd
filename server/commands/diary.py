"""What `nextplease-server appointment …` does: import, list, cancel."""

from __future__ import annotations

import argparse
import sys

from kit.errors import SettingError
from server import calendars
from server.callers import system
from server.commands.telling import said
from server.desk import Desk, appointments, imports
from server.problems import Conflict, NotFound

SAID = ("new", "changed", "unchanged", "cancelled", "over")


def bring_in(options: argparse.Namespace, desk: Desk, site_id: int) -> int:
    """Import a file; 2 and nothing is done when a line of it is bad, unless such lines are to be left out."""
    branch = desk.branch(site_id)
    if options.service is not None and options.service not in branch.services:
        raise SettingError(f"--service: there is no service '{options.service}'")
    found = calendars.read(options.file, imports.known_to(branch, options.service, desk.now()))
    for line in [*found.notes, *found.faults]:
        said(line)
    if found.faults and not options.skip_bad:
        count = len(found.faults)
        said(f"nothing was imported: {count} bad {'line' if count == 1 else 'lines'}")
        return 2
    done = imports.bring_in(desk, site_id, found.entries)
    for line in done.kept:
        said(line)
    told = [f"{done.counts[name]} {name}" for name in SAID if done.counts[name]]
    _told(", ".join(told) or "no appointments")
    return 0


def listed(options: argparse.Namespace, desk: Desk, site_id: int) -> int:
    """One a line: local time, code, service, state, name."""
    with desk.view(site_id) as view:
        found = appointments.of_day(view, None if options.day is None else options.day.isoformat())
        zone = view.branch.zone
    for each in found.appointments:
        at = f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}"
        _told("\t".join((at, each.code, each.service, each.state, each.name or "-")))
    return 0


def cancel(options: argparse.Namespace, desk: Desk, site_id: int) -> int:
    """Expect nobody under this code."""
    try:
        desk.change(system(site_id), lambda change: appointments.cancel_code(change, options.code))
    except (NotFound, Conflict) as problem:
        raise SettingError(f"{options.code}: {problem.detail}") from problem
    said(f"{options.code} is cancelled")
    return 0


def _told(line: str) -> None:
    """For programs, too."""
    sys.stdout.write(f"{line}\n")
