"""Which printers are plugged in, as ready URLs, from what the kernel says: needs neither libusb nor permission."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from serial.tools import list_ports

_PRINTER_CLASS = "07"


@dataclass(frozen=True, slots=True)
class Plugged:
    """A printer that may be used: its URL, and what it calls itself."""

    url: str
    name: str


def plugged_in(root: Path = Path("/")) -> list[Plugged]:
    """List USB printers first, then their device files, then serial ports, which may be anything.

    `root` is the file system's root, for tests.
    """
    return [*_usb(root), *_device_files(root), *(_serial_ports() if root == Path("/") else [])]


def _usb(root: Path) -> list[Plugged]:
    interfaces = (root / "sys/bus/usb/devices").glob("*/*/bInterfaceClass")
    devices = sorted({file.parent.parent.resolve() for file in interfaces if _text(file) == _PRINTER_CLASS})
    ids = [f"{_text(device / 'idVendor')}:{_text(device / 'idProduct')}" for device in devices]
    alike = Counter(ids)
    found = []
    for device, each in zip(devices, ids, strict=True):
        serial = _text(device / "serial")
        query = f"?serial={serial}" if alike[each] > 1 and serial else ""
        found.append(
            Plugged(f"usb://{each}{query}", _join(_text(device / n) for n in ("manufacturer", "product")))
        )
    return found


def _device_files(root: Path) -> list[Plugged]:
    files = sorted((root / "dev/usb").glob("lp*"))
    return [Plugged(f"file:///dev/usb/{file.name}", "through the kernel's driver") for file in files]


def _serial_ports() -> list[Plugged]:
    ports = sorted(list_ports.comports(), key=lambda port: port.device)
    return [Plugged(f"serial://{port.device}", f"serial port: {port.description}") for port in ports]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _join(words: Iterable[str]) -> str:
    return " ".join(filter(None, words)) or "USB printer"
