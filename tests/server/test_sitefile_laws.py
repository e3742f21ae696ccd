"""What holds for every site: it survives its file, and its differences are listed."""

from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.sitefile import Site, changes, dump, not_yet, parse

# Sites of all kinds. Control characters and line separators are refused, surrogates cannot be in a file.
words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)
prose = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], include_characters="\n"), max_size=12
)
codes = st.sampled_from(["en", "es", "ar", "pt-BR", "zh-Hant-TW"])
durations = st.integers(0, 100_000).map(lambda seconds: timedelta(seconds=seconds))
ranges = st.sampled_from(["08:00-14:00", "22:00-02:00", "00:00-24:00"])
features = st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), max_size=2, unique=True).map(tuple)
first_language = st.fixed_dictionaries({"en": words.filter(bool)}, optional={"es": words, "ar": words})
texts = st.dictionaries(codes, words, max_size=3)
long_texts = st.dictionaries(codes, prose, max_size=3)
questions = st.fixed_dictionaries(
    {"ask": texts, "answers": st.lists(texts, min_size=1, max_size=2).map(tuple)},
    optional={"need": st.sampled_from(["", "step_free"])},
)
two_languages = words.filter(bool).map(lambda name: {"en": name, "es": f"{name}, es"})  # one group, one name
services = st.fixed_dictionaries(
    {"code": st.from_regex(r"[A-Z][A-Z0-9]{0,2}", fullmatch=True), "name": first_language},
    optional={
        "first": st.integers(1, 400),
        "last": st.integers(600, 1200),
        "group": st.one_of(words, st.fixed_dictionaries({"en": words}), two_languages),
        "icon": words,
        "hours": st.lists(ranges.map(lambda r: f"mon,sat {r}"), max_size=2, unique=True).map(tuple),
        "last_ticket": durations,
        "daily_limit": st.integers(0, 999),
        "target": durations,
        "questions": st.lists(questions, max_size=2).map(tuple),
        "faq": st.lists(st.fixed_dictionaries({"q": texts, "a": long_texts}), max_size=2).map(tuple),
        "bring": long_texts,
    },
)


def moments(first: int, last: int) -> st.SearchStrategy[datetime]:
    """Times of these years."""
    days = st.dates(date(first, 1, 1), date(last, 12, 31))
    return st.builds(datetime.combine, days, st.times())


sites = st.fixed_dictionaries(
    {
        "name": words.filter(str.strip),
        "services": st.lists(services, min_size=1, max_size=3, unique_by=lambda s: s["code"]).map(tuple),
        "counters": st.lists(
            st.fixed_dictionaries(
                {"code": st.from_regex(r"[A-Za-z0-9-]{1,8}", fullmatch=True)},
                optional={
                    "name": st.one_of(st.just({}), first_language),
                    "features": features,
                    "languages": st.lists(codes, unique=True).map(tuple),
                    "direction": st.sampled_from(["left", "right", "straight", "none"]),
                },
            ),
            min_size=1,
            max_size=3,
            unique_by=lambda c: c["code"],
        ).map(tuple),
    },
    optional={
        "timezone": st.sampled_from(["UTC", "Europe/Madrid"]),
        "languages": st.just(("en", "es")),
        "day_start": st.times().map(lambda t: time(t.hour, t.minute)),
        "public_url": st.sampled_from(["", "http://10.0.0.5:8000", "https://queue.example.org/city"]),
        "order": st.sampled_from(["fifo", "due", "priority", "priority cap=90s", "ratio 3:1"]),
        "priority": st.sampled_from(["staff", "ask", "none"]),
        "no_show_within": durations,
        "return_window": durations,
        "recalls": st.integers(0, 5),
        "offline_band": st.integers(0, 150),
        "retention": st.sampled_from(["day", "30d"]),
        "privacy_notice": long_texts,
        "backup_dir": words,
        "lobby": st.fixed_dictionaries(
            {},
            optional={
                "distance": st.floats(0.5, 100),
                "voice": st.sampled_from(["ticket", "site", "both", "off"]),
                "quiet_hours": st.lists(ranges, unique=True).map(tuple),
                "show_names": st.booleans(),
                "volume": st.integers(0, 100),
                "volumes": st.lists(
                    st.builds("{} {}".format, ranges, st.integers(0, 100)), max_size=2, unique=True
                ).map(tuple),
                "next_numbers": st.integers(0, 10),
                "dim_hours": st.lists(ranges, unique=True).map(tuple),
                "ticker": st.one_of(st.just({}), first_language),
            },
        ),
        "theme": st.fixed_dictionaries({}, optional={"colour": st.just("#00ff7F"), "logo": words}),
        "closures": st.lists(
            st.tuples(st.dates(date(2000, 1, 1), date(2100, 1, 1)), texts.filter(lambda t: "en" in t)).map(
                lambda c: {"from": c[0], "to": c[0], "text": c[1] | {"en": "Closed"}}
            ),
            max_size=2,
            unique_by=lambda c: c["from"],
        ).map(tuple),
        "notices": st.lists(
            st.fixed_dictionaries(
                {"id": st.from_regex(r"[A-Za-z0-9-]{1,20}", fullmatch=True), "text": first_language},
                optional={
                    "picture": words,
                    "seconds": st.integers(3, 60),
                    "since": st.one_of(st.dates(date(2000, 1, 1), date(2050, 1, 1)), moments(2000, 2050)),
                    "until": st.one_of(st.dates(date(2051, 1, 1), date(2099, 1, 1)), moments(2051, 2099)),
                    "hours": st.lists(ranges, unique=True).map(tuple),
                },
            ),
            max_size=2,
            unique_by=lambda n: n["id"],
        ).map(tuple),
    },
)


def made(values: dict[str, Any]) -> Site | None:
    """Return the site of these values, counters sharing its services out, or None where two share a number."""
    known = [service["code"] for service in values["services"]]
    for place, counter in enumerate(values["counters"]):
        counter["services"] = tuple(known[: (place + len(known)) % 3])
    try:
        return Site.model_validate(values)
    except ValueError as error:
        if "and so could service" in str(error):
            return None
        raise


@given(sites)
def test_any_site_survives_its_file(values: dict[str, Any]) -> None:
    """Written out and read again, every site is the same one."""
    site = made(values)
    if site is not None:
        assert parse(dump(site), "site.toml") == site


@given(sites, sites)
def test_two_sites_differ_exactly_when_a_change_is_listed(one: dict[str, Any], other: dict[str, Any]) -> None:
    """No line for the same site; at least one, each of one line, for another."""
    old, new = made(one), made(other)
    if old is not None and new is not None:
        assert changes(old, old) == []
        assert bool(changes(old, new)) is (old != new)
        assert all(len(line.splitlines()) == 1 for line in changes(old, new) + not_yet(new))
