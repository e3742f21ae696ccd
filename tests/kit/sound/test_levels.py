"""How loud words are, and what is done about it."""

from __future__ import annotations

import array
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.sound.chime import LENGTH_S, LOUDNESS, NOTES, chime
from kit.sound.levels import (
    LONGEST_HUSH_S,
    LOUDNESS_DB,
    PEAK_DB,
    RATE,
    db,
    fragment,
    longest_gap,
    loudness,
    of_db,
)


def tone(duration_s: float, level: float, hertz: float = 300) -> array.array[int]:
    """A tone with this peak."""
    return array.array(
        "h", (round(level * math.sin(math.tau * hertz * i / RATE)) for i in range(int(duration_s * RATE)))
    )


def hush(duration_s: float) -> array.array[int]:
    """Silence."""
    return array.array("h", bytes(2 * int(duration_s * RATE)))


@pytest.mark.parametrize("level", [40, 900, 12_000, 32_767])
def test_words_come_out_equally_loud(level: int) -> None:
    """Whether it was whispered or shouted into the microphone."""
    assert loudness(fragment(tone(0.4, level))) == pytest.approx(LOUDNESS_DB, abs=0.3)


def test_the_silence_around_a_word_is_cut_away() -> None:
    """A word begins with its first sound, and ends with its last one."""
    made = fragment(hush(0.5) + tone(0.4, 8_000) + hush(0.8))
    assert len(made) / RATE == pytest.approx(0.4, abs=0.03)


def test_a_pause_within_a_name_is_shortened() -> None:
    """A comma in a counter's name is no gap in the announcement; a short stop before a consonant stays."""
    made = fragment(tone(0.3, 8_000) + hush(0.6) + tone(0.3, 8_000) + hush(0.05) + tone(0.2, 8_000))
    assert longest_gap(made) == pytest.approx(LONGEST_HUSH_S, abs=0.02)
    assert len(made) / RATE == pytest.approx(0.3 + LONGEST_HUSH_S + 0.3 + 0.05 + 0.2, abs=0.03)


def test_a_short_loud_crack_does_not_clip() -> None:
    """What would be louder than the scale once the rest is loud enough is bent below the limit."""
    quiet = tone(0.5, 2_000)
    quiet[3_000:3_010] = array.array("h", [32_000] * 10)
    made = fragment(quiet)
    assert max(map(abs, made)) <= of_db(PEAK_DB)
    assert loudness(made) > LOUDNESS_DB - 3


def test_nothing_but_silence_is_no_word() -> None:
    """It comes back empty, and so does nothing at all."""
    assert not fragment(hush(0.5))
    assert not fragment(array.array("h"))


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.floats(0.01, 0.2), st.integers(0, 32_767), st.integers(80, 5_000)),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_goes_in_the_laws_of_a_fragment_hold(stretches: list[tuple[float, int, int]]) -> None:
    """No peak over the limit, no long gap, no silence at its ends that was not there for softness; never longer."""
    raw = array.array("h")
    for duration_s, level, hertz in stretches:
        raw.extend(tone(duration_s, level, hertz))
    made = fragment(array.array("h", raw))
    assert len(made) <= len(raw)
    assert max(map(abs, made), default=0) <= of_db(PEAK_DB)
    assert longest_gap(made) <= 0.15


def test_levels_are_told_as_sox_does() -> None:
    """Full scale is 0 dBFS, half of it -6."""
    assert db(32_767) == pytest.approx(0)
    assert db(32_767 / 2) == pytest.approx(-6.02, abs=0.01)
    assert of_db(-6.02) == pytest.approx(16_384, rel=0.001)


def test_the_chime_is_two_notes_that_begin_and_end_softly() -> None:
    """It has its length, is as loud as it should be and no louder, and clicks neither at its start nor at its end."""
    sound = chime()
    assert len(sound) == int(RATE * LENGTH_S)
    assert max(map(abs, sound)) == pytest.approx(LOUDNESS * 32_767, abs=2)
    assert max(map(abs, sound[:8])) < 600
    assert max(map(abs, sound[-20:])) < 60
    loud = [max(map(abs, sound[i : i + 1000])) for i in range(0, len(sound) - 1000, 1000)]
    second = int(NOTES[1][1] * RATE) // 1000 + 1
    assert loud[second] > loud[second - 2]


def test_the_chime_is_as_loud_as_the_words() -> None:
    """Nobody turns it down because of the one, and then misses the other."""
    assert loudness(chime()) == pytest.approx(LOUDNESS_DB, abs=2)
