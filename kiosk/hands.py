"""What hands do: a finger, keys, a scanner and a corner held become inputs of the flow.

All of it works by keys alone: arrows or Tab move the focus, Enter or the space bar is a tap, Escape ends, F1 or R says
it again, F2 and F3 make it louder and softer, and where something is typed, letters, digits and Backspace do that. The
first key of a customer begins the reading aloud and nothing else, with the focus where the screen begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk import state as s
from kiosk.scanner import Burst
from kiosk.screens.common import Target
from kiosk.screens.more_time import YES
from kit.client import new_key
from kit.drawing.focus import Touching
from kit.drawing.inputs import Key, Press, Release
from kit.drawing.scale import Scale
from kit.language import language

CORNER_MM = 15
HOLD_S = 5.0  # nobody leans on a corner for so long without meaning it
ERASE = "key:erase"
ERASE_AFTER_S = 0.7  # held so long, it goes on erasing ...
ERASE_EVERY_S = 0.12  # ... a sign at a time
KEYS: dict[str, s.Input] = {
    "escape": s.FinishPressed(),
    "f1": s.RepeatPressed(),
    "r": s.RepeatPressed(),
    "f2": s.VolumeChanged(1),
    "f3": s.VolumeChanged(-1),
}
TYPING = s.CheckInCode | s.CheckInName | s.CheckInPhone | s.Pin
STAFF = s.Pin | s.Chores


@dataclass(frozen=True)
class Scene:
    """What the hands meet: the state, what can be touched in its picture, the time in seconds, where keys begin."""

    state: s.State
    targets: Sequence[Target]
    now: float
    begins: str | None = None

    def means(self, name: str | None) -> list[s.Input]:
        """What a tap on this control means; what may become a ticket gets its key here, once."""
        for target in self.targets:
            if target.name == name:
                return [_with_key(target.means)]
        return []


class Hands:
    """What is pressed and focused, what a scanner is in the middle of, and since when the corner is held."""

    def __init__(self, scale: Scale) -> None:
        self.touching = Touching()
        self._scale = scale
        self._burst = Burst()
        self._by_keys = False
        self._seeks = False  # a new screen came: the focus has to find its place on it
        self._corner: float | None = None
        self._erasing: float | None = None  # when the key that erases, which is held, does so again
        self._erased = False  # it has done so while held: letting it go is no further time

    @property
    def scanning(self) -> bool:
        """Whether another character of a scan may come in a moment."""
        return bool(self._burst.held)

    def take(self, each: Press | Release | Key, scene: Scene) -> list[s.Input]:
        """What becomes of something that hands did."""
        if isinstance(each, Press):
            return self._press(each, scene)
        if isinstance(each, Release):
            return self._release(each, scene)
        self._burst, typed, scanned = self._burst.key(each.name, scene.now)
        events = [event for name in typed for event in self._key(name, scene)]
        return [*events, s.Touched(), s.Scanned(scanned, new_key())] if scanned else events

    def wait(self, scene: Scene) -> list[s.Input]:
        """What becomes of hands that do nothing: a character that was no scan, a corner held long enough."""
        self._burst, typed = self._burst.idle(scene.now)
        events = [event for name in typed for event in self._key(name, scene)]
        if self._corner is not None and scene.now - self._corner >= HOLD_S:
            self._corner = None
            events.append(s.CornerHeld())
        if self._erasing is not None and scene.now >= self._erasing and self.touching.pressed == ERASE:
            self._erasing, self._erased = scene.now + ERASE_EVERY_S, True
            events += [s.Touched(), *scene.means(ERASE)]
        return events

    def ring(self, state: s.State) -> str | None:
        """The control that Enter would choose; every key says that more time is needed while that is asked."""
        return YES if state.warned_at is not None and self._by_keys else self.touching.focused

    def new_screen(self) -> None:
        """Nothing of the last screen stays pressed or focused. Whoever goes by keys begins anew."""
        self.touching = Touching()
        self._corner = self._erasing = None
        self._seeks = self._by_keys

    def let_go(self) -> None:
        """The next customer has not touched anything yet."""
        self._by_keys = False
        self.touching = Touching()

    def find_focus(self, begins: str | None) -> bool:
        """Put the focus where a new screen begins, for whoever goes by keys; whether it moved."""
        if not self._seeks or begins is None:
            return False
        self._seeks = False
        self.touching = replace(self.touching, focused=begins)
        return True

    def _press(self, each: Press, scene: Scene) -> list[s.Input]:
        self._by_keys = self._seeks = False
        self.touching = self.touching.press(scene.targets, each.x, each.y)
        self._corner = scene.now if self._in_corner(each, scene.state) else None
        self._erasing = scene.now + ERASE_AFTER_S if self.touching.pressed == ERASE else None
        self._erased = False
        if scene.state.warned_at is not None and self.touching.pressed is not None:
            return []  # an answer to the question whether more time is needed: it counts when the finger lifts
        return [s.Touched()]

    def _release(self, each: Release, scene: Scene) -> list[s.Input]:
        self._corner = self._erasing = None
        self.touching, tapped = self.touching.release(scene.targets, each.x, each.y)
        if tapped == ERASE and self._erased:
            return []
        return _answer(scene, scene.means(tapped))

    def _in_corner(self, each: Press, state: s.State) -> bool:
        """Whether it is the upper corner where lines begin: a spot without anything on it."""
        side = self._scale.px(CORNER_MM)
        along = each.x
        if language(state.language).direction == "rtl":
            along = self._scale.width - 1 - each.x
        return along < side and each.y < side

    def _key(self, name: str, scene: Scene) -> list[s.Input]:
        state = scene.state
        if isinstance(state.screen, TYPING) and (typed := self._typed(name)) is not None:
            self.touching = Touching()  # Enter now means that the field is complete
            return [s.Touched(), typed]
        if name == "enter" and self._typing(state):
            return [s.Touched(), s.EntryDone(new_key())]
        self._by_keys = True
        if state.speaks and not (state.eased.speech or state.eased.hushed or isinstance(state.screen, STAFF)):
            self.touching = Touching(focused=scene.begins)
            return [s.Touched(by_key=True)]
        if state.warned_at is not None and name not in {"enter", "space", "escape"}:
            return [s.Touched(by_key=True)]  # any key is an answer; the focus stays where it was
        self.touching, tapped = self.touching.key(scene.targets, name)
        means = scene.means(tapped)
        if name in KEYS:
            means = [KEYS[name]]
        return _answer(scene, means) if state.warned_at is not None else [s.Touched(by_key=True), *means]

    def _typing(self, state: s.State) -> bool:
        """Whether Enter ends what somebody types, who has a keyboard and needs no reading aloud begun by it."""
        typing = isinstance(state.screen, TYPING) and bool(state.screen.typed)
        return typing and self.touching.focused is None and state.warned_at is None

    def _typed(self, name: str) -> s.Input | None:
        if name == "backspace":
            return s.Erased()
        if name == "space" and self.touching.focused is None:
            return s.Typed(" ")
        return s.Typed(name) if len(name) == 1 else None


def _answer(scene: Scene, means: list[s.Input]) -> list[s.Input]:
    """A tap; while more time is asked for it is the answer first, and a sign of life after, whatever it hit."""
    return means if scene.state.warned_at is None else [*means, s.MoreTimePressed()]


def _with_key(means: s.Input) -> s.Input:
    if isinstance(means, s.ServiceChosen | s.EntryDone | s.Scanned):
        return replace(means, key=new_key())
    return means
