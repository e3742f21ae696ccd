"""From a Site back to a TOML file that reads as the same Site."""

from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from typing import Any

import tomlkit
from pydantic import BaseModel
from tomlkit.items import AoT, InlineTable, Table

from server.sitefile.model import Site
from server.sitefile.values import format_duration


def dump(site: Site) -> str:
    """Write the whole set-up of a site as a site file: what is required, and what differs from the defaults."""
    document = tomlkit.document()
    for key, value in written(site):
        if isinstance(value, BaseModel):
            document.append(key, _table(written(value)))
        elif isinstance(value, tuple) and isinstance(value[0], BaseModel):
            document.append(key, _tables(value))
        else:
            document.append(key, tomlkit.item(_plain(value)))
    return tomlkit.dumps(document)


def written(model: BaseModel) -> Iterator[tuple[str, Any]]:
    """Yield key and value of what a file has to say: every required key, and no other that is at its default."""
    for field, info in type(model).model_fields.items():
        key, value = info.alias or field, getattr(model, field)
        if info.is_required() or value != info.default:
            yield key, value


def _tables(entries: Iterable[BaseModel]) -> AoT:
    tables = tomlkit.aot()
    for entry in entries:
        tables.append(_table(written(entry)))
    return tables


def _table(pairs: Iterable[tuple[str, Any]]) -> Table:
    table = tomlkit.table()
    for key, value in pairs:
        table.append(key, tomlkit.item(_plain(value)))
    return table


def _inline(pairs: Iterable[tuple[str, Any]]) -> InlineTable:
    table = tomlkit.inline_table()
    for key, value in pairs:
        table.append(key, tomlkit.item(_plain(value)))
    return table


def _plain(value: Any) -> Any:
    """Return a value as the file writes it."""
    if isinstance(value, BaseModel):
        return _inline(written(value))
    if isinstance(value, dict):
        return _inline(value.items())
    if isinstance(value, tuple):
        array = tomlkit.array()
        for item in value:
            array.append(tomlkit.item(_plain(item)))
        return array
    return _simple(value)


def as_toml(value: Any) -> str:
    """Write one value on one line, as a site file would."""
    return str(tomlkit.item(_plain(value)).as_string())


def _simple(value: Any) -> str | int | float | bool | date:
    """Return a single value as TOML has it: durations and times of day are texts such as `10m` and `04:00`."""
    if isinstance(value, timedelta):
        return format_duration(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, str | int | float | date):
        return value
    raise TypeError(f"a site file cannot hold {value!r}")
