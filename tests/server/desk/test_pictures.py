"""A site's logo and the pictures of its notices, from the file beside the site file to its screens."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kit.errors import SettingError
from server.desk import Desk, setup
from server.desk.board import board
from server.desk.check import check
from server.desk.moving import move_site
from server.sitefile import Notice, Site, Theme, sample
from server.sitefile.pictures import missing, named, named_by, pictures_beside
from server.store.database import Database, connect
from server.store.migrate import migrate
from server.store.tables import site_files, sites


def jpeg(wide: int = 8, *, progressive: bool = False) -> bytes:
    """A grey JPEG, one pixel high, with a thumbnail's worth of other things before its size."""
    file = io.BytesIO()
    aside = {"exif": b"Exif\0\0" + bytes(300), "comment": b"a comment"}
    Image.new("L", (wide, 1)).save(file, "JPEG", progressive=progressive, **aside)
    return file.getvalue()


JPEG = jpeg()


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
        ("wide.png", png(5000), '"wide.png" has 5000 × 1 pixels; at most 4000 either way are shown'),
        ("wide.jpg", jpeg(5000), '"wide.jpg" has 5000 × 1 pixels; at most 4000 either way are shown'),
        (
            "broad.jpg",
            jpeg(4100, progressive=True),
            '"broad.jpg" has 4100 × 1 pixels; at most 4000 either way',
        ),
        ("cut.jpg", JPEG[:60] + JPEG[-2:], '"cut.jpg" is not a whole picture of PNG or JPEG'),
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


def test_what_is_wrong_with_a_picture_names_the_site_file_and_the_line(tmp_path: Path) -> None:
    """As for all else that is wrong in a site file; for a file that is not there too."""
    file = tmp_path / "site.toml"
    file.write_text('name = "Town"\n\n[theme]\nlogo = "logo.png"\n', encoding="utf-8")
    site = sample().model_copy(update={"theme": Theme(logo="logo.png")})
    (tmp_path / "logo.png").write_bytes(png(4200))
    with pytest.raises(SettingError) as problem:
        pictures_beside(file, site)
    said = '"logo.png" has 4200 × 1 pixels; at most 4000 either way are shown'
    assert str(problem.value) == f"{file}:4: theme: logo: {said}"
    with pytest.raises(SettingError) as problem, named_by(file):
        raise missing(named(site)["logo"])
    said = 'there is no file "logo.png" beside the site file'
    assert str(problem.value) == f"{file}:4: theme: logo: {said}"


def test_a_logo_that_was_altered_is_found(applied: Any, database: Database) -> None:
    """By `check`, as every other row."""
    applied("town.png", png())
    with database.engine.begin() as connection:
        connection.execute(site_files.update().values(content=png(grey=1)))
    assert check(database) == ["site main: logo: its row is not what was written"]


@pytest.fixture
def with_poster(desk: Any, site_id: int, tmp_path: Path) -> Any:
    """Applies a site file with a notice "poster", whose picture has this name and content."""

    def apply(name: str, content: bytes | None, **more: Any) -> list[str]:
        (tmp_path / "town").mkdir(exist_ok=True)
        if content is not None:
            (tmp_path / "town" / name).write_bytes(content)
        notices = (Notice(id="poster", picture=name, text={"en": "" if name else "Words"}),)
        site: Site = desk.branch_now(site_id).site.model_copy(update={"notices": notices})
        given = pictures_beside(tmp_path / "town" / "site.toml", site)
        return setup.apply_site(desk, site_id, site, given=given, **more)

    return apply


def test_screens_get_a_notices_picture_from_the_server(
    with_poster: Any, display: Any, kiosk: Any, nobody: Any, database: Database, tmp_path: Path
) -> None:
    """Under a path that changes with it; applied again without the file it stays; named no more it is gone."""
    assert with_poster("fair.png", png()) == ["+ notice poster"]
    (notice,) = display.get("/board").json["notices"]
    assert notice["picture"].startswith("/api/v1/notices/poster.png?v=")
    path = notice["picture"].removeprefix("/api/v1")
    answer = display.get(path)
    assert (answer.status_code, answer.content_type, answer.data) == (200, "image/png", png())
    assert display.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert (nobody.get(path).status_code, kiosk.get(path).status_code) == (401, 403)
    assert display.get("/notices/other.png").status_code == 404
    assert with_poster("fair.png", png(grey=0)) == ["~ notice poster: picture: another picture"]
    assert display.get("/board").json["notices"][0]["picture"].removeprefix("/api/v1") != path
    (tmp_path / "town" / "fair.png").unlink()
    assert with_poster("fair.png", None) == []
    assert check(database) == []
    with pytest.raises(SettingError, match=r'notice "poster": picture: there is no file "other.png"'):
        with_poster("other.png", None)
    with pytest.raises(SettingError, match=r'notice "poster": picture: "large.jpg" is larger than 1024 kB'):
        with_poster("large.jpg", JPEG[:-2] + bytes(1_100_000) + JPEG[-2:])
    assert display.get("/notices/poster.png").data == png(grey=0)
    with_poster("", None)
    assert display.get("/notices/poster.png").status_code == 404
    assert check(database) == []


def test_pictures_and_message_move_with_their_site(
    with_poster: Any, applied: Any, staff: Any, desk: Any, site_id: int, database: Database, tmp_path: Path
) -> None:
    """Into another database and under another code: all is there, and `check` agrees."""
    with_poster("fair.png", png())
    applied("town.jpg", JPEG)
    staff.post("/displays/message", {"message": {"en": "We are moving"}})
    town = connect(f"sqlite:///{tmp_path / 'town.db'}", create=True)
    migrate(town)
    assert move_site(database, site_id, town, "north")["site_files"] == 2
    assert check(town) == []
    with Desk(town, desk.moments.clock).view(setup.choose_site(town, "north")) as view:
        told = board(view)
    assert [each.picture.split("?")[0] for each in told.notices] == ["/api/v1/notices/poster.png", ""]
    assert told.notices[1].text == {"en": "We are moving"}
    assert told.site.theme.logo.startswith("/api/v1/logo.jpg")
    town.close()


def test_a_message_that_was_altered_is_found(staff: Any, database: Database) -> None:
    """By `check`, as every other row."""
    staff.post("/displays/message", {"message": {"en": "At three"}})
    with database.engine.begin() as connection:
        connection.execute(sites.update().where(sites.c.code == "main").values(message=None))
    (found,) = check(database)
    assert found.startswith("site main: the message to the waiting room is None, not ")
