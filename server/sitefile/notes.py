"""What an applied site file should be told about: right as it is written, and perhaps not as it was meant. Pure."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from kit.icon_names import SERVICES
from server.rules.bands import Range, band
from server.sitefile.changes import not_yet
from server.sitefile.groups import group_names
from server.sitefile.model import Site

# What the pages have words for in every language; any other word is shown as it is written.
USUAL = ("step_free", "hearing_loop", "interpreter", "sign_language")
_CLOSE = 0.8  # of difflib's likeness, 0 to 1: stepfree is like step_free, braille like none


def notes(site: Site) -> list[str]:
    """Return a line for each thing: what is not acted on yet, and words that look mistyped or fit nothing."""
    return [
        *not_yet(site),
        *_odd_features(site),
        *_odd_languages(site),
        *_odd_needs(site),
        *_odd_icons(site),
        *_untranslated(site),
        *_without_bands(site),
    ]


def without_bands(site: Site) -> list[str]:
    """The services with too few numbers for any kiosk to have some for itself."""
    size = site.offline_band
    ranges = [Range(each.code, each.first, each.last) for each in site.services]
    return [each.service for each in ranges if size and band(each, 0, 0, size) is None]


def _without_bands(site: Site) -> Iterator[str]:
    size, none = site.offline_band, without_bands(site)
    for service in site.services:
        if service.code in none:
            count = service.last - service.first + 1
            yield (
                f"service {service.code}: {count} numbers are too few for an offline_band of {size}: ordinary "
                "numbers keep half, so no kiosk can give any of this service in an outage"
            )


def _odd_features(site: Site) -> Iterator[str]:
    asked = {question.need for service in site.services for question in service.questions}
    for counter in site.counters:
        for word in counter.features:
            if word not in asked:
                yield from _mistyped(f"counter {counter.code}: features", word, {*USUAL, *asked} - {""})


def _odd_languages(site: Site) -> Iterator[str]:
    for counter in site.counters:
        for code in counter.languages:
            if code not in site.languages:
                yield f"counter {counter.code}: languages: {code} is not one of the site's languages"


def _odd_needs(site: Site) -> Iterator[str]:
    known = {word for counter in site.counters for word in counter.features}
    for service in site.services:
        for need in dict.fromkeys(question.need for question in service.questions if question.need):
            if need not in known:
                yield f"service {service.code}: need: no counter has {need} among its features"
                yield from _mistyped(f"service {service.code}: need", need, set(USUAL))


def _odd_icons(site: Site) -> Iterator[str]:
    for service in site.services:
        if service.icon and service.icon not in SERVICES:
            yield f"service {service.code}: icon: there is none called {service.icon}; the letter stands alone"
            yield from _mistyped(f"service {service.code}: icon", service.icon, set(SERVICES))


def _untranslated(site: Site) -> Iterator[str]:
    """Texts that somebody will read in another language, for want of their own."""
    for where, texts in _texts(site):
        said = [each for each in texts if any(each.values())]
        missing = [code for code in site.languages if any(not each.get(code) for each in said)]
        if missing:
            yield f"{where}: not in {', '.join(missing)}; another language's is shown instead"


def _texts(site: Site) -> Iterator[tuple[str, list[Mapping[str, str]]]]:
    """Everything that the site says in its own words, by where it stands in the file."""
    yield "privacy_notice", [site.privacy_notice]
    for service in site.services:
        where = f"service {service.code}"
        yield f"{where}: name", [{} if set(service.name.values()) == {service.code} else service.name]
        yield (
            f"{where}: questions",
            [text for each in service.questions for text in (each.ask, *each.answers)],
        )
        yield f"{where}: faq", [text for each in service.faq for text in (each.q, each.a)]
        yield f"{where}: bring", [service.bring]
    for name, texts in {each[site.languages[0]]: each for each in group_names(site).values()}.items():
        yield f"group {name}", [texts]
    for counter in site.counters:
        yield f"counter {counter.code}: name", [counter.name]
    for closure in site.closures:
        yield f"closure from {closure.first}: text", [closure.text]
    yield "lobby: ticker", [site.lobby.ticker]
    for notice in site.notices:
        yield f"notice {notice.id}: text", [notice.text]


def _mistyped(where: str, word: str, usual: set[str]) -> Iterator[str]:
    close = [] if word in usual else get_close_matches(word, sorted(usual), n=1, cutoff=_CLOSE)
    for known in close:
        yield f"{where}: {word} is a word of your own; did you mean {known}?"
