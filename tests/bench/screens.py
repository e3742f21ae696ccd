"""Pixels and paper: a press to changed lobby pixels, a tap to the last byte at the printer, memory and idle CPU.

The programs run as ever, in real windows under Xvfb. Its frame buffer is a memory-mapped file: looking at it costs the
programs nothing, and needs no X client.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from crowd import Crowd
from load import Load, Wire
from programs import device, end, idle_cpu_percent, pss_mb, server

SETTLE_S = 6.0
CUSTOMERS = 2000
SCREENS, PHONES = 50, 1000
IDLE_S = 20.0
STILL_S = 0.3
PROOF = b"\x1dr\x01"  # GS r 1: its answer means that all before it was printed
TICKET_BYTES = 1000  # more than a conversation about status, less than a ticket


@contextlib.contextmanager
def screen(folder: Path, size: str) -> Iterator[tuple[dict[str, str], mmap.mmap]]:
    """An X server with one screen: the environment for its programs, and its frame buffer."""
    folder.mkdir(parents=True, exist_ok=True)
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        f"{size}x24",
        "-fbdir",
        str(folder),
        "-nolisten",
        "tcp",
    ]
    process = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL, text=True)
    os.close(writing)
    try:
        number = os.fdopen(reading).readline().strip()
        with (folder / "Xvfb_screen0").open("rb") as file:
            frame = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        environment = {
            **os.environ,
            "DISPLAY": f":{number}",
            "SDL_VIDEO_WINDOW_POS": "0,0",
            "SDL_AUDIODRIVER": "dummy",
        }
        yield environment, frame
        frame.close()
    finally:
        end(process)


@contextlib.contextmanager
def program(
    module: str, words: list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[str]]:
    """One of our programs, running."""
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env=environment,
            stdin=subprocess.PIPE,
            stderr=said,
            stdout=said,
            text=True,
        )
        try:
            yield process
        finally:
            end(process)


def token_file(folder: Path, role: str, *more: str) -> str:
    """A new device's token, in a file."""
    file = folder / f"{role}.token"
    file.write_text(device(folder, role, role, *more))
    return str(file)


def wait_still(frame: mmap.mmap, seconds: float) -> bytes:
    """The picture once it has not changed for `seconds`."""
    last, since = frame[:], time.monotonic()
    deadline = time.monotonic() + 60
    while time.monotonic() - since < seconds:
        assert time.monotonic() < deadline, "the picture never came to rest"
        time.sleep(0.01)
        now = frame[:]
        if now != last:
            last, since = now, time.monotonic()
    return last


def changed_after(frame: mmap.mmap, before: bytes, began: float) -> float:
    """Milliseconds from `began` to the first changed pixel."""
    while frame[:] == before:
        assert time.perf_counter() - began < 5, "no pixel changed within 5 s"
    return (time.perf_counter() - began) * 1000


def measure(folder: Path, rounds: int) -> list[dict[str, Any]]:
    """A row for each figure."""
    alone, of_programs = _presses(folder / "lobby", rounds, _nobody)
    with screen(folder / "floor", "1920x1080") as (environment, frame):
        floor = _bare_blit(environment, frame, folder, rounds)
    among_many, _ = _presses(folder / "crowded", rounds, _everybody)
    return [
        *_time_rows("press to lobby pixels", alone, "bare blit", floor),
        *of_programs,
        *_time_rows(f"the same, {SCREENS} screens and {PHONES:,} phones", among_many, "bare blit", floor),
        *_kiosk(folder / "kiosk", rounds),
    ]


@contextlib.contextmanager
def _nobody(_url: str, _folder: Path, _kiosk: str) -> Iterator[None]:
    """Only the window that is looked at."""
    yield


@contextlib.contextmanager
def _everybody(url: str, folder: Path, kiosk: str) -> Iterator[None]:
    """A full house: other lobby screens, and a phone for each of the first tickets."""
    wire = Wire(url)
    phones = []
    for _ in range(PHONES):
        status, answer = wire.ask("POST", "/api/v1/tickets", kiosk, b'{"service":"B"}', secrets.token_hex(16))
        assert status == 201, answer
        phones.append(f"/api/v1/t/{json.loads(answer)['token']}/events")
    wire.close()
    screens = Crowd(url, device(folder, "display", "another"), SCREENS - 1)
    crowd = Crowd(url, "", PHONES, paths=phones)
    try:
        yield
    finally:
        crowd.close()
        screens.close()


def _presses(
    folder: Path, rounds: int, beside: Callable[[str, Path, str], contextlib.AbstractContextManager[None]]
) -> tuple[list[float], list[dict[str, Any]]]:
    """Milliseconds from each press to the lobby's pixels, and what the programs take while nothing happens."""
    times = []
    with server(folder) as (url, process), screen(folder / "x", "1920x1080") as (environment, frame):
        kiosk = device(folder, "kiosk", "taker")
        display = [
            "--server",
            url,
            "--token-file",
            token_file(folder, "display"),
            "--size",
            "1920x1080",
            "--windowed",
        ]
        button = [
            "--server",
            url,
            "--token-file",
            token_file(folder, "counter", "--counter", "1"),
            "--keyboard",
        ]
        with (
            program(
                "display", [*display, "--mute", "--reduced-motion"], environment, folder / "display.log"
            ) as shown,
            program("counter", button, environment, folder / "counter.log") as pressed,
            beside(url, folder, kiosk),
        ):
            _take(url, kiosk, rounds + 1)
            time.sleep(SETTLE_S)
            assert pressed.stdin is not None
            for _ in range(rounds):
                before = wait_still(frame, STILL_S)
                began = time.perf_counter()
                pressed.stdin.write("\n")
                pressed.stdin.flush()
                times.append(changed_after(frame, before, began))
                time.sleep(1.6)  # a counter refuses a second "next" within 1.5 s
            wait_still(frame, 2)
            rows = _program_rows("display", shown.pid) + _program_rows("server", process.pid)
            rows += _program_rows("counter", pressed.pid)
    return times, rows


BLIT = """
import os, sys
os.environ["SDL_FRAMEBUFFER_ACCELERATION"] = "0"
import pygame
pygame.display.init()
screen = pygame.display.set_mode((1920, 1080))
print("ready", flush=True)
shade = 0
for _ in sys.stdin:
    shade = 255 - shade
    screen.fill((shade, shade, shade))
    pygame.display.flip()
    pygame.event.pump()
"""


def _bare_blit(environment: dict[str, str], frame: mmap.mmap, folder: Path, rounds: int) -> list[float]:
    """The floor: a line to a program that does nothing but fill and flip."""
    times = []
    command = [sys.executable, "-c", BLIT]
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        while process.stdout.readline().strip() != "ready":
            assert process.poll() is None, "the bare program ended"
        for _ in range(rounds):
            before = wait_still(frame, 0.05)
            began = time.perf_counter()
            process.stdin.write("\n")
            process.stdin.flush()
            times.append(changed_after(frame, before, began))
    finally:
        process.stdin.close() if process.stdin else None
        end(process)
    return times


def _take(url: str, token: str, count: int) -> None:
    from load import run, take_ticket

    run(url, take_ticket(token), 1, count, 201)


class Printer:
    """A TCP printer that answers status at once, and notes when the last byte came."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.last_byte = 0.0
        self.jobs = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(link,), daemon=True).start()

    def _talk(self, link: socket.socket) -> None:
        data = b""
        with link:
            while chunk := link.recv(65536):
                came = time.perf_counter()
                before, data = data, data + chunk
                if len(data) > TICKET_BYTES and data.endswith(PROOF) and not before.endswith(PROOF):
                    self.last_byte = came
                    self.jobs += 1
                for asked, answer in ((b"\x10\x04", b"\x12"), (PROOF, b"\x00")):
                    link.sendall(answer * (data.count(asked) - before.count(asked)))

    def close(self) -> None:
        """Switch it off."""
        self._listener.close()


def _kiosk(folder: Path, rounds: int) -> list[dict[str, Any]]:
    printer = Printer()
    folder.mkdir(parents=True, exist_ok=True)
    link = Path(tempfile.mkdtemp(prefix="np-bench-")) / "kiosk"
    try:
        with server(folder / "s") as (url, _), screen(folder / "x", "1280x800") as (environment, frame):
            words = [
                "--server",
                url,
                "--token-file",
                token_file(folder / "s", "kiosk"),
                "--state",
                str(folder / "state"),
            ]
            words += ["--printer", f"tcp://127.0.0.1:{printer.port}", "--size", "1280x800", "--windowed"]
            words += ["--remote-input", str(link)]
            blank, began = frame[:], time.perf_counter()
            with program("kiosk", words, environment, folder / "kiosk.log") as shown:
                first = changed_after(frame, blank, began)
                wait_still(frame, 2)
                time.sleep(SETTLE_S)
                rows = _program_rows("kiosk", shown.pid)
                papers, answers = _taps(link, frame, printer, rounds)
    finally:
        printer.close()
    floor = _bare_prints(rounds)
    return [
        *_time_rows("tap to the printer's last byte", papers, "the same bytes over the same loopback", floor),
        *_time_rows("tap to visible answer", answers, "", []),
        _row("kiosk start to its first picture", first, "ms"),
        *rows,
        *_many_customers(),
    ]


def _many_customers() -> list[dict[str, Any]]:
    """The kiosk's memory after the first hundred customers and after all of them."""
    script = Path(__file__).with_name("customers.py")
    told = subprocess.run(
        [sys.executable, str(script), str(CUSTOMERS)],
        capture_output=True,
        text=True,
        check=True,
        timeout=1200,
    )
    found = json.loads(told.stdout.splitlines()[-1])
    return [
        _row("kiosk memory after 100 customers, PSS", found["warm"], "MB"),
        _row(f"kiosk memory after {CUSTOMERS} customers, PSS", found["end"], "MB"),
    ]


def _taps(link: Path, frame: mmap.mmap, printer: Printer, rounds: int) -> tuple[list[float], list[float]]:
    papers, answers = [], []
    for _ in range(rounds):
        service = _target(link, "service:A")
        before, jobs = wait_still(frame, STILL_S), printer.jobs
        began = time.perf_counter()
        _ask(link, f"tap {service[0]} {service[1]}")
        answers.append(changed_after(frame, before, began))
        while printer.jobs == jobs:
            assert time.perf_counter() - began < 10, "no paper within 10 s"
            time.sleep(0.0005)
        papers.append((printer.last_byte - began) * 1000)
        done = _target(link, "done")
        time.sleep(0.5)  # as quick as a person may be
        _ask(link, f"tap {done[0]} {done[1]}")
    return papers, answers


def _bare_prints(rounds: int) -> list[float]:
    """The floor: a job's bytes sent to the same printer by a bare socket."""
    printer, times = Printer(), []
    job = bytes(10_000) + PROOF  # as many as a ticket on 80 mm paper
    for place in range(rounds):
        began = time.perf_counter()
        with socket.create_connection(("127.0.0.1", printer.port)) as link:
            link.sendall(job)
            link.recv(1)
        assert printer.jobs == place + 1
        times.append((printer.last_byte - began) * 1000)
    printer.close()
    return times


def _target(link: Path, name: str) -> tuple[int, int]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError):
            for each in json.loads(_ask(link, "targets")):
                if each["name"].startswith(name):
                    x, y, width, height = each["rect"]
                    return x + width // 2, y + height // 2
        time.sleep(0.02)
    raise AssertionError(f"the kiosk never showed {name}")


def _ask(link: Path, line: str) -> str:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(link))
        connection.sendall(line.encode() + b"\n")
        return connection.makefile().readline()


def _program_rows(name: str, pid: int) -> list[dict[str, Any]]:
    return [
        _row(f"{name} memory, PSS", pss_mb(pid), "MB"),
        _row(f"{name} idle CPU, of one core", idle_cpu_percent(pid, IDLE_S), "%"),
    ]


def _time_rows(name: str, times: list[float], floor_name: str, floor: list[float]) -> list[dict[str, Any]]:
    load = Load(1, len(times), 1, tuple(times))
    low = Load(1, len(floor), 1, tuple(floor)) if floor else None
    return [
        _row(
            f"{name} p{share * 100:.0f}",
            load.percentile(share),
            "ms",
            floor_name,
            low.percentile(share) if low else None,
        )
        for share in (0.5, 0.99)
    ]


def _row(
    name: str, value: float, unit: str, floor_name: str = "", floor: float | None = None
) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "floor_name": floor_name, "floor": floor}
