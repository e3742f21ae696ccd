"""What a site file says of the waiting room: how the lobby looks and sounds, and the notices beside the calls."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from server.sitefile.table import TABLE, FileError
from server.sitefile.values import DayOrTime, Line, Ranges, SomeHours, Texts, Volumes, shape


class _Table(BaseModel):
    model_config = TABLE


class Lobby(_Table):
    """The waiting room, for the lobby screen and its voice; `distance` in metres, `volume` in per cent.

    `volumes` are other volumes at a time of day; `next_numbers`: how many of those who come next are shown; `ticker`
    runs along the foot of the screen.
    """

    distance: Annotated[float, Field(gt=0, le=200, allow_inf_nan=False)] = 5.0
    voice: Literal["ticket", "site", "both", "off"] = "ticket"
    quiet_hours: Ranges = ()
    volume: Annotated[int, Field(ge=0, le=100)] = 100
    volumes: Volumes = ()
    show_names: bool = False
    next_numbers: Annotated[int, Field(ge=0, le=10)] = 0
    dim_hours: Ranges = ()
    ticker: Texts = {}


class Notice(_Table):
    """Something to tell the waiting room: words, a picture (a file beside the site file), or both.

    Shown for `seconds` at a time, from `since` until `until` (a date is the whole day), in `hours` only.
    """

    id: Annotated[str, shape("notice id")]
    place: Literal["side"] = "side"
    text: Texts = {}
    picture: Line = ""
    seconds: Annotated[int, Field(ge=3, le=3600)] = 12
    since: DayOrTime | None = None
    until: DayOrTime | None = None
    hours: SomeHours = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.picture and not any(self.text.values()):
            raise FileError(("text",), "is missing, and so is picture: a notice needs one of the two")
        begins, ends = self.begins, self.ends
        if begins is not None and ends is not None and begins >= ends:
            raise FileError(("until",), f"is {self.until}, not after since, {self.since}")
        return self

    @property
    def begins(self) -> datetime | None:
        """The first moment of `since`, by the site's clock."""
        return None if self.since is None else _naive(self.since)

    @property
    def ends(self) -> datetime | None:
        """The moment after `until`, by the site's clock: a date is included."""
        if self.until is None or isinstance(self.until, datetime):
            return self.until
        return _naive(min(self.until, date(9998, 12, 31)) + timedelta(days=1))


def _naive(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime.combine(day, time(0))
