"""Pure: how loud samples are, and how to make words equally loud, without silence around them or long gaps within.

Samples are 16-bit, mono, RATE a second. Levels are in dBFS: a square wave from end to end of the scale has 0.
"""

from __future__ import annotations

import array
import math

RATE = 22_050
FULL = 32_767
LOUDNESS_DB = -18.0  # of what is spoken, without the pauses in it
PEAK_DB = -1.5  # nothing is louder, not even between two samples
HUSH_DB = -50.0  # quieter than this once it is as loud as the others: silence
PART_S = 0.01
LONGEST_HUSH_S = 0.08  # within a word: before a t, or a comma in a longer text
_SOFT_S = 0.004  # a cut wave clicks
_BEFORE_GATE_DB = -24.0  # quieter parts than this below the loudest say nothing about how loud a word is

Samples = array.array  # of "h"


def db(value: float) -> float:
    """A level of samples as dBFS; silence is -200."""
    return 20 * math.log10(max(value / FULL, 1e-10))


def of_db(level: float) -> float:
    """Return dBFS as a level of samples."""
    return FULL * math.pow(10, level / 20)


def parts(samples: array.array[int], rate: int = RATE) -> list[float]:
    """Return the level of each hundredth of a second: its root mean square."""
    size = int(rate * PART_S)
    return [
        math.sqrt(sum(value * value for value in samples[at : at + size]) / min(size, len(samples) - at))
        for at in range(0, len(samples), size)
    ]


def loudness(samples: array.array[int]) -> float:
    """Return how loud what is spoken is, in dBFS: the root mean square of all but its quiet parts."""
    levels = parts(samples)
    gate = max(levels, default=0.0) * math.pow(10, _BEFORE_GATE_DB / 20)
    loud = [level * level for level in levels if level >= gate]
    return db(math.sqrt(sum(loud) / len(loud))) if loud else db(0)


def longest_gap(samples: array.array[int], below_db: float = HUSH_DB) -> float:
    """Return the longest time within the samples, in seconds, in which nothing can be heard."""
    floor = of_db(below_db)
    longest = run = 0
    for level in parts(samples):
        run = run + 1 if level < floor else 0
        longest = max(longest, run)
    return longest * PART_S


def fragment(samples: array.array[int]) -> array.array[int]:
    """Return a word ready to be put beside others: no silence around it, no long one within, as loud as all of them.

    Nothing but silence comes back empty.
    """
    return _levelled(_softened(_without_silence(samples)))


def _without_silence(samples: array.array[int]) -> array.array[int]:
    levels = parts(samples)
    floor = max(of_db(loudness(samples) + HUSH_DB - LOUDNESS_DB), 2.0)
    heard = [at for at, level in enumerate(levels) if level >= floor]
    if not heard:
        return array.array("h")
    size, most = int(RATE * PART_S), int(LONGEST_HUSH_S / PART_S)
    kept = array.array("h")
    hush = 0
    for at in range(heard[0], heard[-1] + 1):
        hush = 0 if levels[at] >= floor else hush + 1
        if hush <= most:
            kept.extend(samples[at * size : (at + 1) * size])
    return kept


def _softened(samples: array.array[int]) -> array.array[int]:
    soft = min(int(RATE * _SOFT_S), len(samples) // 2)
    for at in range(soft):
        samples[at] = round(samples[at] * at / soft)
        samples[-1 - at] = round(samples[-1 - at] * at / soft)
    return samples


def _levelled(samples: array.array[int]) -> array.array[int]:
    """Bring samples to LOUDNESS_DB; what would then be above PEAK_DB is bent, which is not heard, not cut off."""
    if not samples:
        return samples
    gain = math.pow(10, (LOUDNESS_DB - loudness(samples)) / 20)
    most = int(of_db(PEAK_DB))
    knee = 0.7 * most
    if max(map(abs, samples)) * gain <= knee:
        return array.array("h", (round(value * gain) for value in samples))
    return array.array("h", (round(_bent(value * gain, knee, most)) for value in samples))


def _bent(value: float, knee: float, most: int) -> float:
    size = abs(value)
    if size <= knee:
        return value
    return math.copysign(knee + (most - knee) * math.tanh((size - knee) / (most - knee)), value)
