"""The wire to a printer: open, write, read, close, each with a deadline.

What each wire does wrong when nobody watches it:
- A TCP peer that never reads still takes what fits the kernel's buffers, then blocks: writes stop after a stall.
- The first write to a TCP peer that has hung up succeeds: look for its goodbye before writing.
- Closing a TCP socket with unread replies resets it, and the printer drops what it had not read: read first.
- A serial line has no write time-out, and its close waits 30 s for a printer that holds up its hand.
- A printer that is away is no end of file on a serial line, only silence.
"""

import contextlib
import errno
import fcntl
import os
import select
import socket
import struct
import termios
import time
from pathlib import Path
from typing import Literal, Protocol

import serial

from kit.errors import PrinterError
from printer.timing import Timing
from printer.url import PrinterAddress


class PrinterUnreachable(PrinterError):
    """It cannot be opened: no such address or device, no power, no permission. `late`: nobody said so, time was up."""

    def __init__(self, words: str, *, late: bool = False) -> None:
        super().__init__(words)
        self.late = late


class LinkLost(PrinterError):
    """It stopped taking data, or hung up, after `sent` bytes of the current write."""

    def __init__(self, reason: Literal["stalled", "closed"], sent: int) -> None:
        super().__init__(f"the printer {'stopped taking data' if reason == 'stalled' else 'hung up'}")
        self.reason = reason
        self.sent = sent
        self.late = reason == "stalled"


class Link(Protocol):
    """An open wire."""

    replies: bool
    """Whether anything can come back at all."""
    keeps_replies: bool
    """Whether a reply asked for by an earlier job may still arrive."""

    def write(self, data: bytes, stall: float | None = None) -> None:
        """Hand over all of `data`; `stall` in place of the timing's own. Raises LinkLost."""

    def read(self, seconds: float) -> bytes:
        """Return what comes within `seconds`, as soon as something does; empty for nothing. Raises LinkLost."""

    def held(self) -> int:
        """How many bytes of what was written the other side has not taken; 0 where nobody can tell."""

    def drain(self) -> None:
        """Wait until the other side has taken what was written. Raises LinkLost."""

    def close(self) -> None:
        """Let go, within a second or so."""

    def drop(self) -> None:
        """Let go at once; what was not taken, or not read, is lost."""


class DescriptorLink:
    """A wire with a file descriptor: TCP, serial, a device file or a plain file."""

    def __init__(self, descriptor: int, timing: Timing, *, replies: bool, keeps_replies: bool) -> None:
        self._descriptor = descriptor
        self._timing = timing
        self._unread = b""
        self.replies = replies
        self.keeps_replies = keeps_replies

    def write(self, data: bytes, stall: float | None = None) -> None:
        """As in Link."""
        sent = 0
        while sent < len(data):
            self._notice_goodbye(sent)
            if not self._wait(for_writing=True, seconds=self._timing.stall if stall is None else stall):
                raise LinkLost("stalled", sent)
            try:
                sent += os.write(self._descriptor, data[sent : sent + 4096])
            except BlockingIOError:
                continue
            except OSError as problem:
                raise LinkLost("closed", sent) from problem

    def read(self, seconds: float) -> bytes:
        """As in Link."""
        if self._unread:
            held, self._unread = self._unread, b""
            return held
        if not self._wait(for_writing=False, seconds=seconds):
            return b""
        try:
            data = os.read(self._descriptor, 512)
        except BlockingIOError:
            return b""
        except OSError as problem:
            raise LinkLost("closed", 0) from problem
        if not data:
            raise LinkLost("closed", 0)
        return data

    def drain(self) -> None:
        """As in Link: the kernel tells what it still holds."""
        held, progress_at = self.held(), time.monotonic()
        while held:
            self._notice_goodbye(0)
            if time.monotonic() - progress_at > self._timing.stall:
                raise LinkLost("stalled", 0)
            time.sleep(0.005)
            if (now := self.held()) < held:
                progress_at = time.monotonic()
            held = now
        self._notice_goodbye(0)

    def close(self) -> None:
        """As in Link."""
        os.close(self._descriptor)

    def drop(self) -> None:
        """As in Link."""
        os.close(self._descriptor)

    def held(self) -> int:
        """As in Link: what the kernel has not got rid of."""
        try:
            return int(struct.unpack("i", fcntl.ioctl(self._descriptor, termios.TIOCOUTQ, b"\0" * 4))[0])
        except OSError:
            return 0

    def _wait(self, *, for_writing: bool, seconds: float) -> bool:
        poller = select.poll()
        poller.register(self._descriptor, select.POLLOUT if for_writing else select.POLLIN)
        return bool(poller.poll(max(0, round(seconds * 1000))))

    def _notice_goodbye(self, sent: int) -> None:
        """Keep what has come in; raise when it was the end."""
        if not self.replies:
            return
        while self._wait(for_writing=False, seconds=0):
            try:
                data = os.read(self._descriptor, 512)
            except BlockingIOError:
                return
            except OSError as problem:
                raise LinkLost("closed", sent) from problem
            if not data:
                raise LinkLost("closed", sent)
            self._unread += data


class TcpLink(DescriptorLink):
    """A network printer, or a serial one behind a box."""

    def __init__(self, connected: socket.socket, timing: Timing) -> None:
        super().__init__(connected.fileno(), timing, replies=True, keeps_replies=False)
        self._socket = connected

    def close(self) -> None:
        """Say goodbye and hear the other side out, so that nothing it has not read yet is dropped."""
        deadline = time.monotonic() + 0.5
        with contextlib.suppress(OSError, LinkLost):
            self._socket.shutdown(socket.SHUT_WR)
            while time.monotonic() < deadline:
                self.read(deadline - time.monotonic())
        self._socket.close()

    def drop(self) -> None:
        """As in Link."""
        self._socket.close()


class SerialLink(DescriptorLink):
    """A serial printer, or a USB one that pretends to be."""

    def __init__(self, port: serial.Serial, timing: Timing) -> None:
        super().__init__(port.fileno(), timing, replies=True, keeps_replies=True)
        self._port = port

    def close(self) -> None:
        """Drop what the printer would not take: closing would wait half a minute for it."""
        with contextlib.suppress(OSError, LinkLost):
            self.drain()
        self.drop()

    def drop(self) -> None:
        """As in Link."""
        with contextlib.suppress(OSError, termios.error):
            termios.tcflush(self._descriptor, termios.TCOFLUSH)
        with contextlib.suppress(OSError):
            self._port.close()


def open_link(address: PrinterAddress, timing: Timing, *, gives_back: bool = False) -> Link:
    """Open the wire; `gives_back` as in usb.py. Raises PrinterUnreachable with words that tell what to look at."""
    match address.kind:
        case "tcp":
            return _open_tcp(address, timing)
        case "serial":
            return _open_serial(address, timing)
        case "file":
            return _open_file(address, timing)
        case "usb":
            from printer.usb import open_usb  # only then is libusb needed

            return open_usb(address, timing, gives_back=gives_back)
        case "virtual":
            raise ValueError("a virtual printer has no wire")


def _open_tcp(address: PrinterAddress, timing: Timing) -> Link:
    try:
        connected = socket.create_connection((address.host, address.port), timeout=timing.connect)
    except OSError as problem:
        where = f"{address.host}, port {address.port}"
        late = isinstance(problem, TimeoutError)
        raise PrinterUnreachable(f"no printer answers at {where}: {explain(problem)}", late=late) from problem
    connected.setblocking(False)
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return TcpLink(connected, timing)


def _open_serial(address: PrinterAddress, timing: Timing) -> Link:
    try:
        port = serial.Serial(address.path, address.baud, timeout=0, write_timeout=0, exclusive=True)
    except (OSError, ValueError) as problem:  # SerialException is an OSError
        raise PrinterUnreachable(f"{address.path} cannot be opened: {explain(problem)}") from problem
    return SerialLink(port, timing)


def _open_file(address: PrinterAddress, timing: Timing) -> Link:
    try:
        device = Path(address.path).is_char_device()
        access = os.O_RDWR if device else os.O_WRONLY | os.O_APPEND | os.O_CREAT
        # Not blocking: opening a pipe that nobody reads would wait for ever.
        descriptor = os.open(address.path, access | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC, 0o640)
    except OSError as problem:
        raise PrinterUnreachable(f"{address.path} cannot be opened: {explain(problem)}") from problem
    return DescriptorLink(descriptor, timing, replies=device, keeps_replies=device)


def explain(problem: Exception) -> str:
    """Say why a device could not be opened, in words that tell what to look at."""
    if isinstance(problem, TimeoutError):
        return "no answer in time"
    code = getattr(problem, "errno", None)
    if code in (errno.EACCES, errno.EPERM):
        return "permission denied (is this user in the printer's group?)"
    return os.strerror(code) if isinstance(code, int) and code > 0 else str(problem)
