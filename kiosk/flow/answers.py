"""What the server says, what our own numbers say, and what the printer says."""

from __future__ import annotations

from dataclasses import replace

from kiosk import state as s
from kiosk.flow import expected, journey
from kiosk.flow.moves import Handler, Step, cut_off, resettle, show, spoken_to
from kiosk.flow.times import POLL_AWAY, POLL_EVERY, POLL_SOON, RETRY_EVERY, lasts
from kiosk.state import State


def _services_came(state: State, event: s.ServicesCame, now: float) -> Step:
    old = state.services
    state = replace(state, services=event.services, fetching=None, failures=0)
    state = replace(state, fetch_at=min(state.fetch_at, now + POLL_EVERY))
    if state.chosen not in event.services.site.languages:
        state = replace(state, chosen=None, booked=False)
    return resettle(expected.reached(journey.checked(state, old, now), now), now), ()


def _services_aged(state: State, event: s.ServicesAged, now: float) -> Step:
    # Whatever the server tells meanwhile is newer.
    return (resettle(replace(state, services=event.services), now) if cut_off(state) else state), ()


def _services_failed(state: State, _event: s.ServicesFailed, now: float) -> Step:
    state = replace(state, fetching=None, failures=state.failures + 1)
    state = replace(state, fetch_at=now + (POLL_AWAY if cut_off(state) else RETRY_EVERY))
    if state.screen == s.Away(first=True):
        state = replace(state, screen=s.Away())
    # One missed answer changes nothing: what is on the screen may well be right.
    return (expected.lost(resettle(state, now), now) if cut_off(state) else state), ()


def _bands_are(state: State, event: s.BandsAre, now: float) -> Step:
    state = replace(state, bands=event.services, unsent=event.unsent)
    return (resettle(state, now) if cut_off(state) else state), ()


def _queue_changed(state: State, _event: s.QueueChanged, now: float) -> Step:
    return replace(state, fetch_at=min(state.fetch_at, now + POLL_SOON)), ()


def _ticket_taken(state: State, event: s.TicketTaken, now: float) -> Step:
    """The first ticket of this key counts, be it the server's or our own: one customer, one ticket, one paper."""
    pending = _awaited(state, event.key)
    if pending is None:
        return state, ()
    # Forgotten only now that the printer's spool has it: see app.py for the order on disk.
    state = spoken_to(state, pending, event.given.ticket.language)
    requests = (_print(event.given, pending.language or event.given.ticket.language), s.Forget(event.key))
    return show(state, s.Printing(event.given, since=now), now), requests


def _print(given: s.Given, language: str) -> s.PrintTicket:
    return s.PrintTicket(given.ticket, language, offline=given.offline, due_at=given.due_at)


def _ticket_refused(state: State, event: s.TicketRefused, now: float) -> Step:
    pending = _awaited(state, event.key)
    if pending is None:
        return state, ()
    if pending.check_in is not None:
        return expected.refused(state, pending, event, now), (s.Forget(event.key),)
    refused = s.Refused(pending.service, event.reason, until=now + lasts(state, s.Refused))
    state = replace(show(state, refused, now), fetch_at=min(state.fetch_at, now))
    return state, (s.Forget(event.key),)


def _ticket_unanswered(state: State, event: s.TicketUnanswered, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, s.Taking) or screen.pending.key != event.key:
        return state, ()
    screen = replace(screen, asking=False, next_try=now + max(RETRY_EVERY, event.retry_after))
    return replace(state, screen=screen), ()


def _awaited(state: State, key: str) -> s.Pending | None:
    """The wish with this key, while its customer is still standing here."""
    screen = state.screen
    if isinstance(screen, s.Taking | s.Sorry) and screen.pending.key == key:
        return screen.pending
    return None


def _paper_fared(state: State, event: s.PaperFared, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, s.Printing | s.NoPaper) or screen.ticket.id != event.ticket_id:
        return state, ()
    if event.result in ("printed", "sent"):
        return show(state, s.Done(screen.given, until=now + lasts(state, s.Done)), now), ()
    doubtful = event.result == "uncertain"
    untouched = event.untouched and not doubtful
    if isinstance(screen, s.NoPaper):  # it only tells why; the screen is up already
        screen = replace(screen, reason=event.reason, doubtful=doubtful, untouched=untouched, can_print=False)
        return replace(state, screen=screen), ()
    until = now + lasts(state, s.NoPaper)
    return show(state, s.NoPaper(screen.given, event.reason, doubtful, until, untouched=untouched), now), ()


def _printer_is(state: State, event: s.PrinterIs, _now: float) -> Step:
    state = replace(state, printer=event.trouble)
    if isinstance(state.screen, s.NoPaper):
        can = state.screen.untouched and not event.trouble
        state = replace(state, screen=replace(state.screen, can_print=can))
    return state, ()


def _print_pressed(state: State, _event: s.PrintPressed, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, s.NoPaper) or not screen.can_print:
        return state, ()
    return show(state, s.Printing(screen.given, since=now), now), (_print(screen.given, state.language),)


HANDLERS: dict[type[s.Input], Handler] = {
    s.ServicesCame: _services_came,
    s.ServicesFailed: _services_failed,
    s.ServicesAged: _services_aged,
    s.BandsAre: _bands_are,
    s.QueueChanged: _queue_changed,
    s.TicketTaken: _ticket_taken,
    s.TicketRefused: _ticket_refused,
    s.TicketUnanswered: _ticket_unanswered,
    s.PaperFared: _paper_fared,
    s.PrinterIs: _printer_is,
    s.PrintPressed: _print_pressed,
}
