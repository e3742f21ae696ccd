"""Reading aloud: what is said and when, how it is pronounced, and the sound."""

from __future__ import annotations

import json
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk import state as s
from kiosk.speech import WORDS, heard, pronounced, voice_of, words_for
from kiosk.speech.aloud import Heard
from kiosk.speech.voice import Said, Voice
from kit.errors import SettingError
from kit.language import LANGUAGES
from kit.sound import espeak

START = Heard(
    on=True,
    language="en",
    volume=3,
    place=("Start", ()),
    spoken=("Good morning.", "Touch what you came for"),
    choices=2,
    focused="",
    label="",
    typed="",
    repeats=0,
)


def test_nothing_is_said_before_somebody_asks_for_it() -> None:
    """Off means silent; switching it off ends a sentence in the middle."""
    off = replace(START, on=False)
    assert words_for(None, off) is None
    assert words_for(off, off) is None
    assert words_for(START, off) == ""


def test_switched_on_it_says_how_to_go_on_and_reads_the_screen() -> None:
    """Who cannot see must hear where to go: keys, the screen, how many choices there are, and where the keys stand."""
    said = words_for(replace(START, on=False), START)
    assert said is not None
    assert said.startswith("Reading aloud is on.")
    assert said.endswith("Good morning. Touch what you came for. 2 choices.")
    there = words_for(
        replace(START, on=False), replace(START, focused="service:A", label="General enquiries")
    )
    assert there is not None
    assert there.endswith("2 choices. General enquiries.")


def test_a_new_screen_is_read_and_the_same_one_is_not_read_again() -> None:
    """A count that changes on the screen does not speak; a new screen, another language or a wish to repeat does."""
    assert words_for(START, replace(START, spoken=("Good morning.", "3 people ahead"))) is None
    for changed in (replace(START, place=("Done", ())), replace(START, repeats=1)):
        assert words_for(START, changed) == "Good morning. Touch what you came for. 2 choices."
    assert (
        words_for(START, replace(START, language="es", spoken=("Buenos días.",), choices=0)) == "Buenos días."
    )


def test_the_control_under_the_keys_is_named() -> None:
    """Moving the focus says what is there, and nothing else."""
    there = replace(START, focused="service:A", label="General enquiries. No one waiting.")
    assert words_for(START, there) == "General enquiries. No one waiting."
    assert words_for(there, there) is None


def test_typing_is_echoed_and_a_pin_is_not() -> None:
    """Each character is said as it comes; of a PIN only that one came."""
    assert words_for(replace(START, typed="A"), replace(START, typed="A7")) == "7"
    assert words_for(replace(START, typed="A7"), replace(START, typed="A")) == "Erased. A"
    assert words_for(replace(START, typed="A"), START) == "Erased."
    pin = heard(s.State(screen=s.Pin(typed="1234"), eased=s.Eased(speech=True)), [], [], None)
    assert "1" not in pin.typed
    assert words_for(replace(pin, typed="•••"), pin) == "*"


def test_the_volume_is_said_as_it_changes() -> None:
    """So that it can be judged."""
    assert words_for(START, replace(START, volume=5)) == "Volume 5 of 5"


def test_the_ticket_is_read_once_while_it_is_printed(ticket: Any) -> None:
    """From the wish to the paper it is one screen to the ear; the ticket itself is another."""
    taking = s.Taking(s.Pending("k" * 32, "A", "en"), since=0.0)
    given = s.Given(ticket())
    places = [
        heard(s.State(screen=screen), [], [], None).place
        for screen in (taking, s.Printing(given, 1.0), s.Done(given, 20.0), s.Done(given, 40.0))
    ]
    assert places[0] == places[1] != places[2] == places[3]


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Your number is A042.", "en", "Your number is A, 0, 4, 2 ."),
        ("AB1007", "de", "A, B, 1, 0, 0, 7"),
        ("about 10–15 min", "en", "about 10 to 15 minutes"),
        ("environ 10–15 min", "fr", "environ 10 à 15 minutes"),
        ("4 ahead · 1½ h", "en", "4 ahead , 1 and a half hours"),
        ("admin 10:42", "en", "admin 10:42"),
        ("B042", "uk", "бе, 0, 4, 2"),
    ],
)
def test_what_is_written_short_is_said_in_full(text: str, language: str, said: str) -> None:
    """Numbers digit by digit, ranges with a word, units as words; a clock and a word stay as they are."""
    assert pronounced(text, language) == said


def test_every_language_has_a_voice() -> None:
    """A language that is drawn is read aloud."""
    assert set(WORDS) == set(espeak.VOICES) == set(LANGUAGES)


def test_each_language_makes_a_sound(tmp_path: Path, wait_for: Any) -> None:
    """espeak-ng says a number in every language: three seconds or so, and not silence."""
    voice = voice_of(f"virtual:{tmp_path}")
    for count, code in enumerate(LANGUAGES, start=1):
        voice.say("A042", code, 4)
        wait_for(lambda count=count: (tmp_path / f"{count}.json").exists(), what=f"the sound in {code}")
        told = json.loads((tmp_path / f"{count}.json").read_text())
        assert (told["text"], told["language"], told["volume"]) == ("A042", code, 4)
        assert 0.8 < told["seconds"] < 6
        with wave.open(str(tmp_path / f"{count}.wav")) as file:
            assert any(file.readframes(file.getnframes()))
    voice.close()


class Card:
    """A sound card that plays for a moment."""

    def __init__(self) -> None:
        self.played: list[str] = []
        self.looks = 0

    def play(self, sound: bytes, said: Said) -> None:
        """Begin something, and with it a few looks at whether it still sounds."""
        assert not self.looks, "what sounded was cut off"
        self.played.append(said.text or "chime")
        self.looks = 3

    def stop(self) -> None:
        """Fall silent."""

    def playing(self) -> bool:
        """Whether something sounds; it ends while one looks."""
        self.looks = max(0, self.looks - 1)
        return self.looks > 0

    def let_go(self) -> None:
        """Give the card back."""


def test_the_chime_sounds_to_its_end_before_the_question_is_read(wait_for: Any) -> None:
    """Both come at the same moment; the beeps are not cut off by the words."""
    card = Card()
    voice = Voice(card)
    voice.chime()
    voice.say("Do you need more time?", "en", 3)
    wait_for(lambda: len(card.played) == 2, what="the chime and the question")
    assert card.played == ["chime", "Do you need more time?"]
    voice.close()


def test_without_a_voice_nothing_breaks() -> None:
    """Switched off, or on a machine without espeak-ng, it is simply not there."""
    voice = voice_of("off")
    assert not voice.there
    voice.say("Hello", "en", 3)
    voice.chime()
    voice.close()
    with pytest.raises(SettingError, match="--speech loud"):
        voice_of("loud")
