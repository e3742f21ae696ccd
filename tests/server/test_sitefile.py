"""The site file: read whole, written back, compared; and where its keys stand."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from kit.language import LANGUAGES
from server.pages.at_counter import NEEDS
from server.rules import hours
from server.sitefile import (
    Site,
    changes,
    dump,
    format_duration,
    not_yet,
    notes,
    parse,
    parse_duration,
    sample,
)
from server.sitefile.groups import group_names
from server.sitefile.lines import key_lines
from server.sitefile.notes import USUAL

# Every key there is, each away from its default.
EVERY_KEY = """\
name = "City Hall"
timezone = "Europe/Madrid"
languages = ["es", "en", "fr-CA"]
day_start = "03:30"
public_url = "https://queue.example.org/"
order = "ratio 2:1"
priority = "ask"
no_show_within = "45s"
return_window = "1h"
recalls = 2
offline_band = 50
retention = "7d"
privacy_notice = { en = "We forget it tonight.", es = "Se borra esta noche." }
backup_dir = "/media/backup"

[lobby]
distance = 8
voice = "both"
quiet_hours = ["12:00-13:00"]
volume = 80
volumes = ["18:00-20:00 40"]
show_names = true
next_numbers = 3
dim_hours = ["20:00-07:00"]
ticker = { es = "Traiga su documento", en = "Bring your document" }

[theme]
name = "night"
colour = "#123abc"
logo = "logo.png"

[[services]]
code = "A"
name = { es = "Consultas", en = "General enquiries" }
first = 100
last = 1999
group = "Front desk"
icon = "person"
hours = ["mon-fri 08:00-14:00", "sat 09:00-12:00"]
last_ticket = "10m"
daily_limit = 80
target = "20m"
questions = [
  { ask = { en = "Do you need an interpreter?" }, answers = [{ en = "Yes" }, { en = "No" }], need = "talk" },
]
faq = [{ q = { en = "Where?" }, a = { en = "Here." } }]
bring = { en = "Your passport" }

[[counters]]
code = "1"
name = { es = "Ventanilla uno" }
services = ["A"]
features = ["step_free", "hearing_loop"]
languages = ["ar"]
direction = "left"

[[closures]]
from = 2026-12-24
to = 2026-12-26
services = ["A"]
text = { es = "Cerrado por fiestas" }

[[notices]]
id = "photo"
text = { es = "Hay un fotomatón en la entrada" }
picture = "photo.png"
seconds = 20
since = 2026-12-01
until = 2026-12-24T12:00:00
hours = ["08:00-12:00", "mon-fri 14:00-16:00"]
"""

SMALLEST = 'name = "X"\n[[services]]\ncode = "A"\n[[counters]]\ncode = "1"\n'


def with_service(site: Site, **values: Any) -> Site:
    """Return the site with something about its first service changed."""
    changed = site.services[0].model_copy(update=values)
    return site.model_copy(update={"services": (changed, *site.services[1:])})


def test_the_smallest_file_has_the_defaults() -> None:
    """A name, one service and one counter are enough; the service goes by its letter."""
    site = parse(SMALLEST, "site.toml")
    service, counter = site.services[0], site.counters[0]
    assert (site.timezone, site.languages, site.day_start, site.public_url) == ("UTC", ("en",), time(4), "")
    assert (site.order, site.priority, site.recalls, site.offline_band) == (
        "priority cap=45m",
        "staff",
        0,
        100,
    )
    assert (site.no_show_within, site.return_window) == (timedelta(seconds=30), timedelta(minutes=10))
    assert (site.retention, site.privacy_notice, site.backup_dir) == ("day", {"en": ""}, "")
    lobby, theme = site.lobby, site.theme
    assert (lobby.distance, lobby.voice, lobby.quiet_hours, lobby.show_names) == (5.0, "ticket", (), False)
    assert (lobby.volume, lobby.volumes, lobby.next_numbers) == (100, (), 0)
    assert (lobby.dim_hours, lobby.ticker, site.notices) == ((), {}, ())
    assert (theme.name, theme.colour, theme.logo) == ("day", "#0A6C74", "")
    assert (service.name, service.first, service.last) == ({"en": "A"}, 1, 999)
    assert (service.group, service.icon, service.hours, service.daily_limit) == ("", "", (), 0)
    assert (service.last_ticket, service.target) == (timedelta(0), timedelta(minutes=15))
    assert (service.questions, service.faq, service.bring) == ((), (), {"en": ""})
    assert (counter.name, counter.services, counter.features) == ({}, (), ())
    assert (counter.languages, counter.direction, site.closures) == ((), "none", ())


def test_every_key_is_read() -> None:
    """A file that sets each key says each of them, as the right kind of thing."""
    site = parse(EVERY_KEY, "site.toml")
    service, counter, closure = site.services[0], site.counters[0], site.closures[0]
    assert site.zone.key == "Europe/Madrid"
    assert site.day_start == time(3, 30)
    assert site.public_url == "https://queue.example.org"
    assert site.return_window == timedelta(hours=1)
    assert site.lobby.distance == 8
    assert site.lobby.show_names
    assert (site.lobby.volume, site.lobby.volumes) == (80, ("18:00-20:00 40",))
    assert (site.lobby.next_numbers, site.lobby.ticker["en"]) == (3, "Bring your document")
    notice = site.notices[0]
    assert (notice.id, notice.place, notice.picture, notice.seconds) == ("photo", "side", "photo.png", 20)
    assert (str(notice.begins), str(notice.ends)) == ("2026-12-01 00:00:00", "2026-12-24 12:00:00")
    assert site.theme.colour == "#123abc"
    assert (service.first, service.last, service.last_ticket) == (100, 1999, timedelta(minutes=10))
    assert service.hours == ("mon-fri 08:00-14:00", "sat 09:00-12:00")
    assert service.questions[0].answers == ({"en": "Yes"}, {"en": "No"})
    assert service.faq[0].a == {"en": "Here."}
    assert (counter.features, counter.direction) == (("step_free", "hearing_loop"), "left")
    assert (closure.first, closure.last) == (date(2026, 12, 24), date(2026, 12, 26))


def test_a_site_that_was_read_stays_as_it_was() -> None:
    """Nothing can be set on a site or on what it holds."""
    site = parse(EVERY_KEY, "site.toml")
    for part in (site, site.lobby, site.services[0], site.counters[0], site.closures[0], site.notices[0]):
        with pytest.raises(ValidationError, match="frozen"):
            part.text = "other"


@pytest.mark.parametrize("text", [EVERY_KEY, SMALLEST])
def test_a_site_written_out_reads_as_the_same(text: str) -> None:
    """What `show` prints, `apply` takes, and nothing would change."""
    site = parse(text, "site.toml")
    assert parse(dump(site), "again.toml") == site


def test_what_is_written_leaves_the_defaults_out() -> None:
    """The file stays as short as what was decided, in the order of the documentation."""
    assert dump(parse(SMALLEST, "site.toml")) == (
        'name = "X"\n\n[[services]]\ncode = "A"\nname = {en = "A"}\n\n[[counters]]\ncode = "1"\n'
    )
    assert list(key_lines(dump(parse(EVERY_KEY, "site.toml")))) == list(key_lines(EVERY_KEY))


def test_the_sample_site_is_good_at_any_hour() -> None:
    """Four services in every language that the programs speak, always open, and a counter for each of them."""
    site = sample()
    assert site.name == "City Hall"
    assert set(site.languages) == set(LANGUAGES)
    assert [service.code for service in site.services] == ["A", "B", "C", "D"]
    assert all(set(service.name) == set(LANGUAGES) and not service.hours for service in site.services)
    assert [counter.code for counter in site.counters] == ["1", "2", "3", "4", "5"]
    for service in site.services:
        assert any(not counter.services or service.code in counter.services for counter in site.counters)
    assert not_yet(site) == []


def test_closures_of_a_service() -> None:
    """A closure that names services is theirs only, one that names none is everybody's."""
    text = SMALLEST + (
        '[[services]]\ncode = "B"\n'
        '[[closures]]\nfrom = 2026-12-24\nto = 2026-12-26\ntext = { en = "Holidays" }\n'
        '[[closures]]\nfrom = 2026-12-31\nto = 2026-12-31\nservices = ["B"]\n'
    )
    site = parse(text, "site.toml")
    holidays = hours.Closure(date(2026, 12, 24), date(2026, 12, 26), {"en": "Holidays"})
    assert site.closures_of("A") == (holidays,)
    assert site.closures_of("B") == (holidays, hours.Closure(date(2026, 12, 31), date(2026, 12, 31)))


def test_what_this_release_keeps_but_does_not_do_is_told() -> None:
    """A language that the programs do not speak; every key is acted on."""
    assert not_yet(parse(EVERY_KEY, "site.toml")) == []
    assert not_yet(parse(f'languages = ["en", "zh-Hans", "pl"]\n{SMALLEST}', "site.toml")) == [
        "languages: pl is not among the languages the programs speak (en, es, fr, de, uk, ar, zh); they say English"
        " instead"
    ]


def test_words_that_fit_nothing_are_told() -> None:
    """A mistyped feature, a need that no counter has, a language of nobody: told, and yet applied."""
    ask = '[[services.questions]]\nask = { en = "?" }\nanswers = [{ en = "Yes" }]\nneed = '
    text = (
        f'name = "X"\nlanguages = ["en", "es"]\n[[services]]\ncode = "A"\n{ask}"braille"\n{ask}"hearingloop"\n'
        '[[counters]]\ncode = "1"\nfeatures = ["braille", "step_free", "piano"]\nlanguages = ["es"]\n'
        '[[counters]]\ncode = "2"\nfeatures = ["stepfree", "brailles"]\nlanguages = ["de", "en"]\n'
    )
    site = parse(text, "site.toml")
    assert [line for line in notes(site) if line not in not_yet(site)] == [
        "counter 2: features: stepfree is a word of your own; did you mean step_free?",
        "counter 2: features: brailles is a word of your own; did you mean braille?",
        "counter 2: languages: de is not one of the site's languages",
        "service A: need: no counter has hearingloop among its features",
        "service A: need: hearingloop is a word of your own; did you mean hearing_loop?",
        "service A: questions: not in es; another language's is shown instead",
    ]
    assert notes(sample()) == []
    assert set(USUAL) == set(NEEDS)  # what the pages have words for


def test_texts_that_some_readers_cannot_read_are_told() -> None:
    """A name, a question or a notice that is missing in one of the site's languages; a name that is a code is not."""
    text = (
        'name = "X"\nlanguages = ["en", "fr", "uk"]\n'
        'privacy_notice = { en = "We forget you.", fr = "On vous oublie." }\n'
        '[[services]]\ncode = "A"\nname = { en = "Passports", uk = "Паспорти" }\nbring = { en = "A photograph" }\n'
        '[[services]]\ncode = "B"\nname = { en = "B" }\nfaq = [{ q = { en = "?", fr = "?" }, a = { en = "!" } }]\n'
        '[[counters]]\ncode = "1"\nname = { en = "Desk" }\n[[counters]]\ncode = "2"\n'
        '[[closures]]\nfrom = 2026-12-24\nto = 2026-12-26\ntext = { en = "Closed" }\n'
        '[[notices]]\nid = "photo"\ntext = { en = "Photos", fr = "Photos" }\n'
        '[[notices]]\nid = "poster"\npicture = "poster.jpg"\n[lobby]\nticker = { en = "Welcome" }\n'
    )
    site = parse(text, "site.toml")
    told = [line.split(";")[0] for line in notes(site) if line not in not_yet(site)]
    assert told == [
        "privacy_notice: not in uk",
        "service A: name: not in fr",
        "service A: bring: not in fr, uk",
        "service B: faq: not in fr, uk",
        "counter 1: name: not in fr, uk",
        "closure from 2026-12-24: text: not in fr, uk",
        "lobby: ticker: not in fr, uk",
        "notice photo: text: not in uk",
    ]


def test_a_group_is_named_in_each_language_once() -> None:
    """Services of one group may write its name out or say it in the first language; what none of them says is noted."""
    text = (
        'name = "X"\nlanguages = ["en", "de", "uk"]\n[[counters]]\ncode = "1"\n'
        '[[services]]\ncode = "A"\ngroup = "Papers"\n'
        '[[services]]\ncode = "B"\ngroup = { en = "Papers", de = "Ausweise" }\n'
        '[[services]]\ncode = "C"\ngroup = { en = "Papers", uk = "Документи" }\n'
        '[[services]]\ncode = "D"\ngroup = "Money"\n'
        '[[services]]\ncode = "E"\ngroup = { en = "" }\n'
    )
    site = parse(text, "site.toml")
    papers = {"en": "Papers", "de": "Ausweise", "uk": "Документи"}
    assert group_names(site) == {"A": papers, "B": papers, "C": papers, "D": {"en": "Money"}}
    assert notes(site) == ["group Money: not in de, uk; another language's is shown instead"]
    assert parse(dump(site), "site.toml") == site
    assert 'group = "Papers"\n' in dump(site), "a text stays one"


def test_a_range_without_room_for_a_band_is_told() -> None:
    """Two hundred numbers have room for a band of a hundred, one less has not."""
    text = 'name = "X"\n[[services]]\ncode = "A"\nlast = {last}\n[[counters]]\ncode = "1"\n'
    told = {last: notes(parse(text.format(last=last), "site.toml")) for last in (200, 199)}
    assert told[200] == []
    assert [line.split(":")[0] for line in told[199]] == ["service A"]


def test_a_new_site_is_listed() -> None:
    """Applied to an empty folder, everything is new."""
    assert changes(None, parse(EVERY_KEY, "site.toml")) == [
        "+ site City Hall",
        "+ service A Consultas",
        "+ counter 1 Ventanilla uno",
        "+ closure 2026-12-24 to 2026-12-26 of A",
        "+ notice photo",
    ]


def test_changes_are_listed_plainly() -> None:
    """New, gone and different things, each on a line of its own, with old and new value."""
    old = sample()
    text = dump(
        with_service(old, last=1999, hours=("mon-fri 08:00-14:00",), last_ticket=timedelta(minutes=5))
    )
    text = text.replace("City Hall", "Town Hall").replace('code = "D"', 'code = "E"')
    text = text.replace('[[counters]]\ncode = "4"\ndirection = "right"\n', "").replace('["D"]', '["E"]')
    text = text.replace("[lobby]\n", "[lobby]\ndistance = 9.0\n").replace(
        "[[notices]]", "[[notices]]\nseconds = 20"
    )
    new = parse(text + "[[closures]]\nfrom = 2026-12-24\nto = 2026-12-26\n", "new.toml")
    assert changes(old, new) == [
        '~ name "City Hall" -> "Town Hall"',
        "~ lobby.distance 5.0 -> 9.0",
        "+ service E Cash desk",
        "- service D Cash desk",
        "~ service A: last 999 -> 1999",
        '~ service A: hours [] -> ["mon-fri 08:00-14:00"]',
        '~ service A: last_ticket "0m" -> "5m"',
        "- counter 4",
        '~ counter 5: services ["D"] -> ["E"]',
        "+ closure 2026-12-24 to 2026-12-26",
        "~ notice photos: seconds 12 -> 20",
    ]
    turned = old.model_copy(update={"counters": old.counters[::-1]})
    assert changes(old, turned) == ["~ counters: in another order"]


def test_a_changed_closure_is_one_gone_and_one_new() -> None:
    """A closure has no code to know it by, so another date makes it another one."""
    old = parse(EVERY_KEY, "site.toml")
    new = parse(EVERY_KEY.replace("to = 2026-12-26", "to = 2026-12-27"), "site.toml")
    assert changes(old, new) == [
        "+ closure 2026-12-24 to 2026-12-27 of A",
        "- closure 2026-12-24 to 2026-12-26 of A",
    ]


def test_a_closure_is_listed_with_its_times() -> None:
    """Half a day must not look like a whole one; a time that is not set is not told."""
    closure = "[[closures]]\nfrom = 2026-12-24\nto = 2026-12-26\n"
    for times, line in (
        ('from_time = "12:00"\nto_time = "09:00"', "+ closure 2026-12-24 12:00 to 2026-12-26 09:00"),
        ('from_time = "12:00"', "+ closure 2026-12-24 12:00 to 2026-12-26"),
        ('to_time = "09:00"', "+ closure 2026-12-24 to 2026-12-26 09:00"),
    ):
        assert changes(None, parse(SMALLEST + closure + times, "site.toml"))[-1] == line


@pytest.mark.parametrize(
    ("text", "seconds", "written"),
    [
        ("0m", 0, "0m"),
        ("0s", 0, "0m"),
        ("30s", 30, "30s"),
        ("90s", 90, "90s"),
        ("60s", 60, "1m"),
        ("120m", 7200, "2h"),
        ("1d", 86400, "24h"),
    ],
)
def test_durations(text: str, seconds: int, written: str) -> None:
    """Seconds, minutes, hours and days are read, and written in the largest whole unit up to hours."""
    assert parse_duration(text) == timedelta(seconds=seconds)
    assert format_duration(timedelta(seconds=seconds)) == written


def test_lines_of_keys() -> None:
    """The line of each key and table, past comments, long texts, long lists and quoted or dotted keys."""
    text = (
        "# name = 1\n"
        'name = "a # b" # name = 2\n'
        'a.b . "c d" = [ # [\n'
        '  "]", "\\"]", # ]\n'
        "]\n"
        'long = """\n[[services]]\nname = 1 \\"""\n"""\n'
        "raw = '''\nhours = '\n'''\n"
        "[[services]]\n"
        "name = { en = 'x' }\n"
        "\n"
        " [ services . name2 ] \n"
        "en = 1\n"
        "[[services]]\n"
        "hours = [\n]\n"
        "[[services.questions]]\n"
        "need = 1"
    )
    assert key_lines(text) == {
        ("name",): 2,
        ("a",): 3,
        ("a", "b"): 3,
        ("a", "b", "c d"): 3,
        ("long",): 6,
        ("raw",): 10,
        ("services",): 13,
        ("services", 0): 13,
        ("services", 0, "name"): 14,
        ("services", 0, "name2"): 16,
        ("services", 0, "name2", "en"): 17,
        ("services", 1): 18,
        ("services", 1, "hours"): 19,
        ("services", 1, "questions"): 21,
        ("services", 1, "questions", 0): 21,
        ("services", 1, "questions", 0, "need"): 22,
    }


def test_an_icon_that_does_not_exist_is_noted() -> None:
    """A mistyped one with what it may have been meant for; without an icon, or with a known one, nothing."""
    for icon, noted in (("id-crad", 2), ("id-card", 0), ("", 0)):
        site = parse(SMALLEST.replace('code = "A"', f'code = "A"\nicon = "{icon}"', 1), "site.toml")
        found = [line for line in notes(site) if "icon" in line]
        assert len(found) == noted, found
