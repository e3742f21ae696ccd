from itertools import product

import pytest
from PIL import Image, ImageChops, ImageDraw

from kit import text
from kit.text import CAP_HEIGHT, Face, line, line_height, measure, size_for_capitals, wrap

NUMBER = Face(80, 700)


def ink(mask: Image.Image) -> Image.Image:
    """The image cut to what is drawn."""
    return mask.crop(mask.getbbox())


def contains(whole: Image.Image, part: Image.Image) -> bool:
    """Whether the part stands somewhere in the whole, but for the blur of being shifted by half a pixel."""
    part = ink(part)
    for x, y in product(range(whole.width - part.width + 1), range(whole.height - part.height + 1)):
        there = whole.crop((x, y, x + part.width, y + part.height))
        if brightness(ImageChops.difference(there, part)) <= 0.2 * brightness(part):
            return True
    return False


def brightness(image: Image.Image) -> int:
    """All pixel values together."""
    return sum(value * count for value, count in enumerate(image.histogram()))


def in_the_arabic_font(words: str, face: Face) -> Image.Image:
    """Latin letters as the Arabic font has them, drawn by themselves from left to right."""
    canvas = Image.new("L", (400, 100))
    font = text._font("arabic", face.size_px, face.weight)
    ImageDraw.Draw(canvas).text((20, 60), words, fill=255, font=font, anchor="ls", direction="ltr")
    return canvas


def test_a_number_inside_arabic_still_reads_forwards() -> None:
    """A042 inside an Arabic line is drawn as A042, not as 240A."""
    face = Face(40, 700)
    sentence = line("رقم A042 شباك", face, "rtl").mask
    assert contains(sentence, in_the_arabic_font("A042", face))
    assert not contains(sentence, in_the_arabic_font("240A", face))
    # And it stands between the two words, the first of them at the right.
    assert contains(
        sentence.crop((sentence.width - measure("رقم", face, "rtl"), 0, *sentence.size)),
        ink(line("رقم", face, "rtl").mask),
    )


def test_arabic_runs_from_right_to_left() -> None:
    """The first word of an Arabic line stands at its right end."""
    first, both = line("شباك", NUMBER, "rtl").mask, line("شباك قلم", NUMBER, "rtl").mask
    right_end = both.crop((both.width - first.width, 0, both.width, both.height))
    assert contains(right_end, ink(first).crop((4, 0, ink(first).width, ink(first).height)))


def test_lines_of_one_face_share_a_baseline() -> None:
    """Whatever the letters, ascent and descent are the face's, and a letter without a tail ends at the baseline."""
    for words in ("nnn", "HHH", "gyp", "A042"):
        drawn = line(words, NUMBER)
        assert (drawn.ascent, drawn.descent) == (line("x", NUMBER).ascent, line("x", NUMBER).descent)
    flat = line("HHH", NUMBER)
    assert flat.mask.getbbox()[3] == flat.ascent
    arabic = line("A042 شباك", NUMBER, "rtl")
    assert arabic.mask.height == arabic.ascent + arabic.descent


@pytest.mark.parametrize("words", ["jÅÇ|", "A1000", "ÁÉÍÓÚÑ", "شُّبّاكٌ", "fff", "Ж и Ω"])
@pytest.mark.parametrize("size", [9, 31, 200])
def test_nothing_is_cut_off(words: str, size: int) -> None:
    """A line's mask holds all its ink: drawn on a wide canvas it has the same ink."""
    direction = "rtl" if "ش" in words else "ltr"
    alone = line(words, Face(size, 700), direction).mask
    spaced = line(f"\u00a0{words}\u00a0", Face(size, 700), direction).mask
    assert sum(ink(alone).histogram()[1:]) == pytest.approx(sum(ink(spaced).histogram()[1:]), rel=0.04)


def test_capitals_have_the_height_they_are_asked_for() -> None:
    """The size for a capital height draws an H of at least that height, and at most two pixels more."""
    for height in (10, 29, 61, 250):
        box = line("H", Face(size_for_capitals(height), 600)).mask.getbbox()
        assert height <= box[3] - box[1] <= height + 2
    assert line("H", Face(100)).cap_height == round(100 * CAP_HEIGHT)


def test_weights_are_real_weights() -> None:
    """Bold has more ink than semibold than regular, and none is condensed."""

    def black(weight: int) -> int:
        return brightness(line("HHH", Face(80, weight)).mask)

    assert black(400) < black(600) < black(700)
    # At full width an H is 0.72 of an em wide in semibold; at the narrowest it would be 0.65.
    assert measure("H" * 10, Face(100, 600)) > 700


def test_figures_are_tabular() -> None:
    """All digits are equally wide, so that a clock does not dance."""
    assert len({measure(digit * 4, Face(64, 600)) for digit in "0123456789"}) == 1


def test_tracking_tightens() -> None:
    """One per cent less room between letters: three gaps of A042 at 100 px take three pixels."""
    loose, tight = measure("A042", Face(100, 700)), measure("A042", Face(100, 700, -0.01))
    assert loose - tight == 3
    drawn = line("A042", Face(100, 700, -0.01))
    assert abs(drawn.width - tight) <= 2
    assert measure("شباك", Face(100, 700, -0.05), "rtl") == measure("شباك", Face(100, 700), "rtl")


def test_a_letter_that_one_font_lacks_comes_from_the_other() -> None:
    """Greek and Cyrillic within Arabic are drawn, in their own order, and not as empty boxes."""
    mixed = line("شباك ΩЖ هنا", NUMBER, "rtl").mask
    assert contains(mixed, line("ΩЖ", NUMBER).mask)


def test_wrapping_keeps_every_word_and_the_width() -> None:
    """Lines are within the width, and together say the same."""
    words = "We call your number on the big screen. Numbers are not always called in order."
    face = Face(30)
    for width in (150, 320, 700):
        lines = wrap(words, face, width)
        assert " ".join(lines) == words
        assert all(measure(part, face) <= width for part in lines)
    assert wrap("one\ntwo", face, 700) == ["one", "two"]


def test_a_word_too_long_for_the_line_is_broken() -> None:
    """A name of one endless word goes on in the next line rather than out of the picture, behind a hyphen."""
    lines = wrap("Donaudampfschifffahrtsgesellschaft", Face(30), 200)
    assert len(lines) > 1
    assert all(part.endswith("-") for part in lines[:-1])
    assert "".join(lines).replace("-", "") == "Donaudampfschifffahrtsgesellschaft"
    assert all(measure(part, Face(30)) <= 200 for part in lines)


@pytest.mark.parametrize("width", [1002, 940, 860, 700])
@pytest.mark.parametrize(
    "words", ["您随时可以在网上更新护照。", "我们会在这里叫您的号码。", "请准备好您的证件和号码。"]
)
def test_balanced_chinese_lines_are_about_as_long_as_each_other(words: str, width: int) -> None:
    """A text without spaces is no word that may not be broken: no line has one ideograph and a full stop."""
    face = Face(88)
    even = wrap(words, face, width, balance=True)
    assert len(even) == len(wrap(words, face, width)) == 2
    assert abs(len(even[0]) - len(even[1])) <= 2


def test_balanced_lines_leave_no_lonely_word() -> None:
    """Balancing keeps the number of lines, and makes the last one longer."""
    words, face = "Good morning. How can we help you today then?", Face(40, 700)
    width = measure(words, face) - 20
    plain, even = wrap(words, face, width), wrap(words, face, width, balance=True)
    assert len(plain) == len(even) == 2
    assert measure(even[-1], face) > measure(plain[-1], face)


def test_an_empty_line_is_as_high_as_any() -> None:
    """Drawing nothing is no failure and keeps its place."""
    empty = line("", Face(40))
    assert empty.width == 0
    assert empty.mask.height == line("x", Face(40)).mask.height
    assert line_height(Face(40)) == 52


def test_without_raqm_latin_text_is_still_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without libfribidi0 left-to-right text comes out as usual."""
    with_raqm = line("Counter 3", Face(40, 600)).mask
    monkeypatch.setattr(text, "RAQM", False)
    text._font.cache_clear()
    measure.cache_clear()
    try:
        without = line("Counter 3", Face(40, 600))
        assert abs(without.width - with_raqm.width) <= 3
        assert line("شباك", Face(40, 600), "rtl").width > 0
    finally:
        text._font.cache_clear()
        measure.cache_clear()


def test_chinese_is_drawn_and_its_figures_are_ours() -> None:
    """No empty boxes; a number within a Chinese line looks as it does elsewhere; bold is bold."""
    mixed = line("请A042到", NUMBER)
    assert contains(mixed.mask, line("A042", NUMBER).mask)
    assert mixed.ascent == line("A042", NUMBER).ascent
    boxes = line("\uffff" * 2, NUMBER).mask
    assert bytes(ink(line("窗口", NUMBER).mask).tobytes()) != bytes(ink(boxes).tobytes())
    assert brightness(line("窗口", Face(80, 700)).mask) > brightness(line("窗口", Face(80, 400)).mask)


def test_chinese_breaks_between_its_characters() -> None:
    """Without spaces lines fill up all the same, and none begins with a comma or a full stop."""
    words, face = "请注意大屏幕，我们会叫您的号码。号码不一定按顺序叫到。", Face(30)
    for width in range(100, 400, 15):
        lines = wrap(words, face, width)
        assert "".join(lines) == words
        assert all(measure(part, face) <= width for part in lines)
        assert not any(part[0] in "，。" for part in lines)


def test_no_ideograph_stands_alone_at_the_end() -> None:
    """The line above gives it one of its own, and stays within the width."""
    words, face = "扫码可将它保存到那里", Face(30)
    lines = wrap(words, face, 9 * 30 + 5)
    assert "".join(lines) == words
    assert len(lines[-1]) > 1
    assert measure("早上好。 您", face) == measure("早上好。您", face)


def test_the_large_font_stays_closed_until_it_is_needed() -> None:
    """Latin, Cyrillic and Arabic lines never open the Chinese font."""
    opened = []
    text._font.cache_clear()
    original = text.files
    try:
        text.files = lambda package: (opened.append(package), original(package))[1]
        for words, direction in (("Counter 3 “A” …", "ltr"), ("Їжак’s №5", "ltr"), ("شباك 3", "rtl")):
            line(words, Face(31, 600), direction)
        assert "manimgx_fonts_cjk" not in opened
        line("窗口", Face(31, 600))
        assert "manimgx_fonts_cjk" in opened
    finally:
        text.files = original
        text._font.cache_clear()
