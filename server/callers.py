"""Who calls: a device, a member of staff, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass

STAFF_ROLES = ("staff", "manager", "admin")
DEVICE_ROLES = ("kiosk", "display", "counter", "metrics")


@dataclass(frozen=True)
class Caller:
    """A caller that has proved who it is.

    `kind` is "device", "user", "phone" or "system"; `role` one of the device or staff roles; `counter` the counter a
    button is bound to. A phone is bound to one ticket: its `name` is that ticket's id.
    """

    site_id: int
    kind: str
    id: int
    name: str
    role: str
    counter: str | None = None

    @property
    def actor(self) -> str:
        """How the event log and the stored answers name it: device:7, user:3, system. Never by a person's name."""
        if self.kind == "phone":
            return f"phone:{self.name}"
        return "system" if self.kind == "system" else f"{self.kind}:{self.id}"

    @property
    def is_staff(self) -> bool:
        """Whether a person of the staff is logged in."""
        return self.kind == "user"


def system(site_id: int) -> Caller:
    """The server itself, or somebody at its command line."""
    return Caller(site_id, "system", 0, "system", "admin")
