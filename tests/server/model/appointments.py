"""People who are expected: booked, moved and cancelled, checked in by a code or by name and phone, or missed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from nextplease_model import told
from nextplease_model.parts import SERVICES, Ticket, day_of, rfc3339
from nextplease_model.world import Told, World

EARLY, LATE = 30 * 60_000, 15 * 60_000
PEOPLE = (("Ana García", "600123456"), ("Ana Torres", "611123456"), ("فاطمة", "٠٥٠١٢٣٤٥٦٧"), (None, None))
GREETED = {"Ana García": "Ana", "Ana Torres": "Ana", "فاطمة": "فاطمة", "Eva": "Eva"}
# What is typed at the kiosk, and whom it fits.
TYPED = {
    ("ana garcia", "456"): (0,),
    ("TORRES, Ana", "3456"): (1,),
    ("Ana", "456"): (0, 1),
    ("فاطمه", "4567"): (2,),
    ("Ana", "999"): (),
}
# When the appointment is, in minutes from now: around every limit, over nights, and over already.
MINUTES = (0, 0, 10, 29, 31, 45, -14, -16, 900, 1440, -1500)
PICK = st.integers(0, 40)
WHO = st.sampled_from(["kiosk", "other", "clerk"])
MORE = st.fixed_dictionaries({}, optional={"language": st.just("es"), "needs": st.just(["lift"])})


@dataclass(eq=False)
class Booked:
    """One appointment; times in ms."""

    service: str
    due: int
    name: str | None = None
    phone: str | None = None
    note: str | None = None
    language: str | None = None
    source: str | None = None
    code: str = ""
    state: str = "booked"
    ticket: Ticket | None = None
    id: str = ""

    @property
    def day(self) -> str:
        """Its business day."""
        return day_of(self.due)

    def told(self) -> dict[str, Any]:
        """As staff are told it."""
        known = {"at": rfc3339(self.due), "ticket": self.ticket and self.ticket.id}
        found = {
            name: value for name, value in asdict(self).items() if name not in {"due", "source", "ticket"}
        }
        return {name: value for name, value in (found | known).items() if name not in {"id", "code"} or value}


# ---------------------------------------------------------------- what should come of it


def book(world: World, asked: Booked) -> Told:
    """A new one, or the same entry of another calendar as it is now."""
    if asked.service not in SERVICES or asked.day < world.day:
        return 422, None
    known = next((each for each in world.booked if asked.source and each.source == asked.source), None)
    taken = any(each.code == asked.code for each in world.booked if asked.code and each is not known)
    if known is None and not taken:
        world.booked.append(asked)
        world.log.append(("appointment.booked", None))
        return 201, asked
    return (409, "code_taken") if known is None else bring_up_to_date(world, known, asked, taken=taken)


def bring_up_to_date(world: World, known: Booked, asked: Booked, *, taken: bool) -> Told:
    """What is not said stays; who is here is not moved; what was cancelled comes back only when it is moved."""
    names = ("service", "due", "name", "phone", "note", "language", "code")
    new = {name: getattr(asked, name) for name in names if getattr(asked, name)}
    new = {name: value for name, value in new.items() if value != getattr(known, name)}
    if "code" in new and taken:
        return 409, "code_taken"
    if not new or (known.state == "cancelled" and not new.keys() & {"service", "due"}):
        return 200, known
    if known.state == "arrived":
        return 409, "arrived"
    for name, value in new.items():
        setattr(known, name, value)
    known.state = "booked"
    world.log.append(("appointment.changed", None))
    return 200, known


def cancel(world: World, booked: Booked) -> Told:
    """Nobody is expected any more."""
    if booked.state != "booked":
        return 409, booked.state
    booked.state = "cancelled"
    world.log.append(("appointment.cancelled", None))
    return 200, booked


def meant(world: World, typed: tuple[str, str]) -> Booked | Told:
    """Whose appointment of today it is."""
    who = [PEOPLE[each] for each in TYPED[typed]]
    fit = [each for each in world.booked if each.day == world.day and (each.name, each.phone) in who]
    if not fit:
        return 404, "not_found"
    if len({each.name for each in fit}) > 1:
        return 409, "ambiguous"
    expected = [each for each in fit if each.state == "booked"] or fit
    return min(expected, key=lambda each: (abs(each.due - world.now), each.due))


def why_not(world: World, booked: Booked) -> str | None:
    """Why the customer cannot check in now."""
    if booked.state in {"arrived", "cancelled"}:
        return booked.state
    if booked.state == "missed" or booked.day != world.day:
        return "other_day"
    begins = booked.due - (booked.due - 4 * 3_600_000) % 86_400_000
    return "too_early" if world.now < max(booked.due - EARLY, begins) else None


def check_in(world: World, booked: Booked, who: str, more: dict[str, Any]) -> Told:
    """The ticket: in time at the booked place, late at the end of the line."""
    why = why_not(world, booked)
    if why is not None:
        return 409, why
    late = world.now - booked.due > LATE
    person = dict(more, name=more.get("name") or booked.name, phone=booked.phone)
    person["note"] = "\n".join(each for each in (booked.note, more.get("note")) if each)
    person["language"] = more.get("language") or booked.language or "en"
    world.newest = max(world.newest, world.now) if late else world.newest
    found = world.issue(booked.service, None if who == "clerk" else who, person)
    if not late:
        found.queue_class, found.place, found.due = "appointment", booked.due, booked.due
    booked.state, booked.ticket = "arrived", found
    world.log.append(("appointment.arrived", None))
    return 201, found


# ---------------------------------------------------------------- what is done


class Appointments:
    """Rules for the machine."""

    world: World
    everybody: dict[str, Any]
    post: Any

    def expected(self, pick: int) -> Booked:
        """One of the newest appointments."""
        found: Booked = self.world.booked[-1 - pick % min(len(self.world.booked), 8)]
        return found

    @rule(
        service=st.sampled_from(["A", "A", "B", "C", "Z"]),
        minutes=st.sampled_from(MINUTES),
        person=st.sampled_from(PEOPLE),
        more=st.fixed_dictionaries(
            {},
            optional={
                "language": st.sampled_from(["es", "ar"]),
                "note": st.just("Needs the form."),
                "source": st.sampled_from(["entry 1", "entry 2"]),
                "code": st.sampled_from(["MINE1", "MINE2"]),
            },
        ),
    )
    def book(
        self, service: str, minutes: int, person: tuple[str | None, str | None], more: dict[str, Any]
    ) -> None:
        """Somebody is expected; the same entry of another calendar again is the same appointment."""
        asked = Booked(service, self.world.now + minutes * 60_000, *person, **more)
        body = {"service": service, "at": rfc3339(asked.due), "name": person[0], "phone": person[1], **more}
        status, what = book(self.world, asked)
        wanted = what.told() if status < 300 else what
        answer = self.post("clerk", "/appointments", body, (status, wanted))
        if status < 300:
            what.id, what.code = answer.json["id"], answer.json["code"]

    @precondition(lambda self: self.world.booked)
    @rule(pick=PICK)
    def cancel_appointment(self, pick: int) -> None:
        """Once only, and only while it is expected."""
        booked = self.expected(pick)
        status, what = cancel(self.world, booked)
        wanted = what.told() if status == 200 else what
        self.post("clerk", f"/appointments/{booked.id}/cancel", None, (status, wanted))

    @precondition(lambda self: self.world.booked)
    @rule(pick=PICK, who=WHO, typed=st.sampled_from(["right", "right", "anyhow", "wrong"]), more=MORE)
    def check_in_by_code(self, pick: int, who: str, typed: str, more: dict[str, Any]) -> None:
        """However it is typed: early, in time, late, or again."""
        booked = self.expected(pick)
        code = {"anyhow": f" {booked.code[:4].lower()}-{booked.code[4:]}", "wrong": "NOSUCH22"}.get(typed)
        found = (404, "not_found") if typed == "wrong" else booked
        self._check_in(who, {"code": code or booked.code, **more}, found, more)

    @precondition(lambda self: self.world.booked)
    @rule(who=WHO, typed=st.sampled_from(list(TYPED)), more=MORE)
    def check_in_by_name(self, who: str, typed: tuple[str, str], more: dict[str, Any]) -> None:
        """With the last digits of the phone: nobody, one, two who could be meant, or one who comes twice."""
        body = {"name": typed[0], "phone_end": typed[1], **more}
        self._check_in(who, body, meant(self.world, typed), more)

    @rule(minutes=st.sampled_from((0, 29, 31, -14, -16)), who=WHO, typed=st.sampled_from(["code", *TYPED]))
    def come(self, minutes: int, who: str, typed: Any) -> None:
        """Somebody who is expected about now comes."""
        person = PEOPLE[TYPED[typed][0]] if TYPED.get(typed) else PEOPLE[0]
        self.book(service="A", minutes=minutes, person=person, more={})
        if typed in TYPED:
            self.check_in_by_name(who=who, typed=typed, more={})
        elif self.world.booked:
            self.check_in_by_code(pick=0, who=who, typed="right", more={})

    def _check_in(self, who: str, body: dict[str, Any], booked: Booked | Told, more: dict[str, Any]) -> None:
        path = "/appointments/check-in"
        if not isinstance(booked, Booked):
            self.post(who, path, body, booked)
            return
        status, what = check_in(self.world, booked, who, more)
        if status != 201:
            self.post(who, path, body, (status, what))
            return
        wanted = {
            "ticket": told.ticket_of(self.world, what, staff=who == "clerk"),
            "at": rfc3339(booked.due),
            "late": what.due is None,
            "greeting": GREETED.get(booked.name or ""),
        }
        answer = self.post(who, path, body, (status, wanted))
        what.id, what.token = answer.json["ticket"]["id"], answer.json["ticket"]["token"]

    @precondition(lambda self: self.world.booked)
    @rule(
        pick=PICK,
        who=st.sampled_from(["kiosk", "clerk"]),
        wrong=st.sampled_from([None, None, None, "priority", "service"]),
        more=st.fixed_dictionaries(
            {},
            optional={
                "name": st.just("Eva"),
                "consent": st.booleans(),
                "note": st.just("Is deaf."),
            },
        ),
    )
    def take_with_code(self, pick: int, who: str, wrong: str | None, more: dict[str, Any]) -> None:
        """A ticket that is asked for with an appointment's code; the service and the class follow from that."""
        booked = self.expected(pick)
        if wrong == "priority":
            more["priority"] = True
        elif wrong == "service":
            more["service"] = next(each for each in SERVICES if each != booked.service)
        expected = (422, None) if wrong else check_in(self.world, booked, who, more)
        answer = self.post(who, "/tickets", {"appointment": booked.code, **more}, expected)
        if answer.status_code == 201:
            expected[1].id, expected[1].token = answer.json["id"], answer.json["token"]

    @rule(days=st.sampled_from([0, 0, 1, -1]))
    def look_up(self, days: int) -> None:
        """A business day's appointments, by their time; who was expected on one that is over is not known."""
        day = day_of(self.world.now + days * 86_400_000)
        got = self.everybody["clerk"].get(f"/appointments?day={day}").json["appointments"]
        wanted = sorted((each for each in self.world.booked if each.day == day), key=lambda each: each.due)
        assert [each["at"] for each in got] == [rfc3339(each.due) for each in wanted]
        by_id = {each["id"]: each for each in got}
        for each in wanted:
            assert told.differences(each.told(), by_id[each.id]) == []
