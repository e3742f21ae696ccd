"""Reports for managers: parse, one call to the desk, answer as JSON or as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from flask import Response, request

from kit import wire
from kit.language import pick
from server.api.endpoints import MANAGERS, Request, endpoint
from server.desk.branch import Branch
from server.desk.measures import report, span_of
from server.problems import Invalid

CSV = "text/csv"
FORMATS = ("json", "csv")
_DAY = {"type": "string", "format": "date"}
_COLUMNS = (
    "day", "service", "service_name", "taken", "served", "left", "cancelled", "no_shows", "day_end", "still_here",
    "wait_count", "wait_median_s", "wait_p80_s", "wait_p95_s", "wait_mean_s",
    "service_count", "service_median_s", "service_mean_s",
    "promises", "promises_kept", "csat_count", "csat_mean",
)  # fmt: skip
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)  # the last four: the same in full width
_MARK = "\ufeff"  # a byte-order mark, by which a spreadsheet knows UTF-8 from the letters of its country


@endpoint(
    "GET",
    "/reports/days",
    MANAGERS,
    "The figures of business days",
    answer=wire.Report,
    contents=(CSV,),
    query={
        "from": _DAY,
        "to": _DAY,
        "service": {"type": "string"},
        "format": {"type": "string", "enum": list(FORMATS)},
    },
)
def days(asked: Request) -> wire.Report | Response:
    """Of today, or of the days that are asked for; as a table a line for each day and service."""
    field = request.args.get
    kind = field("format", "json")
    if kind not in FORMATS:
        raise Invalid("format: json or csv.", "format")
    site_id = asked.caller.site_id
    span = span_of(asked.desk, site_id, field("from"), field("to"), field("service"))
    made = report(asked.desk, site_id, span)
    return made if kind == "json" else _as_table(made, _names(asked.desk.branch(site_id)))


def _names(branch: Branch) -> dict[str, str]:
    """Each service's name in the site's first language; one that the site has no more has none."""
    first = branch.site.languages[0]
    return {code: pick(each.name, first, first) for code, each in branch.services.items()}


def _as_table(made: wire.Report, names: Mapping[str, str]) -> Response:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_COLUMNS, *_lines(made, names)])
    response = Response(_MARK + text.getvalue(), content_type=f"{CSV}; charset=utf-8")
    name = f"report-{made.first}-{made.last}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _lines(made: wire.Report, names: Mapping[str, str]) -> Iterator[Sequence[object]]:
    for each in made.days:
        for part in each.services:
            wait, served = part.wait, part.service_time
            yield (
                each.day, plain(part.service), plain(names.get(part.service, "")),
                part.taken, part.served, part.left, part.cancelled, part.no_shows, part.day_end, part.still_here,
                wait.count, wait.median_s, wait.p80_s, wait.p95_s, wait.mean_s,
                served.count, served.median_s, served.mean_s,
                part.promises, part.promises_kept, part.csat.count, part.csat.mean,
            )  # fmt: skip


def plain(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    formula = text.lstrip().startswith(_FORMULA) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if formula else text
