"""What students say of each other's posts: read, and written."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _
from werkzeug.exceptions import Conflict

from forum import web
from forum.peers import actions, queries, told
from forum.peers.forms import ReviewForm, as_sent
from forum.peers.queries import Work
from forum.policy import require
from forum.posts import queries as posts
from forum.posts.forms import seen_version, version
from forum.ratelimits import each_writer
from forum.writing import places
from forum.writing import queries as writing
from forum.writing.forms import as_it_was

bp = Blueprint("reviews", __name__, url_prefix="/posts/<id:post_id>/reviews")
bp.app_template_global("shared")(told.beside)


@bp.get("")
def index(post_id: int) -> Response:
    """Show what was said of a post: the reviews that the reader may see."""
    post = posts.readable(g.member, post_id)
    return web.page("peers/reviews.html", post=post, reviews=told.reviews(g.member, post_id))


def _work(post_id: int) -> Work:
    """Return the post as one that the member may review. Raises NotFound, Forbidden."""
    work = queries.work(g.member, post_id)
    require(g.member, "review.write", work)
    return work


@bp.get("/new")
def new(post_id: int) -> Response:
    """Show the questions: with what was being typed, what was sent before, or nothing."""
    work = _work(post_id)
    unsent = writing.at(g.member, places.reviewing(post_id), web.asked("draft"))
    filled = {"formdata": as_it_was(unsent)} if unsent else _as_it_is(work)
    return _editor(work, ReviewForm.to(queries.questions(work.prompt_id), **filled))


def _as_it_is(work: Work) -> dict[str, Any]:
    said = as_sent(told.own(work.review_id)) if work.review_id else {}
    return {"data": {"seen": version(work.written_at), **said}}


@bp.post("")
@each_writer("20 per minute")
def write(post_id: int) -> Response:
    """Take a review, or one in its place."""
    work = _work(post_id)
    form = ReviewForm.to(queries.questions(work.prompt_id))
    if not form.validate_on_submit():
        return _editor(work, form, status=422)
    try:
        seen = seen_version(form.seen.data)
        review_id = actions.review(work, form.said(), by=g.member, seen=seen, unsent=form.unsent.data)
    except actions.EditedMeanwhile:
        return _edited_meanwhile(work, form)
    except actions.GivenToAnother:
        raise Conflict(_("This post was given to somebody else meanwhile. Your words are kept.")) from None
    web.notice(_("Thank you: your review is sent."))
    return web.see_other(f"{g.here}/posts/{post_id}/reviews#review-{review_id}")


def _edited_meanwhile(work: Work, form: ReviewForm) -> Response:
    """Show what was typed once more, and say that it was not sent; who sends it now has been told."""
    there = queries.work(g.member, work.post.id)
    form.seen.raw_data, form.seen.data = None, version(there.written_at)
    return _editor(work, form, status=409, meanwhile=True)


def _editor(work: Work, form: ReviewForm, *, status: int = 200, meanwhile: bool = False) -> Response:
    place = places.reviewing(work.post.id)
    context = {"work": work, "post": work.post, "form": form, "place": place, "meanwhile": meanwhile}
    return web.page("peers/review.html", status=status, **context)
