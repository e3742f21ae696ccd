"""What single values of a site file may hold: durations, codes, texts, zones, addresses.

A message raised here is the end of a sentence that begins with the name of the key.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ConfigDict, PlainValidator, TypeAdapter

from server.rules import hours as opening_hours

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = timedelta(days=3660)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ORDER = re.compile(r"fifo|due|priority( cap=[1-9]\d{0,3}[smh])?|ratio [1-9]\d?:[1-9]\d?")
_SHAPES = {
    "service code": (r"[A-Z][A-Z0-9]{0,2}", "must be one to three capital letters or digits, a letter first"),
    "counter code": (r"[A-Za-z0-9-]{1,8}", "must be one to eight letters, digits or hyphens"),
    "colour": (r"#[0-9A-Fa-f]{6}", 'must be a colour such as "#0A6C74"'),
    "retention": (r"day|[1-9]\d{0,3}d", 'must be "day" or a number of days such as "7d"'),
    "need": (r"([a-z][a-z0-9_]{0,39})?", 'must be a feature such as "step_free"'),
    "feature": (r"[a-z][a-z0-9_]{0,39}", 'must be words such as "step_free"'),
    "notice id": (r"[A-Za-z0-9-]{1,20}", "must be one to twenty letters, digits or hyphens"),
}


def parse_duration(value: object) -> timedelta:
    """Read `"30s"`, `"10m"`, `"2h"` or `"1d"`."""
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d{1,9})([smhd])", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'must be a time such as "30s", "10m" or "2h", not {shown(value)}')
    duration = timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    if duration > _LONGEST:
        raise ValueError(f"must not be longer than ten years, not {shown(value)}")
    return duration


def format_duration(duration: timedelta) -> str:
    """Write a duration (whole seconds) in its largest whole unit, as `parse_duration` reads it; 0 is `0m`."""
    seconds = int(duration.total_seconds())
    for unit in ("h", "m"):
        if seconds and seconds % _UNITS[unit] == 0:
            return f"{seconds // _UNITS[unit]}{unit}"
    return f"{seconds}s" if seconds else "0m"


def shown(value: object) -> str:
    """Write a value as the file would, short and on one line, for an error message."""
    if isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, dict):
        text = "a table"
    elif isinstance(value, list | tuple):
        text = "a list"
    elif isinstance(value, int) and abs(value) > 10**18:
        text = "a huge number"
    else:
        text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def clock_time(value: object) -> time:
    """Read a time of day such as `04:00`."""
    if isinstance(value, time):
        return value
    match = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'must be a time of day such as "04:00", not {shown(value)}')
    return time(int(match[1]), int(match[2]))


def one_line(text: str) -> str:
    """Refuse what would break a line on paper, a screen or a log."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
        raise ValueError("must not hold line breaks or control characters")
    return text


def lines(text: str) -> str:
    """Allow line breaks, and no other control character."""
    one_line(text.replace("\n", ""))
    return text


def said(text: str) -> str:
    """Refuse an empty text."""
    if not text.strip():
        raise ValueError("must not be empty")
    return text


def shape(kind: str) -> AfterValidator:
    """Return the check of one of `_SHAPES`."""
    pattern, message = _SHAPES[kind]

    def check(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise ValueError(f"{message}, not {shown(text)}")
        return text

    return AfterValidator(check)


def zone_name(name: str) -> str:
    """Refuse what is not a zone of the IANA data base."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: the name of a folder of zones
        raise ValueError(f'must be a time zone such as "Europe/Madrid", not {shown(name)}') from None
    return name


def language_code(code: str) -> str:
    """Refuse what does not look like a BCP 47 tag."""
    if _LANGUAGE.fullmatch(code) is None:
        raise ValueError(f'must be a language code such as "en" or "pt-BR", not {shown(code)}')
    return code


def order_rule(text: str) -> str:
    """Refuse what is none of the calling orders."""
    if _ORDER.fullmatch(text) is None:
        raise ValueError(
            f'must be "fifo", "due", or such as "priority cap=45m" or "ratio 2:1", not {shown(text)}'
        )
    return text


def web_address(text: str) -> str:
    """Allow nothing, or an http(s) address without query and login; a slash at its end goes."""
    if not text:
        return text
    message = f'must be a web address such as "https://queue.example.org", not {shown(text)}'
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise ValueError(message) from None
    if not good or parts.query or parts.fragment or "@" in parts.netloc or re.search(r"[\s\\]", text):
        raise ValueError(message)
    return text.rstrip("/")


def opening_text(text: str) -> str:
    """Refuse what the opening hours' rules cannot read."""
    try:
        opening_hours.parse_hours([text])
    except ValueError as error:
        raise ValueError(f"is wrong: {error}") from None
    return text


def range_text(text: str) -> str:
    """Refuse what is not a range of times such as `12:00-13:00`."""
    try:
        opening_hours.parse_range(text)
    except ValueError as error:
        raise ValueError(f"is wrong: {error}") from None
    return text


def some_hours(text: str) -> str:
    """Allow opening hours such as `mon-fri 08:00-14:00`, and a range of times, which is every day's."""
    return range_text(text) if text.lstrip()[:1].isdecimal() else opening_text(text)


def volume_text(text: str) -> str:
    """Refuse what is not a range of times and a volume in per cent, such as `18:00-20:00 40`."""
    hours, _, volume = text.strip().rpartition(" ")
    if not re.fullmatch(r"\d{1,3}", volume) or int(volume) > 100:
        raise ValueError(
            f'must be a time range and a volume of 0 to 100, such as "18:00-20:00 40", not {shown(text)}'
        )
    return f"{range_text(hours).strip()} {int(volume)}"


def day_or_time(value: object) -> date:
    """Allow a date, or a time of a day by the site's clock."""
    if not isinstance(value, date) or (isinstance(value, datetime) and value.tzinfo is not None):
        raise ValueError(
            f"must be a date such as 2026-12-24, or with a time 2026-12-24T12:00:00, not {shown(value)}"
        )
    since_2000(value)
    return value


def no_twins(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """Refuse a list that names something twice."""
    for place, item in enumerate(items):
        if item in items[:place]:
            raise ValueError(f"names {shown(item)} twice")
    return items


def since_2000(day: date) -> date:
    """Refuse a date that can only be a slip."""
    if day.year < 2000:
        raise ValueError(f"must be a date since 2000, not {day}")
    return day


from_array = BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)

Language = Annotated[str, AfterValidator(language_code)]
Line = Annotated[str, AfterValidator(one_line)]
Texts = dict[Language, Line]  # one line in each language
_TEXTS = TypeAdapter(Texts, config=ConfigDict(strict=True))


def text_or_texts(value: object) -> str | dict[str, str]:
    """Allow one line, or one in each language."""
    if isinstance(value, str):
        return one_line(value)
    if not isinstance(value, dict):
        raise ValueError(  # noqa: TRY004 - what pydantic turns into an error of the file
            f'must be a text in quotes, or texts by language such as {{ en = "Hello" }}, not {shown(value)}'
        )
    return _TEXTS.validate_python(value)


Group = Annotated[str | dict[str, str], PlainValidator(text_or_texts)]
LongTexts = dict[Language, Annotated[str, AfterValidator(lines)]]
Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
Day = Annotated[date, AfterValidator(since_2000)]
DayOrTime = Annotated[date, PlainValidator(day_or_time)]  # a datetime is a date, too
Languages = Annotated[tuple[Language, ...], from_array, AfterValidator(no_twins)]
Codes = Annotated[tuple[Line, ...], from_array, AfterValidator(no_twins)]
Features = Annotated[tuple[Annotated[str, shape("feature")], ...], from_array, AfterValidator(no_twins)]
Hours = Annotated[
    tuple[Annotated[str, AfterValidator(opening_text)], ...], from_array, AfterValidator(no_twins)
]
Ranges = Annotated[
    tuple[Annotated[str, AfterValidator(range_text)], ...], from_array, AfterValidator(no_twins)
]
Volumes = Annotated[
    tuple[Annotated[str, AfterValidator(volume_text)], ...], from_array, AfterValidator(no_twins)
]
SomeHours = Annotated[
    tuple[Annotated[str, AfterValidator(some_hours)], ...], from_array, AfterValidator(no_twins)
]
