"""What hands mean: a key that is held."""

from __future__ import annotations

from dataclasses import replace

import pygame
from kiosk_states import EXAMPLES
from looking import see

from kiosk import state as s
from kiosk.hands import Hands, Scene
from kiosk.screens.common import Target
from kit.drawing.inputs import Key, Press, Release
from kit.drawing.scale import Scale

ERASE = Target("key:erase", pygame.Rect(100, 100, 80, 80), s.Erased(), "Delete")


def scene(now: float) -> Scene:
    """A field with something in it, at this time."""
    return Scene(s.State(screen=s.CheckInCode("K7QX42MA")), [ERASE], now)


def erased(events: list[s.Input]) -> int:
    """How many signs go."""
    return sum(isinstance(each, s.Erased) for each in events)


def test_holding_the_key_that_erases_empties_the_field() -> None:
    """Sign after sign while it is held, and none more when it is let go; a tap erases one."""
    hands = Hands(Scale(800, 480))
    hands.take(Press(120, 120), scene(1.0))
    assert erased(hands.wait(scene(1.3))) == 0
    assert erased(hands.take(Release(120, 120), scene(1.4))) == 1
    hands.take(Press(120, 120), scene(2.0))
    held = sum(erased(hands.wait(scene(2.0 + step / 20))) for step in range(60))
    assert held > 8
    assert erased(hands.take(Release(120, 120), scene(5.0))) == 0
    assert erased(hands.wait(scene(9.0))) == 0


def test_enter_ends_what_was_typed_and_begins_no_reading_aloud() -> None:
    """Whoever types on a keyboard is not taken for somebody who cannot see; with an empty field Enter says hello."""
    hands = Hands(Scale(800, 480))
    events = hands.take(Key("enter"), scene(1.0))
    assert [type(each) for each in events] == [s.Touched, s.EntryDone]
    assert s.Touched(by_key=True) not in events
    empty = replace(scene(2.0), state=s.State(screen=s.CheckInCode()))
    assert hands.take(Key("enter"), empty) == [s.Touched(by_key=True)]


def test_enter_says_that_more_time_is_needed_and_sends_nothing() -> None:
    """The question in front is what it answers."""
    asked = replace(
        scene(1.0), state=s.State(screen=s.CheckInCode("K7QX"), warned_at=0.5, speaks=False), targets=[]
    )
    assert Hands(Scale(800, 480)).take(Key("enter"), asked) == [s.MoreTimePressed()]


def test_enter_for_more_time_is_never_i_am_done() -> None:
    """Keys stand where they stood on the screen below; nothing on the question is called as that is."""
    asked = see(("more-time", (1280, 800), "en", "day", "speech")).picture
    names = {each.name for each in asked.targets}
    assert len(names) == 2
    assert asked.spoken[0] == "Do you need more time?"
    for name in EXAMPLES:
        if not name.startswith("more-time"):
            below = see((name, (1280, 800), "en", "day", "speech")).picture
            assert names.isdisjoint(each.name for each in below.targets), name
