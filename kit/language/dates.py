"""Pure: times and days as a language writes them, in the site's zone and in Latin digits."""

from datetime import datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_skeleton

from kit.language.table import language


def clock(moment: datetime, language_code: str, zone: str | tzinfo) -> str:
    """Write the time of day, `10:42`: twenty-four hours, which needs no word for the half of the day."""
    return format_datetime(_local(moment, zone), "HH:mm", locale=language(language_code).locale)


def day_and_clock(moment: datetime, language_code: str, zone: str | tzinfo) -> str:
    """Write the day of the week and the time, `Tuesday 10:42`."""
    name = format_datetime(_local(moment, zone), "EEEE", locale=language(language_code).locale)
    return f"{name[:1].upper()}{name[1:]} {clock(moment, language_code, zone)}"


def day(moment: datetime, language_code: str, zone: str | tzinfo) -> str:
    """Write the date with its day of the week, `Tue 24 Nov 2026`."""
    local = _local(moment, zone)
    written = format_skeleton("yMMMEd", local, locale=language(language_code).locale)
    # On a narrow ticket the comma after the day's name only costs room, and so does the Ukrainian word for "year",
    # whose full stop would stand before that of a sentence.
    return written.replace(",", "").replace("،", "").removesuffix("\u202fр.")


def _local(moment: datetime, zone: str | tzinfo) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown in another one")
    return moment.astimezone(_zone(zone) if isinstance(zone, str) else zone)


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
