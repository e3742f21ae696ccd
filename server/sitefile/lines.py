"""Where each key of a TOML text stands: parsers throw the line numbers away, and an error should name one. Pure."""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY_PART = re.compile(r"""[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))[ \t]*(\.?)""")
# One piece of a value: a whole string, a comment, a bracket, the end of the line, or anything else.
_PIECE = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'|#[^\n]*|.",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Path, int]:
    """Return the line (from 1) of each table and key of a text that is valid TOML.

    A path is as pydantic names it: `("services", 1, "hours")`. What stands inside an inline table or an array
    has no line of its own here: look for the longest path that has.
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for offset, kind, keys in _statements(text):
        if kind == "[[":
            path = _current(keys[:-1], counts) + keys[-1:]
            counts[path] = counts.get(path, -1) + 1
            table = (*path, counts[path])
            places: tuple[Path, ...] = (path, table)
        elif kind == "[":
            table = _current(keys, counts)
            places = (table,)
        else:
            places = tuple(table + keys[:length] for length in range(1, len(keys) + 1))
        for place in places:
            found.setdefault(place, text.count("\n", 0, offset) + 1)
    return found


def _current(keys: Path, counts: dict[Path, int]) -> Path:
    """Put the running number behind each array of tables: `services.name` is of the latest service."""
    path: Path = ()
    for key in keys:
        path = (*path, key)
        if path in counts:
            path = (*path, counts[path])
    return path


def _statements(text: str) -> Iterator[tuple[int, str, Path]]:
    """Yield offset, kind (`[[`, `[` or `=`) and key of each header and each assignment."""
    at = _skip(text, 0)
    while at < len(text):
        start = at
        kind = "[[" if text.startswith("[[", at) else "[" if text[at] == "[" else "="
        at, keys = _read_key(text, at + (0 if kind == "=" else len(kind)))
        yield start, kind, keys
        at = _skip(text, _end_of_value(text, at))


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _read_key(text: str, at: int) -> tuple[int, Path]:
    keys: list[str] = []
    while match := _KEY_PART.match(text, at):
        keys.append(next(part for part in match.groups()[:3] if part is not None))
        at = match.end()
        if not match[4]:
            break
    return at, tuple(keys)


def _end_of_value(text: str, at: int) -> int:
    depth = 0
    for match in _PIECE.finditer(text, at):
        piece = match[0]
        if piece == "\n" and depth <= 0:
            return match.end()
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(piece, 0)
    return len(text)
