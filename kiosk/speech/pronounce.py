"""Pure: text as the voice has to be given it, so that it says what is meant.

What espeak-ng 1.51 makes of our sentences was looked at in its phonemes (`espeak-ng -q -x`): "A042" becomes "zero
forty-two", a dash between figures is silent, "min" is read as a word. Digits and letters one by one come out right. How
natural it sounds no native speaker has judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kit.sound.letters import letter


@dataclass(frozen=True)
class Spoken:
    """The words of a language for what is written short: a range of figures, minutes, hours."""

    to: str
    minutes: str
    hours: str
    half: str


WORDS: dict[str, Spoken] = {
    "en": Spoken("to", "minutes", "hours", "and a half"),
    "es": Spoken("a", "minutos", "horas", "y media"),
    "fr": Spoken("à", "minutes", "heures", "et demie"),
    "de": Spoken("bis", "Minuten", "Stunden", "einhalb"),
    "uk": Spoken("до", "хвилин", "годин", "з половиною"),
    "ar": Spoken("إلى", "دقيقة", "ساعة", "ونصف"),
    "zh": Spoken("到", "分钟", "小时", "半"),
}
# As the catalogs write them, in each language.
_MINUTES = ("min.", "min", "Min.", "хв", "دقيقة", "د", "分钟")
_HOURS = ("h", "Std.", "год", "س", "小时")

_TICKET = re.compile(r"\b([A-Z]{1,4})(\d{3,6})\b")
_RANGE = re.compile(r"(\d|½)\s?[–—-]\s?(?=\d)")


def pronounced(text: str, language: str) -> str:
    """The text as the voice of this language is given it. A language without a voice is read by the English one."""
    spoken = WORDS.get(language, WORDS["en"])
    text = _TICKET.sub(lambda found: f" {_spelled(found[1] + found[2], language)} ", text)
    text = _RANGE.sub(rf"\1 {spoken.to} ", text)
    text = _unit(text, _MINUTES, spoken.minutes)
    text = _unit(text, _HOURS, spoken.hours)
    text = re.sub(r"(\d)½", rf"\1 {spoken.half}", text)
    text = text.replace("·", ",").replace("…", ".").replace("/", " ")
    return " ".join(text.split())


def _spelled(number: str, language: str) -> str:
    return ", ".join(letter(each, language) for each in number)


def _unit(text: str, short: tuple[str, ...], word: str) -> str:
    """Write a unit out that stands right after a figure."""
    ways = "|".join(re.escape(each) for each in sorted(short, key=len, reverse=True))
    return re.sub(rf"(\d|{re.escape('½')})\s?(?:{ways})(?!\w)", rf"\1 {word}", text)
