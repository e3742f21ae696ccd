"""The problems that the server answers with: each a `kit.errors.Refused` with its status and fixed title.

`reason` is a word for programs ("closed", "full", "too_soon"), `detail` a sentence for people who build things.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import datetime

from kit import wire
from kit.errors import Refused


class BadRequest(Refused):
    """400: not JSON, or not HTTP as it should be."""

    def __init__(self, detail: str) -> None:
        super().__init__(400, "Bad request", detail)


class NotAuthenticated(Refused):
    """401: no token, an unknown or a revoked one; no session."""

    def __init__(self, detail: str = "A device token or a staff session is needed.") -> None:
        super().__init__(401, "Not authenticated", detail)


class Forbidden(Refused):
    """403: known, but not for this caller."""

    def __init__(self, detail: str = "This is not for this caller.") -> None:
        super().__init__(403, "Forbidden", detail)


class NotForThisRole(Forbidden):
    """403: for `roles`, and the caller has another."""

    def __init__(self, roles: Collection[str]) -> None:
        super().__init__()
        self.roles = frozenset(roles)


class NotFound(Refused):
    """404."""

    def __init__(self, detail: str, field: str | None = None, reason: str | None = None) -> None:
        super().__init__(404, "Not found", detail, field, reason=reason)


class Conflict(Refused):
    """409: understood, but not now."""

    def __init__(
        self,
        detail: str,
        reason: str,
        opens_at: datetime | None = None,
        *,
        at: datetime | None = None,
        number: str | None = None,
    ) -> None:
        super().__init__(
            409, "Not possible now", detail, reason=reason, opens_at=opens_at, at=at, number=number
        )


class Invalid(Refused):
    """422: a field's value cannot be."""

    def __init__(self, detail: str, field: str) -> None:
        super().__init__(422, "Invalid", detail, field)


class TooOften(Refused):
    """429: slowed down; try again after `wait_s` seconds."""

    def __init__(self, wait_s: float) -> None:
        after = math.ceil(max(1.0, wait_s))
        super().__init__(429, "Too many tries", f"Try again in {after} seconds.", retry_after=after)


class Unavailable(Refused):
    """503: try again after `retry_after` seconds."""

    def __init__(self, detail: str, retry_after: float = 1.0) -> None:
        super().__init__(503, "Unavailable", detail, retry_after=retry_after)


def problem_of(refused: Refused) -> wire.Problem:
    """The problem as it crosses HTTP."""
    return wire.Problem(
        title=refused.title,
        status=refused.status,
        detail=refused.detail,
        field=refused.field,
        reason=refused.reason,
        opens_at=refused.opens_at,
        at=refused.at,
        number=refused.number,
        language=refused.language,
    )
