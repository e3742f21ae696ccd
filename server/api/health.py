"""Is it alive, is it ready, and how is it doing: /healthz, /readyz, /metrics."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy.exc import SQLAlchemyError

from kit import wire
from server import access
from server.api.endpoints import desk, json_response
from server.care.keeping import Keeper
from server.desk import Desk
from server.desk.change import Logged
from server.store import queries
from server.stream import Hub

TEXT = "text/plain; version=0.0.4; charset=utf-8"


def register(app: Flask) -> None:
    """Put the three routes onto the app."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
    app.add_url_rule("/metrics", "metrics", metrics)
    app.before_request(_begin)
    app.after_request(_end)


def count(app: Flask) -> None:
    """Count from now on, for the desk that the app is on."""
    app.extensions["figures"] = Figures(app.extensions["desk"], app.extensions["hub"])


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    figures: Figures = current_app.extensions["figures"]
    return figures.end(response)


def healthz() -> Response:
    """The process answers."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


def readyz() -> Response:
    """The database can be read, and the last commit went well; otherwise 503 with why."""
    checks = {"database": _database(desk())}
    fault = desk().database.fault
    checks["commits"] = "ok" if fault is None else fault
    keeper: Keeper | None = current_app.extensions.get("keeper")
    if keeper is not None and keeper.space is not None:
        checks["space"] = keeper.space.refusal or "ok"
    if current_app.extensions["recovery"].waits:
        checks["recovery"] = "restored; waiting for the devices to say how far the queue had come"
    ready = all(said == "ok" for said in checks.values())
    notes = {**current_app.extensions["recovery"].notes(), **desk().moments.notes()}
    notes |= keeper.notes() if keeper else {}
    health = wire.Health(ok=ready, checks=checks, notes=notes)
    response = json_response(health.model_dump_json(), 200 if ready else 503)
    response.content_type = "application/json"
    if not ready:
        response.headers["Retry-After"] = "1"
    return response


def _database(found: Desk) -> str:
    try:
        with found.database.reading() as connection:
            return "ok" if queries.all_sites(connection) else "no site yet"
    except SQLAlchemyError as problem:
        return str(problem).splitlines()[0]


def metrics() -> Response:
    """Prometheus text, for a device token of role metrics."""
    caller = access.caller_of(request, desk())
    access.require(caller, {"metrics"})
    figures: Figures = current_app.extensions["figures"]
    return Response(figures.text(caller.site_id), content_type=TEXT)


class Figures:
    """What is counted while the process runs, and what is looked up when asked."""

    def __init__(self, desk_: Desk, hub: Hub) -> None:
        self._desk, self._hub = desk_, hub
        self._registry = CollectorRegistry()
        self._events = Counter(
            "nextplease_events",
            "Events of the queue since the start",
            ["site", "event"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "nextplease_request_seconds",
            "Time to answer, streams left out",
            ["endpoint", "status"],
            buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
            registry=self._registry,
        )
        self._registry.register(_Now(self))
        self._site = 0
        desk_.listen(self._count)

    def _count(self, site_id: int, logged: list[Logged]) -> None:
        for each in logged:
            self._events.labels(self._desk.branch(site_id).code, each.event).inc()

    def end(self, response: Response) -> Response:
        """A request ends."""
        if not response.is_streamed and "began" in g:
            labels = (request.endpoint or "unknown", str(response.status_code))
            self._seconds.labels(*labels).observe(time.perf_counter() - g.began)
        return response

    def text(self, site_id: int) -> bytes:
        """All of it, the waiting as this site has them now."""
        self._site = site_id
        return generate_latest(self._registry)

    def now(self) -> Iterable[Any]:
        """The gauges."""
        with self._desk.view(self._site) as view:
            waiting = GaugeMetricFamily("nextplease_waiting", "People waiting now", labels=["service"])
            for code in view.branch.services:
                waiting.add_metric([code], view.waiting_counts.get(code, 0))
            yield waiting
            newest = GaugeMetricFamily("nextplease_last_event", "The newest event's id")
            newest.add_metric([], view.event_id)
            yield newest
        streams = GaugeMetricFamily("nextplease_streams", "Open event streams")
        streams.add_metric([], self._hub.listeners)
        yield streams


class _Now:
    """Collects the gauges at the moment of asking."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def describe(self) -> Iterable[Any]:
        """Nothing in advance: a registry would otherwise read the database while the app is built."""
        return ()

    def collect(self) -> Iterable[Any]:
        """As the registry asks."""
        return self._figures.now()
