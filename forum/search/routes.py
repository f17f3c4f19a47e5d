"""Searching the class. The address of a page of results is the search, to be kept and passed on."""

from __future__ import annotations

from flask import Blueprint, Response, g, request
from flask_limiter.util import get_remote_address

from forum import web
from forum.extensions import limiter
from forum.search import asked, queries
from forum.search.forms import SearchForm
from forum.search.queries import Found
from forum.search.shown import results

bp = Blueprint("search", __name__)


def _reader() -> str:
    return f"reader:{g.member.user_id}" if g.member.user_id else get_remote_address()


@bp.get("/search")
@limiter.limit("300 per minute", key_func=_reader)
def show() -> Response:
    """Show the form, and what was found; to htmx, only what was found."""
    form = SearchForm.of(request.args, g.member, queries.choices(g.member))
    valid = form.validate()
    words = asked.read(form.q.data or "")
    found = _find(form, words) if valid and (words.terms or words.without or form.is_narrowed) else None
    return web.page(
        "search/search.html",
        block="found",
        status=200 if valid else 422,
        form=form,
        found=found,
        results=results(found) if found else [],
        show=web.how_many(queries.PAGE),
    )


def _find(form: SearchForm, words: asked.Asked) -> Found:
    return queries.find(
        g.member,
        words,
        form.narrowed(g.member, g.course.time_zone),
        newest_first=form.sort.data == "newest",
        show=web.how_many(queries.PAGE),
    )
