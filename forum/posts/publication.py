"""Publishing a draft, and making a draft again of what was published or was to be."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from forum import clock, i18n, web
from forum.courses.models import Role
from forum.policy import may, require
from forum.posts import lengths, pinning, publishing, queries, scheduling, whom
from forum.posts.draft import Draft
from forum.posts.forms import AT_ONCE, PostForm
from forum.posts.models import HeldBack, State
from forum.prompts import wording

bp = Blueprint("publication", __name__, url_prefix="/posts/<id:post_id>")


@bp.post("/publication")
def publish(post_id: int) -> Response:
    """Publish a draft now, whether or not a later time was chosen for it."""
    post = queries.readable(g.member, post_id)
    require(g.member, "post.publish", post)
    publishing.publish(post_id, by=g.member)
    web.notice(and_its_length(_("Your post is published."), post_id, post.prompt_id))
    return web.see_other(f"{g.here}/posts/{post_id}")


@bp.post("/publication/delete")
def take_back(post_id: int) -> Response:
    """Make a published post a draft again, while nobody has commented on it."""
    require(g.member, "post.unpublish", queries.readable(g.member, post_id))
    if publishing.take_back(post_id, by=g.member):
        web.notice(
            _("It is a draft again. Only who wrote it sees it."), undo=f"{g.here}/posts/{post_id}/publication"
        )
    else:
        web.notice(_("It stays published: somebody has commented on it, or it was hidden, just now."))
    return web.see_other(f"{g.here}/posts/{post_id}")


@bp.post("/schedule/delete")
def unschedule(post_id: int) -> Response:
    """Take the time off a draft that was to come out by itself."""
    require(g.member, "post.publish", queries.readable(g.member, post_id))
    publishing.unschedule(post_id, by=g.member)
    web.notice(_("It is a draft again. It does not come out by itself."))
    return web.see_other(f"{g.here}/posts/{post_id}")


def waits_for_who_announces(form: PostForm, post: Any) -> bool:
    """Refuse a time for an announcement, or a pin, that could not come out by its first author."""
    asks = "announcement" in form and (form.announcement.data or form.pinned.data)
    waits = "publish_at" in form and form.publish_at.data
    now = request.form.get("state") in (State.DRAFT, AT_ONCE)
    own = post.author_id == g.member.user_id or post.author_role == Role.INSTRUCTOR
    if asks and waits and not now and not own:
        form.refuse(
            form.publish_at,
            _("It would come out by its first author, who does not announce or pin. Publish it now."),
        )
        return False
    return True


def is_for_somebody(form: PostForm, post: Any) -> bool:
    """Refuse to publish a draft that was for a section which is gone, before it is said whom it is for."""
    saved = request.form.get("state") == State.DRAFT
    if saved or not whom.is_lost(post) or form.whom is not None:
        return True
    say_who_is_gone(form)
    return False


def say_who_is_gone(form: PostForm, why: whom.Nobody | None = None) -> None:
    """Say beside the field that whom a post was to be for is not there."""
    if isinstance(why, whom.PromptIsGone):
        form.refuse(
            form.prompt, _("This prompt is gone, or asks its author no more. Choose another one, or none.")
        )
    else:
        form.refuse(
            form.section, _("The section that it was for is not there any more. Choose whom it is for.")
        )


def what_becomes_of(draft: Draft, form: PostForm, source: Any = None) -> str:
    """Return the sentence that says what happens next to what was just saved; `source` is that, if edited."""
    if source is not None and source.held_back == HeldBack.WORDS:
        return _("Saved. An announcement waits until one of its authors who teaches has seen its new words.")
    if draft.publish_at is not None:
        return _comes_out(draft.publish_at, form)
    if draft.state == State.PUBLISHED:
        return _("Your post is published.")
    if "publish_at" in form and form.publish_at.data:
        return _("Your draft is saved, without the time: a draft does not come out by itself.")
    return _("Your draft is saved.")


def and_its_length(sentence: str, post_id: int, prompt_id: int | None) -> str:
    """Return what is said of a post that was just saved; also that it is too short for its prompt."""
    short = lengths.too_short(post_id, prompt_id, of=g.member)
    return f"{sentence} {wording.too_short(*short)}" if short else sentence


def _comes_out(at: datetime, form: PostForm) -> str:
    if scheduling.is_left_out(form.publish_at.data, form.zone):
        return _(
            "The clocks are put forward then and leave that time out. Your post comes out on %(time)s.",
            time=i18n.exact(at),
        )
    return _("Your post comes out on %(time)s.", time=i18n.exact(at))


def time_in_form(source: Any) -> datetime | None:
    """Return what the editor shows as the time of a draft: one that has failed is not offered again.

    One that waits for who teaches is offered to them, while it is to come.
    """
    waits = source.held_back == HeldBack.WORDS and may(g.member, "post.announce")
    offered = source.held_back == HeldBack.NO or (waits and source.publish_at > clock.now())
    if source.publish_at is None or not offered:
        return None
    return scheduling.local_time(source.publish_at, g.course.time_zone)


def last_day_of_pin(post: Any) -> date | None:
    """Return until when the editor says that a post is pinned, or is to be."""
    if not post.pinned_until or not (post.state == State.DRAFT or pinning.is_pinned(post)):
        return None
    until: datetime = post.pinned_until.astimezone(clock.zone(g.course.time_zone))
    return until.date()
