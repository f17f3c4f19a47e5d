"""What the stories of sections and groups have in common."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from forum.auth.models import User
from forum.courses import grouping
from forum.courses.models import Grouping, Membership, Placing, Role, Section
from forum.extensions import db
from tests.factories import member
from tests.people import Cast, email


def section(name: str = "Section A", *people: int, kind: Grouping = Grouping.SECTION) -> int:
    """Make a section of the class with people in it, and return its id."""
    ines = member("ines")
    section_id = grouping.make(ines.course_id, name, kind, by=ines)
    rows = [{"section_id": section_id, "user_id": user, "course_id": ines.course_id} for user in people]
    if rows:
        db.session.execute(insert(Placing), rows)
        db.session.commit()
    return section_id


def group(name: str, *people: int) -> int:
    return section(name, *people, kind=Grouping.GROUP)


def tie(user_id: int, tied: bool = True) -> None:
    """Let an assistant be one for their sections only."""
    place = update(Membership).where(Membership.user_id == user_id)
    db.session.execute(place.values(only_sections=tied))
    db.session.commit()


def inside(section_id: int) -> set[int]:
    db.session.expire_all()
    return set(db.session.scalars(select(Placing.user_id).where(Placing.section_id == section_id)))


def called() -> list[str]:
    """Return the names of all sections in their order."""
    db.session.expire_all()
    return list(db.session.scalars(select(Section.name).order_by(Section.grouping.desc(), Section.position)))


def students(cast: Cast, many: int) -> list[int]:
    """Put so many more students into the class and return their ids."""
    users = [User(name=f"Student {n}", email=email(f"student-{n}")) for n in range(many)]
    db.session.add_all(users)
    db.session.flush()
    ids = [user.id for user in users]
    places = [Membership(course_id=cast.course, user_id=id, role=Role.STUDENT) for id in ids]
    db.session.add_all(places)
    db.session.commit()
    return ids
