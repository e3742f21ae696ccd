"""espeak-ng: words to sound. Which of its voices says a language well was looked at in its phonemes (`-q -x`).

Mandarin has two voices: `cmn` reads every character that is not a figure as English letters, `cmn-latn-pinyin` says
them, with their tones.
"""

from __future__ import annotations

import array
import functools
import io
import shutil
import subprocess
import wave

PROGRAM = "espeak-ng"
PACKAGE = "espeak-ng"  # Debian's name
VOICES = {
    "en": "en-gb",
    "es": "es",
    "fr": "fr-fr",
    "de": "de",
    "uk": "uk",
    "ar": "ar",
    "zh": "cmn-latn-pinyin",
}
WORDS_PER_MINUTE = 155
PATIENCE_S = 10.0  # for a text of a screen; it needs a tenth of a second
_USUAL_RATE = 22_050
_HEADER = 44  # bytes before the samples in the plain WAV files that it writes


def there() -> bool:
    """Whether the program is installed."""
    return shutil.which(PROGRAM) is not None


@functools.cache
def version() -> str:
    """Its version, as it says it itself, such as `1.51`. Raises OSError or SubprocessError when it cannot be asked."""
    asked = [PROGRAM, "--version"]
    told = subprocess.run(  # noqa: S603 - a program of the system, and no shell
        asked, capture_output=True, timeout=PATIENCE_S, check=True, text=True
    )
    return told.stdout.partition(":")[2].strip().split(" ")[0]


def said(text: str, voice: str) -> tuple[array.array[int], int]:
    """The text as 16-bit mono samples, and how many of them make a second.

    Raises OSError or SubprocessError when espeak-ng is not there, or fails.
    """
    command = [PROGRAM, "-v", voice, "-s", str(WORDS_PER_MINUTE), "--stdin", "--stdout"]
    made = subprocess.run(  # noqa: S603 - a program of the system, and no shell
        command, input=text.encode(), capture_output=True, timeout=PATIENCE_S, check=True
    )
    if len(made.stdout) <= _HEADER:
        return array.array("h"), _USUAL_RATE  # there was nothing to say, such as a dash
    with wave.open(io.BytesIO(made.stdout)) as file:
        rate = file.getframerate()
    # Written to a pipe, its header says a length that nobody knew yet.
    samples = made.stdout[_HEADER:]
    return array.array("h", samples[: len(samples) // 2 * 2]), rate
