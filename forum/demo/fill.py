"""Fill an empty database with the demo class, by the same actions that people use."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, func, insert, select, update

from forum import clock
from forum.auth import handles
from forum.auth.models import User
from forum.auth.passwords import hash_password
from forum.comments import queries as comment_rows
from forum.comments import saying
from forum.comments.models import Comment
from forum.courses import actions as courses
from forum.courses.models import Course, Membership, Pace, Role
from forum.demo import teaching
from forum.demo.content import DemoClass, DemoComment, DemoPost, load
from forum.extensions import db
from forum.keeping import actions as keeping
from forum.keeping.models import Kind
from forum.notify import telling
from forum.notify.models import Notification
from forum.posts import actions as posts
from forum.posts import filing, pinning
from forum.posts.draft import Draft
from forum.posts.models import Post, Tell
from forum.posts.scheduling import moment_of
from forum.posts.whom import Whom
from forum.reading.following import follow_what_they_wrote
from forum.reading.models import Seen
from forum.standing import Member

LAST_VISIT = timedelta(days=2)  # ago
KEPT = 3  # bookmarks of each, of posts and of comments


@dataclass(frozen=True, slots=True)
class Account:
    """How one of the demo's people signs in."""

    name: str
    email: str
    password: str
    role: str


def fill() -> list[Account]:
    """Make the demo class and everybody in it; return the accounts, with new random passwords."""
    demo, now = load(), clock.now()
    accounts = [Account(p.name, p.email, secrets.token_urlsafe(9), p.role) for p in demo.people]
    members = _enrol(demo, accounts)
    teacher = next(member for member in members.values() if member.role == Role.INSTRUCTOR)
    categories = {
        c.slug: filing.find_or_add(teacher.course_id, c.name, c.description) for c in demo.categories
    }
    db.session.commit()
    teaching.divide(demo, members, by=teacher)
    asked = teaching.ask(demo, members, now, by=teacher)
    written = [
        (post, _write(post, members, categories, Whom(prompt_id=asked.get(post.prompt)), now))
        for post in demo.posts
    ]
    for post, post_id in written:
        _discuss(post, post_id, members, now)
    for post, post_id in sorted(written, key=lambda pair: -(pair[0].pin or 0)):
        if post.pin:
            pinning.pin(post_id, by=teacher)
    ids = {post.slug: post_id for post, post_id in written}
    for note in demo.notes:
        teaching.tell(note, ids[note.post], by=teacher)
    for place, member in enumerate(members.values()):
        _regard(member, place)
    _leave_unread(teacher.course_id, now - LAST_VISIT)
    _ring(teacher.course_id, now - LAST_VISIT)
    return accounts


def _enrol(demo: DemoClass, accounts: list[Account]) -> dict[str, Member]:
    today = clock.now().date()
    course = courses.create(
        slug=demo.slug,
        title=demo.title,
        term=demo.term(today),
        time_zone=demo.time_zone,
        first_day=demo.first_day(today),
        weeks=demo.weeks,
        colour=demo.colour,
        visibility=demo.visibility,
        by=None,
    )
    members = {}
    for person, account in zip(demo.people, accounts, strict=True):
        password = hash_password(account.password)
        user = User(name=account.name, email=account.email, password_hash=password)
        user.email_confirmed_at = clock.now()
        db.session.add(user)
        db.session.flush()
        handles.give(user)
        courses.enrol(course.id, user.id, account.role, by=None)
        members[person.login] = Member(course.id, True, user.id, account.role)
    _came_on(course, moment_of(datetime.combine(course.first_day, time()), demo.time_zone))
    db.session.commit()
    return members


def _came_on(course: Course, began: datetime) -> None:
    """Let everybody have come when the class began: of who comes later no prompt asks what was due before."""
    here = update(Membership).where(Membership.course_id == course.id)
    db.session.execute(here.values(joined_at=began))


def _write(
    post: DemoPost, members: dict[str, Member], categories: dict[str, int], whom: Whom, now: datetime
) -> int:
    draft = Draft(
        post.title,
        post.body,
        category_ids=[categories[slug] for slug in post.categories],
        is_announcement=post.announcement,
        whom=whom,
    )
    return posts.write(draft, by=members[post.author], at=post.at(now))


def _discuss(post: DemoPost, post_id: int, members: dict[str, Member], now: datetime) -> None:
    """Let the comments come in the order of their time, answers after what they answer."""
    ids: dict[str, int] = {}
    for comment in sorted(post.comments, key=lambda c: (-c.days_ago, c.order)):
        ids[comment.place] = _say(comment, post_id, ids, members[comment.author], now)


def _say(comment: DemoComment, post_id: int, ids: dict[str, int], by: Member, now: datetime) -> int:
    parent = comment_rows.readable(by, ids[comment.parent]) if comment.parent else None
    return saying.reply(post_id, comment.body, by=by, parent=parent, at=comment.at(now)).id


def _regard(member: Member, place: int) -> None:
    """Let somebody find some texts of others worth reading, and keep the first of those."""
    for kind, text in ((Kind.POST, Post), (Kind.COMMENT, Comment)):
        others = (text.course_id == member.course_id, text.author_id != member.user_id)
        ids = db.session.scalars(select(text.id).where(*others).order_by(text.id)).all()
        liked = [id for id in ids if (7 * id + 3 * place) % 5 < 2]
        for id in liked if member.takes_part else ():
            keeping.give_heart(kind, id, by=member)
        for id in liked[:KEPT]:
            keeping.keep(kind, id, by=member)


def _leave_unread(course_id: int, since: datetime) -> None:
    """Let everybody have read what is older than their last visit, so that the rest is new to them."""
    here = (Membership.course_id == course_id, Membership.removed_at.is_(None))
    db.session.execute(update(Membership).where(*here).values(new_since=since))
    last = func.coalesce(func.max(Comment.id), 0)
    read = (
        select(Membership.user_id, Post.id, Post.course_id, last)
        .join_from(Membership, Post, Post.course_id == Membership.course_id)
        .outerjoin(Comment, and_(Comment.post_id == Post.id, Comment.created_at <= since))
        .where(*here, Post.published_at <= since)
        .group_by(Membership.user_id, Post.id, Post.course_id)
    )
    db.session.execute(insert(Seen).from_select(["user_id", "post_id", "course_id", "comment_id"], read))
    db.session.commit()


def _ring(course_id: int, since: datetime) -> None:
    """Let everybody be told, by the bell alone, what concerns them of what came since their last visit."""
    follow_what_they_wrote(course_id)
    _set(Membership, course_id, mail_pace=Pace.NEVER, mails_announcements=False)
    for table, at in ((Post, Post.published_at), (Comment, Comment.created_at)):
        db.session.execute(
            update(table).where(table.course_id == course_id, at > since).values(tell=Tell.ALL)
        )
    db.session.commit()
    telling.tell()
    said = select(Comment.created_at).where(Comment.id == Notification.comment_id).scalar_subquery()
    posted = select(Post.published_at).where(Post.id == Notification.post_id).scalar_subquery()
    _set(Notification, course_id, created_at=func.coalesce(said, posted, Notification.created_at))
    _set(Membership, course_id, mail_pace=Pace.DAILY, mails_announcements=True)
    db.session.commit()


def _set(table: type[Membership] | type[Notification], course_id: int, **values: Any) -> None:
    changed = update(table).where(table.course_id == course_id).values(**values)
    db.session.execute(changed.execution_options(synchronize_session=False))
