"""What points are given for: the rubric of a prompt, or else that of the class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select, update

from forum import audit, clock
from forum.auth.models import User
from forum.courses.actions import hold
from forum.extensions import db
from forum.marking.models import Criterion, Rubric
from forum.posts.actions import EditedMeanwhile
from forum.standing import Member

CRITERION = (Criterion.id, Criterion.name, Criterion.description, Criterion.points)
LIVE = Rubric.removed_at.is_(None)
LOCALLY = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Scale:
    """How something is marked: out of how many points, and which criteria they are the sum of."""

    out_of: Decimal | None = None
    criteria: Sequence[Any] = ()
    of_prompt: bool = False  # and not the class's
    or_whole: bool = False  # points may be given for all of it instead
    gone: frozenset[int] = frozenset()  # ids of the criteria that are in the rubric no more
    given: Mapping[int, Decimal] = field(default_factory=dict)  # in the mark that is changed, by criterion
    was_out_of: Decimal | None = None  # that mark

    @property
    def most(self) -> Decimal | None:
        """Return how many points there are; None where nobody has said so."""
        return sum((each.points for each in self.criteria), Decimal(0)) if self.criteria else self.out_of

    def highest(self, criterion: Any) -> Decimal:
        """Return how many points may be given for a criterion: not fewer than were."""
        return max(criterion.points, self.given.get(criterion.id, Decimal(0)))

    def counted(self, given: Mapping[int, Decimal]) -> Decimal:
        """Return what points for these criteria are out of.

        That of a mark stays while the same criteria have points. Else all of the rubric counts where one of
        its criteria has points, and all that a mark was given for before, where one of these has.
        """
        as_before = given.keys() == self.given.keys()
        if as_before and self.was_out_of is not None and sum(given.values()) <= self.was_out_of:
            return self.was_out_of
        old = [each for each in self.criteria if each.id in self.gone]
        present = [each for each in self.criteria if each.id not in self.gone]
        parts = [part for part in (present, old) if any(each.id in given for each in part)]
        return sum((self.highest(each) for part in parts or [present] for each in part), Decimal(0))


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
    query = select(Rubric.id, Rubric.out_of, Rubric.prompt_id).where(Rubric.course_id == course_id, LIVE)
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
    since stand below its own. What is out of how much: Scale.counted.
    """
    if not shares:
        as_whole = mark is not None and mark.points is not None and not scale.or_whole
        return Scale(scale.most) if as_whole else scale
    known = {each.id for each in scale.criteria}
    gone = [each for each in shares if each.criterion_id not in known]
    lines = [Line(each.name, "", each.out_of, each.criterion_id) for each in gone]
    return replace(
        scale,
        criteria=[*scale.criteria, *lines],
        gone=frozenset(line.id for line in lines if line.id),
        given={each.criterion_id: each.points for each in shares},
        was_out_of=mark.out_of,
    )


def most_of_each(course_id: int) -> dict[int | None, Decimal | None]:
    """Return how many points there are by each rubric of a class, by its prompt; None: for the rest."""
    given = func.sum(Criterion.points).label("points")
    its = and_(Criterion.rubric_id == Rubric.id, Criterion.removed_at.is_(None))
    query = select(Rubric.prompt_id, Rubric.out_of, given).outerjoin(Criterion, its)
    query = query.where(Rubric.course_id == course_id, LIVE).group_by(Rubric.prompt_id, Rubric.out_of)
    rows = db.session.execute(query)
    return {row.prompt_id: row.out_of if row.points is None else row.points for row in rows}


def present(course_id: int, prompt_id: int | None) -> Any:
    """Return who last wrote the rubric of a prompt, or (None) of the class, and when; None: it has none."""
    query = select(Rubric.id, Rubric.edited_at, Rubric.edited_by_id, User.name.label("by_name"))
    query = query.outerjoin(User, User.id == Rubric.edited_by_id)
    return db.session.execute(query.where(*_its(course_id, prompt_id), LIVE)).one_or_none()


def _its(course_id: int, prompt_id: int | None) -> tuple[Any, ...]:
    of = Rubric.prompt_id == prompt_id if prompt_id else Rubric.prompt_id.is_(None)
    return Rubric.course_id == course_id, of


def write(
    prompt_id: int | None,
    out_of: Decimal | None,
    lines: Sequence[Line],
    *,
    by: Member,
    seen: datetime | None = None,
) -> None:
    """Save the rubric of a prompt, or (None) of the class. What marks have been given for stays with them.

    `seen` is when the version was saved that its writer had before them, None where there was none. Raises
    EditedMeanwhile.
    """
    hold(by.course_id)
    there = present(by.course_id, prompt_id)
    if (there.edited_at if there else None) != seen:
        db.session.rollback()
        raise EditedMeanwhile
    rubric = _rubric(prompt_id, by)
    rubric.out_of, rubric.edited_at, rubric.edited_by_id = out_of, clock.now(), by.user_id
    rubric.removed_at = None
    db.session.flush()
    kept = [_put(rubric, place, line) for place, line in enumerate(lines)]
    gone = update(Criterion).where(Criterion.rubric_id == rubric.id, Criterion.id.not_in(kept))
    gone = gone.where(Criterion.removed_at.is_(None)).values(removed_at=clock.now())
    db.session.execute(gone, execution_options=LOCALLY)
    _done("rubric.write", prompt_id, by)


def remove(prompt_id: int, *, by: Member) -> bool:
    """Let a prompt be marked by the rubric of the class again; its own is kept for who takes that back."""
    return _change(prompt_id, {"removed_at": clock.now()}, LIVE, verb="rubric.remove", by=by)


def restore(prompt_id: int, *, by: Member) -> bool:
    """Let a prompt have its own rubric again."""
    return _change(prompt_id, {"removed_at": None}, ~LIVE, verb="rubric.restore", by=by)


def _change(prompt_id: int, values: dict[str, Any], condition: Any, *, verb: str, by: Member) -> bool:
    hold(by.course_id)
    changed = update(Rubric).where(*_its(by.course_id, prompt_id), condition).values(**values)
    if db.session.scalar(changed.returning(Rubric.id), execution_options=LOCALLY) is None:
        db.session.rollback()
        return False
    _done(verb, prompt_id, by)
    return True


def _done(verb: str, prompt_id: int | None, by: Member) -> None:
    target = f"prompt-{prompt_id}" if prompt_id else "class"
    audit.record(verb, by=by.user_id, course=by.course_id, target=target)
    db.session.commit()


def _rubric(prompt_id: int | None, by: Member) -> Rubric:
    found = db.session.scalars(select(Rubric).where(*_its(by.course_id, prompt_id))).one_or_none()
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
        found = db.session.scalar(changed, execution_options=LOCALLY)
        if found is not None:
            return found
    new = Criterion(rubric_id=rubric.id, course_id=rubric.course_id, **said)
    db.session.add(new)
    db.session.flush()
    return new.id
