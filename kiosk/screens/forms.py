"""What the forms share: texts that go on over pages, buttons with long words, and rows of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pygame

from kiosk import state as s
from kiosk.screens import buttons
from kiosk.screens.common import Look, Page, header, header_height
from kit.drawing import shapes
from kit.text import Face, line_height, wrap
from kit.text import unbroken as unbreakable

SLIM_LINES = 16  # a screen of fewer lines than this has no room for the site's name above a form
ROOMY_LINES = 17  # one of this many has room for a card around a text

BELOW = 0.45  # of its size: Arabic reaches farther below its line, and above it, than Latin


@dataclass(frozen=True)
class Act:
    """A button of a row: what it is called, what it means, how it looks; `short` where its words have no room."""

    name: str
    words: str
    means: s.Input
    look: Look = "plain"
    label: str = ""
    short: str = ""


def slim(page: Page) -> bool:
    """Whether a screen is too small for its type to spare any room."""
    return page.scale.height < ROOMY_LINES * page.scale.body


# --- texts ----------------------------------------------------------------------------------------------------------


def crown(page: Page) -> int:
    """Draw the site's name and the clock where there is room for a form besides; return the row where it begins."""
    if page.scale.height < SLIM_LINES * page.scale.body:
        return page.inner.y
    return header(page) + page.scale.gap


def crown_height(page: Page) -> int:
    """How much of the screen that takes."""
    return (
        header_height(page.scale) + page.scale.gap if page.scale.height >= SLIM_LINES * page.scale.body else 0
    )


def foot_top(page: Page) -> int:
    """Where the foot begins; staff's screens have no eases there, and nothing for the speech."""
    staff = isinstance(page.state.screen, s.Pin | s.Chores)
    return page.beside_eases.y if staff else page.foot.y


def title(page: Page, words: str, top: int, room: int, lines: int = 3) -> int:
    """Draw a form's title as large as the room and so many lines allow; return the row below it."""
    face = title_face(page, words, room, lines)
    high = page.height(words, face, page.inner.width)
    box = pygame.Rect(page.inner.x, top, page.inner.width, high)
    page.painter.paragraph(
        words, face, page.theme.ink, page.painter.flip(box), balance=high > line_height(face)
    )
    return box.bottom


def title_face(page: Page, words: str, room: int, lines: int = 3) -> Face:
    """The face of a title: from a heading's size down to plain text's, no higher than `room`, words unbroken."""
    size, width = page.scale.heading, page.inner.width
    while size > page.scale.body:
        face = page.face(size, 600)
        count = len(wrap(words, face, width, page.painter.direction))
        if count <= lines and count * line_height(face) <= room and unbroken(page, words, face, width):
            return face
        size -= 2
    return page.face(page.scale.body, 600)


def unbroken(page: Page, words: str, face: Face, width: int) -> bool:
    """Whether no single word is wider than `width`."""
    return all(page.width(word, face) <= width for word in unbreakable(words))


# --- buttons --------------------------------------------------------------------------------------------------------


def padding(page: Page) -> int:
    """Room between a button's edge and its words."""
    return max(page.scale.u(1.5), page.scale.px(2))


def air(page: Page) -> int:
    """How much wider than its words need a button is where there is room: words crowded by their border look cut."""
    return page.scale.u(3)


def words_width(page: Page, words: str) -> int:
    """How wide a button must be for its words on one line."""
    face = page.face(page.scale.body, 600)
    lean = face.size_px // 8  # a letter's tail may lean out of its line
    return max(page.scale.touch, page.width(words, face) + lean + 2 * padding(page))


def words_height(page: Page, words: str, width: int) -> int | None:
    """How high a button of this width must be for its words; None where a word would be broken."""
    face, room = page.face(page.scale.body, 600), width - 2 * padding(page)
    if room <= 0 or not unbroken(page, words, face, room):
        return None
    above = padding(page) // 2 if not slim(page) else 0
    if page.painter.direction == "rtl":
        above = max(above, round(face.size_px * BELOW))
    return max(page.scale.touch, page.height(words, face, room) + above)


def narrowest(page: Page, words: str, lines: int) -> int:
    """How wide a button must be for its words on so many lines."""
    parts = words.split()
    count = min(lines, len(parts))
    breaks = itertools.combinations(range(1, len(parts)), count - 1)
    found = (
        max(
            words_width(page, " ".join(parts[start:end]))
            for start, end in itertools.pairwise((0, *cut, None))
        )
        for cut in breaks
    )
    return min(found)


def wordy(
    page: Page,
    act: Act,
    rect: pygame.Rect,
    align: Literal["start", "middle"] = "middle",
    *,
    leads: bool = False,
) -> None:
    """Draw a button whose words may need several lines; `leads`: with an arrow at its end, it opens something."""
    if act.look == "resting":
        rests(page, rect)
    else:
        page.button(act.name, "", rect, act.means, act.look, label=act.label or act.words)
    face = page.face(page.scale.body, 600)
    ink = page.button_ink(act.name, act.look)
    box = rect.inflate(-2 * padding(page), 0)
    if leads:
        side = round(page.scale.body * 0.8)
        mark = pygame.Rect(box.right - side, rect.centery - side // 2, side, side)
        onwards: shapes.Icon = "chevron_left" if page.painter.direction == "rtl" else "chevron_right"
        shapes.icon(page.painter.surface, page.painter.flip(mark), onwards, ink)
        box.width -= side + padding(page)
    larger = page.face(page.scale.title, 600)
    if act.look == "primary" and page.width(act.words, larger) <= box.width - air(page):
        face = larger
    airy = box.inflate(
        -air(page), 0
    )  # on one line more with room around the words, where there is height for it
    if not leads and unbroken(page, act.words, face, airy.width):
        high = words_height(page, act.words, rect.width - air(page))
        box = airy if high is not None and high <= rect.height else box
    box = box.move(0, -buttons.lift(act.words, face))
    page.painter.paragraph(
        act.words, face, ink, page.painter.flip(box), align, balance=align == "middle", middle=True
    )


def rests(page: Page, rect: pygame.Rect) -> None:
    """Draw the dashed outline of a control that does nothing now."""
    theme, scale = page.theme, page.scale
    placed = page.painter.flip(rect)
    shapes.dashed(page.painter.surface, placed, theme.page, theme.edge, scale.radius, scale.outline)


Rows = list[list[tuple[Act, int]]]  # the acts of each row, each with its width


def acts_rows(page: Page, acts: Sequence[Act], width: int, room: int) -> Rows:
    """Share acts out over rows of this width, as few pixels high as they go; in their short words if `room` asks."""
    rows = _least(page, acts, width)
    fits = acts_height(page, rows) <= room and not broken(page, rows)
    if fits or not any(each.short for each in acts):
        return rows
    return _least(page, [replace(each, words=each.short or each.words) for each in acts], width)


def broken(page: Page, rows: Rows) -> bool:
    """Whether a word of some act would be broken."""
    return any(words_height(page, act.words, wide) is None for row in rows for act, wide in row)


def _least(page: Page, acts: Sequence[Act], width: int) -> Rows:
    if not acts:
        return []
    splits = [[list(acts)], [list(acts[:-1]), list(acts[-1:])], [[each] for each in acts]]
    tried = [[_row(page, row, width) for row in split if row] for split in splits]
    whole = [rows for rows in tried if all(rows)]
    return min(
        whole or tried[-1:], key=lambda rows: (_wrapped(page, rows), acts_height(page, rows), len(rows))
    )


def _wrapped(page: Page, rows: Rows) -> int:
    """How many acts have their words on several lines; 0 where no room can be had for one."""
    if not page.scale.portrait or slim(page) or page.scale.larger or page.state.eased.low:
        return 0
    return sum(words_width(page, act.words) + air(page) > wide for row in rows for act, wide in row)


def _row(page: Page, acts: Sequence[Act], width: int) -> list[tuple[Act, int]]:
    """Widths for one row: each as wide as its words, the rest to the main one; else alike, on two lines. Or none."""
    gap = page.scale.gap
    room = width - gap * (len(acts) - 1)
    wanted = [words_width(page, each.words) for each in acts]
    wanted = [max(w, page.scale.primary_touch) for w in wanted]
    if sum(wanted) <= room:
        most = max(range(len(acts)), key=lambda n: (acts[n].look == "primary", n))
        if all(each.look != "primary" for each in acts) and max(wanted) * len(acts) <= room:
            return [(each, room // len(acts)) for each in acts]
        more = min((room - sum(wanted)) // len(acts), air(page))
        wanted = [each + more for each in wanted]
        spare = room - sum(wanted)
        return [(each, wanted[n] + (spare if n == most else 0)) for n, each in enumerate(acts)]
    wanted = [max(narrowest(page, each.words, 2), page.scale.primary_touch) for each in acts]
    if sum(wanted) <= room and not page.state.eased.low and any(each.look == "primary" for each in acts):
        spare = (room - sum(wanted)) // len(acts)
        return [(each, wide + spare) for each, wide in zip(acts, wanted, strict=True)]
    share = room // len(acts)
    heights = [words_height(page, each.words, share) for each in acts]
    if len(acts) > 1 and any(high is None for high in heights):
        return []
    return [(each, share) for each in acts]


def acts_height(page: Page, rows: Rows) -> int:
    """How high the rows of acts are."""
    return sum(_row_height(page, row) for row in rows) + page.scale.gap * (len(rows) - 1)


def _row_height(page: Page, row: list[tuple[Act, int]]) -> int:
    """How high a row is; with low reach, where room is short, as a main act only where there is one in it."""
    main = not page.state.eased.low or any(act.look == "primary" for act, _ in row)
    least = page.scale.primary_touch if main else page.scale.touch
    return max(least, *(words_height(page, act.words, wide) or least for act, wide in row))


def draw_acts(page: Page, rows: Rows, box: pygame.Rect) -> int:
    """Draw rows of acts from the top of a box; return the row below them."""
    y = box.y
    for row in rows:
        high, x = _row_height(page, row), box.x
        for act, wide in row:
            wordy(page, act, pygame.Rect(x, y, wide, high))
            x += wide + page.scale.gap
        y += high + page.scale.gap
    return y - page.scale.gap


def back(page: Page, act: Act | None = None, *, bare: bool = False) -> None:
    """Draw the way back, or another, at the start of the foot; without its words where they have no room, or `bare`."""
    act = _back_act(page, act)
    words, wide = ("", page.scale.touch) if bare else _back_words(page, act)
    room = page.beside_eases
    rect = pygame.Rect(room.x, room.y, wide, room.height)
    page.button(act.name, words, rect, act.means, icon=buttons.BACK, label=act.label or act.words)


def back_width(page: Page, act: Act | None = None) -> int:
    """How wide that button is."""
    return _back_words(page, _back_act(page, act))[1]


def back_has_words(page: Page) -> bool:
    """Whether the way back has room for its words."""
    return bool(_back_words(page, _back_act(page, None))[0])


def _back_words(page: Page, act: Act) -> tuple[str, int]:
    """Its words, or the short ones, or none; and how wide it is with them."""
    room = page.beside_eases
    for words in (act.words, act.short):
        wide = max(words_width(page, words) + page.scale.body, page.scale.primary_touch)
        if words and wide <= room.width:
            alone = act.name != "back"  # beside what leads one step back there may be more
            more = min(air(page), (room.width if alone else room.width // 2) - wide)
            return words, wide + max(0, more)
    return "", room.height


def _back_act(page: Page, act: Act | None) -> Act:
    return act or Act("back", page.catalog.text("Back"), s.BackPressed())
