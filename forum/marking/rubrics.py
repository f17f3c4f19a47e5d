"""What points are given for: the rubric of a prompt, or else that of the class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select, update

from forum import audit, clock
from forum.courses.actions import hold
from forum.extensions import db
from forum.marking.models import Criterion, Rubric
from forum.standing import Member

CRITERION = (Criterion.id, Criterion.name, Criterion.description, Criterion.points)


@dataclass(frozen=True, slots=True)
class Scale:
    """How something is marked: out of how many points, and which criteria they are the sum of."""

    out_of: Decimal | None = None
    criteria: Sequence[Any] = ()
    of_prompt: bool = False  # and not the class's
    or_whole: bool = False  # points may be given for all of it instead

    @property
    def most(self) -> Decimal | None:
        """Return how many points there are; None where nobody has said so."""
        return sum((each.points for each in self.criteria), Decimal(0)) if self.criteria else self.out_of


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion as it was written in the form; `id` is that of the one which it changes, or None."""

    name: str
    description: str
    points: Decimal
    id: int | None = None


def scale(course_id: int, prompt_id: int | None) -> Scale:
    """Return how answers to a prompt are marked: by its own rubric, else by that of the class."""
    its = Rubric.prompt_id == prompt_id if prompt_id else Rubric.prompt_id.is_(None)
    query = select(Rubric.id, Rubric.out_of, Rubric.prompt_id).where(Rubric.course_id == course_id)
    query = query.where(its | Rubric.prompt_id.is_(None)).order_by(Rubric.prompt_id.is_(None)).limit(1)
    rubric = db.session.execute(query).one_or_none()
    if rubric is None:
        return Scale()
    criteria = select(*CRITERION).where(Criterion.rubric_id == rubric.id, Criterion.removed_at.is_(None))
    rows = db.session.execute(criteria.order_by(Criterion.position, Criterion.id)).all()
    return Scale(rubric.out_of, rows, of_prompt=rubric.prompt_id is not None)


def of_mark(scale: Scale, mark: Any, shares: Sequence[Any]) -> Scale:
    """Return the scale on which a mark is changed, so that nothing of it is lost.

    Points that were given without criteria stay what they are, and criteria that were taken out of the rubric
    since stand below its own.
    """
    if not shares:
        as_whole = mark is not None and mark.points is not None and not scale.or_whole
        return Scale(scale.most) if as_whole else scale
    known = {each.id for each in scale.criteria}
    gone = [each for each in shares if each.criterion_id not in known]
    lines = [Line(each.name, "", each.out_of, each.criterion_id) for each in gone]
    return replace(scale, criteria=[*scale.criteria, *lines])


def most_of_each(course_id: int) -> dict[int | None, Decimal | None]:
    """Return how many points there are by each rubric of a class, by its prompt; None: for the rest."""
    given = func.sum(Criterion.points).label("points")
    its = and_(Criterion.rubric_id == Rubric.id, Criterion.removed_at.is_(None))
    query = select(Rubric.prompt_id, Rubric.out_of, given).outerjoin(Criterion, its)
    query = query.where(Rubric.course_id == course_id).group_by(Rubric.prompt_id, Rubric.out_of)
    rows = db.session.execute(query)
    return {row.prompt_id: row.out_of if row.points is None else row.points for row in rows}


def write(prompt_id: int | None, out_of: Decimal | None, lines: Sequence[Line], *, by: Member) -> None:
    """Save the rubric of a prompt, or (None) of the class. What marks have been given for stays with them."""
    hold(by.course_id)
    rubric = _rubric(prompt_id, by)
    rubric.out_of, rubric.edited_at, rubric.edited_by_id = out_of, clock.now(), by.user_id
    db.session.flush()
    kept = [_put(rubric, place, line) for place, line in enumerate(lines)]
    gone = update(Criterion).where(Criterion.rubric_id == rubric.id, Criterion.id.not_in(kept))
    gone = gone.where(Criterion.removed_at.is_(None)).values(removed_at=clock.now())
    db.session.execute(gone.execution_options(synchronize_session=False))
    target = f"prompt-{prompt_id}" if prompt_id else "class"
    audit.record("rubric.write", by=by.user_id, course=by.course_id, target=target)
    db.session.commit()


def _rubric(prompt_id: int | None, by: Member) -> Rubric:
    its = Rubric.prompt_id == prompt_id if prompt_id else Rubric.prompt_id.is_(None)
    found = db.session.scalars(select(Rubric).where(Rubric.course_id == by.course_id, its)).one_or_none()
    if found is None:
        found = Rubric(course_id=by.course_id, prompt_id=prompt_id)
        db.session.add(found)
    return found


def _put(rubric: Rubric, place: int, line: Line) -> int:
    """Change the criterion that a line is about, or add one; return its id."""
    said = {"name": line.name, "description": line.description, "points": line.points, "position": place}
    if line.id is not None:
        its = (Criterion.id == line.id, Criterion.rubric_id == rubric.id, Criterion.removed_at.is_(None))
        changed = update(Criterion).where(*its).values(**said).returning(Criterion.id)
        found = db.session.scalar(changed, execution_options={"synchronize_session": False})
        if found is not None:
            return found
    new = Criterion(rubric_id=rubric.id, course_id=rubric.course_id, **said)
    db.session.add(new)
    db.session.flush()
    return new.id
