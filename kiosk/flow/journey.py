"""From the choice of a service to the wish for a ticket: what to bring, its questions, and the site's own question."""

from __future__ import annotations

from dataclasses import replace

from kiosk import state as s
from kiosk.flow.moves import Handler, Step, go, no_number, offline, settled, show
from kiosk.flow.times import lasts
from kiosk.state import State
from kit import wire

Place = s.Start | s.Group


def begin(state: State, wish: s.Pending, came: Place, now: float) -> Step:
    """The first screen after the choice that has something to say or to ask; the wish itself where none has."""
    if _tells(state, wish):
        return go(state, s.About(wish, came), now), ()
    return _ask(state, wish, came, now)


def _ask(state: State, wish: s.Pending, came: Place, now: float) -> Step:
    if len(wish.answers) < len(_questions(state, wish)):
        return go(state, s.Questions(wish, came), now), ()
    if state.services is not None and state.services.site.priority == "ask":
        return go(state, s.Asking(wish, came), now), ()
    return _take(state, wish, came, now)


def _take(state: State, wish: s.Pending, came: Place, now: float) -> Step:
    """The wish goes to the server; while it is known to be away, to this kiosk's own numbers."""
    if no_number(state, wish.service):
        return go(state, s.Refused(wish.service, "band", until=now + lasts(state, s.Refused)), now), ()
    if offline(state):
        taking = s.Taking(wish, since=now, came=came, asking=False, offline=True)
        return go(state, taking, now), (s.TakeOffline(wish),)
    return go(state, s.Taking(wish, since=now, came=came), now), (s.TakeTicket(wish),)


def before(state: State) -> s.Screen | None:
    """One step back from where the customer is on this way, None elsewhere."""
    screen = state.screen
    if isinstance(screen, s.About):
        return settled(state, screen.came)
    if not isinstance(screen, s.Questions | s.Asking):
        return None
    wish, came = screen.wish, screen.came
    if wish.answers:
        return s.Questions(replace(wish, answers=wish.answers[:-1]), came)
    if _tells(state, wish):
        return s.About(wish, came)
    return settled(state, came)


def checked(state: State, old: wire.Services | None, now: float) -> State:
    """The same after the server has told of its services anew: nobody is asked what the service no longer asks."""
    screen = state.screen
    if not isinstance(screen, s.About | s.Questions | s.Asking):
        return state
    code = screen.wish.service
    service = state.service(code)
    if service is None:
        return show(state, s.Refused(code, "closed", until=now + lasts(state, s.Refused)), now)
    known = {each.code: each for each in (old.services if old is not None else [])}.get(code)
    if known is not None and (known.questions, known.faq) == (service.questions, service.faq):
        return state
    return show(state, settled(state, screen.came), now)


def _tells(state: State, wish: s.Pending) -> bool:
    service = state.service(wish.service)
    return service is not None and bool(service.faq or any(service.bring.values()))


def _questions(state: State, wish: s.Pending) -> list[wire.AskedQuestion]:
    service = state.service(wish.service)
    return service.questions if service is not None else []


def _take_pressed(state: State, _event: s.TakePressed, now: float) -> Step:
    if not isinstance(state.screen, s.About):
        return state, ()
    return _ask(state, state.screen.wish, state.screen.came, now)


def _question_opened(state: State, event: s.QuestionOpened, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, s.About) or event.place is screen.answer is None:
        return state, ()
    service = state.service(screen.wish.service)
    if event.place is not None and not (service and 0 <= event.place < len(service.faq)):
        return state, ()
    if event.place is None:
        shown = replace(screen, answer=None, page=screen.before, before=0)
    else:
        page = screen.page if screen.answer is None else screen.before
        shown = replace(screen, answer=event.place, page=0, before=page)
    return replace(state, screen=shown, touched_at=now), ()


def _answer_chosen(state: State, event: s.AnswerChosen, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, s.Questions):
        return state, ()
    asked = _questions(state, screen.wish)[screen.number : screen.number + 1]
    if event.place is not None and not any(0 <= event.place < len(each.answers) for each in asked):
        return state, ()
    answers = (*screen.wish.answers, event.place)
    return _ask(state, replace(screen.wish, answers=answers), screen.came, now)


def _answered(state: State, event: s.Answered, now: float) -> Step:
    screen = state.screen
    if not isinstance(screen, s.Asking):
        return state, ()
    return _take(state, replace(screen.wish, priority=event.sooner), screen.came, now)


HANDLERS: dict[type[s.Input], Handler] = {
    s.TakePressed: _take_pressed,
    s.QuestionOpened: _question_opened,
    s.AnswerChosen: _answer_chosen,
    s.Answered: _answered,
}
