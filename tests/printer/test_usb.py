"""USB printers, through the real pyusb over a made-up bus."""

import pytest
from usb_bus import Bus, Device

from printer.connection import LinkLost, PrinterUnreachable
from printer.timing import Timing
from printer.url import parse
from printer.usb import open_usb


def opened(*devices, url="usb://04b8:0e15", gives_back=False):
    """Open the URL's printer on a bus with these devices."""
    return open_usb(parse(url), Timing(stall=0.2), Bus(*devices), gives_back=gives_back)


@pytest.mark.parametrize("gives_back", [True, False])
def test_a_usb_printer_is_taken_from_the_kernel_written_read_and_given_back(gives_back):
    """Claimed for the job only: afterwards the kernel's own driver has it again, unless somebody looks all day long."""
    device = Device()
    device.replies.append(b"\x12")
    link = opened(device, gives_back=gives_back)
    assert (device.claimed, device.kernel_driver) == (True, False)
    link.write(b"ticket" * 1000)
    assert device.written == b"ticket" * 1000
    assert link.read(0.1) == b"\x12"
    assert link.read(0.01) == b""
    link.close()
    assert (device.claimed, device.kernel_driver) == (False, gives_back)
    opened(device).close()
    assert (device.claimed, device.kernel_driver) == (False, False)


def test_one_of_two_alike_is_chosen_by_serial_number():
    """?serial= picks one; without it nobody guesses."""
    first, second = Device(serial="J1"), Device(serial="J2")
    opened(first, second, url="usb://04b8:0e15?serial=J2").write(b"x")
    assert (first.written, second.written) == (b"", b"x")
    with pytest.raises(PrinterUnreachable, match=r"2 USB printers .* choose one with \?serial="):
        opened(first, second)


@pytest.mark.parametrize(
    ("devices", "sentence"),
    [
        ([], "not plugged in"),
        ([Device(vendor=0x1234)], "not plugged in"),
        ([Device(interface_class=3)], "no printer"),
    ],
)
def test_what_is_not_there_is_said_plainly(devices, sentence):
    """Each in a sentence that tells what to look at."""
    with pytest.raises(PrinterUnreachable, match=sentence):
        opened(*devices)


def test_no_permission_is_said_plainly():
    """The udev rule is missing."""
    device = Device()
    device.kernel_driver = False
    device.trouble = "permission"
    with pytest.raises(PrinterUnreachable, match="permission denied"):
        opened(device)


@pytest.mark.parametrize(("trouble", "reason"), [("stalls", "stalled"), ("unplugged", "closed")])
def test_trouble_while_writing_counts_as_sent(trouble, reason):
    """Libusb does not tell how much of a chunk went out: it may be on paper."""
    device = Device()
    link = opened(device)
    device.trouble = trouble
    with pytest.raises(LinkLost) as lost:
        link.write(b"ticket")
    assert (lost.value.reason, lost.value.sent) == (reason, 6)
