"""The staff's pages in the first language of their site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes
from playwright.sync_api import Page, expect

from kit.client import new_key
from kit.language import LANGUAGES, catalog
from server.pages.speech import fill, words_after_a_fault, words_for_guests

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted((ROOT / "server" / "pages" / "templates").rglob("*.html"))
SPOKEN_ALOUD = {"aria-label", "title", "alt", "placeholder"}
DESK = {"width": 1280, "height": 800}
SITE = """
name = "Ayuntamiento"
languages = ["{first}", "en"]
[[services]]
code = "A"
name = {{ {first} = "Información general", en = "General enquiries" }}
[[services]]
code = "B"
name = {{ {first} = "Pasaportes e identidad", en = "Passports and identity" }}
[[counters]]
code = "1"
services = ["A", "B"]
[[counters]]
code = "2"
services = ["B"]
"""


def sentences(template: Path) -> Iterator[tuple[str, ...]]:
    """What a template asks to be translated: (text,) or (singular, plural)."""
    tree = Environment(autoescape=True).parse(template.read_text("utf-8"))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr) and call.node.attr in ("text", "plural"):
            said = [each.value for each in call.args[:2] if isinstance(each, nodes.Const)]
            if said:
                yield tuple(said if call.node.attr == "plural" else said[:1])


class Written(HTMLParser):
    """Collects the text that a template itself writes, and the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An attribute."""
        self.found += [value or "" for name, value in attrs if name in SPOKEN_ALOUD]

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        self.found.append(data)


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_every_sentence_of_the_templates_is_translated(code: str) -> None:
    """Whatever a page can say, it can say in every language."""
    known = catalog(code)
    asked = [each for template in TEMPLATES for each in sentences(template)]
    assert len(asked) > 50
    missing = [
        each for each in asked if each[0] not in (known.plurals if len(each) == 2 else known.sentences)
    ]
    assert missing == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_a_template_has_no_words_of_its_own(template: Path) -> None:
    """No word stands in a template outside the catalogue; only the product's name, where a page has no title."""
    bare = re.sub(r"{% block kind %}.*", "", template.read_text("utf-8"))  # a class, for the style
    bare = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", bare, flags=re.DOTALL)
    reader = Written()
    reader.feed(bare)
    written = " ".join(reader.found).replace("Next Please", "")
    assert re.findall(r"[^\W\d_]+", written) == []


def test_values_are_put_into_a_sentence_safely() -> None:
    """Markup stays markup, and text that looks like markup stays text."""
    assert fill("<b> {name} & {time}", name="<i>", time=fill("{n}", n=3)) == "&lt;b&gt; &lt;i&gt; &amp; 3"


def test_a_fault_of_the_database_is_told_as_the_browser_asks() -> None:
    """When nobody can say whose site it is, the page comes all the same, in a language the person has chosen."""
    app = Flask(__name__)
    app.extensions["desk"] = None  # whatever is asked of it fails
    for asked, spoken in (
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("ar", "ar"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-Hans", "zh"),
        ("zh-Hans-CN, en;q=0.5", "zh"),
        ("uk-UA,ru;q=0.8", "uk"),
        ("pl,fr-CA;q=0.5", "fr"),
        ("pl", "en"),
        ("", "en"),
    ):
        with app.test_request_context(headers={"Accept-Language": asked}):
            assert words_after_a_fault().language.code == spoken
            assert words_for_guests(None).language.code == spoken


@pytest.fixture(scope="module", params=["es", "ar"])
def spoken(request: pytest.FixtureRequest, live_server, tmp_path_factory) -> Iterator[tuple[str, object]]:
    """A server of its own for a site whose first language is not English: (the language, the server)."""
    first: str = request.param
    server = type(live_server)(tmp_path_factory.mktemp(f"pages-{first}"), SITE.format(first=first))
    yield first, server
    server.close()


@pytest.fixture
def open_there(spoken, new_page) -> Callable[..., Page]:
    """A page of that server, logged in."""

    def open_page(path: str) -> Page:
        first, server = spoken
        words = catalog(first)
        page: Page = new_page(base_url=server.url, viewport=DESK)
        page.goto(path)
        page.get_by_label(words.text("Name"), exact=True).fill(server.new_user())
        page.get_by_label(words.text("Password")).fill("correct horse battery")
        page.get_by_role("button", name=words.text("Log in")).click()
        page.get_by_role("button", name=words.text("Log out")).wait_for()
        page.wait_for_load_state("load")
        return page

    return open_page


def speaks(page: Page, first: str) -> None:
    """The page says which language it is in, which way that runs, and keeps inside its width."""
    expect(page.locator("html")).to_have_attribute("lang", first)
    expect(page.locator("html")).to_have_attribute("dir", LANGUAGES[first].direction)
    assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]


def test_a_clerk_works_in_the_sites_first_language(spoken, open_there) -> None:
    """Login, counters, calling and what the script says are in the clerk's language; nothing is left in English."""
    first, server = spoken
    words = catalog(first)
    ticket = server.kiosk.take_ticket("A", first, new_key())
    server.kiosk.take_ticket("A", "en", new_key())
    page = open_there("/staff/counter/1")
    speaks(page, first)
    page.keyboard.press("Space")
    name = words.text("Counter {code}", code="1")
    said = page.locator("#said")
    expect(said).to_have_text(words.text(CALLED, number=ticket.number, counter=name))
    queue = page.locator("#queue h2")
    expect(queue).to_have_text(words.plural("{n} waiting", "{n} waiting", 1))
    page.keyboard.press("r")
    expect(page.locator("#stage")).to_contain_text(words.plural("called again", "called again {n} times", 1))
    speaks(page, first)
    assert_no_english(page)
    expect(page.locator("button.next")).to_be_in_viewport(ratio=1)
    page.goto("/staff")
    speaks(page, first)
    chip = page.get_by_text(words.text("{number} called", number=ticket.number))
    expect(chip).to_be_visible()
    assert_no_english(page)
    page.goto("/staff/counter/1")
    page.keyboard.press("a")
    expect(said).to_have_text(words.text("{number} is at the counter.", number=ticket.number))
    page.goto("/staff")
    expect(page.get_by_text(words.text("{number} is here", number=ticket.number))).to_be_visible()
    page.goto("/staff/counter/1")
    page.keyboard.press("f")
    expect(said).to_have_text(words.text("{number} is finished.", number=ticket.number))


CALLED = "{number} is being called to {counter}."


def assert_no_english(page: Page) -> None:
    """None of the sentences of this site's pages is shown in English."""
    seen = page.locator("body").inner_text()
    for each in (
        "waiting",
        "Log out",
        "Counter",
        "Recall",
        "Next customer",
        "Space",
        "Shortcut",
        "called",
        "min ",
    ):
        assert each not in seen


@pytest.mark.parametrize("path", ["/staff/nowhere/at/all", "/staff/counter/9", "/nothing"])
def test_an_error_page_is_in_the_sites_first_language(spoken, open_there, path: str) -> None:
    """Whether somebody is known by then or not."""
    first, _server = spoken
    page = open_there("/staff")
    page.goto(path)
    speaks(page, first)
    expect(page.locator("h1")).to_have_text(catalog(first).text("There is nothing here."))


def test_a_wrong_password_is_told_in_that_language(spoken, new_page) -> None:
    """Before anybody is known, the server's only site decides."""
    first, server = spoken
    page: Page = new_page(base_url=server.url)
    page.goto("/staff/login")
    page.locator("#name").fill("nobody")
    page.locator("#password").fill("nothing at all")
    page.keyboard.press("Enter")
    words = catalog(first)
    expect(page.get_by_role("alert")).to_have_text(
        words.text("Name or password is not right. Please try again.")
    )
    speaks(page, first)


def test_without_a_script_the_answer_is_in_that_language(spoken, open_there) -> None:
    """The sentences that the server itself says after a press."""
    first, server = spoken
    page = open_there("/staff/counter/2")
    fields = page.locator("form[data-move=recall] input")
    form = {each.get_attribute("name"): each.get_attribute("value") for each in fields.all()}
    answer = page.request.post(f"{server.url}/staff/counter/2/recall", form=form)
    assert catalog(first).text("There is nobody to call again.") in answer.text()


def test_the_shortcut_keys_work_on_a_keyboard_of_another_script(spoken, open_there) -> None:
    """Where the key R types an Arabic letter, it still calls again; switching the keys off is said in words."""
    first, server = spoken
    words = catalog(first)
    server.kiosk.take_ticket("B", first, new_key())
    page = open_there("/staff/counter/2")
    page.keyboard.press("Space")
    expect(page.locator("#stage .number")).to_be_visible()
    press = (
        "code => document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ق', code, bubbles: true}))"
    )
    page.evaluate(press, "KeyR")
    expect(page.locator("#stage")).to_contain_text(words.plural("called again", "called again {n} times", 1))
    page.locator("#keys").click()
    expect(page.locator("#keys")).to_have_text(words.text("Shortcut keys: {state}", state=words.text("off")))
    page.evaluate(press, "KeyF")
    page.locator("#keys").click()
    page.evaluate(press, "KeyF")
    expect(page.locator("#stage .number")).to_have_count(0)
