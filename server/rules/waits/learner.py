"""Learns from what happens at a site, in the order of its log, and says how long a wait will be (pure).

Times are seconds, of any beginning, whose remainder by 86,400 is the local time of day.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from server.rules.order import Order, parse_order
from server.rules.waits.calibration import Calibration, size_of
from server.rules.waits.hall import Ahead, AheadAt, Hall, Person, person
from server.rules.waits.prediction import Basis, Prediction
from server.rules.waits.recent import Average, Recent
from server.rules.waits.staffing import DAY_S, Staffing, Trust

_FIRST_GUESS_S = 300.0  # how long somebody is served, before anybody was
_LIKELY = (
    0.6  # of the time until a booked one, the share that the queue must last for somebody to wait until then
)
_GONE = 200  # so many who have left are remembered, in case their going is undone


@dataclass
class _Handling:
    """How long the counters were busy with a ticket, no-shows included."""

    mean: Average = field(default_factory=lambda: Average(500))
    square: Average = field(default_factory=lambda: Average(500))
    last: Recent = field(default_factory=lambda: Recent(300))

    def add(self, seconds: float) -> None:
        self.mean.add(seconds)
        self.square.add(seconds * seconds)
        self.last.add(seconds)


@dataclass(frozen=True)
class Waited:
    """A wait that has ended with a call: what had been predicted, and what it was, in seconds."""

    prediction: Prediction
    actual_s: float


class Learner:
    """One site's estimator: fed with happenings in time order, asked for predictions in between.

    What it keeps is bounded by the people in the hall, the services and fixed windows. A ticket it has not heard of is
    ignored, so it may begin anywhere in a log.
    """

    def __init__(self, order: Order | None = None) -> None:
        self.hall = Hall(order or parse_order("priority cap=45m"))
        self._staffing = Staffing()
        self._trust = Trust()
        self._calibration = Calibration()
        self._services: dict[str, _Handling] = {}
        self._every = _Handling()
        self._promised: dict[str, tuple[Person, Prediction]] = {}
        self._gone: OrderedDict[str, Person] = OrderedDict()
        self._issued = 0

    @property
    def samples(self) -> int:
        """How many waits it has learnt from."""
        return self._calibration.samples

    def predict(
        self,
        service: str,
        queue_class: str,
        ahead: Ahead,
        open_counters: int,
        now_s: float,
        due_s: float | None = None,
    ) -> Prediction:
        """The wait of a ticket taken now; changes nothing.

        `ahead`: those who would be called before: service -> how many, or what the method `ahead` gives, which is
        better; `open_counters`: those that serve the service; `due_s`: an appointment's booked time.
        """
        newcomer = person(service, queue_class, now_s, due_s, self._issued + 1)
        plain_s, usual_s = self._raw(newcomer, ahead if callable(ahead) else _always(ahead), open_counters)
        raw_s = self._between(plain_s, usual_s)
        one_s = self._one_s / (open_counters or self._staffing.typical)
        basis = Basis(
            raw_s=raw_s,
            plain_s=plain_s,
            usual_s=usual_s,
            # The error of a sum of service times grows with the root of how many there are.
            scale_s=math.sqrt(one_s * (raw_s + one_s / 2)),
            kind="early" if newcomer.early_s else queue_class,
            size=size_of(raw_s, one_s),
            hour=int(now_s % DAY_S // 3600),
        )
        return self._calibration.predict(basis)

    def ahead(
        self,
        service: str,
        queue_class: str,
        now_s: float,
        due_s: float | None = None,
        among: Collection[str] | None = None,
    ) -> AheadAt:
        """Who would be called before a ticket taken now, for `predict`; `among`: see `Hall.ahead`."""
        return self.hall.ahead(person(service, queue_class, now_s, due_s, self._issued + 1), among)

    def estimated(self, basis: Basis) -> Prediction:
        """What this basis, kept from when a ticket was taken, gives now."""
        return self._calibration.predict(basis)

    def opened(self, counters: int, at_s: float) -> None:
        """So many counters are open from now on."""
        self._pass_to(at_s)
        self._staffing.set_open(counters)

    def issued(
        self,
        ticket: str,
        service: str,
        queue_class: str,
        at_s: float,
        due_s: float | None = None,
        prediction: Prediction | None = None,
    ) -> Prediction:
        """A ticket was taken. Returns what is predicted for it: `prediction`, or one made here and now.

        One made here takes every counter for one that serves everything.
        """
        self._pass_to(at_s)
        self._issued += 1
        newcomer = person(service, queue_class, at_s, due_s, self._issued)
        if prediction is None:
            ahead, counters = self.hall.ahead(newcomer), self._staffing.open
            prediction = self.predict(service, queue_class, ahead, counters, at_s, due_s)
        self.hall.waiting[ticket] = newcomer
        self._promised[ticket] = (newcomer, prediction)
        return prediction

    def handed_in(self, ticket: str, service: str, queue_class: str, at_s: float, issued_s: float) -> None:
        """Somebody has waited since `issued_s`, which was not known until now, and was promised nothing."""
        self._pass_to(at_s)
        self._issued += 1
        self.hall.waiting[ticket] = person(service, queue_class, issued_s, None, self._issued)

    def called(self, ticket: str, at_s: float) -> Waited | None:
        """A ticket was called. Returns its wait at its first call, None when there was none or none is known."""
        self._pass_to(at_s)
        who = self.hall.waiting.pop(ticket, None) or self._gone.pop(ticket, None)
        if who is None:
            return None
        self.hall.serving[ticket] = (who, at_s)
        promise = self._promised.pop(ticket, None)
        if promise is None or at_s <= promise[0].issued_s:
            return None
        waited = Waited(promise[1], at_s - promise[0].issued_s)
        basis = waited.prediction.basis
        if basis.plain_s != basis.usual_s:
            self._trust.learn(basis.plain_s, basis.usual_s, waited.actual_s)
        self._calibration.learn(waited.prediction, waited.actual_s, len(self.hall.waiting))
        return waited

    def ended(self, ticket: str, at_s: float) -> None:
        """A ticket ended, however: finished, no-show or cancelled, called or not."""
        self._pass_to(at_s)
        who = self._served(ticket, at_s) or self.hall.waiting.pop(ticket, None)
        self._promised.pop(ticket, None)
        if who is not None:
            self._put_by(ticket, who)

    def held(self, ticket: str, at_s: float) -> None:
        """A ticket was set aside: its wait is no longer one that others can be compared with."""
        self.ended(ticket, at_s)

    def resumed(self, ticket: str, at_s: float) -> None:
        """A ticket that was held, or had ended, waits again at its old place."""
        self._pass_to(at_s)
        who = self._gone.pop(ticket, None)
        if who is not None:
            self.hall.waiting[ticket] = who

    def returned(self, ticket: str, at_s: float) -> None:
        """A call was a slip: the ticket waits again, and what it took at the counter was no handling."""
        if ticket in self.hall.serving:
            self._pass_to(at_s)
            self.hall.waiting[ticket] = self.hall.serving.pop(ticket)[0]
        else:
            self.resumed(ticket, at_s)

    def transferred(self, ticket: str, service: str, at_s: float) -> None:
        """A ticket waits for another service now, at its old place."""
        self._pass_to(at_s)
        waiting = self.hall.waiting.pop(ticket, None)
        if waiting is not None:
            self._promised.pop(ticket, None)  # it was made for the other service
        who = waiting or self._served(ticket, at_s) or self._gone.pop(ticket, None)
        if who is not None:
            self.hall.waiting[ticket] = replace(who, waits_for=service)

    def ended_day(self, at_s: float) -> None:
        """The business day is over: nobody waits any more, nothing is open."""
        self._pass_to(at_s)
        self._staffing.end_day()
        for kept in (self.hall.waiting, self.hall.serving, self._promised, self._gone):
            kept.clear()

    def _pass_to(self, at_s: float) -> None:
        self._staffing.pass_to(at_s, somebody_waits=bool(self.hall.waiting))

    def _served(self, ticket: str, at_s: float) -> Person | None:
        """Take a ticket from its counter, and learn how long that was busy with it."""
        who, since_s = self.hall.serving.pop(ticket, (None, at_s))
        if who is not None and at_s >= since_s:  # a clock that was set back says nothing
            self._every.add(at_s - since_s)
            self._services.setdefault(who.waits_for, _Handling()).add(at_s - since_s)
        return who

    def _put_by(self, ticket: str, who: Person) -> None:
        self._gone[ticket] = who
        if len(self._gone) > _GONE:
            self._gone.popitem(last=False)

    @property
    def _one_s(self) -> float:
        """How long a counter is busy with one ticket of any service."""
        return max(self._every.mean.mean if self._every.mean.count else _FIRST_GUESS_S, 1.0)

    def _mean_s(self, service: str) -> float:
        """The same for one service; a service seldom seen is taken to be like the others."""
        known = self._services.get(service)
        if known is None:
            return self._one_s
        count = known.mean.count
        return (known.mean.mean * count + self._one_s * 3) / (count + 3)

    def _work_s(self, ahead: Mapping[str, int]) -> float:
        return sum(self._mean_s(service) * count for service, count in ahead.items())

    def _usual_rest_s(self) -> float:
        """What is left, on average, of a service met at any moment: E[S²] / 2E[S]."""
        every = self._every
        return every.square.mean / (2 * self._one_s) if every.mean.count else 0.7 * self._one_s

    def _rest_s(self, now_s: float) -> float | None:
        """What is left, on average, of those now being served, given how long each has been already; None: nobody."""
        rests = []
        for who, since_s in self.hall.serving.values():
            known = self._services.get(who.waits_for)
            count, together_s = known.last.beyond(now_s - since_s) if known else (0, 0.0)
            rests.append((together_s + 3 * 0.8 * self._mean_s(who.waits_for)) / (count + 3))
        return sum(rests) / len(rests) if rests else None

    def _raw(self, who: Person, ahead: AheadAt, counters: int) -> tuple[float, float]:
        """The work ahead over the counters that do it, if they stay as many and if they follow their usual course.

        Who is ahead is asked for at the moment at which the newcomer is expected to be called, found by repeating.
        """
        now_s = who.issued_s
        idle = counters > 0 and len(self.hall.serving) < self._staffing.open
        if idle and not any(ahead(now_s).values()):
            return 0.0, 0.0
        found = self._through(self._work_s(ahead(now_s)), counters, now_s)
        if who.early_s and self._between(*found) >= _LIKELY * who.early_s:
            raw_s = self._booked(who, ahead, counters)
            return raw_s, raw_s
        for _ in range(0 if who.early_s else 2):
            found = self._through(self._work_s(ahead(now_s + self._between(*found))), counters, now_s)
        return found

    def _booked(self, who: Person, ahead: AheadAt, counters: int) -> float:
        """The same for an appointment that will probably wait until its time: then it joins the top tier."""
        speed = counters or self._staffing.typical
        raw_s = who.early_s
        for _ in range(3):
            left_s = max(0.0, self._work_s(ahead(who.issued_s + raw_s)) - speed * who.early_s)
            raw_s = who.early_s + (left_s + self._usual_rest_s()) / speed
        return raw_s

    def _through(self, work_s: float, counters: int, now_s: float) -> tuple[float, float]:
        """How long it takes until a counter is free for somebody who has so much work ahead.

        Until then the counters do that work and finish what they have begun, and when one of them is free, the others
        are in the middle of something again.
        """
        usual_s, rest_s = self._usual_rest_s(), self._rest_s(now_s)
        if rest_s is None:
            work_s += usual_s
        else:
            busy = max(1, counters)
            work_s = max(work_s + busy * rest_s - (busy - 1) * usual_s, work_s / 2 + rest_s / busy)
        return self._staffing.durations(work_s, counters, now_s)

    def _between(self, plain_s: float, usual_s: float) -> float:
        return plain_s + self._trust.share * (usual_s - plain_s)


def _always(ahead: Mapping[str, int]) -> AheadAt:
    return lambda _moment_s: ahead
