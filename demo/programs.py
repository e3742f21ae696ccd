"""Starts the product's programs as processes, with a log each, and ends them again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kit.errors import NextPleaseError

START_S = 30.0
END_S = 8.0


class DemoError(NextPleaseError):
    """A program of the demo did not do what it should."""


@dataclass
class Program:
    """One running program."""

    name: str
    process: subprocess.Popen[str]
    log: Path

    def said(self, lines: int = 5) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@dataclass
class Programs:
    """All that were started. `logs` is the folder for what they say."""

    logs: Path
    environment: Mapping[str, str]
    running: list[Program] = field(default_factory=list)

    def start(self, name: str, words: Sequence[str], *, module: str = "", answers: bool = False) -> Program:
        """Start `python -m MODULE WORDS`; with `answers`, its stdout can be read."""
        log = self.logs / f"{name}.log"
        with log.open("w") as errors:
            # A session of its own: Ctrl-C reaches the demo alone, which then ends them in order.
            process = subprocess.Popen(  # noqa: S603 - our own modules, no shell
                [sys.executable, "-m", module or name, *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if answers else errors,
                stderr=errors,
                text=True,
                env=dict(self.environment),
                start_new_session=True,
            )
        program = Program(name, process, log)
        self.running.append(program)
        return program

    def check(self) -> None:
        """Raises DemoError when one of them has ended."""
        for program in self.running:
            code = program.process.poll()
            if code is not None:
                raise DemoError(f"{program.name} ended with {code}: {program.said() or '(it said nothing)'}")

    def stop(self) -> None:
        """End them, the last started first."""
        for program in reversed(self.running):
            if program.process.poll() is None:
                program.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + END_S
        for program in reversed(self.running):
            try:
                program.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                program.process.kill()
                program.process.wait()
            for pipe in (program.process.stdin, program.process.stdout):
                _close(pipe)
        self.running.clear()


def _close(pipe: IO[str] | None) -> None:
    if pipe is not None:
        try:
            pipe.close()
        except BrokenPipeError:
            return  # what was not read any more is of no use now


def run(commands: Sequence[tuple[Sequence[str], str]], environment: Mapping[str, str]) -> list[str]:
    """Run `python -m server WORDS` with STDIN for each of `commands`; returns what each printed. Raises DemoError."""
    done = subprocess.run(
        [sys.executable, "-m", "demo.commands"],
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        env=dict(environment),
        check=False,
    )
    if done.returncode != 0:
        raise DemoError(f"nextplease-server: {done.stderr.strip()}")
    printed: list[str] = json.loads(done.stdout)
    return printed
