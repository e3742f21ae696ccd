"""make bench: each figure with its floor, as a table and in var/bench.json. Loopback only, bounded in count, time."""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import durable  # noqa: E402 - beside this file, after the path is set
import screens  # noqa: E402
import streams  # noqa: E402
import tickets  # noqa: E402
from programs import cores  # noqa: E402

TARGETS = {
    "tickets/s, 8 clients": ">= 700",
    "one ticket p50, 1 clients": "<= 2",
    "one ticket p99, 1 clients": "<= 8",
    "the same, one ticket p99": "<= 60",
    "tickets/s, PostgreSQL, 4 workers": ">= 500",
    "call to the last of 1,000 streams, worst": "<= 200",
    "a call while 1,000 streams are told p99": "<= 100",
    "memory with 1,000 streams": "<= 130",
    "press to lobby pixels p99": "<= 80",
    "the same, 50 screens and 1,000 phones p99": "<= 200",
    "tap to the printer's last byte p99": "<= 150",
}


def main() -> int:
    """Measure, print and keep."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--answers", type=int, default=3200, help="tickets for each load (default 3200)")
    options.add_argument("--rounds", type=int, default=40, help="presses and taps (default 40)")
    options.add_argument("--only", choices=("tickets", "durable", "streams", "screens"))
    asked = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="nextplease-bench-"))
    rows = []
    try:
        if asked.only in {None, "tickets"}:
            rows += tickets.measure(folder / "tickets", asked.answers)
        if asked.only in {None, "durable"}:
            rows += durable.measure(folder / "durable", asked.answers)
        if asked.only in {None, "streams"}:
            rows += streams.measure(folder / "streams")
        if asked.only in {None, "screens"}:
            rows += screens.measure(folder / "screens", asked.rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _show(rows)
    _keep(rows, asked)
    return 0


def _show(rows: list[dict]) -> None:
    print(f"\n{'figure':<42}{'value':>10}  {'aim':<9}{'floor':>10}  of")
    for row in rows:
        aim = TARGETS.get(row["name"]) or _aim(row["name"])
        floor = f"{row['floor']:10.2f}  {row['floor_name']}" if row["floor"] is not None else ""
        print(f"{row['name']:<42}{row['value']:>10.2f} {row['unit']:<4}{aim:<9}{floor}")


def _aim(name: str) -> str:
    return "<= 100" if "memory" in name else "<= 1" if "idle" in name else ""


def _keep(rows: list[dict], asked: argparse.Namespace) -> None:
    file = ROOT / "var" / "bench.json"
    file.parent.mkdir(exist_ok=True)
    machine = {"cores": cores(), "machine": platform.machine(), "python": platform.python_version()}
    told = {"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "machine": machine}
    told |= {"answers": asked.answers, "rounds": asked.rounds, "figures": rows}
    file.write_text(json.dumps(told, indent=2) + "\n")
    print(f"\nkept in {file.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
