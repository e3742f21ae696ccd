"""A wrong site file: one line that names the file, the line, the entry, the key and what is wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import SettingError
from server.sitefile import dump, load, parse, sample

# Lines 1 to 9 of a good file; a case adds to the top (line 2), the service (line 6) or the end (line 9).
TOP, SERVICE, END = "top", "service", "end"
GOOD = """\
name = "X"
{top}
[[services]]
code = "A"
name = {{ en = "Help" }}
{service}
[[counters]]
code = "1"
{end}
"""

CASES = [
    (TOP, 'timzone = "UTC"', '2: unknown key "timzone", did you mean "timezone"?'),
    (TOP, "zebra = 1", '2: unknown key "zebra"'),
    (TOP, 'colour = "#000000"', '2: unknown key "colour", it belongs under [theme]'),
    (TOP, 'timezone = "Mars"', '2: "timezone" must be a time zone such as "Europe/Madrid", not "Mars"'),
    (TOP, 'timezone = "Europe"', '2: "timezone" must be a time zone such as "Europe/Madrid", not "Europe"'),
    (TOP, 'timezone = "../etc"', '2: "timezone" must be a time zone such as "Europe/Madrid", not "../etc"'),
    (TOP, "languages = []", '2: "languages" must hold at least one'),
    (TOP, 'languages = ["en", "en"]', '2: "languages" names "en" twice'),
    (TOP, 'languages = "en"', '2: "languages" must be a list in [ ], not "en"'),
    (
        TOP,
        'languages = ["English"]',
        '2: "languages" must be a language code such as "en" or "pt-BR", not "English"',
    ),
    (
        TOP,
        'languages = ["es"]',
        '5: service "A": "name" has no text in "es", the first of the site\'s languages',
    ),
    (TOP, "day_start = 4", '2: "day_start" must be a time of day such as "04:00", not 4'),
    (TOP, 'day_start = "24:00"', '2: "day_start" must be a time of day such as "04:00", not "24:00"'),
    (
        TOP,
        'public_url = "queue.example"',
        '2: "public_url" must be a web address such as "https://queue.example.org", not "queue.example"',
    ),
    (
        TOP,
        'public_url = "http://[x"',
        '2: "public_url" must be a web address such as "https://queue.example.org", not "http://[x"',
    ),
    (
        TOP,
        'order = "random"',
        '2: "order" must be "fifo", "due", or such as "priority cap=45m" or "ratio 2:1", not "random"',
    ),
    (TOP, 'priority = "vip"', '2: "priority" must be "staff", "ask" or "none", not "vip"'),
    (TOP, "no_show_within = 30", '2: "no_show_within" must be a time such as "30s", "10m" or "2h", not 30'),
    (TOP, 'return_window = "9999d"', '2: "return_window" must not be longer than ten years, not "9999d"'),
    (TOP, "recalls = -1", '2: "recalls" must be 0 or more, not -1'),
    (TOP, "recalls = true", '2: "recalls" must be a whole number, not true'),
    (TOP, f"recalls = 0x{'f' * 5000}", '2: "recalls" must be 100 or less, not a huge number'),
    (
        TOP,
        "offline_band = 999",
        '3: service "A": "last" leaves 999 numbers, too few for an offline_band of 999 and one more',
    ),
    (TOP, 'retention = "week"', '2: "retention" must be "day" or a number of days such as "7d", not "week"'),
    (
        TOP,
        'privacy_notice = "x"',
        '2: "privacy_notice" must be texts by language such as { en = "Hello" }, not "x"',
    ),
    (TOP, "lobby = 5", '2: "lobby" must be a table, not 5'),
    (TOP, "[lobby]\ndistance = nan", '3: "lobby.distance" must be a number, not nan'),
    (TOP, "[lobby]\ndistance = 0", '3: "lobby.distance" must be above 0, not 0'),
    (
        TOP,
        '[lobby]\nvoice = "loud"',
        '3: "lobby.voice" must be "ticket", "site", "both" or "off", not "loud"',
    ),
    (TOP, "[lobby]\nshow_names = 1", '3: "lobby.show_names" must be true or false, not 1'),
    (
        TOP,
        '[lobby]\nquiet_hours = ["noon"]',
        '3: "lobby.quiet_hours" is wrong: "noon" is not a time range such as "08:00-14:00"',
    ),
    (TOP, "[lobby]\nvolume = 101", '3: "lobby.volume" must be 100 or less, not 101'),
    (
        TOP,
        '[lobby]\nvolumes = ["18:00-20:00 loud"]',
        '3: "lobby.volumes" must be a time range and a volume of 0 to 100, such as "18:00-20:00 40", not '
        '"18:00-20:00 loud"',
    ),
    (
        TOP,
        '[lobby]\nvolumes = ["noon 40"]',
        '3: "lobby.volumes" is wrong: "noon" is not a time range such as "08:00-14:00"',
    ),
    (TOP, "[lobby]\nnext_numbers = 11", '3: "lobby.next_numbers" must be 10 or less, not 11'),
    (
        TOP,
        '[lobby]\nticker = { es = "Hola" }',
        '3: "lobby.ticker" has no text in "en", the first of the site\'s languages',
    ),
    (
        END,
        '[[notices]]\nid = "x"',
        '9: notice "x": "text" is missing, and so is picture: a notice needs one of the two',
    ),
    (
        END,
        '[[notices]]\nid = "a b"\npicture = "a.png"',
        '10: notice "a b": "id" must be one to twenty letters, digits or hyphens, not "a b"',
    ),
    (
        END,
        '[[notices]]\nid = "x"\npicture = "a.png"\n' * 2,
        '13: notice "x": "id" "x" is taken by another of the notices',
    ),
    (
        END,
        '[[notices]]\nid = "x"\ntext = { es = "Hola" }',
        '11: notice "x": "text" has no text in "en", the first of the site\'s languages',
    ),
    (
        END,
        '[[notices]]\nid = "x"\npicture = "a.png"\nsince = 2026-12-02\nuntil = 2026-12-01',
        '13: notice "x": "until" is 2026-12-01, not after since, 2026-12-02',
    ),
    (
        END,
        '[[notices]]\nid = "x"\npicture = "a.png"\nsince = "soon"',
        '12: notice "x": "since" must be a date such as 2026-12-24, or with a time 2026-12-24T12:00:00, not "soon"',
    ),
    (
        END,
        "".join(f'[[notices]]\nid = "{place}"\npicture = "a.png"\n' for place in range(31)),
        '9: "notices" must hold at most 30',
    ),
    (TOP, '[theme]\ncolour = "red"', '3: "theme.colour" must be a colour such as "#0A6C74", not "red"'),
    (SERVICE, "hour = []", '6: service "A": unknown key "hour", did you mean "hours"?'),
    (
        SERVICE,
        'hours = ["mon 8-14"]',
        '6: service "A": "hours" is wrong: "mon 8-14" is not opening hours such as "mon-fri 08:00-14:00"',
    ),
    (SERVICE, "hours = [5]", '6: service "A": "hours" must be a text in quotes, not 5'),
    (SERVICE, "first = 0", '6: service "A": "first" must be 1 or more, not 0'),
    (SERVICE, "first = 500\nlast = 400", '7: service "A": "last" is 400, below first, 500'),
    (
        SERVICE,
        "last = 100",
        '6: service "A": "last" leaves 100 numbers, too few for an offline_band of 100 and one more',
    ),
    (SERVICE, "last = 1.5", '6: service "A": "last" must be a whole number, not 1.5'),
    (
        SERVICE,
        'group = "a\\nb"',
        '6: service "A": "group" must not hold line breaks or control characters',
    ),
    (
        SERVICE,
        "group = 5",
        '6: service "A": "group" must be a text in quotes, or texts by language such as { en = "Hello" }, not 5',
    ),
    (SERVICE, "group = { en = 5 }", '6: service "A": "group.en" must be a text in quotes, not 5'),
    (
        SERVICE,
        'group = { English = "Papers" }',
        '6: service "A": "group.English" must be a language code such as "en" or "pt-BR", not "English"',
    ),
    (
        SERVICE,
        'group = { es = "Papeles" }',
        '6: service "A": "group" has no text in "en", the first of the site\'s languages',
    ),
    (
        SERVICE,
        'group = { en = "Papers", de = "Ausweise" }\n'
        '[[services]]\ncode = "B"\ngroup = { en = "Papers", de = "Dokumente" }',
        '9: service "B": "group" "Papers" is called "Dokumente" in "de", and "Ausweise" by service "A"',
    ),
    (
        SERVICE,
        'bring = { en = "a\\u0000" }',
        '6: service "A": "bring.en" must not hold line breaks or control characters',
    ),
    (SERVICE, "[[services]]", '6: services number 2: "code" is missing'),
    (SERVICE, '[[services]]\ncode = "A"', '7: service "A": "code" "A" is taken by another of the services'),
    (
        SERVICE,
        '[[services]]\ncode = "1B"',
        '7: service "1B": "code" must be one to three capital letters or digits, a letter first, not "1B"',
    ),
    (
        SERVICE,
        'last = 1999\n[[services]]\ncode = "A1"',
        '7: service "A1": could print A1001, and so could service "A"',
    ),
    (
        SERVICE,
        "questions = [{ answers = [{ en = 'Yes' }] }]",
        '6: service "A": questions number 1: "ask" is missing',
    ),
    (
        SERVICE,
        "faq = [\n  { q = { en = 'When?' }, a = { EN = 'Now' } },\n]",
        '6: service "A": faq number 1: "a.EN" must be a language code such as "en" or "pt-BR", not "EN"',
    ),
    (END, "[extra]", '9: unknown key "extra"'),
    (END, 'services = ["Z"]', '9: counter "1": "services" names a service "Z" that does not exist'),
    (END, 'services = ["A", "A"]', '9: counter "1": "services" names "A" twice'),
    (
        END,
        'direction = "up"',
        '9: counter "1": "direction" must be "left", "right", "straight" or "none", not "up"',
    ),
    (END, 'public_url = ""', '9: counter "1": unknown key "public_url", it belongs above the first [table]'),
    (END, '[[counters]]\ncode = "1"', '10: counter "1": "code" "1" is taken by another of the counters'),
    (
        END,
        '[[counters]]\ncode = "a b"',
        '10: counter "a b": "code" must be one to eight letters, digits or hyphens, not "a b"',
    ),
    (
        END,
        'name = { es = "Mesa" }',
        '9: counter "1": "name" has no text in "en", the first of the site\'s languages',
    ),
    (
        END,
        'features = ["Step Free"]',
        '9: counter "1": "features" must be words such as "step_free", not "Step Free"',
    ),
    (END, "[[closures]]\nfrom = 2026-12-24", '9: closures number 1: "to" is missing'),
    (
        END,
        "[[closures]]\nfrom = 2026-12-24\nto = 2026-12-01",
        '11: closures number 1: "to" is 2026-12-01, before from, 2026-12-24',
    ),
    (
        END,
        '[[closures]]\nfrom = "2026-12-24"\nto = 2026-12-25',
        '10: closures number 1: "from" must be a date such as 2026-12-24, without quotes, not "2026-12-24"',
    ),
    (
        END,
        "[[closures]]\nfrom = 0026-12-24\nto = 2026-12-25",
        '10: closures number 1: "from" must be a date since 2000, not 0026-12-24',
    ),
    (
        END,
        '[[closures]]\nfrom = 2026-12-24\nto = 2026-12-25\nservices = ["Q"]',
        '12: closures number 1: "services" names a service "Q" that does not exist',
    ),
    (
        END,
        "[[closures]]\nfrom = 2026-12-24\nto = 2026-12-25\n" * 2,
        "12: closures number 2: is there twice",
    ),
]

WHOLE = [
    ("", ' "name" is missing'),
    ('name = ""\nservices = []', '1: "name" must not be empty'),
    ('name = "X"', ' "services" must be there at least once, as [[services]]'),
    (
        'name = "X"\n[services]\ncode = "A"',
        '2: "services" must be there at least once, as [[services]]',
    ),
    ('name = "X"\n[[services]]\ncode = "A"', ' "counters" must be there at least once, as [[counters]]'),
    ('name = "X"\n\nname = "Y"', "3: not valid TOML: a key stands there twice"),
    ('name = "X\n', "1: not valid TOML: Illegal character '\\n'"),
    (f"name = {'9' * 5000}", " holds a number that is far too long"),
    ("name = " + "[" * 50_000, " is nested too deeply"),
]


def refusal(text: str, name: str = "site.toml") -> str:
    """Return the line with which a text is refused."""
    with pytest.raises(SettingError) as caught:
        parse(text, name)
    return str(caught.value)


@pytest.mark.parametrize(("place", "added", "line"), CASES, ids=[case[1][:40] for case in CASES])
def test_each_mistake_is_named(place: str, added: str, line: str) -> None:
    """The line names file, line number, entry, key and what it must be."""
    parts = {TOP: "", SERVICE: "", END: ""} | {place: added}
    assert refusal(GOOD.format(**parts)) == f"site.toml:{line}"


@pytest.mark.parametrize(("text", "line"), WHOLE, ids=[case[1][:40] for case in WHOLE])
def test_a_file_that_is_no_site_is_refused(text: str, line: str) -> None:
    """What is missing altogether, or is no TOML, is said without a line when none can be known."""
    assert refusal(text) == f"site.toml:{line}"


def test_the_file_without_mistakes_is_read() -> None:
    """The frame that the mistakes are put in is itself a good file."""
    assert parse(GOOD.format(top="", service="", end=""), "site.toml").name == "X"


def test_of_several_mistakes_the_first_in_the_file_is_named() -> None:
    """One line, about the mistake that stands highest."""
    text = GOOD.format(top='priority = "vip"', service="hour = 1", end='direction = "up"')
    assert refusal(text).startswith('site.toml:2: "priority"')
    assert refusal(text.replace('priority = "vip"', "")).startswith('site.toml:6: service "A"')


@pytest.mark.parametrize(
    ("code", "last", "other", "number"),
    [
        ("A", 9_999, "A1", "A1001"),
        ("A", 1_001, "A1", "A1001"),
        ("AB", 1_999, "AB1", "AB1001"),
        ("A", 99_999, "A12", "A12001"),
        ("A", 1_000, "A1", None),
        ("A", 999, "A1", None),
        ("A", 999_999, "A0", None),  # A0001 is no number of A
        ("A", 999_999, "AB", None),
    ],
)
def test_services_that_could_print_one_number(code: str, last: int, other: str, number: str | None) -> None:
    """Letter and number run together on paper, so `A` 1001 and `A1` 001 may not both exist, in either order."""
    services = [
        f'[[services]]\ncode = "{code}"\nlast = {last}\n',
        f'[[services]]\ncode = "{other}"\n',
    ]
    for text in ("".join(services), "".join(reversed(services))):
        whole = f'name = "X"\n{text}[[counters]]\ncode = "1"\n'
        if number is None:
            assert len(parse(whole, "site.toml").services) == 2
        else:
            expected = f'service "{other}": could print {number}, and so could service "{code}"'
            assert refusal(whole).endswith(expected)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file, a folder, other bytes than UTF-8 and a giant are refused by name."""
    lines = {
        tmp_path / "none.toml": ": cannot be read: No such file or directory",
        tmp_path: ": cannot be read: Is a directory",
    }
    (tmp_path / "latin.toml").write_bytes(b'name = "X"\ngroup = "Auskunft f\xfcr alle"\n')
    lines[tmp_path / "latin.toml"] = ":2: is not UTF-8 text"
    (tmp_path / "giant.toml").write_text("#" * 1_000_001)
    lines[tmp_path / "giant.toml"] = ": is larger than 1000000 bytes, too large for a site file"
    for path, line in lines.items():
        with pytest.raises(SettingError) as caught:
            load(path)
        assert str(caught.value) == f"{path}{line}"


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    """A file saved by Windows' Notepad is as good as any, and its lines count the same."""
    path = tmp_path / "site.toml"
    good, bad = (GOOD.format(top="", service=line, end="") for line in ("", "hour = 1"))
    path.write_bytes(good.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load(path).name == "X"
    assert refusal(bad.replace("\n", "\r\n")).startswith("site.toml:6: ")


SAMPLE_TEXT = dump(sample())


@given(st.integers(0, len(SAMPLE_TEXT) - 1), st.integers(0, 12), st.text(max_size=6), st.text(max_size=3))
def test_damage_anywhere_gives_a_site_or_one_line(at: int, cut: int, put: str, name: str) -> None:
    """Whatever is cut out or written in, the answer is a site or a single printable line, never a traceback."""
    line = ""
    try:
        parse(SAMPLE_TEXT[:at] + put + SAMPLE_TEXT[at + cut :], name)
    except SettingError as error:
        line = str(error)
    assert not line or (line.isprintable() and line.startswith(printable(name)))


def printable(name: str) -> str:
    """Write a file's name as an error line does: what cannot be printed as its escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
