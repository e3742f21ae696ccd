import pygame

from kit.drawing.focus import SLACK_PX, Target, Touching

# Two columns and two rows, and a wide button below.
TARGETS = [
    Target("a", pygame.Rect(0, 0, 100, 100)),
    Target("b", pygame.Rect(120, 0, 100, 100)),
    Target("c", pygame.Rect(0, 120, 100, 100)),
    Target("d", pygame.Rect(120, 120, 100, 100)),
    Target("done", pygame.Rect(0, 240, 220, 60)),
]


def walk(*keys: str, start: str | None = None) -> str | None:
    """Where the focus is after these keys."""
    state = Touching(focused=start)
    for key in keys:
        state, _ = state.key(TARGETS, key)
    return state.focused


def test_a_tap_is_a_press_and_a_release_on_the_same_control() -> None:
    """Pressing shows at once, letting go taps, and a little roll of the finger is forgiven."""
    state = Touching().press(TARGETS, 50, 50)
    assert state.pressed == "a"
    state, tapped = state.release(TARGETS, 50, 100 + SLACK_PX - 1)
    assert (state.pressed, tapped) == (None, "a")


def test_a_finger_that_slides_away_taps_nothing() -> None:
    """Letting go elsewhere takes the press back."""
    _, tapped = Touching().press(TARGETS, 50, 50).release(TARGETS, 170, 170)
    assert tapped is None
    _, tapped = Touching().press(TARGETS, 110, 110).release(TARGETS, 50, 50)
    assert tapped is None


def test_a_control_that_is_gone_is_not_tapped() -> None:
    """When the screen has changed under the finger, its release means nothing."""
    _, tapped = Touching().press(TARGETS, 50, 50).release(TARGETS[1:], 50, 50)
    assert tapped is None


def test_tab_goes_round() -> None:
    """Tab begins at the first control and returns to it, Shift+Tab the other way."""
    assert walk("tab") == "a"
    assert walk("tab", "tab", "tab", "tab", "tab", "tab") == "a"
    assert walk("backtab") == "done"
    assert walk("backtab", start="a") == "done"


def test_arrows_go_to_the_nearest() -> None:
    """Arrow keys move as the eye expects, and stay where nothing lies ahead."""
    assert walk("right", start="a") == "b"
    assert walk("down", start="b") == "d"
    assert walk("down", start="c") == "done"
    assert walk("up", start="done") in {"c", "d"}
    assert walk("left", start="a") == "a"
    assert walk("down") == "a"


def test_what_is_in_the_same_row_comes_before_what_is_nearer_aslant() -> None:
    """From a wide card to the arrow beside it, not to a small button below."""
    card, more = Target("card", pygame.Rect(90, 0, 500, 110)), Target("more", pygame.Rect(600, 10, 60, 90))
    below = Target("below", pygame.Rect(380, 120, 60, 60))
    focused = Touching(focused="card")
    assert focused.key([card, more, below], "right")[0].focused == "more"
    assert focused.key([card, below], "right")[0].focused == "below"
    assert Touching(focused="more").key([card, more, below], "left")[0].focused == "card"


def test_enter_taps_the_focused_control() -> None:
    """Enter and the space bar tap, and tap nothing when the focus is nowhere or on what is gone."""
    assert Touching(focused="c").key(TARGETS, "enter")[1] == "c"
    assert Touching(focused="c").key(TARGETS, "space")[1] == "c"
    assert Touching().key(TARGETS, "enter")[1] is None
    assert Touching(focused="gone").key(TARGETS, "enter")[1] is None
    assert Touching(focused="c").key(TARGETS, "x") == (Touching(focused="c"), None)


def test_no_controls_no_focus() -> None:
    """A screen without controls takes keys without harm."""
    assert Touching().key([], "tab") == (Touching(), None)
    assert Touching().key([], "left") == (Touching(), None)
