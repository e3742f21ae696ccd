"""A fake printer with a firmware of its own, on a real TCP port or a real pseudo terminal."""

import os
import pty
import select
import socket
import threading
import tty
from dataclasses import dataclass, field

from patience import DEADLINE_S

_PARAMETERS = {
    b"\x1b@": 0, b"\x1bJ": 1, b"\x1bt": 1, b"\x1b3": 1, b"\x1ba": 1, b"\x1bE": 1, b"\x1bM": 1, b"\x1c.": 0,
    b"\x1d!": 1, b"\x1db": 1, b"\x1dP": 2, b"\x1dV": 2, b"\x1dr": 1, b"\x10\x04": 1,
}  # fmt: skip


@dataclass
class Firmware:
    """Takes commands one by one, answers as Epson's guides say, and remembers each ticket's link once it is cut.

    `paper_ends_after` bytes of one job the roll is empty: what follows stays in the buffer until `new_roll`.
    `hangs_after` bytes of one job it does and says nothing until that is None again. `off`: what comes is lost.
    """

    answers: bool = True
    paper_out: bool = False
    cover_open: bool = False
    near_end: bool = False
    paper_ends_after: int | None = None
    hangs_after: int | None = None
    off: bool = False
    answers_at_most: int | None = None
    printed: list[str] = field(default_factory=list)
    unknown: list[bytes] = field(default_factory=list)
    _buffer: bytearray = field(default_factory=bytearray)
    _processed: int = 0
    _link: str = ""
    _answered: int = 0

    def feed(self, data: bytes) -> bytes:
        """Take bytes, return the answers."""
        if self.off:
            self._buffer.clear()
            return b""
        self._buffer += data
        answers = b""
        while not self._hangs and (size := self._size()) is not None:
            command = bytes(self._buffer[:size])
            if self._stopped and command[:2] != b"\x10\x04":
                # Out of paper, but real-time questions are answered wherever they stand.
                return answers + self._real_time_only()
            del self._buffer[:size]
            answers += self._act(command)
        return answers

    def new_roll(self) -> bytes:
        """Put paper in: the rest of the buffer is printed."""
        self.paper_out, self.paper_ends_after = False, None
        return self.feed(b"")

    @property
    def _hangs(self) -> bool:
        return self.hangs_after is not None and self._processed >= self.hangs_after

    @property
    def _stopped(self) -> bool:
        if self.paper_ends_after is not None and self._processed >= self.paper_ends_after:
            self.paper_out = True
        return self.paper_out or self.cover_open

    def _real_time_only(self) -> bytes:
        answers = b""
        while (at := self._buffer.find(b"\x10\x04")) >= 0 and at + 2 < len(self._buffer):
            answers += self._act(bytes(self._buffer[at : at + 3]))
            del self._buffer[at : at + 3]
        return answers

    def _size(self) -> int | None:
        data = self._buffer
        if not data:
            return None
        if data[0] >= 0x20 or data[0] == 0x0A:
            return 1
        head = bytes(data[:2])
        if head in (b"\x1d(", b"\x1dv"):
            needs = 5 if head == b"\x1d(" else 8
            if len(data) < needs:
                return None
            if head == b"\x1d(":
                size = 5 + data[3] + data[4] * 256
            else:
                size = 8 + (data[4] + data[5] * 256) * (data[6] + data[7] * 256)
        else:
            size = 2 + _PARAMETERS.get(head, 0)
        return size if len(data) >= size else None

    def _act(self, command: bytes) -> bytes:
        head = command[:2]
        if head == b"\x10\x04":
            return self._answer(bytes([self._status(command[2])]))
        self._processed += len(command)
        if head == b"\x1b@":
            self._processed, self._link = 0, ""
        elif command[:3] == b"\x1d(k" and command[5:7] == b"1P":
            self._link = command[8:].decode()
        elif head == b"\x1dV":
            self.printed.append(self._link)
        elif head == b"\x1dr":
            return self._answer(bytes([(0x0C if self.paper_out else 0) | (0x03 if self.near_end else 0)]))
        elif command[:3] == b"\x1d(H":
            return self._answer(b"\x37\x22" + command[7:11] + b"\x00")
        elif (
            head not in _PARAMETERS and head not in (b"\x1dv", b"\x1d(") and head[0] < 0x20 and head != b"\n"
        ):
            self.unknown.append(command)
        return b""

    def _answer(self, reply: bytes) -> bytes:
        if not self.answers or (self.answers_at_most is not None and self._answered >= self.answers_at_most):
            return b""
        self._answered += 1
        return reply

    def _status(self, question: int) -> int:
        if question == 1:
            return 0x12 | (0x08 if self.paper_out or self.cover_open else 0)
        if question == 2:
            return 0x12 | (0x04 if self.cover_open else 0) | (0x20 if self.paper_out else 0)
        if question == 4:
            return 0x12 | (0x6C if self.paper_out else 0) | (0x0C if self.near_end else 0)
        return 0x12


class TcpPrinter:
    """The firmware behind a TCP port, with a network's own ways to fail.

    `reads_at_most` bytes of a connection, then it stops reading; `closes_after` bytes, then it hangs up.
    """

    def __init__(
        self, firmware: Firmware, reads_at_most: int | None = None, closes_after: int | None = None
    ) -> None:
        self.firmware = firmware
        self.received: list[bytes] = []
        self._reads_at_most, self._closes_after = reads_at_most, closes_after
        self._port = 0
        self._lost: list[socket.socket] = []
        self.plug_in()

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self._port}"

    def plug_in(self) -> None:
        """Listen, on the same port as before."""
        self._listener = socket.socket()
        if self._reads_at_most is not None:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", self._port))
        self._listener.listen(8)
        self._listener.settimeout(0.05)
        self._port = self._listener.getsockname()[1]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Nobody listens any more, and who is connected is cut off."""
        self._stop.set()
        self._listener.close()
        self._thread.join(DEADLINE_S)

    def vanish(self) -> None:
        """Its address is left without anybody who would even refuse: packets to it are answered by nothing."""
        self.unplug()
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", self._port))
        self._listener.listen(0)
        for _ in range(
            2
        ):  # one fills the queue of those that nobody takes; the kernel drops whoever comes then
            self._lost.append(socket.socket())
            self._lost[-1].setblocking(False)
            self._lost[-1].connect_ex(("127.0.0.1", self._port))

    def reappear(self) -> None:
        """It is there again."""
        self._listener.close()
        while self._lost:
            self._lost.pop().close()
        self.plug_in()

    def close(self) -> None:
        self.unplug()
        while self._lost:
            self._lost.pop().close()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        """One connection at a time, as real ones do."""
        connection.settimeout(0.02)
        taken = 0
        self.received.append(b"")
        with connection:
            while not self._stop.is_set():
                if self._reads_at_most is not None and taken >= self._reads_at_most:
                    self._wait_for_goodbye(connection)
                    return
                try:
                    data = connection.recv(64)
                    if not data:
                        return
                    self.received[-1] += data
                    taken += len(data)
                    if self._closes_after is not None and taken >= self._closes_after:
                        return
                    connection.sendall(self.firmware.feed(data))
                except TimeoutError:
                    continue
                except OSError:
                    return

    def _wait_for_goodbye(self, connection: socket.socket) -> None:
        poller = select.poll()
        poller.register(connection, select.POLLHUP | select.POLLERR | select.POLLRDHUP)
        while not self._stop.is_set() and not poller.poll(20):
            pass


class PtyPrinter:
    """The firmware behind a serial line."""

    def __init__(self, firmware: Firmware, *, reads: bool = True) -> None:
        self.firmware = firmware
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._theirs)
        self._reads = reads
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"serial://{os.ttyname(self._theirs)}"

    @property
    def file_url(self) -> str:
        """The same line as the kernel's device file."""
        return f"file://{os.ttyname(self._theirs)}"

    def say(self, data: bytes) -> None:
        os.write(self._ours, data)

    def close(self) -> None:
        self._stop.set()
        self._thread.join(DEADLINE_S)
        os.close(self._theirs)
        os.close(self._ours)

    def _serve(self) -> None:
        while not self._stop.is_set():
            if not self._reads:
                self._stop.wait(0.05)
            elif select.select([self._ours], [], [], 0.02)[0]:
                answer = self.firmware.feed(os.read(self._ours, 4096))
                if answer:
                    os.write(self._ours, answer)
