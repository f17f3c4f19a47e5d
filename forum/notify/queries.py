"""Reading what members were told. What can no longer be read by every member is in no list and no mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from forum.auth.models import User
from forum.comments.models import Comment
from forum.courses.models import Course, Membership
from forum.courses.roster import BY_ROLE
from forum.mail.models import Mail
from forum.marking.models import Mark
from forum.notify import bell
from forum.notify.models import Kind, Notification
from forum.policy import audience, somebody
from forum.posts.bylines import CO_AUTHORS
from forum.posts.models import Post
from forum.prepared import Asker, number, prepared, run
from forum.rows import fetch
from forum.standing import Member

PAGE = 30  # notifications
IN_A_DIGEST = 60  # that a digest tells one by one
BEGINNING = 2000  # characters of HTML, from which a list takes the first words

_author = aliased(User)
TOLD = (
    Notification.id,
    Notification.kind,
    Notification.read_at,
    Notification.created_at,
    Notification.user_id,
    Notification.course_id,
    Notification.post_id,
    Notification.comment_id,
    Notification.mark_id,
    Post.title,
    _author.id.label("author_id"),
    _author.name.label("author_name"),
    case((Notification.comment_id.is_(None), CO_AUTHORS)).label("co_authors"),
)
FIRST_WORDS = (
    func.substr(func.coalesce(Comment.body_html, Post.body_html), 1, BEGINNING).label("body_html"),
    case((Notification.comment_id.is_(None), Post.own_excerpt), else_="").label("own_excerpt"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some notifications, newest first, and the id below which the older ones are."""

    rows: Sequence[Any]
    older: int | None

    def by_post(self) -> list[list[Any]]:
        """Return them in their order, with what was told of one post on end in one group."""
        return [list(group) for _post_id, group in groupby(self.rows, key=lambda row: row.post_id)]


def page(member: Member, *, before: int | None = None) -> Page:
    """Return what a member was told in this class, newest first."""
    values = {"before": before} if before else {}
    rows = run(member, _page(member, bool(before)), **values)
    return Page(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)


@prepared
def _page(asker: Asker, further: bool) -> Any:
    mine = (Notification.user_id == asker.user_id, Notification.course_id == asker.course_id)
    query = _with_author(bell.joined(select(*TOLD, *FIRST_WORDS).where(*mine)))
    if further:
        query = query.where(Notification.id < number("before"))
    return query.order_by(Notification.id.desc()).limit(PAGE + 1)


def _with_author(query: Any) -> Any:
    return query.join(_author, _author.id == func.coalesce(Comment.author_id, Post.author_id, Mark.by_id))


# --- For mails: what is to be told of a class to somebody who is in it, and at which address -----------

_reader = aliased(User)
ENVELOPE = (
    select(
        _reader.id.label("user_id"),
        _reader.email,
        _reader.time_zone,
        Course.id.label("course_id"),
        Course.slug,
        Course.title,
        Course.time_zone.label("class_zone"),
        Membership.mail_pace,
        Membership.mails_announcements,
    )
    .join(Membership, Membership.user_id == _reader.id)
    .join(Course, Course.id == Membership.course_id)
    .where(
        _reader.id == number("user_id"),
        Course.id == number("course_id"),
        Membership.removed_at.is_(None),
        _reader.closed_at.is_(None),
        _reader.email_confirmed_at.is_not(None),
    )
)
_parent = aliased(Comment)
WHOLE = (
    Notification.kind,
    Post.published_at,
    Comment.created_at.label("commented_at"),
    _parent.id.label("answered_id"),
    func.coalesce(Comment.body_html, Post.body_html).label("body_html"),
    func.coalesce(Comment.body_markdown, Post.body_markdown).label("body_markdown"),
    func.coalesce(Comment.body_format, Post.body_format).label("body_format"),
)
# Of a thing that was read on the site meanwhile a mail says nothing, unless it was announced.
NOTICE = (
    _with_author(bell.joined(select(*TOLD, *WHOLE).where(Notification.mail_id == number("mail_id"))))
    .outerjoin(_parent, _parent.id == Comment.parent_id)
    .where((Notification.read_at.is_(None)) | (Notification.kind == Kind.ANNOUNCEMENT))
)
WRITTEN_AT = func.coalesce(Comment.created_at, Post.published_at, Notification.created_at)
GATHERED = _with_author(
    bell.joined(
        select(*TOLD, *FIRST_WORDS, WRITTEN_AT.label("at")).where(
            Notification.mail_id == number("mail_id"), Notification.read_at.is_(None)
        )
    )
)
DIGEST = GATHERED.order_by(Post.active_at, Post.id, Comment.path).limit(IN_A_DIGEST + 1)


def envelope(user_id: int, course_id: int) -> Any:
    """Return where mail about a class goes for somebody; None if they are gone, or nowhere to be reached."""
    return fetch(ENVELOPE, user_id=user_id, course_id=course_id).one_or_none()


def notice(mail_id: int) -> Any:
    """Return the whole of what a mail tells at once, or None if there is nothing to tell any more."""
    return fetch(NOTICE, mail_id=mail_id).one_or_none()


def digest(mail_id: int) -> Sequence[Any]:
    """Return what a digest tells, by post and in the order of threads; one more than it has room for."""
    return fetch(DIGEST, mail_id=mail_id)


# --- For who announced something: whom it reached ------------------------------------------------------


def deliveries(member: Member, post_id: int) -> Sequence[Any]:
    """Return the members of the class whom a post is for, and what became of its mail to each."""
    return run(member, _deliveries(member), post=post_id)


@prepared
def _deliveries(asker: Asker) -> Any:
    of_post = and_(
        Notification.user_id == User.id,
        Notification.post_id == number("post"),
        Notification.comment_id.is_(None),
    )
    return (
        select(
            User.id,
            User.name,
            User.email,
            User.email_confirmed_at,
            Membership.role,
            Membership.mails_announcements,
            Notification.by_mail,
            Notification.read_at,
            Mail.fate,
            Mail.sent_at,
            Mail.try_at,
            Mail.tries,
            Mail.error,
        )
        .join(Membership, Membership.user_id == User.id)
        .join(Post, Post.id == number("post"))
        .outerjoin(Notification, of_post)
        .outerjoin(Mail, Mail.id == Notification.mail_id)
        .where(Membership.course_id == asker.course_id, Membership.removed_at.is_(None))
        .where(audience(somebody(User.id, asker.course_id)))
        .order_by(BY_ROLE, func.lower(User.name), User.id)
    )
