"""What a device has seen of the queue's numbers: a server that was restored from a backup goes on above them.

The newest event is told as `Last-Event-ID`, the newest number of each service as `Last-Numbers`, each with the server's
own time of it: numbers begin again each day, and a device does not know when.
"""

from __future__ import annotations

from kit.wire import Event

HEADER = "Last-Numbers"
SERVICES = 25  # the newest; a header is short


class Witness:
    """Remembers the newest number of each service."""

    def __init__(self) -> None:
        self._numbers: dict[str, tuple[str, int]] = {}

    def heard(self, event: Event) -> None:
        """An event of the stream."""
        service, number, at = (event.data.get(name) for name in ("service", "number", "at"))
        if event.event != "ticket.issued" or not all(isinstance(each, str) for each in (service, number, at)):
            return
        if event.data.get("offline"):
            return  # from a kiosk's own band: ordinary numbers do not go on above it
        digits = str(number).removeprefix(str(service))
        if digits.isdecimal():
            newest = self._numbers.get(str(service), ("", 0))
            self._numbers[str(service)] = max(newest, (str(at), int(digits)))

    def header(self) -> str:
        """As the header's value: "A 42 2026-11-24T10:42:00.000Z, B 7 2026-11-24T10:40:00.000Z"; empty: nothing seen."""
        newest = sorted(self._numbers.items(), key=lambda each: each[1], reverse=True)[:SERVICES]
        return ", ".join(f"{service} {number} {at}" for service, (at, number) in newest)
