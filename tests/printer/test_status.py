"""Reply bytes and what they say."""

from hypothesis import given
from hypothesis import strategies as st

from printer.status import Automatic, Finished, Reader, RealTime, Sensor, Status, worst

real_time = st.integers(0, 0xFF).map(lambda v: (v & 0x6C) | 0x12)
sensor = st.integers(0, 0xFF).map(lambda v: v & 0x0F)
automatic = st.tuples(st.integers(0, 0xFF).map(lambda v: (v & 0x6C) | 0x10), *[st.integers(0, 0x6F)] * 3).map(
    bytes
)
finished = st.binary(min_size=4, max_size=4).map(lambda d: b"\x37\x22" + d + b"\x00")
reply = st.one_of(
    real_time.map(lambda v: (bytes([v]), RealTime)),
    sensor.map(lambda v: (bytes([v]), Sensor)),
    automatic.map(lambda v: (v, Automatic)),
    finished.map(lambda v: (v, Finished)),
)


@given(st.lists(reply), st.randoms(use_true_random=False))
def test_replies_are_told_apart_however_they_are_split(replies, random):
    """Any row of replies, cut anywhere on its way, reads as the same row."""
    data = b"".join(each for each, _ in replies)
    reader, found = Reader(), []
    while data:
        size = random.randint(1, len(data))
        found += reader.feed(data[:size])
        data = data[size:]
    assert [type(each) for each in found] == [kind for _, kind in replies]


@given(st.binary(max_size=200))
def test_noise_never_stops_the_reader(noise):
    """Whatever a line brings, the next real answers are understood: at most one reply's length is lost."""
    reader = Reader()
    reader.feed(noise)
    assert RealTime(0x12) in reader.feed(b"\x12" * 8)


def test_flow_control_is_no_reply():
    """XON and XOFF on a serial line say nothing about paper."""
    assert Reader().feed(b"\x11\x13") == []


@given(real_time)
def test_every_real_time_byte_has_a_meaning(value):
    """Each answer to DLE EOT maps to the fault whose bit is set, and to well only when none is."""
    byte = RealTime(value)
    assert byte.status(1) is (Status.OFFLINE if value & 0x08 else Status.OK)
    assert (byte.status(2) is Status.COVER_OPEN) == bool(value & 0x04)
    assert (byte.status(2) is Status.OK) == (value & 0x64 == 0)
    assert (byte.status(4) is Status.PAPER_OUT) == bool(value & 0x60)
    assert (byte.status(4) is Status.NEAR_END) == (value & 0x60 == 0 and value & 0x0C != 0)


def test_the_guides_own_examples():
    """Bytes from Epson's tables."""
    assert RealTime(0x1A).status(1) is Status.OFFLINE
    assert RealTime(0x16).status(2) is Status.COVER_OPEN
    assert RealTime(0x32).status(2) is Status.PAPER_OUT
    assert RealTime(0x52).status(2) is Status.ERROR
    assert RealTime(0x1E).status(4) is Status.NEAR_END
    assert RealTime(0x7E).status(4) is Status.PAPER_OUT
    assert Reader().feed(b"\x03\x0f") == [Sensor(Status.NEAR_END), Sensor(Status.PAPER_OUT)]
    assert Reader().feed(b"\x38\x00\x00\x0f") == [Automatic(Status.COVER_OPEN)]
    assert Reader().feed(b"\x18\x00\x0c\x0f") == [Automatic(Status.PAPER_OUT)]
    assert Reader().feed(b"\x18\x08\x00\x0f") == [Automatic(Status.ERROR)]
    assert Reader().feed(b"\x37\x22ab12\x00") == [Finished(b"ab12")]


@given(st.lists(st.sampled_from(Status)))
def test_the_worst_of_several_states_wins(states):
    """A fault is never hidden by good news, and no news is unknown."""
    found = worst(states)
    assert found.blocks == any(state.blocks for state in states)
    assert (found is Status.UNKNOWN) == all(state is Status.UNKNOWN for state in states)
