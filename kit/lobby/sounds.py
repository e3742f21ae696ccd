"""A call as one sound: the chime, and after it the words, language by language."""

from __future__ import annotations

import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kit.lobby.announcing import Announcement
from kit.lobby.fragments import Fragments
from kit.lobby.phrases import Fragment, Phrase, flat, fragment, phrase
from kit.sound.chime import chime
from kit.sound.levels import RATE
from kit.sound.waves import wav

# The silences, in seconds. Within a language none may be longer than 0.15 s; what is quiet at the edge of a word is
# added to these.
WORD_PAUSE_S = 0.03
GROUP_PAUSE_S = 0.1
CHIME_PAUSE_S = 0.03
LANGUAGE_PAUSE_S = 0.4  # a listener has to notice that another language begins


@dataclass(frozen=True, slots=True)
class Part:
    """A fragment within a sound: where it begins and how long it is, in samples."""

    fragment: Fragment
    begins: int
    length: int


@dataclass(frozen=True, slots=True)
class Words:
    """What is said after the chime; `languages` are those that could be spoken. Without any, it is empty."""

    samples: array.array[int] = field(default_factory=lambda: array.array("h"))
    parts: tuple[Part, ...] = ()
    languages: tuple[str, ...] = ()


def phrases(announcement: Announcement, default: str) -> tuple[tuple[str, Phrase], ...]:
    """What is to be said of an announcement, by language. `default` is the site's first language."""
    call, brief = announcement.call, announcement.brief
    return tuple((code, phrase(call, code, default, brief=brief)) for code in announcement.languages)


def words(said: Iterable[tuple[str, Phrase]], fragments: Fragments) -> Words:
    """Put phrases into sound. A phrase of which a fragment is missing is left out: half a call misleads."""
    samples, parts, languages = array.array("h"), list[Part](), list[str]()
    for language, each in said:
        sounds = _sounds(flat(each), fragments)
        if not sounds:
            continue
        samples.extend(_silence(LANGUAGE_PAUSE_S if languages else CHIME_PAUSE_S))
        languages.append(language)
        for at, group in enumerate(each):
            samples.extend(_silence(GROUP_PAUSE_S if at else 0))
            _put(group, sounds, samples, parts)
    return Words(samples, tuple(parts), tuple(languages))


def _sounds(wanted: Iterable[Fragment], fragments: Fragments) -> dict[Fragment, array.array[int]]:
    """All of them, or none: after one that nobody can say no other is asked for."""
    found = {}
    for each in wanted:
        sound = fragments.sound(each)
        if not sound:
            return {}
        found[each] = sound
    return found


def _put(
    group: Sequence[Fragment],
    sounds: dict[Fragment, array.array[int]],
    samples: array.array[int],
    parts: list[Part],
) -> None:
    for at, each in enumerate(group):
        samples.extend(_silence(WORD_PAUSE_S if at else 0))
        parts.append(Part(each, len(samples), len(sounds[each])))
        samples.extend(sounds[each])


def _silence(duration_s: float) -> array.array[int]:
    return array.array("h", bytes(2 * int(duration_s * RATE)))


def chime_wav() -> bytes:
    """Return the chime as a WAV file, for a page in a browser."""
    return wav(chime())


def fragment_wav(fragments: Fragments, wanted: Fragment) -> bytes | None:
    """Return a fragment as a WAV file; None when nobody can say it. Made anew it takes up to 50 ms."""
    sound = fragments.sound(wanted)
    return wav(sound) if sound else None


def known_fragment(language: str, word: str, named: Iterable[Fragment] = ()) -> Fragment | None:
    """Find a fragment by language and id; `named` are the site's own, such as its counters' names."""
    own = (each for each in named if (each.language, each.id) == (language, word))
    return next(own, None) or fragment(language, word)
