"""The site's logo, for its screens. Where it is, `GET /services` and `GET /board` tell."""

from __future__ import annotations

from flask import Response, request

from server.api.endpoints import DISPLAY, KIOSK, STAFF, Request, endpoint
from server.desk import logo


def _picture(kind: str, name: str) -> None:
    @endpoint("GET", f"/{name}", KIOSK | DISPLAY | STAFF, "The site's logo", content=kind, errors=(404,))
    def picture(asked: Request) -> Response:
        """With an ETag; of the two kinds a site has at most one."""
        with asked.desk.view(asked.caller.site_id) as view:
            found = logo.of_kind(view, kind)
        response = Response(found.content, content_type=kind, headers={"Cache-Control": "no-cache"})
        response.set_etag(found.digest[:24])
        response.make_conditional(request)
        return response


_picture("image/png", "logo.png")
_picture("image/jpeg", "logo.jpg")
