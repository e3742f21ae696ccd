"""What may be typed into which field."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from kiosk import state as s
from kiosk.flow.moves import Handler, Step
from kiosk.state import State

CODE_LONGEST = 12
NAME_LONGEST = 60
PHONE_LONGEST = 6
PIN_LONGEST = 12
_IN_CODES = set(string.ascii_uppercase + string.digits)
_IN_NAMES = " -'.’ʼ·،"  # between the letters of a name

Field = s.CheckInCode | s.CheckInName | s.CheckInPhone | s.Pin


def _code(before: str, character: str) -> str:
    wanted = character.upper() if character.isascii() else _digit(character)
    return wanted if wanted in _IN_CODES and len(before) < CODE_LONGEST else ""


def _name(before: str, character: str) -> str:
    letter = unicodedata.category(character)[0] in "LM"
    wanted = letter or (bool(before) and character in _IN_NAMES)
    return character if wanted and len(before) < NAME_LONGEST else ""


def _phone(before: str, character: str) -> str:
    return _digit(character) if len(before) < PHONE_LONGEST else ""


def _pin(before: str, character: str) -> str:
    return _digit(character) if len(before) < PIN_LONGEST else ""


def _digit(character: str) -> str:
    """A digit of any script as 0 to 9; nothing for anything else."""
    value = unicodedata.decimal(character, None)
    return "" if value is None else str(value)


_TAKES: dict[type[Field], Callable[[str, str], str]] = {
    s.CheckInCode: _code,
    s.CheckInName: _name,
    s.CheckInPhone: _phone,
    s.Pin: _pin,
}


def _typed(state: State, event: s.Typed, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, Field) or len(event.character) != 1:
        return state, ()
    if isinstance(screen, s.Pin) and screen.checking:
        return state, ()
    taken = _TAKES[type(screen)](screen.typed, event.character)
    return replace(state, screen=replace(screen, typed=screen.typed + taken), touched_at=now), ()


def _erased(state: State, _event: s.Erased, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, Field) or (isinstance(screen, s.Pin) and screen.checking):
        return state, ()
    return replace(state, screen=replace(screen, typed=screen.typed[:-1]), touched_at=now), ()


HANDLERS: dict[type[s.Input], Handler] = {s.Typed: _typed, s.Erased: _erased}
