"""The kiosk's flow with a clock that the test moves."""

from __future__ import annotations

from typing import Any

from kiosk import flow
from kiosk import state as s
from kit import wire


class Kiosk:
    """Keeps every request in `asked`; an event happens `after` so many seconds."""

    def __init__(self, services: wire.Services | None = None) -> None:
        self.now = 100.0
        self.state = flow.begin(self.now)
        self.asked: list[s.Request] = []
        if services is not None:
            self(s.Tick())
            self(s.ServicesCame(services))
            self.wait(2)

    def __call__(self, event: s.Input, after: float = 0.0) -> s.Screen:
        """Something happens; the screen after it."""
        self.now += after
        self.state, requests = flow.step(self.state, event, self.now)
        self.asked += requests
        return self.state.screen

    def wait(self, seconds: float) -> s.Screen:
        """Time passes, looked at once at its end."""
        return self(s.Tick(), after=seconds)

    def tap(self, event: s.Input, after: float = 2.0) -> s.Screen:
        """A finger on what is there, by default when its screen listens for sure."""
        self(s.Touched(), after=after)
        return self(event)

    def type(self, text: str) -> s.Screen:
        """Character after character."""
        self.wait(1)
        for each in text:
            self(s.Typed(each), after=0.1)
        return self.state.screen

    def cut(self) -> s.Screen:
        """The server goes away, and this is known."""
        self.wait(flow.POLL_EVERY)
        self(s.ServicesFailed())
        return self(s.ServicesFailed(), after=2)

    def of(self, kind: type[Any]) -> list[Any]:
        """The requests of one kind."""
        return [each for each in self.asked if isinstance(each, kind)]

    def takes(self) -> list[str]:
        """The keys that the server was asked with."""
        return [each.pending.key for each in self.of(s.TakeTicket)]

    def prints(self) -> list[str]:
        """The numbers that were to be printed."""
        return [each.ticket.number for each in self.of(s.PrintTicket)]


def on_site(services: wire.Services, **changes: Any) -> wire.Services:
    """The same services on a site with these fields."""
    return services.model_copy(update={"site": services.site.model_copy(update=changes)})
