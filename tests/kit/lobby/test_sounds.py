"""Calls as sound: the right fragments in the right order, close together, equally loud, and never clipped."""

from __future__ import annotations

import array
import math
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from kit.language import LANGUAGES
from kit.lobby.announcing import Announcement
from kit.lobby.fragments import Fragments
from kit.lobby.phrases import Phrase, flat, phrase
from kit.lobby.sounds import (
    CHIME_PAUSE_S,
    GROUP_PAUSE_S,
    LANGUAGE_PAUSE_S,
    WORD_PAUSE_S,
    chime_wav,
    fragment_wav,
    known_fragment,
    phrases,
    words,
)
from kit.sound.chime import chime
from kit.sound.levels import PEAK_DB, RATE, db, longest_gap, of_db
from kit.sound.waves import samples_of, wav

LONGEST_GAP_S = 0.15
SPREAD_DB = 5.0
CALLS = 50
NAMES = {
    "en": "Information desk, first floor",
    "es": "Información",
    "fr": "Accueil",
    "de": "Auskunft",
    "uk": "Довідка",
    "ar": "الاستعلامات",
    "zh": "咨询台",
}


@pytest.fixture(scope="module")
def fragments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fragments]:
    """The voice's, made once for all tests here."""
    return Fragments(tmp_path_factory.mktemp("voice"))


def at(samples: array.array[int], begins: int, length: int) -> array.array[int]:
    """A part of a sound."""
    return samples[begins : begins + length]


def pause(seconds: float) -> int:
    """How many samples a silence has."""
    return int(seconds * RATE)


def tickets(made_up: SimpleNamespace, language: str, count: int) -> Iterator[Announcement]:
    """Calls of all kinds: letters and figures of every service, every counter, with and without a way and a name."""
    chance = random.Random(language)
    for number in range(count):
        service = "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=chance.choice([1, 1, 1, 2])))
        ticket = f"{service}{chance.choice([chance.randrange(1, 1000), chance.randrange(1000, 10_000)]):03}"
        counter = chance.choice(["3", "12", "B2", str(chance.randrange(1, 100))])
        named = NAMES if chance.random() < 0.2 else {}
        call = made_up.call(
            number + 1,
            ticket,
            counter,
            0,
            language=language,
            counter_name=named,
            direction=chance.choice(["left", "right", "straight", "none"]),
        )
        yield Announcement(call, (language,), brief=chance.random() < 0.2)


def expected_length(said: Phrase, fragments: Fragments) -> int:
    """The sum of a phrase's fragments and the pauses between them."""
    sounds = [fragments.sound(each) for each in flat(said)]
    between = sum(len(group) - 1 for group in said) * pause(WORD_PAUSE_S)
    return (
        sum(len(each) for each in sounds if each)
        + between
        + (len(said) - 1) * pause(GROUP_PAUSE_S)
        + pause(CHIME_PAUSE_S)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_fifty_tickets_are_spoken_as_they_should(
    made_up: SimpleNamespace,
    fragments: Fragments,
    rounds: Callable[[int], int],
    tmp_path: Path,
    language: str,
) -> None:
    """By ids and lengths, sample by sample; no gap, no clipping; and as loud as one another, as sox hears them."""
    heard: dict[str, array.array[int]] = {}
    for announcement in tickets(made_up, language, rounds(CALLS)):
        said = phrase(announcement.call, language, "en", brief=announcement.brief)
        made = words(phrases(announcement, "en"), fragments)
        assert made.languages == (language,)
        assert [part.fragment for part in made.parts] == list(flat(said))
        assert len(made.samples) == expected_length(said, fragments)
        for part in made.parts:
            assert at(made.samples, part.begins, part.length) == fragments.sound(part.fragment)
            heard[part.fragment.id] = at(made.samples, part.begins, part.length)
        whole = chime() + made.samples
        assert longest_gap(whole) <= LONGEST_GAP_S
        assert max(map(abs, whole)) <= of_db(PEAK_DB)
    levels = []
    for name, sound in heard.items():
        told = sox(sound, tmp_path / f"{name}.wav")
        assert told["Pk lev dB"] <= -1
        assert told["Flat factor"] == 0  # no run of samples at the limit: nothing was cut off
        levels.append(told["RMS lev dB"])
    assert max(levels) - min(levels) <= SPREAD_DB, sorted(levels)


def sox(sound: array.array[int], path: Path) -> dict[str, float]:
    """What sox measures."""
    path.write_bytes(wav(sound))
    done = subprocess.run(["sox", path, "-n", "stats"], capture_output=True, text=True, check=True)
    told = (line.rsplit(None, 1) for line in done.stderr.splitlines() if line.strip())
    return {name.strip(): float(value) for name, value in told if name.startswith(("Pk", "RMS", "Flat"))}


def test_two_languages_follow_one_another(made_up: SimpleNamespace, fragments: Fragments) -> None:
    """Each without a gap; between them a pause that tells that another one begins."""
    call = made_up.call(1, "A042", "3", 0, language="uk", direction="left")
    made = words(phrases(Announcement(call, ("uk", "en")), "en"), fragments)
    first = [part for part in made.parts if part.fragment.language == "uk"]
    second = [part for part in made.parts if part.fragment.language == "en"]
    assert [*first, *second] == list(made.parts)
    assert made.languages == ("uk", "en")
    ends, begins = first[-1].begins + first[-1].length, second[0].begins
    assert begins - ends == pause(LANGUAGE_PAUSE_S)
    assert longest_gap(made.samples[:ends]) <= LONGEST_GAP_S
    assert longest_gap(made.samples[begins:]) <= LONGEST_GAP_S


def test_half_a_call_is_not_said(made_up: SimpleNamespace, tmp_path: Path, fragments: Fragments) -> None:
    """A language of which one recording is missing gets the chime alone; the next language is said."""
    tone = array.array("h", (round(9_000 * math.sin(i / 9)) for i in range(6_000)))
    ids = ["ticket", "A", "0", "4", "2", "counter", "3"]
    (tmp_path / "pl").mkdir()
    for each in ids[:-1]:
        (tmp_path / "pl" / f"{each}.wav").write_bytes(wav(tone))
    recorded = Fragments(None, tmp_path)
    call = made_up.call(1, "A042", "3", 0, language="pl", counter_name={})
    both = phrases(Announcement(call, ("pl", "en")), "en")
    assert words(both, recorded).languages == ("en",)
    (tmp_path / "pl" / "3.wav").write_bytes(wav(tone))
    made = words(both[:1], recorded)
    assert made.languages == ("pl",)
    assert [part.fragment.id for part in made.parts] == ids
    assert not words((), recorded).samples


def test_a_browser_gets_the_same_sounds(fragments: Fragments) -> None:
    """The chime, and fragments by language and id, as WAV files; none for what nobody can say."""
    assert samples_of(chime_wav()) == chime()
    ticket = known_fragment("en", "ticket")
    assert ticket
    sound = fragment_wav(fragments, ticket)
    assert sound
    assert samples_of(sound) == fragments.sound(ticket)
    assert known_fragment("en", "name-information-desk") is None
    silent = known_fragment("pl", "ticket")
    assert silent
    assert fragment_wav(fragments, silent) is None
    assert db(max(map(abs, samples_of(sound)))) <= -1
