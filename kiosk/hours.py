"""Pure: opening hours while the server is away, from what it told last."""

from __future__ import annotations

from datetime import datetime

from kit import wire


def aged(services: wire.Services, now: datetime) -> wire.Services:
    """The same services as they are at `now`: what has opened or closed since, as far as it was told.

    What is full stays full: only the server knows of the new day's numbers.
    """
    return services.model_copy(update={"services": [_aged(each, now) for each in services.services]})


def _aged(service: wire.ServiceStatus, now: datetime) -> wire.ServiceStatus:
    if service.open and service.closes_at is not None and service.closes_at <= now:
        changed = {"open": False, "reason": "closed", "opens_at": None, "closes_at": None, "text": {}}
        return service.model_copy(update=changed)
    if (
        not service.open
        and service.reason != "full"
        and service.opens_at is not None
        and service.opens_at <= now
    ):
        return service.model_copy(update={"open": True, "reason": None, "opens_at": None, "text": {}})
    return service
