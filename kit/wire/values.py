"""What single fields may hold, and what every request and every answer has in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer, StringConstraints

Texts = dict[str, str]
State = Literal["waiting", "called", "serving", "held", "finished", "no_show", "cancelled"]
QueueClass = Literal["standard", "priority", "appointment"]
CounterState = Literal["open", "break", "closed"]
AppointmentState = Literal["booked", "arrived", "cancelled", "missed"]
Direction = Literal["left", "right", "straight", "none"]
PrintResult = Literal["printed", "sent", "uncertain", "failed"]
Role = Literal["kiosk", "display", "counter", "metrics"]


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time needs an offset, for example 2026-11-24T10:42:00Z")
    try:
        return moment.astimezone(UTC)
    except OverflowError as problem:
        raise ValueError("a time lies between the years 1 and 9999 in UTC") from problem


Moment = Annotated[datetime, AfterValidator(_aware), PlainSerializer(_rfc3339, return_type=str)]
# No control characters (C0, DEL, C1; a long text may have line breaks): these texts reach printers, logs and screens.
ShortText = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
LongText = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9_-]+$")]
LanguageCode = Annotated[str, StringConstraints(min_length=2, max_length=20, pattern=r"^[A-Za-z0-9-]+$")]


class Asked(BaseModel):
    """A request's body."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Told(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Nothing(Asked):
    """A call without fields: an empty body, or {}."""
