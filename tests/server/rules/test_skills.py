"""Which counter may call whom: services, languages and needs, and that nobody is left to nobody."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.rules.skills import Floor, Skills


def counter(services: str = "", languages: str = "", features: str = "") -> Skills:
    """What a counter can do, each a list of words."""
    return Skills(*(frozenset(each.split()) for each in (services, languages, features)))


HALL = Floor(
    {
        "1": counter("A", "en es"),
        "2": counter("", "", "lift"),
        "3": counter("B", "ar", "lift loop"),
    }
)


def who(service: str, language: str = "en", needs: tuple[str, ...] = (), to: str | None = None) -> str:
    """The counters that may call such a customer."""
    return "".join(code for code in HALL.counters if HALL.may_call(code, service, language, needs, to))


def test_a_counter_calls_for_its_services() -> None:
    """One without a list serves all; a counter without languages speaks whatever is needed."""
    assert [who("A"), who("B"), who("C")] == ["12", "2", "2"]


def test_a_language_goes_to_who_speaks_it() -> None:
    """Arabic for B is spoken at 2 and 3, for A at 2 alone."""
    assert [who("B", "ar"), who("A", "ar"), who("A", "es")] == ["23", "2", "12"]


def test_a_language_that_nobody_speaks_binds_nobody() -> None:
    """The customer is served by whoever is free."""
    hall = Floor({"1": counter("A", "en"), "2": counter("A", "es")})
    assert all(hall.may_call(code, "A", "ar", (), None) for code in "12")


def test_needs_go_where_they_are_met() -> None:
    """All that any counter for the service has; what none of them has binds nobody."""
    assert who("A", needs=("lift",)) == "2"
    assert who("B", "ar", ("lift", "loop")) == "3"
    assert who("A", needs=("loop",)) == "12"
    assert who("A", needs=("loop", "lift")) == "2"


def test_what_no_single_counter_has_goes_to_the_best_of_them() -> None:
    """A language here, a lift there: either may call, and neither is passed over for one that has nothing."""
    hall = Floor({"1": counter("A", "ar"), "2": counter("A", "en", "lift"), "3": counter("A", "en")})
    assert [code for code in "123" if hall.may_call(code, "A", "ar", ("lift",), None)] == ["1", "2"]


def test_who_was_sent_to_a_counter_waits_for_it() -> None:
    """Whatever else it does; one that is no more binds nobody."""
    assert who("A", "ar", ("lift",), to="1") == "1"
    assert who("A", to="9") == "12"


WORDS = st.sets(st.sampled_from(["x", "y", "z"])).map(frozenset)
FLOORS = st.dictionaries(st.sampled_from("1234"), st.builds(Skills, WORDS, WORDS, WORDS), min_size=1)


@given(FLOORS, st.sampled_from("xyz"), st.sampled_from("xyzw"), WORDS)
def test_nobody_waits_for_a_counter_that_there_is_not(
    counters: dict[str, Skills], service: str, language: str, needs: frozenset[str]
) -> None:
    """If any counter serves the service, one may call; and only those that have it all, where there are such."""
    floor = Floor(counters)
    serving = [code for code, each in counters.items() if each.serves(service)]
    calling = [code for code in serving if floor.may_call(code, service, language, needs, None)]
    assert bool(calling) is bool(serving)
    met = {code: floor.met(code, language, needs) for code in serving}
    everything = frozenset().union(*met.values())
    if everything in met.values():
        assert calling == [code for code in serving if met[code] == everything]


@given(FLOORS, st.sampled_from("xyz"), st.sampled_from("xyzw"))
def test_without_needs_the_language_alone_decides(
    counters: dict[str, Skills], service: str, language: str
) -> None:
    """As the database is asked: all of a service but those whose language is left to others."""
    floor = Floor(counters)
    for code, each in counters.items():
        left = floor.foreign(code, service, (language,))
        assert floor.may_call(code, service, language, (), None) is (each.serves(service) and not left)
