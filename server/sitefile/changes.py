"""What applying a site file would change, and what this release does not act on. Pure."""

from collections.abc import Iterator, Sequence
from datetime import time
from typing import Any

from pydantic import BaseModel

from kit.language import LANGUAGES, language, pick
from server.sitefile.lobby import Notice
from server.sitefile.model import Closure, Counter, Service, Site
from server.sitefile.writing import as_toml

_TABLES = ("services", "counters", "closures", "notices")


def not_yet(site: Site) -> list[str]:
    """Return a line for each thing that is kept, but not acted on by this release."""
    return [_untaught(code) for code in site.languages if language(code).code != code.split("-")[0]]


def _untaught(code: str) -> str:
    known = ", ".join(LANGUAGES)
    return (
        f"languages: {code} is not among the languages the programs speak ({known}); they say English instead"
    )


def changes(old: Site | None, new: Site) -> list[str]:
    """Return a line for each thing that is new (+), gone (-) or different (~); none when nothing is."""
    if old is None:
        lines = [f"+ site {new.name}"]
        return lines + [line for table in _TABLES for line in _entries(table, new, (), getattr(new, table))]
    lines = [f"~ {line}" for line in _different(old, new)]
    lines += [f"~ lobby.{line}" for line in _different(old.lobby, new.lobby)]
    lines += [f"~ theme.{line}" for line in _different(old.theme, new.theme)]
    for table in _TABLES:
        lines += _entries(table, new, getattr(old, table), getattr(new, table))
    return lines


def _different(old: BaseModel, new: BaseModel) -> Iterator[str]:
    for field, info in type(new).model_fields.items():
        before, after = getattr(old, field), getattr(new, field)
        told_apart = isinstance(new, Site) and field in (*_TABLES, "lobby", "theme")
        if before != after and not told_apart:
            yield f"{info.alias or field} {_shown(before)} -> {_shown(after)}"


def _entries(table: str, site: Site, old: Sequence[Any], new: Sequence[Any]) -> list[str]:
    before, after = ({_identity(entry): entry for entry in entries} for entries in (old, new))
    lines = [f"+ {_label(after[key], site)}" for key in after if key not in before]
    lines += [f"- {_label(before[key], site)}" for key in before if key not in after]
    for key, entry in after.items():
        if key in before:
            word = table.removesuffix("s")
            lines += [f"~ {word} {_identity(entry)}: {line}" for line in _different(before[key], entry)]
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        lines.append(f"~ {table}: in another order")
    return lines


def _identity(entry: Service | Counter | Closure | Notice) -> str:
    """Say what makes an entry the same one as before: its code or id; a closure is only ever the same whole."""
    if isinstance(entry, Closure):
        return repr(entry)
    return entry.id if isinstance(entry, Notice) else entry.code


def _label(entry: Service | Counter | Closure | Notice, site: Site) -> str:
    if isinstance(entry, Notice):
        return f"notice {entry.id}"
    if isinstance(entry, Closure):
        services = f" of {', '.join(entry.services)}" if entry.services else ""
        first = f"{entry.first} {entry.from_time:%H:%M}" if entry.from_time != time(0) else f"{entry.first}"
        last = f"{entry.last} {entry.to_time:%H:%M}" if entry.to_time else f"{entry.last}"
        return f"closure {first} to {last}{services}"
    word = "service" if isinstance(entry, Service) else "counter"
    return f"{word} {entry.code} {pick(entry.name, site.languages[0], 'en')}".rstrip()


def _shown(value: Any) -> str:
    text = as_toml(value)
    return text if len(text) <= 120 else text[:119] + "…"
