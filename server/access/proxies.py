"""Who stands at the other end: the address of the connection, unless a proxy that we were told of says better.

Anybody can send X-Forwarded-For. It is believed from a listed proxy alone, and taken away from everybody else's
requests, so that nothing behind can be misled by it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Proxies:
    """WSGI middleware: the client's address and scheme, as far as they can be believed."""

    def __init__(self, wsgi: Wsgi, trusted: Sequence[str]) -> None:
        self._wsgi = wsgi
        self._trusted = [ipaddress.ip_network(each) for each in trusted]

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Pass the request on."""
        forwarded = environ.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = environ.pop("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip().lower()
        if self._trusts(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self._client(environ["REMOTE_ADDR"], forwarded)
            if scheme in {"http", "https"}:
                environ["wsgi.url_scheme"] = scheme
        return self._wsgi(environ, start_response)

    def _client(self, peer: str, forwarded: str) -> str:
        """From the right, the first who is no proxy of ours: what stands left of that one is hearsay."""
        for each in reversed([part.strip() for part in forwarded.split(",")]):
            if _address(each) is None:
                break
            peer = each
            if not self._trusts(each):
                break
        return peer

    def _trusts(self, text: str) -> bool:
        found = _address(text)
        return found is not None and any(found in network for network in self._trusted)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def neighbourhood(text: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 that one subscriber of IPv6 is given."""
    found = _address(text)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found or text)
