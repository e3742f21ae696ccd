"""The site's pictures, for its screens. Where they are, `GET /services` and `GET /board` tell."""

from __future__ import annotations

from flask import Response, request

from server.api.endpoints import DISPLAY, KIOSK, STAFF, Request, endpoint
from server.desk import pictures
from server.sitefile.pictures import LOGO, of_notice


def _answer(asked: Request, name: str, kind: str) -> Response:
    with asked.desk.view(asked.caller.site_id) as view:
        found = pictures.picture(view, name, kind)
    response = Response(found.content, content_type=kind, headers={"Cache-Control": "no-cache"})
    response.set_etag(found.digest[:24])
    response.make_conditional(request)
    return response


def _logo(ending: str, kind: str) -> None:
    path = f"/logo.{ending}"

    @endpoint("GET", path, KIOSK | DISPLAY | STAFF, "The site's logo", content=kind, errors=(404,))
    def logo(asked: Request) -> Response:
        """With an ETag; of the two kinds a site has at most one."""
        return _answer(asked, LOGO, kind)


def _notice(ending: str, kind: str) -> None:
    path = f"/notices/{{notice}}.{ending}"

    @endpoint("GET", path, DISPLAY | STAFF, "The picture of a notice", content=kind, errors=(404,))
    def picture(asked: Request, notice: str) -> Response:
        """With an ETag; of the two kinds a notice has at most one."""
        return _answer(asked, of_notice(notice), kind)


_logo("png", "image/png")
_logo("jpg", "image/jpeg")
_notice("png", "image/png")
_notice("jpg", "image/jpeg")
