"""A theme file, a background picture, the icons: what a site or a kiosk may bring, and what keeps it readable."""

from __future__ import annotations

from pathlib import Path

import pygame
import pytest
from PIL import Image

from kit import wire
from kit.drawing import icons, pictures
from kit.drawing.dress import PLAIN, read_dress, theme_of
from kit.drawing.ratios import TEXT
from kit.drawing.theme import CONTRAST, DAY, WARM, contrast
from kit.errors import SettingError
from kit.icon_names import CONTROLS, SERVICES


def written(folder: Path, text: str) -> Path:
    """A theme file with this text."""
    file = folder / "look.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_theme_file_changes_what_it_names(tmp_path: Path) -> None:
    """Theme, colour, single roles and corners come from the file; the rest stays the site's."""
    (tmp_path / "crest.png").write_bytes(b"")
    dress = read_dress(
        written(tmp_path, 'name = "warm"\nroundness = 0\nlogo = "crest.png"\n[colours]\ndeep = "#35104A"\n')
    )
    theme = theme_of(wire.ThemeInfo(name="night"), dress=dress)
    assert (theme.page, theme.deep, theme.roundness) == (WARM.page, (0x35, 0x10, 0x4A), 0)
    assert dress.logo == tmp_path / "crest.png"
    assert theme_of(wire.ThemeInfo(), contrast=True, dress=dress) is CONTRAST
    assert theme_of(wire.ThemeInfo(), dress=PLAIN) == DAY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = 'dusk'", "there is no theme 'dusk'"),
        ("colour = 'teal'", "'teal' is not a colour as #RRGGBB"),
        ("color = '#112233'", "there is no key 'color'"),
        ("roundness = 9", "'9' is not a number from 0 to 3"),
        ("logo = 'none.png'", "there is no file"),
        ("[colours]\nbackdrop = '#112233'", "there is no role 'backdrop'"),
        (
            "name = 'day'\n[colours]\nmute = '#AAAAAA'",
            "mute #AAAAAA on page #F6F3EC has a contrast of 2.1 to 1",
        ),
        ("[colours]\nink = '#111111'", "with the theme 'night'"),
        ("name = ", "Invalid value"),
    ],
)
def test_a_theme_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    """One line names the option, the file and what is wrong; colours too close to read are wrong."""
    file = written(tmp_path, text)
    with pytest.raises(SettingError) as problem:
        read_dress(file)
    assert str(problem.value).startswith(f"--theme {file}: ")
    assert said in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("shades", [("black", "white"), ("#302010", "#F0E0D0"), ("#F6F3EC", "#FFFFFF")])
def test_text_on_a_background_picture_can_be_read(tmp_path: Path, shades: tuple[str, str]) -> None:
    """However dark or light a picture's pixels, text stands off each of them."""
    picture = Image.new("RGB", (40, 20), shades[0])
    picture.paste(shades[1], (0, 0, 20, 20))
    file = tmp_path / f"hall-{shades[0].strip('#')}.png"
    picture.save(file)
    drawn = pictures.background(file, (80, 40), DAY)
    for x, y in ((5, 5), (75, 35), (40, 20)):
        pixel = drawn.get_at((x, y))[:3]
        assert contrast(DAY.mute, (pixel[0], pixel[1], pixel[2])) >= TEXT


def test_a_logo_keeps_its_shape(tmp_path: Path) -> None:
    """It is as high as asked for, or as wide as there is room."""
    file = tmp_path / "wide.png"
    Image.new("RGBA", (400, 100), "red").save(file)
    assert pictures.logo(file, 50, 300).get_size() == (200, 50)
    assert pictures.logo(file, 50, 100).get_size() == (100, 25)


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    """A text under a picture's name is refused in one line."""
    file = tmp_path / "crest.png"
    file.write_text("no picture")
    with pytest.raises(pictures.PictureError, match=r"crest\.png is not a picture"):
        pictures.read(file)


@pytest.mark.parametrize("name", sorted(CONTROLS | SERVICES))
def test_every_icon_draws(name: str) -> None:
    """Each name has a picture with ink in it; and an unknown one draws nothing."""
    surface = pygame.Surface((48, 48))
    icons.draw(surface, surface.get_rect(), "no-such-icon", (255, 255, 255))
    assert pygame.transform.average_color(surface)[:3] == (0, 0, 0)
    icons.draw(surface, surface.get_rect(), name, (255, 255, 255))
    assert pygame.transform.average_color(surface)[0] > 5
