"""Pins and keyboard in, lamp out."""

from __future__ import annotations

import os
import pty
import time

import gpiozero
import pytest

from counter import press
from counter.button import GpioButton, GpioLamp, Keyboard, Light
from counter.press import LONG_S, SETTLE_S, Signal
from kit.errors import SettingError


@pytest.fixture
def heard() -> list[Signal]:
    """What the source told."""
    return []


@pytest.fixture
def button(pins, heard):
    """A button on GPIO17 that is being listened to."""
    button = GpioButton("GPIO17", lambda signal, _moment: heard.append(signal))
    button.start()
    yield pins.pin(17)
    button.close()


class Terminal:
    """A terminal: what a person types into, and whether the program noticed that it was closed."""

    def __init__(self, heard: list[Signal]) -> None:
        self.ours, self.theirs = pty.openpty()
        self.ended = False
        self.keyboard = Keyboard(self.theirs, lambda signal, _moment: heard.append(signal), self.end)

    def end(self) -> None:
        """The program noticed."""
        self.ended = True

    def type(self, typed: bytes) -> None:
        """Type it."""
        os.write(self.ours, typed)

    def hang_up(self) -> None:
        """Close the terminal, once."""
        if self.ours >= 0:
            os.close(self.ours)
            self.ours = -1


@pytest.fixture
def terminal(heard):
    """A terminal that the program listens to."""
    terminal = Terminal(heard)
    terminal.keyboard.start()
    yield terminal
    terminal.keyboard.close()
    terminal.hang_up()
    os.close(terminal.theirs)


def chatter(pin, level_low: bool) -> None:
    """Change the pin's level as a worn switch does: four bounces within about 5 ms."""
    for low in (level_low, not level_low) * 2 + (level_low,):
        (pin.drive_low if low else pin.drive_high)()
        time.sleep(0.001)


def test_a_chattering_press_on_the_pin_is_one_press(button, heard, wait_until, monkeypatch) -> None:
    """Edges reach the debounce, and time alone lets the press out."""
    monkeypatch.setattr(press, "LONG_S", 60.0)  # however long this finger's thread has to wait for its turn
    for presses in (1, 2, 3):
        chatter(button, level_low=True)
        time.sleep(SETTLE_S * 2)  # how long this finger rests on the button
        chatter(button, level_low=False)
        wait_until(lambda presses=presses: len(heard) == presses, "the press was not heard")
    assert heard == [Signal.PRESS] * 3


def test_holding_the_pin_is_a_recall_while_it_is_held(button, heard, wait_until) -> None:
    """The long press comes before the finger leaves, and the release adds nothing."""
    started = time.monotonic()
    chatter(button, level_low=True)
    wait_until(lambda: heard, "the hold was not heard")
    assert time.monotonic() - started >= LONG_S
    chatter(button, level_low=False)
    time.sleep(SETTLE_S * 4)  # nothing may come: there is no condition to wait for
    assert heard == [Signal.LONG_PRESS]


def test_a_release_that_made_no_edge_is_seen_by_rereading_the_pin(
    button, heard, wait_until, monkeypatch
) -> None:
    """A missed edge must not turn a tap into a recall."""
    monkeypatch.setattr(press, "LONG_S", 10.0)
    chatter(button, level_low=True)
    time.sleep(SETTLE_S * 2)
    button._state = True  # the level changes, and nobody is told
    wait_until(lambda: heard, "the release was never noticed")
    assert heard == [Signal.PRESS]


@pytest.mark.parametrize("pin", ["GPIO99", "seventeen"])
def test_a_pin_that_does_not_exist_is_named(pins, pin) -> None:
    """The sentence names the option and the pin."""
    with pytest.raises(SettingError, match=rf"--button: .*{pin}"):
        GpioButton(pin, lambda *_: None)


def test_lamp_and_button_on_one_pin_is_a_wrong_setting(pins) -> None:
    """Two things cannot share a pin."""
    lamp = GpioLamp("GPIO17")
    with pytest.raises(SettingError, match=r"--button: .*already in use"):
        GpioButton("GPIO17", lambda *_: None)
    lamp.close()


def test_the_lamp_shows_on_off_and_blinks(pins, wait_until) -> None:
    """A person can tell the three apart."""
    lamp, pin = GpioLamp("GPIO27"), pins.pin(27)
    assert pin.state == 0
    lamp.show(Light.ON)
    assert pin.state == 1
    lamp.show(Light.OFF)
    assert pin.state == 0
    lamp.show(Light.BLINK)
    for level in (1, 0, 1):
        wait_until(lambda level=level: pin.state == level, "does not blink")
    lamp.show(Light.ON)
    assert pin.state == 1
    lamp.close()
    lamp.show(Light.BLINK)  # a late thread's word after the end is harmless


def test_enter_is_a_press_and_r_a_recall(terminal, heard, wait_until) -> None:
    """The keyboard works like the button, whatever the case of the letter."""
    for typed, signal in ((b"\n", Signal.PRESS), (b"r\n", Signal.LONG_PRESS), (b" R \n", Signal.LONG_PRESS)):
        before = len(heard)
        terminal.type(typed)
        wait_until(lambda before=before: len(heard) > before, f"{typed!r} was not heard")
        assert heard[-1] is signal


def test_a_held_enter_key_calls_one_customer(terminal, heard, wait_until, monkeypatch) -> None:
    """A foot left on the pedal repeats Enter; that is one press."""
    monkeypatch.setattr(press, "REPEAT_S", 60.0)  # these repeats come late where the machine is busy
    for _ in range(30):
        terminal.type(b"\n")
        time.sleep(0.01)
    terminal.type(b"r\n")
    wait_until(lambda: Signal.LONG_PRESS in heard, "the keyboard stopped listening")
    assert heard == [Signal.PRESS, Signal.LONG_PRESS]


def test_other_words_explain_the_keyboard_and_call_nobody(terminal, heard, wait_until, caplog) -> None:
    """A typing error is answered with how it works."""
    caplog.set_level("INFO", "counter")
    terminal.type(b"next\n")
    wait_until(lambda: "Enter calls the next customer" in caplog.text, "nothing was explained")
    assert heard == []


def test_a_closed_terminal_ends_the_keyboard(terminal, heard, wait_until) -> None:
    """Hanging up is noticed."""
    terminal.hang_up()
    wait_until(lambda: terminal.ended, "nobody noticed")
    assert heard == []


def test_a_machine_without_pins_says_so_in_one_sentence(monkeypatch) -> None:
    """No traceback, no list of tried libraries: what is missing and what to do instead."""
    monkeypatch.setattr(gpiozero.Device, "pin_factory", None)
    with pytest.raises(SettingError, match="no GPIO pins that this user can use; with --keyboard"):
        GpioLamp("GPIO27")
