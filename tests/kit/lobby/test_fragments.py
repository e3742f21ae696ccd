"""Fragments of speech: made once, kept, replaced by recordings."""

from __future__ import annotations

import array
import logging
import math
import struct
import wave
from pathlib import Path

import pytest

from kit.errors import SettingError
from kit.lobby.fragments import Fragments, Making, default_cache
from kit.lobby.phrases import Fragment, fragment, name_fragment
from kit.sound import espeak
from kit.sound.levels import LOUDNESS_DB, RATE, loudness
from kit.sound.waves import unharmed, wav

TICKET = Fragment("en", "ticket", "ticket")


class Watched:
    """espeak-ng, and what it was asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        self._said = espeak.said
        monkeypatch.setattr(espeak, "said", self._say)

    def _say(self, text: str, voice: str) -> tuple[array.array[int], int]:
        self.texts.append(text)
        return self._said(text, voice)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """Counts what is made."""
    return Watched(monkeypatch)


def record(folder: Path, name: str, hertz: float, rate: int = 44_100, level: float = 0.05) -> Path:
    """A recording: a whispered tone, with silence before and after it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = [level * math.sin(math.tau * hertz * i / rate) for i in range(rate // 3)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        whole = [0.0] * (rate // 4) + tone + [0.0] * (rate // 4)
        file.writeframes(b"".join(struct.pack("<h", round(32_767 * each)) for each in whole))
    return path


def test_a_word_is_made_once(tmp_path: Path, watched: Watched) -> None:
    """Also over a restart: what was made stands in the cache."""
    first = Fragments(tmp_path).sound(TICKET)
    again = Fragments(tmp_path)
    assert again.sound(TICKET) == first == again.sound(TICKET)
    assert watched.texts == ["ticket"]
    assert first is not None
    assert loudness(first) == pytest.approx(LOUDNESS_DB, abs=1)


def test_what_takes_long_is_done_where_the_program_wants_it(tmp_path: Path) -> None:
    """A word, and a recording: once each, and what the cache has is not computed again."""
    done: list[array.array[int]] = []

    def apart(make: Making) -> array.array[int]:
        done.append(make())
        return done[-1]

    def fragments() -> Fragments:
        return Fragments(tmp_path / "cache", tmp_path / "own", apart=apart)

    record(tmp_path / "own", "en/A.wav", 300)
    wanted = TICKET, fragment("en", "A")
    first = [fragments().sound(each) for each in wanted if each is not None]
    assert first == done
    assert len(done) == 2
    again = fragments()
    assert [again.sound(each) for each in wanted if each is not None] == first
    assert len(done) == 2


def test_another_wording_is_made_anew_and_the_old_one_goes(tmp_path: Path, watched: Watched) -> None:
    """What a program of a newer version says is not what an older one has kept."""
    Fragments(tmp_path).sound(TICKET)
    Fragments(tmp_path).sound(Fragment("en", "ticket", "number"))
    assert watched.texts == ["ticket", "number"]
    assert len(list(tmp_path.glob("en/ticket.*.wav"))) == 1
    Fragments(tmp_path).sound(Fragment("en", "ticket-office", "ticket office"))
    assert len(list(tmp_path.glob("en/*.wav"))) == 2


@pytest.mark.parametrize("damage", [b"", b"RIFF", b"\0" * 5_000, "a bit", "half"])
def test_a_damaged_file_is_made_again(tmp_path: Path, watched: Watched, damage: bytes | str) -> None:
    """Empty, cut off, zeros, one bit: it is never played, and is whole afterwards."""
    sound = Fragments(tmp_path).sound(TICKET)
    (kept,) = tmp_path.glob("en/*.wav")
    whole = bytearray(kept.read_bytes())
    if damage == "a bit":
        whole[len(whole) // 2] ^= 4
    kept.write_bytes(
        bytes(whole[: len(whole) // 2] if damage == "half" else whole) if isinstance(damage, str) else damage
    )
    assert Fragments(tmp_path).sound(TICKET) == sound
    assert watched.texts == ["ticket"] * 2
    assert unharmed(kept.read_bytes()) == sound


def test_a_cache_that_cannot_be_written_costs_no_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said once, and words are made at each start."""
    (tmp_path / "file").write_text("in the way")
    fragments = Fragments(tmp_path / "file")
    assert fragments.sound(TICKET)
    assert fragments.sound(Fragment("en", "counter", "counter"))
    assert fragments.trouble == ""
    assert len(caplog.records) == 2
    assert "words cannot be kept" in caplog.text


def test_a_recording_is_heard_in_place_of_the_voice(tmp_path: Path, watched: Watched) -> None:
    """As loud as the voice's words, and without the silence around it; a new one is heard at the next call."""
    recordings = tmp_path / "recordings"
    fragments = Fragments(tmp_path / "cache", recordings)
    record(recordings, "en/ticket.wav", 300)
    first = fragments.sound(TICKET)
    assert first is not None
    assert len(first) / RATE == pytest.approx(1 / 3, abs=0.03)
    assert loudness(first) == pytest.approx(LOUDNESS_DB, abs=0.5)
    record(recordings, "en/ticket.wav", 500, rate=48_000)
    second = fragments.sound(TICKET)
    assert second is not None
    assert second != first
    (recordings / "en" / "ticket.wav").unlink()
    assert fragments.sound(TICKET) not in (None, first, second)
    assert watched.texts == ["ticket"]


def test_recordings_speak_a_language_that_the_voice_cannot(tmp_path: Path) -> None:
    """Without them there is no sound, and no trouble: the chime is enough."""
    record(tmp_path, "pl/3.wav", 400)
    fragments = Fragments(None, tmp_path)
    three, four = fragment("pl", "3"), fragment("pl", "4")
    assert three
    assert four
    assert fragments.sound(three)
    assert fragments.sound(four) is None
    assert fragments.trouble == ""


def test_a_bad_recording_is_named_and_the_voice_speaks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names the file, what is wrong with it and what is wanted; the call is said all the same."""
    bad = tmp_path / "en" / "ticket.wav"
    bad.parent.mkdir()
    bad.write_bytes(b"ID3 this is a song")
    fragments = Fragments(None, tmp_path)
    assert fragments.sound(TICKET)
    assert fragments.sound(TICKET)
    assert str(bad) in caplog.text
    assert "a WAV file of plain PCM" in caplog.text
    assert len(caplog.records) == 1


def test_a_folder_of_recordings_is_looked_through_at_the_start(tmp_path: Path) -> None:
    """Each file that will not be heard is named with the reason; the good ones are not."""
    record(tmp_path, "en/A.wav", 300)
    record(tmp_path, f"en/{name_fragment('en', 'Info').id}.wav", 300)
    record(tmp_path, "en/zero.wav", 300)
    record(tmp_path, "en/B.wav", 300, rate=4_000)
    (tmp_path / "en" / "C.mp3").write_bytes(b"ID3")
    lines = list(Fragments(None, tmp_path).complaints())
    assert len(lines) == 3
    assert [name for name in ("B.wav", "C.mp3", "zero.wav") if any(name in line for line in lines)] == [
        "B.wav",
        "C.mp3",
        "zero.wav",
    ]
    with pytest.raises(SettingError, match="--recordings"):
        list(Fragments(None, tmp_path / "nowhere").complaints())


def test_without_espeak_there_is_trouble_until_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Said once, in half a sentence; asked again only after a while; recordings are heard meanwhile."""
    now = [0.0]
    espeak.version.cache_clear()
    monkeypatch.setattr(espeak, "PROGRAM", "no-such-voice-here")
    record(tmp_path, "en/A.wav", 300)
    fragments = Fragments(None, tmp_path, clock=lambda: now[0])
    letter = fragment("en", "A")
    assert letter
    assert fragments.sound(TICKET) is None
    assert fragments.trouble == "espeak-ng is not installed"
    assert fragments.sound(letter)
    monkeypatch.undo()
    assert fragments.sound(TICKET) is None
    now[0] += 31
    assert fragments.sound(TICKET)
    assert fragments.trouble == ""
    assert [each.levelno for each in caplog.records] == [logging.WARNING]


def test_one_voice_that_fails_does_not_silence_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """An older espeak-ng may lack one of them."""
    monkeypatch.setitem(espeak.VOICES, "zh", "xx-nobody")
    fragments = Fragments(None)
    assert fragments.sound(Fragment("zh", "ticket", "请")) is None
    assert fragments.trouble == "espeak-ng fails"
    assert fragments.sound(TICKET)


def test_a_name_without_a_word_is_not_said() -> None:
    """And it is no trouble of the voice's."""
    fragments = Fragments(None)
    assert fragments.sound(name_fragment("en", " ")) is None
    assert fragments.trouble == ""


def test_a_language_from_outside_leads_to_no_other_folder(tmp_path: Path) -> None:
    """A browser asks by language and id."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "A.wav").write_bytes(wav(array.array("h", [9_000] * 4_000)))
    fragments = Fragments(None, tmp_path / "recordings")
    (tmp_path / "recordings").mkdir()
    assert fragments.sound(Fragment("../secret", "A", "")) is None


def test_the_cache_is_where_such_things_belong(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service's own folder, else a person's."""
    monkeypatch.setenv("CACHE_DIRECTORY", "/var/cache/nextplease-display")
    assert default_cache() == Path("/var/cache/nextplease-display/voice")
    monkeypatch.delenv("CACHE_DIRECTORY")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert default_cache() == Path("/somewhere/nextplease/voice")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/ana")
    assert default_cache() == Path("/home/ana/.cache/nextplease/voice")
