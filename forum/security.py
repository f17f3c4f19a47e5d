"""What every answer carries and every request must be: headers, hosts, well-formed text."""

from __future__ import annotations

from collections.abc import Iterable
from os import urandom
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request
from flask.globals import request_ctx
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import (
    BadRequest,
    LengthRequired,
    NotFound,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",  # pictures elsewhere are links: a picture would tell its host who reads
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=31536000; includeSubDomains"
FORM = "application/x-www-form-urlencoded"
# Mail programs send "List-Unsubscribe=One-Click" so (RFC 8058 section 3.2); the view reads none of it.
ONE_CLICK = "subscription.stop"
TAKES_FILES = {
    "course.rosters.upload": 8_100_000
}  # bytes of the whole form: of a roster 8 MB, and its fields
TAKES_PARTS = {ONE_CLICK, *TAKES_FILES}
TAKEN = 2 * 1024 * 1024  # bytes of a text too large that are read and let go; a proxy's limit for all of one
AT_ONCE = 64 * 1024
# A header of a length that nobody foresees: docs/decisions/compressed-pages.md. HTTP/2 packs no X smaller.
PADDING = ["X" * length for length in range(1, 257)]


class SameHeaders:
    """Adds the headers that never change where a list is just made longer: it is the cheapest place."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app
        self.headers = list(HEADERS.items())

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            return start_response(status, headers + self.headers, *exc_info)

        return self.app(environ, start)


def init_app(app: Flask) -> None:
    """Put the checks before every request and the headers on every answer."""
    app.wsgi_app = SameHeaders(app.wsgi_app)  # type: ignore[method-assign]
    if app.config["SEMINAR_PROXIES"]:
        count = app.config["SEMINAR_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    app.before_request(refuse_malformed)
    app.after_request(add_headers)


def refuse_malformed() -> None:
    """Refuse text too large (413), not UTF-8 or with a NUL (400, in paths 404), wherever it stands."""
    asked = request_ctx.request  # itself: what stands for it finds out at each use which one it is
    if "\ufffd" in asked.path or "\0" in asked.path:
        raise NotFound
    if asked.headers.get("Transfer-Encoding") and asked.content_length is None:
        raise LengthRequired(_("Send the form with its length: a text without an end cannot be checked."))
    if asked.mimetype == "multipart/form-data" and asked.endpoint in TAKES_FILES:
        asked.max_content_length = TAKES_FILES[asked.endpoint]
    if (asked.content_length or 0) > (asked.max_content_length or 0):
        _let_arrive()
        raise RequestEntityTooLarge(_too_large())
    _check(asked.query_string)
    if asked.mimetype == FORM:
        _check(asked.get_data())
    elif asked.mimetype.startswith("multipart/") and asked.endpoint not in TAKES_PARTS:
        raise UnsupportedMediaType(_("Send the form as it is: nothing here takes files."))


def _too_large() -> str | None:
    """Return the words for a file that is too large; None: those that errors.py has for a text."""
    if request.max_content_length == TAKES_FILES.get(request.endpoint or ""):
        return _("This file is larger than 8 MB. Leave columns out, or send it in two parts.")
    return None


def _let_arrive() -> None:
    """Take what is on its way: who still sends when the connection closes does not read the answer."""
    for _part in range(0, min(request.content_length or 0, TAKEN), AT_ONCE):
        if not request.input_stream.read(AT_ONCE):
            return


def _check(raw: bytes) -> None:
    if not raw:
        return
    decoded = unquote_to_bytes(raw)
    try:
        decoded.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest(_("What was sent is not valid text (UTF-8).")) from None
    if b"\0" in decoded:
        raise BadRequest(_("What was sent holds a character that no text can hold (NUL)."))


def add_headers(response: Response) -> Response:
    """Add what depends on the answer; keep personal pages out of every cache."""
    asked = request_ctx.request
    response.headers.setdefault("X-Robots-Tag", "noindex")  # but for what about.py lists
    if asked.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if asked.endpoint != "static" or response.status_code >= 400:
        response.vary.add("HX-Request-Type")
        personal = current_user.is_authenticated or asked.method != "GET" or response.status_code >= 400
        response.headers.setdefault("Cache-Control", "private, no-store" if personal else "private, no-cache")
        if personal:
            response.headers.add("X-Padding", PADDING[urandom(1)[0]])
    return response
