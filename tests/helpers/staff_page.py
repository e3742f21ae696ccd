"""A counter's page as somebody who sits before it finds things on it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def button(page: Page | Locator, name: str) -> Locator:
    """A button with exactly this name."""
    return page.get_by_role("button", name=name, exact=True)


def line(page: Page, number: str) -> Locator:
    """The line of a list with this number."""
    return page.locator("#queue li", has_text=number)


def number(page: Page) -> Locator:
    """The number at the counter."""
    return page.locator("#stage .number")


def said(page: Page) -> Locator:
    """What the page says after a press."""
    return page.locator("#said")
