"""Checking in: who gets a ticket, with which place, and who is told why not."""

from __future__ import annotations

import threading
from typing import Any

from server.desk.check import check


def said(answer: Any) -> tuple[int, str | None]:
    """What a program looks at of a refusal."""
    return answer.status_code, answer.json.get("reason")


def test_a_code_gives_the_ticket_with_its_token_and_a_greeting(book: Any, check_in: Any, kiosk: Any) -> None:
    """As taking a ticket does; the kiosk learns the first name, to say hello with, and nothing else."""
    booked = book(10, name="García López, Ana", phone="+34 600 123 456", note="Needs the form", language="es")
    answer = check_in(code=booked["code"])
    assert answer.status_code == 201
    told = answer.json
    assert (told["greeting"], told["late"], told["at"]) == ("Ana", False, booked["at"])
    ticket = told["ticket"]
    assert (ticket["number"], ticket["state"], ticket["language"]) == ("A001", "waiting", "es")
    assert ticket["url"] == f"https://queue.example/t/{ticket['token']}"
    seen = kiosk.get(f"/tickets/{ticket['id']}").text
    assert "García" not in answer.text.replace("Ana", "")
    for word in ("Ana", "García", "600", "form"):
        assert word not in seen


def test_staff_see_who_it_is(book: Any, check_in: Any, staff: Any) -> None:
    """Name, phone and note stand with the ticket; nobody has agreed to be called by name."""
    booked = book(10, name="Ana García", phone="600123456", note="Needs the form")
    ticket = check_in(code=booked["code"]).json["ticket"]
    told = staff.get(f"/tickets/{ticket['id']}").json
    assert (told["queue_class"], told["due_at"]) == ("appointment", booked["at"])
    person = told["person"]
    assert (person["name"], person["phone"], person["note"]) == ("Ana García", "600123456", "Needs the form")
    assert person["consent"] is False
    listed = staff.get("/appointments").json["appointments"]
    assert [(each["state"], each["ticket"], each["name"]) for each in listed] == [
        ("arrived", ticket["id"], "Ana García")
    ]


def test_staff_may_check_somebody_in(book: Any, staff: Any) -> None:
    """With the person in the answer."""
    booked = book(0, name="Ana García")
    answer = staff.post("/appointments/check-in", {"code": booked["code"]})
    assert answer.status_code == 201
    assert answer.json["ticket"]["person"]["name"] == "Ana García"


def test_a_code_may_be_typed_anyhow(book: Any, check_in: Any) -> None:
    """Case, spaces and hyphens do not count."""
    for change in (str.lower, lambda code: f" {code[:4]}-{code[4:]} ", "\u2013".join):
        assert check_in(code=change(book()["code"])).status_code == 201


def test_an_appointment_in_time_goes_before_those_who_came_earlier(
    book: Any, check_in: Any, kiosk: Any, staff: Any, clock: Any
) -> None:
    """Its place is the booked time: before it, after those who are here; from then on first."""
    kiosk.take("A")
    booked = book(10)
    check_in(code=booked["code"])
    kiosk.take("A")
    assert [each["number"] for each in staff.get("/queue").json["tickets"]] == ["A001", "A003", "A002"]
    clock.advance(seconds=601)
    assert staff.next("1")["number"] == "A002"


def test_who_is_too_late_waits_like_everybody(
    book: Any, check_in: Any, kiosk: Any, staff: Any, clock: Any
) -> None:
    """A ticket all the same, of the usual class, at the end of the line; the kiosk is told so."""
    booked = book(0, name="Ana")
    clock.advance(seconds=15 * 60)
    in_time = book(0)
    assert check_in(code=in_time["code"]).json["late"] is False
    clock.advance(seconds=1)
    kiosk.take("A")
    told = check_in(code=booked["code"]).json
    assert (told["late"], told["greeting"]) == (True, "Ana")
    row = staff.get(f"/tickets/{told['ticket']['id']}").json
    assert (row["queue_class"], row["due_at"]) == ("standard", None)
    assert [each["number"] for each in staff.get("/queue").json["tickets"]] == ["A001", "A002", "A003"]


def test_too_early_is_told_when(book: Any, check_in: Any, clock: Any) -> None:
    """Half an hour before, unless the site says otherwise; to the second."""
    booked = book(31)
    refused = check_in(code=booked["code"])
    assert said(refused) == (409, "too_early")
    assert refused.json["opens_at"] == "2026-11-24T11:01:00.000Z"
    assert refused.json["at"] == "2026-11-24T11:31:00.000Z"
    clock.advance(seconds=60)
    assert check_in(code=booked["code"]).status_code == 201


def test_another_day(book: Any, check_in: Any, clock: Any) -> None:
    """Before it: when it opens. After it: it is missed, and there is nothing to open."""
    tomorrow = book(24 * 60)
    refused = check_in(code=tomorrow["code"])
    assert said(refused) == (409, "other_day")
    assert refused.json["opens_at"] == "2026-11-25T10:30:00.000Z"
    clock.advance(days=2)
    refused = check_in(code=tomorrow["code"])
    assert said(refused) == (409, "other_day")
    assert "opens_at" not in refused.json


def test_a_no_tells_the_booked_language(book: Any, check_in: Any) -> None:
    """So that the kiosk can say it in words that are understood; nothing where none was booked."""
    tomorrow, here = book(24 * 60, language="es"), book(10, language="es")
    assert check_in(code=tomorrow["code"]).json["language"] == "es"
    assert check_in(code=here["code"]).status_code == 201
    assert check_in(code=here["code"]).json["language"] == "es"
    assert "language" not in check_in(code=book(24 * 60)["code"]).json


def test_check_in_does_not_open_on_the_day_before(book: Any, check_in: Any, clock: Any) -> None:
    """Booked ten minutes after the day starts at four: from four on, for numbers start again then."""
    booked = book(17 * 60 + 10)  # 04:10 on the next day
    clock.advance(seconds=(17 * 60 - 5) * 60)
    refused = check_in(code=booked["code"])
    assert said(refused) == (409, "other_day")
    assert refused.json["opens_at"] == "2026-11-25T04:00:00.000Z"
    clock.advance(seconds=5 * 60)
    assert check_in(code=booked["code"]).json["ticket"]["number"] == "A001"


def test_unknown_cancelled_and_arrived(book: Any, check_in: Any, staff: Any) -> None:
    """Each has its own word."""
    assert said(check_in(code="NOSUCH22")) == (404, "not_found")
    booked = book()
    assert check_in(code=booked["code"]).status_code == 201
    again = check_in(code=booked["code"])
    assert (said(again), again.json["number"]) == ((409, "arrived"), "A001")
    gone = book()
    assert staff.post(f"/appointments/{gone['id']}/cancel").json["state"] == "cancelled"
    assert said(check_in(code=gone["code"])) == (409, "cancelled")
    assert check_in().status_code == 422
    assert check_in(name="Ana").status_code == 422


def test_a_kiosk_learns_whether_to_offer_it(book: Any, check_in: Any, kiosk: Any) -> None:
    """All day, where today has appointments: the place for it does not go away with the last one."""
    book(24 * 60)
    assert kiosk.get("/services").json["appointments"] is False
    code = book()["code"]
    assert kiosk.get("/services").json["appointments"] is True
    check_in(code=code)
    assert kiosk.get("/services").json["appointments"] is True


def test_a_name_alone_is_not_told_the_number(book: Any, check_in: Any) -> None:
    """Who knows a neighbour's name and telephone learns that they are here, and no more."""
    book(0, name="Ana", phone="600123456")
    assert check_in(name="Ana", phone_end="3456").status_code == 201
    again = check_in(name="Ana", phone_end="3456")
    assert said(again) == (409, "arrived")
    assert "number" not in again.json


def test_a_number_that_is_over_is_not_told(book: Any, check_in: Any, staff: Any) -> None:
    """Nobody waits for it to be called."""
    booked = book()
    ticket = check_in(code=booked["code"]).json["ticket"]
    staff.post(f"/tickets/{ticket['id']}/cancel")
    again = check_in(code=booked["code"])
    assert said(again) == (409, "arrived")
    assert "number" not in again.json


def test_the_same_key_gives_the_same_ticket(book: Any, kiosk: Any) -> None:
    """With its token and its greeting again; a second ticket is not taken."""
    booked = book(0, name="Ana")
    key = "one-and-the-same-key"
    first, again = (kiosk.post("/appointments/check-in", {"code": booked["code"]}, key=key) for _ in range(2))
    assert first.json == again.json
    assert first.json["greeting"] == "Ana"
    assert first.json["ticket"]["token"]


def test_by_name_and_the_end_of_the_phone(book: Any, check_in: Any) -> None:
    """Accents, case and order do not count; part of the name is enough."""
    typed = [("ana garcia lopez", "456"), ("GARCÍA", "123456"), ("López Ana", "3456"), ("  Ana  ", "456")]
    for minutes, (name, end) in enumerate(typed):
        book(minutes, name="Ana García López", phone="+34 600 123-456")
        book(minutes, name="Ana Torres", phone="+34 600 123-999")
        answer = check_in(name=name, phone_end=end)
        assert (answer.status_code, answer.json["greeting"]) == (201, "Ana"), name


def test_by_a_name_in_arabic(book: Any, check_in: Any) -> None:
    """Letters that people type in several ways, and figures of either kind."""
    book(5, name="فاطمة الأحمد", phone="٠٥٠١٢٣٤٥٦٧")
    assert check_in(name="فاطمه الاحمد", phone_end="4567").json["greeting"] == "فاطمة"


def test_a_name_or_phone_that_does_not_fit(book: Any, check_in: Any) -> None:
    """Both must be right; no name is told."""
    book(5, name="Ana García", phone="600123456")
    for name, end in (("Ana", "457"), ("Ann", "456"), ("an", "456"), ("", "456"), ("-", "456")):
        answer = check_in(name=name, phone_end=end)
        assert said(answer) == (404, "not_found")
        assert "García" not in answer.text


def test_two_people_who_could_be_meant(book: Any, check_in: Any) -> None:
    """Neither is checked in and neither is named; the whole name tells them apart."""
    book(5, name="Ana García", phone="600123456")
    book(6, name="Ana Torres", phone="611123456")
    refused = check_in(name="Ana", phone_end="456")
    assert said(refused) == (409, "ambiguous")
    assert "García" not in refused.text
    assert check_in(name="Ana Torres", phone_end="456").status_code == 201


def test_two_appointments_of_one_person(book: Any, check_in: Any, clock: Any) -> None:
    """The nearest that is still to come is meant, and after both the answer is that they are done."""
    book(0, name="Ana García", phone="600123456", service="A")
    book(20, name="ana garcia", phone="600 123 456", service="B")
    taken = [check_in(name="Ana", phone_end="456") for _ in range(3)]
    assert [each.json["ticket"]["number"] for each in taken[:2]] == ["A001", "B001"]
    assert said(taken[2]) == (409, "arrived")


def test_hours_pauses_and_the_days_limit_are_for_others(
    book: Any, check_in: Any, kiosk: Any, staff: Any, clock: Any
) -> None:
    """Who has an appointment was promised one."""
    for _ in range(2):
        kiosk.take("C")
    assert said(kiosk.post("/tickets", {"service": "C"})) == (409, "full")
    assert check_in(code=book(0, service="C")["code"]).json["ticket"]["number"] == "C003"
    staff.post("/services/A/pause", {"message": {"en": "The system is down."}})
    assert check_in(code=book(0, service="A")["code"]).json["ticket"]["number"] == "A001"
    clock.advance(hours=4)
    assert said(kiosk.post("/tickets", {"service": "B"})) == (409, "closed")
    assert check_in(code=book(240, service="B")["code"]).json["ticket"]["number"] == "B001"


def test_a_ticket_may_be_asked_for_with_the_code(book: Any, kiosk: Any, staff: Any) -> None:
    """The same by the way of all tickets: the service follows from the appointment."""
    booked = book(5, name="Ana", service="B", note="Needs the form")
    wrong = kiosk.post("/tickets", {"service": "A", "appointment": booked["code"]})
    assert (wrong.status_code, wrong.json["field"]) == (422, "service")
    more = {
        "appointment": booked["code"],
        "name": "Ana María",
        "consent": True,
        "language": "es",
        "note": "Is deaf",
    }
    taken = kiosk.post("/tickets", more).json
    assert (taken["number"], taken["language"]) == ("B001", "es")
    assert taken["token"]
    told = staff.get(f"/tickets/{taken['id']}").json
    assert (told["queue_class"], told["person"]["name"], told["person"]["consent"]) == (
        "appointment", "Ana María", True,
    )  # fmt: skip
    assert told["person"]["note"] == "Needs the form\nIs deaf"
    assert said(kiosk.post("/tickets", {"appointment": booked["code"]})) == (409, "arrived")
    assert said(kiosk.post("/tickets", {"appointment": "NOSUCH22"})) == (404, "not_found")
    urgent = {"appointment": book(5)["code"], "priority": True}
    assert kiosk.post("/tickets", urgent).json["field"] == "priority"


def test_several_kiosks_at_once_give_one_ticket(book: Any, as_device: Any, database: Any, staff: Any) -> None:
    """Whoever is second learns that it is done."""
    booked = book()
    start = threading.Barrier(6)
    answers: list[Any] = []

    def hurry(actor: Any) -> None:
        start.wait()
        answers.append(actor.post("/appointments/check-in", {"code": booked["code"]}))

    actors = [as_device(("kiosk", "kiosk two")[place % 2]) for place in range(6)]
    threads = [threading.Thread(target=hurry, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said(each) for each in answers if each.status_code != 201) == [(409, "arrived")] * 5
    assert len(staff.get("/queue").json["tickets"]) == 1
    assert check(database) == []


def test_another_sites_appointment_is_not_known(book: Any, as_device: Any) -> None:
    """By code and by name."""
    booked = book(0, name="Ana", phone="600123456")
    other = as_device("other kiosk")
    for body in ({"code": booked["code"]}, {"name": "Ana", "phone_end": "456"}):
        assert said(other.post("/appointments/check-in", body)) == (404, "not_found")
