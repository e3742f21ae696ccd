"""HTML for staff and for customers' phones."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Put the pages onto the app."""
