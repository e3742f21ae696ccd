"""JSON routes: parse, one call to the desk, answer."""

from __future__ import annotations

import re

from flask import Blueprint, Flask

from server.api import appointments as appointments
from server.api import health, openapi
from server.api import pairing as pairing
from server.api import phone as phone  # registers its endpoints, as routes does
from server.api import pictures as pictures
from server.api import reports as reports
from server.api import routes as routes
from server.api import screens as screens
from server.api.endpoints import ENDPOINTS, view_of


def register(app: Flask) -> None:
    """Put every endpoint and the document that describes them onto the app."""
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
    for each in ENDPOINTS:
        path = re.sub(r"{(\w+)}", r"<\1>", each.path)
        name = each.method.lower() + re.sub(r"\W+", "_", each.path)
        blueprint.add_url_rule(path, name, view_of(each), methods=[each.method])
    blueprint.add_url_rule("/openapi.json", "openapi", openapi.view)
    app.register_blueprint(blueprint)
    health.register(app)
