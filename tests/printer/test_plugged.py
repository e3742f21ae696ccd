"""Which printers are plugged in."""

from printer.plugged import plugged_in
from printer.url import parse


def device(root, name, ids, interface_class, serial=""):
    """A USB device as the kernel's folders show it."""
    folder = root / "sys/bus/usb/devices" / name
    (folder / f"{name}:1.0").mkdir(parents=True)
    (folder / f"{name}:1.0" / "bInterfaceClass").write_text(f"{interface_class}\n")
    for file, text in zip(("idVendor", "idProduct"), ids.split(":"), strict=True):
        (folder / file).write_text(text + "\n")
    (folder / "manufacturer").write_text("EPSON\n")
    (folder / "product").write_text("TM-T20\n")
    if serial:
        (folder / "serial").write_text(serial + "\n")


def test_a_usb_printer_is_listed_as_a_ready_url(tmp_path):
    """A printer is; a keyboard is not."""
    device(tmp_path, "1-1", "04b8:0e15", "07", "J1")
    device(tmp_path, "1-2", "046d:c31c", "03")
    (tmp_path / "dev/usb").mkdir(parents=True)
    (tmp_path / "dev/usb/lp0").write_text("")
    found = plugged_in(tmp_path)
    assert [each.url for each in found] == ["usb://04b8:0e15", "file:///dev/usb/lp0"]
    assert found[0].name == "EPSON TM-T20"


def test_two_alike_are_told_apart_by_serial_number(tmp_path):
    """Each URL picks one of the two, and parses."""
    device(tmp_path, "1-1", "04b8:0e15", "07", "J1")
    device(tmp_path, "1-2", "04b8:0e15", "07", "J2")
    urls = [each.url for each in plugged_in(tmp_path)]
    assert [parse(url).usb_serial for url in urls] == ["J1", "J2"]


def test_nothing_plugged_in(tmp_path):
    """An empty list, not a failure."""
    assert plugged_in(tmp_path) == []
