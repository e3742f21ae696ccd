"""A site's logo and the pictures of its notices: kept with the site, so that every screen can fetch them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from server.desk.change import Change
from server.desk.views import View
from server.problems import NotFound
from server.sitefile import Site
from server.sitefile.pictures import LOGO, Pictures, missing, named, of_notice
from server.store import queries

_NOTICE = of_notice("")


def must_be_there(
    connection: Connection, site_id: int, before: Site | None, site: Site, given: Pictures
) -> None:
    """Raises SettingError when the site names a picture that was neither given nor kept under that name."""
    known = queries.site_files_known(connection, site_id)
    old = {} if before is None else named(before)
    for name, each in named(site).items():
        kept = name in known and name in old and old[name].file == each.file
        if name not in given and not kept:
            raise missing(each)


def other_pictures(
    connection: Connection, site_id: int, before: Site, site: Site, given: Pictures
) -> Iterator[str]:
    """A line for each picture that is another one than the one kept, though its file is called the same."""
    known, old = queries.site_files_known(connection, site_id), named(before)
    for name, each in named(site).items():
        same_name = name in old and old[name].file == each.file
        if same_name and name in given and (name not in known or known[name].digest != given[name].digest):
            where = "theme.logo" if name == LOGO else f"notice {name.removeprefix(_NOTICE)}: picture"
            yield f"~ {where}: another picture"


def keep(change: Change, site: Site, given: Pictures) -> dict[str, Any]:
    """Keep what was given, drop what is named no more; returns what the log says of it."""
    connection, site_id = change.connection, change.branch.id
    wanted = named(site)
    for name in queries.site_files_known(connection, site_id):
        if name not in wanted:
            queries.drop_site_file(connection, site_id, name)
    for name in wanted:
        if name in given:
            values = {"kind": given[name].kind, "digest": given[name].digest, "content": given[name].content}
            queries.put_site_file(connection, site_id, name, **values)
    return logged(connection, site_id)


def logged(connection: Connection, site_id: int) -> dict[str, Any]:
    """What the log says of the pictures that are kept: nothing when there is none."""
    known = {name: row.digest for name, row in queries.site_files_known(connection, site_id).items()}
    logo, notices = known.pop(LOGO, None), {each.removeprefix(_NOTICE): known[each] for each in sorted(known)}
    return ({"logo": logo} if logo else {}) | ({"pictures": notices} if notices else {})


def picture(view: View, name: str, kind: str) -> Any:
    """The row of the picture that is kept as this. Raises NotFound when there is none of this kind."""
    found = queries.site_file(view.connection, view.branch.id, name)
    if found is None or found.kind != kind:
        raise NotFound("This site has no such picture.")
    return found


def wrong(connection: Connection, site_id: int, told: Mapping[str, Any]) -> Iterator[str]:
    """For `check`: `told` is what the log says of them."""
    expected = {of_notice(each): digest for each, digest in told.get("pictures", {}).items()}
    expected |= {LOGO: told["logo"]} if "logo" in told else {}
    for name in sorted({*expected, *queries.site_files_known(connection, site_id)}):
        found = queries.site_file(connection, site_id, name)
        if found is None:
            yield f"{name}: its row is missing"
        elif {found.digest, hashlib.sha256(found.content).hexdigest()} != {expected.get(name)}:
            yield f"{name}: its row is not what was written"
