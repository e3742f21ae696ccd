"""What moves on a lobby screen, what takes turns, and that no more is drawn again than has changed."""

from dataclasses import replace

import lobby_views
import pygame
import pytest

from display.screen import STILL, Motion, Screen, draw
from kit.drawing.theme import LOBBY
from kit.lobby.view import View, Words

SIZE = (1280, 720)
WHOLE = pygame.Rect(0, 0, *SIZE)


def state(name: str, language: str = "en", counters: int = 4, distance: float = 5.0) -> View:
    """One of the made-up states."""
    return dict(lobby_views.states(language, counters, distance))[name]


def pixels(surface: pygame.Surface) -> bytes:
    """A picture's pixels, to compare."""
    return pygame.image.tobytes(surface, "RGB")


def fresh(view: View, motion: Motion, shift: tuple[int, int] = (0, 0)) -> bytes:
    """The picture of a view drawn from nothing."""
    surface = pygame.Surface(SIZE)
    draw(surface, view, motion=motion, shift=shift)
    return pixels(surface)


def words(view: View, turn: int, size: tuple[int, int] = SIZE, seconds: float | None = None) -> list[str]:
    """What a screen says in a turn."""
    return [line.text for line in draw(pygame.Surface(size), view, motion=Motion(turn=turn, seconds=seconds))]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("shift", [(0, 0), (3, -2), (-4, 4)])
@pytest.mark.parametrize("name", ["told", "flash", "everything"])
def test_what_is_drawn_again_is_what_a_new_picture_would_be(
    name: str, shift: tuple[int, int], language: str
) -> None:
    """After sliding, pulsing, flashing and a running ticker the screen is the same as one drawn from nothing."""
    view = state(name, language)
    surface = pygame.Surface(SIZE)
    screen = Screen(surface)
    for motion in (
        Motion(slide=0.1, seconds=0.0),
        Motion(slide=0.6, flash=0.2, seconds=0.5),
        Motion(glow=0.5, flash=0.0, seconds=1.25),
        Motion(glow=0.0, flash=0.75, seconds=60.5),
    ):
        screen.show(view, motion=motion, shift=shift)
    last = Motion(glow=0.0, flash=0.75, seconds=60.5)
    assert pixels(surface) == fresh(view, last, shift)


def test_only_what_changed_is_said_to_have_changed() -> None:
    """The same again changes nothing, the ticker its strip, the pulse the card, and another minute everything."""
    view = state("told")
    screen = Screen(pygame.Surface(SIZE))
    assert screen.show(view, motion=Motion(seconds=0.0)) == WHOLE
    assert screen.moving
    assert screen.show(view, motion=Motion(seconds=0.0)).size == (0, 0)
    strip = screen.show(view, motion=Motion(seconds=0.1))
    assert (strip.left, strip.right, strip.bottom) == (0, *SIZE)
    assert strip.height < SIZE[1] / 5
    card = screen.show(view, motion=Motion(seconds=0.1, glow=0.5))
    assert card.size != (0, 0)
    assert card.bottom < strip.top
    assert screen.show(replace(view, clock="10:43"), motion=Motion(seconds=0.1)) == WHOLE


def test_what_is_outside_the_changed_part_stays() -> None:
    """Nothing changes but within the part that is handed to the window."""
    view = state("flash")
    surface = pygame.Surface(SIZE)
    screen = Screen(surface)
    screen.show(view, motion=Motion(slide=0.2, flash=1.0))
    before = surface.copy()
    part = screen.show(view, motion=Motion(glow=1.0, flash=0.0))
    after = surface.copy()
    for picture in (before, after):
        picture.fill((0, 0, 0), part)
    assert pixels(before) == pixels(after)


@pytest.mark.parametrize(("language", "way"), [("en", -1), ("ar", 1), ("zh", -1)])
def test_the_ticker_runs_the_way_it_is_read(language: str, way: int) -> None:
    """A little later the words stand a little to the left, in Arabic to the right."""
    view = state("slide", language)
    surface = pygame.Surface(SIZE)
    screen = Screen(surface)
    screen.show(view, motion=Motion(seconds=1.0))
    strip = screen.show(view, motion=Motion(seconds=1.1))
    first = surface.subsurface(strip).copy()
    screen.show(view, motion=Motion(seconds=1.2))
    second = surface.subsurface(strip)
    moved = [step for step in range(-40, 41) if step and _same(first, second, step)]
    assert len(moved) == 1
    assert moved[0] * way > 0


def _same(first: pygame.Surface, second: pygame.Surface, step: int) -> bool:
    """Whether the second is the first moved by so many pixels, but for the ends."""
    width, height = first.get_size()
    inner = pygame.Rect(50, 0, width - 100, height)
    return pixels(first.subsurface(inner)) == pixels(second.subsurface(inner.move(step, 0)))


def test_who_wants_no_movement_reads_the_ticker_piece_by_piece() -> None:
    """Without `seconds` all of its words are said over the turns, and nothing has to be drawn in between."""
    view = state("slide")
    screen = Screen(pygame.Surface(SIZE))
    screen.show(view, motion=STILL)
    assert not screen.moving
    assert screen.pages > 1
    said = " ".join(" ".join(words(view, turn)) for turn in range(screen.pages))
    assert all(word in said for word in view.ticker[0].text.split())


def test_an_english_ticker_on_an_arabic_board_runs_as_english_is_read() -> None:
    """A text's own direction counts: otherwise its end would come before its beginning."""
    view = replace(state("slide", "ar"), ticker=state("slide", "en").ticker)
    surface = pygame.Surface(SIZE)
    screen = Screen(surface)
    strips = []
    for seconds in (1.0, 1.1):
        strip = screen.show(view, motion=Motion(seconds=seconds))
        strips.append(surface.subsurface(strip.clip(0, SIZE[1] - 40, SIZE[0], 40)).copy())
    moved = [step for step in range(-40, 41) if step and _same(*strips, step)]
    assert len(moved) == 1
    assert moved[0] < 0


def test_the_tickers_languages_run_one_after_another() -> None:
    """Each comes in from its own side when the others have gone, and has the line until its last word has left."""
    english, arabic = (Words(f"{word} " * 9, way) for word, way in (("Licences", "ltr"), ("التراخيص", "rtl")))
    view = replace(state("slide"), ticker=(english, arabic))
    surface = pygame.Surface(SIZE)
    screen = Screen(surface)
    seen = []
    for seconds in range(120):
        screen.show(view, motion=Motion(seconds=float(seconds)))
        strip = surface.subsurface((0, SIZE[1] - 40, *(SIZE[0], 40)))
        ink = pygame.mask.from_threshold(strip, LOBBY.ink, (60, 60, 60)).get_bounding_rects()
        left, right = (
            any(rect.colliderect(edge) for rect in ink) for edge in ((0, 0, 90, 40), (1190, 0, 90, 40))
        )
        if ink and left != right:
            seen.append("left" if left else "right")
    turns = [side for side, before in zip(seen, [None, *seen], strict=False) if side != before]
    # English enters at the right and leaves at the left; Arabic enters at the left and leaves at the right.
    assert turns[:5] == ["right", "left", "right", "left", "right"][: len(turns[:5])]
    assert len(turns) >= 3


def test_short_words_in_several_languages_take_turns_in_a_ticker_that_stands() -> None:
    """Each language has the line alone, on the side where it begins."""
    texts = (Words("We close at noon.", "ltr"), Words("نغلق عند الظهر.", "rtl"))
    view = replace(state("idle"), ticker=texts)
    pages = [words(view, turn, seconds=0.0) for turn in range(2)]
    assert [[text.text in page for text in texts] for page in pages] == [[True, False], [False, True]]


def test_a_message_comes_in_each_of_its_languages() -> None:
    """Above the band where there is room, and in it where there is none: nothing but its turns tells them apart."""
    languages = ("en", "ar", "de")
    texts = tuple(lobby_views.in_others(list(languages), "message"))
    for distance in (5.0, 8.0):
        view = replace(state("told", distance=distance), message=texts, ticker=())
        screen = Screen(pygame.Surface(SIZE))
        screen.show(view)
        said = " ".join(" ".join(words(view, turn)) for turn in range(screen.pages))
        for text in texts:
            assert all(word in said for word in text.text.split()), (distance, text)


def test_a_short_ticker_stands_still() -> None:
    """What fits is not moved."""
    view = replace(state("slide"), ticker=(Words("We close at noon.", "ltr"),))
    screen = Screen(pygame.Surface(SIZE))
    screen.show(view, motion=Motion(seconds=0.0))
    assert not screen.moving
    assert "We close at noon." in words(view, 0, seconds=0.0)


@pytest.mark.parametrize("name", ["idle", "calling", "next", "morning"])
@pytest.mark.parametrize(("counters", "language"), [(4, "en"), (20, "en"), (20, "ar"), (20, "zh")])
@pytest.mark.parametrize("size", [SIZE, (720, 1280), (1024, 768)])
def test_all_counters_have_their_turn(size: tuple[int, int], counters: int, language: str, name: str) -> None:
    """Over the turns each counter that is not closed is shown with whom it serves, and the last calls in between."""
    view = state(name, language, counters)
    view = replace(view, lines=tuple(replace(line, pending=False) for line in view.lines))
    screen = Screen(pygame.Surface(size))
    screen.show(view)
    said = [words(view, turn, size) for turn in range(screen.pages)]
    served = {line.number for line in view.counters if line.number}
    working = {line.place.brief for line in view.counters if not line.closed}
    assert served | working <= {word for page in said for word in page}
    if view.lines:
        assert sum(view.lines[0].number in page for page in said) * 2 >= len(said)


def test_with_room_all_twenty_counters_stand_there_at_once() -> None:
    """From near by, the last calls and twenty counters, closed ones too, have a column each and need no turns."""
    view = state("calling", counters=20, distance=2.5)
    screen = Screen(pygame.Surface((1920, 1080)))
    screen.show(view)
    assert screen.pages == 1
    said = [line.text for line in screen.texts]
    assert all((line.number or line.state or line.place.brief) in said for line in view.counters)
    assert view.lines[0].number in said


def test_a_call_that_was_not_large_yet_stays_in_the_list() -> None:
    """While somebody's turn is still to come the last calls do not give way to the counters."""
    view = state("calling-2", counters=20)
    for turn in range(4):
        assert "B119" in words(view, turn)


def test_an_apology_is_said_sentence_by_sentence_where_it_is_too_long() -> None:
    """Over the turns all of it is said, and every turn is whole sentences; not while the picture is old."""
    view = state("late")
    screen = Screen(pygame.Surface(SIZE))
    screen.show(view)
    assert screen.pages > 1
    said = [" ".join(words(view, turn)) for turn in range(screen.pages)]
    assert any("This is taking longer than we said. We are sorry." in page for page in said)
    assert any("Passports, identity: about 25–40 min." in page for page in said)
    stale = replace(view, notice="No connection.", advice="Please ask our staff.")
    assert "We are sorry." not in " ".join(words(stale, 0))


def test_an_apology_without_any_room_of_its_own_takes_turns_in_the_band() -> None:
    """On a screen that is small for its distance every word of it is said, and who waits, too."""
    view = state("late", distance=8.0)
    screen = Screen(pygame.Surface(SIZE))
    screen.show(view)
    said = " ".join(" ".join(words(view, turn)) for turn in range(screen.pages))
    assert all(word in said for word in view.apology[0].text.split())
    assert view.waiting_all in said


@pytest.mark.parametrize("shift", [(4, 4), (-4, -4), (4, -4), (-4, 0)])
@pytest.mark.parametrize("name", ["idle", "everything", "stale", "closed"])
def test_a_shift_uncovers_no_edge(name: str, shift: tuple[int, int]) -> None:
    """The picture stands elsewhere by so many pixels, and along every edge goes on as it was."""
    view = state(name)
    plain, moved = pygame.Surface(SIZE), pygame.Surface(SIZE)
    for surface, by in ((plain, (0, 0)), (moved, shift)):
        surface.fill((255, 0, 255))
        draw(surface, view, shift=by)
    inner = WHOLE.inflate(-20, -20)
    assert pixels(moved.subsurface(inner.move(shift))) == pixels(plain.subsurface(inner))
    grounds = {LOBBY.page, LOBBY.band, LOBBY.now, LOBBY.line, tuple(plain.get_at((0, 0))[:3])}
    for x, y in [(x, y) for x in range(0, SIZE[0], 7) for y in (0, 3, SIZE[1] - 4, SIZE[1] - 1)]:
        assert tuple(moved.get_at((x, y))[:3]) in grounds | {LOBBY.ink}, (x, y)
    for x, y in [(x, y) for y in range(0, SIZE[1], 7) for x in (0, 3, SIZE[0] - 4, SIZE[0] - 1)]:
        assert tuple(moved.get_at((x, y))[:3]) in grounds, (x, y)
