"""kill -9 of a spool's process at random moments."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TICKETS = 12
ROUNDS = 50 if os.environ.get("NEXTPLEASE_PROVE") else 5


def start(tmp_path, url):
    """Start the program that prints the tickets; it runs until its input is closed."""
    program = str(Path(__file__).with_name("spool_process.py"))
    return subprocess.Popen(
        [sys.executable, program, tmp_path / "spool", url, str(TICKETS), tmp_path / "told"],
        stdin=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def outcomes(tmp_path):
    """What was told so far, by job."""
    lines = (tmp_path / "told").read_text().splitlines() if (tmp_path / "told").exists() else []
    found = {}
    for line in lines:
        job, result, reason = line.split()
        # Telling twice is allowed; changing one's mind is not.
        assert found.setdefault(job, (result, reason)) == (result, reason), lines
    return found


def kill_and_resume(tmp_path, tcp_printer, until, moment):
    """Kill once in mid-work, start again, and compare what was told with what is on paper."""
    printer = tcp_printer()
    first = start(tmp_path, printer.url)
    until(lambda: printer.received, "the first ticket on its way")
    time.sleep(moment)
    first.kill()
    first.communicate()
    second = start(tmp_path, printer.url)
    until(lambda: len(outcomes(tmp_path)) == TICKETS, "an outcome for every ticket")
    second.communicate()
    printed = Counter(printer.firmware.printed)
    told = outcomes(tmp_path)
    assert all(times == 1 for times in printed.values()), printed
    for n in range(TICKETS):
        result, _ = told[f"job-{n}"]
        if result == "printed":
            assert printed[f"http://h/t/{n}"] == 1
        if result == "failed":
            assert printed[f"http://h/t/{n}"] == 0
    uncertain = [job for job, (result, _) in told.items() if result == "uncertain"]
    # One job at a time: no more than the one in hand can be in doubt.
    assert len(uncertain) <= 1, told
    return len(uncertain)


@pytest.mark.prove
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_killed_at_any_moment_nothing_prints_twice_and_no_outcome_is_lost(tmp_path, tcp_printer, until, seed):
    """Whatever the moment: every ticket has an outcome, each is on paper once at most, and one at most is in doubt."""
    kill_and_resume(tmp_path, tcp_printer, until, random.Random(seed).uniform(0, 0.4))
