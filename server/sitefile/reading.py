"""From TOML text to a Site, or to one line that says what is wrong and where."""

import difflib
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from kit.errors import SettingError
from server.sitefile.lines import Path as KeyPath
from server.sitefile.lines import key_lines
from server.sitefile.lobby import Lobby, Notice
from server.sitefile.model import Answer, Closure, Counter, Question, Service, Site, Theme
from server.sitefile.table import FileError
from server.sitefile.values import shown

SAMPLE = "sample_site.toml"
_LARGEST = 1_000_000  # bytes; the file of a large branch has some 20,000

_MODELS: dict[str, type[BaseModel]] = {
    "lobby": Lobby,
    "theme": Theme,
    "services": Service,
    "counters": Counter,
    "closures": Closure,
    "notices": Notice,
    "questions": Question,
    "faq": Answer,
}

# Where a key that stands in the wrong table belongs; the first table that knows it.
_HOMES: dict[str, type[BaseModel]] = {
    "above the first [table]": Site,
    "under [lobby]": Lobby,
    "under [theme]": Theme,
    "under [[services]]": Service,
    "under [[counters]]": Counter,
    "under [[notices]]": Notice,
}

# What pydantic found, by its name for it, in our words; the fields are from its context.
_WORDS = {
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "finite_number": "must be a number",
    "date_type": "must be a date such as 2026-12-24, without quotes",
    "dict_type": 'must be texts by language such as {{ en = "Hello" }}',
    "tuple_type": "must be a list in [ ]",
    "model_type": "must be a table",
    "literal_error": "must be {expected}",
    "greater_than": "must be above {gt:g}",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than_equal": "must be {le:g} or less",
    "too_short": "must hold at least one",
    "too_long": "must hold at most {max_length}",
}
_UNKNOWN = "unknown key "
_ARRAYS = ("services", "counters")  # the tables without which there is no site
_WITHOUT_VALUE = ("missing", "too_short", "too_long")  # kinds of error that no value explains


def load(path: Path) -> Site:
    """Read a site file; SettingError with one line when it cannot be read or is wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SettingError(_line(str(path), f"cannot be read: {error.strerror or error}")) from None
    if len(data) > _LARGEST:
        raise SettingError(_line(str(path), f"is larger than {_LARGEST} bytes, too large for a site file"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingError(_line(f"{path}:{line}", "is not UTF-8 text")) from None
    return parse(text, str(path))


def parse(text: str, name: str) -> Site:
    """Read the text of a site file called `name`; SettingError with one line (file, place, key) when wrong."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingError(_syntax(name, text, str(error))) from None
    except ValueError:  # Python's own limit of 4,300 digits
        raise SettingError(_line(name, "holds a number that is far too long")) from None
    except RecursionError:
        raise SettingError(_line(name, "is nested too deeply")) from None
    _name_by_code(raw)
    try:
        return Site.model_validate(raw)
    except ValidationError as error:
        raise SettingError(_first_error(error, raw, text, name)) from None


def sample() -> Site:
    """Return the sample site that an empty data folder and the demo begin with."""
    return parse(resources.files("server").joinpath(SAMPLE).read_text(encoding="utf-8"), SAMPLE)


def _name_by_code(raw: dict[str, Any]) -> None:
    """Give each service without a name its code as one: only its letter is certain to be known."""
    languages = raw.get("languages", ["en"])
    services = raw.get("services")
    if not (isinstance(languages, list) and languages and isinstance(services, list)):
        return
    for service in services:
        if isinstance(service, dict) and isinstance(service.get("code"), str):
            service.setdefault("name", {str(languages[0]): service["code"]})


def _syntax(name: str, text: str, message: str) -> str:
    """Turn tomllib's "what (at line 3, column 4)" or "what (at end of document)" into our form."""
    what, _, place = message.rpartition(" (at ")
    line = place.removeprefix("line ").partition(",")[0]
    if not line.isdecimal():
        line = str(text.rstrip("\n").count("\n") + 1)
    what = what.replace("Cannot overwrite a value", "a key stands there twice")
    return _line(f"{name}:{line}", f"not valid TOML: {what}")


def _first_error(error: ValidationError, raw: dict[str, Any], text: str, name: str) -> str:
    """Describe the error that stands first in the file."""
    lines = key_lines(text)
    found = [_describe(detail) for detail in error.errors(include_url=False)]
    placed = [(_find(path, lines), path, message) for path, message in found]
    line, path, message = min(placed, key=lambda item: item[0] or len(text))
    place = f"{name}:{line}" if line else name
    entries, keys = _split(path, raw)
    if keys and not message.startswith(_UNKNOWN):
        message = f'"{".".join(keys)}" {message}'
    return _line(place, ": ".join([*entries, message]))


def _describe(detail: Any) -> tuple[KeyPath, str]:
    """Return where an error is, and what is wrong with it."""
    path = tuple(part for part in detail["loc"] if part != "[key]")
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind == "extra_forbidden":
        return path, f'{_UNKNOWN}"{path[-1]}"{_suggestion(path)}'
    if kind == "value_error":
        cause = context["error"]
        path += cause.path if isinstance(cause, FileError) else ()
        return path, str(cause)
    words = _WORDS.get(kind, detail["msg"]).format(**context).replace("'", '"')
    if path[-1] in _ARRAYS and len(path) == 1 and kind in ("missing", "tuple_type", "too_short"):
        words = f"must be there at least once, as [[{path[-1]}]]"
    elif kind not in _WITHOUT_VALUE:
        words += f", not {shown(value)}"
    return path, words


def _suggestion(path: KeyPath) -> str:
    """Say where a misplaced key belongs, or which key was meant by a misspelt one."""
    tables = [part for part in path[:-1] if isinstance(part, str)]
    model = _MODELS[tables[-1]] if tables else Site
    known = [field.alias or key for key, field in model.model_fields.items()]
    home = next((place for place, owner in _HOMES.items() if path[-1] in owner.model_fields), "")
    if home:
        return f", it belongs {home}"
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    return f', did you mean "{near[0]}"?' if near else ""


def _find(path: KeyPath, lines: Mapping[KeyPath, int]) -> int:
    """Return the line of the path or of what it stands in; 0 when nothing of it is in the file."""
    return next((lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in lines), 0)


def _split(path: KeyPath, raw: Any) -> tuple[list[str], list[str]]:
    """Part a path into the entries it goes through (`service "B"`) and the key within the last of them."""
    entries: list[str] = []
    keys: list[str] = []
    for part in path:
        raw = _inside(raw, part)
        if isinstance(part, str):
            keys.append(part)
        elif isinstance(raw, dict):
            code = raw.get("code") or raw.get("id")
            table = ".".join(keys)
            entries.append(
                f"{table.removesuffix('s')} {shown(code)}" if code else f"{table} number {part + 1}"
            )
            keys = []
    return entries, keys


def _inside(raw: Any, part: str | int) -> Any:
    try:
        return raw[part]
    except (KeyError, IndexError, TypeError):
        return None


def _line(place: str, message: str) -> str:
    """Put an error on one line, whatever the file's name or values hold."""
    text = f"{place}: {message}"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
