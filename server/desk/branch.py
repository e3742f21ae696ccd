"""A site's settings, made ready for the desk: parsed once for each revision, not for each customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kit import wire
from kit.language import catalog, speaks
from server.rules import days
from server.rules.hours import Closure, Hours, Opening, opening, parse_hours, reason
from server.rules.order import Order, parse_order
from server.sitefile import Counter, Notice, Service, Site, parse
from server.sitefile.groups import group_names
from server.sitefile.pictures import LOGO, of_notice


def moment(ms: int) -> datetime:
    """Milliseconds since 1970 as an aware datetime in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def moment_or_none(ms: int | None) -> datetime | None:
    """The same, where there may be none."""
    return None if ms is None else moment(ms)


@dataclass(frozen=True)
class Branch:
    """A site as the desk sees it. Built by `branch_of`."""

    id: int
    code: str
    revision: int
    secret: bytes
    site: Site
    zone: ZoneInfo
    day_start: time
    no_show_within_ms: int
    return_window_ms: int
    order: Order
    services: Mapping[str, Service]
    counters: Mapping[str, Counter]
    hours: Mapping[str, Hours]
    closures: Mapping[str, tuple[Closure, ...]]
    counter_names: Mapping[str, Mapping[str, str]]
    group_names: Mapping[str, Mapping[str, str]]  # of the group that each service is in, by language
    pictures: Mapping[str, str] = field(default_factory=dict)  # where each is on this server, by its name

    def business_day(self, now_ms: int, current: str | None) -> str:
        """The business day as an ISO date; never before `current`, whatever the clock says."""
        computed = days.business_day(moment(now_ms), self.zone, self.day_start)
        before = None if current is None else date.fromisoformat(current)
        return days.latest_day(before, computed).isoformat()

    def day_ends(self, day: str) -> int:
        """When a business day ends, in milliseconds since 1970."""
        after = date.fromisoformat(day) + days.ONE_DAY
        return int(days.first_moment(after, self.day_start, self.zone).timestamp() * 1000)

    def opening(self, service: str, now_ms: int) -> Opening:
        """Whether the service's hours let a ticket be taken now, and if not, until when."""
        return opening(
            self.hours[service],
            self.closures[service],
            self.services[service].last_ticket,
            moment(now_ms),
            self.zone,
        )

    def closure_text(self, now_ms: int) -> dict[str, str]:
        """What the site says of a closure of all services that stands now, by language."""
        whole = [
            each.rule()
            for each in self.site.closures
            if not each.services or set(each.services) >= self.services.keys()
        ]
        return said(reason(whole, moment(now_ms), self.zone))

    def forgotten_up_to(self, day: str) -> str:
        """The last business day whose customers are forgotten when `day` begins."""
        kept = self.site.retention
        days_kept = 1 if kept == "day" else int(kept.removesuffix("d"))
        return (date.fromisoformat(day) - timedelta(days=days_kept)).isoformat()

    def info(self) -> wire.SiteInfo:
        """What screens are told of the site."""
        return wire.SiteInfo(
            code=self.code,
            name=self.site.name,
            languages=list(self.site.languages),
            timezone=self.site.timezone,
            public_url=self.site.public_url,
            distance=self.site.lobby.distance,
            priority=self.site.priority,
            privacy_notice=said(self.site.privacy_notice),
            theme=wire.ThemeInfo(
                name=self.site.theme.name, colour=self.site.theme.colour, logo=self.pictures.get(LOGO, "")
            ),
            lobby=self._lobby(),
        )

    def _lobby(self) -> wire.LobbyInfo:
        lobby = self.site.lobby
        return wire.LobbyInfo(
            voice=lobby.voice,
            quiet_hours=list(lobby.quiet_hours),
            volume=lobby.volume,
            volumes=list(lobby.volumes),
            show_names=lobby.show_names,
            next_numbers=lobby.next_numbers,
            dim_hours=list(lobby.dim_hours),
            ticker=said(lobby.ticker),
        )

    def notices(self, now_ms: int) -> list[wire.Notice]:
        """Those of the site file that are not over, in its order; when and for how long, each screen sees itself."""
        now = moment(now_ms)
        told = [self._notice(each) for each in self.site.notices]
        return [each for each in told if each.until is None or now < each.until]

    def _notice(self, notice: Notice) -> wire.Notice:
        return wire.Notice(
            id=notice.id,
            place=notice.place,
            text=said(notice.text),
            picture=self.pictures.get(of_notice(notice.id), ""),
            seconds=notice.seconds,
            since=self._by_its_clock(notice.begins),
            until=self._by_its_clock(notice.ends),
            hours=list(notice.hours),
        )

    def _by_its_clock(self, wall: datetime | None) -> datetime | None:
        return None if wall is None else days.first_moment(wall.date(), wall.time(), self.zone)


def said(texts: Mapping[str, str]) -> dict[str, str]:
    """A site's text by language, without the languages in which it says nothing."""
    return {language: text for language, text in texts.items() if text}


def picture_path(name: str, known: Any) -> str:
    """Where a picture (kind, digest) is on this server: another path for another picture."""
    return f"/api/v1/{name.replace('notice:', 'notices/')}.{_ENDINGS[known.kind]}?v={known.digest[:12]}"


_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def branch_of(row: Any, files: Mapping[str, Any] | None = None) -> Branch:
    """A Branch from a row of `sites`; `files`: kind and digest of its pictures, by what they are kept as."""
    site = parse(row.settings, f"site {row.code}")
    services = {service.code: service for service in site.services}
    counters = {counter.code: counter for counter in site.counters}
    return Branch(
        id=row.id,
        code=row.code,
        revision=row.revision,
        secret=bytes.fromhex(row.secret),
        site=site,
        zone=site.zone,
        day_start=site.day_start,
        no_show_within_ms=_ms(site.no_show_within),
        return_window_ms=_ms(site.return_window),
        order=parse_order(site.order, {code: _ms(service.target) for code, service in services.items()}),
        services=services,
        counters=counters,
        hours={code: parse_hours(service.hours) for code, service in services.items()},
        closures={code: site.closures_of(code) for code in services},
        counter_names={code: _named(site, counter) for code, counter in counters.items()},
        group_names=group_names(site),
        pictures={name: picture_path(name, known) for name, known in (files or {}).items()},
    )


def _ms(duration: timedelta) -> int:
    return int(duration.total_seconds() * 1000)


def _named(site: Site, counter: Counter) -> dict[str, str]:
    """A counter's name in each of the site's languages; by default the word for "Counter", and the code."""
    if counter.name:
        return dict(counter.name)
    return {
        code: catalog(code).text("Counter {code}", code=counter.code)
        for code in site.languages
        if speaks(code)
    }
