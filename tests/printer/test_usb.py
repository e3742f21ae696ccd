"""USB printers, through the real pyusb over a made-up bus."""

import array
import errno
from types import SimpleNamespace

import pytest
import usb.backend
import usb.core

from printer.connection import LinkLost, PrinterUnreachable, Timing
from printer.url import parse
from printer.usb import open_usb

OUT, IN = 0x01, 0x82


class Device:
    """A printer on the bus: vendor, product, serial number, and how it behaves."""

    def __init__(self, vendor=0x04B8, product=0x0E15, serial="J1", interface_class=7):
        self.vendor, self.product, self.serial, self.interface_class = (
            vendor,
            product,
            serial,
            interface_class,
        )
        self.kernel_driver, self.claimed, self.written, self.replies, self.trouble = (
            True,
            False,
            b"",
            [],
            None,
        )


class Bus(usb.backend.IBackend):
    """What pyusb asks of libusb, answered from a list of devices."""

    def __init__(self, *devices):
        self.devices = devices

    def enumerate_devices(self):
        return iter(self.devices)

    def get_device_descriptor(self, dev):
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=dev.vendor, idProduct=dev.product, bcdDevice=0x100, iManufacturer=0,
            iProduct=0, iSerialNumber=3, bNumConfigurations=1, address=1, bus=1, port_number=1, port_numbers=(1,),
            speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev, config):
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0x80, bMaxPower=50, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev, intf, alt, config):
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=2,
            bInterfaceClass=dev.interface_class, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0,
            extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev, ep, intf, alt, config):
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(OUT, IN)[ep], bmAttributes=2, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev):
        if dev.trouble == "permission":
            raise usb.core.USBError("Access denied (insufficient permissions)", errno=errno.EACCES)
        return dev

    def close_device(self, dev_handle):
        pass

    def get_configuration(self, dev_handle):
        return 1

    def is_kernel_driver_active(self, dev_handle, intf):
        return dev_handle.kernel_driver

    def detach_kernel_driver(self, dev_handle, intf):
        dev_handle.kernel_driver = False

    def attach_kernel_driver(self, dev_handle, intf):
        dev_handle.kernel_driver = True

    def claim_interface(self, dev_handle, intf):
        assert not dev_handle.kernel_driver
        dev_handle.claimed = True

    def release_interface(self, dev_handle, intf):
        dev_handle.claimed = False

    def ctrl_transfer(self, dev_handle, bm_request_type, b_request, w_value, w_index, data, timeout):
        text = b"\x09\x04" if w_value & 0xFF == 0 else dev_handle.serial.encode("utf-16-le")
        reply = bytes([len(text) + 2, 3]) + text
        data[: len(reply)] = array.array("B", reply)
        return len(reply)

    def bulk_write(self, dev_handle, ep, intf, data, timeout):
        assert (ep, dev_handle.claimed) == (OUT, True)
        if dev_handle.trouble == "stalls":
            raise usb.core.USBTimeoutError("timed out")
        if dev_handle.trouble == "unplugged":
            raise usb.core.USBError("no such device", errno=errno.ENODEV)
        dev_handle.written += data.tobytes()
        return len(data)

    def bulk_read(self, dev_handle, ep, intf, buff, timeout):
        if not dev_handle.replies:
            raise usb.core.USBTimeoutError("timed out")
        reply = dev_handle.replies.pop(0)
        buff[: len(reply)] = array.array("B", reply)
        return len(reply)


def opened(*devices, url="usb://04b8:0e15"):
    """Open the URL's printer on a bus with these devices."""
    return open_usb(parse(url), Timing(stall=0.2), Bus(*devices))


def test_a_usb_printer_is_taken_from_the_kernel_written_read_and_given_back():
    """Claimed for the job only: afterwards the kernel's own driver has it again."""
    device = Device()
    device.replies.append(b"\x12")
    link = opened(device)
    assert (device.claimed, device.kernel_driver) == (True, False)
    link.write(b"ticket" * 1000)
    assert device.written == b"ticket" * 1000
    assert link.read(0.1) == b"\x12"
    assert link.read(0.01) == b""
    link.close()
    assert (device.claimed, device.kernel_driver) == (False, True)


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
