"""Settings, read once: command line, then environment, then a TOML file, then the default.

A program describes its options with argparse as usual. `parse` adds --config and --version, and looks for every option
that was not given on the command line as NEXTPLEASE_<OPTION> in the environment and as a key in the TOML file (the
option's name with underscores). Whatever their source, values go through the option's own type and choices.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

from kit.errors import NextPleaseError, SettingError

PREFIX = "NEXTPLEASE_"
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


class Parser(argparse.ArgumentParser):
    """An argparse parser whose complaints are one SettingError instead of a usage screen."""

    def error(self, message: str) -> NoReturn:
        """Raise SettingError, in one line that names the program and the option."""
        raise SettingError(f"{self.prog}: {message}")


def version() -> str:
    """The installed version, or "unknown" when run from a bare checkout."""
    try:
        return metadata.version("next-please")
    except metadata.PackageNotFoundError:
        return "unknown"


def parse(
    parser: argparse.ArgumentParser,
    argv: Sequence[str] | None = None,
    environ: Mapping[str, str] | None = None,
) -> argparse.Namespace:
    """Parse `argv` (default: the process's), filled up from environment and TOML file.

    Raises SettingError naming the setting: a bad value, an unknown key in the file, a missing required option.
    """
    environ = os.environ if environ is None else environ
    every = list(_every_parser(parser))
    for each in every:
        each.add_argument("--version", action="version", version=f"{parser.prog} {version()}")
        each.add_argument("--config", metavar="FILE.toml", help="read settings from this file")
    argv = list(sys.argv[1:] if argv is None else argv)
    active = _active_parsers(parser, argv)
    actions = _options(active)
    given = _config_name(argv) or environ.get(PREFIX + "CONFIG")
    found = _from_file(parser, given, _options(every)) if given else {}
    # One file may serve all of a program's commands: what this one does not take is another's.
    values: dict[str, object] = {dest: value for dest, value in found.items() if dest in actions}
    for dest in actions:
        if PREFIX + dest.upper() in environ:
            values[dest] = environ[PREFIX + dest.upper()]
    for dest, value in values.items():
        action = actions[dest]
        source = f"{PREFIX}{dest.upper()}" if PREFIX + dest.upper() in environ else f"{given}: {dest}"
        converted = _convert(parser, action, value, source)
        for each in active:
            if action in each._actions:
                each.set_defaults(**{dest: converted})
        action.required = False
    return parser.parse_args(argv)


_OURS = {"help", "version", "config"}


def _every_parser(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser and those of all its subcommands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from _every_parser(each)


def _options(parsers: Sequence[argparse.ArgumentParser]) -> dict[str, argparse.Action]:
    return {a.dest: a for p in parsers for a in p._actions if a.option_strings and a.dest not in _OURS}


def _active_parsers(parser: argparse.ArgumentParser, argv: Sequence[str]) -> list[argparse.ArgumentParser]:
    """The parser and, following the words of `argv`, the subcommands' parsers that this call uses."""
    active = [parser]
    for word in argv:
        for action in active[-1]._actions:
            if isinstance(action, argparse._SubParsersAction) and word in action.choices:
                active.append(action.choices[word])
                break
    return active


def _config_name(argv: Sequence[str]) -> str | None:
    for index, word in enumerate(argv):
        if word == "--config" and index + 1 < len(argv):
            return argv[index + 1]
        if word.startswith("--config="):
            return word.removeprefix("--config=")
    return None


def _from_file(
    parser: argparse.ArgumentParser, name: str, actions: Mapping[str, argparse.Action]
) -> dict[str, object]:
    try:
        found = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as problem:
        raise SettingError(f"{parser.prog}: --config {name}: {problem.strerror}") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingError(f"{parser.prog}: --config {name}: not TOML: {problem}") from problem
    for key in found:
        if key not in actions:
            raise SettingError(f"{parser.prog}: {name}: unknown setting '{key}'")
    return found


def _convert(parser: argparse.ArgumentParser, action: argparse.Action, value: object, source: str) -> Any:
    if action.nargs == 0:
        return _flag(parser, value, source)
    text = str(value)
    try:
        convert = action.type
        result = convert(text) if callable(convert) else text
    except (argparse.ArgumentTypeError, ValueError, TypeError) as problem:
        said = str(problem) if isinstance(problem, argparse.ArgumentTypeError) else f"invalid value '{text}'"
        raise SettingError(f"{parser.prog}: {source}: {said}") from problem
    if action.choices is not None and result not in action.choices:
        known = ", ".join(str(choice) for choice in action.choices)
        raise SettingError(f"{parser.prog}: {source}: '{text}' is not one of {known}")
    return result


def _flag(parser: argparse.ArgumentParser, value: object, source: str) -> bool:
    text = str(value).lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise SettingError(f"{parser.prog}: {source}: '{value}' is neither true nor false")


def run(main: Callable[[Sequence[str] | None], int], argv: Sequence[str] | None = None) -> int:
    """Run a program's body; a SettingError ends it with 2, another of our errors with 1: one line on stderr each."""
    try:
        return main(argv)
    except SettingError as problem:
        print(_one_line(problem), file=sys.stderr)  # noqa: T201 - this is how a program says it
        return 2
    except NextPleaseError as problem:
        print(_one_line(problem), file=sys.stderr)  # noqa: T201 - this is how a program says it
        return 1
    except KeyboardInterrupt:
        return 130


def _one_line(problem: Exception) -> str:
    return " ".join(str(problem).split())


def read_token(name: str) -> str:
    """A device's token from the file `name`: one line, white space around it ignored.

    Raises SettingError when the file cannot be read or holds no token.
    """
    try:
        token = Path(name).read_text(encoding="ascii").strip()
    except OSError as problem:
        raise SettingError(f"--token-file {name}: {problem.strerror}") from problem
    except UnicodeDecodeError as problem:
        raise SettingError(f"--token-file {name}: holds more than a token") from problem
    if not token or any(c.isspace() for c in token):
        raise SettingError(f"--token-file {name}: holds no token, or more than one line")
    return token


def server_url(text: str) -> str:
    """An argparse type: the server's address without a trailing slash, e.g. http://127.0.0.1:8000."""
    if not text.startswith(("http://", "https://")) or len(text.split("//", 1)[1]) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not an http:// or https:// address")
    return text.rstrip("/")


def size(text: str) -> tuple[int, int]:
    """An argparse type: WIDTHxHEIGHT in pixels, each from 240 to 8192."""
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"'{text}' is not a size such as 1280x800")
    pair = int(width), int(height)
    if not all(240 <= side <= 8192 for side in pair):
        raise argparse.ArgumentTypeError(f"'{text}': each side must be from 240 to 8192 pixels")
    return pair


def measure(what: str, least: float, most: float, unit: str) -> Callable[[str], float]:
    """An argparse type: a number from `least` to `most`; `what` and `unit` say in an error what was meant."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is not {what} from {least:g} to {most:g} {unit}")
        return number

    return read
