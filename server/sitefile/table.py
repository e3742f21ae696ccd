"""What every table of a site file is, and what is said of several keys that do not fit together."""

from pydantic import ConfigDict

TABLE = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=False)


class FileError(ValueError):
    """Something that several keys together make wrong; `path` is where in the file it shows."""

    def __init__(self, path: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.path = path
