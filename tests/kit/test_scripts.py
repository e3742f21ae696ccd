import pytest

from kit.scripts import atoms, is_drawn_as_han, is_han, main_script, tight


def parts(text: str) -> list[str]:
    """What no line break goes through."""
    return [atom for _joint, atom in atoms(text)]


@pytest.mark.parametrize(
    ("text", "unbreakable"),
    [
        ("Please take a ticket.", ["Please", "take", "a", "ticket."]),
        ("请取号。", ["请", "取号。"]),
        ("您的号码是A042，请坐好", ["您的", "号码", "是", "A042，", "请", "坐", "好"]),
        ("（约10–15分钟）", ["（约10–15分钟）"]),
        ("请去“3号窗口”。", ["请", "去", "“3号窗口”。"]),
        ("شباك 3", ["شباك", "3"]),
    ],
)
def test_what_a_line_break_keeps_together(text: str, unbreakable: list[str]) -> None:
    """Words, numbers, and an ideograph with the marks that must not begin or end a line."""
    assert parts(text) == unbreakable


def test_nothing_is_lost_between_the_parts() -> None:
    """Joined as they say, the parts are the text again, double spaces and all."""
    for text in ("", " ", "A042 到 3号窗口。 谢谢", "one  two", "北京市 Passport Office（2楼）"):
        assert "".join(joint + atom for joint, atom in atoms(text)) == text


def test_a_full_width_mark_brings_its_own_space() -> None:
    """Two sentences that a program joins with a space are drawn without it in Chinese, and with it elsewhere."""
    assert tight("早上好。 您要取号？ A042") == "早上好。您要取号？A042"
    assert tight("Good morning. 好 吗, yes") == "Good morning. 好 吗, yes"


def test_who_draws_a_character() -> None:
    """Figures and Latin letters come from the same font in every language; quotes are as wide as their neighbours."""
    assert [is_han(each) for each in "号Aїش，3"] == [True, False, False, False, True, False]
    assert is_drawn_as_han("“", "请去“3号窗口”")
    assert not is_drawn_as_han("“", "Say “hello”")
    assert (main_script("3号窗口"), main_script("شباك 3"), main_script("Ґанок")) == (
        "latin",
        "arabic",
        "latin",
    )
