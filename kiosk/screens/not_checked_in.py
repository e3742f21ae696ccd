"""The appointment was not found, or it is not its time: what that means, and what to do now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk import state as s
from kiosk.screens import reader, reader_plan
from kiosk.screens.checkin import grouped
from kiosk.screens.common import Page
from kiosk.screens.forms import Act
from kiosk.screens.passages import Passage
from kit.language import clock, day
from kit.text import Face

AGAIN = ("not_found", "ambiguous", "unread", "back", "other")  # where trying again may help


def draw(page: Page, screen: s.NotCheckedIn) -> None:
    """Draw it in kind words, with no name but the one that was typed: nobody learns who is expected."""
    title, then = _words(page, screen)
    face, ink, gap = page.face(page.scale.body), page.theme.ink, page.scale.gap // 2
    known = _known(page, screen)
    as_typed = isinstance(screen.came, s.CheckInName)  # what a person types may be long
    large = page.face(page.scale.body, 600) if as_typed else _known_face(page, known)
    passages = [Passage(known, large, ink)] if known else []
    passages += [Passage(each, face, ink, gap) for each in then]
    acts, back = _acts(page, screen.reason)
    reader.draw(page, reader.Reading(title, passages, acts, screen.page, back=back, apology=True))


def _acts(page: Page, reason: str) -> tuple[list[Act], Act]:
    """What to do now, and what stands at the foot."""
    text = page.catalog.text
    means = s.RetryPressed() if reason == "back" else s.BackPressed()
    again = Act("again", text("Try again"), means, "primary")
    words, short = text("Take a ticket without appointment"), text("Take a ticket")
    without = Act("without", words, s.WithoutPressed(), short=short)
    start = Act("finish", text("Back to start"), s.FinishPressed(), short=text("Start"))
    if reason in AGAIN:
        return [without, again], start
    if reason == "arrived":
        return [], start
    if reason == "too_early":
        wait = Act("finish", text("I will wait"), s.FinishPressed(), "primary")
        return [without, wait], Act("back", text("Back"), s.BackPressed())
    if (
        reason == "away"
    ):  # the desk first, as its words say; a ticket only if the kiosk has numbers of its own
        return [without] if page.state.bands else [], start
    return [replace(without, look="primary")], start


def _known(page: Page, screen: s.NotCheckedIn) -> str:
    """What nobody should have to keep in mind: what was typed, the ticket's number, or when the appointment is."""
    text, code = page.catalog.text, page.state.language
    came = screen.came
    if screen.reason == "not_found" and isinstance(came, s.CheckInCode):
        return text("Typed or scanned: {code}", code=grouped(came.typed))
    if screen.reason in {"not_found", "ambiguous"} and isinstance(came, s.CheckInName):
        return text("Typed: {name}, {digits}", name=came.typed, digits=came.phone)
    if screen.number:
        return text("Your number is {number}.", number=screen.number)
    if screen.due_at is None:
        return ""
    when = clock(screen.due_at, code, page.zone)
    if not _today(page, screen.due_at):
        comma = "، " if page.painter.direction == "rtl" else ", "
        when = comma.join((day(screen.due_at, code, page.zone), when))
    return text("Your appointment: {time}", time=when)


def _known_face(page: Page, known: str) -> Face:
    """Large, where it stands on one line then: a date is read at a glance."""
    large = page.face(page.scale.title, 600)
    room = page.inner.width - 2 * reader_plan.card_padding(page)
    return large if page.width(known, large) <= room else page.face(page.scale.body, 600)


def _words(page: Page, screen: s.NotCheckedIn) -> tuple[str, list[str]]:
    text = page.catalog.text
    desk = text("Or ask at the desk: they will help you.")
    match screen.reason:
        case "not_found":
            return _not_found(page, screen.came, desk)
        case "ambiguous":
            return text("We need a little more to find it."), [
                text("Please type your whole name, or use the code of your appointment."),
                desk,
            ]
        case "unread":
            return text("That was not the code of an appointment."), [
                text("Please look at it once more and try again."),
                desk,
            ]
        case "too_early":
            return _too_early(page, screen.opens_at), [
                text("You may wait here and come back to this screen then."),
                desk,
            ]
        case "other_day":
            return text("Your appointment is on another day."), [
                text("You can take a ticket without appointment."),
                desk,
            ]
        case "arrived":
            return text("You are checked in already."), [
                text("We will call your number. Please take a seat."),
                text("If your paper is gone, ask at the desk for a new one."),
            ]
        case "cancelled":
            return text("This appointment was cancelled."), [
                text("You can take a ticket without appointment."),
                desk,
            ]
    return _of_this_screen(page, screen.reason, desk)


def _of_this_screen(page: Page, reason: str, desk: str) -> tuple[str, list[str]]:
    """Where it is not the appointment that stands in the way."""
    text = page.catalog.text
    match reason:
        case "closed" | "full":
            return text("We cannot give you a ticket for it just now."), [
                text("Please ask at the desk. They will help you.")
            ]
        case "too_many":
            return text("Let us do this together."), [
                text("Please ask at the desk. They will check you in."),
                text("Or take a ticket without appointment."),
            ]
        case "away":
            return text("Please ask at the desk. They will check you in."), [
                text("Checking in is not possible at this screen just now. We are sorry."),
                *([text("Or take a ticket without appointment.")] if page.state.bands else []),
            ]
        case "back":
            return text("You can check in here again."), [desk]
    return text("We could not check you in."), [text("Please try again."), desk]


def _not_found(page: Page, came: s.IdField, desk: str) -> tuple[str, list[str]]:
    text = page.catalog.text
    if not isinstance(came, s.CheckInCode):
        return text("We did not find this appointment."), [
            text("Please look at it once more and try again."),
            desk,
        ]
    return text("We found no appointment for this code."), [
        text("Please compare the code with yours and try again."),
        desk,
    ]


def _too_early(page: Page, opens_at: datetime | None) -> str:
    text, code = page.catalog.text, page.state.language
    if opens_at is None:
        return text("You are early. It is not time to check in yet.")
    if not _today(page, opens_at):
        return text("Your appointment is on another day.")
    return text("You are early. You can check in from {time} on.", time=clock(opens_at, code, page.zone))


def _today(page: Page, moment: datetime) -> bool:
    """Whether this is on the day that it is here now."""
    here, there = (each.astimezone(ZoneInfo(page.zone)).date() for each in (page.view.moment, moment))
    return here == there
