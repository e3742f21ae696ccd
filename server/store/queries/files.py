"""The files that stand beside a site file."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from server.store.tables import site_files


def site_file(connection: Connection, site_id: int, name: str) -> Any:
    """One file: kind, digest, content; or None."""
    query = select(site_files).where(site_files.c.site_id == site_id, site_files.c.name == name)
    return connection.execute(query).first()


def site_files_known(connection: Connection, site_id: int) -> dict[str, Any]:
    """Every file of the site by its name: kind and digest, without the content."""
    query = select(site_files.c.name, site_files.c.kind, site_files.c.digest)
    return {row.name: row for row in connection.execute(query.where(site_files.c.site_id == site_id))}


def put_site_file(connection: Connection, site_id: int, name: str, **values: object) -> None:
    """Keep a file in place of the one before."""
    drop_site_file(connection, site_id, name)
    connection.execute(insert(site_files).values(site_id=site_id, name=name, **values))


def drop_site_file(connection: Connection, site_id: int, name: str) -> None:
    """It is there no more."""
    connection.execute(delete(site_files).where(site_files.c.site_id == site_id, site_files.c.name == name))
