"""The lobby's voice: one call after another, on a sound card that may come and go."""

from __future__ import annotations

import array
import json
import threading
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pygame
import pytest

from display.card import LET_GO_AFTER_S, LOOK_AGAIN_S, Card, Folder, Sounding
from display.voice import HUNG_AFTER_S, Voice, voice_of
from kit.errors import SettingError
from kit.lobby.announcing import Announcement
from kit.lobby.fragments import Fragments
from kit.lobby.phrases import Fragment
from kit.lobby.sounds import Words
from kit.sound import espeak
from kit.sound.chime import chime
from kit.sound.levels import RATE
from kit.wire import BoardCounter

Until = Callable[[Callable[[], object]], None]
PATIENCE_S = 60.0


class Clock:
    """Seconds that pass when a test says so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Heard:
    """A sink that writes down what it is told, and takes a moment for each."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.trouble = ""
        self.busy = False
        self.go_on = threading.Event()
        self.go_on.set()

    def begin(self, sounding: Sounding) -> None:
        self.told.append(f"chime {sounding.announcement.call.number} {sounding.volume}")

    def follow(self, sounding: Sounding, words: Words) -> None:
        self.told.append(" ".join(part.fragment.id for part in words.parts) or "nothing")

    def finish(self, stopped: threading.Event) -> None:
        self.go_on.wait(PATIENCE_S)
        self.told.append("ended")

    def rest(self) -> None:
        """Nothing."""

    def close(self) -> None:
        self.told.append("closed")


class Slow(Fragments):
    """A voice that takes its time."""

    def __init__(self) -> None:
        super().__init__(None)
        self.ready = threading.Event()

    def sound(self, fragment: Fragment) -> array.array[int] | None:
        assert self.ready.wait(PATIENCE_S)
        return array.array("h", [9_000] * 100)


@pytest.fixture(scope="module")
def fragments(tmp_path_factory: pytest.TempPathFactory) -> Fragments:
    """Made once for all tests here."""
    return Fragments(tmp_path_factory.mktemp("voice"))


@pytest.fixture
def call(made_up: SimpleNamespace) -> Callable[..., Announcement]:
    """A call to be announced."""

    def one(number: str = "A042", *languages: str, brief: bool = False, **more: Any) -> Announcement:
        return Announcement(made_up.call(int(number[1:]), number, "3", 0, **more), languages, brief)

    return one


@pytest.fixture
def closing() -> Iterator[Callable[[Voice], Voice]]:
    """Closes voices after the test."""
    made: list[Voice] = []

    def keep(voice: Voice) -> Voice:
        made.append(voice)
        return voice

    yield keep
    for each in made:
        each.close()


def test_calls_are_heard_one_after_another_and_none_is_cut_off(
    call: Any, fragments: Fragments, closing: Any
) -> None:
    """Chime, words, the end of both; only then the next one, however fast they come."""
    heard = Heard()
    voice = closing(Voice(heard, fragments))
    voice.announce(call("A001", "en", brief=True), 0.7)
    voice.announce(call("A002"), 1.0)
    voice.announce(call("A003", "en", brief=True), 7.0)
    assert voice.settle(PATIENCE_S)
    assert heard.told == [
        *("chime A001 0.7", "A 0 0 1", "ended"),
        *("chime A002 1.0", "nothing", "ended"),
        *("chime A003 1.0", "A 0 0 3", "ended"),
    ]


def test_it_is_busy_from_the_call_to_the_end_of_its_sound(
    call: Any, fragments: Fragments, closing: Any, until: Until
) -> None:
    """So that the next announcement is chosen when it can be heard, not long before."""
    heard = Heard()
    heard.go_on.clear()
    voice = closing(Voice(heard, fragments))
    assert not voice.busy
    voice.announce(call(), 1.0)
    assert voice.busy
    until(lambda: len(heard.told) == 2)
    assert voice.busy
    heard.go_on.set()
    assert voice.settle(PATIENCE_S)
    assert not voice.busy


def test_the_chime_does_not_wait_for_the_words(call: Any, closing: Any, until: Until) -> None:
    """It sounds while they are still being made."""
    heard, slow = Heard(), Slow()
    voice = closing(Voice(heard, slow))
    voice.announce(call("A042", "en"), 1.0)
    until(lambda: heard.told == ["chime A042 1.0"])
    slow.ready.set()
    assert voice.settle(PATIENCE_S)
    assert heard.told[1].startswith("ticket A 0 4 2")


def test_a_call_that_cannot_be_played_leaves_the_others_to_be_heard(
    call: Any, fragments: Fragments, closing: Any, caplog: Any
) -> None:
    """Whatever goes wrong in a driver: it is in the log, and nobody waits for it."""

    class Stumbling(Heard):
        def begin(self, sounding: Sounding) -> None:
            if sounding.announcement.call.number == "A001":
                raise RuntimeError("the driver is confused")
            super().begin(sounding)

    heard = Stumbling()
    voice = closing(Voice(heard, fragments))
    voice.announce(call("A001"), 1.0)
    voice.announce(call("A002"), 1.0)
    assert voice.settle(PATIENCE_S)
    assert heard.told == ["chime A002 1.0", "nothing", "ended"]
    assert "the driver is confused" in caplog.text
    assert voice.hung == ""


def test_a_card_that_never_returns_is_told_to_the_watchdog(
    call: Any, fragments: Fragments, closing: Any, until: Until
) -> None:
    """The program starts again then; until so much time has passed it may just be slow."""
    clock, heard = Clock(), Heard()
    heard.go_on.clear()
    voice = closing(Voice(heard, fragments, clock))
    voice.announce(call(), 1.0)
    until(lambda: len(heard.told) == 2)
    assert voice.hung == ""
    clock.now += HUNG_AFTER_S + 1
    assert voice.hung == "the voice"
    heard.go_on.set()
    assert voice.settle(PATIENCE_S)
    assert voice.hung == ""


def test_words_are_ready_before_the_first_call(
    made_up: SimpleNamespace, call: Any, fragments: Fragments, closing: Any, until: Until
) -> None:
    """Once the board is known, all that its calls can be made of is made, in its languages."""
    board = made_up.board(A=1)
    board.site.languages[:] = ["en", "ar"]
    counter = BoardCounter(code="3", name={"en": "Till", "ar": "الصندوق"}, direction="left")
    board = board.model_copy(update={"counters": [counter]})
    voice = closing(Voice(Heard(), fragments))
    voice.expect(board)
    voice.expect(board)
    wanted = [("en", "name-till"), ("ar", "name-الصندوق"), ("en", "A"), ("ar", "9"), ("ar", "left")]
    texts = {"name-till": "Till", "name-الصندوق": "الصندوق", "left": "عَلَى يَسَارِكُم"}
    until(lambda: all(fragments.has(Fragment(code, word, texts.get(word, word))) for code, word in wanted))


def test_without_espeak_the_chime_sounds_and_staff_hear_why(
    call: Any, tmp_path: Path, closing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a sentence; the board need not flash, for there is a chime."""
    espeak.version.cache_clear()
    monkeypatch.setattr(espeak, "PROGRAM", "no-such-voice-here")
    heard = Heard()
    voice = closing(Voice(heard, Fragments(tmp_path)))
    voice.announce(call("A042", "en"), 1.0)
    assert voice.settle(PATIENCE_S)
    assert heard.told == ["chime A042 1.0", "nothing", "ended"]
    assert voice.trouble == "calls are chimed, but not spoken: espeak-ng is not installed"
    assert not voice.silent


def test_without_a_sound_card_the_board_has_to_be_looked_at(
    call: Any, fragments: Fragments, closing: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any, until: Until
) -> None:
    """Said once in the log, before the first call; no call waits."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    voice = closing(Voice(Card(), fragments))
    until(lambda: voice.silent)
    assert voice.trouble == "there is no sound card"
    voice.announce(call("A042", "en"), 1.0)
    assert voice.settle(PATIENCE_S)
    assert not voice.busy
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_call_is_heard_on_the_card(
    call: Any, fragments: Fragments, closing: Any, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    """The chime begins, the words follow it, and the card plays as long as they last."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    voice = closing(Voice(Card(), fragments))
    began = time.monotonic()
    voice.announce(call("A042", "en", brief=True), 0.5)
    until(lambda: pygame.mixer.get_init() and pygame.mixer.get_busy())
    assert voice.settle(PATIENCE_S)
    assert time.monotonic() - began > len(chime()) / RATE + 1
    assert voice.trouble == ""
    voice.close()
    assert pygame.mixer.get_init() is None


def test_a_card_that_comes_back_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As soon as the kernel tells of it; where nobody tells, within seconds. One that goes is told likewise."""
    clock, cards = Clock(), ["0 [USB]"]
    card = Card(cards=lambda: cards[0], clock=clock)
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    card.rest()
    assert card.trouble == ""
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    card.rest()
    assert card.trouble == ""
    cards[0] = "--- no soundcards ---"
    card.rest()
    assert card.trouble == "there is no sound card"
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    card.rest()
    assert card.trouble
    clock.now += LOOK_AGAIN_S
    card.rest()
    assert card.trouble == ""
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    cards[0] = ""
    card.rest()
    assert card.trouble
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    cards[0] = "0 [USB]"
    card.rest()
    assert card.trouble == ""
    card.close()


def test_a_card_is_given_back_after_a_while_of_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """An open one is fed with silence all day."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    clock = Clock()
    card = Card(cards=lambda: "", clock=clock)
    card.rest()
    assert pygame.mixer.get_init()
    clock.now += LET_GO_AFTER_S
    card.rest()
    assert pygame.mixer.get_init() is None
    assert card.trouble == ""


def test_a_card_that_stops_in_the_middle_is_not_waited_for(
    call: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    """It plays for ever, as a card does whose plug was pulled: the next call goes on."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    clock = Clock()
    card = Card(cards=lambda: "", clock=clock)
    sounding = Sounding(call(), 1.0, 0)
    card.begin(sounding)
    card.follow(sounding, Words(array.array("h", [0] * RATE * 60)))
    clock.now += 80
    card.finish(threading.Event())
    assert "has stopped" in caplog.text
    assert pygame.mixer.get_init() is None
    card.close()


def test_in_a_folder_each_announcement_is_a_file_with_what_it_holds(
    call: Any, fragments: Fragments, closing: Any, tmp_path: Path
) -> None:
    """Its number, ids with their places, languages, length and volume; and by the clock each has its time."""
    clock = Clock()
    voice = closing(Voice(Folder(tmp_path, clock), fragments, clock))
    voice.announce(call("A042", "en", "zh", direction="left"), 0.4)
    voice.announce(call("A043", "pl", brief=True), 0.4)
    assert voice.settle(PATIENCE_S)
    first, second = (json.loads((tmp_path / f"{n}.json").read_text()) for n in (1, 2))
    assert (first["number"], first["event_id"], first["volume"], first["brief"]) == ("A042", 42, 0.4, False)
    assert first["languages"] == ["en", "zh"]
    ids = [[language, each] for language, each, _, _ in first["fragments"]]
    assert ids[:5] == [["en", each] for each in ("ticket", "A", "0", "4", "2")]
    assert ids[-3:] == [["zh", "3"], ["zh", "counter"], ["zh", "left"]]
    with wave.open(str(tmp_path / "1.wav")) as file:
        sound = array.array("h", file.readframes(file.getnframes()))
    assert len(sound) / RATE == pytest.approx(first["seconds"])
    _, _, begins, length = first["fragments"][1]
    assert sound[begins : begins + length] == fragments.sound(Fragment("en", "A", "A"))
    assert (second["languages"], second["fragments"]) == ([], [])
    assert second["begins"] == pytest.approx(clock.now + first["seconds"])
    assert voice.busy
    clock.now += first["seconds"] + second["seconds"] - 0.01
    assert voice.busy
    clock.now += 0.02
    assert not voice.busy


def test_switched_off_it_touches_nothing(call: Any, made_up: SimpleNamespace) -> None:
    """No card, no thread, no trouble: somebody wished it so."""
    voice = voice_of("off")
    voice.expect(made_up.board())
    voice.announce(call("A042", "en"), 1.0)
    assert (voice.busy, voice.silent, voice.trouble) == (False, False, "")
    assert pygame.mixer.get_init() is None
    voice.close()


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    """One line each."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="--sound loud"):
        voice_of("loud")
    with pytest.raises(SettingError, match="--sound virtual:"):
        voice_of(f"virtual:{tmp_path / 'file' / 'x'}")
    with pytest.raises(SettingError, match="--recordings"):
        voice_of("auto", recordings=tmp_path / "nowhere")
