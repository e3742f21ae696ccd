"""What the programs say, and in which language.

English source sentences are the message ids; every other language has a gettext file
`locale/CODE/LC_MESSAGES/nextplease.po` which Babel reads at first use, so that adding a language
needs no build step. Dates and clocks are in `kit.language.dates`.

All numbers are in Latin digits, in Arabic too: a ticket reads `A042` everywhere, and a clock or a
count beside it in other digits would be a second system to learn on one small piece of paper.
"""

from kit.language.catalogs import Catalog, catalog, sentence
from kit.language.dates import clock, day, day_and_clock
from kit.language.table import (
    LANGUAGES,
    RAQM_PACKAGE,
    Direction,
    Language,
    available,
    first_spoken,
    language,
    pick,
    plain,
    speaks,
)
from kit.language.waits import about_wait, bare_minutes, short_wait

__all__ = [
    "LANGUAGES",
    "RAQM_PACKAGE",
    "Catalog",
    "Direction",
    "Language",
    "about_wait",
    "available",
    "bare_minutes",
    "catalog",
    "clock",
    "day",
    "day_and_clock",
    "first_spoken",
    "language",
    "pick",
    "plain",
    "sentence",
    "short_wait",
    "speaks",
]
