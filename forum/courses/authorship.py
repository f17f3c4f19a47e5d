"""Who had a hand in posts: what a student wrote does not leave their class, whoever marked it.

Looked at are authors and co-authors, whoever edited a post, and the versions before: words stay in a text
when their writer's name is taken off. What counts is what somebody was when they wrote, as far as the trail
says it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, union_all

from forum.auth.models import AuditEvent, User
from forum.courses.models import Membership, Role
from forum.extensions import db
from forum.posts.models import CoAuthor, Post
from forum.revisions.models import Revision

TEACHING = (Role.INSTRUCTOR, Role.ASSISTANT)
GIVES_A_ROLE = ("member.enrol", "member.role")

Given = tuple[datetime, str, str]  # when a role was given, in which way, and which
Roles = dict[int, list[Given]]  # of each user, in order of time


def not_of_staff(course_id: int, post_ids: Collection[int]) -> set[int]:
    """Return those of these posts in which anybody but teachers had a hand."""
    if not post_ids:
        return set()
    teachers, roles = _teachers(course_id), _roles(course_id)
    return {
        hand.post_id
        for hand in _hands(post_ids)
        if hand.user_id not in teachers or not _taught(roles.get(hand.user_id, []), hand.at)
    }


def _hands(post_ids: Collection[int]) -> Sequence[Any]:
    """Return who had a hand in each of these posts, and when."""
    these = Post.id.in_(post_ids)
    edited = (
        func.coalesce(Post.edited_by_id, Post.author_id),
        func.coalesce(Post.edited_at, Post.created_at),
    )
    others = select(CoAuthor.post_id, CoAuthor.user_id, Post.created_at.label("at"))
    every: Any = union_all(
        select(Post.id.label("post_id"), Post.author_id.label("user_id"), Post.created_at.label("at")).where(
            these
        ),
        select(Post.id, *edited).where(these),
        others.join(Post, Post.id == CoAuthor.post_id).where(these),
        select(Revision.post_id, Revision.editor_id, Revision.at).where(Revision.post_id.in_(post_ids)),
    )
    return db.session.execute(every).all()


def _teachers(course_id: int) -> set[int]:
    """Return who teaches in a class or did when they left it; and the site's admins who are not in it."""
    placed = select(Membership.user_id).where(Membership.course_id == course_id)
    admins = select(User.id).where(User.is_admin, User.id.not_in(placed))
    return {*db.session.scalars(placed.where(Membership.role.in_(TEACHING))), *db.session.scalars(admins)}


def _roles(course_id: int) -> Roles:
    """Return which roles people were given in a class, and when."""
    given = (AuditEvent.course_id == course_id, AuditEvent.verb.in_(GIVES_A_ROLE))
    events = select(AuditEvent.target, AuditEvent.at, AuditEvent.verb, AuditEvent.detail).where(*given)
    found: Roles = defaultdict(list)
    for event in db.session.execute(events.order_by(AuditEvent.at, AuditEvent.id)):
        found[int(event.target.removeprefix("user-"))].append(
            (event.at, event.verb, event.detail.get("role", ""))
        )
    return found


def _taught(roles: list[Given], at: datetime) -> bool:
    """Say whether somebody who teaches by now did at that time, as far as their roles are known.

    Before they came nobody can have written as a student: an import may bring older texts. But what they were
    before a change of role, if that is the first thing the trail knows, nobody can say: it does not count.
    """
    before = [role for since, _verb, role in roles if since <= at]
    if before or not roles:
        return not before or before[-1] in TEACHING
    _since, verb, role = roles[0]
    return verb == "member.enrol" and role in TEACHING
