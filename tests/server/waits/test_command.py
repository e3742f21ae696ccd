"""The command backtest: what it prints and writes, and what it says of a log that it cannot read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from patience import DEADLINE_S

from server import cli

ROOT = Path(__file__).parents[3]
Line = dict[str, Any]
LogFile = Callable[[list[Line]], Path]


def issue(t: float, ticket: str, **more: object) -> Line:
    """A ticket taken."""
    return {"t": t, "type": "issue", "ticket": ticket, "service": "A", "class": "standard", **more}


SHORT: list[Line] = [
    {"t": 0, "type": "open", "counters": 1},
    issue(0, "x1"),
    {"t": 0, "type": "call", "ticket": "x1"},
    issue(10, "x2", **{"class": "appointment", "due": 400}),
    issue(20, "x3", colour="blue"),
    {"t": 100, "type": "end", "ticket": "x1", "result": "finished"},
    {"t": 100, "type": "call", "ticket": "x3"},
    {"t": 130, "type": "end", "ticket": "x3", "result": "no_show"},
    {"t": 131, "type": "end", "ticket": "x2", "result": "cancelled"},
    {"t": 140, "type": "call", "ticket": "never issued"},
    {"t": 141, "type": "end", "ticket": "never issued", "result": "finished"},
    {"t": 200, "type": "day"},
]


def predictions(log: Path) -> list[Line]:
    """What the command writes about a log."""
    out = log.with_name("out.jsonl")
    assert cli.main(["backtest", str(log), "--predictions", str(out)]) == 0
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_it_prints_four_figures_and_needs_no_database(log_file: LogFile, tmp_path: Path) -> None:
    """The program, as it is typed."""
    done = subprocess.run(
        [sys.executable, "-m", "server", "backtest", log_file(SHORT)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    tickets, *figures = done.stdout.splitlines()
    assert tickets == "tickets: 1"
    assert [figure.split(":")[0] for figure in figures] == [
        "MAE of the median",
        "waits <= p80_s",
        "waits <= high_s",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["log.jsonl"]


def test_a_line_is_written_for_each_ticket_that_had_to_wait_and_was_called(log_file: LogFile) -> None:
    """Not for one that was called at once, and not for one that left."""
    (line,) = predictions(log_file(SHORT))
    assert list(line) == ["ticket", "p50_s", "p80_s", "low_s", "high_s", "actual_s"]
    assert (line["ticket"], line["actual_s"]) == ("x3", 80)


def test_a_log_without_waits_is_no_error(log_file: LogFile, capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing to say about it."""
    assert predictions(log_file([])) == []
    assert capsys.readouterr().out == "tickets: 0\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("3", "not an object"),
        ('{"type":"day"}', "t must be a number of seconds"),
        ('{"t":NaN,"type":"day"}', "t must be a number of seconds"),
        ('{"t":true,"type":"day"}', "t must be a number of seconds"),
        ('{"t":7,"type":["day"]}', "type must be one of open, issue, call, end, day"),
        ('{"t":7,"type":"open","counters":-1}', "counters must be a number of counters"),
        ('{"t":7,"type":"open","counters":1.5}', "counters must be a number of counters"),
        ('{"t":7,"type":"issue","service":"A","class":"standard"}', "ticket must be the ticket's name"),
        (
            '{"t":7,"type":"issue","ticket":"b","service":"A","class":"vip"}',
            "class must be standard, priority or appointment",
        ),
        (
            '{"t":7,"type":"issue","ticket":"b","service":"A","class":"appointment","due":"soon"}',
            "due must be a number of seconds",
        ),
        (
            '{"t":7,"type":"end","ticket":"b","result":"lost"}',
            "result must be finished, no_show or cancelled",
        ),
        ('{"t":4,"type":"call","ticket":"a"}', "t 4 is before 5, the time of the line above"),
    ],
)
def test_a_bad_line_is_named_with_file_and_number(
    line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and one line that says what is wrong and where."""
    log = tmp_path / "log.jsonl"
    log.write_text('{"t":5,"type":"open","counters":1}\n\n' + line + "\n", encoding="utf-8")
    assert cli.main(["backtest", str(log)]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{log}: line 3: {said}")
    assert told.count("\n") == 1


def test_a_file_that_cannot_be_used_is_named(
    log_file: LogFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log that is not there or no text, and the output that cannot be written."""
    missing, text, picture = tmp_path / "missing", log_file(SHORT), tmp_path / "picture"
    picture.write_bytes(b"\xff\xd8\xff")
    for words, named in (
        ([missing], missing),
        ([picture], picture),
        ([text, "--predictions", tmp_path / "no" / "out"], tmp_path / "no" / "out"),
    ):
        assert cli.main(["backtest", *map(str, words)]) == 2
        told = capsys.readouterr().err
        assert str(named) in told
        assert told.count("\n") == 1


@pytest.mark.parametrize("day_s", [0.0, 40_000.0])
def test_days_may_begin_with_0_or_where_the_last_one_ended(
    day_s: float, office: type[Any], simulate: Callable[..., list[Line]], log_file: LogFile
) -> None:
    """The time of day is found again: such a log is predicted as one that keeps the clock."""
    lines = simulate(office(days=4), 5)
    moved, day = [], 0
    for line in lines:
        shift = day_s * day - 86_400 * day
        moved.append(line | {key: line[key] + shift for key in ("t", "due") if key in line})
        day += line["type"] == "day"
    plain, other = predictions(log_file(lines)), predictions(log_file(moved))
    assert [line["ticket"] for line in plain] == [line["ticket"] for line in other]
    # A day begins with its first ticket, which comes some minutes sooner or later.
    gap_s = sum(abs(one["p50_s"] - two["p50_s"]) for one, two in zip(plain, other, strict=True))
    assert gap_s / len(plain) < 60


def test_only_what_came_before_is_used(
    office: type[Any], simulate: Callable[..., list[Line]], log_file: LogFile
) -> None:
    """Whatever comes later, what is predicted from the first half of a log stays what it is."""
    lines = simulate(office(days=2), 3)
    half = lines[: len(lines) * 3 // 4]
    whole = {line["ticket"]: line for line in predictions(log_file(lines))}
    first = predictions(log_file(half))
    assert len(first) > 100
    for line in first:
        assert line == whole[line["ticket"]]
