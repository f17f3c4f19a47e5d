"""The rules about what students are given to read of each other, to be read by a teacher (see policy.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from forum import clock
from forum.courses.models import Placing, Role
from forum.lists import numbers
from forum.peers.models import Review, Sharing
from forum.policy_audience import is_member, posts_written, students_taught
from forum.policy_prompts import RULES as OF_PROMPTS
from forum.posts.models import Post
from forum.posts.names import wrote
from forum.standing import Member, Reader


# What waits for an answer anywhere in the class, those who teach look for; of their prompts all can.
def _waiting_read(member: Member, _course: Any) -> bool:
    return member.staff


# Instructors have answers shared out, and ask the questions.
def _sharing_edit(member: Member, prompt: Any) -> bool:
    return OF_PROMPTS["prompt.edit"](member, prompt)


# Who was given what, and who has done it, is for those who teach them.
def _sharing_read(member: Member, prompt: Any) -> bool:
    return OF_PROMPTS["prompt.board.read"](member, prompt)


# A review is written by a student who was given the post, as long as answers are shared out and questions
# asked. Late ones are taken; what was sent can be changed until replies are due.
def _review_write(member: Member, work: Any) -> bool:
    studies = member.takes_part and member.role == Role.STUDENT
    given = work.is_allotted and work.is_on and work.asks
    return studies and given and (work.written_at is None or not is_over(work.due_at))


def is_over(due_at: Any) -> bool:
    """Say whether something was due already; what is due at no time never is."""
    return due_at is not None and due_at < clock.now()


# A review is for who wrote it, for those whose post it is about, and for those who teach either of them. If
# the prompt says so, and said so when it was sent, it is for all in the class who may read the post. To read
# the post is what all of them must be allowed besides.
def _review_read(member: Member, review: Any) -> bool:
    theirs = member.user_id in (review.user_id, review.author_id) or wrote(member.user_id, review)
    mine = member.user_id is not None and theirs
    shown = member.belongs and review.for_all and review.all_may_read
    return mine or bool(shown) or _teaches_them(member, review)


# An assistant who is tied to sections teaches those who are in them.
def _teaches_them(member: Member, review: Any) -> bool:
    theirs = member.everywhere or not member.sections.isdisjoint(numbers(review.section_ids))
    return member.staff and theirs


# Whose review it is, those who teach them always see; others if that is so now and was so when it was sent.
def _review_name_read(member: Member, review: Any) -> bool:
    known = review.name_shown and review.names_may_show
    mine = member.user_id is not None and member.user_id == review.user_id
    return mine or bool(known) or _teaches_them(member, review)


def reviews_readable(reader: Reader) -> ColumnElement[bool]:
    """Return the SQL twin of "review.read", beside a review, its post and its prompt's sharing."""
    here = Review.course_id == reader.course_id
    if reader.user_id is None:
        return false()
    mine = or_(Review.user_id == reader.user_id, posts_written(reader.user_id))
    shown = and_(Review.for_all, Sharing.for_all, true() if reader.staff else is_member(reader))
    return and_(here, or_(mine, shown, _taught_by(reader)))


def review_names(reader: Reader) -> ColumnElement[bool]:
    """Return the SQL twin of "review.name.read"."""
    mine = Review.user_id == reader.user_id if reader.user_id is not None else false()
    return or_(mine, and_(Review.name_shown, Sharing.names_shown), _taught_by(reader))


def _taught_by(reader: Reader) -> ColumnElement[bool]:
    if not reader.staff:
        return false()
    return or_(students_taught(reader, Review.user_id), students_taught(reader, Post.author_id))


def theirs() -> ColumnElement[bool]:
    """Say of a placing that it is that of who wrote a review, or of the first author of its post."""
    return or_(Placing.user_id == Review.user_id, Placing.user_id == Post.author_id)


RULES: dict[str, Callable[[Member, Any], bool]] = {
    "waiting.read": _waiting_read,
    "sharing.edit": _sharing_edit,
    "sharing.read": _sharing_read,
    "review.write": _review_write,
    "review.read": _review_read,
    "review.name.read": _review_name_read,
}
