"""What is asked for with a new ticket, found right and made ready: its service, class, place and person."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from kit import wire
from server.desk.change import Change
from server.desk.line import line_time
from server.problems import Conflict, Invalid
from server.sitefile import Question, Service


@dataclass(frozen=True)
class Entry:
    """A newcomer. `place_at` and `due_at` in ms; `person` holds columns of `people`, empty when nothing was told."""

    service: str
    language: str
    queue_class: str
    place_at: int
    due_at: int | None = None
    needs: tuple[str, ...] = ()
    person: dict[str, Any] = field(default_factory=dict)
    expected: bool = False  # has an appointment: the day's limit is for those who have none


def entry_of(change: Change, asked: wire.TakeTicket) -> Entry:
    """The newcomer who asks for a standard or priority ticket.

    Raises Invalid (service, language, priority, answers), Conflict (closed, paused).
    """
    service = known_service(change, asked.service)
    language = known_language(change, asked.language)
    queue_class = _queue_class(change, asked)
    answers, needs = _answered(change, service, asked)
    _must_be_open(change, service)
    return Entry(
        service=service.code,
        language=language,
        queue_class=queue_class,
        place_at=newest_place(change),
        needs=needs,
        person=person_values(asked, answers, needs),
    )


def newest_place(change: Change) -> int:
    """The end of the line: now, and never before who came last, whatever the clock does."""
    return line_time(change.now, change.last_place)


def known_service(change: Change, code: str | None) -> Service:
    """The service. Raises Invalid."""
    if code is None:
        raise Invalid("Which service? The field is missing.", "service")
    found = change.branch.services.get(code)
    if found is None:
        raise Invalid(f"There is no service '{code}'.", "service")
    return found


def known_language(change: Change, code: str | None) -> str:
    """The customer's language, by default the site's first. Raises Invalid."""
    languages = change.branch.site.languages
    if code is not None and code not in languages:
        raise Invalid(f"'{code}' is not one of this site's languages.", "language")
    return code or languages[0]


def _queue_class(change: Change, asked: wire.TakeTicket) -> str:
    if not asked.priority:
        return "standard"
    allowed = change.branch.site.priority
    if allowed == "none":
        raise Invalid("This site gives no priority.", "priority")
    if allowed == "staff" and not change.caller.is_staff:
        raise Invalid("Here only staff give priority.", "priority")
    return "priority"


def _must_be_open(change: Change, service: Service) -> None:
    if change.floor.pause(service.code, change.now) is not None:
        raise Conflict(f"Service {service.code} is paused.", "paused")
    if not change.branch.opening(service.code, change.now).open:
        raise Conflict(f"Service {service.code} is closed now.", "closed")


def person_values(
    asked: wire.TakeTicket | wire.CheckIn, answers: list[int | None], needs: tuple[str, ...]
) -> dict[str, Any]:
    """What is kept of the person, as columns of `people`; empty when nothing was told."""
    told = {
        "name": (asked.name or "").strip() or None,
        "phone": (getattr(asked, "phone", None) or "").strip() or None,
        "note": (getattr(asked, "note", None) or "").strip() or None,
        "answers": json.dumps(answers) if any(each is not None for each in answers) else None,
        "needs": json.dumps(needs) if needs else None,
    }
    if not any(told.values()):
        return {}
    return {**told, "consent": bool(getattr(asked, "consent", False) and told["name"])}


def _answered(
    change: Change, service: Service, asked: wire.TakeTicket
) -> tuple[list[int | None], tuple[str, ...]]:
    return answered(change.branch.site.counters, service, asked.answers, asked.needs)


def answered(
    counters: Any, service: Service, given: list[int | str | None], asked_needs: list[str]
) -> tuple[list[int | None], tuple[str, ...]]:
    """The answers as places in each question's list, and the needs that follow: a question's first answer is the yes.

    Raises Invalid when there are more answers than questions, for an answer that is not offered, or for a need that no
    counter knows.
    """
    if len(given) > len(service.questions):
        count = len(service.questions)
        raise Invalid(f"Service {service.code} has {count} questions, not {len(given)}.", "answers")
    chosen = [_chosen(question, answer) for question, answer in zip(service.questions, given, strict=False)]
    known = {feature for counter in counters for feature in counter.features}
    for need in asked_needs:
        if need not in known:
            raise Invalid(f"No counter here has '{need}'.", "needs")
    needs = {
        question.need
        for question, answer in zip(service.questions, chosen, strict=False)
        if question.need and answer == 0
    }
    return chosen, tuple(sorted(needs | set(asked_needs)))


def _chosen(question: Question, answer: int | str | None) -> int | None:
    if answer is None:
        return None
    for place, texts in enumerate(question.answers):
        if answer == place or answer in texts.values():
            return place
    raise Invalid(f"'{answer}' is not one of the answers offered.", "answers")
