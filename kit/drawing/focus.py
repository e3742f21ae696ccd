"""Pure: what can be touched or reached by keys, what is pressed, and where the focus is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

SLACK_PX = 24  # a finger rolls as it lifts


class _Rect(Protocol):
    """What we need of pygame's Rect."""

    @property
    def x(self) -> int: ...
    @property
    def y(self) -> int: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Target:
    """A control on the screen: its name, and its place in pixels."""

    name: str
    rect: _Rect

    def holds(self, x: int, y: int, slack: int = 0) -> bool:
        """Whether a point is on it, or at most `slack` pixels away."""
        r = self.rect
        return r.x - slack <= x < r.x + r.width + slack and r.y - slack <= y < r.y + r.height + slack


@dataclass(frozen=True, slots=True)
class Touching:
    """What is pressed and what is focused, by name; each method returns the new state.

    `targets` is the screen's controls in reading order, which is the order of the focus.
    """

    pressed: str | None = None
    focused: str | None = None

    def press(self, targets: Sequence[Target], x: int, y: int) -> "Touching":
        """Return the state with the control under the finger pressed; a finger takes the focus ring away."""
        return Touching(pressed=next((each.name for each in targets if each.holds(x, y)), None))

    def release(self, targets: Sequence[Target], x: int, y: int) -> tuple["Touching", str | None]:
        """Return the state with nothing pressed, and the control that was tapped, if one was."""
        same = next((each for each in targets if each.name == self.pressed), None)
        tapped = same.name if same is not None and same.holds(x, y, SLACK_PX) else None
        return Touching(focused=self.focused), tapped

    def key(self, targets: Sequence[Target], name: str) -> tuple["Touching", str | None]:
        """Move the focus by Tab or arrow keys; Enter or the space bar returns the focused control as tapped."""
        if name in {"enter", "space"}:
            known = any(each.name == self.focused for each in targets)
            return self, self.focused if known else None
        step = {"tab": 1, "backtab": -1}.get(name)
        if step is not None:
            return Touching(focused=_stepped(targets, self.focused, step)), None
        if name in {"left", "right", "up", "down"}:
            return Touching(focused=_towards(targets, self.focused, name)), None
        return self, None


def _stepped(targets: Sequence[Target], focused: str | None, step: int) -> str | None:
    names = [each.name for each in targets]
    if not names:
        return None
    if focused not in names:
        return names[0 if step > 0 else -1]
    return names[(names.index(focused) + step) % len(names)]


def _towards(targets: Sequence[Target], focused: str | None, way: str) -> str | None:
    """Return the nearest control in a direction; the same one where there is none.

    One in the same row or column comes first, however far: what stands aslant is only meant where there is no other.
    """
    start = next((each for each in targets if each.name == focused), None)
    if start is None:
        return _stepped(targets, focused, 1)
    ahead = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}[way]

    def cost(other: Target) -> tuple[bool, float] | None:
        dx, dy = (b - a for a, b in zip(_centre(start), _centre(other), strict=True))
        forward = dx * ahead[0] + dy * ahead[1]
        sideways = abs(dx * ahead[1]) + abs(dy * ahead[0])
        # More beside than ahead is not in that direction, but for the wide ones that overlap it.
        if forward <= 0 or forward * 3 <= sideways:
            return None
        return not _in_line(start, other, across=bool(ahead[0])), forward + 2 * sideways

    costs = [(cost(other), other.name) for other in targets if other.name != focused]
    reachable = [(price, name) for price, name in costs if price is not None]
    return min(reachable)[1] if reachable else focused


def _in_line(one: Target, other: Target, *, across: bool) -> bool:
    """Whether two controls are in one row (`across`) or in one column: the middle of one is beside the other."""
    (x, y), (u, v) = _centre(one), _centre(other)
    a, b = one.rect, other.rect
    if across:
        return a.y <= v < a.y + a.height or b.y <= y < b.y + b.height
    return a.x <= u < a.x + a.width or b.x <= x < b.x + b.width


def _centre(target: Target) -> tuple[float, float]:
    return target.rect.x + target.rect.width / 2, target.rect.y + target.rect.height / 2
