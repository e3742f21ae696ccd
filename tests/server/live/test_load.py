"""Everyone at once: numbers stay unique and without gaps, and no customer is called twice."""

from __future__ import annotations

from typing import Any

from server.desk.check import check
from server.desk.setup import choose_site
from server.store import queries

TICKETS, CLIENTS, ROUNDS = 500, 16, 200


def test_five_hundred_tickets_from_sixteen_clients(
    live: Any, remote: Any, again: Any, at_once: Any, opened: Any
) -> None:
    """A001 to A500, each once."""
    kiosk = remote(live, "kiosk")
    shares = [len(range(client, TICKETS, CLIENTS)) for client in range(CLIENTS)]

    def take(count: int) -> list[str]:
        mine = again(live, kiosk)
        return [mine.take("A")["number"] for _ in range(count)]

    given = at_once([lambda count=count: take(count) for count in shares])
    numbers = sorted(number for each in given for number in each)
    assert numbers == [f"A{number:03d}" for number in range(1, TICKETS + 1)]
    for each in given:
        assert each == sorted(each)
    assert check(opened(live)) == []


def many_counters(site: str, count: int) -> str:
    """The sample site with so many counters: each calls once, as a counter may call only every 1.5 s."""
    head = site.split("[[counters]]")[0]
    return head + "".join(f'[[counters]]\ncode = "{number}"\n' for number in range(1, count + 1))


def test_two_clerks_at_the_same_moment(
    live: Any, remote: Any, clerk: Any, at_once: Any, opened: Any, tmp_path: Any
) -> None:
    """200 rounds: never the same ticket, and with one person waiting only one clerk gets somebody."""
    shown = live.cli("site", "show").stdout
    file = tmp_path / "site.toml"
    file.write_text(many_counters(shown, 2 * ROUNDS))
    assert live.cli("site", "apply", str(file)).returncode == 0
    kiosk, clerks = remote(live, "kiosk"), [clerk(live), clerk(live)]
    for number in range(ROUNDS):
        waiting = [kiosk.take("ABCD"[each])["id"] for each in range(1 + number % 2)]
        answers = at_once(
            [
                lambda who=who, desk=2 * number + place: who.post(f"/counters/{desk}/next")
                for place, who in enumerate(clerks, 1)
            ]
        )
        assert [each.status_code for each in answers] == [200, 200]
        called = [each.json()["ticket"] for each in answers]
        assert sorted(each["id"] for each in called if each is not None) == sorted(waiting), number
    database = opened(live)
    assert check(database) == []
    with database.reading() as connection:
        assert queries.waiting(connection, choose_site(database, None)) == []


def test_two_presses_of_one_button_call_one_customer(
    live: Any, remote: Any, again: Any, at_once: Any
) -> None:
    """Another key within 1.5 s is refused, whichever comes first."""
    kiosk, button = remote(live, "kiosk"), remote(live, "counter", "1")
    for _ in range(3):
        kiosk.take("A")
    buttons = [again(live, button) for _ in range(6)]
    answers = at_once([lambda each=each: each.post("/counters/1/next") for each in buttons])
    assert sorted(each.status_code for each in answers) == [200] + [409] * 5
    waiting = {each["service"]: each["count"] for each in button.get("/board").json()["waiting"]}
    assert waiting["A"] == 2


def test_a_key_retried_at_the_same_moment(live: Any, remote: Any, again: Any, at_once: Any) -> None:
    """One ticket for each key, and equal answers, token and address included."""
    kiosk = remote(live, "kiosk")
    kiosks = [again(live, kiosk) for _ in range(4)]
    for number in range(1, 21):
        key = f"retried-key-{number:08d}"
        answers = at_once(
            [lambda m=mine, k=key: m.post("/tickets", {"service": "A"}, k).content for mine in kiosks]
        )
        assert len(set(answers)) == 1
        assert f'"A{number:03d}"'.encode() in answers[0]
