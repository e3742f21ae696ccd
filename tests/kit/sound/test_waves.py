"""WAV files: what people record is taken as it is, and what the card has changed is noticed."""

from __future__ import annotations

import array
import contextlib
import io
import math
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.sound.levels import RATE, db
from kit.sound.waves import BadWave, check, proved, resampled, samples_of, unharmed, wav


def recorded(rate: int, width: int, channels: int, hertz: float = 1000, duration_s: float = 0.3) -> bytes:
    """A tone at half of the scale, as a WAV file of this kind."""
    frames = bytearray()
    for i in range(int(rate * duration_s)):
        value = 0.5 * math.sin(math.tau * hertz * i / rate)
        if width == 1:
            one = struct.pack("B", round(128 + 127 * value))
        else:
            one = struct.pack("<i", round(value * (2 ** (8 * width - 1) - 1)))[:width]
        frames += one * channels
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(bytes(frames))
    return made.getvalue()


@pytest.mark.parametrize(
    ("rate", "width", "channels"),
    [(8_000, 1, 1), (RATE, 2, 1), (RATE, 4, 2), (44_100, 2, 2), (48_000, 3, 1), (48_000, 1, 2)],
)
def test_every_usual_recording_is_the_same_tone_afterwards(rate: int, width: int, channels: int) -> None:
    """Whatever a recorder makes becomes the same samples, up to the noise of eight bits."""
    whole = recorded(rate, width, channels)
    check(whole)
    made = samples_of(whole)
    assert len(made) == pytest.approx(0.3 * RATE, abs=2)
    wrong = [
        made[i] - 0.5 * 32_767 * math.sin(math.tau * 1000 * i / RATE) for i in range(600, len(made) - 600)
    ]
    assert max(map(abs, wrong)) < 400


def test_what_the_new_rate_cannot_hold_does_not_whistle() -> None:
    """15 kHz at 48,000 a second would come back as 7 kHz."""
    high = array.array("h", (round(16_000 * math.sin(math.tau * 15_000 * i / 48_000)) for i in range(9_600)))
    assert db(max(map(abs, resampled(high, 48_000)[500:-500]))) < -60


def test_the_long_name_of_plain_pcm_is_known() -> None:
    """Recorders write 24 bits as an extensible format."""
    plain = recorded(48_000, 3, 1)
    extended = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 48_000, 144_000, 3, 24, 22, 24, 4)
    extended += struct.pack("<H", 1) + bytes.fromhex("000000001000800000aa00389b71")
    body = b"WAVEfmt " + struct.pack("<I", len(extended)) + extended + plain[36:]
    assert samples_of(b"RIFF" + struct.pack("<I", len(body)) + body) == samples_of(plain)


@pytest.mark.parametrize(
    ("whole", "why"),
    [
        (b"", "no such file"),
        (b"hello", "no such file"),
        (b"ID3\x04" + bytes(400), "no such file"),
        (recorded(4_000, 2, 1), "4,000 samples a second"),
        (recorded(192_000, 2, 1, duration_s=0.01), "192,000 samples a second"),
        (recorded(8_000, 2, 3), "3 channels"),
        (recorded(8_000, 1, 1, duration_s=11), "lasts 11 s"),
        (recorded(8_000, 2, 1, duration_s=0), "no sound in it"),
        (recorded(8_000, 2, 1)[:400], "ends too early"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(whole: bytes, why: str) -> None:
    """Half a sentence that tells what is wrong with the file."""
    with pytest.raises(BadWave, match=why):
        samples_of(whole)


def test_a_float_recording_is_refused() -> None:
    """Another kind of WAV than PCM."""
    plain = bytearray(recorded(8_000, 4, 1))
    plain[20:22] = struct.pack("<H", 3)
    with pytest.raises(BadWave, match="no such file"):
        check(bytes(plain))


@given(st.binary(max_size=200), st.integers(0, 2_000), st.integers(1, 255))
def test_a_file_that_the_card_has_changed_is_noticed(noise: bytes, at: int, flip: int) -> None:
    """One byte is enough, wherever it is; so is a file that ends too early."""
    samples = array.array("h", noise[: len(noise) // 2 * 2])
    whole = bytearray(proved(samples))
    assert unharmed(bytes(whole)) == samples
    assert unharmed(bytes(whole[: at % len(whole)])) is None
    whole[at % len(whole)] ^= flip
    assert unharmed(bytes(whole)) is None


def test_a_proved_file_is_still_a_file_that_others_play() -> None:
    """The proof stands after the sound."""
    samples = array.array("h", range(1000))
    assert samples_of(proved(samples)) == samples == samples_of(wav(samples))


@given(st.binary(max_size=300))
def test_no_bytes_break_it(noise: bytes) -> None:
    """Whatever stands in a folder of recordings: sound, or a reason."""
    for whole in (noise, recorded(8_000, 2, 1, duration_s=0.01)[:36] + noise):
        with contextlib.suppress(BadWave):
            samples_of(whole)
