"""How long a printer's silence is only slowness."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.connection import LinkLost
from printer.conversation import Conversation
from printer.pace import AWAY_AFTER, Pace
from printer.status import Status
from printer.timing import Timing

TIMING = Timing()
seconds = st.floats(0.001, 0.9)


def known(*answers):
    """A printer that answered after so many seconds, each time."""
    pace = Pace()
    for each in answers:
        pace.took(each)
    pace.told()
    return pace


def test_one_that_never_told_its_status_has_all_the_time_there_is():
    """Its silence says nothing, however quickly it took a connection."""
    pace = Pace()
    pace.took(0.01)
    for _ in range(5):
        pace.silent()
    assert (pace.quick(TIMING), pace.look(TIMING), pace.job(TIMING)) == (TIMING.reply,) * 2 + (
        (TIMING.reply,),
    )
    assert not pace.away


def test_a_quick_one_is_missed_quickly():
    """A real printer at 9600 baud, with some tens of milliseconds: two silences and a pause are under two seconds."""
    assert known(0.02, 0.03, 0.02, 0.05).look(TIMING) == TIMING.quick


@given(seconds, st.integers(3, 60))
def test_a_slow_one_is_not_missed_while_it_is_as_slow_as_ever(slow, times):
    """Whatever its own time is, it is given at least that."""
    assert known(*[slow] * times).look(TIMING) >= min(slow, TIMING.reply)


@given(st.lists(seconds, min_size=1), st.integers(0, 5))
def test_nobody_waits_longer_than_the_longest(answers, silences):
    """The bounds on what a customer waits for hold whatever was measured; a job asks twice where silence counts."""
    pace = known(*answers)
    for _ in range(silences):
        pace.silent()
    assert TIMING.quick <= pace.quick(TIMING) <= pace.look(TIMING) <= TIMING.reply
    assert pace.away == (silences >= AWAY_AFTER)
    assert len(pace.job(TIMING)) == 2
    assert sum(pace.job(TIMING)) <= 2 * pace.quick(TIMING) if pace.away else TIMING.reply


def test_one_that_is_away_is_heard_however_slow_it_is():
    """Silent to two short looks, it gets long ones: else one that became slower would be away for ever."""
    pace = known(*[0.02] * 20)
    for _ in range(AWAY_AFTER):
        pace.silent()
    assert pace.look(TIMING) == TIMING.reply
    for _ in range(3):
        pace.took(0.8)
    pace.told()
    assert pace.look(TIMING) > 0.8


class LateLine:
    """A wire whose printer, offline with an open cover, answers the first question twice, but only the second time."""

    replies = keeps_replies = True

    def __init__(self):
        self.written, self.arriving = b"", []

    def write(self, data, stall=None):
        self.written += data
        question = data[2]
        if question == 1 and self.written.count(b"\x10\x04\x01") == 1:
            return  # the first one is answered with the second
        answers = {1: [b"\x1a", b"\x1a"], 2: [b"\x16"], 4: [b"\x12"]}[question]
        self.arriving += answers

    def read(self, seconds):
        if self.arriving:
            return self.arriving.pop(0)
        time.sleep(min(seconds, 0.02))
        return b""

    def held(self):
        return 0


def test_a_late_answer_is_not_taken_for_the_next_questions():
    """Asked twice, it answers twice: an open cover stays an open cover, and paper is not near its end."""
    pace = Pace()
    link = LateLine()
    assert Conversation(link, Timing(quiet=0.05), pace).ask_status(0.05, 0.05) is Status.COVER_OPEN
    assert (pace.owed, pace.known, link.arriving) == (0, True, [])


def test_a_question_that_nobody_takes_does_not_wait_as_long_as_a_ticket():
    """A printer that takes no data is known as quickly as a silent one; a ticket's bytes have their own time."""
    stalls = []

    class Stuck(LateLine):
        def write(self, data, stall=None):
            stalls.append(stall)
            raise LinkLost("stalled", 0)

    with pytest.raises(LinkLost) as lost:
        Conversation(Stuck(), Timing()).ask_status(0.35)
    assert (stalls, lost.value.late) == ([0.35], True)
