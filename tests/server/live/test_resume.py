"""The event stream through drops, resumes and a restart: every event once, in order."""

from __future__ import annotations

import json
import random
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from patience import DEADLINE_S

from kit.stream import EventStream
from server.store import queries


class RawReader:
    """Follows the stream with nothing of ours: reads lines, drops at random, resumes with the last id it saw."""

    def __init__(self, url: str, authorization: str, dice: random.Random) -> None:
        self.url, self.authorization, self.dice = url, authorization, dice
        self.seen: list[tuple[int, str, str]] = []
        self.drops = 0
        self.problem: BaseException | None = None
        self._stop = threading.Event()
        self.thread = threading.Thread(target=self._follow)
        self.thread.start()

    def _follow(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    self._read(self.dice.randint(1, 60))
                except requests.RequestException:
                    time.sleep(0.05)  # the server restarts
                self.drops += 1
        except BaseException as problem:  # noqa: BLE001 - looked at by the test
            self.problem = problem

    def _read(self, frames: int) -> None:
        last = str(self.seen[-1][0]) if self.seen else "0"
        headers = {"Authorization": self.authorization, "Last-Event-ID": last}
        frame: list[str] = []
        with requests.get(f"{self.url}/api/v1/events", headers=headers, stream=True, timeout=3) as answer:
            answer.raise_for_status()
            for raw in answer.iter_lines(chunk_size=1):
                line = raw.decode()
                if line.startswith(":"):
                    continue
                if line:
                    frame.append(line)
                    continue
                if frame:
                    names = [each.split(": ", 1)[0] for each in frame]
                    assert names == ["id", "event", "data"]
                    number, event, data = (each.split(": ", 1)[1] for each in frame)
                    self.seen.append((int(number), event, data))
                    frame, frames = [], frames - 1
                if frames <= 0 or self._stop.is_set():
                    return

    def end(self) -> None:
        """No more."""
        self._stop.set()
        self.thread.join(DEADLINE_S)
        assert not self.thread.is_alive()


class Ours:
    """kit.stream, closed and begun again at random with the last id it told."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.seen: list[tuple[int, str, dict[str, Any]]] = []
        self.stream: EventStream | None = None

    def again(self) -> None:
        """Let go, and resume."""
        last = 0
        if self.stream is not None:
            self.stream.close()
            self.stream._thread.join(DEADLINE_S)
            last = self.stream.last_id or 0
        self.stream = EventStream(
            self.url,
            self.token,
            lambda each: self.seen.append((each.id, each.event, each.data)),
            last_id=last,
        )
        self.stream.start()


@pytest.mark.timeout(600)
def test_every_event_once_and_in_order(
    live: Any, remote: Any, again: Any, opened: Any, wait_until: Any, rounds: Any
) -> None:
    """Two followers, tickets and calls all the while, dozens of drops, a restart and a kill in between."""
    kiosk, button, screen = remote(live, "kiosk"), remote(live, "counter", "4"), remote(live, "display")
    port = urlsplit(live.url).port
    dice = random.Random(6)
    authorization = str(screen.session.headers["Authorization"])
    raw = RawReader(live.url, authorization, dice)
    ours = Ours(live.url, authorization.removeprefix("Bearer "))
    for number in range(rounds(100)):
        ours.again()
        for _ in range(dice.randint(1, 40)):
            kiosk.take(dice.choice("ABCD"))
        if number % 5 == 2:
            button.post("/counters/4/next")
            button.post("/counters/4/recall")
        if number % 10 == 4:
            live.stop()
            live.start(f"--port={port}")
        if number % 10 == 7:
            live.kill()
            live.start(f"--port={port}")
        kiosk, button = again(live, kiosk), again(live, button)
    database = opened(live)
    with database.reading() as connection:
        log = queries.events_after(connection, 1, 0, 100_000)
    wait_until(lambda: raw.seen and raw.seen[-1][0] == log[-1].id, what="the raw reader's last")
    wait_until(lambda: ours.seen and ours.seen[-1][0] == log[-1].id, what="our follower's last")
    raw.end()
    assert ours.stream is not None
    ours.stream.close()
    assert raw.problem is None
    assert raw.drops >= 3
    written = [(row.id, row.event) for row in log]
    assert [each[0] for each in written] == list(range(1, len(log) + 1))
    assert [each[:2] for each in raw.seen] == written
    assert [each[:2] for each in ours.seen] == written
    assert [json.loads(each[2]) for each in raw.seen] == [each[2] for each in ours.seen]


@pytest.mark.timeout(120)
def test_many_events_are_caught_up_from_the_log(live: Any, remote: Any, again: Any, at_once: Any) -> None:
    """From the first one, far behind what memory holds after a restart."""
    kiosk, screen = remote(live, "kiosk"), remote(live, "display")
    kiosks = [again(live, kiosk) for _ in range(8)]
    at_once([lambda each=each: [each.take("A") for _ in range(70)] for each in kiosks])
    live.stop()
    live.start()
    raw = RawReader(live.url, str(screen.session.headers["Authorization"]), random.Random(7))
    newest = again(live, screen).get("/board").json()["event_id"]
    deadline = time.monotonic() + DEADLINE_S
    while not (raw.seen and raw.seen[-1][0] == newest):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    raw.end()
    assert [each[0] for each in raw.seen] == list(range(1, newest + 1))
