"""Pure: what a customer's phone says in each state of the ticket."""

from __future__ import annotations

from dataclasses import dataclass

from kit import wire
from kit.language import Catalog, pick


@dataclass(frozen=True)
class PhoneScreen:
    """The words of one state. `mood` is waiting, called, serving or ended; `where` the counter, if there is one."""

    mood: str
    title: str
    heading: str
    where: str = ""
    way: str = ""
    lines: tuple[str, ...] = ()

    @property
    def spoken(self) -> str:
        """The whole in one sentence, for who cannot see it."""
        return " ".join(filter(None, (self.heading, self.where, self.way)))


def phone_words(told: wire.PhoneTicket, words: Catalog, default: str) -> PhoneScreen:
    """A ticket's state in words. `default` is the language for a counter's name that has none in this one."""
    where = pick(told.counter_name, words.language.code, default) or (told.counter or "")
    if told.state == "called":
        return PhoneScreen(
            "called",
            f"{told.number} · {where}",
            words.text("It is your turn. Please go to"),
            where,
            _way(told.direction, words),
        )
    if told.state == "serving":
        return PhoneScreen("serving", told.number, words.text("You are at"), where)
    if told.state == "waiting":
        return _waiting(told, words)
    return _ended(told, words)


def _way(direction: str, words: Catalog) -> str:
    if direction == "left":
        return words.text("on your left")
    if direction == "right":
        return words.text("on your right")
    return words.text("straight ahead") if direction == "straight" else ""


def _waiting(told: wire.PhoneTicket, words: Catalog) -> PhoneScreen:
    heading = words.plural("{n} person ahead of you", "{n} people ahead of you", told.ahead)
    if told.ahead == 0:
        heading = words.text("You are next.")
    lines = (
        words.text("This page tells you when it is your turn. You may wait outside."),
        words.text("Numbers are not always called in order."),
    )
    return PhoneScreen("waiting", f"{told.number} · {heading}", heading, lines=lines)


def _ended(told: wire.PhoneTicket, words: Catalog) -> PhoneScreen:
    if told.state == "finished":
        return PhoneScreen("ended", told.number, words.text("Thank you for coming."))
    ask = (words.text("Please ask at the desk. They will help you."),)
    if told.state == "no_show":
        heading = words.text("We called your number, but did not find you.")
        return PhoneScreen("ended", told.number, heading, lines=ask)
    return PhoneScreen("ended", told.number, words.text("This ticket is no longer in the queue."), lines=ask)
