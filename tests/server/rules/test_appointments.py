"""When somebody who is expected may check in, and what is taken as the same code, name and phone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.rules.appointments import (
    ALPHABET,
    code_of,
    digits_of,
    first_name,
    is_late,
    is_meant,
    nearest,
    opens_at,
    same_person,
    words_of,
)

MOMENTS = st.integers(0, 2**42)
SPANS = st.integers(0, 10**8)


@dataclass(frozen=True)
class Booked:
    """What the rules look at."""

    name: str | None = None
    phone: str | None = None
    due_at: int = 0


@given(due=MOMENTS, early=SPANS, late=SPANS, begins=MOMENTS, now=MOMENTS)
def test_the_window(due: int, early: int, late: int, begins: int, now: int) -> None:
    """Opens so long before the time, but not before its day; nobody who comes by the time is late."""
    opens = opens_at(due, early, begins)
    assert opens in {due - early, begins}
    assert opens >= begins
    assert is_late(due, late, now) == (now > due + late)
    assert not is_late(due, late, min(now, due))


@given(
    code=st.text(ALPHABET, min_size=1, max_size=12),
    between=st.sampled_from(["", " ", "-", " - ", "\u2011", "\u2013", "\t"]),
)
def test_a_code_however_it_is_typed(code: str, between: str) -> None:
    """Case, spaces and hyphens of every kind; and what was made of it stays as it is."""
    assert code_of(between.join(code.lower())) == code
    assert code_of(code) == code


@given(typed=st.text(max_size=40))
@example(typed="Y¯")  # the mark stands on a space of its own
def test_anything_may_be_typed(typed: str) -> None:
    """Nothing is too strange to be compared."""
    assert code_of(code_of(typed)) == code_of(typed)
    assert all(word == word.casefold() for word in words_of(typed))
    assert digits_of(typed) == "" or digits_of(typed).isdecimal()
    first_name(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Núñez, José", "jose nunez"),
        ("Straße", "STRASSE"),
        ("Łukasz Øst", "lukasz ost"),
        ("IŞIK", "ışık"),
        ("O'Brien-Smith", "smith o brien"),
        ("أحمد", "احمد"),
        ("مُنى", "مني"),
        ("فاطمة", "فاطمه"),
    ],
)
def test_the_same_name_typed_otherwise(one: str, other: str) -> None:
    """Accents, capitals, strokes, punctuation, order; and Arabic letters that people type in several ways."""
    assert words_of(one) == words_of(other)


def test_who_is_meant() -> None:
    """Every word typed is one of the name's, and the phone ends so; without a phone nobody is."""
    ana = Booked("Ana García López", "+34 600-123-456")
    assert is_meant(ana, "lopez ana", "456")
    assert not is_meant(ana, "lopez anna", "456")
    assert not is_meant(ana, "lop", "456")
    assert not is_meant(ana, "ana", "345")
    assert not is_meant(ana, " ", "456")
    assert not is_meant(Booked("Ana", None), "ana", "456")
    assert not is_meant(Booked(None, "600123456"), "ana", "456")


def test_several_that_could_be_meant() -> None:
    """One person's are told by the nearest time; two people are two people."""
    ana = [Booked("Ana García", "600 1", 10), Booked("GARCIA, Ana", "6001", 50)]
    assert same_person(ana)
    assert nearest(ana, 31) is ana[1]
    assert not same_person([*ana, Booked("Ana García", "6002")])
    assert not same_person([*ana, Booked("Ana Torres", "6001")])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ana García López", "Ana"),
        ("García López, Ana María", "Ana"),
        ("Dr. Ana García", "Ana"),
        ("Mrs Smith", "Smith"),
        ("Dr.", "Dr."),
        ("García,", "García"),
        ("王伟", "王伟"),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
def test_the_name_to_say_hello_with(name: str | None, said: str | None) -> None:
    """The first word that is no title."""
    assert first_name(name) == said
