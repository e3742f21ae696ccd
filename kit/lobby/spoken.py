"""Pure: the words of the calls in each language, and the order they are said in.

What espeak-ng 1.51 makes of every one was looked at in its phonemes. Arabic words carry the vowels that it leaves out
otherwise. How natural it sounds no native speaker has judged: recordings replace any word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kit.sound.letters import LETTERS, letter

# Slots in an order: the ticket's letters and digits, the counter's code, its own name, and which way it is.
NUMBER, COUNTER, NAME, WAY = "{number}", "{counter}", "{name}", "{way}"
Order = tuple[tuple[str, ...], ...]

_USUAL: Order = (("ticket", NUMBER), ("counter", COUNTER), (NAME,), (WAY,))
_USUAL_NAMED: Order = (("ticket", NUMBER), (NAME,), (WAY,))
_SPELLED = frozenset([*LETTERS, *map(str, range(100))])


@dataclass(frozen=True)
class Speech:
    """A language's words by their ids, and two orders.

    Each inner tuple of an order is a group; a short pause stands between two of them. `order` is for a counter that is
    called by its code, with a name of its own after it or none; `named` for one that is called by its name alone.
    """

    words: Mapping[str, str]
    order: Order = _USUAL
    named: Order = _USUAL_NAMED


def _words(ticket: str, counter: str, left: str, right: str, straight: str, **more: str) -> Mapping[str, str]:
    words = {"ticket": ticket, "counter": counter, "left": left, "right": right, "straight": straight}
    return MappingProxyType(words | more)


SPEECH: Mapping[str, Speech] = MappingProxyType(
    {
        "en": Speech(_words("ticket", "counter", "on your left", "on your right", "straight ahead")),
        "es": Speech(_words("número", "ventanilla", "a su izquierda", "a su derecha", "de frente")),
        "fr": Speech(_words("numéro", "guichet", "à votre gauche", "à votre droite", "tout droit")),
        "de": Speech(_words("Nummer", "Schalter", "links", "rechts", "geradeaus")),
        "uk": Speech(_words("номер", "вікно", "ліворуч", "праворуч", "прямо")),
        "ar": Speech(_words("رقم", "شباك", "عَلَى يَسَارِكُم", "عَلَى يَمِينِكُم", "إِلَى الأَمَام")),
        "zh": Speech(
            _words("请", "号窗口", "在您左侧", "在您右侧", "请直走", number="号", to="到"),
            order=(("ticket", NUMBER, "number"), ("to", COUNTER, "counter"), (NAME,), (WAY,)),
            named=(("ticket", NUMBER, "number"), ("to", NAME), (WAY,)),
        ),
    }
)
# A language that we have no words for: what it says must have been recorded, in the order that most have.
UNKNOWN = Speech(_words("", "", "", "", ""))


def fixed(language: str, word: str) -> str | None:
    """What a fragment with this id is made from in a language; "" where only a recording can say it, None: no such id.

    Ids are the words' own, `A` to `Z`, and `0` to `99`.
    """
    speech = SPEECH.get(language, UNKNOWN)
    if word in speech.words:
        return speech.words[word]
    if word not in _SPELLED:
        return None
    return letter(word, language) if language in SPEECH else ""
