"""What a command says beside what it was asked for, on stderr: stdout is for programs."""

from __future__ import annotations

import sys
from collections.abc import Collection

from server.desk import Desk, setup
from server.desk.bands import Lack
from server.sitefile import Site, notes
from server.sitefile.notes import without_bands


def said(sentence: str) -> None:
    """Tell whoever typed the command."""
    print(sentence, file=sys.stderr)


def notes_on(site: Site) -> None:
    """What a site file should be told about."""
    for line in notes(site):
        said(f"note: {line}")


def kiosk_added(name: str, desk: Desk, site_id: int) -> None:
    """Whether a new device has come too late for numbers of its own."""
    for lack in setup.lacks(desk, site_id):
        if lack.name == name:
            _lack(lack, lack.services)


def kiosks_after(site: Site, desk: Desk, site_id: int) -> None:
    """The same of all kiosks when this site file counts; the notes on it tell what no kiosk at all has numbers of."""
    known = without_bands(site)
    for lack in setup.lacks(desk, site_id, site):
        services = [each for each in lack.services if each not in known]
        if services:
            _lack(lack, services)


def _lack(lack: Lack, services: Collection[str]) -> None:
    smaller = f", or an offline_band of at most {lack.size}" if lack.size else ""
    said(
        f"note: kiosk '{lack.name}' has no numbers for an outage of service {', '.join(services)}: without the "
        "server it sends people to the desk. What helps, in the site file: at least "
        f"{lack.numbers} numbers for each of them (first to last){smaller}"
    )
