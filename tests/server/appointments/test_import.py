"""The commands: what an import does to what is there, and how it tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server import cli
from server.desk import Desk
from server.desk.check import check

TABLE = """service,at,name,phone,id
A,2026-11-24 11:30,Ana García,600123456,1
B,2026-11-24 12:00,Bea,611,2
A,2026-11-23 09:00,Carl,622,3
A,2026-12-01 09:00,Dora,633,4
"""
TODAY = "2026-11-24"


@pytest.fixture
def command(
    tmp_path: Path, database_url: str, clock: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> Callable[..., tuple[int, str, str]]:
    """Runs `nextplease-server appointment …` at the tests' time: exit code, stdout and stderr."""
    monkeypatch.setattr("server.commands.actions.Desk", lambda database: Desk(database, clock))
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(
            ["appointment", *words, "--data", str(tmp_path), "--database", database_url, "--site", "main"]
        )
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def listed(staff: Any, day: str = TODAY) -> list[tuple[str, str, str | None, str]]:
    """Service, time, name and state of a day's appointments."""
    found = staff.get(f"/appointments?day={day}").json["appointments"]
    return [(each["service"], each["at"][11:16], each["name"], each["state"]) for each in found]


def test_a_file_is_imported_once(command: Any, staff: Any, database: Any) -> None:
    """What is over is passed by; read again, nothing is doubled."""
    Path("list.csv").write_text(TABLE)
    assert command("import", "list.csv") == (0, "3 new, 1 over\n", "")
    assert command("import", "list.csv") == (0, "3 unchanged, 1 over\n", "")
    assert listed(staff) == [("A", "11:30", "Ana García", "booked"), ("B", "12:00", "Bea", "booked")]
    assert listed(staff, "2026-12-01") == [("A", "09:00", "Dora", "booked")]
    assert check(database) == []


def test_a_changed_time_moves_it(command: Any, staff: Any) -> None:
    """Under the same code, which the customer has."""
    Path("list.csv").write_text(TABLE)
    command("import", "list.csv")
    before = {each["name"]: each["code"] for each in staff.get("/appointments").json["appointments"]}
    Path("list.csv").write_text(TABLE.replace("12:00", "14:15"))
    assert command("import", "list.csv")[1] == "1 changed, 2 unchanged, 1 over\n"
    assert listed(staff)[1] == ("B", "14:15", "Bea", "booked")
    assert before == {each["name"]: each["code"] for each in staff.get("/appointments").json["appointments"]}


def test_a_bad_line_stops_it_all(command: Any, staff: Any) -> None:
    """Unless bad lines are to be left out; each is told."""
    Path("list.csv").write_text(TABLE.replace("B,2026", "Z,2026").replace("12-01 09:00", "12-01"))
    code, out, err = command("import", "list.csv")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "list.csv:3: service: there is no service 'Z'",
        "list.csv:5: at: '2026-12-01' is not a time such as 2026-11-24 10:30",
        "nothing was imported: 2 bad lines",
    ]
    assert listed(staff) == []
    code, out, err = command("import", "list.csv", "--skip-bad")
    assert (code, out) == (0, "1 new, 1 over\n")
    assert len(err.splitlines()) == 2


def test_who_is_here_keeps_the_appointment(command: Any, staff: Any, check_in: Any) -> None:
    """The line is told, the others are done."""
    Path("list.csv").write_text(TABLE)
    command("import", "list.csv")
    assert check_in(name="Ana García", phone_end="456").status_code == 201
    Path("list.csv").write_text(TABLE.replace("11:30", "15:30").replace("12:00", "12:10"))
    code, out, err = command("import", "list.csv")
    assert (code, out) == (0, "1 changed, 1 unchanged, 1 over\n")
    assert err.startswith("list.csv:2: This customer is here already")


def test_a_calendar_cancels_too(command: Any, staff: Any) -> None:
    """And what a clerk has cancelled stays so when the calendar is read again."""
    event = "BEGIN:VEVENT\nUID:1@x\nDTSTART:20261124T113000\nSUMMARY:Ana\nEND:VEVENT\n"
    whole = "BEGIN:VCALENDAR\nVERSION:2.0\n{}END:VCALENDAR\n"
    Path("team.ics").write_text(whole.format(event))
    assert command("import", "team.ics", "--service", "B")[1] == "1 new\n"
    Path("gone.ics").write_text(whole.format(event.replace("END", "STATUS:CANCELLED\nEND")))
    assert command("import", "gone.ics", "--service", "B")[1] == "1 cancelled\n"
    assert command("import", "gone.ics", "--service", "B")[1] == "1 unchanged\n"
    assert command("import", "team.ics", "--service", "B")[1] == "1 unchanged\n"
    assert listed(staff) == [("B", "11:30", "Ana", "cancelled")]
    Path("team.ics").write_text(whole.format(event.replace("1130", "1145")))
    assert command("import", "team.ics", "--service", "B")[1] == "1 changed\n"


def test_listing_and_cancelling(command: Any, book: Any) -> None:
    """By the code, as the customer has it; the list is in the site's own time."""
    code = book(30, name="Ana")["code"]
    assert command("list") == (0, f"2026-11-24 11:30\t{code}\tA\tbooked\tAna\n", "")
    assert command("list", "--day", "2026-11-25") == (0, "", "")
    assert command("cancel", code.lower())[0] == 0
    assert "\tcancelled\t" in command("list")[1]
    code_again, _, err = command("cancel", code)
    assert (code_again, err.count("\n")) == (2, 1)
    assert "it is cancelled" in err
    assert "no appointment with this code" in command("cancel", "NOSUCH22")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "missing.csv"), "missing.csv: No such file"),
        (("import", ".", "--service", "Z"), "--service: there is no service 'Z'"),
        (("list", "--day", "yesterday"), "'yesterday' is not a date"),
    ],
)
def test_what_cannot_be_is_one_line(command: Any, words: tuple[str, ...], said: str) -> None:
    """Exit 2, naming it."""
    code, out, err = command(*words)
    assert (code, out) == (2, "")
    assert said in err


def test_a_large_file_is_brought_in_by_parts(command: Any, staff: Any, database: Any) -> None:
    """All of it."""
    rows = [f"A,2026-11-25 {8 + n // 60:02}:{n % 60:02},Name {n},600{n:06},{n}" for n in range(120)]
    Path("list.csv").write_text("\n".join(["service,at,name,phone,id", *rows]))
    assert command("import", "list.csv")[1] == "120 new\n"
    assert len(listed(staff, "2026-11-25")) == 120
    assert check(database) == []
