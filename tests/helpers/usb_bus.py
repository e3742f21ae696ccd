"""A made-up USB bus for the real pyusb, and a printer on it with a firmware of its own."""

import array
import errno
import time
from types import SimpleNamespace

import usb.backend
import usb.core
from fake_printer import Firmware

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

    def take(self, data):
        """Bytes that arrive."""
        self.written += data


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
        dev_handle.take(data.tobytes())
        return len(data)

    def bulk_read(self, dev_handle, ep, intf, buff, timeout):
        deadline = time.monotonic() + timeout / 1000
        while not dev_handle.replies:
            if time.monotonic() >= deadline:
                raise usb.core.USBTimeoutError("timed out")
            time.sleep(0.002)
        reply = dev_handle.replies.pop(0)
        buff[: len(reply)] = array.array("B", reply)
        return len(reply)


class UsbPrinter(Device):
    """The firmware behind two bulk endpoints; `bus` is what pyusb is to find it on."""

    url = "usb://04b8:0e15"

    def __init__(self, firmware: Firmware):
        super().__init__()
        self.firmware = firmware
        self.bus = Bus(self)

    def plug_in(self):
        """Its plug is in."""
        self.bus.devices = (self,)

    def unplug(self):
        """Its plug is out: nothing of it is on the bus any more."""
        self.bus.devices = ()

    def close(self):
        """Nothing is held."""

    def take(self, data):
        """Let the firmware have these bytes, and keep what it answers."""
        answer = self.firmware.feed(data)
        self.replies += [answer] if answer else []
