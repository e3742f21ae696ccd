"""Reports: figures of business days, and nothing about anybody. Times are whole seconds, null where nobody counts."""

from __future__ import annotations

from datetime import date

from kit.wire.values import Told


class Waited(Told):
    """How long those who were called (`count`) waited until their first call; P80: four of five waited no longer."""

    count: int
    median_s: int | None
    p80_s: int | None
    p95_s: int | None
    mean_s: int | None


class ServedFor(Told):
    """How long those who were served (`count`) were at the counter."""

    count: int
    median_s: int | None
    mean_s: int | None


class Satisfaction(Told):
    """How satisfied those who said so (`count`) were, 1 to 5."""

    count: int
    mean: float | None


class Figures(Told):
    """What is counted of some tickets: each one `taken` is in exactly one of the six after it.

    `left` by the customer, `cancelled` by staff, `day_end`: ended by the day's end. `promises` are those that can be
    judged: of who was called, and of who went uncalled after the promised time.
    """

    taken: int
    served: int
    left: int
    cancelled: int
    no_shows: int
    day_end: int
    still_here: int
    wait: Waited
    service_time: ServedFor
    promises: int
    promises_kept: int
    csat: Satisfaction


class ServiceFigures(Figures):
    """The figures of one service."""

    service: str


class DayFigures(Figures):
    """The figures of one business day, all services together and each."""

    day: date
    services: list[ServiceFigures]


class Report(Told):
    """The figures of the business days `first` to `last`; days and services without a ticket are left out."""

    first: date
    last: date
    total: Figures
    services: list[ServiceFigures]
    days: list[DayFigures]
