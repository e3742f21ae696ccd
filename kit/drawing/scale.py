"""Pure: how big things are, from the screen's pixels and its millimetres."""

import math
from dataclasses import dataclass, replace
from functools import cached_property

from kit.drawing.theme import Theme
from kit.text import size_for_capitals

MM_PER_INCH = 25.4
# Capitals that can be read at arm's length (EN 301 549; 4 mm is the product's floor for a kiosk).
KIOSK_CAPITALS_MM = 4.0
# … and with larger text: the height of a capital in parts of the reading distance (EN 301 549, 5.1.4), and how far away
# a standing person reads a kiosk.
LARGER_CAPITALS = 0.0122
USUAL_DISTANCE_CM = 60.0
TOUCH_MM = 15.0
PRIMARY_TOUCH_MM = 20.0
_SMALL_PANEL_PX = 600
_TOUCH_EMS = 1.32  # from the foot of an Arabic tail to the tip of its vowels, with a little air


@dataclass(frozen=True)
class Scale:
    """Sizes for a screen of `width` × `height` pixels; type follows the short side S, and then the millimetres.

    Without a known diagonal a panel counts as 7 inches up to 600 pixels of short side and as 10.1 inches above,
    the two common ones on a kiosk. `capitals_mm` is the least height of a capital letter. `larger`: for somebody who
    asked for larger text; `distance_cm` is from how far the screen is read. `roundness` and `outline_px` are the
    theme's. Each size is worked out once for each scale: a page asks for them some thousand times.
    """

    width: int
    height: int
    diagonal_inches: float | None = None
    capitals_mm: float = KIOSK_CAPITALS_MM
    distance_cm: float = USUAL_DISTANCE_CM
    larger: bool = False
    roundness: float = 1.0
    outline_px: int = 2

    def eased(self) -> "Scale":
        """The same for somebody who asked for larger text."""
        least = LARGER_CAPITALS * self.distance_cm * 10
        return replace(self, larger=True, capitals_mm=max(self.capitals_mm, least))

    def styled(self, theme: Theme) -> "Scale":
        """The same with a theme's corners and outlines."""
        return replace(self, roundness=theme.roundness, outline_px=theme.outline_px)

    @cached_property
    def short(self) -> int:
        """The short side, in pixels."""
        return min(self.width, self.height)

    @cached_property
    def portrait(self) -> bool:
        """Whether the screen is higher than wide."""
        return self.height > self.width

    @cached_property
    def inches(self) -> float:
        """The diagonal: as told, or guessed."""
        return self.diagonal_inches or (7.0 if self.short <= _SMALL_PANEL_PX else 10.1)

    @cached_property
    def pixels_per_mm(self) -> float:
        """How many pixels a millimetre has."""
        return math.hypot(self.width, self.height) / (self.inches * MM_PER_INCH)

    def px(self, millimetres: float) -> int:
        """Return at least this many millimetres in whole pixels."""
        return math.ceil(millimetres * self.pixels_per_mm)

    def u(self, units: float) -> int:
        """Return a length in units of a hundredth of the short side, in whole pixels and at least one."""
        return max(1, round(self.short * units / 100))

    def type_size(self, divisor: float, capitals_mm: float | None = None) -> int:
        """Return a font size of S ÷ divisor pixels, but never with capitals below the least height."""
        least = self.capitals_mm if capitals_mm is None else capitals_mm
        return max(round(self.short / divisor), size_for_capitals(self.px(least)))

    @cached_property
    def body(self) -> int:
        """Font size of plain text."""
        return self.type_size(28)

    @cached_property
    def title(self) -> int:
        """Font size of a card's title; always above the body's, also where millimetres decide."""
        return max(self.type_size(22), round(self.body * (1.05 if self.larger else 1.2)))

    @cached_property
    def heading(self) -> int:
        """Font size of a screen's heading."""
        return max(self.type_size(15), round(self.body * (1.2 if self.larger else 1.55)))

    @cached_property
    def margin(self) -> int:
        """Room along the screen's edge."""
        return self.u(4.5)

    @cached_property
    def gap(self) -> int:
        """Room between things."""
        return self.u(2.5)

    @cached_property
    def padding(self) -> int:
        """Room inside a card."""
        return self.u(3)

    @cached_property
    def radius(self) -> int:
        """Roundness of cards and buttons."""
        return round(self.u(3) * self.roundness)

    @cached_property
    def outline(self) -> int:
        """Thickness of a control's outline."""
        return max(self.outline_px, round(self.short * 0.0035))

    @cached_property
    def touch(self) -> int:
        """Least side of a touch target: in millimetres, and on a large panel, where type follows S, a line high."""
        return max(self.px(TOUCH_MM), round(self.title * _TOUCH_EMS))

    @cached_property
    def primary_touch(self) -> int:
        """Least side of the main action's touch target."""
        return max(self.px(PRIMARY_TOUCH_MM), self.touch)
