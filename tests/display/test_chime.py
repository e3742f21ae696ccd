import pygame
import pytest

from display.chime import LENGTH_S, LOUDNESS, RATE, Chime, samples


def test_the_chime_is_two_notes_that_begin_and_end_softly() -> None:
    """It has its length, is as loud as it should be and no louder, and clicks neither at its start nor at its end."""
    sound = samples()
    assert len(sound) == int(RATE * LENGTH_S)
    assert max(map(abs, sound)) == pytest.approx(LOUDNESS * 32_767, abs=2)
    assert max(map(abs, sound[:8])) < 600
    assert max(map(abs, sound[-20:])) < 60
    loud = [max(map(abs, sound[i : i + 1000])) for i in range(0, len(sound) - 1000, 1000)]
    second = int(0.42 * RATE) // 1000 + 1
    assert loud[second] > loud[second - 2]


def test_the_chime_sounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """With something to play on, playing starts the sound at once."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    chime = Chime()
    chime.play()
    assert pygame.mixer.get_busy()
    chime.close()
    assert pygame.mixer.get_init() is None


def test_without_a_sound_card_it_is_silent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """No device: one line in the log, and calls go on without a sound."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    chime = Chime()
    chime.play()
    chime.close()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "silence" in caplog.text


def test_muted_it_touches_no_sound_card() -> None:
    """With --mute the mixer is not even opened."""
    chime = Chime(mute=True)
    chime.play()
    assert pygame.mixer.get_init() is None
