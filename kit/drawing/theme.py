"""Pure: colours by their role, and how far apart two of them are."""

from dataclasses import dataclass

Colour = tuple[int, int, int]


def colour(text: str) -> Colour:
    """Read a colour written as #RRGGBB."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


@dataclass(frozen=True, slots=True)
class Theme:
    """What colour each kind of thing has. Text on a ground is named after the ground: `on_action`."""

    page: Colour
    band: Colour  # a strip along the page's edge
    card: Colour
    badge: Colour  # a small field with a letter, on a card or a band
    on_badge: Colour
    off: Colour  # the badge of what cannot be chosen now
    ink: Colour  # text on page, band and card
    mute: Colour  # quieter text on page, band and card
    line: Colour  # separators only: not made to be seen by everyone
    edge: Colour  # the outline of every control
    action: Colour
    action_down: Colour
    on_action: Colour
    wash: Colour  # a chosen or pressed control
    on_wash: Colour
    accent: Colour  # a second voice among ink, on page and card
    now: Colour  # only what is happening now: the call, the apology
    now_soft: Colour  # the same while it pulses
    on_now: Colour
    late: Colour  # late or failed, always with a word
    focus: Colour


DAY = Theme(
    page=colour("#F6F3EC"),
    band=colour("#ECE7DA"),
    card=colour("#FFFFFF"),
    badge=colour("#DCEFEF"),
    on_badge=colour("#0A6C74"),
    off=colour("#E8E3D7"),
    ink=colour("#14213D"),
    mute=colour("#54607A"),
    line=colour("#DAD5C8"),
    edge=colour("#857E6B"),
    action=colour("#0A6C74"),
    action_down=colour("#07545A"),
    on_action=colour("#FFFFFF"),
    wash=colour("#DCEFEF"),
    on_wash=colour("#0A6C74"),
    accent=colour("#0A6C74"),
    now=colour("#FFB81C"),
    now_soft=colour("#FFD479"),
    on_now=colour("#14213D"),
    late=colour("#B3261E"),
    focus=colour("#14213D"),
)

LOBBY = Theme(
    page=colour("#0E1830"),
    band=colour("#080F20"),
    card=colour("#182647"),
    badge=colour("#24355F"),
    on_badge=colour("#FFFFFF"),
    off=colour("#182647"),
    ink=colour("#FFFFFF"),
    mute=colour("#B4C0DB"),
    line=colour("#24355F"),
    edge=colour("#7A89AC"),
    action=colour("#9FE0E0"),
    action_down=colour("#7CCBCB"),
    on_action=colour("#0E1830"),
    wash=colour("#24355F"),
    on_wash=colour("#FFFFFF"),
    accent=colour("#9FE0E0"),
    now=colour("#FFB81C"),
    now_soft=colour("#FFD479"),
    on_now=colour("#14213D"),
    late=colour("#FF9C92"),
    focus=colour("#FFFFFF"),
)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(shade: Colour) -> float:
    """Return the relative luminance (WCAG 2.2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in shade)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """Return a colour between two: `share` 0 is the first, 1 the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
