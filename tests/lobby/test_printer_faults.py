"""A customer at the kiosk's real program while the printer fails: always left with a number, never a second paper."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fake_printer
import pytest
from patience import DEADLINE_S

from demo.finger import Finger
from kit.client import QueueClient
from kit.stream import EventStream
from kit.wire import Event

Wait = Callable[..., None]
# What fails: the firmware, the network, more of the printer's URL; and the outcomes that are the truth then.
FAULTS: dict[str, tuple[dict[str, Any], dict[str, Any], str, set[tuple[str, str | None]]]] = {
    "well": ({}, {}, "", {("printed", None)}),
    "never answers": ({"answers": False}, {}, "", {("uncertain", "no_answer")}),
    "status=no": ({"answers": False}, {}, "?status=no", {("sent", None)}),
    "out of paper": ({"paper_out": True}, {}, "", {("failed", "paper_out")}),
    "cover open": ({"cover_open": True}, {}, "", {("failed", "cover_open")}),
    "paper ends in mid-ticket": ({"paper_ends_after": 300}, {}, "", {("uncertain", "paper_out")}),
    "stops reading": ({}, {"reads_at_most": 200}, "", {("uncertain", "stalled"), ("uncertain", "no_answer")}),
    "closes in mid-job": ({}, {"closes_after": 400}, "", {("uncertain", "closed")}),
}


@pytest.fixture
def lobby(shared: Any, tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """A new kiosk, with the printer at the given address; its finger and the events that are heard from now on."""
    running: list[Any] = []

    def start(printer: str) -> Any:
        server, name = shared, tmp_path.name
        token = tmp_path / "token"
        token.write_text(server.device("kiosk", f"hall {name}"))
        heard: list[Event] = []
        ear = server.device("display", f"ear {name}")
        newest = QueueClient(server.url, ear, timeout=DEADLINE_S).board().event_id
        stream = EventStream(server.url, ear, heard.append, last_id=newest)
        stream.start()
        socket = Path(os.environ.get("TMPDIR", "/tmp")) / f"np-{os.getpid()}-{len(running)}"  # a short path
        words = ["--server", server.url, "--token-file", str(token), "--printer", printer, "--windowed"]
        words += ["--size", "1280x800", "--state", str(tmp_path / "state"), "--remote-input", str(socket)]
        environment = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
        with (tmp_path / "kiosk.log").open("w") as log:
            kiosk = subprocess.Popen(
                [sys.executable, "-m", "kiosk", *words], env=environment, stderr=log, stdout=log
            )
        running.append((kiosk, stream, socket))

        def alive() -> None:
            assert kiosk.poll() is None, (tmp_path / "kiosk.log").read_text()

        return Finger(socket, alive), heard

    yield start
    for kiosk, stream, socket in running:
        stream.close()
        kiosk.terminate()
        kiosk.wait(DEADLINE_S)
        socket.unlink(missing_ok=True)


@pytest.mark.parametrize("shared", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS)
def test_the_customer_has_a_number_whatever_the_printer_does(
    fault: str, lobby: Callable[[str], Any], wait_until: Wait
) -> None:
    """One tap: one ticket, one job at the most, the outcome named to staff, a screen with the number and a way on."""
    firmware_faults, network_faults, query, outcomes = FAULTS[fault]
    firmware = fake_printer.Firmware(**firmware_faults)
    printer = fake_printer.TcpPrinter(firmware, **network_faults)
    try:
        finger, heard = lobby(printer.url + query)
        finger.tap(finger.wait_for("service:A", DEADLINE_S))

        def told(kind: str) -> list[dict[str, Any]]:
            return [event.data for event in list(heard) if event.event == kind]

        wait_until(lambda: told("ticket.printed"), what=f"the outcome; heard {heard}")
        finger.wait_for("done", DEADLINE_S)
        assert [data["service"] for data in told("ticket.issued")] == ["A"]
        named = [(data["result"], data["reason"]) for data in told("ticket.printed")]
        assert set(named) <= outcomes, named
        assert len(firmware.printed) <= 1
        assert sum(len(data) > 200 for data in printer.received) <= 1, "the ticket was sent twice"
    finally:
        printer.close()
