"""Opening hours, closures and the last ticket."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.rules.hours import Closure, Hours, Opening, Span, opening, parse_hours, parse_range

MADRID = ZoneInfo("Europe/Madrid")
NEW_YORK = ZoneInfo("America/New_York")
NONE = timedelta(0)


def utc(text: str) -> datetime:
    """Read a UTC time such as `2026-03-29 01:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(
    *texts: str, zone: ZoneInfo, at: str, last: timedelta = NONE, closed: tuple[Closure, ...] = ()
) -> Opening:
    """Ask about hours at a wall-clock time of the zone (its first coming)."""
    now = datetime.fromisoformat(at).replace(tzinfo=zone).astimezone(UTC)
    return opening(parse_hours(texts), closed, last, now, zone)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("mon 08:00-14:00", [(0, 480, 840)]),
        ("MON-tue 08:00 - 14:00", [(0, 480, 840), (1, 480, 840)]),
        ("sat,wed 13:00-17:00", [(2, 780, 1020), (5, 780, 1020)]),
        ("mon-tue, fri 09:00-12:00", [(0, 540, 720), (1, 540, 720), (4, 540, 720)]),
        ("sat-mon 00:00-24:00", [(0, 0, 1440), (5, 0, 1440), (6, 0, 1440)]),
        ("fri 22:00-02:00", [(4, 1320, 1560)]),
        ("fri 22:00-00:00", [(4, 1320, 1440)]),
    ],
)
def test_hours_are_read(text: str, spans: list[tuple[int, int, int]]) -> None:
    """Days, lists, ranges round the weekend, midnight as 24:00, and hours over midnight."""
    assert parse_hours([text]) == Hours(tuple(Span(*span) for span in spans))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", '"" is not opening hours such as "mon-fri 08:00-14:00"'),
        ("mon-fri", '"mon-fri" is not opening hours such as "mon-fri 08:00-14:00"'),
        ("08:00-14:00", '"08:00-14:00" is not opening hours such as "mon-fri 08:00-14:00"'),
        ("mon 8:00-14:00", '"mon 8:00-14:00" is not opening hours such as "mon-fri 08:00-14:00"'),
        (
            "lun 08:00-14:00",
            'in "lun 08:00-14:00", "lun" is not a day (mon, tue, wed, thu, fri, sat, sun)',
        ),
        ("mon- 08:00-14:00", 'in "mon- 08:00-14:00", "" is not a day (mon, tue, wed, thu, fri, sat, sun)'),
        ("mon 08:60-14:00", 'in "mon 08:60-14:00", "08:60-14:00" has a time that no clock shows'),
        ("mon 08:00-24:01", 'in "mon 08:00-24:01", "08:00-24:01" has a time that no clock shows'),
        ("mon 24:00-02:00", 'in "mon 24:00-02:00", "24:00-02:00" has a time that no clock shows'),
        (
            "mon 08:00-08:00",
            'in "mon 08:00-08:00", "08:00-08:00" begins and ends at the same time; a whole day is 00:00-24:00',
        ),
    ],
)
def test_bad_hours_are_refused_in_one_sentence(text: str, sentence: str) -> None:
    """The sentence names the bad text and what is wrong with it."""
    with pytest.raises(ValueError, match=r".") as caught:
        parse_hours(["mon 09:00-10:00", text])
    assert str(caught.value) == sentence


def test_a_bare_range_is_refused_by_its_own_name() -> None:
    """A range of times without days says what one looks like."""
    with pytest.raises(ValueError, match=r'^"noon" is not a time range such as "08:00-14:00"$'):
        parse_range("noon")


@pytest.mark.parametrize(
    "texts",
    [
        [],
        ["mon-sun 00:00-24:00"],
        ["mon-sun 06:00-18:00", "mon-sun 18:00-06:00"],
        ["tue-mon 05:00-05:30", "mon-sun 05:30-05:29", "sun-sat 05:20-06:00"],
    ],
)
def test_hours_without_a_gap_are_always(texts: list[str]) -> None:
    """No hours at all, or hours that leave nothing of the week out, never close."""
    assert parse_hours(texts).always
    assert told(*texts, zone=MADRID, at="2026-06-10 03:00") == Opening(open=True)


@pytest.mark.parametrize("texts", [["mon-sun 00:00-23:59"], ["mon-sat 00:00-24:00", "sun 00:01-24:00"]])
def test_a_gap_of_a_minute_is_a_gap(texts: list[str]) -> None:
    """A week with one closed minute is not always open."""
    assert not parse_hours(texts).always


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-06-10 07:59:59", Opening(open=False, opens_at=utc("2026-06-10 06:00"))),
        ("2026-06-10 08:00", Opening(open=True, closes_at=utc("2026-06-10 12:00"))),
        ("2026-06-10 13:59:59", Opening(open=True, closes_at=utc("2026-06-10 12:00"))),
        ("2026-06-10 14:00", Opening(open=False, opens_at=utc("2026-06-11 06:00"))),
        ("2026-06-12 15:00", Opening(open=False, opens_at=utc("2026-06-13 07:00"))),  # Saturday at nine
        ("2026-06-13 12:00", Opening(open=False, opens_at=utc("2026-06-15 06:00"))),  # over Sunday
    ],
)
def test_office_hours(at: str, expected: Opening) -> None:
    """Open from the first minute to just before the last; closed names the next opening, over a weekend too."""
    assert told("sat 09:00-12:00", "mon-fri 08:00-14:00", zone=MADRID, at=at) == expected


def test_hours_that_touch_are_one_stretch() -> None:
    """Two entries that meet or overlap close once, at the end of both."""
    expected = Opening(open=True, closes_at=utc("2026-06-10 16:00"))
    assert told("wed 08:00-14:00", "wed 14:00-18:00", zone=MADRID, at="2026-06-10 13:00") == expected
    assert told("wed 08:00-18:00", "wed 09:00-10:00", zone=MADRID, at="2026-06-10 13:00") == expected


def test_hours_over_midnight_belong_to_the_evening_they_began() -> None:
    """Friday's late hours go on into Saturday, and Saturday evening has none."""
    friday = Opening(open=True, closes_at=utc("2026-06-13 00:00"))
    assert told("fri 22:00-02:00", zone=MADRID, at="2026-06-13 01:00") == friday
    assert not told("fri 22:00-02:00", zone=MADRID, at="2026-06-13 23:00").open


def test_the_last_ticket_is_given_before_closing() -> None:
    """With 20 minutes of "last ticket", tickets end 20 minutes early and the next chance is the next day."""
    last = timedelta(minutes=20)
    before = told("mon-fri 08:00-14:00", zone=MADRID, at="2026-06-10 13:39:59", last=last)
    assert before == Opening(open=True, closes_at=utc("2026-06-10 11:40"))
    after = told("mon-fri 08:00-14:00", zone=MADRID, at="2026-06-10 13:40", last=last)
    assert after == Opening(open=False, opens_at=utc("2026-06-11 06:00"))


def test_a_stretch_shorter_than_the_last_ticket_gives_none() -> None:
    """Hours that are over before they begin are skipped, not opened."""
    hours = ("wed 08:00-08:15", "thu 08:00-09:00")
    found = told(*hours, zone=MADRID, at="2026-06-10 08:05", last=timedelta(minutes=15))
    assert found == Opening(open=False, opens_at=utc("2026-06-11 06:00"))


HOLIDAYS = Closure(date(2026, 12, 24), date(2026, 12, 26), {"en": "Closed for the holidays"})


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-12-23 23:59:59", Opening(open=True, closes_at=utc("2026-12-23 23:00"))),
        ("2026-12-24 00:00", Opening(open=False, opens_at=utc("2026-12-26 23:00"), text=HOLIDAYS.text)),
        ("2026-12-26 23:59:59", Opening(open=False, opens_at=utc("2026-12-26 23:00"), text=HOLIDAYS.text)),
        ("2026-12-27 00:00", Opening(open=True)),
    ],
)
def test_a_closure_shuts_whole_days_of_the_site(at: str, expected: Opening) -> None:
    """From the first midnight to the one after the last day, in the site's own zone, with its text."""
    assert told(zone=MADRID, at=at, closed=(HOLIDAYS,)) == expected


def test_a_closure_with_hours_opens_again_at_the_next_hours() -> None:
    """After the holidays the next opening is by the hours; before them the text is not shown yet."""
    inside = told("mon-fri 08:00-14:00", zone=MADRID, at="2026-12-24 09:00", closed=(HOLIDAYS,))
    assert inside == Opening(open=False, opens_at=utc("2026-12-28 07:00"), text=HOLIDAYS.text)
    evening = told("mon-fri 08:00-14:00", zone=MADRID, at="2026-12-23 18:00", closed=(HOLIDAYS,))
    assert evening == Opening(open=False, opens_at=utc("2026-12-28 07:00"))


def test_a_closure_cuts_hours_that_began_the_evening_before() -> None:
    """Hours over midnight end at midnight when the next day is closed, the last ticket before that."""
    found = told(
        "wed 22:00-02:00", zone=MADRID, at="2026-12-23 23:00", last=timedelta(minutes=10), closed=(HOLIDAYS,)
    )
    assert found == Opening(open=True, closes_at=utc("2026-12-23 22:50"))


def test_closures_may_overlap_and_the_first_with_a_text_speaks() -> None:
    """Overlapping closures count as one, in any order, and an empty text gives way."""
    plain = Closure(date(2026, 12, 25), date(2026, 12, 28), {"en": ""})
    for closed in ((plain, HOLIDAYS), (HOLIDAYS, plain)):
        found = told(zone=MADRID, at="2026-12-25 12:00", closed=closed)
        assert found == Opening(open=False, opens_at=utc("2026-12-28 23:00"), text=HOLIDAYS.text)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-12-24 11:59", Opening(open=True, closes_at=utc("2026-12-24 11:00"))),
        ("2026-12-24 12:00", Opening(open=False, opens_at=utc("2026-12-25 09:00"), text={"en": "Party"})),
        ("2026-12-25 09:59", Opening(open=False, opens_at=utc("2026-12-25 09:00"), text={"en": "Party"})),
        ("2026-12-25 10:00", Opening(open=True, closes_at=utc("2026-12-25 13:00"))),
    ],
)
def test_a_closure_may_begin_and_end_within_a_day(at: str, expected: Opening) -> None:
    """Closing early on one day, opening late on the next: with its text while it lasts."""
    party = Closure(date(2026, 12, 24), date(2026, 12, 25), {"en": "Party"}, time(12), time(10))
    assert told("mon-fri 08:00-14:00", zone=MADRID, at=at, closed=(party,)) == expected


def test_a_closure_within_a_day_cannot_end_before_it_begins() -> None:
    """Times the wrong way round are an error, too."""
    with pytest.raises(ValueError, match="ends at 10:00, not after it begins, at 12:00"):
        Closure(date(2026, 12, 24), date(2026, 12, 24), {}, time(12), time(10))


def test_nothing_within_sixty_days_is_no_date() -> None:
    """A closure for good, or for longer than the search, names no next opening."""
    for last in (date(2026, 9, 1), date(9999, 12, 31)):
        found = told(zone=MADRID, at="2026-06-10 12:00", closed=(Closure(date(2026, 6, 1), last),))
        assert found == Opening(open=False)
    near = told(zone=MADRID, at="2026-06-10 12:00", closed=(Closure(date(2026, 6, 1), date(2026, 8, 8)),))
    assert near.opens_at == utc("2026-08-08 22:00")


def test_a_closure_that_ends_before_it_begins_is_refused() -> None:
    """Dates the wrong way round are an error, not a closure of nothing."""
    with pytest.raises(ValueError, match="ends on 2026-12-01, before it begins on 2026-12-24"):
        Closure(date(2026, 12, 24), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("text", "zone", "now", "expected"),
    [
        # Spring, Madrid: the night is an hour short, and 02:30 is the jump at 01:00 UTC.
        (
            "sat 22:00-04:00",
            MADRID,
            "2026-03-28 22:00",
            Opening(open=True, closes_at=utc("2026-03-29 02:00")),
        ),
        (
            "sun 02:30-05:00",
            MADRID,
            "2026-03-29 00:59",
            Opening(open=False, opens_at=utc("2026-03-29 01:00")),
        ),
        (
            "sun 00:00-02:30",
            MADRID,
            "2026-03-29 00:59",
            Opening(open=True, closes_at=utc("2026-03-29 01:00")),
        ),
        # Autumn, Madrid: the night is an hour longer; 02:30 comes first at 00:30 UTC.
        (
            "sat 22:00-04:00",
            MADRID,
            "2026-10-25 02:59",
            Opening(open=True, closes_at=utc("2026-10-25 03:00")),
        ),
        (
            "sun 02:30-05:00",
            MADRID,
            "2026-10-25 00:30",
            Opening(open=True, closes_at=utc("2026-10-25 04:00")),
        ),
        (
            "sun 02:30-05:00",
            MADRID,
            "2026-10-25 01:05",
            Opening(open=True, closes_at=utc("2026-10-25 04:00")),
        ),
        # The same in New York.
        (
            "sat 22:00-04:00",
            NEW_YORK,
            "2026-03-08 03:30",
            Opening(open=True, closes_at=utc("2026-03-08 08:00")),
        ),
        (
            "sun 02:30-05:00",
            NEW_YORK,
            "2026-03-08 06:59",
            Opening(open=False, opens_at=utc("2026-03-08 07:00")),
        ),
        (
            "sat 22:00-04:00",
            NEW_YORK,
            "2026-11-01 08:59",
            Opening(open=True, closes_at=utc("2026-11-01 09:00")),
        ),
        (
            "sun 01:30-05:00",
            NEW_YORK,
            "2026-11-01 06:10",
            Opening(open=True, closes_at=utc("2026-11-01 10:00")),
        ),
    ],
)
def test_nights_when_the_clocks_change(text: str, zone: ZoneInfo, now: str, expected: Opening) -> None:
    """Hours follow the wall clock; a skipped time is the jump, a repeated one its first coming."""
    assert opening(parse_hours([text]), (), NONE, utc(now), zone) == expected


@pytest.mark.parametrize(("day", "opens"), [("2026-03-30", "06:00"), ("2026-10-26", "07:00")])
def test_office_hours_keep_to_the_wall_clock_after_a_change(day: str, opens: str) -> None:
    """Asked before the clocks change, Monday's opening is at eight by Monday's clock."""
    saturday = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=2)
    found = opening(parse_hours(["mon-fri 08:00-14:00"]), (), NONE, saturday, MADRID)
    assert found.opens_at == utc(f"{day} {opens}")
