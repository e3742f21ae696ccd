"""The managers' page of reports, as a browser without any script gets it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from kit.language import LANGUAGES
from server.desk import measures, setup
from server.sitefile import parse

TODAY = "2026-11-24"
SMALL = """
name = "Town Hall"
languages = ["{language}"]
[[services]]
code = "A"
name = {{ {language} = "A" }}
[[counters]]
code = "2"
"""


@pytest.fixture
def kind() -> str:
    """The figures are tested on both kinds of databases; what the page makes of them knows none."""
    return "sqlite"


@pytest.fixture
def page(as_user: Callable[[str], Any]) -> Callable[..., str]:
    """`page(query)`: what the manager's browser gets."""
    client = as_user("max").client

    def load(query: str = "", status: int = 200) -> str:
        answer = client.get(f"/staff/reports{query}")
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    return load


def visit(kiosk: Any, button: Any, clock: Any, minutes: int) -> None:
    """Somebody waits for so many minutes, and is served for five."""
    kiosk.take("A")
    clock.advance(seconds=60 * minutes)
    button.next("2")
    clock.advance(seconds=300)
    button.next("2")
    clock.advance(seconds=60)


def tables(html: str) -> list[list[list[str]]]:
    """The cells of each table's lines, their heads too."""
    return [
        [
            re.findall(r"<t[hd][^>]*>(?:<bdi>)?(.*?)(?:</bdi>)?</t[hd]>", line)
            for line in re.findall(r"<tr>.*?</tr>", each)
        ]
        for each in re.findall(r"<table>.*?</table>", html, re.DOTALL)
    ]


def test_the_last_seven_days_are_shown_at_first(page: Any, kiosk: Any, button: Any, clock: Any) -> None:
    """Each day that anybody came has a line; with one service, it has no table of its own."""
    for minutes in (4, 6, 10):
        visit(kiosk, button, clock, minutes)
    clock.advance(seconds=86_400)
    visit(kiosk, button, clock, 70)
    html = page()
    ((head, first, second),) = tables(html)
    assert head[:3] == ["Day", "Tickets taken", "Served"]
    assert first[:3] == ["Tue 24 Nov 2026", "3", "3"]
    assert first[6:10] == ["0", "6:00", "10:00", "5:00"]
    assert second[7] == "1:10:00"
    assert re.findall(r"<dd><bdi>(.*?)</bdi>", html) == ["4", "4", "6:00", "1:10:00", "–", "–"]
    assert 'aria-current="true">Last 7 days' in html
    assert "–: nothing to tell yet" in html


def test_the_outcomes_of_a_line_add_up(page: Any, kiosk: Any, button: Any, clock: Any) -> None:
    """Who is still here has a column while there may be somebody: not in a report of days gone by."""
    visit(kiosk, button, clock, 4)
    for _ in range(2):
        kiosk.take("A")
    ((head, line),) = tables(page(f"?from={TODAY}&to={TODAY}"))
    assert head[6] == "Still here"
    assert [int(each) for each in line[1:7]] == [3, 1, 0, 0, 0, 2]
    clock.advance(seconds=86_400)
    kiosk.take("A")  # and with it the new day begins
    ((head, line),) = tables(page(f"?from={TODAY}&to={TODAY}"))
    assert "Still here" not in head
    assert len(line) == len(head)


def test_services_are_told_apart(page: Any, kiosk: Any) -> None:
    """By their names, and by their code where the site has none any more."""
    kiosk.take("A")
    kiosk.take("B")
    services, days = tables(page("?from=2026-11-24&to=2026-11-24"))
    assert [line[0] for line in services] == ["Service", "General", "Passports"]
    assert [line[:2] for line in days[1:]] == [["Tue 24 Nov 2026", "2"]]


def test_trends_are_drawn_of_days_and_not_of_one(page: Any, kiosk: Any, button: Any, clock: Any) -> None:
    """Each drawing tells in words what it shows, and has its scale and its days beside it."""
    visit(kiosk, button, clock, minutes=4)
    assert "<svg" not in page()
    clock.advance(days=1)
    visit(kiosk, button, clock, minutes=10)
    html = page()
    drawings = re.findall(r'<svg class="drawing".*?</svg>', html, re.DOTALL)
    named = [
        re.search(r'role="img".* aria-labelledby="(.*?)">\s*<title id="\1">(.*?)</title>', each)
        for each in drawings
    ]
    assert [each and each[2] for each in named] == [
        "Median wait: lowest 4:00, highest 10:00. P80 wait: lowest 4:00, highest 10:00. Each day stands in the table.",
        "Served: lowest 1, highest 1. Each day stands in the table.",
    ]
    assert "<title>Wed 25 Nov 2026: Median wait 10:00, P80 wait 10:00</title>" in drawings[0]
    assert (
        re.findall(r'<p class="ends".*?><bdi>(.*?)</bdi><bdi>(.*?)</bdi>', html)
        == [("Thu 19 Nov 2026", "Wed 25 Nov 2026")] * 2
    )
    assert "style=" not in html, "the browser is told to refuse it"


def test_what_it_shows_can_be_downloaded(page: Any, kiosk: Any, as_user: Any) -> None:
    """The same days, by the link that the page has."""
    kiosk.take("A")
    (link,) = re.findall(r'href="(/api/[^"]+)"', page("?from=2026-11-01&to=2026-11-30"))
    answer = as_user("max").client.get(link)
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.text.splitlines()[1].startswith("2026-11-24,A,General,1,0,")
    assert 'filename="report-2026-11-01-2026-11-30.csv"' in answer.headers["Content-Disposition"]


def test_days_without_anybody_are_said(page: Any) -> None:
    """No table of nothing, and nothing to download."""
    html = page("?from=2020-01-01&to=2020-01-02")
    assert "No ticket was taken on these days." in html
    assert tables(html) == []


@pytest.mark.parametrize("query", ["?from=x", "?from=2026-11-24&to=2026-11-20", "?from=2020-01-01"])
def test_days_that_cannot_be_are_told_in_words(page: Any, query: str) -> None:
    """And the form is there for others."""
    html = page(query, 422)
    assert "Please choose two days, the later one last, at most 366 days in all." in html
    assert f'name="to" type="date" value="{TODAY}"' in html


def test_it_is_for_managers(as_user: Any, nobody: Any) -> None:
    """A clerk neither sees the way there nor comes in; an admin does; who is not logged in comes back to it."""
    clerk = as_user("ada").client
    refused = clerk.get("/staff/reports")
    assert refused.status_code == 403
    assert "This page is for managers and administrators." in refused.text
    assert "This page is for administrators." in clerk.get("/staff/devices").text
    assert "/staff/reports" not in clerk.get("/staff").text
    for name in ("max", "zoe"):
        assert 'href="/staff/reports"' in as_user(name).client.get("/staff").text
        assert as_user(name).client.get("/staff/reports").status_code == 200
    assert nobody.client.get("/staff/reports").headers["Location"] == "/staff/login?next=/staff/reports"


def test_a_second_click_is_told_to_wait(
    page: Any, database: Any, site_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the first report takes long."""
    monkeypatch.setattr(measures, "QUEUE_S", 0.05)
    with measures._one_at_a_time(database, site_id):
        page(status=503)


def test_figures_are_in_latin_digits_in_every_language(
    page: Any, desk: Any, site_id: int, kiosk: Any, button: Any, clock: Any
) -> None:
    """As numbers are everywhere."""
    for _ in range(11):
        visit(kiosk, button, clock, 1)
    for language in LANGUAGES:
        setup.apply_site(desk, site_id, parse(SMALL.format(language=language), "small"))
        html = page()
        assert f'<html lang="{language}"' in html
        ((_, line),) = tables(html)
        assert (line[1:3], line[7]) == (["11", "11"], "1:00")
