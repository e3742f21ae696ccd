"""python -m demo.commands: several commands of nextplease-server, one after another, in one process.

Most of what such a command takes is starting a Python, and a demo gives a dozen. They are the public ones, run as
`python -m server WORDS` would be. stdin: [[WORDS, STDIN], …] in JSON; stdout: what each of them printed, a list in
JSON. The first that fails ends it: its code, and on stderr its line.
"""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import sys


def main() -> int:
    """Run those that stdin names; returns the exit code of the first that fails, or 0."""
    printed = []
    for words, given in json.load(sys.stdin):
        code, said = _command(words, given)
        if code != 0:
            return code
        printed.append(said)
    json.dump(printed, sys.stdout)
    return 0


def _command(words: list[str], given: str) -> tuple[int, str]:
    """Its exit code and what it printed."""
    said = io.StringIO()
    sys.argv, sys.stdin = ["nextplease-server", *words], io.StringIO(given)
    with contextlib.redirect_stdout(said):
        try:
            runpy.run_module("server", run_name="__main__")
        except SystemExit as end:
            return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


if __name__ == "__main__":
    sys.exit(main())
