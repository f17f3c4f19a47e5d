"""Points in sum: of each student for each prompt, for the staff and for a gradebook elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, case, func, select

from forum.courses.models import Membership
from forum.marking import board, queries, rubrics, whom
from forum.marking.board import Row
from forum.marking.models import Mark
from forum.points import plain
from forum.policy import marks_readable, prompts_readable
from forum.posts.models import Post
from forum.prepared import Asker, prepared, run
from forum.prompts.models import Prompt
from forum.sheets import Sheet
from forum.standing import Member

PROMPTS = 500  # of one class
OTHER = 0  # what counts to no prompt; no prompt has this id


@dataclass(frozen=True, slots=True)
class Sum:
    """Points given, and how many there were to be given."""

    points: Decimal | None
    out_of: Decimal | None


def prompts(member: Member) -> Sequence[Any]:
    """Return the prompts of a class as they are due, with how many students are marked, and what waits."""
    found: Sequence[Any] = run(member, _prompts(member))
    return found


@prepared
def _prompts(asker: Asker) -> Any:
    unseen = func.count(case((Mark.released_at.is_(None), Mark.id)))
    counted = (
        select(_COUNTS_TO.label("prompt_id"), func.count(Mark.student_id.distinct()).label("marked"))
        .add_columns(unseen.label("waiting"))
        .select_from(Mark)
        .join(Membership, _OF_STUDENT)
        .outerjoin(Post, Post.id == Mark.post_id)
        .where(marks_readable(asker), *whom.PRESENT)
        .group_by(_COUNTS_TO)
        .subquery()
    )
    numbers = (
        func.coalesce(counted.c.marked, 0).label("marked"),
        func.coalesce(counted.c.waiting, 0).label("waiting"),
    )
    query = select(Prompt.id, Prompt.title, *numbers).outerjoin(counted, counted.c.prompt_id == Prompt.id)
    # NULL comes first or last as the database has it: what is due at no time stands at the end.
    due = (Prompt.posts_due_at.is_(None), Prompt.posts_due_at, Prompt.id)
    return query.where(prompts_readable(asker)).order_by(*due).limit(PROMPTS)


_COUNTS_TO = func.coalesce(Mark.prompt_id, Post.prompt_id)
_OF_STUDENT = and_(Membership.user_id == Mark.student_id, Membership.course_id == Mark.course_id)


def sums(member: Member) -> dict[int, dict[int, Sum]]:
    """Return what present students were given for each prompt, and (OTHER) for none that is still there."""
    found: dict[int, dict[int, Sum]] = defaultdict(dict)
    for row in run(member, _sums(member)):
        found[row.student_id][row.prompt_id or OTHER] = Sum(row.points, row.out_of)
    return found


@prepared
def _sums(asker: Asker) -> Any:
    its = and_(Prompt.id == _COUNTS_TO, Prompt.deleted_at.is_(None))
    # What was given no points takes none from anybody.
    out_of = func.sum(case((Mark.points.is_not(None), Mark.out_of))).label("out_of")
    query = select(
        Mark.student_id, Prompt.id.label("prompt_id"), func.sum(Mark.points).label("points"), out_of
    )
    query = query.select_from(Mark).join(Membership, _OF_STUDENT)
    query = query.outerjoin(Post, Post.id == Mark.post_id).outerjoin(Prompt, its)
    return query.where(marks_readable(asker), *whom.PRESENT).group_by(Mark.student_id, Prompt.id)


def of_class(member: Member) -> Sheet:
    """Return the points of a class: present students by prompts, what there was to be had, and the sums."""
    asked, given, students = prompts(member), sums(member), whom.all_of(member)
    columns, scales = [*(prompt.id for prompt in asked), OTHER], rubrics.most_of_each(member.course_id)
    most = [_most(column, given, scales) for column in columns]
    head = [_("Name"), _("E-mail"), *(prompt.title for prompt in asked), _("Other points"), _("Total")]
    above = [_("Present students"), _("Out of"), *map(plain, most), plain(_total(most))]
    return Sheet(
        _("Points"), head, [above, *(_line(student, columns, given[student.id]) for student in students)]
    )


def _line(student: Any, columns: Sequence[int], its: Mapping[int, Sum]) -> list[str]:
    points = [its[column].points if column in its else None for column in columns]
    return [student.name, student.email or "", *map(plain, points), plain(_total(points))]


def _total(points: Sequence[Decimal | None]) -> Decimal | None:
    given = [each for each in points if each is not None]
    return sum(given, Decimal(0)) if given else None


def _most(
    prompt_id: int, given: Mapping[int, Mapping[int, Sum]], scales: Mapping[int | None, Decimal | None]
) -> Decimal | None:
    """Return the most that anybody could get for a prompt; what the rubric says, where nobody is marked."""
    had = [its[prompt_id].out_of for its in given.values() if prompt_id in its]
    known = [each for each in had if each is not None]
    if known or prompt_id == OTHER:
        return max(known, default=None)
    return scales.get(prompt_id, scales.get(None))


def of_prompt(member: Member, prompt_id: int) -> Sheet:
    """Return the points for one prompt: a line for each present student, a column for each criterion."""
    rows, scale = board.of_prompt(member, prompt_id), rubrics.scale(member.course_id, prompt_id)
    shares = queries.shares([mark.id for row in rows for mark in row.marks])
    head = [_("Name"), _("E-mail"), *(each.name for each in scale.criteria), _("Points"), _("Not released")]
    most = max((row.out_of for row in rows if row.out_of is not None), default=scale.most)
    points = [plain(each.points) for each in scale.criteria]
    above = [_("Present students"), _("Out of"), *points, plain(most), ""]
    return Sheet(_("Points"), head, [above, *(_row(row, scale, shares) for row in rows)])


def _row(row: Row, scale: rubrics.Scale, shares: Mapping[int, Sequence[Any]]) -> list[str | int]:
    its = [share for mark in row.marks for share in shares.get(mark.id, ())]
    parts = [
        _total([share.points for share in its if share.criterion_id == each.id]) for each in scale.criteria
    ]
    whom_ = [row.student.name, row.student.email or ""]
    return [*whom_, *map(plain, parts), plain(row.points), row.waiting]
