"""What holds for all pages: nothing from elsewhere, readable for everybody, honest when the server is away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import requests
from patience import DEADLINE_S
from playwright.sync_api import Page, expect

from kit.client import new_key

STATIC = Path(__file__).parents[3] / "server" / "pages" / "static"
NARROW = {"width": 320, "height": 640}  # a small phone, and 1280 pixels at 400 %


def walk(desk, new_page, log_in) -> Iterator[tuple[str, Page]]:
    """Every page in its states, each as (what it is, the page)."""
    page: Page = new_page()
    page.goto("/staff")
    yield "login", page
    log_in(page, desk.path)
    yield "nobody waits", page
    ticket = desk.take("ar")
    phone: Page = new_page()
    phone.goto(f"/t/{ticket.token}")
    yield "waiting phone", phone
    page.get_by_role("button", name="Next customer").click()
    expect(page.locator("#stage .number")).to_have_text(ticket.number)
    yield "called", page
    expect(phone.locator(".follow.called")).to_be_visible()
    yield "called phone", phone
    page.get_by_role("button", name="Arrived").click()
    expect(page.locator("#stage.serving")).to_be_visible()
    yield "serving", page
    page.get_by_role("button", name="Hold").click()
    expect(page.get_by_role("heading", name="On hold")).to_be_visible()
    yield "on hold", page
    page.get_by_role("link", name=f"{ticket.number}, everything about it").click()
    page.get_by_role("button", name="Pass on").wait_for()
    yield "one ticket", page
    page.goto(f"/staff/take?counter={desk.counter}")
    yield "new ticket", page
    page.goto("/staff/services")
    page.locator("summary").first.click()
    yield "services", page
    page.goto("/staff/lobby")
    yield "waiting room", page
    page.goto(desk.path)
    page.locator(".duty summary").click()
    yield "break", page
    page.get_by_role("button", name=f"Call {ticket.number}").click()
    page.get_by_role("button", name="Finish").click()
    phone.locator(".stars").wait_for()
    yield "visited phone", phone
    page.goto("/staff")
    yield "counters", page


def test_no_request_leaves_the_server_and_nothing_is_refused(
    desk, new_page, log_in, live_server, watch
) -> None:
    """Fonts, style and script come from here alone, and the browser finds nothing against the strict policy."""
    for _name, page in walk(desk, new_page, log_in):
        page.wait_for_load_state("load")
        page.evaluate("document.fonts.ready")
    fonts = [url for url in watch.requests if url.endswith(".woff2?v=5.3.0")]
    assert any("arabic" in url for url in fonts)
    assert [url for url in watch.requests if not url.startswith(f"{live_server.url}/")] == []
    assert watch.complaints == []


def test_nothing_is_cut_on_a_narrow_screen(desk, new_page, log_in) -> None:
    """At 320 pixels nothing has to be scrolled sideways, and every control is large enough for a thumb."""

    def narrow(**options: object) -> Page:
        return new_page(viewport=NARROW, **options)

    for name, page in walk(desk, narrow, log_in):
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], name
        # All in one step: what was found is put anew at any moment. A tick box is pressed by its whole line.
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                   "button, input:not([type=checkbox], [type=radio]), .tick, main a, summary")]
                 .filter(e => e.checkVisibility({ visibilityProperty: true }))
                 .map(e => ({ box: e.getBoundingClientRect(), words: e.innerText || e.name }))
                 .filter(({ box }) => box.width && box.height && Math.min(box.width, box.height) < 44)
                 .map(({ box, words }) => [words, box.width, box.height])"""
        )
        assert small == [], name


def test_large_print_keeps_everything_in_reach(desk, new_page, log_in) -> None:
    """At 200 % of a desk's screen (720 wide for 1440) the words still fit, and Next is there."""
    page = log_in(new_page(viewport={"width": 720, "height": 450}), desk.path)
    desk.take()
    page.get_by_role("button", name="Next customer").click()
    expect(page.locator("#stage .number")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 720


def test_pages_have_landmarks_and_names(desk, new_page, log_in) -> None:
    """Who cannot see the page finds its parts: one main part, one heading of the first rank, labels, live regions."""
    for name, page in walk(desk, new_page, log_in):
        assert page.get_by_role("main").count() == 1, name
        assert page.locator("h1").count() == 1 or name in {"nobody waits", "called", "serving"}, name
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("input")]
                 .filter(e => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width)
                 .filter(e => ![...e.labels].some((label) => label.checkVisibility())).map(e => e.name)"""
        )
        assert nameless == [], name
        if "phone" in name:
            expect(page.locator("#spoken")).to_have_attribute("aria-live", "assertive")


def test_focus_can_be_seen(desk, new_page, log_in) -> None:
    """Each control reached by Tab has an outline of at least three pixels."""
    page = log_in(new_page(), desk.path)
    desk.take()
    page.keyboard.press("Space")
    expect(page.locator("#stage .number")).to_be_visible()
    seen = 0
    for _ in range(50):
        page.keyboard.press("Tab")
        width = page.evaluate(
            """() => { const at = document.activeElement;
                       return at === document.body ? null : parseFloat(getComputedStyle(at).outlineWidth); }"""
        )
        if width is not None:  # on nothing: what had the focus was put anew just then
            assert width >= 3
            seen += 1
        if seen == 7:
            return
    pytest.fail("Tab reaches nothing")


def test_a_lost_server_is_said_and_found_again(tmp_path: Path, new_page, desk) -> None:
    """The page says that it may be old, a press says that it was not sent, and both mend by themselves."""
    server = type(desk.server)(tmp_path, (desk.server.data.parent / "site.toml").read_text("utf-8"))
    try:
        name = server.new_user()
        ticket = server.kiosk.take_ticket(desk.service, "en", new_key())
        page, phone = new_page(base_url=server.url), new_page(base_url=server.url)
        page.goto(desk.path)
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill("correct horse battery")
        page.keyboard.press("Enter")
        phone.goto(f"/t/{ticket.token}")
        expect(page.get_by_role("heading", name="1 waiting")).to_be_visible()
        server.stop()
        expect(page.get_by_text("No connection to the server.")).to_be_visible()
        expect(phone.get_by_text("No connection just now.")).to_be_visible()
        page.get_by_role("button", name="Next customer").click()
        expect(page.locator("#said .problem")).to_contain_text("did not reach the server")
        server.start()
        expect(page.get_by_text("No connection to the server.")).to_be_hidden()
        expect(phone.get_by_text("No connection just now.")).to_be_hidden()
        page.get_by_role("button", name="Next customer").click()
        expect(phone.locator("#ticket .heading")).to_have_text(
            "It is your turn. Please go to",
        )
        expect(phone.locator("#spoken")).to_contain_text("It is your turn.")
    finally:
        server.close()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("app.css", "text/css; charset=utf-8"),
        ("live.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("fonts/ibm-plex-sans-arabic-400.woff2", "font/woff2"),
    ],
)
def test_files_say_what_they_are_and_how_long_they_last(live_server, name: str, kind: str) -> None:
    """With a version a file may be kept for a year; without one the browser asks, and is told that nothing changed."""
    address = f"{live_server.url}/static/{name}"
    kept = requests.get(f"{address}?v=1", timeout=DEADLINE_S)
    assert kept.headers["Content-Type"] == kind
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    asked = requests.get(address, timeout=DEADLINE_S)
    assert asked.headers["Cache-Control"] == "no-cache"
    again = requests.get(address, headers={"If-None-Match": asked.headers["ETag"]}, timeout=DEADLINE_S)
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["../assets.py", "%2e%2e/assets.py", "nothing.css", "fonts", "x.py"])
def test_only_files_of_the_pages_are_served(live_server, name: str) -> None:
    """Nothing beside the folder, and no kind of file that does not belong there."""
    session = requests.Session()
    asked = requests.Request("GET", live_server.url).prepare()
    asked.url = f"{live_server.url}/static/{name}"
    assert session.send(asked, timeout=DEADLINE_S).status_code == 404


def test_every_font_has_its_licence_beside_it() -> None:
    """The typeface may be given away only together with its licence."""
    assert len(list((STATIC / "fonts").glob("*.woff2"))) == 12
    for licence in ("OFL-ibm-plex-sans.txt", "OFL-ibm-plex-sans-arabic.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (STATIC / "fonts" / licence).read_text("utf-8")


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "paper", 7), ("ink", "card", 7), ("ink", "amber", 7), ("mute", "paper", 4.5), ("mute", "card", 4.5),
        ("teal", "paper", 4.5), ("teal-deep", "wash", 4.5), ("red", "card", 4.5), ("card", "teal", 4.5),
        ("card", "mute", 4.5), ("edge", "paper", 3), ("edge", "card", 3), ("ink", "wash", 7),
    ],
)  # fmt: skip
def test_colours_can_be_told_apart(front: str, back: str, least: float) -> None:
    """Text has a contrast of 4.5 at least, the outline of a control 3."""
    style = (STATIC / "app.css").read_text("utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", style))
    assert contrast(colours[front], colours[back]) >= least


def test_scripts_ask_only_where_the_page_says() -> None:
    """No address of another host stands in style or script."""
    for path in STATIC.glob("*.*"):
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//[a-z]", re.sub(r"// .*", "", text)), path.name


def test_headings_do_not_skip_a_rank(desk, new_page, log_in) -> None:
    """Headings go down one rank at a time."""
    other: Callable[..., object] = desk.take
    other()
    page = log_in(new_page(), desk.path)
    ranks = [int(tag[1]) for tag in page.locator("h1, h2, h3").evaluate_all("all => all.map(e => e.tagName)")]
    assert ranks[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(ranks))
