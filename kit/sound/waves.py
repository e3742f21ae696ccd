"""Pure: WAV files to samples and back, whatever rate, width and number of channels they were recorded with."""

from __future__ import annotations

import array
import io
import math
import struct
import wave
import zlib

from kit.sound.levels import RATE

WANTED = "a WAV file of plain PCM with 8, 16, 24 or 32 bits, one or two channels, 8,000 to 96,000 a second"
SLOWEST, FASTEST = 8_000, 96_000
LONGEST_S = 10.0  # a word, a name: not a song
_HALF_WIDTH = 12  # how many samples on each side of a new one it is made from
_PROOF = b"np32"  # a chunk of our own after the sound: the sum of its bytes; players leave it aside


class BadWave(Exception):
    """These bytes are no sound that can be used; says in half a sentence why."""


def wav(samples: array.array[int] | bytes, rate: int = RATE) -> bytes:
    """Return 16-bit mono samples as a WAV file."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(samples))
    return made.getvalue()


def proved(samples: array.array[int]) -> bytes:
    """Return samples as a WAV file that `unharmed` recognises: an SD card may change what it keeps."""
    whole = wav(samples) + struct.pack("<4sII", _PROOF, 4, zlib.crc32(bytes(samples)))
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]


def unharmed(whole: bytes) -> array.array[int] | None:
    """Return the samples of a file that `proved` made; None for any other, and for one that has changed since."""
    if len(whole) < 56 or len(whole) % 2:
        return None
    samples = array.array("h", whole[44:-12])
    return samples if whole == proved(samples) else None


def check(whole: bytes) -> None:
    """Raise BadWave for what `samples_of` would, but for sound that is damaged further in."""
    _read(whole, 0)


def samples_of(whole: bytes) -> array.array[int]:
    """Return a recording's samples: mono, 16 bits, RATE a second. Raises BadWave."""
    channels, width, rate, frames = _read(whole)
    return resampled(_mono(_sixteen(frames, width), channels), rate)


def _read(whole: bytes, most: int | None = None) -> tuple[int, int, int, bytes]:
    """Return channels, bytes of a sample, samples a second, and at most so many frames; None for all."""
    try:
        with wave.open(io.BytesIO(_plain(whole))) as file:
            channels, width, rate, count = (
                file.getnchannels(),
                file.getsampwidth(),
                file.getframerate(),
                file.getnframes(),
            )
            _check(channels, width, rate, count)
            wanted = count if most is None else most
            frames = file.readframes(wanted)
    except (
        wave.Error,
        EOFError,
        struct.error,
        RuntimeError,
    ) as problem:  # the last for chunks of false lengths
        raise BadWave(f"it is no such file ({str(problem) or 'it ends too early'})") from problem
    if len(frames) < wanted * channels * width:
        raise BadWave("it ends too early")
    return channels, width, rate, frames


def _plain(whole: bytes) -> bytes:
    """Name PCM by its short name: recorders write the long one for 24 bits, which Python reads from 3.12 on."""
    at = whole.find(b"fmt ", 12)
    long = at > 0 and whole[at + 8 : at + 10] == b"\xfe\xff" and whole[at + 32 : at + 34] == b"\x01\x00"
    return whole[: at + 8] + b"\x01\x00" + whole[at + 10 :] if long else whole


def _check(channels: int, width: int, rate: int, count: int) -> None:
    if channels not in {1, 2}:
        raise BadWave(f"it has {channels} channels")
    if width not in {1, 2, 3, 4}:
        raise BadWave(f"it has {8 * width} bits")
    if not SLOWEST <= rate <= FASTEST:
        raise BadWave(f"it has {rate:,} samples a second")
    if not count:
        raise BadWave("there is no sound in it")
    if count > LONGEST_S * rate:
        raise BadWave(f"it lasts {count / rate:.0f} s, and {LONGEST_S:.0f} s is the longest")


def _sixteen(frames: bytes, width: int) -> array.array[int]:
    if width == 1:  # the only width without a sign
        return array.array("h", ((value - 128) << 8 for value in frames))
    if width == 2:
        return array.array("h", frames)
    kept = bytearray(len(frames) // width * 2)  # the two upper bytes of each
    kept[0::2], kept[1::2] = frames[width - 2 :: width], frames[width - 1 :: width]
    return array.array("h", bytes(kept))


def _mono(samples: array.array[int], channels: int) -> array.array[int]:
    if channels == 1:
        return samples
    return array.array("h", ((a + b) // 2 for a, b in zip(samples[::2], samples[1::2], strict=True)))


def resampled(samples: array.array[int], rate: int) -> array.array[int]:
    """Return samples of `rate` as RATE a second: each new one from 24 old ones, weighted by a windowed sinc.

    What the new rate cannot hold is left out first, for it would come back as a whistle.
    """
    if rate == RATE:
        return samples
    stretch = max(1.0, rate / RATE)
    reach = math.ceil(_HALF_WIDTH * stretch)
    # A few hundred places between two samples are enough, and often the same ones come again.
    weights = [_weights(place / 256, reach, stretch) for place in range(256)]
    padded = array.array("h", bytes(2 * reach)) + samples + array.array("h", bytes(2 * reach + 2))
    made = array.array("h")
    for at in range(int(len(samples) * RATE / rate)):
        exact = at * rate / RATE
        first = int(exact)
        chosen = weights[int((exact - first) * 256)]
        value = sum(map(_times, padded[first + 1 : first + 2 * reach + 1], chosen))
        made.append(round(min(32_767, max(-32_768, value))))
    return made


def _times(sample: int, weight: float) -> float:
    return sample * weight


def _weights(place: float, reach: int, stretch: float) -> list[float]:
    """Weights for the samples around a place between two of them; they add up to 1."""
    raw = []
    for step in range(1 - reach, reach + 1):
        x = (step - place) / stretch
        window = 0.5 + 0.5 * math.cos(math.pi * (step - place) / reach) if abs(step - place) < reach else 0.0
        raw.append(window * (math.sin(math.pi * x) / (math.pi * x) if x else 1.0))
    whole = sum(raw)
    return [each / whole for each in raw]
