"""What single keys do: static/keys.js obeys them, this page tells of them."""

from __future__ import annotations

from flask import Blueprint, Response

from forum import web

bp = Blueprint("keys", __name__)


@bp.get("/keys")
def show() -> Response:
    """List the keys; htmx and keys.js get the list alone."""
    return web.page("reading/keys.html", block="keys")
