"""What must hold for every picture of the kiosk: readable, reachable, complete."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import pygame
import segno
from kiosk_states import EASES, EXAMPLES, NOW, SECONDS, THEMES

from kiosk import screens
from kiosk import state as s
from kiosk.screens import Picture, View
from kit.drawing import focus
from kit.drawing.focus import Touching
from kit.drawing.paint import TextBox
from kit.drawing.ratios import HIGH, TEXT
from kit.drawing.scale import LARGER_CAPITALS, Scale
from kit.drawing.theme import contrast
from kit.text import CAP_HEIGHT

SIZES = [(800, 480), (1280, 800), (1080, 1920), (480, 800), (1920, 1080)]
READ = ["en", "ar", "de", "zh", "es", "fr", "uk"]
_COUNT = re.compile(r"\d+/\d+")
STAFF = (s.Pin, s.Chores)
PRIMARY = {"service", "group", "done"}  # what everybody comes for: 20 mm where no large type crowds it


@dataclass(frozen=True)
class Seen:
    """One picture, and how it came about."""

    name: str
    size: tuple[int, int]
    language: str
    theme: str
    ease: str
    picture: Picture
    state: s.State
    scale: Scale

    def __str__(self) -> str:
        """Say which picture is meant."""
        return f"{self.name} {self.size[0]}x{self.size[1]} {self.language} {self.theme} {self.ease}"


Way = tuple[str, tuple[int, int], str, str, str]  # a state's name, a size, a language, a theme, an ease


def see(way: Way, screen: s.Screen | None = None) -> Seen:
    """Draw a state in this way; `screen` in place of its own."""
    name, size, language, theme, ease = way
    state = EXAMPLES[name].state(language, EASES[ease], THEMES[theme])
    state = state if screen is None else replace(state, screen=screen)
    scale = Scale(*size)
    picture = screens.draw(pygame.Surface(size), state, View(scale, SECONDS, NOW))
    return Seen(name, size, language, theme, ease, picture, state, scale)


def faults_of(seen: Seen) -> Iterator[str]:
    """Everything that is wrong with it."""
    for check in CHECKS:
        for fault in check(seen):
            yield f"{seen}: {fault}"


# --- the checks -----------------------------------------------------------------------------------------------------


def texts_whole(seen: Seen) -> Iterator[str]:
    """Every line is whole, on the screen, in its box, clear of every other line."""
    glass = pygame.Rect((0, 0), seen.size)
    for each in seen.picture.texts:
        if "…" in each.text:
            yield f"cut: {each.text!r}"
        if not glass.contains(each.ink):
            yield f"off the screen: {each.text!r}"
        if each.ink.left < each.box.left - 2 or each.ink.right > each.box.right + 2:
            yield f"wider than its box: {each.text!r}"
    for one, other in itertools.combinations(seen.picture.texts, 2):
        both = one.ink.clip(other.ink)
        # Lines of Arabic interlock: a dot below one beside a vowel above the next.
        allowed = min(one.size_px, other.size_px) / 8 if seen.language == "ar" else 0
        if min(both.size) > allowed:
            yield f"overlap: {one.text!r} and {other.text!r}"


def texts_clear(seen: Seen) -> Iterator[str]:
    """A line that touches a control stands on it wholly."""
    for target, text in itertools.product(seen.picture.targets, seen.picture.texts):
        if text.ink.colliderect(target.rect) and not target.rect.contains(text.ink):
            yield f"{text.text!r} runs over the edge of {target.name}"


def _texts_readable(seen: Seen) -> Iterator[str]:
    """Every line stands off its ground, and its capitals have their millimetres."""
    ratio = HIGH if seen.state.eased.contrast else TEXT
    # A long message of the site's own is shown whole, in large type only as far as there is room.
    large = seen.state.eased.larger and seen.name != "paused-at-length"
    least = LARGER_CAPITALS * 600 if large else 4.0
    for each in seen.picture.texts:
        found = contrast(each.colour, each.ground)
        if found < ratio:
            yield f"{each.text!r} has a contrast of {found:.1f}"
        high = each.size_px * CAP_HEIGHT / seen.scale.pixels_per_mm
        if _is_words(each) and high < least - 0.05:
            yield f"{each.text!r} has capitals of {high:.1f} mm, not {least:.1f}"


def _is_words(each: TextBox) -> bool:
    """Not the letter of a badge or a key: its word stands beside it, or it is one of many."""
    return sum(letter.isalpha() for letter in each.text) > 1


def _codes_large(seen: Seen) -> Iterator[str]:
    """A code can be photographed: half a millimetre for each module, clear of all else; a ticket with one shows it."""
    screen = seen.state.screen
    url = screen.ticket.url if isinstance(screen, s.Printing | s.Done | s.NoPaper) else None
    if len(seen.picture.codes) != bool(url):
        yield f"{len(seen.picture.codes)} codes"
    for each in seen.picture.codes:
        modules = segno.make(str(url), error="m", micro=False).symbol_size(border=4)[0]
        if each.width < modules * 0.5 * seen.scale.pixels_per_mm:
            yield f"the code measures {each.width / seen.scale.pixels_per_mm:.1f} mm"
        if not pygame.Rect((0, 0), seen.size).contains(each):
            yield "the code leaves the screen"
        for other in (*seen.picture.targets, *seen.picture.texts):
            at = other.ink if isinstance(other, TextBox) else other.rect
            if each.colliderect(at):
                yield f"the code overlaps {other}"


def _targets_large(seen: Seen) -> Iterator[str]:
    """Each measures 15 mm both ways, the main ones 20; they neither touch nor leave the screen."""
    glass, mm = pygame.Rect((0, 0), seen.size), seen.scale.pixels_per_mm
    eased = seen.state.eased
    for each in seen.picture.targets:
        main = each.name.split(":")[0] in PRIMARY and not (eased.larger or eased.low or eased.speech)
        least = 20.0 if main else 15.0
        if min(each.rect.size) < least * mm:
            yield f"{each.name} measures {min(each.rect.size) / mm:.1f} mm"
        if not glass.contains(each.rect):
            yield f"{each.name} leaves the screen"
    for one, other in itertools.combinations(seen.picture.targets, 2):
        if one.rect.colliderect(other.rect):
            yield f"{one.name} overlaps {other.name}"


def _targets_low(seen: Seen) -> Iterator[str]:
    """With low reach every control is in the lower half."""
    if seen.state.eased.low and not isinstance(seen.state.screen, STAFF):
        for each in seen.picture.targets:
            if each.rect.top < seen.size[1] // 2:
                yield f"{each.name} is {seen.size[1] // 2 - each.rect.top} pixels above the middle"


def _targets_named(seen: Seen) -> Iterator[str]:
    """Each has a name of its own and is read aloud; and the screen says something."""
    names = [each.name for each in seen.picture.targets]
    if len(set(names)) != len(names):
        yield f"the same name twice: {names}"
    for each in seen.picture.targets:
        if not each.label.strip():
            yield f"{each.name} is not read aloud"
    if not any(each.strip() for each in seen.picture.spoken):
        yield "nothing is said"


def _targets_reached(seen: Seen) -> Iterator[str]:
    """Every control is reached by Tab, backwards too, and by the arrow keys."""
    targets = seen.picture.targets
    names = {each.name for each in targets}
    for key in ("tab", "backtab"):
        touching, found = Touching(), set()
        for _each in targets:
            touching, _tapped = touching.key(targets, key)
            found.add(touching.focused)
        if found != names:
            yield f"{key} does not reach {names - found}"
    places = tuple(Place(each.name, each.rect.x, each.rect.y, *each.rect.size) for each in targets)
    if missing := names - _by_arrows(places):
        yield f"arrows do not reach {missing}"


class Place(NamedTuple):
    """A target's name and where it is: one arrangement of them comes back in several languages, themes and eases."""

    name: str
    x: int
    y: int
    width: int
    height: int


@lru_cache(maxsize=512)
def _by_arrows(places: tuple[Place, ...]) -> frozenset[str]:
    """What the arrow keys reach from where they begin."""
    targets = [focus.Target(each.name, pygame.Rect(*each[1:])) for each in places]
    found: set[str] = set()
    first = Touching().key(targets, "down")[0].focused
    new = [first] if first else []
    while new:
        here = new.pop()
        found.add(here)
        for key in ("left", "right", "up", "down"):
            there = Touching(focused=here).key(targets, key)[0].focused
            if there and there not in found:
                new.append(there)
    return frozenset(found)


def _turns_stay(seen: Seen) -> Iterator[str]:
    """Where more is to be had, and where the way back is, stands nothing else on the next page: people touch twice."""
    if not any(each.name == "next" for each in seen.picture.targets):
        return
    screen: Any = seen.state.screen
    state = replace(seen.state, screen=replace(screen, page=screen.page + 1))
    turned = screens.draw(pygame.Surface(seen.size), state, View(seen.scale, SECONDS, NOW))
    both = seen.picture.targets, turned.targets
    for name, (one, other) in itertools.product(("next", "previous"), (both, both[::-1])):
        for at, each in itertools.product(one, other):
            if at.name == name != each.name and at.rect.colliderect(each.rect):
                yield f"{each.name} stands where {name} was"


def _turns_counted(seen: Seen) -> Iterator[str]:
    """Where pages turn it is said which one this is, and of how many."""
    turns = {"next", "previous"} & {each.name for each in seen.picture.targets}
    if turns and not any(_COUNT.search(each.text) for each in seen.picture.texts):
        yield "nobody knows how many pages there are"
    if any(re.search(r"(?<!\d)1/1(?!\d)", each.text) for each in seen.picture.texts):
        yield "there is one page, and it is counted"


def _door_worded(seen: Seen) -> Iterator[str]:
    """The way for who has an appointment stands in words."""
    for each in seen.picture.targets:
        if each.name == "check-in" and not any(each.rect.contains(text.ink) for text in seen.picture.texts):
            yield "the way for appointments has no words"


def _eases_there(seen: Seen) -> Iterator[str]:
    """Every customer's screen that takes touches has the four eases; while it is read aloud, the volume too."""
    names = {each.name for each in seen.picture.targets}
    quiet = isinstance(seen.state.screen, (*STAFF, s.Taking)) or seen.state.warned_at is not None
    wanted = {"ease:larger", "ease:contrast", "ease:low", "ease:speech"}
    wanted |= {"softer", "louder", "repeat"} if seen.state.eased.speech else set()
    if not quiet and not wanted <= names:
        yield f"there is no {wanted - names}"


CHECKS: list[Callable[[Seen], Iterator[str]]] = [
    texts_whole,
    texts_clear,
    _texts_readable,
    _codes_large,
    _targets_large,
    _targets_low,
    _targets_named,
    _targets_reached,
    _turns_stay,
    _turns_counted,
    _door_worded,
    _eases_there,
]
