"""Pure: where a line of Chinese may end, marked for a browser that is to break it as the lobby's program does."""

from __future__ import annotations

from typing import Any

from kit.scripts import atoms, is_han, tight

MARK = "\u200b"  # takes no room


def with_breaks(told: Any) -> Any:
    """The same values, their Chinese texts with a mark wherever a line may end."""
    if isinstance(told, str):
        return _marked(told) if any(map(is_han, told)) else told
    if isinstance(told, dict):
        return {name: with_breaks(each) for name, each in told.items()}
    if isinstance(told, list | tuple):
        return [with_breaks(each) for each in told]
    return told


def _marked(text: str) -> str:
    """A mark joins what has no space between."""
    parts = list(atoms(tight(text)))
    return "".join((joint or (MARK if number else "")) + atom for number, (joint, atom) in enumerate(parts))
