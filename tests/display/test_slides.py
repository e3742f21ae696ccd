from pathlib import Path

import pytest
from PIL import Image

from display.gallery import Gallery
from display.slides import SlidesError, slides
from kit.errors import Refused, Unreachable

SIZE = (800, 480)


def picture(file: Path, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    """A picture in a file, and its bytes."""
    Image.new(mode, size, "red").save(file)
    return file.read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three pictures and something else."""
    here = tmp_path / "slides"
    here.mkdir()
    for name in ("b.png", "A.JPG", "c.png"):
        picture(here / name)
    (here / "notes.txt").write_text("not a picture")
    (here / ".hidden.png").write_bytes(b"")
    return here


def test_pictures_come_in_the_order_of_their_names(folder: Path) -> None:
    """Each for the usual time, always; other files are left aside."""
    assert [(each.picture, each.seconds, each.hours) for each in slides(folder)] == [
        ("A.JPG", 12, []),
        ("b.png", 12, []),
        ("c.png", 12, []),
    ]


def test_times_stand_in_a_file_among_them(folder: Path) -> None:
    """For all of them, and for one: how long, and at which hours."""
    (folder / "slides.toml").write_text(
        'seconds = 8\n[pictures."b.png"]\nseconds = 20\nhours = ["mon-fri 11:30-14:00"]\n'
    )
    assert [(each.seconds, each.hours) for each in slides(folder)] == [
        (8, []),
        (20, ["mon-fri 11:30-14:00"]),
        (8, []),
    ]


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("seconds = ", "not TOML"),
        ("seconds = 1", "from 3 to 3600, not 1"),
        ("seconds = true", "not True"),
        ("pause = 4", "no key 'pause'"),
        ("pictures = 4", "table of file names"),
        ('pictures = {"b.png" = 4}', "'b.png' is a table"),
        ('pictures = {"b.png" = {for = 4}}', "no key 'for'"),
        ('pictures = {"b.png" = {hours = ["noon"]}}', "hours are a list"),
        ('pictures = {"b.png" = {hours = "11:00-12:00"}}', "hours are a list"),
    ],
)
def test_what_is_wrong_with_the_times_is_named(folder: Path, told: str, named: str) -> None:
    """In one line, with the file."""
    (folder / "slides.toml").write_text(told)
    with pytest.raises(SlidesError) as wrong:
        slides(folder)
    assert str(folder / "slides.toml") in str(wrong.value)
    assert named in str(wrong.value)


def never(_path: str) -> bytes:
    """A server that is not asked."""
    raise AssertionError


def names(gallery: Gallery) -> list[str]:
    """The slides' pictures."""
    return [each.picture for each in gallery.slides]


def test_a_folder_is_followed(folder: Path, tmp_path: Path) -> None:
    """New pictures come, changed ones are made again, gone ones go, and nothing is left behind."""
    gallery, room = Gallery(never, folder, SIZE), tmp_path / "room"
    room.mkdir()
    gallery.look(room)
    assert names(gallery) == ["A.JPG", "b.png", "c.png"]
    before = dict(gallery.files)
    gallery.look(room)
    assert gallery.files == before
    (folder / "c.png").unlink()
    picture(folder / "b.png", (50, 50))
    gallery.look(room)
    assert names(gallery) == ["A.JPG", "b.png"]
    assert gallery.files["A.JPG"] == before["A.JPG"]
    assert gallery.files["b.png"] != before["b.png"]
    assert set(room.iterdir()) == set(gallery.files.values())


def test_a_photograph_is_made_no_larger_than_the_screen(folder: Path, tmp_path: Path) -> None:
    """Its sides keep their ratio; what can be seen through stays so; what is no picture is left out with a word."""
    picture(folder / "b.png", (4000, 2000))
    picture(folder / "c.png", (400, 200), "RGBA")
    (folder / "d.png").write_text("no picture")
    gallery = Gallery(never, folder, SIZE)
    gallery.look(tmp_path)
    made = {}
    for name, file in gallery.files.items():
        with Image.open(file) as opened:
            made[name] = opened.size, opened.mode
    assert made == {
        "A.JPG": ((40, 30), "RGB"),
        "b.png": ((800, 400), "RGB"),
        "c.png": ((400, 200), "RGBA"),
    }


def test_a_folder_that_goes_keeps_its_slides(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A stick that was pulled out, or times that are being written, cost one line and no screen."""
    gallery = Gallery(never, folder, SIZE)
    gallery.look(tmp_path)
    (folder / "slides.toml").write_text("seconds = ")
    for _ in range(3):
        gallery.look(tmp_path)
    assert names(gallery) == ["A.JPG", "b.png", "c.png"]
    assert len(caplog.records) == 1


def test_the_servers_pictures_are_fetched_once(tmp_path: Path) -> None:
    """One that cannot be reached is asked for again, one that the server does not have is not; others go."""
    data = picture(tmp_path / "p.png")
    room = tmp_path / "room"
    room.mkdir()
    asked: list[str] = []
    away = True

    def fetch(path: str) -> bytes:
        asked.append(path)
        if away:
            raise Unreachable("off")
        if path == "/gone":
            raise Refused(404, "no")
        return data

    gallery = Gallery(fetch, None, SIZE)
    gallery.want(["/here", "/gone", ""])
    gallery.look(room)
    assert gallery.files == {}
    away = False
    for _ in range(3):
        gallery.look(room)
    assert list(gallery.files) == ["/here"]
    assert sorted(asked) == ["/gone", "/gone", "/here", "/here"]
    gallery.want([])
    gallery.look(room)
    assert (gallery.files, list(room.iterdir())) == ({}, [])


def test_it_works_by_itself(folder: Path, wait_until: object) -> None:
    """Beside the loop, in a folder of its own that is gone afterwards."""
    gallery = Gallery(never, folder, SIZE)
    gallery.start()
    wait_until(lambda: len(gallery.slides) == 3)  # type: ignore[operator]
    files = list(gallery.files.values())
    gallery.close()
    wait_until(lambda: not any(each.exists() for each in files))  # type: ignore[operator]
