"""The feeds of a class: under /c/<course>/ and, for who has a key, likewise under /feeds/<secret>/."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.http import is_resource_modified

from forum import clock, web
from forum.auth.attempts import network
from forum.comments.models import Comment
from forum.extensions import limiter
from forum.feeds import atom, entries, queries
from forum.feeds.doorway import Reading, reading
from forum.posts import authors, shelf
from forum.posts import queries as posts
from forum.posts.models import Post, State

bp = Blueprint("feeds", __name__)

SHARED = "public, no-cache"  # caches may keep and share it, but ask each time: what is hidden is gone at once
OFTEN = "120 per minute"  # a reader asks a few times a day; a network may hold many
SECOND = timedelta(seconds=1)


def _asker() -> str:
    user_id = reading().member.user_id
    return f"user-{user_id}" if user_id else network(request.remote_addr or "")


limited = limiter.shared_limit(OFTEN, scope="feeds", key_func=_asker)


@bp.get("/feed.atom")
@limited
def of_class() -> Response:
    """Show the newest posts of a class."""
    who = reading()
    page = queries.of_class(who.member, _before())
    return _posts(who, entries.of_class(who.course), page)


@bp.get("/categories/<slug:slug>/feed.atom")
@limited
def of_category(slug: str) -> Response:
    """Show the newest posts of a category."""
    who = reading()
    category = shelf.rail(who.course.id).category(slug)
    page = queries.of_category(who.member, category.id, _before())
    return _posts(who, entries.of_category(who.course, category), page)


@bp.get("/authors/<id:user_id>/feed.atom")
@limited
def of_author(user_id: int) -> Response:
    """Show the newest posts of somebody."""
    who = reading()
    person = authors.find(who.member, user_id)
    page = queries.of_author(who.member, user_id, _before())
    return _posts(who, entries.of_author(who.course, person), page)


@bp.get("/posts/<id:post_id>/comments.atom")
@limited
def of_post(post_id: int) -> Response:
    """Show the newest comments under a post."""
    who = reading()
    post = posts.readable(who.member, post_id)
    if post.state == State.DRAFT:
        raise NotFound
    page = queries.of_post(who.member, post_id, _before())
    return _answer(who, entries.of_post(post), page, Comment, partial(entries.comment, post))


def _before() -> str:
    return web.asked("before")


def _posts(who: Reading, subject: entries.Subject, page: queries.Page) -> Response:
    return _answer(who, subject, page, Post, entries.post)


def _answer(
    who: Reading,
    subject: entries.Subject,
    page: queries.Page,
    kind: type[Post] | type[Comment],
    enter: entries.Enter,
) -> Response:
    """Answer with a document, or with 304 to who has it already; then no entry's text was read."""
    place = entries.Place(who.course, who.root, page.made_at)
    feed = entries.feed(place, subject, page, _before(), enter)
    response = Response(mimetype=atom.ATOM)
    response.vary.add("Accept-Language")
    if who.member.user_id is None:
        response.headers["Cache-Control"] = SHARED
    if _is_known(response, atom.mark(feed, who.member.user_id, who.member.role), page.changed_at):
        response.status_code = 304
    else:
        texts = queries.texts(who.member, kind, [entry.key for entry in feed.entries])
        response.data = atom.write(feed, entries.whole(feed, texts))
    return response


def _is_known(response: Response, etag: str, changed_at: datetime) -> bool:
    """Put both validators on an answer, and say whether the asker has what they stand for.

    Dates have whole seconds. As long as the second of a change is not over, another may come in it: the date
    told is one second older, so that whoever compares dates only asks once more (RFC 9110 section 8.8.2.2).
    """
    changed_at = changed_at.replace(microsecond=0)
    over = clock.now() >= changed_at + 2 * SECOND
    response.set_etag(etag)
    response.last_modified = changed_at if over else changed_at - SECOND
    return not is_resource_modified(request.environ, etag=etag, last_modified=changed_at)
