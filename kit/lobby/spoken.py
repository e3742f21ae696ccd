"""Pure: the words of the calls in each language, and the order they are said in.

What espeak-ng 1.51 makes of every one was looked at in its phonemes. It says Latin letters in English inside Arabic and
Ukrainian, so their names stand here in those scripts. Arabic words carry the vowels that it leaves out otherwise. How
natural it sounds no native speaker has judged: recordings replace any word.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# Slots in an order: the ticket's letters and digits, the counter's code or name, and which way it is.
NUMBER, COUNTER, WAY = "{number}", "{counter}", "{way}"
Order = tuple[tuple[str, ...], ...]

_USUAL: Order = (("ticket", NUMBER), ("counter", COUNTER), (WAY,))
_USUAL_NAMED: Order = (("ticket", NUMBER), (COUNTER,), (WAY,))
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SPELLED = frozenset([*_LETTERS, *map(str, range(100))])


@dataclass(frozen=True)
class Speech:
    """A language's words by their ids, the names of its letters where the letter alone is said wrong, and two orders.

    Each inner tuple of an order is a group that is said without a pause. `named` is for a counter with a name of its
    own, `order` for one with a code.
    """

    words: Mapping[str, str]
    letters: Mapping[str, str] = field(default_factory=dict)
    order: Order = _USUAL
    named: Order = _USUAL_NAMED


def _words(ticket: str, counter: str, left: str, right: str, straight: str, **more: str) -> Mapping[str, str]:
    words = {"ticket": ticket, "counter": counter, "left": left, "right": right, "straight": straight}
    return MappingProxyType(words | more)


def _named(names: str) -> Mapping[str, str]:
    """Letters' names, A to Z; _ for a space within a name."""
    told = (name.replace("_", " ") for name in names.split())
    return MappingProxyType(dict(zip(_LETTERS, told, strict=True)))


SPEECH: Mapping[str, Speech] = MappingProxyType(
    {
        "en": Speech(_words("ticket", "counter", "on your left", "on your right", "straight ahead")),
        "es": Speech(
            _words("número", "ventanilla", "a su izquierda", "a su derecha", "de frente"), {"Y": "i griega"}
        ),
        "fr": Speech(_words("numéro", "guichet", "à votre gauche", "à votre droite", "tout droit")),
        "de": Speech(_words("Nummer", "Schalter", "links", "rechts", "geradeaus")),
        "uk": Speech(
            _words("номер", "вікно", "ліворуч", "праворуч", "прямо"),
            _named("а бе це де е еф ґе аш і йот ка ель ем ен о пе ку ер ес те у ве дубль_ве ікс ігрек зет"),
        ),
        "ar": Speech(
            _words("رقم", "شباك", "عَلَى يَسَارِكُم", "عَلَى يَمِينِكُم", "إِلَى الأَمَام"),
            # In brackets espeak-ng's own signs, for sounds that no Arabic letter stands for: the vowel of A, and P.
            _named(
                "[[?'ei]] بِي سِي دِي إِي إِف جِي إتش أَيْ [[dZ'ei]] [[k'ei]] إِل إِم إِن أُو [[p'i:]] كْيُو "
                "آر إِس تِي يُو فِي دَبِلْيُو إِكس وَاي زِد"
            ),
        ),
        "zh": Speech(
            _words("请", "号窗口", "在您左侧", "在您右侧", "请直走", number="号", to="到"),
            order=(("ticket", NUMBER, "number"), ("to", COUNTER, "counter"), (WAY,)),
            named=(("ticket", NUMBER, "number"), ("to", COUNTER), (WAY,)),
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
    return speech.letters.get(word, word) if language in SPEECH else ""
