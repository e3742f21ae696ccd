"""Pure: which code page carries a line of text.

Only pages of alphabets that are written as they are stored: a printer neither joins Arabic letters nor turns them
round, so such lines are drawn instead, and so is whatever no page covers.
"""

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence

# In order of preference. The first are in nearly every printer; python-escpos's names are Python's codec names.
_PAGES = (
    "CP437", "CP850", "CP858", "CP1252", "CP860", "CP863", "CP865", "CP852", "CP1250",
    "CP866", "CP1125", "CP1251", "CP737", "CP1253", "CP857", "CP1254", "CP775", "CP1257",
)  # fmt: skip

# What looks the same in a printer's own letters. Curly marks are in few pages, and the Ukrainian і is not in CP866, the
# one Cyrillic page that nearly every printer has in the same place.
_ALIKE = str.maketrans({"–": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "і": "i", "І": "I"})


def plain(text: str) -> str:
    """Return a line as a printer's own letters write it, for most printers to have all of them."""
    return text.translate(_ALIKE)


def choose(text: str, slots: Mapping[str, object]) -> str | None:
    """Return the first page among the printer's (`slots`, by name) that has every character; None when none has."""
    if any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text):
        return None
    return next((page for page in _PAGES if page in slots and _covers(page, text)), None)


def _covers(page: str, text: str) -> bool:
    try:
        # The low half is ASCII in a printer, whatever the codec maps there.
        return all(c.isascii() or c.encode(page)[0] >= 0x80 for c in text)
    except UnicodeEncodeError:
        return False


def fill(text: str, columns: int) -> Sequence[str]:
    """Break text into lines of at most `columns` characters, as few as possible and about equally long."""
    lines = textwrap.wrap(text, columns)
    longest_word = max(len(word) for word in text.split())
    for narrower in range(columns - 1, longest_word - 1, -1):
        attempt = textwrap.wrap(text, narrower)
        if len(attempt) > len(lines):
            break
        lines = attempt
    return lines
