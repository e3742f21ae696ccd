"""Printer URLs."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import SettingError
from printer.url import parse


def test_every_kind_of_printer():
    """The contract's own examples."""
    tcp = parse("tcp://192.168.1.20")
    assert (tcp.kind, tcp.host, tcp.port) == ("tcp", "192.168.1.20", 9100)
    assert parse("tcp://[::1]:9101").host == "::1"
    serial = parse("serial:///dev/serial0?baud=9600")
    assert (serial.kind, serial.path, serial.baud) == ("serial", "/dev/serial0", 9600)
    usb = parse("usb://04b8:0E15?serial=J1")
    assert (usb.vendor, usb.product, usb.usb_serial) == (0x04B8, 0x0E15, "J1")
    assert parse("file:///dev/usb/lp0").path == "/dev/usb/lp0"
    assert parse("virtual:var/tickets").path == "var/tickets"
    assert parse("virtual:/tmp/a%20b?width=58").path == "/tmp/a b"


def test_every_option():
    """What a URL may say about its printer."""
    found = parse("tcp://p?width=58&profile=TM-T88V&cut=full&feed=5&status=no&near_end=ignore")
    assert (found.width_mm, found.profile, found.cut, found.feed_mm) == (58, "TM-T88V", "full", 5)
    assert not found.answers
    assert found.ignores_near_end


def test_what_is_not_said_is_left_to_the_profile():
    """No width, cut or feed unless the URL gives one."""
    found = parse("tcp://p")
    assert (found.width_mm, found.cut, found.feed_mm, found.answers) == (None, None, None, True)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "none of"),
        ("lpt1", "'lpt1'"),
        ("http://p", "'http'"),
        ("tcp://", "host"),
        ("tcp://p:x", "'x'"),
        ("tcp://p:0", "port 0"),
        ("tcp://p:99999", "Port"),
        ("tcp://p/queue", "'/queue'"),
        ("tcp://me@p", "host"),
        ("tcp://[::1", "IPv6"),
        ("serial://dev/x", "whole path"),
        ("serial:///dev/x?baud=123", "baud=123"),
        ("usb://4b8:0e15", "hexadecimal"),
        ("usb://", "hexadecimal"),
        ("file://lp0", "whole path"),
        ("virtual:", "folder"),
        ("tcp://p?width=60", "width=60"),
        ("tcp://p?cut=half", "cut=half"),
        ("tcp://p?feed=-1", "feed=-1"),
        ("tcp://p?feed=2000", "feed=2000"),
        ("tcp://p?status=maybe", "status=maybe"),
        ("tcp://p?profile=", "profile="),
        ("tcp://p?serial=1", "'serial'"),
        ("usb://04b8:0e15?baud=9600", "'baud'"),
        ("tcp://p?speed=1", "'speed'"),
        ("tcp://p?cut=full&cut=none", "twice"),
        ("tcp://p#x", "'#x'"),
        ("tcp://p\n", "control"),
    ],
)
def test_a_bad_url_is_refused_naming_the_bad_part(text, named):
    """One line that says what is wrong where."""
    with pytest.raises(SettingError) as refused:
        parse(text)
    assert named in str(refused.value)


@given(
    st.one_of(
        st.text(), st.text().map(lambda t: f"tcp://{t}"), st.text().map(lambda t: f"usb://04b8:0e15?{t}")
    )
)
def test_any_text_is_an_address_or_a_setting_error(text):
    """Nothing a person may type ends in a traceback."""
    with contextlib.suppress(SettingError):
        assert parse(text).url == text
