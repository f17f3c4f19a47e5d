"""Errors are sentences: a page for a person, a notice for htmx."""

from __future__ import annotations

import logging
from math import ceil
from time import time
from typing import Any

from flask import Flask, Response, request
from flask_babel import format_timedelta
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, TooManyRequests

from forum import web
from forum.auth import kept
from forum.extensions import db, limiter

log = logging.getLogger("seminar")
LOSES_WORDS = (403, 404, 409, 410, 429, 500)  # what was typed is shown with the error, to be copied
NOTED = (400, 403, 413, 415)  # somebody tries what the pages do not offer; worth a line in the log


def init_app(app: Flask) -> None:
    """Answer every error in words."""
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(TooManyRequests, too_fast)
    app.register_error_handler(CSRFError, kept.stale_form)
    app.log_exception = _note_crash  # type: ignore[method-assign]


def answer(error: HTTPException) -> Response:
    """Answer an HTTP error with a page, or with a notice where htmx asked for a part of one."""
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    if isinstance(error, InternalServerError):
        db.session.rollback()
    status = error.code or 500
    if status in NOTED:
        log.warning("refused %s %s: %d", request.method, request.url_rule or "(no such page)", status)
    title, text = _words(status, error)
    response = web.refusal(text, status) if web.partial() else _page(title, text, status)
    response.headers.extend(h for h in error.get_headers() if h[0] == "Allow")
    return response


def _note_crash(exc_info: Any) -> None:
    """Log what broke, by its rule: Flask would write the address itself, and some hold secrets."""
    log.error("broke at %s %s", request.method, request.url_rule or "(no such page)", exc_info=exc_info)


def too_fast(error: TooManyRequests) -> Response:
    """Answer 429, and say when to come back (RFC 6585 section 4, Retry-After in seconds)."""
    seconds = _seconds_left(error)
    wait = format_timedelta(seconds, granularity="second", threshold=1.2)
    text = _("That was too often in a short time. Come back in %(wait)s.", wait=wait)
    title = _("Too many attempts")
    response = web.refusal(text, 429) if web.partial() else _page(title, text, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _seconds_left(error: TooManyRequests) -> int:
    """Return when to come back: our own errors say it, Flask-Limiter knows it of its last limit."""
    if isinstance(error.retry_after, int):
        return error.retry_after
    current = limiter.current_limit
    return max(1, ceil(current.reset_at - time())) if current else 60


def _words(status: int, error: HTTPException) -> tuple[str, str]:
    standard = type(error).description
    own = error.description if error.description and error.description != standard else ""
    titles = {
        400: (_("That did not arrive well"), _("Go back, reload the page and try again.")),
        401: (_("Sign in first"), _("This is for members of the class.")),
        403: (_("That is not allowed"), _("You may not do that here.")),
        404: (
            _("There is nothing here"),
            _("The page was moved, was deleted, or is not for you. Check the address."),
        ),
        405: (_("That does not work here"), _("Go back and use the buttons of the page.")),
        409: (_("Somebody was faster"), _("Go back, reload the page and try again.")),
        410: (_("This link is no longer good"), _("Ask whoever sent it for a new one.")),
        413: (_("That is too large"), _("Send at most one megabyte. Shorten the text and try again.")),
        500: (_("Something broke on our side"), _("Nothing you had saved is lost. Try again in a moment.")),
    }
    title, text = titles.get(status, (_("That did not work"), _("Go back and try again.")))
    return title, own or text


def _page(title: str, text: str, status: int) -> Response:
    readable = status in LOSES_WORDS and request.method == "POST"
    fields = kept.words() if readable else []
    return web.page("errors/error.html", title=title, text=text, fields=fields, status=status)
