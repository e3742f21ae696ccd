"""Pure: colours by their role, the four ready themes, and how far apart two colours are."""

from dataclasses import dataclass, replace

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
    deep: Colour  # the one card that leads away from the others: the way for who has an appointment
    on_deep: Colour
    deep_mute: Colour  # quieter text on it
    deep_badge: Colour
    on_deep_badge: Colour
    roundness: float = 1.0  # of corners, against the usual
    outline_px: int = 2  # least thickness of a control's outline
    dark: bool = False


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
    deep=colour("#14213D"),
    on_deep=colour("#FFFFFF"),
    deep_mute=colour("#C9D2E6"),
    deep_badge=colour("#36425F"),
    on_deep_badge=colour("#FFFFFF"),
)

WARM = replace(
    DAY,
    page=colour("#FBF1E6"),
    band=colour("#F3E3D1"),
    card=colour("#FFFCF8"),
    badge=colour("#F6E1D3"),
    on_badge=colour("#8C3A1B"),
    off=colour("#EFE2D3"),
    ink=colour("#33211A"),
    mute=colour("#6B5347"),
    line=colour("#E4D3C1"),
    edge=colour("#8E7A68"),
    action=colour("#9A4120"),
    action_down=colour("#7A3116"),
    wash=colour("#F6E1D3"),
    on_wash=colour("#8C3A1B"),
    accent=colour("#9A4120"),
    on_now=colour("#33211A"),
    focus=colour("#33211A"),
    deep=colour("#4A2C20"),
    deep_mute=colour("#EAD6C8"),
    deep_badge=colour("#6B4534"),
    roundness=1.5,
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
    deep=colour("#24355F"),
    on_deep=colour("#FFFFFF"),
    deep_mute=colour("#C3CEE6"),
    deep_badge=colour("#3A4F83"),
    on_deep_badge=colour("#FFFFFF"),
    dark=True,
)

NIGHT = replace(
    LOBBY,
    badge=colour("#1F4A55"),
    on_badge=colour("#C9F0F0"),
    wash=colour("#1F4A55"),
    on_wash=colour("#D6F5F5"),
    mute=colour("#B9C4DD"),
    deep=colour("#31467D"),
    deep_mute=colour("#D3DCF0"),
    deep_badge=colour("#455C98"),
)

_BLACK, _WHITE, _YELLOW = colour("#000000"), colour("#FFFFFF"), colour("#FFD800")
CONTRAST = Theme(
    page=_BLACK,
    band=_BLACK,
    card=_BLACK,
    badge=_BLACK,
    on_badge=_YELLOW,
    off=_BLACK,
    ink=_WHITE,
    mute=_WHITE,
    line=_WHITE,
    edge=_WHITE,
    action=_YELLOW,
    action_down=_WHITE,
    on_action=_BLACK,
    wash=_YELLOW,
    on_wash=_BLACK,
    accent=_YELLOW,
    now=_YELLOW,
    now_soft=_YELLOW,
    on_now=_BLACK,
    late=_YELLOW,
    focus=_YELLOW,
    deep=_WHITE,
    on_deep=_BLACK,
    deep_mute=_BLACK,
    deep_badge=_BLACK,
    on_deep_badge=_WHITE,
    roundness=0.6,
    outline_px=4,
    dark=True,
)

# A wall screen lights the whole room, all day: none of its themes is bright.
LOBBY_WARM = replace(
    LOBBY,
    page=colour("#241610"),
    band=colour("#170D08"),
    card=colour("#382519"),
    badge=colour("#553725"),
    off=colour("#382519"),
    ink=colour("#FFF8F0"),
    mute=colour("#DCC6B4"),
    line=colour("#553725"),
    edge=colour("#A68F7E"),
    action=colour("#F3C6A5"),
    action_down=colour("#DDAF8E"),
    on_action=colour("#241610"),
    wash=colour("#553725"),
    accent=colour("#F3C6A5"),
    on_now=colour("#33211A"),
    focus=colour("#FFF8F0"),
    deep=colour("#553725"),
    deep_mute=colour("#EAD6C8"),
    deep_badge=colour("#76503A"),
    roundness=1.5,
)

LOBBY_THEMES = {"day": LOBBY, "night": LOBBY, "warm": LOBBY_WARM, "contrast": CONTRAST}
THEMES = {"day": DAY, "night": NIGHT, "warm": WARM, "contrast": CONTRAST}


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
