import pytest

from kit.drawing.theme import DAY, LOBBY, Theme, colour, contrast, mixed

THEMES = [pytest.param(DAY, id="day"), pytest.param(LOBBY, id="lobby")]


def test_contrast_is_wcags() -> None:
    """Black on white is 21 to 1, a colour on itself 1, and the order does not matter."""
    black, white = colour("#000000"), colour("#FFFFFF")
    assert contrast(black, white) == contrast(white, black) == pytest.approx(21)
    assert contrast(white, white) == pytest.approx(1)
    # A published example: #767676 is the lightest grey that passes 4.5 on white.
    assert contrast(colour("#767676"), white) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: Theme) -> None:
    """Every text role has 4.5 to 1 on every ground it stands on."""
    pairs = [
        *[
            (text, ground)
            for text in (theme.ink, theme.mute)
            for ground in (theme.page, theme.band, theme.card)
        ],
        (theme.accent, theme.page),
        (theme.accent, theme.card),
        (theme.late, theme.page),
        (theme.late, theme.card),
        (theme.late, theme.band),
        (theme.on_action, theme.action),
        (theme.on_action, theme.action_down),
        (theme.on_badge, theme.badge),
        (theme.on_badge, theme.card),
        (theme.mute, theme.off),
        (theme.on_wash, theme.wash),
        (theme.ink, theme.wash),
        (theme.mute, theme.wash),
        (theme.on_now, theme.now),
        (theme.on_now, theme.now_soft),
        (theme.now, theme.on_now),
    ]
    assert [(one, two, contrast(one, two)) for one, two in pairs if contrast(one, two) < 4.5] == []


@pytest.mark.parametrize("theme", THEMES)
def test_controls_can_be_seen(theme: Theme) -> None:
    """Outlines and the focus ring have 3 to 1 against what is on both of their sides."""
    for ground in (theme.page, theme.card):
        assert contrast(theme.edge, ground) >= 3
        assert contrast(theme.focus, ground) >= 3
        assert contrast(theme.action, ground) >= 3


def test_the_call_stands_out_from_the_lobbys_night() -> None:
    """The amber card is far from the page in both of its shades."""
    assert contrast(LOBBY.now, LOBBY.page) >= 7
    assert contrast(LOBBY.now_soft, LOBBY.page) >= 7


def test_mixing_goes_from_one_to_the_other() -> None:
    """Share 0 is the first colour and 1 the second."""
    assert mixed((0, 0, 0), (200, 100, 50), 0) == (0, 0, 0)
    assert mixed((0, 0, 0), (200, 100, 50), 1) == (200, 100, 50)
    assert mixed((0, 0, 0), (200, 100, 50), 0.5) == (100, 50, 25)
