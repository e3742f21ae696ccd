"""Whom a request comes from, and whether it came over https: believed from listed proxies alone."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from server.access.logins import COOKIE
from server.access.proxies import Proxies, neighbourhood
from server.app import create_app
from server.commands.addresses import addresses

PROXY = "10.0.0.5"


def seen(trusted: list[str], peer: str, forwarded: str | None, proto: str | None = None) -> tuple[str, str]:
    """What the application behind is told: address and scheme."""
    told: dict[str, Any] = {}

    def application(environ: dict[str, Any], _start: object) -> list[bytes]:
        told.update(environ)
        return []

    environ = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http"}
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    if proto is not None:
        environ["HTTP_X_FORWARDED_PROTO"] = proto
    Proxies(application, trusted)(environ, None)
    assert "HTTP_X_FORWARDED_FOR" not in told
    assert "HTTP_X_FORWARDED_PROTO" not in told
    return told["REMOTE_ADDR"], told["wsgi.url_scheme"]


@pytest.mark.parametrize("peer", ["192.0.2.1", "127.0.0.1", "::1", ""])
def test_nobody_is_believed_by_default(peer: str) -> None:
    """The headers are taken away, whoever sends them: this machine's own programs, too."""
    assert seen([], peer, "203.0.113.9", "https") == (peer, "http")


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "address"),
    [
        ([PROXY], PROXY, "203.0.113.9", "203.0.113.9"),
        ([PROXY], "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        # What the client wrote itself stands on the left.
        ([PROXY], PROXY, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ([PROXY, "10.0.1.0/24"], PROXY, "203.0.113.9, 10.0.1.7", "203.0.113.9"),
        ([PROXY], PROXY, "203.0.113.9, 10.0.1.7", "10.0.1.7"),
        (["10.0.0.0/8"], PROXY, "10.1.1.1, 10.2.2.2", "10.1.1.1"),
        ([PROXY], PROXY, "nonsense", PROXY),
        ([PROXY], PROXY, "203.0.113.9, nonsense", PROXY),
        ([PROXY], PROXY, None, PROXY),
        ([PROXY], f"::ffff:{PROXY}", "2001:db8::7", "2001:db8::7"),
        (["2001:db8:1::/48"], "2001:db8:1::1", "203.0.113.9", "203.0.113.9"),
    ],
)
def test_a_listed_proxy_is_believed(trusted: list[str], peer: str, forwarded: str, address: str) -> None:
    """The last address that no listed proxy has, from the right; the rest is hearsay."""
    assert seen(trusted, peer, forwarded)[0] == address


@pytest.mark.parametrize(
    ("proto", "scheme"),
    [("https", "https"), ("http", "http"), ("gopher", "http"), ("", "http"), ("http, https", "https")],
)
def test_a_listed_proxy_tells_the_scheme(proto: str, scheme: str) -> None:
    """One of https and http, as the nearest proxy says; anything else is nothing."""
    assert seen([PROXY], PROXY, None, proto)[1] == scheme


def test_addresses_are_checked_as_they_are_set() -> None:
    """A list with commas; one that is none is named."""
    assert addresses("127.0.0.1, 10.0.0.0/24,") == ["127.0.0.1", "10.0.0.0/24"]
    with pytest.raises(argparse.ArgumentTypeError, match=r"'proxy\.example'"):
        addresses("127.0.0.1,proxy.example")


def test_a_neighbourhood_of_ipv6_is_one_place() -> None:
    """Who is given a whole network of addresses has no more tries than others."""
    assert neighbourhood("2001:db8:1:2::7") == neighbourhood("2001:db8:1:2:ffff::9")
    assert neighbourhood("2001:db8:1:2::7") != neighbourhood("2001:db8:1:3::7")
    assert neighbourhood("192.0.2.1") != neighbourhood("192.0.2.2")
    assert neighbourhood("::ffff:192.0.2.1") == "192.0.2.1"


@pytest.fixture(params=[[], ["127.0.0.1"]], ids=["none", "listed"])
def behind(
    request: pytest.FixtureRequest, database: Any, desk: Any, browser: Callable[..., Any]
) -> tuple[bool, Any]:
    """An app with and without a listed proxy, and a browser that comes from it."""
    app: Flask = create_app(database, desk, request.param)
    return bool(request.param), type(browser())(app, "127.0.0.1")


def test_cookies_stay_on_https_where_a_listed_proxy_says_so(behind: tuple[bool, Any]) -> None:
    """Forged by anybody else it changes nothing."""
    listed, browser = behind
    answer = browser.log_in("ada", headers={"X-Forwarded-Proto": "https"})
    cookies = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(("session", COOKIE))]
    assert len(cookies) == 2
    assert all(("; Secure" in each) is listed for each in cookies)


def test_guesses_behind_a_listed_proxy_are_counted_for_each_client(behind: tuple[bool, Any]) -> None:
    """Without the list everybody behind it is one place; a client's own header never helps it."""
    listed, browser = behind
    codes = [
        browser.log_in(
            "ada", "guess", headers={"X-Forwarded-For": f"6.6.6.{number}, 203.0.113.1"}
        ).status_code
        for number in range(6)
    ]
    assert codes == [403] * 5 + [429]
    other = browser.log_in("ada", headers={"X-Forwarded-For": "203.0.113.2"})
    assert other.status_code == (303 if listed else 429)
