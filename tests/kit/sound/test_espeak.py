"""espeak-ng says our words in the language they are in."""

from __future__ import annotations

import subprocess

import pytest

from kit.language import LANGUAGES, catalog
from kit.lobby.phrases import fragment, vocabulary
from kit.lobby.spoken import SPEECH
from kit.sound.espeak import PROGRAM, VOICES, said, version

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def phonemes(text: str, voice: str) -> str:
    """What it is going to say, in its own signs; another language begins with its code in parentheses."""
    done = subprocess.run(
        [PROGRAM, "-q", "-x", "-v", voice, "--stdin"], input=text, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_word_of_a_call_falls_into_another_language(code: str) -> None:
    """Every fragment, one a line; in Arabic and Ukrainian a Latin letter would be said in English."""
    spoken = vocabulary([code], [LETTERS], {str(number): {} for number in range(100)}, code)
    assert len(spoken) >= 26 + 100 + len(SPEECH[code].words)
    assert "(en)" not in phonemes("\n\n".join(each.text for each in spoken), VOICES[code])


@pytest.mark.parametrize("code", LANGUAGES)
def test_sentences_of_the_kiosk_are_read_in_their_language(code: str) -> None:
    """Chinese characters most of all, which one of its voices reads as English letters."""
    text = catalog(code).text("Numbers are not always called in order.")
    assert "(en)" not in phonemes(text, VOICES[code])


def test_each_letter_of_a_language_sounds_like_no_other() -> None:
    """A ticket's letter tells queues apart."""
    for code in LANGUAGES:
        letters = [fragment(code, letter) for letter in LETTERS]
        assert all(letters)
        told = phonemes("\n\n".join(each.text for each in letters if each), VOICES[code]).split("\n")
        names = [line for line in told if line.strip()]
        assert len(set(names)) == len(LETTERS), code


def test_it_tells_its_version() -> None:
    """A new one makes the words anew."""
    assert version()[0].isdecimal()


def test_what_it_cannot_say_is_an_error_and_not_a_silence() -> None:
    """An unknown voice is told."""
    with pytest.raises(subprocess.SubprocessError):
        said("hello", "xx-nobody")
