"""Takes pictures of the web pages as a browser shows them: a real server with a made-up morning, Debian's Chromium.

    python docs/screens/make_pages.py        all pictures into var/screens, the chosen few here

Look at them whenever a page changes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))  # so that it also runs from a checkout that is not installed

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from weeks import weeks  # noqa: E402

from kit import wire  # noqa: E402
from kit.client import QueueClient, new_key  # noqa: E402
from server.callers import system  # noqa: E402
from server.desk import Desk, setup, users  # noqa: E402
from server.desk import appointments as appointment_cases  # noqa: E402
from server.desk import counters as counter_cases  # noqa: E402
from server.desk import tickets as ticket_cases  # noqa: E402
from server.desk.tokens import ticket_token  # noqa: E402
from server.desk.waits import Waits  # noqa: E402
from server.sitefile import Site, sample  # noqa: E402
from server.store.database import connect, default_url  # noqa: E402
from server.store.migrate import migrate  # noqa: E402

KEPT = ["staff", "phone-called-en", "phone-waiting-ar", "appointments", "reports"]
PASSWORD = "made up for pictures"  # noqa: S105 - of a server that lives for these pictures
FIRST = {"A": 12, "B": 117, "C": 8, "D": 31}
COUNTER = "2"
DESK, PHONE, SMALL, REPORT = (1280, 800), (390, 844), (320, 640), (1280, 910)
# Who came this morning: service, language, minutes ago.
MORNING = [
    ("A", "es", 18), ("B", "en", 16), ("C", "en", 15), ("A", "ar", 12), ("D", "en", 11), ("A", "en", 9),
    ("B", "es", 6), ("C", "ar", 5), ("A", "en", 3), ("B", "en", 1),
]  # fmt: skip
EARLY, BEFORE_EACH = 30, 4  # customers before them, one every quarter of an hour, each after so many others
# Who is expected: service, name, phone, note, minutes from now.
EXPECTED = [
    ("A", "Marta Ruiz", "600 123 456", "", -25), ("B", "Jonas Weber", "", "Brings both photographs", -4),
    ("C", "فاطمة الأحمد", "050 123 4567", "", 15), ("A", "", "", "", 40), ("B", "Wei Zhang", "622 333 444", "", 75),
]  # fmt: skip
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]


def _site() -> Site:
    """The sample site, in the middle of its day and of its numbers."""
    site = sample()
    services = tuple(each.model_copy(update={"first": FIRST[each.code]}) for each in site.services)
    noon = (datetime.now(UTC) + timedelta(hours=12)).time().replace(minute=0, second=0, microsecond=0)
    return site.model_copy(update={"services": services, "day_start": noon})


def _morning(data: Path) -> tuple[dict[str, str], list[str]]:
    """A database with a morning in it: the devices' tokens, and the tickets' tokens in order."""
    data.mkdir()
    database = connect(default_url(data))
    migrate(database)
    setup.create_site(database, "main", _site())
    ago = [0.0]
    desk = Desk(database, clock=lambda: int((time.time() - ago[0] * 60) * 1000))
    site_id = setup.choose_site(database, None)
    desk.waits = Waits(database, desk.branch)
    _early(desk, ago, site_id)
    ago[0] = MORNING[0][2]
    tokens = {role: setup.add_device(desk, site_id, role, role, None) for role in ("kiosk", "display")}
    users.add(desk, site_id, "Clara", "staff", PASSWORD)
    for service, language, minutes in MORNING:
        ago[0] = minutes + 0.4
        asked = wire.TakeTicket(service=service, language=language)
        desk.change(system(site_id), lambda change, asked=asked: ticket_cases.take_ticket(change, asked))
        if minutes == MORNING[0][2]:  # the doors open before the counters do
            _open(desk, site_id, "1")
            _open(desk, site_id, COUNTER)
    for service, name, phone, note, minutes in EXPECTED:
        at = datetime.now(UTC) + timedelta(minutes=minutes)
        booked = wire.NewAppointment(service=service, at=at, name=name, phone=phone, note=note)
        desk.change(system(site_id), lambda change, booked=booked: appointment_cases.book(change, booked))
    with desk.view(site_id) as view:
        ids = [each.id for each in view.queue().tickets]
        secret = view.branch.secret
    database.close()
    return tokens, [ticket_token(secret, each) for each in ids]


def _early(desk: Desk, ago: list[float], site_id: int) -> None:
    """What has happened before, from which the server learns how long people wait."""
    ago[0] = 9.0 * 60
    _open(desk, site_id, "1")
    asked = wire.TakeTicket(service="A")
    for number in range(EARLY + BEFORE_EACH):
        if number < EARLY:
            desk.change(system(site_id), lambda change: ticket_cases.take_ticket(change, asked))
        if number >= BEFORE_EACH:
            ago[0] -= 15
            desk.change(system(site_id), lambda change: counter_cases.call_next(change, "1"))
    desk.change(system(site_id), lambda change: counter_cases.close_counter(change, "1", wire.LeaveCounter()))


def _open(desk: Desk, site_id: int, counter: str) -> None:
    opened = wire.OpenCounter()
    desk.change(system(site_id), lambda change: counter_cases.open_counter(change, counter, opened))


class Camera:
    """Takes the pictures, and keeps the chosen ones."""

    def __init__(self, browser: Browser, url: str, out: Path) -> None:
        self._browser, self._url, self._out = browser, url, out

    def open(self, path: str, size: tuple[int, int], scale: int = 1) -> Page:
        """A browser of its own at this page."""
        page = self._browser.new_page(
            base_url=self._url,
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=scale,
            reduced_motion="reduce",
        )
        page.goto(path)
        return page

    def take(self, page: Page, name: str) -> None:
        """A picture of the page as it is."""
        page.evaluate("document.fonts.ready")
        file = self._out / f"{name}.png"
        page.screenshot(path=file)
        if name in KEPT:
            shutil.copyfile(file, HERE / file.name)


def _log_in(page: Page, name: str = "Clara") -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Log out").wait_for()


def _pictures(camera: Camera, display: QueueClient, phones: list[str]) -> None:
    staff = camera.open("/staff", DESK)
    camera.take(staff, "login")
    _log_in(staff)
    camera.take(staff, "counters")
    staff.goto(f"/staff/counter/{COUNTER}")
    camera.take(staff, "staff-ready")
    follow = {"en": camera.open(f"/t/{phones[1]}", PHONE, 2), "ar": camera.open(f"/t/{phones[3]}", PHONE, 2)}
    for language, phone in follow.items():
        camera.take(phone, f"phone-waiting-{language}")
    _press(staff, "Next customer")
    call = next(each for each in display.board().calls if each.counter == COUNTER)
    display.shown(call.event_id, datetime.now(UTC), new_key())
    staff.get_by_text("shown on 1 screen").wait_for()
    camera.take(staff, "staff")
    staff.goto("/staff/lobby")
    staff.get_by_label("English").fill("We close at three o'clock today.")
    staff.get_by_role("button", name="Show it").click()
    staff.get_by_role("button", name="Take it back").wait_for()
    camera.take(staff, "staff-room")
    staff.goto("/staff/appointments")
    staff.get_by_role("button", name="Check in Marta Ruiz").click()
    staff.get_by_text("Marta Ruiz has the number").wait_for()
    camera.take(staff, "appointments")
    staff.goto(f"/staff/counter/{COUNTER}")
    small = camera.open("/staff", SMALL)
    _log_in(small)
    small.goto(f"/staff/counter/{COUNTER}")
    camera.take(small, "staff-small")
    for _ in range(3):
        _press(staff, "Next customer")
        for language, phone in follow.items():
            if phone.locator(".follow.called").count():
                camera.take(phone, f"phone-called-{language}")
    _press(staff, "Arrived")
    camera.take(staff, "staff-serving")
    camera.take(camera.open("/t/unknown", PHONE, 2), "phone-unknown")


def _report(camera: Camera) -> None:
    """Of another town hall, with weeks behind it."""
    manager = camera.open("/staff/reports", REPORT)
    _log_in(manager, "Marta")
    manager.get_by_role("link", name="Last 30 days").click()
    manager.get_by_role("heading", name="Trends").wait_for()
    manager.evaluate("scrollTo(0, 0)")
    camera.take(manager, "reports")


def _press(page: Page, name: str) -> None:
    """Press a button, as soon as it may be, and wait until it has done its work."""
    page.get_by_role("button", name=name).click()
    page.locator("button.next[aria-disabled=false]").wait_for()
    page.mouse.move(0, 0)
    page.wait_for_timeout(200)  # the button fades back to its own colour


def _with_server(data: Path, work: Callable[[str], None]) -> None:
    command = [sys.executable, "-m", "server", "run", "--data", str(data), "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    try:
        if server.stdout is not None:
            work(server.stdout.readline().removeprefix("ready ").strip())
    finally:
        os.kill(server.pid, signal.SIGTERM)
        server.wait(10)


def main() -> int:
    """Take them all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "screens", help="where all pictures go")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        tokens, phones = _morning(Path(folder) / "data")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=FLAGS)

        def work(url: str) -> None:
            _pictures(Camera(browser, url, out), QueueClient(url, tokens["display"], timeout=5), phones)

        _with_server(Path(folder) / "data", work)
        weeks(Path(folder) / "weeks", sample(), "Marta", PASSWORD)
        _with_server(Path(folder) / "weeks", lambda url: _report(Camera(browser, url, out)))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
