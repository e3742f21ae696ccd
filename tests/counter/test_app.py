"""What a press does, and what the lamp says about it."""

from __future__ import annotations

import logging
import time

import pytest

from counter import app as counter_app
from counter.app import CounterApp
from counter.button import Light
from counter.press import Signal
from kit import wire
from kit.errors import Refused, SettingError, Unreachable

WHERE = "nextplease-counter: --token-file counter.token"
TOO_SOON = Refused(409, "Conflict", "The last call is less than 1.5 s ago.")


@pytest.fixture(autouse=True)
def said(caplog) -> pytest.LogCaptureFixture:
    """Everything the program says."""
    caplog.set_level(logging.INFO, "counter")
    return caplog


def press(app: CounterApp, signal: Signal = Signal.PRESS) -> None:
    """A press now, as a source tells it."""
    app.hear(signal, time.monotonic())


def settled(app: CounterApp) -> bool:
    """Whether no press is being carried out."""
    return not app._busy.locked()


def test_a_press_calls_the_next_customer_once_and_says_who(app, client, said, wait_until) -> None:
    """One press is one call at this device's own counter, told by its number."""
    client.tickets = ["A001", "A002"]
    press(app)
    wait_until(lambda: "called A001 to counter 1" in said.text, "the call was not told")
    assert [(what, counter) for what, counter, _ in client.asked] == [("next", "1")]
    assert client.tickets == ["A002"]


def test_two_presses_one_after_the_other_have_keys_of_their_own(app, client, wait_until) -> None:
    """Each press is a wish of its own."""
    client.tickets = ["A001", "A002"]
    for left in (1, 0):
        press(app)
        wait_until(lambda left=left: len(client.tickets) == left and settled(app), "not called")
    assert len({key for _, _, key in client.asked}) == 2


def test_a_long_press_calls_the_same_customer_again(app, client, said, wait_until) -> None:
    """A hold recalls; it takes nobody from the queue."""
    client.tickets = ["A002"]
    press(app, Signal.LONG_PRESS)
    wait_until(lambda: "called A001 again" in said.text, "the recall was not told")
    assert client.tickets == ["A002"]


def test_nobody_waiting_is_said(app, said, wait_until) -> None:
    """A press on an empty queue is answered with words, not with silence."""
    press(app)
    wait_until(lambda: "nobody is waiting" in said.text, "not told")


def test_a_lost_answer_is_asked_for_again_with_the_same_key(app, client, said, wait_until) -> None:
    """The server acted, its answer was lost: the retry gets that answer, and no second customer is called."""
    client.tickets = ["A001", "A002"]
    client.after = [Unreachable("lost")]
    press(app)
    wait_until(lambda: "called A001" in said.text, "the answer was not fetched")
    assert client.tickets == ["A002"]
    assert len({key for _, _, key in client.asked}) == 1


def test_a_busy_server_is_asked_again_with_the_same_key(app, client, said, wait_until) -> None:
    """503 passes; the press does not get lost on it."""
    client.tickets = ["A001"]
    client.trouble = [Refused(503, "Busy", retry_after=1)]
    press(app)
    wait_until(lambda: "called A001" in said.text, "the press was lost")
    assert len({key for _, _, key in client.asked}) == 1


def test_too_soon_is_said_calmly_and_not_tried_again(app, client, said, wait_until) -> None:
    """A refusal is told in the server's own sentence, as information, and the press is over."""
    client.tickets = ["A001"]
    client.trouble = [TOO_SOON]
    press(app)
    wait_until(lambda: "less than 1.5 s ago" in said.text and settled(app), "not told")
    assert len(client.asked) == 1
    assert all(record.levelno == logging.INFO for record in said.records)


def test_a_recall_that_is_refused_is_told_as_what_it_is(app, client, said, wait_until) -> None:
    """An r on a keyboard was no long press: the log names the wish, not the finger."""
    client.trouble = [TOO_SOON]
    press(app, Signal.LONG_PRESS)
    wait_until(lambda: "call again: not now: The last call" in said.text, "not told")
    assert "long press" not in said.text


def test_a_press_while_another_waits_for_its_answer_is_dropped(app, client, said, wait_until) -> None:
    """Impatient presses are one wish."""
    client.tickets = ["A001", "A002"]
    client.hang.clear()
    press(app)
    wait_until(lambda: client.asked, "not asked")
    for _ in range(5):
        press(app)
    assert "still waiting" in said.text
    client.hang.set()
    wait_until(lambda: settled(app), "never done")
    assert client.tickets == ["A002"]


def test_an_unanswered_press_is_given_up_and_never_made_by_itself(
    app, client, said, wait_until, monkeypatch
) -> None:
    """After the patience is over nothing more is asked, and nobody is called when the server comes back."""
    monkeypatch.setattr(counter_app, "PATIENCE_S", 0.5)
    monkeypatch.setattr(counter_app, "AGAIN_S", 0.05)
    client.tickets = ["A001"]
    client.away = Unreachable("away")
    press(app)
    wait_until(lambda: "Please press again" in said.text and settled(app), "not given up")
    client.away = None
    asked = len(client.asked)
    app.on_event(wire.Event(id=1, event="ticket.issued", data={}))
    wait_until(lambda: client.beats, "the server was never reached again")
    assert len(client.asked) == asked
    assert client.tickets == ["A001"]


def test_the_lamp_blinks_for_an_unanswered_press_until_the_server_answers_again(
    app, client, lamp, said, wait_until, monkeypatch
) -> None:
    """The stream may still look well while calls get no answer; the first answer ends the blinking."""
    monkeypatch.setattr(counter_app, "PATIENCE_S", 0.0)
    wait_until(lambda: lamp.shown[-1] is Light.OFF, "not dark at first")
    client.away = Unreachable("away")
    press(app)
    wait_until(lambda: "Please press again" in said.text and settled(app), "not given up")
    assert lamp.shown[-1] is Light.BLINK
    client.away = None
    app.on_event(wire.Event(id=1, event="ticket.issued", data={}))
    wait_until(lambda: lamp.shown[-1] is Light.OFF, "blinks on")


def test_the_press_after_an_unanswered_one_cannot_call_a_second_customer(
    app, client, said, wait_until, monkeypatch
) -> None:
    """The first press did call somebody, unknown to the clerk: the next press gets that answer."""
    monkeypatch.setattr(counter_app, "PATIENCE_S", 0.0)
    client.tickets = ["A001", "A002"]
    client.after = [Unreachable("lost")]
    press(app)
    wait_until(lambda: "Please press again" in said.text and settled(app), "not given up")
    press(app)
    wait_until(lambda: "called A001" in said.text, "not answered")
    assert client.tickets == ["A002"]


def test_long_after_an_unanswered_press_a_press_is_a_new_wish(
    app, client, said, wait_until, monkeypatch
) -> None:
    """What was in doubt half a minute ago is no longer what the clerk wants."""
    monkeypatch.setattr(counter_app, "PATIENCE_S", 0.0)
    client.tickets = ["A001", "A002"]
    client.after = [Unreachable("lost")]
    app.hear(Signal.PRESS, time.monotonic() - counter_app.DOUBT_S)
    wait_until(lambda: "Please press again" in said.text and settled(app), "not given up")
    press(app)
    wait_until(lambda: "called A002" in said.text, "not called")


def test_the_lamp_is_on_only_while_somebody_waits_for_this_counter(app, client, lamp, wait_until) -> None:
    """Counter 1 serves A: people waiting for B do not light it."""
    news = wire.Event(id=1, event="ticket.issued", data={})
    wait_until(lambda: lamp.shown[-1] is Light.OFF, "not dark at first")
    for waiting, light in (({"B": 3}, Light.OFF), ({"A": 1, "B": 3}, Light.ON), ({"A": 0}, Light.OFF)):
        client.waiting = waiting
        app.on_event(news)
        looked = len(lamp.shown)
        wait_until(lambda looked=looked: len(lamp.shown) > looked, "did not look")
        wait_until(lambda light=light: lamp.shown[-1] is light, f"{waiting}: not {light.value}")


def test_a_counter_without_services_of_its_own_serves_all(app, client, lamp, wait_until) -> None:
    """No services means every service."""
    client.who = client.who.model_copy(update={"services": []})
    app._me = client.who
    client.waiting = {"B": 1}
    app.on_event(wire.Event(id=1, event="ticket.issued", data={}))
    wait_until(lambda: lamp.shown[-1] is Light.ON, "the lamp stayed dark")


def test_the_lamp_blinks_while_the_server_is_away(app, client, lamp, said, wait_until) -> None:
    """A lost link is seen and said once; when it is back the lamp tells about the queue again."""
    client.waiting = {"A": 1}
    app.on_link(False, "it hung up")
    app.on_link(False, "nothing listens at its address")
    for later in (counter_app.AWAY_S, counter_app.AWAY_S + 1):
        app.tick(time.monotonic() + later)
    assert lamp.shown[-1] is Light.BLINK
    assert said.text.count("the server is away") == 1
    assert "(nothing listens at its address)" in said.text
    app.on_link(True)
    app.tick(time.monotonic())
    wait_until(lambda: lamp.shown[-1] is Light.ON, "does not come back")


def test_a_short_gap_in_the_link_is_not_worth_a_word(app, lamp, said, wait_until) -> None:
    """A server that is restarted makes neither lamp nor log nervous."""
    wait_until(lambda: lamp.shown[-1] is Light.OFF, "not dark at first")
    shown, spoken = len(lamp.shown), said.text
    for _ in range(3):
        app.on_link(False)
        app.tick(time.monotonic() + counter_app.AWAY_S / 2)
        app.on_link(True)
        app.tick(time.monotonic())
    assert said.text == spoken
    assert Light.BLINK not in lamp.shown[shown:]


def test_a_stuck_button_is_said_and_told_to_the_server(app, client, said, wait_until, monkeypatch) -> None:
    """Staff and the log learn of it; nobody is called."""
    monkeypatch.setattr(counter_app, "HEARTBEAT_S", 0.0)
    press(app, Signal.STUCK)
    app.on_link(False)
    app.on_link(True)
    wait_until(lambda: {"button": "stuck"} in client.beats, "the server was not told")
    press(app, Signal.FREED)
    app.on_link(False)
    app.on_link(True)
    wait_until(lambda: client.beats[-1] == {"button": "ok"}, "the server was not told that it is free")
    assert "may be stuck" in said.text
    assert client.asked == []


@pytest.mark.parametrize(("role", "counter"), [("kiosk", None), ("counter", None)])
def test_a_token_that_is_not_a_counters_is_a_wrong_setting(client, lamp, wait_until, role, counter) -> None:
    """A kiosk's token at a counter is named, instead of a button that never works."""
    client.who = wire.Me(name="hall", role=role, counter=counter, site="hall")
    app = CounterApp(lambda: client, lamp, WHERE)
    app.start()
    wait_until(lambda: app.wrong is not None, "not noticed")
    assert isinstance(app.wrong, SettingError)
    assert "--token-file counter.token" in str(app.wrong)
    app.close()


def test_a_revoked_token_is_a_wrong_setting(client, lamp, wait_until) -> None:
    """A device that was revoked says so and ends."""
    client.away = Refused(401, "Unauthorized")
    app = CounterApp(lambda: client, lamp, WHERE)
    app.start()
    wait_until(lambda: app.wrong is not None, "not noticed")
    assert str(app.wrong) == f"{WHERE}: this token is not known to the server, or was revoked"
    app.close()
