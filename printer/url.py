"""Pure: a printer's URL, taken apart.

    tcp://HOST:9100    serial:///dev/serial0?baud=19200    usb://04b8:0e15?serial=…
    file:///dev/usb/lp0    virtual:DIR

Each also takes width=80|58, profile=NAME, cut=none|partial|full, feed=MM, status=no and near_end=ignore.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from kit.errors import SettingError

Kind = Literal["tcp", "serial", "usb", "file", "virtual"]
Cut = Literal["none", "partial", "full"]

TCP_PORT = 9100
_BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
_MOST_FEED_MM = 100
_MOST_PORT = 65535


@dataclass(frozen=True, slots=True)
class PrinterAddress:
    """Where a printer is and how it behaves. What the URL left out is None, for the profile to decide.

    `host` and `port` are for tcp, `path` for serial, file and virtual, `baud` for serial; `vendor`, `product`
    and `usb_serial` for usb. `answers` is False for a printer that never tells its status.
    """

    url: str
    kind: Kind
    host: str = ""
    port: int = TCP_PORT
    path: str = ""
    baud: int = 19200
    vendor: int = 0
    product: int = 0
    usb_serial: str | None = None
    width_mm: Literal[80, 58] | None = None
    profile: str | None = None
    cut: Cut | None = None
    feed_mm: int | None = None
    answers: bool = True
    ignores_near_end: bool = False


def parse(text: str) -> PrinterAddress:
    """Take a printer's URL apart. Raises SettingError, in one line that names the bad part."""
    if any(ord(character) < ord(" ") for character in text):
        raise _bad(text, "control characters are not allowed")
    try:
        parts = urlsplit(text)
        place = _PLACES[parts.scheme](text, parts)
    except KeyError:
        raise _bad(text, f"'{text.split(':')[0]}' is none of {', '.join(_PLACES)}") from None
    except ValueError as problem:
        raise _bad(text, str(problem)) from problem
    if parts.fragment:
        raise _bad(text, f"'#{parts.fragment}' does not belong there")
    return PrinterAddress(text, parts.scheme, **place, **_options(text, parts))  # type: ignore[arg-type]  # a key of _PLACES is a Kind


def _bad(text: str, problem: str) -> SettingError:
    return SettingError(f"printer '{text}': {problem}")


def _tcp(text: str, parts: SplitResult) -> Mapping[str, Any]:
    if not parts.hostname or parts.username is not None:
        raise _bad(text, "needs a host, as in tcp://192.168.1.20:9100")
    if parts.path not in ("", "/"):
        raise _bad(text, f"'{parts.path}' after the host does not belong there")
    port = TCP_PORT if parts.port is None else parts.port
    if not 1 <= port <= _MOST_PORT:
        raise _bad(text, f"port {port} is not between 1 and {_MOST_PORT}")
    return {"host": parts.hostname, "port": port}


def _device_path(text: str, parts: SplitResult) -> Mapping[str, Any]:
    path = unquote(parts.path)
    if parts.netloc or not path.startswith("/") or path.endswith("/"):
        raise _bad(text, f"needs a whole path, as in {parts.scheme}:///dev/…")
    return {"path": path}


def _usb(text: str, parts: SplitResult) -> Mapping[str, Any]:
    found = re.fullmatch(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})", parts.netloc)
    if not found or parts.path not in ("", "/"):
        raise _bad(text, "needs vendor and product as four hexadecimal digits each, as in usb://04b8:0e15")
    return {"vendor": int(found[1], 16), "product": int(found[2], 16)}


def _virtual(text: str, parts: SplitResult) -> Mapping[str, Any]:
    path = unquote(parts.netloc + parts.path)
    if not path:
        raise _bad(text, "needs a folder, as in virtual:var/tickets")
    return {"path": path}


_PLACES: dict[str, Callable[[str, SplitResult], Mapping[str, Any]]] = {
    "tcp": _tcp,
    "serial": _device_path,
    "usb": _usb,
    "file": _device_path,
    "virtual": _virtual,
}


def _whole(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise ValueError
    return int(value)


def _feed(value: str) -> int:
    if (number := _whole(value)) > _MOST_FEED_MM:
        raise ValueError
    return number


def _one_of(**meanings: Any) -> Callable[[str], Any]:
    def read(value: str) -> Any:
        if value not in meanings:
            raise ValueError
        return meanings[value]

    return read


def _baud(value: str) -> int:
    if (number := _whole(value)) not in _BAUDS:
        raise ValueError
    return number


def _name(value: str) -> str:
    if not value:
        raise ValueError
    return value


@dataclass(frozen=True, slots=True)
class _Option:
    field: str
    read: Callable[[str], Any]
    allowed: str
    kinds: tuple[str, ...] = tuple(_PLACES)


_OPTIONS = {
    "width": _Option("width_mm", _one_of(**{"80": 80, "58": 58}), "80 or 58"),
    "profile": _Option("profile", _name, "a name"),
    "cut": _Option("cut", _one_of(none="none", partial="partial", full="full"), "none, partial or full"),
    "feed": _Option("feed_mm", _feed, f"millimetres from 0 to {_MOST_FEED_MM}"),
    "status": _Option("answers", _one_of(no=False, yes=True), "yes or no"),
    "near_end": _Option("ignores_near_end", _one_of(ignore=True, tell=False), "ignore or tell"),
    "baud": _Option("baud", _baud, f"one of {', '.join(map(str, _BAUDS))}", ("serial",)),
    "serial": _Option("usb_serial", _name, "a serial number", ("usb",)),
}


def _options(text: str, parts: SplitResult) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        option = _OPTIONS.get(key)
        if option is None or parts.scheme not in option.kinds:
            known = ", ".join(name for name, each in _OPTIONS.items() if parts.scheme in each.kinds)
            raise _bad(text, f"unknown option '{key}' (known: {known})")
        if option.field in found:
            raise _bad(text, f"option '{key}' is given twice")
        try:
            found[option.field] = option.read(value)
        except ValueError:
            raise _bad(text, f"{key}={value} is not {option.allowed}") from None
    return found
