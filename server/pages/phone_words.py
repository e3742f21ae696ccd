"""Pure: what a customer's phone says in each state of the ticket."""

from __future__ import annotations

from dataclasses import dataclass

from kit import wire
from kit.language import Catalog, about_wait, pick


@dataclass(frozen=True)
class PhoneScreen:
    """The words of one state. `mood` is waiting, called, serving or ended; `where` the counter, if there is one.

    `wait` is about how long it will take; `notice` what is not as it should be: the service is paused, no counter
    that serves it is open, or it takes longer than was said.
    """

    mood: str
    title: str
    heading: str
    where: str = ""
    way: str = ""
    wait: str = ""
    notice: str = ""
    lines: tuple[str, ...] = ()

    @property
    def spoken(self) -> str:
        """The whole in one sentence, for who cannot see it."""
        return " ".join(filter(None, (self.heading, self.where, self.way, self.wait, self.notice)))


# How wide a letter of the bold face is, in hundredths of its size; generous, so that no number touches the edge.
_WIDE = {"W": 98, "M": 90, "m": 95, "w": 85, "I": 46, "J": 56, "-": 44}
_LETTER, _DIGIT = 69, 61
_STEPS = (245, 280, 310, 350, 420, 520)


def fit(number: str) -> int:
    """Which of the style's sizes lets this number fill the line: 1, the largest, to 7, which may break."""
    width = sum(_DIGIT if each.isdecimal() else _WIDE.get(each, _LETTER) for each in number)
    width -= 2 * len(number)  # the tracking
    return 1 + sum(width > step for step in _STEPS)


def phone_words(
    told: wire.PhoneTicket,
    words: Catalog,
    default: str,
    *,
    late: bool = False,
    left: bool = False,
    served: bool = True,
    due: str = "",
) -> PhoneScreen:
    """A ticket's state in words. `default` is the language for a text of the site that has none in this one.

    `late`: it takes longer than was announced; `left`: the customer has said that they are leaving; `served`: an open
    counter has its service; `due`: the time of the appointment, if there is one.
    """
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
    notice = _notice(told, words, default, late=late, served=served)
    if told.state == "waiting":
        return _waiting(told, words, notice, due)
    if told.state == "held":
        return _held(told, words, notice)
    return _ended(told, words, left=left)


def _way(direction: str, words: Catalog) -> str:
    if direction == "left":
        return words.text("on your left")
    if direction == "right":
        return words.text("on your right")
    return words.text("straight ahead") if direction == "straight" else ""


def _notice(told: wire.PhoneTicket, words: Catalog, default: str, *, late: bool, served: bool) -> str:
    if told.paused:
        message = pick(told.message, words.language.code, default)
        return message or words.text("This service is paused just now. Your place is kept.")
    if not served and told.state == "waiting":
        return words.text("No counter is open for this at the moment.")
    return words.text("This is taking longer than we said. We are sorry.") if late else ""


def _waiting(told: wire.PhoneTicket, words: Catalog, notice: str, due: str) -> PhoneScreen:
    heading = words.plural("{n} person ahead of you", "{n} people ahead of you", told.ahead)
    if told.ahead == 0:
        heading = words.text("You are next.")
    lines = (
        *((words.text("Your appointment: {time}", time=due),) if due else ()),
        words.text("This page tells you when it is your turn. You may wait outside."),
        words.text("Numbers are not always called in order."),
    )
    wait = about(told.wait, words) if not told.paused else ""
    title = f"{told.number} · {heading}"
    return PhoneScreen("waiting", title, heading, wait=wait, notice=notice, lines=lines)


def about(wait: wire.Wait | None, words: Catalog) -> str:
    """How long it will take; empty while nobody can say."""
    return about_wait(wait.low_s, wait.high_s, words) if wait is not None else ""


def _held(told: wire.PhoneTicket, words: Catalog, notice: str) -> PhoneScreen:
    heading = words.text("Your place is kept.")
    line = words.text("Our staff have set your number aside for a moment. We will call you again.")
    return PhoneScreen("waiting", f"{told.number} · {heading}", heading, notice=notice, lines=(line,))


def _ended(told: wire.PhoneTicket, words: Catalog, *, left: bool) -> PhoneScreen:
    if told.state == "finished":
        return PhoneScreen("ended", told.number, words.text("Thank you for coming."))
    if left and told.state == "cancelled":
        heading = words.text("You have left the queue. Thank you for telling us.")
        return PhoneScreen("ended", told.number, heading)
    ask = (words.text("Please ask at the desk. They will help you."),)
    if told.state == "no_show":
        heading = words.text("We called your number, but did not find you.")
        return PhoneScreen("ended", told.number, heading, lines=ask)
    return PhoneScreen("ended", told.number, words.text("This ticket is no longer in the queue."), lines=ask)
