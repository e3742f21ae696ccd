"""HTML for staff and for customers' phones: each route reads through the desk, and fills in one template."""

from __future__ import annotations

from flask import Flask

from server.pages import admin, appointments, assets, lobby, phone, queue, reports, room, speech, staff
from server.pages.errors import error_page, wants_page

__all__ = ["error_page", "register", "wants_page"]


def register(app: Flask) -> None:
    """Put the pages onto the app."""
    for blueprint in (
        admin.blueprint,
        appointments.blueprint,
        queue.blueprint,
        reports.blueprint,
        room.blueprint,
        staff.blueprint,
        phone.blueprint,
        lobby.blueprint,
    ):
        app.register_blueprint(blueprint)
    assets.register(app)
    speech.register(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
