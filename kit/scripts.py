"""Pure: which script a character is in, and where a line of it may end.

Latin, Cyrillic and Greek break at spaces. Chinese has none: a line may end after any of its characters, but never
begin with a mark that closes something or end with one that opens it (the basic rules of the Unicode line breaking
algorithm, UAX 14, classes ID, OP and CL, which is all that our sentences need of it). Where words end nobody can tell
without a dictionary; a few of ours are kept together, and a figure with what it counts, for these are read at a glance.
"""

import re
from collections.abc import Iterator
from typing import Literal

Script = Literal["latin", "arabic", "han"]

# Arabic, its supplements and its presentation forms.
_ARABIC = ((0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
_FIRST_ARABIC = "\u0600"
# Hangul, radicals, marks, kana, bopomofo, enclosed and compatibility forms, ideographs, full-width forms.
_HAN = (
    (0x1100, 0x11FF), (0x2460, 0x24FF), (0x2E80, 0x303F), (0x3041, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7AF),
    (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x20000, 0x323AF),
)  # fmt: skip
_FIRST_HAN = "\u1100"
# Marks that Latin has as well, and that are as wide as a letter between Chinese ones.
_SHARED_MARKS = "“”‘’…—"
_OPENING = "（〔［｛〈《「『【〖“‘(["
_CLOSING = "）〕］｝〉》」』】〗”’)]，。、；：？！…—·％%,.;:?!～"
_COUNTED = "分小人号项张次位个秒年月日"
_BEFORE_FIGURES = "约第过共"
_PAIRS = (
    "窗口号票号码业务分钟小时预约取号叫号等候屏幕手机扫码打印姓名电话时间工作人员服务请到稍候抱歉感谢谢谢"
    "您的您前前面顺序查看进度外面可以需要选择询问签到我们暂时无法号窗什么办理排队关系"
    "周一周二周三周四周五周六周日星期期一期二期三期四期五期六期日"
)
_TOGETHER = frozenset(_PAIRS[start : start + 2] for start in range(0, len(_PAIRS), 2))
_SPACE_OF_ITS_OWN = re.compile(r"(?<=[，。、；：？！）》」』】]) (?=\S)")


def is_arabic(character: str) -> bool:
    """Whether a character is written from right to left in the Arabic script."""
    return character >= _FIRST_ARABIC and _within(character, _ARABIC)


def is_han(character: str) -> bool:
    """Whether a character stands in an East Asian square: an ideograph, a kana, or a mark that goes with them."""
    return character >= _FIRST_HAN and _within(character, _HAN)


def main_script(text: str) -> Script:
    """Return the script whose font draws a line, but for what that font lacks.

    Chinese lines are "latin": the letters and figures among the ideographs come from the same font as elsewhere.
    """
    return "arabic" if any(map(is_arabic, text)) else "latin"


def is_drawn_as_han(character: str, text: str) -> bool:
    """Whether the East Asian font draws this character of a text."""
    return is_han(character) or (character in _SHARED_MARKS and any(map(is_han, text)))


def tight(text: str) -> str:
    """Return a text without the spaces after full-width marks, which bring their own: `好。请` for `好。 请`."""
    return _SPACE_OF_ITS_OWN.sub("", text)


def atoms(text: str) -> Iterator[tuple[str, str]]:
    """Take a text apart into what no line break may go through, each with what joins it to the one before.

    The joint is a space, or nothing between two Chinese characters; the first one's is nothing.
    """
    for number, word in enumerate(text.split(" ")):
        joint, start = " " if number else "", 0
        # Nearly every word is in a script that breaks at spaces only.
        inside = range(1, len(word)) if word and max(word) >= _FIRST_HAN else ()
        for end in inside:
            if _may_break(word[end - 1], word[end]):
                yield joint, word[start:end]
                joint, start = "", end
        yield joint, word[start:]


def _may_break(before: str, after: str) -> bool:
    if not (is_han(before) or is_han(after)):
        return False
    if before in _OPENING or after in _CLOSING or before + after in _TOGETHER:
        return False
    return not (before.isdigit() and after in _COUNTED) and not (
        before in _BEFORE_FIGURES and after.isdigit()
    )


def _within(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(character) <= last for first, last in ranges)
