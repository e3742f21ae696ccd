"""The live board: who watches is told what changes, the same as everybody, and nothing old is shouted."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from made_up import NOON, a_board, called
from patience import DEADLINE_S

from kit import wire
from kit.lobby.board import AMBER_S, SLOTS, happened, opened, ticked
from kit.lobby.only import EVERYTHING, Only
from kit.lobby.shown import View
from kit.lobby.view import view
from server.desk import Desk, setup
from server.pages.lobby.beginning import begun, recent
from server.pages.lobby.director import Choice, Director
from server.pages.lobby.directors import MOST, Directors
from server.sitefile import parse
from server.stream import Hub

SITE = """
name = "Town Hall"
languages = ["en"]
services = [{ code = "A", name = { en = "General" } }]
counters = [{ code = "1" }]
"""


class Watcher:
    """A screen that watches, in a thread of its own, and keeps what it was sent."""

    def __init__(self, frames: Iterator[bytes]) -> None:
        self.frames: list[tuple[str, Any]] = []
        self.raw: list[bytes] = []
        self.silences = 0  # comments, which a page never hears of
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, args=(frames,), daemon=True)
        self._thread.start()

    def _watch(self, frames: Iterator[bytes]) -> None:
        for piece in frames:
            for frame in piece.decode().split("\n\n")[:-1]:
                if frame == ":":
                    self.silences += 1
                    continue
                kind, data = (line.partition(": ")[2] for line in frame.split("\n"))
                self.raw.append(frame.encode())
                self.frames.append((kind, json.loads(data)))
        self.ended.set()

    def of(self, kind: str) -> list[Any]:
        """What was sent of this kind so far."""
        return [data for each, data in list(self.frames) if each == kind]

    def large(self) -> list[str]:
        """The numbers that are large now."""
        views = self.of("view")
        return [each["number"] for each in views[-1]["view"]["calls"]] if views else []


@pytest.fixture
def hub(app: Flask) -> Iterator[Hub]:
    """The application's hub, which closes after the test."""
    found: Hub = app.extensions["hub"]
    yield found
    found.close()


@pytest.fixture
def watch(desk: Desk, hub: Hub, site_id: int) -> Callable[..., Watcher]:
    """Opens a screen: `watch(director, device=1, heard=None)`; without a director a new one, as after a restart."""

    def begin(director: Director | None = None, device: int = 1, heard: int | None = None) -> Watcher:
        return Watcher((director or Director(desk, hub, Choice(site_id))).watch(device, heard))

    return begin


@pytest.fixture
def call(as_device: Callable[[str], Any]) -> Callable[..., str]:
    """Somebody takes a ticket and is called at once; returns the number."""

    def act(counter: str = "1", service: str = "A") -> str:
        ticket = as_device("kiosk").take(service)
        as_device(f"button {counter}").next(counter)
        return str(ticket["number"])

    return act


def test_a_call_is_shown_and_said_to_all_who_watch(
    desk: Desk, hub: Hub, site_id: int, watch: Any, call: Any, wait_until: Any
) -> None:
    """Both are sent the same bytes: the board with its words, and how it is said in full and in brief."""
    director = Director(desk, hub, Choice(site_id))
    screens = [watch(director, device) for device in (1, 2)]
    wait_until(lambda: all(each.of("view") for each in screens), "a first board")
    assert screens[0].of("view")[0]["view"]["site"] == "Town Hall"
    number = call()
    wait_until(lambda: all(each.large() == [number] and each.of("say") for each in screens), "the call")
    one, two = ([raw for raw in each.raw if b"event: beat" not in raw] for each in screens)
    assert one == two
    (said,) = screens[0].of("say")
    assert said["number"] == number
    assert said["full"][0]["groups"][0][:2] == ["en/ticket", "en/A"]
    assert said["brief"][0]["groups"] == [["en/A", "en/0", "en/0", "en/1"]]
    assert screens[0].of("view")[-1]["events"] == [said["event"]]


def test_each_word_ends_with_the_second_of_the_servers_minute(
    desk: Desk, watch: Any, wait_until: Any
) -> None:
    """A page whose link is lost goes on from it; the board itself may have been made a while before it is sent."""
    screen = watch()
    wait_until(lambda: screen.of("view"), "a first board")
    wait_until(lambda: len(screen.of("beat")) > 1, "a beat after it")
    kinds = [kind for kind, _data in screen.frames]
    assert kinds[kinds.index("view") + 1] == "beat"
    assert screen.of("beat")[1] == pytest.approx(desk.now() / 1000 % 60, abs=0.1)


def test_after_a_restart_the_same_is_shown_and_nobody_hears_it_twice(
    watch: Any, call: Any, wait_until: Any
) -> None:
    """A screen that has said the call comes back to the same card in silence; one that has not says it now."""
    first = watch()
    wait_until(lambda: first.of("view"), "a first board")
    number = call()
    wait_until(lambda: first.of("say"), "the call")
    heard = first.of("say")[0]["event"]
    back = watch(heard=heard)
    missed = watch(heard=heard - 1)
    fresh = watch()
    wait_until(lambda: all(each.large() == [number] for each in (back, missed, fresh)), "the same card")
    wait_until(lambda: missed.of("say"), "what it has missed")
    second = call("2")
    wait_until(lambda: all(each.of("say") for each in (back, fresh)), "the next call")
    assert next(each["number"] for each in missed.of("say")) == number
    for screen in (back, fresh):
        assert [each["number"] for each in screen.of("say")] == [second]


def test_what_is_old_is_listed_and_not_shouted(watch: Any, call: Any, clock: Any, wait_until: Any) -> None:
    """After a longer break the call is in the list, with the place it was called to."""
    number = call()
    clock.advance(seconds=AMBER_S + 20)
    screen = watch(heard=0)
    wait_until(lambda: screen.of("view"), "a first board")
    assert screen.large() == []
    assert [each["number"] for each in screen.of("view")[-1]["view"]["lines"]] == [number]
    other = call("2")
    wait_until(lambda: screen.of("say"), "a new call")
    assert [each["number"] for each in screen.of("say")] == [other]


def test_a_call_that_is_taken_back_is_not_to_be_said(
    watch: Any, as_device: Any, as_user: Any, wait_until: Any
) -> None:
    """The page is told which calls may still be said, and this one is none of them."""
    screen = watch()
    wait_until(lambda: screen.of("view"), "a first board")
    ticket = as_device("kiosk").take("A")
    as_device("button 1").next("1")
    wait_until(lambda: screen.of("say"), "the call")
    event = screen.of("say")[0]["event"]
    assert event in screen.of("view")[-1]["unsaid"]
    assert as_user("ada").post(f"/tickets/{ticket['id']}/return").status_code == 200
    wait_until(lambda: event not in screen.of("view")[-1]["unsaid"], "that it is taken back")
    assert screen.large() == []


def test_what_waits_for_its_turn_is_not_said_in_quiet_hours(
    desk: Desk, hub: Hub, site_id: int, clock: Any, watch: Any, call: Any, wait_until: Any
) -> None:
    """When they begin, a page that has others to announce drops it; one that comes back is not told of it."""
    site = parse(SITE + '[lobby]\nquiet_hours = ["11:01-12:00"]\n', "test")
    setup.apply_site(desk, site_id, site)
    director = Director(desk, hub, Choice(site_id), lambda: clock.now / 1000)
    screen = watch(director)
    wait_until(lambda: screen.of("view"), "a first board")
    clock.advance(seconds=45)
    call()
    wait_until(lambda: screen.of("say"), "the call")
    event = screen.of("say")[0]["event"]
    assert event in screen.of("view")[-1]["unsaid"]
    clock.advance(seconds=16)
    wait_until(lambda: event not in screen.of("view")[-1]["unsaid"], "that it is not to be said any more")
    assert screen.large() != []
    back = watch(director, heard=0)
    wait_until(lambda: len(back.of("beat")) > 1, "all that it is told")
    assert back.large() != []
    assert back.of("say") == []


def test_who_is_shut_out_is_cut_off(watch: Any, desk: Desk, hub: Hub, site_id: int, wait_until: Any) -> None:
    """Its stream ends with a word of it; the others go on."""
    director = Director(desk, hub, Choice(site_id))
    (row,) = [each for each in setup.devices(desk, site_id) if each.name == "display"]
    screen, other = watch(director, row.id), watch(director, row.id + 1000)
    wait_until(lambda: screen.of("view") and other.of("view"), "a first board")
    setup.revoke_device(desk, site_id, "display")
    assert screen.ended.wait(DEADLINE_S)
    assert screen.frames[-1][0] == "gone"
    assert not other.ended.is_set()


def test_streams_end_with_the_server(watch: Any, hub: Hub, wait_until: Any) -> None:
    """A server that goes down does not wait for its screens."""
    screen = watch()
    wait_until(lambda: screen.of("view"), "a first board")
    hub.close()
    assert screen.ended.wait(DEADLINE_S)


def test_without_a_board_no_page_is_told_that_all_is_well(
    desk: Desk, hub: Hub, site_id: int, watch: Any, call: Any, wait_until: Any, monkeypatch: Any, caplog: Any
) -> None:
    """While the database cannot be read a page hears nothing, so it says that; then it shows what it has missed."""
    director = Director(desk, hub, Choice(site_id))
    screen = watch(director)
    wait_until(lambda: screen.of("view"), "a first board")

    def fails(*_asked: object) -> Any:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr(hub, "after", fails)
        patch.setattr("server.pages.lobby.director.board_of", fails)
        wait_until(lambda: "cannot be brought up to date" in caplog.text, "a word in the log")
        late = watch(director)
        wait_until(lambda: late.silences and screen.silences, "silence")
        assert late.frames == []
        number = call()
    wait_until(lambda: screen.large() == late.large() == [number], "the call")
    assert screen.of("beat")
    assert caplog.text.count("cannot be brought up to date") == 1


def test_each_choice_has_its_own_board(
    desk: Desk, hub: Hub, site_id: int, watch: Any, call: Any, wait_until: Any
) -> None:
    """A screen for service C shows and says no call for A."""
    everything = watch()
    some = watch(Director(desk, hub, Choice(site_id, Only(frozenset({"C"})))))
    wait_until(lambda: everything.of("view") and some.of("view"), "a first board")
    number, other = call("1", "A"), call("2", "C")
    wait_until(lambda: sorted(everything.large()) == sorted([number, other]), "both calls")
    wait_until(lambda: some.large() == [other], "its own call")
    assert [each["number"] for each in some.of("say")] == [other]


def test_boards_that_nobody_watches_are_forgotten(desk: Desk, hub: Hub, site_id: int) -> None:
    """Made-up choices do not fill the memory, and the one that is watched stays."""
    found = Directors(desk, hub)
    kept = found.of(Choice(site_id))
    frames = kept.watch(1, None)
    next(frames)
    for number in range(3 * MOST):
        found.of(Choice(site_id, Only(frozenset({str(number)}))))
    assert len(found._known) <= MOST
    assert found.of(Choice(site_id)) is kept
    frames.close()  # type: ignore[attr-defined]  # a generator


def test_who_begins_late_sees_what_the_others_see() -> None:
    """From a snapshot and the log of the last minute comes the board of one who has watched all along."""
    for seed in range(40):
        chance = random.Random(seed)
        events, moments, calls, now = [], [], [], 0.0
        for number in range(chance.randrange(1, 12)):
            now += chance.choice([0.0, 0.4, 3.0, 9.0, 20.0])
            event = called(101 + number, f"B{200 + chance.randrange(6)}", str(chance.randrange(1, 5)))
            at = NOON + timedelta(seconds=now)
            event.data.update(called_at=at.isoformat(), at=at.isoformat())
            events.append(event)
            moments.append(now)
            calls.append(wire.Call.model_validate({**event.data, "event_id": event.id}))
        now += chance.choice([0.5, 5.0, 12.0])
        watched = opened(a_board(calls=0), 0.0)
        at = 0.0
        for event, moment in zip(events, moments, strict=True):
            while at < moment:
                watched, at = ticked(watched, at)[0], min(at + 0.25, moment)
            watched = happened(ticked(watched, moment)[0], event, moment)
        while at < now:
            watched, at = ticked(watched, at)[0], min(at + 0.25, now)
        watched, _ = ticked(watched, now)
        latest = {each.ticket: each for each in calls}
        board = a_board(calls=0).model_copy(
            update={
                "event_id": events[-1].id,
                "now": NOON + timedelta(seconds=now),
                "calls": sorted(latest.values(), key=lambda each: -each.event_id),
            }
        )
        lobby = begun(board, [each for each in events if each.id > recent(board)], 5000.0, EVERYTHING, SLOTS)
        assert _seen(view(lobby, 5000.0, "fresh", raqm=True)) == _seen(
            view(watched, now, "fresh", raqm=True)
        ), seed


def _seen(shown: View) -> tuple[Any, Any]:
    return [each.number for each in shown.calls], [(each.number, each.pending) for each in shown.lines]
