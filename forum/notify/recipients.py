"""Whom a text concerns, and how each of them wants to hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select

from forum.auth.models import User
from forum.courses.models import Membership, Pace
from forum.extensions import db
from forum.notify.models import ByMail, Kind
from forum.policy import audience, posts_written, somebody
from forum.posts.models import Filing, Post
from forum.reading import marks
from forum.reading.models import WHOLE, Level, Watch

PERSON = (
    User.id.label("user_id"),
    User.email,
    User.email_confirmed_at,
    User.time_zone,
    Membership.id.label("membership_id"),
    Membership.mail_pace,
    Membership.mail_hour,
    Membership.mail_weekday,
    Membership.mails_announcements,
)
PACES = {
    Pace.AT_ONCE: ByMail.AT_ONCE,
    Pace.DAILY: ByMail.DIGEST,
    Pace.WEEKLY: ByMail.DIGEST,
    Pace.NEVER: ByMail.NO,
}


def of_post(post: Any, named: Sequence[int], *, only_named: bool = False) -> list[tuple[Any, Kind]]:
    """Return whom a post concerns and why: for an announcement everybody, whatever they have muted."""
    if post.is_announcement and not only_named:
        return [(person, Kind.ANNOUNCEMENT) for person in _members(post, _of_others())]
    follows = or_(
        _follows(Watch.course_id == Post.course_id, WHOLE), _follows(Watch.category_id.in_(_filed()))
    )
    concerned = or_(User.id.in_(named), false() if only_named else follows)
    people = _members(post, and_(concerned, _of_others(), _heeds()))
    return [(each, Kind.MENTION if each.user_id in named else Kind.POST) for each in people]


def of_comment(comment: Any, named: Sequence[int], *, only_named: bool = False) -> list[tuple[Any, Kind]]:
    """Return whom a comment concerns and why; `comment.answered_id` wrote what it answers, None: the post."""
    answered = () if only_named or comment.answered_id is None else (comment.answered_id,)
    follows = false() if only_named else _follows(Watch.post_id == Post.id)
    people = _members(comment, and_(or_(User.id.in_([*named, *answered]), follows), _heeds()))
    return [(each, _why(each.user_id, named, answered)) for each in people]


def of_mark(mark: Any) -> list[tuple[Any, Kind]]:
    """Return the student whom a note is for, if they are in the class."""
    query = select(*PERSON).join(Membership, Membership.user_id == User.id)
    here = (Membership.course_id == mark.course_id, Membership.removed_at.is_(None))
    query = query.where(*here, User.id == mark.student_id, User.closed_at.is_(None))
    return [(each, Kind.MARK) for each in db.session.execute(query)]


def _why(user_id: int, named: Sequence[int], answered: Sequence[int]) -> Kind:
    if user_id in named:
        return Kind.MENTION
    return Kind.REPLY if user_id in answered else Kind.COMMENT


def _members(text: Any, concerned: ColumnElement[bool]) -> Sequence[Any]:
    """Return whom of a class a text concerns, in the order of their places: so rows are locked."""
    here = (Membership.course_id == Post.course_id, Membership.removed_at.is_(None))
    query = select(*PERSON).select_from(Post).join(Membership, and_(*here))
    query = query.join(User, User.id == Membership.user_id)
    others = (Post.id == text.post_id, User.id != text.author_id, User.closed_at.is_(None))
    is_for = audience(somebody(Membership.user_id, Membership.course_id))
    return db.session.execute(query.where(*others, concerned, is_for).order_by(Membership.id)).all()


def _of_others() -> ColumnElement[bool]:
    """Say of a reader that the post is not theirs: nobody is told what they wrote themselves."""
    return not_(posts_written(User.id))


def _follows(*what: Any) -> ColumnElement[bool]:
    following = (Watch.user_id == Membership.user_id, Watch.level == Level.FOLLOWING)
    return exists().where(*following, *what).correlate_except(Watch)


def _filed() -> Any:
    return select(Filing.category_id).where(Filing.post_id == Post.id).correlate(Post).scalar_subquery()


def _heeds() -> ColumnElement[bool]:
    return marks.heeded(somebody(Membership.user_id, Membership.course_id))


def by_mail(person: Any, kind: Kind) -> ByMail:
    """Return whether somebody is told by mail, too: never at an address that nobody has confirmed."""
    if not person.email or person.email_confirmed_at is None:
        return ByMail.NO
    if kind == Kind.ANNOUNCEMENT:
        return ByMail.AT_ONCE if person.mails_announcements else ByMail.NO
    return PACES[Pace(person.mail_pace)]
