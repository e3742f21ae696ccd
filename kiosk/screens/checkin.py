"""Somebody who is expected says who they are: by the code, or by the name and the phone's last digits."""

from __future__ import annotations

from kiosk import state as s
from kiosk.screens import entry
from kiosk.screens.common import Page
from kiosk.screens.entry import Entry
from kiosk.screens.forms import Act
from kiosk.screens.layouts import code_script, digit_script, name_scripts

CODE_AT_LEAST = 4  # characters; the server's codes have 4 to 12
CODE_GROUP = 4  # shown in groups, as they are printed
NAME_AT_LEAST = 2
PHONE_DIGITS = 4


def grouped(typed: str) -> str:
    """A code as it is printed: in groups."""
    return " ".join(typed[at : at + CODE_GROUP] for at in range(0, len(typed), CODE_GROUP))


def code(page: Page, screen: s.CheckInCode) -> None:
    """Draw the field for the code, and the way for who has none."""
    text = page.catalog.text
    asked = Entry(
        titles=(
            text("Type the code of your appointment, or hold its QR code under the scanner."),
            text("Type or scan your code."),
            text("Your code"),
        ),
        typed=screen.typed,
        shown=grouped(screen.typed),
        scripts=[code_script(page.state.language)],
        done=entry.continues(page, ready=len(screen.typed) >= CODE_AT_LEAST),
        number=screen.page,
        other=Act("by-name", text("I have no code"), s.ByNamePressed(), short=text("No code")),
    )
    entry.draw(page, asked)


def name(page: Page, screen: s.CheckInName) -> None:
    """Draw the field for the name, with the keys of the customer's language."""
    text = page.catalog.text
    titles = [text("Type your name."), text("Your name")]
    if page.state.language.startswith("zh"):
        titles = [text("Type your name in Latin letters, or ask at the desk."), *titles]
    asked = Entry(
        titles=titles,
        typed=screen.typed,
        shown=screen.typed,
        scripts=name_scripts(page.state.language),
        done=entry.continues(page, ready=len(screen.typed.strip()) >= NAME_AT_LEAST),
        number=screen.page,
        capitals=True,
    )
    entry.draw(page, asked)


def phone(page: Page, screen: s.CheckInPhone) -> None:
    """Draw the field for the last digits of the phone."""
    text = page.catalog.text
    asked = Entry(
        titles=(text("Type the last four digits of your phone."), text("The last four digits")),
        typed=screen.typed,
        shown=screen.typed,
        scripts=[digit_script()],
        done=entry.continues(page, ready=len(screen.typed) >= PHONE_DIGITS),
    )
    entry.draw(page, asked)
