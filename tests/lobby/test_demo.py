"""The demo: driven once, and by hand."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import requests
from patience import DEADLINE_S
from PIL import Image

Demo = Any  # tests/lobby/conftest.py
Start = Callable[..., Demo]
Wait = Callable[..., None]


def test_driven_once_every_step_is_seen_and_kept(once: Demo) -> None:
    """A tap, paper, a press and a call happen on real processes, and leave three pictures and a summary."""
    kept = once.folder / "once"
    summary = json.loads((kept / "summary.json").read_text())
    assert summary["number"] == "A001"
    assert summary["printed"] is True
    assert summary["called"] is True
    assert 0 < summary["tap_to_paper_ms"] < 20_000
    assert 0 < summary["press_to_screen_ms"] < 20_000
    for name, colours in (("kiosk", 100), ("ticket", 2), ("display", 100)):
        with Image.open(kept / f"{name}.png") as picture:
            assert len(picture.convert("RGB").getcolors(1 << 24) or []) >= colours, f"{name}.png is blank"


def test_the_paper_leads_to_the_ticket(once: Demo) -> None:
    """The QR code on the printed ticket names this demo's server and the ticket's page."""
    picture = once.folder / "once" / "ticket.png"
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True, check=True
    )
    assert read.stdout.startswith("http://127.0.0.1:")
    assert "/t/" in read.stdout


def test_by_hand_it_tells_what_to_do_and_enter_calls(demo: Start, wait_until: Wait) -> None:
    """It prints addresses, logins and the button; customers come, Enter calls one, and the pictures stay fresh.

    With port 8000 in use it takes another.
    """
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 8000))
            taken.listen()
        except OSError:
            pass  # somebody else has it: as good
        running = demo("--customers")
        staff = running.wait_for(r"(http://127\.0\.0\.1:\d+)/staff")[1]
    assert not staff.endswith(":8000")
    login = running.wait_for(r"login\s+clara\s+(\S+)\s+\(staff\)")
    running.wait_for("Ctrl-C")
    assert len(login[1]) >= 8
    assert requests.get(f"{staff}/readyz", timeout=DEADLINE_S).status_code == 200
    wait_until((running.folder / "kiosk.png").exists, what="the kiosk's picture")
    wait_until((running.folder / "display.png").exists, what="the display's picture")
    running.press("b")
    running.wait_for("customer: touched B")
    wait_until((running.folder / "paper" / "1.png").exists, what="the paper")

    def called() -> bool:
        running.press()
        return any("called" in line for line in running.lines)

    wait_until(called, what="the terminal telling whom the button called")


def test_a_demo_is_left_alone_by_a_second_one_and_leaves_nothing_behind(demo: Start) -> None:
    """A folder holds one demo at a time: another ends with 2 and says so. Ctrl-C ends every program, with 0."""
    running = demo()
    running.wait_for("Ctrl-C")
    children = running.children()
    assert len(children) >= 5
    programs = running.programs()
    second = subprocess.run(
        [sys.executable, "-m", "demo", "--folder", str(running.folder)],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert second.returncode == 2
    assert "a demo is running here already" in second.stderr
    assert (running.folder / "data" / "nextplease.db").exists()
    assert running.programs() == programs
    children += running.children()
    assert running.interrupt() == 0
    gone, alive = psutil.wait_procs(children, timeout=DEADLINE_S)
    assert not alive, f"{alive} still run; {len(gone)} ended"


def test_a_folder_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    """Exit 2 and one line that names it."""
    file = tmp_path / "taken"
    file.write_text("mine")
    done = subprocess.run(
        [sys.executable, "-m", "demo", "--folder", str(file)],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert done.returncode == 2
    assert str(file) in done.stderr
    assert done.stderr.count("\n") == 1
    assert file.read_text() == "mine"


def test_a_program_that_dies_is_named(demo: Start) -> None:
    """When one of its programs ends, the demo says which, ends the others and exits with 1."""
    running = demo()
    running.wait_for("Ctrl-C")
    display = next(child for child in running.programs() if "display" in child.cmdline())
    display.kill()
    assert running.process.wait(DEADLINE_S) == 1
    running.wait_for("display ended with -9")
