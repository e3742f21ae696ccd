"""How devices are, in words: for lists of devices, and as a line above the pages of whoever can look after them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from kit.language import Catalog, clock, sentence
from server.callers import Caller
from server.desk import Desk
from server.desk.branch import moment
from server.desk.restored import restored_today
from server.desk.upkeep import devices_in_need, needs_of, status_of
from server.desk.views import View
from server.pages.speech import fill, words_of
from server.rules.upkeep import Need

_NEEDS = {
    "paper_out": sentence("the paper is out"),
    "near_end": sentence("the paper is nearly out"),
    "cover_open": sentence("the printer's cover is open"),
    "offline": sentence("the printer does not answer"),
    "error": sentence("the printer has a fault"),
    "sound": sentence("the sound has a fault"),
    "away": sentence("not heard of for {n} min"),
}
_PAPER = {
    "ok": sentence("enough"),
    "near_end": sentence("nearly out"),
    "out": sentence("out"),
    "unknown": sentence("not known"),
}
_PRINTER = {
    "ok": sentence("ready"),
    "paper_out": sentence("the paper is out"),
    "cover_open": sentence("the printer's cover is open"),
    "offline": sentence("the printer does not answer"),
    "unknown": sentence("not known"),
}
RESTORED = sentence("The queue was restored at {time}.")
LOST = sentence("At {time} changes to the queue were lost.")
GONE = sentence("Not in it any more: {numbers}. Please ask who was there.")
UNKNOWN = sentence("What happened just before may be missing. Please ask who is here.")


@dataclass(frozen=True)
class Alert:
    """One line: which device, and what it needs."""

    device: str
    texts: list[str]
    urgent: bool


def alerts(view: View) -> list[Alert]:
    """What kiosks and lobby screens need somebody for, a line each, the urgent ones first."""
    words = words_of(view.branch)
    found = [
        Alert(
            each.name, [in_words(words, need) for need in each.needs], any(need.urgent for need in each.needs)
        )
        for each in devices_in_need(view)
    ]
    return sorted(found, key=lambda each: not each.urgent)


def restored_in_words(desk: Desk, caller: Caller) -> tuple[str, Markup] | None:
    """After a restore, for the rest of its business day: that it was, and what became of it. None on other days."""
    found = restored_today(desk, caller.site_id)
    if found is None:
        return None
    branch = desk.branch(caller.site_id)
    words = words_of(branch)
    time = clock(moment(found.at), words.language.code, branch.zone)
    said = words.text(RESTORED if found.backup else LOST, time=time)
    if not found.numbers:
        return said, escape(words.text(UNKNOWN))
    numbers = escape(words.text(", ")).join(Markup("<bdi>{}</bdi>").format(each) for each in found.numbers)
    return said, fill(words.text(GONE), numbers=numbers)


def in_words(words: Catalog, need: Need) -> str:
    """One thing that a device needs."""
    if need.kind == "unsent":
        return words.plural(
            "{n} ticket is still to be handed in", "{n} tickets are still to be handed in", need.count
        )
    if need.kind == "not_taken":
        return words.plural(
            "{n} ticket could not be put into the queue: ask who has it",
            "{n} tickets could not be put into the queue: ask who has them",
            need.count,
        )
    return words.text(_NEEDS[need.kind], n=need.count)


def needs_in_words(words: Catalog, row: Any, now: int) -> list[tuple[str, bool]]:
    """What a device needs, by its row; and whether it is urgent."""
    return [(in_words(words, each), each.urgent) for each in needs_of(row, now)]


def told_in_words(words: Catalog, row: Any) -> list[tuple[str, str]]:
    """What a device last told of itself, as far as people can do anything with it: labels and values."""
    status, found = status_of(row), []
    if row.role == "kiosk" and status:
        printer, paper = str(status.get("printer") or "unknown"), str(status.get("paper") or "unknown")
        known = _PRINTER.get(printer, sentence("the printer has a fault"))
        found.append((words.text("Printer"), words.text(known)))
        found.append((words.text("Paper"), words.text(_PAPER.get(paper, _PAPER["unknown"]))))
        found.append((words.text("Still to be handed in"), str(_number(status.get("unsent")) or 0)))
    if row.role == "display" and status:
        found.append((words.text("On the board"), str(status.get("showing") or words.text("no call"))))
        # A page is silent until somebody has tapped it: no fault, and nobody would know it otherwise.
        quiet = words.text("not turned on") if status.get("sound_on") is False else words.text("no trouble")
        # A program that was started without sound: somebody wished it so, and may have forgotten.
        quiet = words.text("switched off") if status.get("sound_off") is True else quiet
        found.append((words.text("Sound"), str(status.get("sound") or quiet)))
    if status.get("version"):
        found.append((words.text("Software"), str(status["version"])))
    degrees = _number(status.get("temperature_c"))
    if degrees is not None:
        found.append((words.text("Temperature"), words.text("{n} °C", n=round(degrees))))
    return found


def _number(value: object) -> float | int | None:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return value if known and isinstance(value, int | float) and abs(value) < 1e6 else None
