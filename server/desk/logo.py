"""A site's logo: kept with the site, so that every screen can fetch it from the server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from server.desk.change import Change
from server.desk.views import View
from server.problems import NotFound
from server.sitefile import Site
from server.sitefile.pictures import Picture, missing_logo
from server.store import queries

NAME = "logo"


def must_be_there(
    connection: Connection, site_id: int, before: Site | None, site: Site, logo: Picture | None
) -> None:
    """Raises SettingError when the site names a logo that was neither given nor kept under that name."""
    if not site.theme.logo or logo is not None:
        return
    kept = before is not None and before.theme.logo == site.theme.logo
    if not kept or queries.site_file_known(connection, site_id, NAME) is None:
        raise missing_logo(site)


def differs(connection: Connection, site_id: int, logo: Picture | None) -> bool:
    """Whether this is another picture than the one that is kept."""
    known = queries.site_file_known(connection, site_id, NAME)
    return logo is not None and (known is None or known.digest != logo.digest)


def keep(change: Change, site: Site, logo: Picture | None) -> dict[str, str]:
    """Keep what was given, drop what is named no more; returns what the log says of it."""
    if not site.theme.logo:
        queries.drop_site_file(change.connection, change.branch.id, NAME)
        return {}
    if logo is not None:
        values = {"kind": logo.kind, "digest": logo.digest, "content": logo.content}
        queries.put_site_file(change.connection, change.branch.id, NAME, **values)
    return logged(change.connection, change.branch.id)


def logged(connection: Connection, site_id: int) -> dict[str, str]:
    """What the log says of the logo that is kept: nothing when there is none."""
    known = queries.site_file_known(connection, site_id, NAME)
    return {} if known is None else {"logo": known.digest}


def of_kind(view: View, kind: str) -> Any:
    """The logo's row. Raises NotFound when there is none of this kind."""
    found = queries.site_file(view.connection, view.branch.id, NAME)
    if found is None or found.kind != kind:
        raise NotFound("This site has no such logo.")
    return found


def wrong(connection: Connection, site_id: int, digest: str | None) -> Iterator[str]:
    """For `check`: `digest` is what the log says of it."""
    found = queries.site_file(connection, site_id, NAME)
    if found is None and digest is not None:
        yield "logo: its row is missing"
    elif found is not None and {found.digest, hashlib.sha256(found.content).hexdigest()} != {digest}:
        yield "logo: its row is not what was written"
