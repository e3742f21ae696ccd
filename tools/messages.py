"""Keeps the translations complete: `python -m tools.messages update` (make messages) and `check` (in make lint).

`update` collects every sentence of the code into var/nextplease.pot and brings each language's .po file up to date
with it: new sentences come in empty, those that nothing says any more go, the rest stays as it is; a language that has
no file yet gets one. `check` tells each thing that is missing or doubtful and exits 1 if there is any. At run time a
sentence without a translation comes out in English.
"""

from __future__ import annotations

import ast
import string
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from kit.language.catalogs import po_path
from kit.language.table import LANGUAGES

ROOT = Path(__file__).parent.parent
ROOMS = ("counter", "display", "kiosk", "kit", "printer", "server")
TRANSLATED = tuple(code for code in LANGUAGES if code != "en")
_SAYING = {"text": 1, "plural": 2, "sentence": 1}  # function -> how many of its arguments are sentences
_NOT_OURS = {"sa", "sqlalchemy"}
# A translation longer than this no longer fits where its English stands: a share of that, and some letters more.
_LONGER, _LETTERS = 1.7, 14

Source = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend in a language's file, or a sentence that is missing there."""

    code: str
    source: str
    what: str

    def __str__(self) -> str:
        return f"{self.code}: {self.what}: {self.source}"


def main(arguments: list[str]) -> int:
    """Run one of the two commands; 0 when all is well, 1 when something is to be mended, 2 when asked wrongly."""
    found = sentences()
    match arguments:
        case ["update"]:
            update(found)
        case ["check"]:
            pass
        case _:
            print("usage: python -m tools.messages update|check", file=sys.stderr)
            return 2
    problems = [problem for code in TRANSLATED for problem in check(code, entries(code), found)]
    for problem in problems:
        print(problem)
    return 1 if problems and arguments == ["check"] else 0


def sentences() -> dict[Source, list[str]]:
    """Return what the code and the pages say, (one, many) where it counts, with the files that say it."""
    found: dict[Source, list[str]] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            _note(found, path, in_python(path.read_text("utf-8")))
        for path in sorted((ROOT / room).rglob("*.html")):
            _note(found, path, in_template(path.read_text("utf-8")))
    return found


def _note(found: dict[Source, list[str]], path: Path, said: Iterator[Source]) -> None:
    where = path.relative_to(ROOT).as_posix()
    for source in said:
        places = found.setdefault(source, [])
        if where not in places:
            places.append(where)


def in_python(code: str) -> Iterator[Source]:
    """Yield every sentence spelt out in a call of text(…), plural(…) or sentence(…), as a function or a method."""
    tree = ast.parse(code)
    foreign = set(_from_elsewhere(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _called(node.func)) not in foreign:
            yield from _source(
                name, [each.value if isinstance(each, ast.Constant) else None for each in node.args]
            )


def _from_elsewhere(tree: ast.AST) -> Iterator[str]:
    """Names that mean something else here: SQL has a text() of its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            yield from (each.asname or each.name for each in node.names)


def in_template(code: str) -> Iterator[Source]:
    """Yield every sentence of a Jinja template's `words.text(…)` and `words.plural(…)`."""
    for call in Environment(autoescape=True).parse(code).find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr):
            said = [each.value if isinstance(each, nodes.Const) else None for each in call.args]
            yield from _source(call.node.attr, said)


def _source(name: str, said: Sequence[object]) -> Iterator[Source]:
    wanted = [each for each in said[: _SAYING.get(name, 0)] if isinstance(each, str) and each]
    if wanted and len(wanted) == _SAYING[name]:
        yield wanted[0] if len(wanted) == 1 else (wanted[0], wanted[1])


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        owner = function.value.id if isinstance(function.value, ast.Name) else ""
        return "" if owner in _NOT_OURS else function.attr
    return function.id if isinstance(function, ast.Name) else ""


def entries(code: str) -> Catalog:
    """Read a language's file. Raises SystemExit where there is none, PoFileError where it cannot be understood."""
    if not po_path(code).exists():
        raise SystemExit(f"{code} has no file yet: `make messages` makes it")
    with po_path(code).open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def update(found: dict[Source, list[str]]) -> None:
    """Write the template and bring every language's file up to date."""
    template = Catalog(project="next-please", charset="utf-8")
    for source, places in found.items():
        template.add(source, locations=[(place, 0) for place in places])
    pot = ROOT / "var" / "nextplease.pot"
    pot.parent.mkdir(exist_ok=True)
    with pot.open("wb") as file:
        write_po(file, template, width=0, sort_by_file=True, include_lineno=False)
    for code in TRANSLATED:
        path = po_path(code)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_new_head(code), "utf-8")
        # Dates and names of tools in a header change with every run and say nothing: it stays as it was written.
        head = path.read_text("utf-8").split("\n\n", 1)[0]
        known = entries(code)
        known.update(template, no_fuzzy_matching=True, update_header_comment=False)
        with path.open("wb") as file:
            file.write(f"{head}\n\n".encode())
            write_po(
                file,
                known,
                width=0,
                omit_header=True,
                ignore_obsolete=True,
                sort_by_file=True,
                include_lineno=False,
            )


def _new_head(code: str) -> str:
    """Return what a new language's file begins with: CLDR knows how the language counts."""
    fields = {
        "Project-Id-Version": "next-please",
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": Catalog(locale=code).plural_forms,
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return f'# {LANGUAGES[code].own_name}\nmsgid ""\nmsgstr ""\n{lines}\n'


def check(code: str, known: Catalog, found: dict[Source, list[str]]) -> Iterator[Problem]:
    """Compare a language's sentences with those of the code."""
    for source, places in found.items():
        if not _translated(known.get(_first(source)), plural=not isinstance(source, str)):
            yield Problem(code, _first(source), f"no translation ({places[0]})")
    used = {_first(source) for source in found}
    for entry in known:
        if not entry.id:
            continue
        first = _first(entry.id)
        if first not in used:
            yield Problem(code, first, "nothing says this any more")
        if entry.fuzzy:
            yield Problem(code, first, "marked fuzzy, so nobody sees it")
        elif _translated(entry, plural=not isinstance(entry.id, str)):
            yield from (Problem(code, first, what) for what in _doubts(entry, known.num_plurals))


def _translated(entry: Message | None, *, plural: bool) -> bool:
    if entry is None or isinstance(entry.id, str) == plural:
        return False
    return all(_forms(entry))


def _forms(entry: Message) -> list[str]:
    if isinstance(entry.string, str):
        return [entry.string]
    return list(entry.string or [""])


def _doubts(entry: Message, plurals: int) -> Iterator[str]:
    forms = _forms(entry)
    sources = [entry.id] if isinstance(entry.id, str) else list(entry.id)
    wanted = {name for each in sources for name in _places(each)}
    # One plural form may be for a single number, and say it in a word.
    spared = {"n"} if len(sources) > 1 else set()
    if len(sources) > 1 and len(forms) != plurals:
        yield f"{len(forms)} plural forms where the language has {plurals}"
    longest = max(map(len, sources)) * _LONGER + _LETTERS
    for form in forms:
        if not wanted - spared <= _places(form) <= wanted:
            yield f"its places in braces are not those of the English ({form})"
        if any(mark in form for mark in "!¡！"):
            yield f"nobody is shouted at ({form})"
        if len(form) > longest:
            yield f"too long, {len(form)} letters where {longest:.0f} may fit ({form})"


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _first(source: str | Sequence[str]) -> str:
    return source if isinstance(source, str) else source[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
