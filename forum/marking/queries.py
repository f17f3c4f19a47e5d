"""Reading marks: what a member may see of them, which is what marks_readable says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased
from werkzeug.exceptions import NotFound

from forum.auth.models import User
from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.courses.place import sections_listed
from forum.extensions import db
from forum.marking.models import Criterion, Mark, Share
from forum.marking.things import Thing
from forum.marking.whom import PRESENT
from forum.policy import comments_readable, marks_readable, posts_readable
from forum.posts.models import Post
from forum.prepared import Asker, number, prepared, run
from forum.prompts.models import Prompt
from forum.standing import Member

PAGE = 30  # marks
MOST_SAID = 100  # comments of one student in one thread

_student, _by = aliased(User), aliased(User)
MARK = (
    Mark.id,
    Mark.course_id,
    Mark.student_id,
    Mark.about,
    Mark.post_id,
    Mark.prompt_id,
    Mark.body_html,
    Mark.points,
    Mark.out_of,
    Mark.released_at,
    Mark.edited_at,
    Mark.deleted_at,
    Mark.deleted_by_id,
    Mark.by_id,
    _by.name.label("by_name"),
    _student.name.label("student_name"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """Some marks, the newest first, with what their points are made of, and where the older ones begin."""

    rows: Sequence[Any]
    shares: dict[int, list[Any]]
    older: int | None = None


def _marks(asker: Asker) -> Any:
    """Select marks of the class with what they are about: of a post its title, where the reader sees it."""
    sections = sections_listed(Mark.student_id, asker.course_id).label("student_sections")
    seen = and_(Post.id == Mark.post_id, posts_readable(asker))
    asked = and_(Prompt.id == Mark.prompt_id, Prompt.deleted_at.is_(None))
    query = select(*MARK, sections, Post.title, Prompt.title.label("prompt_title"))
    query = query.join(_student, _student.id == Mark.student_id).outerjoin(_by, _by.id == Mark.by_id)
    return query.outerjoin(Post, seen).outerjoin(Prompt, asked)


def one(member: Member, mark_id: int) -> Any:
    """Return a mark that the member may read. Raises NotFound."""
    return _found(run(member, _one(member), mark=mark_id).one_or_none())


@prepared
def _one(asker: Asker) -> Any:
    return _marks(asker).where(Mark.id == number("mark"), marks_readable(asker))


def thrown_away(member: Member, mark_id: int) -> Any:
    """Return a mark that was deleted, for who may take that back. Raises NotFound."""
    return _found(run(member, _thrown_away(member), mark=mark_id).one_or_none())


@prepared
def _thrown_away(asker: Asker) -> Any:
    mine = (Mark.id == number("mark"), Mark.deleted_by_id == asker.user_id)
    return _marks(asker).where(*mine, Mark.course_id == asker.course_id)


def _found(row: Any) -> Any:
    if row is None:
        raise NotFound
    return row


def written(member: Member, thing: Thing) -> Any:
    """Return the mark of a thing with its words as written; whether its reader may see it, `desk` asks."""
    sections = sections_listed(Mark.student_id, member.course_id).label("student_sections")
    counts_to = func.coalesce(Mark.prompt_id, Post.prompt_id).label("counts_to")
    query = select(*MARK, Mark.body_markdown, Mark.body_format, sections, counts_to)
    query = query.join(_student, _student.id == Mark.student_id).outerjoin(_by, _by.id == Mark.by_id)
    query = query.outerjoin(Post, Post.id == Mark.post_id)
    its = (*thing.its(), Mark.course_id == member.course_id, Mark.deleted_at.is_(None))
    return db.session.execute(query.where(*its)).one_or_none()


def beside(member: Member, post_id: int) -> Page:
    """Return what a student was told about their work at a post."""
    rows = run(member, _beside(member), post=post_id)
    return Page(rows, shares([row.id for row in rows]))


@prepared
def _beside(asker: Asker) -> Any:
    mine = (Mark.student_id == asker.user_id, Mark.post_id == number("post"), marks_readable(asker))
    return _marks(asker).where(*mine).order_by(Mark.about.desc(), Mark.id)


def is_marked(asker: Asker) -> ColumnElement[Any]:
    """Say of a post whether it has something to tell the asker about their own work."""
    mine = (Mark.post_id == Post.id, Mark.student_id == asker.user_id, marks_readable(asker))
    return exists().where(*mine).correlate(Post).label("marked")


def own(member: Member, *, before: int | None = None) -> Page:
    """Return what a member was told about their own work, the newest first."""
    return of_student(member, member.user_id or 0, before=before)


def of_student(member: Member, user_id: int, *, before: int | None = None) -> Page:
    """Return the marks of one student that the member may read, the newest first."""
    values = {"before": before} if before else {}
    rows = run(member, _of_student(member, bool(before)), student=user_id, **values)
    return _page(rows)


@prepared
def _of_student(asker: Asker, further: bool) -> Any:
    query = _marks(asker).where(Mark.student_id == number("student"), marks_readable(asker))
    if further:
        query = query.where(Mark.id < number("before"))
    return query.order_by(Mark.id.desc()).limit(PAGE + 1)


def lately(member: Member) -> Page:
    """Return what the staff wrote last."""
    return _page(run(member, _lately(member)))


@prepared
def _lately(asker: Asker) -> Any:
    query = _marks(asker).where(marks_readable(asker), Mark.student_id != asker.user_id)
    return query.order_by(Mark.edited_at.desc(), Mark.id.desc()).limit(PAGE)


def unreleased(member: Member) -> int:
    """Return how many marks of students who are in the class have not been released."""
    many: int = run(member, _unreleased(member)).scalar()
    return many


@prepared
def _unreleased(asker: Asker) -> Any:
    present = and_(Membership.course_id == Mark.course_id, Membership.user_id == Mark.student_id, *PRESENT)
    waits = select(func.count(Mark.id)).join(Membership, present)
    return waits.where(marks_readable(asker), Mark.released_at.is_(None))


def _page(rows: Sequence[Any]) -> Page:
    shown = rows[:PAGE]
    older = shown[-1].id if len(rows) > PAGE else None
    return Page(shown, shares([row.id for row in shown]), older)


def shares(mark_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Return what the points of marks are made of: by mark, in the order of the rubric."""
    found: dict[int, list[Any]] = defaultdict(list)
    if not mark_ids:
        return found
    its = (Share.mark_id, Share.criterion_id, Share.points, Criterion.name, Criterion.points.label("out_of"))
    query = select(*its).join(Criterion, Criterion.id == Share.criterion_id)
    query = query.where(Share.mark_id.in_(mark_ids)).order_by(Criterion.position, Criterion.id)
    for row in db.session.execute(query):
        found[row.mark_id].append(row)
    return found


def said(member: Member, post_id: int, user_id: int) -> Sequence[Any]:
    """Return what a student said under a post, the first MOST_SAID in their order."""
    found: Sequence[Any] = run(member, _said(member), post=post_id, student=user_id)
    return found


@prepared
def _said(asker: Asker) -> Any:
    theirs = (Comment.post_id == number("post"), Comment.author_id == number("student"))
    query = select(Comment.id, Comment.body_html, Comment.created_at, Comment.hidden_at)
    return query.where(*theirs, comments_readable(asker)).order_by(Comment.id).limit(MOST_SAID)
