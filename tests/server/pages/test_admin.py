"""Devices and people, looked after in a browser: without a script, on a phone and on a desk's screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from patience import DEADLINE_S
from playwright.sync_api import Page, expect

AXE = Path(__file__).parents[2] / "helpers" / "axe.min.js"
PASSWORD = "correct horse battery"
SIZES = {"phone": (360, 740), "desk": (1280, 800)}


@pytest.fixture(scope="module")
def admin(live_server: Any) -> str:
    """An admin's name."""
    live_server.command("user", "add", "the admin", "--role", "admin", said=PASSWORD + "\n")
    return "the admin"


@pytest.fixture(params=SIZES)
def page(
    request: pytest.FixtureRequest, new_page: Callable[..., Page], log_in: Callable[..., Page], admin: str
) -> Iterator[Page]:
    """The page of the devices, in a browser without a script."""
    width, height = SIZES[request.param]
    opened = new_page(java_script_enabled=False, viewport={"width": width, "height": height})
    yield log_in(opened, "/staff/devices", admin)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def new_code(url: str) -> tuple[str, str]:
    """A new screen's code and secret."""
    told = requests.post(f"{url}/api/v1/pairings", json={"role": "display"}, timeout=DEADLINE_S).json()
    return told["code"], told["secret"]


def test_a_device_is_let_in_and_shut_out(page: Page, live_server: Any, watch: Any) -> None:
    """The code is typed as it stands on the screen; a mistyped one is told in words, and what was typed stays."""
    code, secret = new_code(live_server.url)
    name = f"wall {code}"
    page.get_by_label("Code").fill("CCCC-CCCC")
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Let it in").click()
    expect(page.get_by_role("alert")).to_have_text("No device shows this code now. A code lasts ten minutes.")
    expect(page.get_by_label("Name")).to_have_value(name)
    page.get_by_label("Code").fill(code.lower())
    page.get_by_role("button", name="Let it in").click()
    expect(page.get_by_role("status")).to_have_text(f"{name} is let in.")
    told = requests.post(
        f"{live_server.url}/api/v1/pairings/claim", json={"secret": secret}, timeout=DEADLINE_S
    ).json()
    device = {"Authorization": f"Bearer {told['token']}"}
    assert (
        requests.get(f"{live_server.url}/api/v1/me", headers=device, timeout=DEADLINE_S).json()["name"]
        == name
    )
    item = page.get_by_role("listitem").filter(has_text=name)
    expect(item).to_contain_text("Lobby screen")
    expect(item).to_contain_text("Not heard of yet")
    item.locator("summary").click()
    item.get_by_role("button", name=f"Yes, shut out {name}").click()
    expect(page.get_by_role("status")).to_have_text(f"{name} is shut out.")
    expect(page.get_by_role("listitem").filter(has_text=name)).to_have_count(0)
    assert requests.get(f"{live_server.url}/api/v1/me", headers=device, timeout=DEADLINE_S).status_code == 401
    assert {url for url in watch.requests if not url.startswith(live_server.url)} == set()
    assert [line for line in watch.complaints if "Content Security Policy" in line or "CSP" in line] == []


def test_people_are_added_and_disabled(page: Page, new_page: Callable[..., Page], log_in: Any) -> None:
    """Somebody new can log in, and not any more once they are disabled; nobody can disable themselves."""
    name = f"new {page.viewport_size['width']}"  # type: ignore[index]
    page.get_by_role("link", name="People").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("status")).to_have_text(f"{name} can log in now.")
    theirs = log_in(new_page(java_script_enabled=False), "/staff", name)
    expect(theirs.get_by_role("link", name="Devices")).to_have_count(0)
    item = page.get_by_role("listitem").filter(has=page.get_by_text(name, exact=True))
    item.locator("summary").filter(has_text="Stop logins").click()
    item.get_by_role("button", name=re.compile("^Yes, no more logins")).click()
    expect(page.get_by_role("status")).to_have_text(f"{name} cannot log in any more.")
    theirs.reload()
    expect(theirs.get_by_role("button", name="Log in")).to_be_visible()
    own = page.get_by_role("listitem").filter(has_text="Administrator")
    expect(own.locator("summary").filter(has_text="Stop logins")).to_have_count(0)


def test_reports_can_be_read_by_everybody(
    new_page: Callable[..., Page], log_in: Any, admin: str, desk: Any
) -> None:
    """A table that is wider than a phone scrolls by itself, by keys too; axe-core finds nothing in the way."""
    desk.take()
    page = log_in(new_page(viewport={"width": 360, "height": 740}), "/staff/reports", admin)
    table = page.get_by_role("region", name="Each day")
    expect(table.get_by_role("columnheader", name="Median wait")).to_be_attached()
    table.focus()
    expect(table).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run().then((told) => told.violations)")
    assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []
