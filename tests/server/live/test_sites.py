"""Two branches in one server: nothing of one is seen or done at the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from server.desk import Desk, setup
from server.desk.check import check
from server.sitefile import dump, parse, sample


@pytest.fixture
def two_sites(live: Any, opened: Any) -> Callable[..., str]:
    """A second site, added beside the running server; `two_sites(site, role, counter)` gives a token there."""
    desk = Desk(opened(live))
    setup.create_site(
        desk.database, "north", parse(dump(sample()).replace("City Hall", "North Office"), "north")
    )

    def add(site: str, role: str, counter: str | None = None) -> str:
        return setup.add_device(desk, setup.choose_site(desk.database, site), role, f"{site} {role}", counter)

    return add


def test_nothing_crosses(
    live: Any, two_sites: Any, lean: Any, crowd: Any, opened: Any, wait_until: Any
) -> None:
    """Numbers, queues, boards, tickets, calls and events: each site has its own."""
    tokens = {
        site: {role: two_sites(site, role, counter) for role, counter in ROLES} for site in ("main", "north")
    }
    screens = {site: crowd(live, tokens[site]["display"], 1) for site in tokens}
    wire = lean.wire(live)

    def ask(method: str, path: str, token: str, body: bytes = b"") -> tuple[int, Any]:
        status, answer = wire.ask(method, f"/api/v1{path}", token, body, lean.new_key())
        return status, json.loads(answer) if answer else None

    taken = {
        site: [ask("POST", "/tickets", tokens[site]["kiosk"], b'{"service":"A"}')[1] for _ in range(3)]
        for site in tokens
    }
    assert [each["number"] for each in taken["north"]] == [each["number"] for each in taken["main"]]
    assert ask("GET", f"/tickets/{taken['main'][0]['id']}", tokens["north"]["kiosk"])[0] == 404
    assert ask("GET", f"/tickets/{taken['main'][0]['id']}", tokens["main"]["kiosk"])[0] == 200
    called = ask("POST", "/counters/1/next", tokens["north"]["counter"])[1]["ticket"]
    assert called["id"] == taken["north"][0]["id"]
    boards = {site: ask("GET", "/board", tokens[site]["display"])[1] for site in tokens}
    assert [each["number"] for each in boards["north"]["calls"]] == ["A001"]
    assert boards["main"]["calls"] == []
    assert boards["north"]["site"]["name"] == "North Office"
    for site, board in boards.items():
        wait_until(
            lambda site=site, board=board: screens[site].have([board["event_id"]]),
            what="the newest",
        )
        assert screens[site].ids[0] == sorted(set(screens[site].ids[0]))
        assert max(screens[site].seen) == board["event_id"]
    assert (
        boards["north"]["event_id"] > boards["main"]["event_id"]
    )  # its opening and its call are nobody else's
    assert check(opened(live)) == []


ROLES = (("kiosk", None), ("display", None), ("counter", "1"))
