"""Groups of services: a group is known by its name in the site's first language. Pure.

Its name in the other languages may be written at one of its services or at several, as long as they agree; the others
may name the group by a text alone, which is its name in the first language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from server.sitefile.table import FileError

if TYPE_CHECKING:
    from server.sitefile.model import Site


def texts_of(group: str | Mapping[str, str], first: str) -> dict[str, str]:
    """A group's name by language as one service says it, without empty ones; `first`: the site's first language."""
    said = {first: group} if isinstance(group, str) else group
    return {language: text for language, text in said.items() if text}


def group_names(site: Site) -> dict[str, dict[str, str]]:
    """By service that is in a group: the group's name in each language in which any of its services says it."""
    first = site.languages[0]
    said = {service.code: texts_of(service.group, first) for service in site.services}
    whole: dict[str, dict[str, str]] = {}
    for texts in said.values():
        if texts:
            whole.setdefault(texts[first], {}).update(texts)
    return {code: whole[texts[first]] for code, texts in said.items() if texts}


def two_names(site: Site) -> Iterator[FileError]:
    """Services of one group that call it by different names in some language."""
    first = site.languages[0]
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for place, service in enumerate(site.services):
        texts = texts_of(service.group, first)
        for language, text in texts.items():
            there, other = known.setdefault((texts.get(first, ""), language), (text, service.code))
            if there != text:
                yield FileError(
                    ("services", place, "group"),
                    f'"{texts[first]}" is called "{text}" in "{language}", and "{there}" by service "{other}"',
                )
