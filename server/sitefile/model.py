"""The site file's shape: every key, its default, and what the keys may not be together.

The models are frozen and refuse unknown keys. A message raised here is the end of a sentence that begins with the
name of the key; `server.sitefile.reading` puts file, line and entry before it.
"""

from collections.abc import Iterable, Iterator
from datetime import time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from server.rules import hours as opening_hours
from server.sitefile.groups import texts_of, two_names
from server.sitefile.lobby import Lobby, Notice
from server.sitefile.table import TABLE, FileError
from server.sitefile.values import (
    Codes,
    Day,
    Duration,
    Features,
    Group,
    Hours,
    Languages,
    Line,
    LongTexts,
    Texts,
    clock_time,
    from_array,
    order_rule,
    said,
    shape,
    web_address,
    zone_name,
)


class _Table(BaseModel):
    model_config = TABLE


class Theme(_Table):
    """Colours and logo; `logo` is a file beside the site file."""

    name: Literal["day", "night", "contrast", "warm"] = "day"
    colour: Annotated[str, shape("colour")] = "#0A6C74"
    logo: Line = ""


class Question(_Table):
    """A question before the ticket; an answer leads to counters that have `need` among their features."""

    ask: Texts
    answers: Annotated[tuple[Texts, ...], from_array, Field(min_length=1)]
    need: Annotated[str, shape("need")] = ""


class Answer(_Table):
    """A question that people often ask, and its answer."""

    q: Texts
    a: LongTexts


class Service(_Table):
    """What people come for; its tickets are `code` and a number from `first` to `last`."""

    code: Annotated[str, shape("service code")]
    name: Texts
    first: Annotated[int, Field(ge=1, le=999_999)] = 1
    last: Annotated[int, Field(ge=1, le=999_999)] = 999
    group: Group = ""
    icon: Line = ""
    hours: Hours = ()
    last_ticket: Duration = timedelta(0)
    daily_limit: Annotated[int, Field(ge=0, le=999_999)] = 0
    target: Duration = timedelta(minutes=15)
    questions: Annotated[tuple[Question, ...], from_array] = ()
    faq: Annotated[tuple[Answer, ...], from_array] = ()
    bring: LongTexts = {"en": ""}

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.last < self.first:
            raise FileError(("last",), f"is {self.last}, below first, {self.first}")
        return self


class Counter(_Table):
    """A desk; it serves `services` (none named: all). Without a `name` it is called by its code."""

    code: Annotated[str, shape("counter code")]
    name: Texts = {}
    services: Codes = ()
    features: Features = ()
    languages: Languages = ()
    direction: Literal["left", "right", "straight", "none"] = "none"


class Closure(_Table):
    """Days, first and last included, on which `services` (none named: all) are closed.

    `from_time`: on the first day only from this time on; `to_time`: on the last day only up to this one.
    """

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    from_time: Annotated[time, BeforeValidator(clock_time)] = time(0)
    to_time: Annotated[time | None, BeforeValidator(clock_time)] = None
    services: Codes = ()
    text: Texts = {}

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.last < self.first:
            raise FileError(("to",), f"is {self.last}, before from, {self.first}")
        if self.first == self.last and self.to_time is not None and self.to_time <= self.from_time:
            raise FileError(
                ("to_time",), f"is {self.to_time:%H:%M}, not after from_time, {self.from_time:%H:%M}"
            )
        return self

    def rule(self) -> opening_hours.Closure:
        """Return it as the opening hours' rules take it."""
        return opening_hours.Closure(self.first, self.last, self.text, self.from_time, self.to_time)


class Site(_Table):
    """A branch, whole: what one site file says."""

    name: Annotated[Line, AfterValidator(said)]
    timezone: Annotated[str, AfterValidator(zone_name)] = "UTC"
    languages: Annotated[Languages, Field(min_length=1)] = ("en",)
    day_start: Annotated[time, BeforeValidator(clock_time)] = time(4)
    public_url: Annotated[Line, AfterValidator(web_address)] = ""
    order: Annotated[str, AfterValidator(order_rule)] = "priority cap=45m"
    priority: Literal["staff", "ask", "none"] = "staff"
    no_show_within: Duration = timedelta(seconds=30)
    return_window: Duration = timedelta(minutes=10)
    recalls: Annotated[int, Field(ge=0, le=100)] = 0
    check_in_early: Duration = timedelta(minutes=30)
    check_in_late: Duration = timedelta(minutes=15)
    offline_band: Annotated[int, Field(ge=0, le=999_999)] = 100
    retention: Annotated[str, shape("retention")] = "day"
    privacy_notice: LongTexts = {"en": ""}
    backup_dir: Line = ""
    lobby: Lobby = Lobby()
    theme: Theme = Theme()
    services: Annotated[tuple[Service, ...], from_array, Field(min_length=1)]
    counters: Annotated[tuple[Counter, ...], from_array, Field(min_length=1)]
    closures: Annotated[tuple[Closure, ...], from_array] = ()
    notices: Annotated[tuple[Notice, ...], from_array, Field(max_length=30)] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        for check in _CHECKS:
            for error in check(self):
                raise error
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.timezone)

    def closures_of(self, service: str) -> tuple[opening_hours.Closure, ...]:
        """Return the closures that touch the service of this code."""
        return tuple(c.rule() for c in self.closures if not c.services or service in c.services)


def _twin_codes(site: Site) -> Iterator[FileError]:
    known = (
        ("services", "code", [service.code for service in site.services]),
        ("counters", "code", [counter.code for counter in site.counters]),
        ("notices", "id", [notice.id for notice in site.notices]),
    )
    for table, key, codes in known:
        for place, code in enumerate(codes):
            if code in codes[:place]:
                yield FileError((table, place, key), f'"{code}" is taken by another of the {table}')


def _twin_closures(site: Site) -> Iterator[FileError]:
    for place, closure in enumerate(site.closures):
        if closure in site.closures[:place]:
            yield FileError(("closures", place), "is there twice")


def _unknown_services(site: Site) -> Iterator[FileError]:
    known = {service.code for service in site.services}
    naming = (
        ("counters", [counter.services for counter in site.counters]),
        ("closures", [closure.services for closure in site.closures]),
    )
    for table, entries in naming:
        for place, services in enumerate(entries):
            for code in services:
                if code not in known:
                    yield FileError(
                        (table, place, "services"), f'names a service "{code}" that does not exist'
                    )


def _same_numbers(site: Site) -> Iterator[FileError]:
    for place, service in enumerate(site.services):
        for other in site.services:
            number = _common_number(other, service)
            if number:
                message = f'could print {number}, and so could service "{other.code}"'
                yield FileError(("services", place), message)


def _common_number(short: Service, long: Service) -> str | None:
    """Find a ticket number both could print: `A` with 1001 and `A1` with 001 are both A1001."""
    digits = long.code.removeprefix(short.code)
    if digits == long.code or not digits.isdecimal() or digits.startswith("0"):
        return None
    for width in range(3, 7):
        lowest, highest = (0 if width == 3 else 10 ** (width - 1)), 10**width - 1
        offset = int(digits) * 10**width
        first = max(long.first, lowest, short.first - offset)
        if first <= min(long.last, highest, short.last - offset):
            return f"{long.code}{first:03d}"
    return None


def _no_room(site: Site) -> Iterator[FileError]:
    for place, service in enumerate(site.services):
        size = service.last - service.first + 1
        if site.offline_band >= size:
            message = (
                f"leaves {size} numbers, too few for an offline_band of {site.offline_band} and one more"
            )
            yield FileError(("services", place, "last"), message)


def _untranslated(site: Site) -> Iterator[FileError]:
    """A missing translation falls back to the first language, so that one must be there."""
    first = site.languages[0]
    message = f'has no text in "{first}", the first of the site\'s languages'
    for table, key, entries in _named(site):
        for place, texts in enumerate(entries):
            if any(texts.values()) and not texts.get(first):
                yield FileError((table, place, key), message)
    if any(site.lobby.ticker.values()) and not site.lobby.ticker.get(first):
        yield FileError(("lobby", "ticker"), message)


def _named(site: Site) -> Iterable[tuple[str, str, list[dict[str, str]]]]:
    return (
        ("services", "name", [service.name for service in site.services]),
        ("services", "group", [texts_of(service.group, site.languages[0]) for service in site.services]),
        ("counters", "name", [counter.name for counter in site.counters]),
        ("closures", "text", [closure.text for closure in site.closures]),
        ("notices", "text", [notice.text for notice in site.notices]),
    )


_CHECKS = (
    _twin_codes,
    _twin_closures,
    _unknown_services,
    _same_numbers,
    _no_room,
    _untranslated,
    two_names,
)
