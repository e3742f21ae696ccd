"""The spool killed between any two of its steps, each window by itself."""

import threading

import pytest

from printer import spool as spools
from printer.jobs import JobFolder
from printer.outcome import Outcome
from printer.spool import Spool

# Each step, and what is on paper and told after a kill before it and after it, when the same job is put in once more.
WINDOWS = {
    "queued": ((1, ["printed"]), (1, ["printed"])),
    "sending": ((1, ["printed"]), (0, ["uncertain"])),
    "paper": ((0, ["uncertain"]), (1, ["uncertain"])),
    "done": ((1, ["uncertain"]), (1, ["printed"])),
    "telling": ((1, ["printed"]), (1, ["printed", "printed"])),
    "told": ((1, ["printed", "printed"]), (1, ["printed"])),
}


class Killed(BaseException):
    """No code of ours catches it: what it passes through does nothing more, as after kill -9."""


class Program:
    """A spool, its printer and its owner, up to the step at which it is killed."""

    def __init__(self, monkeypatch, folder, kill_at=None):
        self.kill_at, self.killed, self.papers, self.told = kill_at, threading.Event(), [], []
        step = self.step

        class Folder(JobFolder):
            def keep(self, job):
                name = "told" if job.outcome is not None and job.outcome.told else job.state
                step(name, lambda: super(Folder, self).keep(job))

        monkeypatch.setattr(spools, "JobFolder", Folder)
        self.spool = Spool(
            folder, self, lambda outcome: step("telling", lambda: self.told.append(outcome.result))
        )
        self.spool.start()

    def step(self, name, do):
        for when in ("before", "after"):
            if when == "after":
                do()
            if self.kill_at == (name, when):
                self.killed.set()
                raise Killed

    def print(self, ticket, job_id, about_to_send, in_doubt):
        about_to_send()
        self.step("paper", lambda: self.papers.append(job_id))
        return Outcome(job_id, "printed", None, ticket.issued_at)

    def put(self, ticket):
        try:
            self.spool.put("job", ticket)
        except Killed:
            return

    def end(self):
        """Let go of what the kernel takes from a killed process."""
        self.spool._folder.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # that is the kill
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", WINDOWS)
def test_killed_at_this_step(tmp_path, monkeypatch, make_ticket, until, step, when):
    """On paper once at the most, told at least once, never told what is not so, and put in again it is the same job."""
    first = Program(monkeypatch, tmp_path, (step, when))
    first.put(make_ticket())
    until(first.killed.is_set, "the kill")
    first.spool._worker.join(0 if step == "queued" else None)
    first.end()
    second = Program(monkeypatch, tmp_path)
    second.put(make_ticket())
    second.spool.put("next", make_ticket())
    until(lambda: "next" in second.papers, "the next job")
    second.spool.close()
    papers = [each for each in first.papers + second.papers if each == "job"]
    told = first.told + second.told
    assert (len(papers), told[:-1] if told[-1] == "printed" else told) == WINDOWS[step][when == "after"]


def test_a_folder_that_can_no_longer_be_written_goes_on_printing(tmp_path, monkeypatch, make_ticket, until):
    """A card that went read-only while old jobs are to be forgotten: the worker outlives it."""

    def forget(self, job_id):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(spools, "REMEMBERED", 1)
    monkeypatch.setattr(JobFolder, "forget", forget)
    program = Program(monkeypatch, tmp_path)
    for n in range(4):
        program.spool.put(f"job-{n}", make_ticket())
    until(lambda: len(program.told) == 4, "four outcomes")
    program.spool.close()
    assert program.papers == [f"job-{n}" for n in range(4)]
