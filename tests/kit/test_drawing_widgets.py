import pygame
import pytest

from kit.drawing.paint import Painter
from kit.drawing.scale import Scale
from kit.drawing.theme import DAY
from kit.drawing.widgets import Card, Look, button, card

SCALE = Scale(1280, 800)
RECT = pygame.Rect(60, 60, 560, 140)


def painter(direction: str = "ltr") -> Painter:
    """A painter on an empty page."""
    surface = pygame.Surface((800, 400))
    surface.fill(DAY.page)
    return Painter(surface, DAY, direction)


def pixels(ours: Painter) -> bytes:
    """The whole picture."""
    return pygame.image.tobytes(ours.surface, "RGB")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("height", [140, 220])
@pytest.mark.parametrize(
    "title", ["General enquiries", "Residence registration and deregistration", "استفسارات عامة"]
)
def test_a_cards_texts_stay_inside_and_apart(direction: str, height: int, title: str) -> None:
    """Letter, name and note are all there, inside the card, and none covers another."""
    ours = painter(direction)
    rect = pygame.Rect(60, 60, 560, height)
    card(ours, SCALE, rect, Card("A", title, "4 ahead"))
    assert [ours.texts[0].text, ours.texts[-1].text] == ["A", "4 ahead"]
    inks = [each.ink for each in ours.texts]
    assert all(rect.contains(ink) for ink in inks)
    assert all(ink.collidelist(inks[i + 1 :]) == -1 for i, ink in enumerate(inks))


def test_the_letter_is_at_the_start() -> None:
    """The badge is at the left in English and at the right in Arabic."""
    english, arabic = painter(), painter("rtl")
    for ours in (english, arabic):
        card(ours, SCALE, RECT, Card("A", "x", "y"))
    assert english.texts[0].ink.centerx < RECT.centerx < arabic.texts[0].ink.centerx


@pytest.mark.parametrize("kind", ["primary", "plain"])
def test_a_button_shows_that_it_is_pressed_and_focused(kind: str) -> None:
    """Idle, pressed and focused look different."""
    looks = []
    for look in (Look(), Look(pressed=True), Look(focused=True)):
        ours = painter()
        button(ours, SCALE, RECT, "Done", kind, look)
        looks.append(pixels(ours))
    assert len(set(looks)) == 3


def test_a_card_that_cannot_be_chosen_looks_so() -> None:
    """A closed service has another outline and quieter words, not only another colour."""
    ours, closed = painter(), painter()
    card(ours, SCALE, RECT, Card("A", "x", "y"))
    card(closed, SCALE, RECT, Card("A", "x", "y", enabled=False))
    top = [
        closed.surface.get_at((x, RECT.top + 1))[:3] == DAY.page for x in range(RECT.x + 40, RECT.right - 40)
    ]
    assert any(top)
    assert not all(top)
    assert pixels(ours) != pixels(closed)


def test_a_long_label_stays_on_its_button() -> None:
    """A label that is too long becomes smaller, and then is cut."""
    ours = painter()
    small = pygame.Rect(60, 60, 140, 90)
    button(ours, SCALE, small, "Another ticket for somebody else")
    assert small.contains(ours.texts[0].ink)
