"""Pure: how keys share out over the rows and pages that a screen has room for.

Keys are never made smaller than a finger: where a row has no room for them they take more rows, and then more pages.
Where the letters have room on one page they stand as on the keyboards that people know, with accents on a page of their
own if need be; over several pages in the order of the alphabet, which is easier to search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kiosk.screens.layouts import PUNCTUATION, Script, capital

Role = Literal["sign", "space", "erase", "turn", "other", "blank"]
LEAST_CELLS = 6  # fewer hold no keyboard: what turns, space and erase, and some signs


@dataclass(frozen=True)
class Key:
    """One key: what it writes, or what else it does; `step` is how many pages a turn goes, `span` its cells."""

    sign: str = ""
    role: Role = "sign"
    span: int = 1
    step: int = 0


@dataclass(frozen=True)
class Room:
    """A grid with room for so many columns and rows of keys; the key that turns is `turn` cells wide.

    `brief`: as wide as three letters need, where a keyboard that people know has no room for more.
    """

    columns: int
    rows: int
    turn: int = 1
    brief: int = 1

    @property
    def cells(self) -> int:
        """How many keys of one cell it holds."""
        return self.columns * self.rows


@dataclass(frozen=True)
class Board:
    """One page of keys: rows of them in a grid of so many columns.

    `mirrored`: read from right to left; `known`: as on the keyboards that people know.
    """

    rows: tuple[tuple[Key, ...], ...]
    columns: int
    mirrored: bool = False
    known: bool = False


def boards(scripts: Sequence[Script], room: Room, *, other: bool = False) -> list[Board]:
    """Pages of keys; none where even pages have no room. `other`: the last page holds one large key instead."""
    if room.cells < LEAST_CELLS:
        return []
    found: list[tuple[str, Board]] = []
    for script in scripts:
        turns = other or len(scripts) > 1
        whole = _whole(script, room, turns=turns)
        if whole is not None:
            found.append((script.name, whole))
        elif script.parts:
            found += _in_parts(script.parts, room, other=other)
        elif not turns and (known := _known(script, room, turns=0)):
            found += known
        else:
            found += _pages(script, room, turns=turns)
    if other:
        columns = max(found[0][1].columns, 2 * room.turn)
        found.append(("", _other(columns, room)))
    return [
        _leading_on(board, number, [name for name, _ in found]) for number, (_, board) in enumerate(found)
    ]


def _other(columns: int, room: Room) -> Board:
    turn = Key(role="turn", span=room.turn)
    if room.rows == 1:
        return Board(((Key(role="other", span=columns - room.turn), turn),), columns)
    return Board(((Key(role="other", span=columns),), (turn,)), columns)


def _in_parts(parts: Sequence[Script], room: Room, *, other: bool) -> list[tuple[str, Board]]:
    """The pages of both kinds, each with keys to the next page of its kind, to the other kind, and to the other way."""
    pages: list[list[tuple[str, Board]]] = []
    for each in parts:
        found = _known(each, room, turns=1 + other) or _pages(each, room, turns=1 + other)
        pages.append(found if len(found) == 1 else _pages(each, room, turns=2 + other))
    firsts = [0, len(pages[0])]
    told: list[tuple[str, Board]] = []
    for kind, found in enumerate(pages):
        for at, (name, board) in enumerate(found):
            here, following = firsts[kind] + at, (at + 1) % len(found)
            ways = [(found[following][0], following - at)] if len(found) > 1 else []
            ways.append((parts[1 - kind].name, firsts[1 - kind] - here))
            ways += [("", sum(map(len, pages)) - here)] if other else []
            told.append((name, _turning(board, ways)))
    return told


def _turning(board: Board, ways: Sequence[tuple[str, int]]) -> Board:
    """The board with its turning keys told where they go, one after the other."""
    left = list(ways)

    def told(key: Key) -> Key:
        if key.role != "turn":
            return key
        sign, step = left.pop(0)
        return replace(key, sign=sign, step=step)

    return replace(board, rows=tuple(tuple(told(key) for key in row) for row in board.rows))


def _leading_on(board: Board, number: int, names: Sequence[str]) -> Board:
    """The board with its turning key told where it goes: to the next page, from the last to the first."""
    if any(key.role == "turn" and key.step for row in board.rows for key in row):
        return board  # it knows already
    step = 1 if number + 1 < len(names) else -number
    return _turning(board, [(names[(number + 1) % len(names)], step)])


def _specials(script: Script, room: Room, *, turns: int) -> list[Key]:
    """What stands on every page besides signs, `turns` keys that turn among it."""
    turn = [Key(role="turn", span=room.turn)] * turns
    return [*turn, *([Key(" ", "space")] if script.space else []), Key(role="erase")]


def _keys(signs: str) -> tuple[Key, ...]:
    roles: dict[str, Role] = {"\b": "erase", "\t": "blank"}
    return tuple(Key("" if sign in roles else sign, roles.get(sign, "sign")) for sign in signs)


def _whole(script: Script, room: Room, *, turns: bool) -> Board | None:
    """All signs on one page, as on a keyboard, if it has room for that."""
    for known in script.whole:
        if len(known) <= room.rows and max(map(len, known)) <= room.columns and not turns:
            return Board(tuple(_keys(row) for row in known), max(map(len, known)), known=True)
    if not script.rows:
        return None
    longest, count = max(map(len, script.rows)), len(script.rows)
    specials = _specials(script, room, turns=turns)
    wide = max(longest, len(script.further))
    if len(script.further) > len(PUNCTUATION) and room.rows >= count + 2 and wide <= room.columns:
        return _as_known((*map(_keys, (*script.rows, script.further)), _foot(specials, wide)), wide)
    signs = sum(map(len, script.rows)) + len(script.further)
    wide = max(longest, -(-signs // count))
    if room.rows >= count + 1 and wide <= room.columns:
        return _as_known((*_filled(script.rows, _keys(script.further), wide), _foot(specials, wide)), wide)
    wide = max(longest, -(-(signs + sum(key.span for key in specials)) // count))
    if room.rows >= count and wide <= room.columns:
        filled = _filled(script.rows, (*_keys(script.further), *specials), wide)
        return _as_known(filled, wide) if len(filled) == count else None
    return None


def _as_known(rows: Sequence[tuple[Key, ...]], wide: int) -> Board:
    return Board(tuple(rows), wide, known=True)


def _known(script: Script, room: Room, *, turns: int) -> list[tuple[str, Board]]:
    """The letters as on their keyboard and what else there is on a second page; none without room for that."""
    rows = ["".join(sign for sign in row if sign not in script.accents) for row in script.rows]
    left = "".join(sign for sign in script.signs if sign not in "".join(rows))
    turns = turns or int(bool(left))
    for turn in (room.turn, room.brief):
        specials = _specials(script, replace(room, turn=turn), turns=turns)
        beside = sum(key.span for key in specials)
        wide = max(map(len, rows), default=0)
        if not rows or len(rows) > room.rows or max(wide, len(rows[-1]) + beside) > room.columns:
            continue
        return list(_known_pages(script, rows, left, specials))
    return []


def _known_pages(
    script: Script, rows: Sequence[str], left: str, specials: Sequence[Key]
) -> Iterator[tuple[str, Board]]:
    """The page of letters, with hyphen and apostrophe where its rows have gaps, and the page of what is left.

    What is no sign stands in the same place on both.
    """
    beside = sum(key.span for key in specials)
    wide = max(*map(len, rows), len(rows[-1]) + beside)
    filled: list[tuple[Key, ...]] = []
    for number, row in enumerate(rows):
        free = wide - len(row) - (beside if number == len(rows) - 1 else 0)
        gaps = [sign for sign in PUNCTUATION if sign in left][: free if number else 0]
        left = "".join(sign for sign in left if sign not in gaps)
        filled.append(_keys(row + "".join(gaps)))
    last = len(filled[-1])
    yield script.name, _as_known((*filled[:-1], (*filled[-1], *specials)), wide)
    if left:
        each = -(-len(left) // (len(rows) - 1))
        lines = [left[start : start + each] for start in range(0, len(left), each)]
        lines += [""] * (len(rows) - 1 - len(lines))
        foot = (*_keys("\t" * last), *specials)
        yield capital(left[0]) + left[1:3].upper(), _as_known((*map(_keys, lines), foot), wide)


def _foot(specials: Sequence[Key], wide: int) -> tuple[Key, ...]:
    """A row of its own for what is no sign: the space bar takes what two cells for the erase key leave."""
    space = wide - 2 - sum(key.span for key in specials if key.role == "turn")
    return tuple(replace(key, span={"space": space, "erase": 2}.get(key.role, key.span)) for key in specials)


def _filled(rows: Sequence[str], rest: Sequence[Key], wide: int) -> tuple[tuple[Key, ...], ...]:
    """The rows, each filled up to `wide` cells with the rest; more rows than before where a wide key finds no room."""
    left = list(rest)
    filled: list[tuple[Key, ...]] = []
    for row in rows:
        keys = list(_keys(row))
        while left and sum(key.span for key in keys) + left[0].span <= wide:
            keys.append(left.pop(0))
        filled.append(tuple(keys))
    return (*filled, tuple(left)) if left else tuple(filled)


def _pages(script: Script, room: Room, *, turns: int) -> list[tuple[str, Board]]:
    """The signs in order over as many pages as they need, each alike full, with their names."""
    turns = turns or int(len(script.signs) + len(_specials(script, room, turns=0)) > room.cells)
    specials = _specials(script, room, turns=turns)
    beside = sum(key.span for key in specials)
    count = -(-len(script.signs) // (room.cells - beside))
    each = -(-len(script.signs) // count)
    used = -(-(each + beside) // room.columns)
    wide = max(beside, -(-(each + beside) // used))
    found: list[tuple[str, Board]] = []
    for start in range(0, len(script.signs), each):
        part = script.signs[start : start + each]
        lines = [part[first : first + wide] for first in range(0, len(part), wide)]
        board = [_keys(line) for line in lines]
        if len(lines[-1]) + beside <= wide:
            board[-1] = (*board[-1], *specials)
        else:
            board.append(tuple(specials))
        name = script.name if script.name and (count == 1 or not start) else span_name(part, script.further)
        found.append((name, Board(tuple(board), wide, mirrored=script.direction == "rtl")))
    return found


def span_name(signs: str, further: str = "") -> str:
    """What a page of signs is called on the key that turns to it: "N–Z", without the accents that come after Z."""
    letters = [sign for sign in signs if sign.isalnum()] or list(signs)
    plain = [sign for sign in letters if sign not in further] or letters
    return f"{capital(plain[0])}–{capital(plain[-1])}"
