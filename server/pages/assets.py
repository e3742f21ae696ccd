"""Style, script and fonts: from this server only, and kept by the browser for as long as they do not change."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for

from server.problems import NotFound

FOLDER = Path(__file__).parent / "static"
YEAR_S = 365 * 24 * 3600
# Written down, for what Python guesses depends on the machine's own tables.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}


def register(app: Flask) -> None:
    """Serve `/static/…`, and give templates `asset(name)`."""
    app.add_url_rule("/static/<path:name>", "static", static)
    app.jinja_env.globals["asset"] = asset


def static(name: str) -> Response:
    """A file. Asked for with a version it may be kept for a year, without one it is asked about each time."""
    kind = TYPES.get(Path(name).suffix)
    if kind is None:
        raise NotFound("There is no such file.")
    response = send_from_directory(FOLDER, name, mimetype=kind)
    response.headers["Content-Type"] = kind
    forever = f"public, max-age={YEAR_S}, immutable"
    response.headers["Cache-Control"] = forever if "v" in request.args else "no-cache"
    return response


def asset(name: str) -> str:
    """The address of a file in `static/`, with its version."""
    return url_for("static", name=name, v=_version(name))


@cache  # bounded by the files of static/, which do not change while the server runs
def _version(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
