"""Appointments: when somebody who is expected may check in, and how what they type is compared (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol, TypeVar

ALPHABET = (
    "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else: no 0 and O, no 1, I and L
)
CODE_LENGTH = 8  # 8 of 31 signs: 40 bits, so that nobody guesses one

# Letters that NFKD leaves whole although people leave their strokes out, and Arabic ones that are typed either way.
_SAME = str.maketrans({
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ة": "ه", "ى": "ي", "ـ": None,
})  # fmt: skip
_TITLES = frozenset({
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "sr", "sra", "srta", "don", "doña", "herr", "frau", "mme", "mlle",
})  # fmt: skip


class Booked(Protocol):
    """What is looked at of an appointment; `due_at` in milliseconds since 1970."""

    @property
    def due_at(self) -> int: ...  # noqa: D102

    @property
    def name(self) -> str | None: ...  # noqa: D102

    @property
    def phone(self) -> str | None: ...  # noqa: D102


Found = TypeVar("Found", bound=Booked)


def opens_at(due_ms: int, early_ms: int, day_begins_ms: int) -> int:
    """From when on one may check in: `early_ms` before the booked time, and not before its business day begins."""
    return max(due_ms - early_ms, day_begins_ms)


def is_late(due_ms: int, late_ms: int, now_ms: int) -> bool:
    """Whether the place is lost: more than `late_ms` have passed since the booked time."""
    return now_ms - due_ms > late_ms


def code_of(typed: str) -> str:
    """A code as it is stored, however it was typed: case, spaces and hyphens do not count."""
    apart = unicodedata.normalize("NFKD", typed)  # some signs are a space and a mark
    kept = (sign for sign in apart if not sign.isspace() and unicodedata.category(sign) != "Pd")
    return unicodedata.normalize("NFKC", "".join(kept).upper())


def words_of(name: str) -> frozenset[str]:
    """The words of a name without case, accents and punctuation: "Núñez, José" and "jose nunez" have the same."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_SAME)
    return frozenset(re.findall(r"\w+", plain))


def digits_of(phone: str) -> str:
    """The digits of a phone number, in Western figures."""
    return "".join(str(unicodedata.digit(sign)) for sign in phone if unicodedata.category(sign) == "Nd")


def is_meant(booked: Booked, name: str, phone_end: str) -> bool:
    """Whether an appointment is of somebody who types this: every word typed is in the name, and the phone ends so."""
    typed = words_of(name)
    return bool(
        typed
        and booked.name
        and booked.phone
        and typed <= words_of(booked.name)
        and digits_of(booked.phone).endswith(phone_end)
    )


def same_person(found: Iterable[Booked]) -> bool:
    """Whether they are all one person's: two appointments on one day name nobody else by being told apart."""
    return len({(words_of(each.name or ""), digits_of(each.phone or "")) for each in found}) <= 1


def nearest(found: Iterable[Found], now_ms: int) -> Found:
    """The one whose time is nearest to now."""
    return min(found, key=lambda each: abs(each.due_at - now_ms))


def first_name(name: str | None) -> str | None:
    """The name to say hello with: the first word that is no title; "García, Ana" is Ana."""
    if not name:
        return None
    family, _, given = name.partition(",")
    words = (given.strip() or family).split()
    said = [word for word in words if not word.endswith(".") and word.casefold() not in _TITLES]
    return next(iter(said or words), None)
