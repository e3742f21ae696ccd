"""Pure: a ticket -> its lines, from top to bottom. What stands on the paper and in which order is decided here."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

from kit.language import about_wait, catalog, clock, day
from kit.language.table import Direction
from printer.ticket import PaperTicket

Role = Literal["mark", "place", "service", "ahead", "wait", "note", "date", "thanks"]


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence, to be centred; its role decides how large, and it may take several lines of paper."""

    text: str
    role: Role
    direction: Direction = "ltr"


@dataclass(frozen=True, slots=True)
class Number:
    """The ticket's number, as big as the paper allows."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code with its quiet zone."""

    data: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line across the paper."""


@dataclass(frozen=True, slots=True)
class Space:
    """Empty paper, in dots of 1/8 mm."""

    dots: int


@dataclass(frozen=True, slots=True)
class CutOff:
    """The end: feed out, and cut where there is a cutter."""


Line = Text | Number | Code | Rule | Space | CutOff


def lay_out(ticket: PaperTicket) -> list[Line]:
    """Place, service, number, people ahead and about how long or that no counter is open, QR code, date, thanks.

    Nothing else: paper is small and read at arm's length.
    """
    speak = catalog(ticket.language)
    direction = speak.language.direction

    def text(words: str, role: Role) -> Text:
        return Text(_printable(words), role, direction)

    lines: list[Line] = []
    if ticket.is_copy:
        lines += [text(speak.text("COPY"), "mark"), Space(8)]
    lines += [text(ticket.site, "place"), Space(16), text(ticket.service, "service"), Space(34)]
    lines += [Number(ticket.number), Space(28), text(_ahead(ticket), "ahead")]
    if wait := speak.text("No counter open now") if ticket.unserved else _wait(ticket):
        lines.append(text(wait, "wait"))
    if ticket.url is not None:
        lines += [Space(4), Code(ticket.url)]
        lines += [text(_phones(ticket), "note")]
    lines += [Space(16), Rule(), Space(14)]
    lines += [
        text(_moment(ticket), "date"),
        Space(6),
        text(speak.text("Thank you for coming."), "thanks"),
        CutOff(),
    ]
    return lines


def _moment(ticket: PaperTicket) -> str:
    told = ticket.issued_at, ticket.language, ticket.timezone
    return f"{day(*told)} · {clock(*told)}"


def _ahead(ticket: PaperTicket) -> str:
    speak = catalog(ticket.language)
    if ticket.due_at is not None:
        time = clock(ticket.due_at, ticket.language, ticket.timezone)
        return speak.text("Your appointment: {time}", time=time)
    if ticket.ahead is None:
        return speak.text("We will call your number.")
    if ticket.ahead == 0:
        return speak.text("No one ahead of you")
    return speak.plural("{n} person ahead of you", "{n} people ahead of you", ticket.ahead)


def _phones(ticket: PaperTicket) -> str:
    speak = catalog(ticket.language)
    if ticket.offline:
        return speak.text("The code works as soon as we are connected again.")
    return speak.text("Scan to follow your turn. You may wait outside.")


def _wait(ticket: PaperTicket) -> str:
    if ticket.wait is None:
        return ""
    return about_wait(ticket.wait.low_s, ticket.wait.high_s, catalog(ticket.language))


def _printable(words: str) -> str:
    """Composed letters, plain spaces, and nothing that a printer would take for a command."""
    composed = unicodedata.normalize("NFC", words)
    spaced = "".join(" " if unicodedata.category(c) in ("Zs", "Zl", "Zp", "Cc") else c for c in composed)
    return " ".join(spaced.split())
