"""The server's commands, run in this process: starting Python for each one took a second of every test that used one.

That `python -m server` starts them is what tests/server/cli/test_run.py is about, and every server that a test starts.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from patience import DEADLINE_S

from server import cli

SAMPLE = Path(cli.__file__).parent / "sample_site.toml"


def day_start() -> str:
    """A site file's line for a day that starts half a day from now: none ends under a test, at whatever hour it runs.

    For a site on UTC whose server goes by the real time. With a new day numbers begin anew, and who waits is let go.
    """
    return f'day_start = "{datetime.now(UTC) + timedelta(hours=12):%H:%M}"\n'


def sample_site(file: Path) -> str:
    """Write the sample site, with such a day, to this file; returns its path as words of a command have it."""
    file.write_text(day_start() + SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    return str(file)


def program(*words: str) -> subprocess.CompletedProcess[str]:
    """`nextplease-server WORDS` as a process of its own, to its end: for `run`, which is made to be one."""
    return subprocess.run(
        [sys.executable, "-m", "server", *words],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def command(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """`nextplease-server WORDS` with `text` on stdin; what it says and its exit code."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "stdin", io.StringIO(text)),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code = cli.main(words)
        except SystemExit as end:
            code = int(end.code or 0)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())
