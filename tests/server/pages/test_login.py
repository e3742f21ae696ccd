"""Who may see the staff's pages, and for how long."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
import requests
from patience import DEADLINE_S
from playwright.sync_api import Page, expect

PASSWORD = "correct horse battery"
WRONG = "Name or password is not right. Please try again."


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of a form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


def log_in_by_hand(
    url: str, session: requests.Session, name: str, password: str, **more: str
) -> requests.Response:
    """Log in as a browser without a script does."""
    token = hidden(session.get(f"{url}/staff/login", timeout=DEADLINE_S).text, "csrf_token")
    form = {"name": name, "password": password, "csrf_token": token} | more
    return session.post(f"{url}/staff/login", data=form, timeout=DEADLINE_S)


def test_staff_log_in_and_choose_their_counter(desk, new_page, clerk) -> None:
    """Without a session the way leads to the login, and from there to the counters and to one of them."""
    page: Page = new_page()
    page.goto("/")
    expect(page).to_have_title("Log in · City Hall")
    page.get_by_label("Name").fill(clerk)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Which counter are you at?")).to_be_visible()
    page.get_by_role("link", name=re.compile(rf"^Counter {desk.counter} ")).click()
    expect(page.get_by_role("heading", name=f"Counter {desk.counter}", exact=True)).to_be_visible()


def test_a_wrong_name_and_a_wrong_password_are_told_the_same(live_server, clerk) -> None:
    """Nobody learns from the answer, or from how long it takes, whether a name exists."""
    said, took = [], []
    for name, password in ((clerk, "not this one at all"), ("nobody here", PASSWORD)):
        began = time.monotonic()
        answer = log_in_by_hand(live_server.url, requests.Session(), name, password)
        took.append(time.monotonic() - began)
        assert answer.status_code == 403
        assert WRONG in answer.text
        said.append(re.sub(r'value="[^"]*"', "", answer.text).replace(" autofocus", ""))
    assert said[0] == said[1]
    assert min(took) > 0.01  # both hashed a password, which takes its time


def test_the_login_page_names_nobody(live_server, clerk) -> None:
    """The page that everybody can see has no list of users."""
    page = requests.get(f"{live_server.url}/staff/login", timeout=DEADLINE_S)
    assert clerk not in page.text
    assert "<select" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", ["", "made-up"])
def test_a_login_without_its_csrf_token_is_refused(live_server, clerk, token: str) -> None:
    """A form on another site cannot log anybody in; the person is asked again in plain words."""
    session = requests.Session()
    session.get(f"{live_server.url}/staff/login", timeout=DEADLINE_S)
    form = {"name": clerk, "password": PASSWORD, "csrf_token": token}
    answer = session.post(f"{live_server.url}/staff/login", data=form, timeout=DEADLINE_S)
    assert answer.status_code == 403
    assert "Please log in once more." in answer.text
    assert (
        session.get(f"{live_server.url}/staff", allow_redirects=False, timeout=DEADLINE_S).status_code == 303
    )


def test_a_press_without_its_csrf_token_changes_nothing(desk, live_server, clerk) -> None:
    """Neither the form nor the API believes a session alone."""
    ticket = desk.take()
    session = requests.Session()
    log_in_by_hand(live_server.url, session, clerk, PASSWORD)
    form = {"key": "k" * 20, "ticket": ""}
    page = session.post(f"{live_server.url}{desk.path}/next", data=form, timeout=DEADLINE_S)
    assert page.status_code == 403
    assert "This page had been open too long." in page.text
    path = f"{live_server.url}/api/v1/counters/{desk.counter}/next"
    answer = session.post(path, headers={"Idempotency-Key": "k" * 20}, timeout=DEADLINE_S)
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert desk.state(ticket) == "waiting"


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "/staff/../t/x"])
def test_a_login_never_leads_elsewhere(live_server, clerk, wanted: str) -> None:
    """Only the staff's own pages are believed as the place to go on to."""
    answer = log_in_by_hand(live_server.url, requests.Session(), clerk, PASSWORD, next=wanted)
    assert answer.url == f"{live_server.url}/staff"


def test_logging_out_ends_the_session(desk, live_server, new_page, log_in: Callable[..., Page]) -> None:
    """After it, the page asks for a login again."""
    page = log_in(new_page(), desk.path)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    page.goto(desk.path)
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def test_a_new_password_ends_every_session(desk, live_server, new_page, log_in: Callable[..., Page]) -> None:
    """An open page of that person goes to the login by itself, and the old cookie opens nothing any more."""
    name = live_server.new_user()
    page = log_in(new_page(), desk.path, name)
    expect(page.get_by_role("button", name="Next customer")).to_be_visible()
    live_server.command("user", "password", name, said="another long password\n")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    page.goto(desk.path)
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def test_a_page_that_is_not_there_says_so_kindly(live_server) -> None:
    """Pages answer in words; the API keeps its own form of an error."""
    page = requests.get(f"{live_server.url}/staff/nowhere/at/all", timeout=DEADLINE_S)
    assert page.status_code == 404
    assert "There is nothing here." in page.text
    api = requests.get(f"{live_server.url}/api/v1/nowhere", timeout=DEADLINE_S)
    assert api.headers["Content-Type"] == "application/problem+json"


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize("path", ["/nothing", "/counter/3", "/favicon.ico", "/apiary"])
def test_a_browser_is_answered_in_words_at_any_address(live_server, path: str) -> None:
    """Whoever types an address wrong reads a sentence, and finds the way on; nobody's cache keeps that."""
    page = requests.get(f"{live_server.url}{path}", headers={"Accept": BROWSER}, timeout=DEADLINE_S)
    assert page.status_code == 404
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "There is nothing here." in page.text
    assert 'href="/staff"' in page.text


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/api/v1/nowhere", BROWSER),
        ("/api/v1/nowhere", "application/json"),
        ("/api", BROWSER),
        ("/nothing", "*/*"),
        ("/nothing", None),
        ("/nothing", "application/json, text/html;q=0.5"),
        ("/favicon.ico", "image/avif,image/webp,*/*;q=0.8"),
    ],
)
def test_a_program_is_answered_in_a_programs_form(live_server, path: str, accept: str | None) -> None:
    """The API always, and every other address unless a page is wanted."""
    answer = requests.get(f"{live_server.url}{path}", headers={"Accept": accept}, timeout=DEADLINE_S)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_page_refused_for_its_method_says_which_it_takes(live_server) -> None:
    """The words are for the person, the header for who builds things."""
    answer = requests.delete(
        f"{live_server.url}/staff/login", headers={"Accept": BROWSER}, timeout=DEADLINE_S
    )
    assert answer.status_code == 405
    assert "That did not work." in answer.text
    assert "POST" in answer.headers["Allow"]
