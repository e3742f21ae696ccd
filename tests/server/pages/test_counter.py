"""A counter's page in a real browser: what the buttons do, and what appears by itself."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from patience import DEADLINE_S
from playwright.sync_api import Page, Route, expect
from staff_page import button, number

from kit.client import QueueClient, new_key
from server.desk import Desk as Application
from server.desk import setup
from server.store.database import connect, default_url

Opened = Callable[..., Page]
GUARD_S = 1.5  # a counter calls nobody sooner than this after a call
TRIES = 20


def test_next_calls_who_has_waited_longest(desk, at: Opened) -> None:
    """Number, language, service and how long it waited stand large; the greeting is in the customer's language."""
    first, second = desk.take("es"), desk.take()
    page = at()
    expect(page.get_by_role("heading", name="2 waiting")).to_be_visible()
    button(page, "Next customer").click()
    expect(number(page)).to_have_text(first.number)
    stage = page.locator("#stage")
    expect(stage).to_contain_text("Español · say “Buen")
    expect(stage).to_contain_text(f"Service {desk.service}")
    expect(stage).to_contain_text("less than a minute")
    expect(page.locator("#said")).to_have_text(f"{first.number} is being called to Counter {desk.counter}.")
    expect(page.locator("#queue .people").first).to_contain_text(second.number)
    expect(page).to_have_title(f"{first.number} · Counter {desk.counter}")


def test_what_was_said_ends_with_the_ticket(desk, at: Opened) -> None:
    """Nobody "is being called" whom the counter does not have any more; nor after a restore, whoever it was about."""
    ticket = desk.take()
    page = at()
    said = page.locator("#said")
    button(page, "Next customer").click()
    expect(said).to_have_text(f"{ticket.number} is being called to Counter {desk.counter}.")
    assert desk.call_next() is None  # by the button on the desk
    expect(page.get_by_text("No one is waiting.", exact=True)).to_be_visible()
    expect(said).to_be_empty()
    button(page, f"{ticket.number} back in line").click()
    expect(said).to_contain_text(ticket.number)

    def restored(route: Route) -> None:
        told = '<p id="restored">The queue was restored at 19:17.</p>'
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub(r'(id="alerts"[^>]*>)', rf"\1{told}", answer.text()))

    page.route(f"**{desk.path}/now", restored)
    desk.take()
    expect(page.locator("#restored")).to_be_visible()
    expect(said).to_be_empty()


def test_a_double_click_calls_one_customer(desk, at: Opened) -> None:
    """Two clicks as fast as a hand can make them are one press."""
    first, second = desk.take(), desk.take()
    page = at()
    button(page, "Next customer").dblclick()
    expect(number(page)).to_have_text(first.number)
    expect(button(page, "Next customer")).to_have_attribute("aria-disabled", "false")
    assert desk.state(first) == "called"
    assert desk.state(second) == "waiting"


def test_a_press_right_after_the_button_on_the_desk_is_taken_calmly(desk, at: Opened) -> None:
    """The server's guard against a double press shows as a plain sentence, and calls nobody."""
    first, second = desk.take(), desk.take()
    page = at()

    def press_the_other_one_first(route) -> None:
        desk.button.call_next(desk.counter, new_key())
        route.continue_()

    page.route("**/next", press_the_other_one_first)  # just before, however slow this browser is
    button(page, "Next customer").click()
    expect(page.locator("#said .calm")).to_have_text(
        "The last customer was called only a moment ago. Nobody else has been called."
    )
    expect(number(page)).to_have_text(first.number)
    assert desk.state(second) == "waiting"


def test_recall_arrive_and_finish(desk, at: Opened) -> None:
    """Each button does its work, and those that make no sense are off."""
    ticket = desk.take()
    page = at()
    for name in ("Recall", "Arrived", "No-show", "Finish"):
        expect(button(page, name)).to_have_attribute("aria-disabled", "true")
    button(page, "Next customer").click()
    expect(number(page)).to_have_text(ticket.number)
    button(page, "Recall").click()
    expect(page.locator("#stage")).to_contain_text("called again")
    button(page, "Arrived").click()
    expect(page.locator("#stage")).to_contain_text("At the counter")
    expect(button(page, "No-show")).to_have_attribute("aria-disabled", "true")
    assert desk.state(ticket) == "serving"
    button(page, "Finish").click()
    expect(page.locator("#stage")).to_contain_text("No one is waiting.")
    assert desk.state(ticket) == "finished"


def test_a_no_show_frees_the_counter(desk, at: Opened) -> None:
    """Who did not come is gone from the page, and the ticket says so."""
    ticket = desk.take()
    page = at()
    button(page, "Next customer").click()
    expect(number(page)).to_have_text(ticket.number)
    button(page, "No-show").click()
    expect(page.locator("#said")).to_have_text(f"{ticket.number} did not come.")
    expect(number(page)).to_have_count(0)
    assert desk.state(ticket) == "no_show"


def test_the_keys_are_the_buttons(desk, at: Opened) -> None:
    """Space calls, after a click on another button too; letters do the rest; switched off, they do nothing."""
    ticket = desk.take()
    page = at()
    page.keyboard.press("Space")
    expect(number(page)).to_have_text(ticket.number)
    page.keyboard.press("r")
    expect(page.locator("#stage")).to_contain_text("called again")
    page.get_by_role("button", name="Shortcut keys: on").click()
    page.keyboard.press("f")
    page.get_by_role("button", name="Shortcut keys: off").click()
    assert desk.state(ticket) == "called"
    page.keyboard.press("f")
    expect(number(page)).to_have_count(0)
    assert desk.state(ticket) == "finished"
    another = desk.take()
    expect(page.get_by_role("heading", name="1 waiting")).to_be_visible()
    expect(button(page, "Next customer")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Space")
    expect(number(page)).to_have_text(another.number)
    button(page, "Arrived").click()
    expect(page.locator("#stage")).to_contain_text("At the counter")
    third = desk.take()
    expect(button(page, "Next customer")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Space")
    expect(number(page)).to_have_text(third.number)


def test_others_appear_by_themselves(desk, at: Opened) -> None:
    """A ticket taken, and a call by the button on the desk, are on the page without a touch."""
    page = at()
    expect(page.get_by_role("heading", name="No one waiting")).to_be_visible()
    ticket = desk.take()
    expect(page.locator("#queue")).to_contain_text(ticket.number)
    desk.button.call_next(desk.counter, new_key())
    expect(number(page)).to_have_text(ticket.number)
    expect(page.get_by_role("heading", name="No one waiting")).to_be_visible()


def test_two_clerks_see_each_other(desk, at: Opened) -> None:
    """What one browser calls stands in the other within a second."""
    ticket = desk.take()
    one, other = at(), at()
    button(one, "Next customer").click()
    expect(number(other)).to_have_text(ticket.number)


def test_a_retried_press_calls_once(desk, at: Opened) -> None:
    """When the answer is lost on its way, the page asks again with the same key: one customer, one call."""
    first, second = desk.take(), desk.take()
    page = at()
    lost: list[str] = []

    def lose_the_first_answer(route) -> None:
        route.fetch()
        if not lost:
            lost.append(route.request.headers["idempotency-key"])
            return route.abort()
        lost.append(route.request.headers["idempotency-key"])
        return route.continue_()

    page.route("**/next", lose_the_first_answer)
    button(page, "Next customer").click()
    expect(number(page)).to_have_text(first.number)
    expect(page.locator("#said")).to_contain_text("is being called")
    assert lost[0] == lost[1]
    assert desk.state(second) == "waiting"


def test_without_a_script_the_forms_do_it(desk, at: Opened) -> None:
    """Every button is a form: it posts, and leads back to the page as it is now."""
    ticket, other = desk.take(), desk.take()
    page = at(java_script_enabled=False)
    button(page, "Next customer").click()
    expect(number(page)).to_have_text(ticket.number)
    expect(page.locator("#said")).to_have_text(f"{ticket.number} is being called to Counter {desk.counter}.")
    button(page, "Recall").click()
    expect(page.locator("#stage")).to_contain_text("called again")
    button(page, "Arrived").click()
    expect(button(page, "Recall")).to_be_disabled()
    button(page, "Finish").click()
    expect(page.locator("#stage")).to_contain_text("Ready when you are.")
    assert desk.state(ticket) == "finished"
    assert desk.state(other) == "waiting"


def test_without_a_script_too_it_is_said_that_it_was_too_soon(desk, at: Opened) -> None:
    """Sent right after the button on the desk has called somebody, the form calls nobody, and says so."""
    page = at(java_script_enabled=False)
    fields = page.locator("form[data-move=next] input")
    form = {each.get_attribute("name"): each.get_attribute("value") for each in fields.all()}
    for _ in range(TRIES):
        first, second = desk.take(), desk.take()
        began = time.monotonic()
        desk.button.call_next(desk.counter, new_key())
        answer = page.request.post(f"{desk.path}/next", form=form | {"key": new_key()})
        if time.monotonic() - began < GUARD_S:
            break
        time.sleep(GUARD_S)  # this machine was too slow for it to be too soon: once more
    assert "only a moment ago" in answer.text()
    assert desk.state(first) == "called"
    assert desk.state(second) == "waiting"


def test_the_same_form_sent_twice_calls_once(desk, at: Opened) -> None:
    """A form that is sent again after the guard's time still carries its key."""
    first, second = desk.take(), desk.take()
    page = at(java_script_enabled=False)
    fields = page.locator("form[data-move=next] input")
    form = {each.get_attribute("name"): each.get_attribute("value") for each in fields.all()}
    page.request.post(f"{desk.path}/next", form=form)
    time.sleep(1.6)
    page.request.post(f"{desk.path}/next", form=form)
    assert desk.state(first) == "called"
    assert desk.state(second) == "waiting"


def test_the_choice_tells_a_call_from_a_customer_who_is_there(desk, at: Opened) -> None:
    """A number is only called until somebody has pressed Arrived; then it is here."""
    ticket = desk.take()
    page = at()
    line = page.locator(f".counters a[href='{desk.path}']")
    desk.button.call_next(desk.counter, new_key())
    page.goto("/staff")
    expect(line.locator(".chip")).to_have_text(f"{ticket.number} called")
    expect(line).to_contain_text("No one waiting")
    page.goto(desk.path)
    button(page, "Arrived").click()
    expect(page.locator("#stage.serving")).to_be_visible()
    page.goto("/staff")
    expect(line.locator(".chip")).to_have_text(f"{ticket.number} is here")


@pytest.fixture
def display(live_server) -> Iterator[QueueClient]:
    """A lobby screen that is here, for one test: afterwards it would be missed on everybody's page."""
    database = connect(default_url(live_server.data))
    application, site_id = Application(database), setup.choose_site(database, None)
    token = setup.add_device(application, site_id, "display", "Upstairs", None)
    found = QueueClient(live_server.url, token, timeout=DEADLINE_S)
    found.heartbeat({"sound": ""})
    yield found
    setup.revoke_device(application, site_id, "Upstairs")
    database.close()


def test_a_screen_that_shows_the_call_is_counted(desk, display: QueueClient, at: Opened) -> None:
    """The clerk sees that the lobby does not show the number yet, and then that it does."""
    desk.take()
    page = at()
    button(page, "Next customer").click()
    expect(number(page)).to_be_visible()
    expect(page.get_by_text("Not shown yet")).to_be_visible()
    call = next(each for each in display.board().calls if each.counter == desk.counter)
    display.shown(call.event_id, datetime.now(UTC), new_key())
    expect(page.locator("#stage")).to_contain_text("shown on 1 screen")
    expect(page.get_by_text("Not shown yet")).to_have_count(0)


def test_a_counter_that_does_not_exist_is_a_kind_page(desk, at: Opened) -> None:
    """An old bookmark leads on to the counters."""
    page = at()
    answer = page.goto("/staff/counter/no-such-counter")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("link", name="Go to the counters").click()
    expect(page.get_by_role("heading", name="Which counter are you at?")).to_be_visible()
