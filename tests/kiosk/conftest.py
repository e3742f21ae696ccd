"""What the kiosk's tests share: made-up services and tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from kit import wire

NOON = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
NAMES = [
    ("A", {"en": "General enquiries", "es": "Consultas generales", "ar": "استفسارات عامة"}),
    ("B", {"en": "Passports, identity", "es": "Pasaportes e identidad", "ar": "الجوازات والهوية"}),
    ("C", {"en": "Residence registration", "es": "Empadronamiento", "ar": "تسجيل الإقامة"}),
    ("D", {"en": "Cash desk", "es": "Caja", "ar": "الصندوق"}),
    ("E", {"en": "Vehicle registration", "es": "Matriculación de vehículos", "ar": "تسجيل المركبات"}),
    ("F", {"en": "Births, deaths, marriages", "es": "Registro civil", "ar": "الأحوال المدنية"}),
    ("G", {"en": "Lost property", "es": "Objetos perdidos", "ar": "المفقودات"}),
]


def make_services(
    count: int = 4, languages: tuple[str, ...] = ("en", "es", "ar"), **changes: Any
) -> wire.Services:
    """Services as the server would tell them; `changes` by code replace a service's fields."""
    site = wire.SiteInfo(
        code="main",
        name="City Hall",
        languages=list(languages),
        timezone="Europe/Madrid",
        public_url="https://q.example",
    )
    services = []
    for index, (code, name) in enumerate(NAMES[:count]):
        fields: dict[str, Any] = {"open": True, "served": True, "waiting": index * 3, "ahead": index * 3}
        fields |= changes.get(code, {})
        services.append(wire.ServiceStatus(code=code, name=name, **fields))
    return wire.Services(event_id=1, now=NOON, site=site, services=services)


def make_ticket(number: str = "A042", **changes: Any) -> wire.Ticket:
    """A ticket as the server would give it."""
    fields: dict[str, Any] = {
        "id": f"id-{number}",
        "number": number,
        "service": number[0],
        "state": "waiting",
        "ahead": 4,
        "token": "t" * 22,
        "url": "https://q.example/t/" + "t" * 22,
        "language": "en",
        "created_at": NOON,
    }
    return wire.Ticket(**(fields | changes))


@pytest.fixture
def services() -> Callable[..., wire.Services]:
    """Make services: `services(count, A={"open": False})`."""
    return make_services


@pytest.fixture
def ticket() -> Callable[..., wire.Ticket]:
    """Make a ticket: `ticket("A042", ahead=4)`."""
    return make_ticket
