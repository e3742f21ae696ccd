"""Pure: what a ticket on paper tells."""

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from kit.wire import Wait

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as problem:
        raise ValueError(f"unknown time zone '{name}'") from problem
    return name


class PaperTicket(BaseModel):
    """One ticket as `render` reads it and the spool keeps it.

    `site` and `service` are in the ticket's language already. `ahead` counts people, None where nobody knows (the
    server was away). `wait` is how long it will take, None where nobody can say. `due_at` is the time of an
    appointment, which stands in place of the people ahead: they say nothing about it. `issued_at` carries a zone; the
    paper shows it in `timezone` (IANA name). Without `url` there is no QR code and no sentence about phones. `is_copy`,
    in JSON `copy`, marks a reprint. `offline`: given without the server, which does not know its page yet. `unserved`:
    no open counter serves it, so that who is next still waits.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, serialize_by_alias=True)

    site: Words
    service: Words
    number: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{1,8}$")]
    ahead: Annotated[int, Field(ge=0, le=99_999)] | None
    wait: Wait | None = None
    language: str = "en"
    due_at: AwareDatetime | None = None
    issued_at: AwareDatetime
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    url: Annotated[str, StringConstraints(pattern=r"^https?://[!-~]+$", max_length=300)] | None = None
    is_copy: Annotated[bool, Field(alias="copy")] = False
    offline: bool = False
    unserved: bool = False
