"""Telling: what was written becomes notifications, and the mails that are to go at once.

Writing a text notes in its own row that it is to be told (`tell`); nothing else stands in the writer's way.
The worker looks for such rows each second. One transaction takes the note away and puts in its place all that
it asks for: killed in the middle, it has told nobody, and the next look finds the note again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from forum import clock, mentions, upserts
from forum.comments.models import Comment
from forum.courses.models import Course, Membership
from forum.extensions import db
from forum.mail import outgoing
from forum.mail.models import Form, Mail
from forum.marking.models import Mark
from forum.notify import hours, recipients
from forum.notify.models import ByMail, Kind, Notification
from forum.policy import comments_counted, posts_counted
from forum.posts.models import Post, Tell
from forum.reading.following import follow

AT_A_LOOK = 100  # texts
REST = 30.0  # seconds before a text is tried again that could not be told

_rests: dict[tuple[str, int], float] = {}  # until when, by time.monotonic(); what was tried in vain
log = logging.getLogger("seminar.notify")

_answered = aliased(Comment)
POSTS = select(
    Post.id.label("post_id"),
    Post.course_id,
    Post.author_id,
    Post.is_announcement,
    Post.tell,
    Course.time_zone,
).join(Course, Course.id == Post.course_id)
COMMENTS = (
    select(
        Comment.id.label("comment_id"),
        Comment.post_id,
        Comment.course_id,
        Comment.author_id,
        _answered.author_id.label("answered_id"),
        Comment.tell,
        Course.time_zone,
    )
    .join(Post, Post.id == Comment.post_id)
    .join(Course, Course.id == Comment.course_id)
    .outerjoin(_answered, _answered.id == Comment.parent_id)
)
# What is hidden keeps its note: it is told when it is shown again.
UNTOLD_POSTS = POSTS.where(Post.tell > 0, posts_counted()).order_by(Post.id).limit(AT_A_LOOK)
UNTOLD_COMMENTS = (
    COMMENTS.where(Comment.tell > 0, comments_counted(), posts_counted())
    .order_by(Comment.id)
    .limit(AT_A_LOOK)
)
RELEASED = (Mark.released_at.is_not(None), Mark.deleted_at.is_(None))
UNTOLD_MARKS = (
    select(Mark.id.label("mark_id"), Mark.course_id, Mark.student_id, Mark.tell, Course.time_zone)
    .join(Course, Course.id == Mark.course_id)
    .where(Mark.tell > 0, *RELEASED)
    .order_by(Mark.id)
    .limit(AT_A_LOOK)
)

Concerned = Sequence[tuple[Any, Kind]]


def tell() -> None:
    """Tell what there is to tell, posts before comments."""
    for do, untold in (
        (_tell_post, UNTOLD_POSTS),
        (_tell_comment, UNTOLD_COMMENTS),
        (_tell_mark, UNTOLD_MARKS),
    ):
        for text in _look(untold):
            _tell(do, text)


def _look(untold: Any) -> Sequence[Any]:
    """Return some texts that are to be told, without keeping a transaction open over them."""
    found = db.session.execute(untold).all()
    db.session.rollback()
    return found


def _tell(do: Callable[[Any], None], text: Any) -> None:
    """Tell one text. What goes wrong with it holds up no other, and is tried again after a rest."""
    key = (text._fields[0], text[0])  # what it is, and its id
    if _rests.get(key, 0.0) > time.monotonic():
        return
    try:
        do(text)
        _rests.pop(key, None)
    except Exception:  # whatever is wrong with this one
        db.session.rollback()
        _rests[key] = time.monotonic() + REST
        log.exception("What has the %s %s could not be told; it is tried again.", *key)


def _tell_post(post: Any) -> None:
    html = _take(Post, post.post_id, post.tell)
    if html is None:
        return
    only_named = post.tell == Tell.MENTIONS
    concerned = recipients.of_post(post, mentions.named(html), only_named=only_named)
    _notify(post, {"post_id": post.post_id}, concerned)


def _tell_comment(comment: Any) -> None:
    # The post first, as all who change comments do: no two wait for each other (PostgreSQL).
    post = select(Post.id).where(Post.id == comment.post_id)
    db.session.execute(post.with_for_update(read=True, key_share=True))
    html = _take(Comment, comment.comment_id, comment.tell)
    if html is None:
        return
    only_named = comment.tell == Tell.MENTIONS
    if not only_named:
        follow(comment.author_id, comment.course_id, comment.post_id)
    concerned = recipients.of_comment(comment, mentions.named(html), only_named=only_named)
    _notify(comment, {"post_id": comment.post_id, "comment_id": comment.comment_id}, concerned)


def _tell_mark(mark: Any) -> None:
    """Tell a student that there is a note for them, and nothing of what it says."""
    if _take(Mark, mark.mark_id, mark.tell) is not None:
        _notify(mark, {"mark_id": mark.mark_id}, recipients.of_mark(mark))


def _take(table: Any, key: int, tell: int) -> str | None:
    """Take the note away and return the text as it is now: what it names is told, or noted again.

    None if another worker did, or the note says something else by now.
    """
    noted = update(table).where(table.id == key, table.tell == tell)
    taken = noted.values(tell=Tell.NOTHING).returning(table.body_html)
    html: str | None = db.session.scalar(taken.execution_options(synchronize_session=False))
    if html is None:
        db.session.rollback()
    return html


def _notify(text: Any, about: dict[str, int], concerned: Concerned) -> None:
    """Tell these people, each once, and commit."""
    people = {person.user_id: person for person, _kind in concerned}
    new = _insert(text, about, concerned) if concerned else []
    _mail_at_once(text, [(row, people[row.user_id]) for row in new if row.by_mail == ByMail.AT_ONCE])
    for row in new:
        if row.by_mail == ByMail.DIGEST:
            set_digest(people[row.user_id], text.time_zone)
    db.session.commit()
    if any(row.by_mail == ByMail.AT_ONCE for row in new):
        outgoing.deliver_waiting_later()


def _insert(text: Any, about: dict[str, int], concerned: Concerned) -> Sequence[Any]:
    """Add a notification for each of these people who was not told of this text yet; return the new ones."""
    here = {"course_id": text.course_id, **about}
    rows = [
        {"user_id": person.user_id, "kind": kind, "by_mail": recipients.by_mail(person, kind)} | here
        for person, kind in concerned
    ]
    new = upserts.insert(Notification).on_conflict_do_nothing()
    returned = new.returning(Notification.id, Notification.user_id, Notification.by_mail)
    return db.session.execute(returned, rows).all()


def _mail_at_once(text: Any, told: Sequence[tuple[Any, Any]]) -> None:
    """Write a mail for each of these notifications, and note with each which it is."""
    if not told:
        return
    blank = {"form": Form.NOTICE, "subject": "", "body": "", "course_id": text.course_id}
    rows = [{**blank, "user_id": person.user_id, "recipient": person.email} for _row, person in told]
    written = upserts.insert(Mail).returning(Mail.id, Mail.user_id)
    mails = {mail.user_id: mail.id for mail in db.session.execute(written, rows)}
    db.session.execute(
        update(Notification), [{"id": row.id, "mail_id": mails[person.user_id]} for row, person in told]
    )


def set_digest(person: Any, class_zone: str) -> None:
    """Note when somebody's next digest is due, unless one is due already. The caller commits."""
    at = hours.next_time(
        clock.now(),
        pace=person.mail_pace,
        hour=person.mail_hour,
        weekday=person.mail_weekday,
        zone=person.time_zone or class_zone,
    )
    waits = (Membership.id == person.membership_id, Membership.digest_at.is_(None))
    due = update(Membership).where(*waits).values(digest_at=at)
    db.session.execute(due.execution_options(synchronize_session=False))
