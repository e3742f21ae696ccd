"""Pure: what is to be said, from what is on the screen now and what was there before.

A new screen is read as a whole; on the same screen only what the customer does is: the control that the keys are on,
the character that was typed, the volume. A count that changes while people read is not spoken into their thoughts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk import state as s
from kit.language import Catalog, catalog

# What makes another screen of one of the same kind.
_TELLING = (
    *("page", "name", "number", "answer", "reason", "first", "doubtful", "can_print"),
    *("busy", "said", "wrong"),
)
SECRET = (s.Pin,)  # what is typed there is told to nobody


@dataclass(frozen=True)
class Heard:
    """All that decides what is said: of the state, of the picture, and of the focus."""

    on: bool
    language: str
    volume: int
    place: object
    spoken: tuple[str, ...]
    choices: int
    focused: str
    label: str
    typed: str
    repeats: int


def heard(
    state: s.State, spoken: Sequence[str], labels: Sequence[tuple[str, str]], focused: str | None
) -> Heard:
    """Take from state and picture what matters; `labels` are the controls' names and what they are called aloud."""
    screen = state.screen
    typed = str(getattr(screen, "typed", ""))
    return Heard(
        on=state.eased.speech,
        language=state.language,
        volume=state.eased.volume,
        place=_place(state),
        spoken=tuple(spoken),
        choices=len(labels),
        focused=focused or "",
        label=dict(labels).get(focused or "", ""),
        typed="•" * len(typed) if isinstance(screen, SECRET) else typed,
        repeats=state.repeats,
    )


def _place(state: s.State) -> object:
    """What makes a screen another one to a listener: not the counts on it, nor how much time it has left."""
    screen = state.screen
    told = [getattr(screen, name, None) for name in _TELLING]
    if isinstance(screen, s.Printing | s.Done | s.NoPaper):
        told.append(screen.ticket.id)
    # While a ticket is on its way nothing new is to be said: one screen to the ear.
    kind = "waiting" if isinstance(screen, s.Taking | s.Printing) else type(screen).__name__
    return kind, tuple(map(repr, told)) if kind != "waiting" else (), state.warned_at is not None


def words_for(before: Heard | None, now: Heard) -> str | None:
    """What to say now; None for nothing new, "" to fall silent."""
    if not now.on:
        return "" if before is not None and before.on else None
    speak = catalog(now.language)
    if before is None or not before.on:
        hello = speak.text("Reading aloud is on. Move with the arrow keys, choose with Enter.")
        return _joined([hello, *_screen(now, speak), now.label])
    if (before.place, before.language) != (now.place, now.language) or before.repeats != now.repeats:
        return _joined([*_screen(now, speak), now.label if now.focused != before.focused else ""])
    if before.volume != now.volume:
        return speak.text("Volume {n} of {most}", n=now.volume, most=s.LOUDEST)
    if before.typed != now.typed:
        return _typed(before.typed, now.typed, speak)
    if before.focused != now.focused and now.label:
        return now.label
    return None


def _screen(now: Heard, speak: Catalog) -> list[str]:
    choices = speak.plural("{n} choice.", "{n} choices.", now.choices) if now.choices else ""
    return [*now.spoken, choices]


def _typed(before: str, now: str, speak: Catalog) -> str:
    if len(now) < len(before):
        return speak.text("Erased. {rest}", rest=" ".join(now)) if now.strip("•") else speak.text("Erased.")
    new = now.removeprefix(before)
    return speak.text("Space") if new == " " else " ".join(new.replace("•", "*"))


def _joined(sentences: Sequence[str]) -> str:
    """One text, with a pause after each sentence."""
    whole = [each if each[-1] in ".!?。？:" else f"{each}." for each in map(str.strip, sentences) if each]
    return " ".join(whole)


class Says(Protocol):
    """What is needed of a voice; kiosk.speech.Voice is one."""

    @property
    def there(self) -> bool:
        """Whether it can be heard at all."""

    def say(self, text: str, language: str, volume: int) -> None:
        """Say this instead of what is being said; "" falls silent."""


class Aloud:
    """Reads aloud what the loop puts on the glass."""

    def __init__(self, voice: Says) -> None:
        self._voice = voice
        self._before: Heard | None = None

    @property
    def there(self) -> bool:
        """Whether reading aloud can be offered."""
        return self._voice.there

    def seen(
        self, state: s.State, spoken: Sequence[str], labels: Sequence[tuple[str, str]], focused: str | None
    ) -> None:
        """A picture has come up, or something on it has changed."""
        now = heard(state, spoken, labels, focused)
        said = words_for(self._before, now)
        self._before = now
        if said is not None:
            self._voice.say(said, now.language, now.volume)
