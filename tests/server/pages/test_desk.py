"""The rules of the queue at the desk, in a real browser: set aside, passed on, taken back, on a break."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from staff_page import button, line, number, said

from kit.client import new_key

Opened = Callable[..., Page]


def test_hold_keeps_the_place_and_a_held_number_can_be_called(desk, at: Opened) -> None:
    """Hold frees the counter; the number stands among the held, and comes back from there by name."""
    ticket = desk.take()
    page = at()
    button(page, "Next customer").click()
    expect(number(page)).to_have_text(ticket.number)
    page.keyboard.press("h")
    expect(said(page)).to_have_text(f"{ticket.number} is on hold and keeps its place.")
    expect(number(page)).to_have_count(0)
    assert desk.state(ticket) == "held"
    button(page, f"{ticket.number} back in line").click()
    expect(page.get_by_role("heading", name="1 waiting")).to_be_visible()
    button(page, f"Call {ticket.number}").click()
    expect(number(page)).to_have_text(ticket.number)
    assert desk.state(ticket) == "called"


def test_a_chosen_number_is_called_before_the_others(desk, at: Opened) -> None:
    """The list's own button calls whom the clerk wants; the keyboard's place in the list is kept meanwhile."""
    first, second = desk.take(), desk.take()
    page = at()
    chosen = button(page, f"Call {second.number}")
    chosen.focus()
    third = desk.take()
    expect(line(page, third.number)).to_be_visible()
    expect(chosen).to_be_focused()
    page.keyboard.press("Enter")
    expect(number(page)).to_have_text(second.number)
    expect(said(page)).to_have_text(f"{second.number} is being called to Counter {desk.counter}.")
    assert desk.state(first) == "waiting"


def test_undo_takes_a_call_back(desk, at: Opened) -> None:
    """The number waits again, first in line as before; a no-show comes back from the list."""
    first, _second = desk.take(), desk.take()
    page = at()
    button(page, "Next customer").click()
    expect(number(page)).to_have_text(first.number)
    page.keyboard.press("u")
    expect(said(page)).to_have_text(f"{first.number} is waiting again, at its old place.")
    expect(page.locator("#queue .people li").first).to_contain_text(first.number)
    button(page, f"Call {first.number}").click()
    expect(number(page)).to_have_text(first.number)
    button(page, "No-show").click()
    expect(said(page)).to_have_text(f"{first.number} did not come.")
    expect(line(page, first.number)).to_contain_text("did not come, 0 min ago")
    button(page, f"{first.number} back in line").click()
    expect(page.get_by_role("heading", name="2 waiting")).to_be_visible()
    assert desk.state(first) == "waiting"


def test_transfer_with_a_note_reaches_the_colleague(desk, at: Opened) -> None:
    """Passed on to another counter with a note: the colleague there sees it, this counter's list does not count it."""
    ticket = desk.take()
    page = at()
    button(page, "Next customer").click()
    expect(number(page)).to_have_text(ticket.number)
    page.keyboard.press("t")
    expect(page.get_by_label("To which service?")).to_be_focused()
    page.get_by_label("To which counter?").select_option("80")
    page.get_by_label("Note for the colleague").fill("Has the form.\nNeeds a stamp.")
    button(page, "Pass on").click()
    expect(said(page)).to_have_text(f"{ticket.number} has been passed on and keeps its place.")
    expect(page.get_by_role("heading", name="No one waiting")).to_be_visible()
    assert desk.state(ticket) == "waiting"
    page.get_by_role("link", name=f"{ticket.number}, everything about it").click()
    expect(page.locator(".about")).to_contain_text("Needs a stamp.")


def test_who_has_left_is_taken_out(desk, at: Opened) -> None:
    """After a word of confirmation; the sheet goes with Escape."""
    ticket = desk.take()
    page = at()
    summary = page.locator("[data-sheet=cancel] summary")
    expect(summary).to_have_attribute("aria-disabled", "true")
    button(page, "Next customer").click()
    expect(number(page)).to_have_text(ticket.number)
    summary.click()
    page.keyboard.press("Escape")
    expect(button(page, "Take out of the queue")).to_be_hidden()
    summary.click()
    button(page, "Take out of the queue").click()
    expect(said(page)).to_have_text(f"{ticket.number} has left the queue.")
    assert desk.state(ticket) == "cancelled"


def test_a_break_with_its_reason_and_the_services_when_opening(desk, at: Opened) -> None:
    """The page and the list of counters say so; opening again may be for other services."""
    page = at()
    button(page, "Open this counter").click()
    expect(said(page)).to_have_text(f"Counter {desk.counter} is open.")
    page.locator(".duty summary").click()
    page.get_by_label("Reason (for colleagues)").fill("Lunch")
    button(page, "Take a break").click()
    expect(said(page)).to_have_text(f"Counter {desk.counter} is on a break.")
    expect(page.locator("#duty")).to_contain_text("On a break · Lunch")
    expect(page.locator("#stage")).to_contain_text("Enjoy your break.")
    button(page, "Open this counter").click()
    expect(said(page)).to_have_text(f"Counter {desk.counter} is open.")
    expect(button(page, "Open this counter")).to_have_count(0)
    page.locator(".duty summary").click()
    page.get_by_label("Service AA", exact=True).check()
    button(page, "Open with these services").click()
    expect(said(page)).to_have_text(f"Counter {desk.counter} is open.")
    expect(page.locator("#duty")).to_contain_text("Service AA")
    page.locator(".duty summary").click()
    button(page, "Close the counter").click()
    expect(page.locator("#duty")).to_contain_text("Closed")
    expect(page.locator("#stage")).to_contain_text("This counter is closed.")
    page.locator(".duty summary").click()
    expect(button(page, "Open with these services")).to_be_visible()
    expect(button(page, "Take a break")).to_be_hidden()
    expect(button(page, "Close the counter")).to_be_hidden()
    page.keyboard.press("Escape")
    button(page, "Open this counter").click()
    expect(said(page)).to_have_text(f"Counter {desk.counter} is open.")


def test_who_was_there_before_is_told_with_the_next(desk, at: Opened) -> None:
    """A chosen call and "close" end whom the counter has: the word after the press says how."""
    first, second = desk.take(), desk.take()
    page = at()
    button(page, "Next customer").click()
    expect(number(page)).to_have_text(first.number)
    button(page, "Arrived").click()
    expect(page.locator("#stage.serving")).to_be_visible()
    button(page, f"Call {second.number}").click()
    expect(said(page)).to_have_text(
        f"{first.number} is finished. {second.number} is being called to Counter {desk.counter}."
    )
    page.locator(".duty summary").click()
    button(page, "Close the counter").click()
    expect(said(page)).to_have_text(
        f"{second.number} counted as a no-show. Counter {desk.counter} is closed."
    )


def test_of_those_who_went_five_are_shown(desk, at: Opened) -> None:
    """The rest is folded away, and stays unfolded while the page goes on by itself."""
    gone = [desk.take() for _ in range(6)]
    page = at()
    for each in gone:
        button(page, f"Call {each.number}").click()
        expect(number(page)).to_have_text(each.number)
        page.keyboard.press("f")
        expect(number(page)).to_have_count(0)
    expect(line(page, gone[0].number)).to_be_hidden()
    expect(line(page, gone[1].number)).to_be_visible()
    page.locator("#rest summary").click()
    another = desk.take()
    expect(line(page, another.number)).to_be_visible()
    expect(line(page, gone[0].number)).to_be_visible()


def test_on_a_phone_next_is_always_in_reach(desk, at: Opened) -> None:
    """At the bottom of the screen, with nothing above it that could not be pressed."""
    desk.take()
    page = at(viewport={"width": 390, "height": 844})
    expect(button(page, "Recall")).to_be_hidden()
    expect(button(page, "Next customer")).to_be_in_viewport(ratio=1)
    button(page, "Next customer").click()
    expect(button(page, "Recall")).to_be_visible()
    button(page, "Arrived").click()
    expect(button(page, "No-show")).to_be_hidden()
    # In one step: what Playwright would scroll to is put anew meanwhile.
    page.evaluate("document.getElementById('services').scrollIntoView()")
    expect(button(page, "Next customer")).to_be_in_viewport(ratio=1)


def test_a_ticket_taken_at_the_desk(desk, at: Opened) -> None:
    """With name, note and priority: it goes before the others, and nobody has to say it twice."""
    other = desk.take()
    page = at()
    page.get_by_role("link", name="New ticket").click()
    page.get_by_label(f"Service {desk.service}", exact=False).check()
    page.get_by_label("Name (if wanted)").fill("María Fernández")
    page.get_by_label("Note for the colleague").fill("Second visit")
    page.get_by_label("Priority: needs to be served sooner").check()
    button(page, "Take the ticket").click()
    taken = page.get_by_role("heading", level=1).inner_text()
    expect(page.locator(".done")).to_have_text(
        f"{taken} has been taken. Please tell the customer this number."
    )
    page.get_by_role("link", name="Back to the counter").click()
    first = page.locator("#queue .people li").first
    expect(first).to_contain_text(taken)
    expect(first).to_contain_text("Priority")
    expect(first).to_contain_text("María Fernández")
    button(page, "Next customer").click()
    expect(number(page)).to_have_text(taken)
    expect(page.locator("#stage")).to_contain_text("Second visit")
    assert desk.state(other) == "waiting"


def test_a_paused_service_is_told_everywhere(desk, at: Opened, new_page) -> None:
    """Kiosk and phone have the message in their language; resuming takes it away again."""
    ticket = desk.take("es")
    page = at()
    page.get_by_role("link", name="All services, pause one").click()
    card = page.locator(".list .card", has=page.get_by_text(f"Service {desk.service}", exact=True).first)
    card.locator("summary").click()
    card.get_by_label("Message · English").fill("Back at two.")
    card.get_by_label("Message · Español").fill("Volvemos a las dos.")
    button(card, "Pause this service").click()
    expect(page.locator(".done")).to_contain_text(f"Service {desk.service} is paused.")
    told = next(each for each in desk.server.kiosk.services().services if each.code == desk.service)
    assert (told.reason, dict(told.text)) == ("paused", {"en": "Back at two.", "es": "Volvemos a las dos."})
    phone: Page = new_page()
    phone.goto(f"/t/{ticket.token}")
    expect(phone.locator("#ticket .sorry")).to_have_text("Volvemos a las dos.")
    button(card, f"Open again Service {desk.service}").click()
    expect(page.locator(".done")).to_contain_text("is open again.")
    expect(phone.locator("#ticket .sorry")).to_contain_text("no hay ninguna ventanilla abierta")


def test_all_of_it_without_a_script(desk, at: Opened) -> None:
    """Hold, transfer, a break and a pause are forms; a page can be kept still to fill one in."""
    ticket = desk.take()
    page = at(java_script_enabled=False)
    button(page, "Next customer").click()
    button(page, "Hold").click()
    expect(said(page)).to_have_text(f"{ticket.number} is on hold and keeps its place.")
    button(page, f"Call {ticket.number}").click()
    expect(number(page)).to_have_text(ticket.number)
    page.get_by_role("link", name="Keep this page still, to fill something in").click()
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
    page.locator("[data-sheet=transfer] summary").click()
    page.get_by_label("To which counter?").select_option("80")
    page.get_by_label("Note for the colleague").fill("One line\nand another")
    button(page, "Pass on").click()
    expect(said(page)).to_have_text(f"{ticket.number} has been passed on and keeps its place.")
    page.get_by_role("link", name=f"{ticket.number}, everything about it").click()
    expect(button(page, f"Yes, take out {ticket.number}")).to_be_hidden()
    page.get_by_text("Take out of the queue").click()
    button(page, f"Yes, take out {ticket.number}").click()
    expect(said(page)).to_have_text(f"{ticket.number} has left the queue.")
    page.locator(".duty summary").click()
    button(page, "Close the counter").click()
    expect(page.locator("#duty")).to_contain_text("Closed")
    assert desk.state(ticket) == "cancelled"


def test_a_form_sent_twice_takes_one_ticket(desk, at: Opened) -> None:
    """The key of the form is the key of the command."""
    page = at(java_script_enabled=False)
    page.goto(f"/staff/take?counter={desk.counter}")
    fields = {
        name: page.locator(f"main input[name={name}]").first.get_attribute("value")
        for name in ("csrf_token", "key")
    }
    form = {**fields, "service": desk.service, "counter": desk.counter}
    for _ in range(2):
        page.request.post("/staff/take", form=form)
    page.goto(desk.path)
    expect(page.get_by_role("heading", name="1 waiting")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/staff/take", {"service": ""}, 422),
        ("/staff/take", {"service": "no such service"}, 422),
        ("/staff/services/AA/pause", {"until": "00:00"}, 422),
        ("/staff/services/AA/pause", {"until": "noon"}, 422),
        ("/staff/services/nope/pause", {}, 404),
        ("/staff/ticket/nope/hold", {}, 404),
        ("/staff/ticket/nope/explode", {}, 404),
        ("/staff/ticket/a%00b/hold", {}, 404),
        ("/staff/counter/1/hold", {"ticket": "a\0b"}, 404),
        ("/staff/counter/1/explode", {}, 404),
        ("/staff/counter/1/transfer", {"ticket": "nope"}, 404),
    ],
)
def test_what_cannot_be_is_refused_kindly(at: Opened, path: str, form: dict[str, str], status: int) -> None:
    """A page in words, never a fault of the server's."""
    page = at(java_script_enabled=False)
    token = page.locator("input[name=csrf_token]").first.get_attribute("value")
    answer = page.request.post(path, form={"csrf_token": token, "key": new_key(), **form})
    assert answer.status == status
    assert "<h1>" in answer.text()


def test_a_customer_lets_others_go_first_and_leaves(desk, new_page) -> None:
    """On the phone, without its script: more time, then leaving after a word of confirmation; both are for once."""
    ticket, other = desk.take(), desk.take()
    phone: Page = new_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    phone.goto(f"/t/{ticket.token}")
    phone.get_by_text("I need more time").click()
    button(phone, "10 min").click()
    expect(phone.locator("#choices .said")).to_contain_text(re.compile(r"Others go first until \d\d:\d\d\."))
    expect(phone.locator("#ticket .heading")).to_have_text("1 person ahead of you")
    called = desk.button.call_next(desk.counter, new_key())
    assert called is not None
    assert called.number == other.number
    phone.get_by_text("I am leaving").click()
    button(phone, "Yes, give up my number").click()
    expect(phone.locator("#ticket .heading")).to_have_text(
        "You have left the queue. Thank you for telling us."
    )
    assert desk.state(ticket) == "cancelled"


def test_a_word_after_the_visit(desk, at: Opened, new_page) -> None:
    """Stars and a comment, thanked for; what is being written outlives what the page learns meanwhile."""
    ticket = desk.take()
    phone: Page = new_page(viewport={"width": 390, "height": 844})
    phone.goto(f"/t/{ticket.token}")
    staff = at()
    button(staff, "Next customer").click()
    expect(phone.locator("#ticket.called")).to_be_visible()
    expect(phone.get_by_text("How was your visit?")).to_have_count(0)
    button(staff, "Finish").click()
    comment = phone.get_by_label("Anything you want to tell us? (if you like)")
    comment.fill("Very kind")
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    staff.get_by_role("heading", name="No one waiting").wait_for()
    phone.locator("label[for=star-4]").click()
    expect(comment).to_have_value("Very kind")
    button(phone, "Send").click()
    expect(phone.locator("#choices .said")).to_have_text("Thank you. That helps us to do better.")
    expect(comment).to_have_count(0)
    button(staff, f"{ticket.number} back in line").click()
    expect(phone.locator("#ticket .heading")).to_have_text("You are next.")
