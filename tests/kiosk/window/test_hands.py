"""Fingers, keys, a scanner and the corner, on the kiosk's own loop and window; time is the test's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pygame
import pytest
from glass import Glass

from kiosk import flow
from kiosk import state as s
from kiosk.hands import HOLD_S

Make = Callable[..., Any]


@pytest.fixture
def glass(services: Make, monkeypatch: pytest.MonkeyPatch) -> Iterator[Glass]:
    """A kiosk of 800x480 pixels with four services and appointments, at its first screen."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    glass = Glass(services().model_copy(update={"appointments": True}))
    yield glass
    glass.close()


def focused(glass: Glass) -> str | None:
    """The control that the keys are on, as the picture shows it."""
    return glass.kiosk.focused


def go_to(glass: Glass, name: str) -> None:
    """Move the focus by Tab until it is on this control."""
    for _ in range(80):
        if focused(glass) == name:
            return
        glass.key("tab")
    raise AssertionError(
        f"the keys do not reach {name}: {[each.name for each in glass.kiosk.picture.targets]}"
    )


# --- keys -----------------------------------------------------------------------------------------------------------


def test_the_first_key_begins_the_speech_and_nothing_else(glass: Glass) -> None:
    """Even Enter: nobody takes a ticket by the key that only asks for help. The focus is on the first control."""
    glass.key("return")
    assert glass.state.eased.speech
    assert glass.state.screen == s.Start()
    assert focused(glass) == glass.kiosk.picture.targets[0].name
    assert glass.desk.of(s.TakeTicket) == []


def test_a_ticket_by_a_keypad_of_five_keys(glass: Glass) -> None:
    """Arrows and Enter are enough; the focus is visible on every screen on the way."""
    glass.key("down")
    seen = set()
    for _ in range(20):
        if focused(glass) == "service:A":
            break
        seen.add(focused(glass))
        glass.key("down" if focused(glass) in seen else "right")
        if focused(glass) in seen and focused(glass) != "service:A":
            glass.key("left")
    go_to(glass, "service:A")
    glass.wait(1.5)
    glass.key("return")
    assert [each.pending.service for each in glass.desk.of(s.TakeTicket)] == ["A"]


def test_the_focus_goes_to_each_new_screen(glass: Glass) -> None:
    """Whoever goes by keys finds the first control of the next screen focused; a finger takes the focus away."""
    glass.key("down")
    go_to(glass, "check-in")
    glass.wait(1.5)
    glass.key("return")
    assert isinstance(glass.state.screen, s.CheckInCode)
    assert focused(glass) == glass.kiosk.picture.targets[0].name
    glass.down(1, 479)
    glass.up(1, 479)
    assert focused(glass) is None


def test_with_a_ticket_enter_ends_the_visit(glass: Glass, ticket: Make) -> None:
    """Keys stand on "Done", not on another ticket; while it is printed on nothing, so that nothing else is named."""
    glass.key("down")
    go_to(glass, "service:A")
    glass.wait(1.5)
    glass.key("return")
    [asked] = glass.desk.of(s.TakeTicket)
    glass.tell(s.TicketTaken(asked.pending.key, s.Given(ticket())))
    assert isinstance(glass.state.screen, s.Printing)
    assert focused(glass) is None
    glass.tell(s.PaperFared(ticket().id, "printed"))
    assert focused(glass) == "done"
    glass.wait(1.5)
    glass.key("return")
    assert glass.state.screen == s.Start()
    assert not glass.state.eased.speech


def test_a_code_typed_on_a_keyboard_and_entered(glass: Glass) -> None:
    """Characters and Backspace go to the field, Enter ends it, though the focus was on a control before."""
    glass.key("down")
    go_to(glass, "check-in")
    glass.wait(1.5)
    glass.key("return")
    glass.wait(1)
    glass.key("k", "7", "m", "x", "backspace", "2")
    assert glass.state.screen == s.CheckInCode("K7M2")
    glass.key("return")
    [asked] = glass.desk.of(s.TakeTicket)
    assert asked.pending.check_in == s.CheckInWith(code="K7M2")
    assert len(asked.pending.key) >= 16


def test_repeat_and_volume_have_keys(glass: Glass) -> None:
    """F1 or R says it again where nothing is typed, F2 and F3 are louder and softer."""
    glass.key("f1", "f1", "r", "f2", "f3", "f3")
    assert (glass.state.repeats, glass.state.eased.volume) == (2, 2)


def test_escape_is_the_way_out_for_the_customer_only(glass: Glass) -> None:
    """It leads to the start; nothing that keys can do ends the program or leaves the window."""
    glass.key("down")
    go_to(glass, "check-in")
    glass.wait(1.5)
    glass.key("return")
    glass.wait(1.5)
    glass.key("escape")
    assert glass.state.screen == s.Start()
    assert glass.state.eased == s.Eased()
    assert focused(glass) is None, "the next customer finds no ring"
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert glass.turn()


def test_a_window_can_be_closed_and_a_full_screen_not(
    services: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only who starts it with --windowed can close it."""
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    glass = Glass(services(), draws=False, closable=True)
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert not glass.turn()
    glass.close()


def test_any_key_answers_the_question_for_more_time(glass: Glass) -> None:
    """And moves nothing; Escape says that the customer is finished."""
    glass.key("down", "tab")
    before = focused(glass)
    glass.wait(2 * flow.IDLE_FOR)
    assert glass.desk.of(s.Chime) == [s.Chime()]
    assert focused(glass) == "more-time", "the ring shows what Enter would say"
    glass.key("right")
    assert glass.state.warned_at is None
    assert focused(glass) == before
    glass.wait(2 * flow.IDLE_FOR)
    glass.wait(1)
    glass.key("escape")
    assert (glass.state.warned_at, glass.state.eased) == (None, s.Eased())


# --- fingers --------------------------------------------------------------------------------------------------------


def test_a_finger_answers_the_question_for_more_time(glass: Glass) -> None:
    """Anywhere is yes; what was below it is not pressed."""
    glass.tap("language:es")
    glass.wait(flow.IDLE_FOR + 1)
    assert glass.state.warned_at is not None
    spot = glass.where("more_time") if _has(glass, "more_time") else (400, 300)
    glass.down(*spot)
    glass.up(*spot)
    assert (glass.state.warned_at, glass.state.language) == (None, "es")
    glass.wait(flow.IDLE_FOR + 1)
    glass.down(2, 2)
    glass.up(2, 2)
    assert (glass.state.warned_at, glass.state.extended) == (None, 2)
    assert glass.desk.of(s.TakeTicket) == []


def _has(glass: Glass, name: str) -> bool:
    return any(each.name == name for each in glass.kiosk.picture.targets)


def test_the_corner_held_for_five_seconds_asks_for_the_pin(glass: Glass) -> None:
    """There is nothing to see there; a shorter touch, a finger that lifts, and other spots do nothing."""
    glass.down(10, 10)
    glass.wait(HOLD_S - 1)
    glass.up(10, 10)
    glass.wait(HOLD_S)
    assert glass.state.screen == s.Start()
    glass.down(790, 10)
    glass.wait(HOLD_S + 1)
    glass.up(790, 10)
    assert glass.state.screen == s.Start()
    glass.down(10, 10)
    glass.wait(HOLD_S + 1)
    assert glass.state.screen == s.Pin()
    glass.up(10, 10)
    assert glass.state.screen == s.Pin()


def test_the_corner_is_where_lines_begin(glass: Glass) -> None:
    """In Arabic it is the other one."""
    glass.tap("language:ar")
    glass.down(790, 10)
    glass.wait(HOLD_S + 1)
    assert isinstance(glass.state.screen, s.Pin)


def test_a_touch_too_soon_is_seen_and_the_next_one_heard(glass: Glass, ticket: Make) -> None:
    """Right after "Done" a second tap presses a service, which shows it and is not taken; half a second on, it is."""
    glass.tap("service:A")
    [asked] = glass.desk.of(s.TakeTicket)
    glass.tell(s.TicketTaken(asked.pending.key, s.Given(ticket())))
    glass.tell(s.PaperFared(ticket().id, "printed"))
    glass.tap("done")
    spot, drawn = glass.where("service:A"), glass.pictures
    glass.down(*spot)
    assert glass.pictures == drawn + 1, "the card shows that it is pressed"
    glass.up(*spot)
    assert len(glass.desk.of(s.TakeTicket)) == 1
    glass.wait(0.5)
    glass.down(*spot)
    glass.up(*spot)
    assert len(glass.desk.of(s.TakeTicket)) == 2


# --- a scanner ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["K7M2PQ", "https://q.example/a/k7m2pq"])
def test_a_scan_checks_in_and_does_not_begin_the_speech(glass: Glass, text: str) -> None:
    """A code held to the scanner on the first screen: no key of it is a key, and one check-in is asked for."""
    glass.scan(text)
    [asked] = glass.desk.of(s.TakeTicket)
    assert asked.pending.check_in == s.CheckInWith(code="K7M2PQ")
    assert not glass.state.eased.speech


def test_a_scan_that_comes_in_pieces_is_still_one(glass: Glass) -> None:
    """While characters come nothing is drawn, as a picture takes longer than the next of them."""
    glass.finger.scan("K7M2PQ")
    glass.turn(0.001)
    drawn = glass.pictures
    for character in "AB":
        pygame.event.post(
            pygame.event.Event(pygame.KEYDOWN, {"key": ord(character), "mod": 0, "unicode": character})
        )
        glass.turn(0.01)
    assert glass.pictures == drawn
    glass.turn(0.1)
    assert glass.pictures == drawn + 1
    assert len(glass.desk.of(s.TakeTicket)) == 1


def test_names_and_codes_stay_out_of_the_log(glass: Glass, caplog: pytest.LogCaptureFixture) -> None:
    """What is typed, half or whole, and what is scanned, is in no line of the log."""
    with caplog.at_level("DEBUG"):
        glass.tap("check-in")
        glass.wait(1.5)
        glass.key(*"quetzal")
        glass.scan("QUETZ7")
        glass.wait(1.0)
    assert "screen: checkincode" in caplog.text
    assert "quetz" not in caplog.text.lower()
