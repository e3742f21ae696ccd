import pytest

from kit.drawing.scale import Scale
from kit.text import Face, line

PANELS = [(800, 480, None), (1280, 800, None), (1920, 1080, 21.5), (1080, 1920, 21.5), (1024, 600, 7.0)]


@pytest.mark.parametrize(("width", "height", "diagonal"), PANELS)
def test_capitals_are_never_below_four_millimetres(width: int, height: int, diagonal: float | None) -> None:
    """Whatever the panel, a drawn capital of the body text is at least 4 mm high."""
    scale = Scale(width, height, diagonal)
    box = line("H", Face(scale.body)).mask.getbbox()
    assert (box[3] - box[1]) / scale.pixels_per_mm >= 4
    assert scale.body < scale.title < scale.heading


@pytest.mark.parametrize(("width", "height", "diagonal"), PANELS)
def test_targets_are_as_large_as_a_finger_needs(width: int, height: int, diagonal: float | None) -> None:
    """Touch targets are 15 mm, main ones 20 mm."""
    scale = Scale(width, height, diagonal)
    assert scale.touch / scale.pixels_per_mm >= 15
    assert scale.primary_touch / scale.pixels_per_mm >= 20


def test_a_known_diagonal_decides_the_millimetres() -> None:
    """A 10.1-inch panel of 1280×800 has 5.88 pixels a millimetre."""
    assert Scale(1280, 800, 10.1).pixels_per_mm == pytest.approx(5.884, abs=0.001)
    assert Scale(1280, 800, 21.5).px(10) == 28


def test_type_follows_a_large_screens_short_side() -> None:
    """Where the millimetres are met, sizes are the short side's parts, the same in portrait."""
    wide, high = Scale(1920, 1080, 32.0), Scale(1080, 1920, 32.0)
    assert (wide.body, wide.title, wide.heading) == (39, 49, 72)
    assert (high.body, high.title, high.heading) == (39, 49, 72)
    assert high.portrait
    assert not wide.portrait
    assert wide.u(2.5) == 27
