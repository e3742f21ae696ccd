"""USB printers through libusb: no driver, no device file, told apart by vendor, product and serial number."""

import contextlib
from typing import Any

import usb.core
import usb.util

from printer.connection import Link, LinkLost, PrinterUnreachable, explain
from printer.timing import Timing
from printer.url import PrinterAddress

PRINTER_CLASS = 7
_CHUNK = 4096
_READ_AT_ONCE = 64


class UsbLink:
    """A claimed printer interface with its two bulk endpoints."""

    replies: bool
    keeps_replies = True

    def __init__(self, device: Any, interface: Any, timing: Timing, *, give_back: bool) -> None:
        self._device = device
        self._interface = interface.bInterfaceNumber
        self._timing = timing
        self._give_back = give_back
        self._out = _endpoint(interface, usb.util.ENDPOINT_OUT)
        self._in = _endpoint(interface, usb.util.ENDPOINT_IN)
        self.replies = self._in is not None

    def write(self, data: bytes, stall: float | None = None) -> None:
        """As in Link. libusb does not tell how much of a chunk went out: then all of it may have."""
        patience = round((self._timing.stall if stall is None else stall) * 1000)
        for start in range(0, len(data), _CHUNK):
            piece = data[start : start + _CHUNK]
            try:
                self._out.write(piece, timeout=patience)
            except usb.core.USBTimeoutError as problem:
                raise LinkLost("stalled", start + len(piece)) from problem
            except usb.core.USBError as problem:
                raise LinkLost("closed", start + len(piece)) from problem

    def read(self, seconds: float) -> bytes:
        """As in Link."""
        if self._in is None:
            return b""
        try:
            return bytes(self._in.read(_READ_AT_ONCE, timeout=max(1, round(seconds * 1000))))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as problem:
            raise LinkLost("closed", 0) from problem

    def held(self) -> int:
        """As in Link: a finished bulk write is in the printer already."""
        return 0

    def drain(self) -> None:
        """As in Link, and so there is nothing to wait for."""

    def close(self) -> None:
        """Give the interface back, to the kernel's driver if it is to have it again."""
        with contextlib.suppress(usb.core.USBError):
            usb.util.release_interface(self._device, self._interface)
        if self._give_back:
            with contextlib.suppress(usb.core.USBError, NotImplementedError):
                self._device.attach_kernel_driver(self._interface)
        usb.util.dispose_resources(self._device)

    def drop(self) -> None:
        """As in Link: nothing is on its way."""
        self.close()


def open_usb(
    address: PrinterAddress, timing: Timing, backend: Any = None, *, gives_back: bool = False
) -> Link:
    """Find and claim the printer. Raises PrinterUnreachable; `backend` is for tests.

    `gives_back`: closing hands it to the kernel's driver again, if that had it. Not for who comes again and again: each
    change of hands is an event for udev and two lines in the kernel's log.
    """
    try:
        device = _find(address, backend)
        interface = _printer_interface(device)
        had_driver = _take_from_kernel(device, interface.bInterfaceNumber)
        usb.util.claim_interface(device, interface.bInterfaceNumber)
    except usb.core.NoBackendError as problem:
        raise PrinterUnreachable("USB printers need the system package libusb-1.0-0") from problem
    except usb.core.USBError as problem:
        raise PrinterUnreachable(
            f"USB printer {_name(address)} cannot be opened: {explain(problem)}"
        ) from problem
    return UsbLink(device, interface, timing, give_back=had_driver and gives_back)


def _find(address: PrinterAddress, backend: Any) -> Any:
    alike = usb.core.find(find_all=True, backend=backend, idVendor=address.vendor, idProduct=address.product)
    found = [d for d in alike if address.usb_serial is None or _serial_number(d) == address.usb_serial]
    if not found:
        raise PrinterUnreachable(f"USB printer {_name(address)} is not plugged in")
    if len(found) > 1:
        raise PrinterUnreachable(f"{len(found)} USB printers {_name(address)}: choose one with ?serial=")
    return found[0]


def _serial_number(device: Any) -> str | None:
    try:
        number: str | None = device.serial_number
    except (usb.core.USBError, ValueError):
        return None
    return number


def _printer_interface(device: Any) -> Any:
    for configuration in device:
        for interface in configuration:
            if interface.bInterfaceClass == PRINTER_CLASS or (
                interface.bInterfaceClass == 0xFF
                and _endpoint(interface, usb.util.ENDPOINT_OUT)  # a vendor's own
            ):
                return interface
    raise PrinterUnreachable("this USB device is no printer")


def _take_from_kernel(device: Any, number: int) -> bool:
    try:
        if not device.is_kernel_driver_active(number):
            return False
        device.detach_kernel_driver(number)
    except NotImplementedError:
        return False
    return True


def _endpoint(interface: Any, direction: int) -> Any:
    def fits(endpoint: Any) -> bool:
        bulk = usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        return bool(bulk and usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction)

    return usb.util.find_descriptor(interface, custom_match=fits)


def _name(address: PrinterAddress) -> str:
    number = f" with serial number {address.usb_serial}" if address.usb_serial else ""
    return f"{address.vendor:04x}:{address.product:04x}{number}"
