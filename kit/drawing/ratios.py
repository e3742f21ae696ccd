"""Pure: what a theme must hold for everybody to read it, and how a colour is moved until it does (WCAG 2.2).

Text stands off its ground by 4.5 to 1 and shapes by 3 to 1 (1.4.3, 1.4.11); in the theme of high contrast text stands
off by 7 to 1 (1.4.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kit.drawing.theme import CONTRAST, Colour, Theme, contrast, mixed

TEXT, SHAPE, HIGH = 4.5, 3.0, 7.0
_STEP = 0.02
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)

# Which text stands on which ground, and which shape beside which, by the names of their roles.
TEXTS = {
    "page": ("ink", "mute", "accent", "late"),
    "band": ("ink", "mute", "late"),
    "card": ("ink", "mute", "accent", "late"),
    "badge": ("on_badge",),
    "off": ("mute",),
    "action": ("on_action",),
    "action_down": ("on_action",),
    "wash": ("on_wash",),
    "now": ("on_now",),
    "now_soft": ("on_now",),
    "deep": ("on_deep", "deep_mute"),
    "deep_badge": ("on_deep_badge",),
}
SHAPES = {"page": ("edge", "action", "focus"), "card": ("edge", "focus")}


def hexed(shade: Colour) -> str:
    """Write a colour as #RRGGBB."""
    return "#{:02X}{:02X}{:02X}".format(*shade)


def faults(theme: Theme) -> Iterator[str]:
    """Name each pair of colours that is too close, in a sentence for whoever chose them."""
    least = HIGH if theme is CONTRAST else TEXT
    for pairs, needed, what in ((TEXTS, least, "text"), (SHAPES, SHAPE, "a shape")):
        for ground, others in pairs.items():
            for each in others:
                one, other = getattr(theme, each), getattr(theme, ground)
                ratio = contrast(one, other)
                if ratio < needed:
                    yield (
                        f"{each} {hexed(one)} on {ground} {hexed(other)} has a contrast of {ratio:.1f} to 1; "
                        f"{what} needs {needed:g} to 1"
                    )


def moved(shade: Colour, grounds: Sequence[Colour], ratio: float, *, lighter: bool) -> Colour:
    """The nearest shade towards white or black that stands off every one of `grounds` by `ratio`."""
    share = 0.0
    while share < 1:
        found = mixed(shade, _WHITE if lighter else _BLACK, share)
        if all(contrast(found, ground) >= ratio for ground in grounds):
            return found
        share += _STEP
    return _WHITE if lighter else _BLACK
