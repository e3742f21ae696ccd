"""Nobody is remembered beyond the site's retention: not a byte of a name anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import serving
from sqlalchemy import text

from server.desk import Desk, now_ms
from server.desk.check import check
from server.desk.setup import choose_site

SITE = """
name = "Clinic"
public_url = "https://queue.example"

[[services]]
code = "A"
questions = [{ ask = { en = "Interpreter?" }, answers = [{ en = "Yes" }, { en = "No" }], need = "interpreter" }]

[[counters]]
code = "1"
features = ["interpreter", "hearing_loop"]
"""
SECRETS = {
    "name": "Zebedee Quagmire",
    "phone": "+34 600 777 888",
    "note": "Brings the blue folder twice",
    "comment": "The chair was wobbly, honestly",
    "colleague": "Told her about form 77-Q already",
    "expected": "Appolonia Featherweight",
    "expected phone": "+34 611 222 999",
    "expected note": "Comes with her green umbrella",
    "calendar": "entry-77@umbrella.example",
}
DAY_MS = 24 * 3600 * 1000


def bytes_of(folders: list[Path]) -> Iterator[tuple[Path, bytes]]:
    """Every file below these folders, whole."""
    for folder in folders:
        for file in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if file.is_file():
                yield file, file.read_bytes()


def found_in(folders: list[Path]) -> list[str]:
    """Where one of the secrets stands, as UTF-8 or as JSON would write it."""
    return [
        f"{what} in {file}"
        for file, content in bytes_of(folders)
        for what, secret in SECRETS.items()
        if secret.encode() in content
    ]


def told(server: Any, kiosk: Any, clerk: Any) -> dict[str, Any]:
    """A customer who tells everything there is to tell, is passed on, and says how it was."""
    asked = {
        "service": "A",
        "name": SECRETS["name"],
        "phone": SECRETS["phone"],
        "note": SECRETS["note"],
        "answers": ["Yes"],
        "needs": ["hearing_loop"],
        "consent": True,
    }
    answer = kiosk.post("/tickets", asked)
    assert answer.status_code == 201, answer.text
    ticket: dict[str, Any] = answer.json()
    assert clerk.post(f"/tickets/{ticket['id']}/transfer", {"counter": "1", "note": SECRETS["colleague"]}).ok
    assert clerk.post("/counters/1/next").json()["ticket"]["id"] == ticket["id"]
    said = kiosk.post(f"/t/{ticket['token']}/feedback", {"csat": 4, "comment": SECRETS["comment"]})
    assert said.status_code == 200, said.text
    expected(kiosk, clerk)
    return ticket


def expected(kiosk: Any, clerk: Any) -> None:
    """Two appointments of somebody else: one is kept, one is cancelled."""
    person = {
        "name": SECRETS["expected"],
        "phone": SECRETS["expected phone"],
        "note": SECRETS["expected note"],
    }
    asked = {"service": "A", "at": datetime.now(UTC).isoformat(), "source": SECRETS["calendar"], **person}
    assert clerk.post("/appointments", asked).ok
    typed = {"name": person["name"].lower(), "phone_end": person["phone"][-3:]}
    arrived = kiosk.post("/appointments/check-in", typed)
    assert arrived.status_code == 201, arrived.text
    gone = clerk.post("/appointments", {**asked, "source": None}).json()
    assert clerk.post(f"/appointments/{gone['id']}/cancel").ok


@pytest.fixture(params=["sqlite", "postgresql"])
def clinic(request: pytest.FixtureRequest, servers: Any, tmp_path: Path) -> Any:
    """A running server of a clinic, on each kind of database."""
    (tmp_path / "site.toml").write_text(serving.day_start() + SITE)
    server = servers(request.param)
    made = server.cli("init", "--site", str(tmp_path / "site.toml"))
    assert made.returncode == 0, made.stderr
    server.start()
    return server


def test_when_the_day_is_over_no_byte_of_a_person_is_left(
    clinic: Any, remote: Any, clerk: Any, opened: Any, request: pytest.FixtureRequest, postgres: Any
) -> None:
    """Database, journals, log: what was told is nowhere, and what happened is still known."""
    kiosk, staff = remote(clinic, "kiosk"), clerk(clinic)
    ticket = told(clinic, kiosk, staff)
    person = staff.get(f"/tickets/{ticket['id']}").json()["person"]
    assert person["name"] == SECRETS["name"]
    assert person["note"] == f"{SECRETS['note']}\n{SECRETS['colleague']}"
    assert person["answers"] == ["Yes"]
    assert set(person["needs"]) == {"interpreter", "hearing_loop"}
    assert clinic.stop() == 0

    database = opened(clinic)
    desk = Desk(database, lambda: now_ms() + 2 * DAY_MS)
    desk.keep_day()
    with database.reading() as connection:
        for table in ("people", "day_keys"):
            assert connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one() == 0
        payloads = [row.data for row in connection.execute(text("SELECT data FROM events"))]
        answers = [row.answer for row in connection.execute(text("SELECT answer FROM commands"))]
    for secret in (*SECRETS.values(), "interpreter", "hearing_loop"):
        assert not any(secret in each for each in payloads + answers), secret
    assert check(database) == []
    with desk.view(choose_site(database, None)) as view:
        kept = view.ticket(ticket["id"], staff=True)
    assert (kept.state, kept.person) == ("finished", None)
    assert found_in([clinic.data, clinic.log, postgres.folder]) == []


def test_the_search_would_find_a_person(tmp_path: Path) -> None:
    """The search itself: a name in any file is named with its place."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "page").write_bytes(b"\0\1" + SECRETS["phone"].encode() + b"\xff")
    assert found_in([tmp_path]) == [f"phone in {tmp_path / 'deep' / 'page'}"]


def test_what_is_kept_seven_days_is_kept_seven_days(
    clinic: Any, remote: Any, clerk: Any, opened: Any, tmp_path: Path
) -> None:
    """`retention = "7d"`: known on the sixth day after, forgotten on the seventh."""
    (tmp_path / "week.toml").write_text(f'retention = "7d"\n{serving.day_start()}{SITE}')
    assert clinic.cli("site", "apply", str(tmp_path / "week.toml")).returncode == 0
    ticket = told(clinic, remote(clinic, "kiosk"), clerk(clinic))
    assert clinic.stop() == 0
    database = opened(clinic)
    for days, known in ((6, SECRETS["name"]), (7, None)):
        later = days * DAY_MS
        desk = Desk(database, lambda later=later: now_ms() + later)  # type: ignore[misc]
        desk.keep_day()
        with desk.view(choose_site(database, None)) as view:
            person = view.ticket(ticket["id"], staff=True).person
        assert (person.name if person else None) == known
