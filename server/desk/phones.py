"""A customer's phone: it knows nothing but its ticket's token."""

from __future__ import annotations

from server.desk import Desk
from server.desk.tokens import token_hash
from server.problems import NotFound
from server.store import queries


def phone_site(desk: Desk, token: str) -> int:
    """The site whose ticket has this token. Raises NotFound."""
    with desk.database.reading() as connection:
        row = queries.ticket_by_token(connection, token_hash(token))
    if row is None:
        raise NotFound("This ticket is not known here.")
    return int(row.site_id)
