"""In which language the pages speak: staff hear the first of their site's languages."""

from __future__ import annotations

from flask import Flask, current_app, g, request
from markupsafe import Markup, escape

from kit.language import Catalog, catalog, first_spoken
from server.desk import Desk
from server.desk.at_counter import only_site
from server.desk.branch import Branch


def register(app: Flask) -> None:
    """Give templates the filter `fill`."""
    app.jinja_env.filters["fill"] = fill


def fill(text: str, **values: object) -> Markup:
    """Put values, which may be markup, into the `{name}` places of a sentence that is plain text."""
    return escape(text).format(**values)


def words_of(branch: Branch) -> Catalog:
    """The sentences of the site's first language; English where the programs do not speak it."""
    return catalog(branch.site.languages[0])


def words_for_guests(branch: Branch | None) -> Catalog:
    """Before anybody is known: as the server's only site speaks; with several (None), as the browser asks."""
    return words_of(branch) if branch else asked_words()


def asked_words() -> Catalog:
    """As the browser asks."""
    # In the order of the browser's wishes. Werkzeug's own choice would put en, wished for last, before zh-CN.
    wishes = [code for code, quality in request.accept_languages if quality > 0]
    return catalog(first_spoken(wishes))


def remember(site_id: int) -> None:
    """This request is of somebody of this site, whatever becomes of it."""
    g.site_id = site_id


def words_after_a_fault() -> Catalog:
    """For a page that must come even when the database does not answer."""
    desk: Desk = current_app.extensions["desk"]
    try:
        return words_of(desk.branch(g.site_id)) if "site_id" in g else words_for_guests(only_site(desk))
    except Exception:  # noqa: BLE001 - what failed is logged by who asks for this page
        return asked_words()
