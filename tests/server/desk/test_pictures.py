"""A site's logo, from the file beside the site file to its screens."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import pytest

from kit.errors import SettingError
from server.desk import setup
from server.desk.check import check
from server.sitefile import Site, Theme
from server.sitefile.pictures import pictures_beside
from server.store.database import Database
from server.store.tables import site_files

JPEG = b"\xff\xd8\xff\xe0" + bytes(40) + b"\xff\xd9"


def png(wide: int = 2, grey: int = 128) -> bytes:
    """A small picture."""

    def part(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = wide.to_bytes(4, "big") + (1).to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    rows = zlib.compress(bytes([0, *([grey] * min(wide, 100))]))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


@pytest.fixture
def applied(desk: Any, site_id: int, tmp_path: Path) -> Any:
    """Applies a site file that names this logo, whose content lies beside it if there is any."""

    def apply(name: str, content: bytes | None, **more: Any) -> list[str]:
        (tmp_path / "town").mkdir(exist_ok=True)
        if content is not None:
            (tmp_path / "town" / name).write_bytes(content)
        site: Site = desk.branch_now(site_id).site.model_copy(update={"theme": Theme(logo=name)})
        found = pictures_beside(tmp_path / "town" / "site.toml", site)
        return setup.apply_site(desk, site_id, site, given=found, **more)

    return apply


def test_screens_get_the_logo_from_the_server(
    applied: Any, kiosk: Any, display: Any, nobody: Any, database: Database, tmp_path: Path
) -> None:
    """At a path that changes with it, once; the file itself may go; no logo, no path."""
    assert kiosk.get("/services").json["site"]["theme"]["logo"] == ""
    assert applied("town.png", png()) == ['~ theme.logo "" -> "town.png"']
    path = kiosk.get("/services").json["site"]["theme"]["logo"]
    assert path.startswith("/api/v1/logo.png?v=")
    assert display.get("/board").json["site"]["theme"]["logo"] == path
    path = path.removeprefix("/api/v1")
    answer = kiosk.get(path)
    assert (answer.status_code, answer.content_type, answer.data) == (200, "image/png", png())
    again = display.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert nobody.get(path).status_code == 401
    assert kiosk.get("/logo.jpg").status_code == 404
    assert applied("town.png", png(grey=0)) == ["~ theme.logo: another picture"]
    assert kiosk.get("/services").json["site"]["theme"]["logo"].removeprefix("/api/v1") != path
    (tmp_path / "town" / "town.png").unlink()
    assert applied("town.png", None) == []
    assert kiosk.get("/logo.png").data == png(grey=0)
    assert check(database) == []
    applied("town.jpg", JPEG)
    assert kiosk.get("/logo.jpg").data == JPEG
    applied("", None)
    assert kiosk.get("/logo.jpg").status_code == 404
    assert kiosk.get("/services").json["site"]["theme"]["logo"] == ""
    assert check(database) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.png", None, 'theme: logo: there is no file "none.png" beside the site file'),
        ("words.png", b"hello", '"words.png" is not a whole picture of PNG or JPEG'),
        ("cut.png", png()[:-3], '"cut.png" is not a whole picture of PNG or JPEG'),
        ("wide.png", png(5000), '"wide.png" is not a whole picture of PNG or JPEG'),
        ("large.jpg", JPEG[:-2] + bytes(600_000) + JPEG[-2:], '"large.jpg" is larger than 512 kB'),
        ("../town.db", None, '"../town.db" must lie beside the site file'),
    ],
)
def test_what_is_no_logo_is_said_and_changes_nothing(
    applied: Any, kiosk: Any, name: str, content: bytes | None, said: str
) -> None:
    """One line that names the file and what is the matter with it."""
    for dry_run in (True, False):
        with pytest.raises(SettingError) as problem:
            applied(name, content, dry_run=dry_run)
        assert said in str(problem.value)
    assert kiosk.get("/services").json["site"]["theme"]["logo"] == ""


def test_a_logo_that_was_altered_is_found(applied: Any, database: Database) -> None:
    """By `check`, as every other row."""
    applied("town.png", png())
    with database.engine.begin() as connection:
        connection.execute(site_files.update().values(content=png(grey=1)))
    assert check(database) == ["site main: logo: its row is not what was written"]
