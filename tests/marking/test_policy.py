"""The rules about notes and points say the same as their SQL twins, for everybody and every mark."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

from sqlalchemy import select

from forum import clock
from forum.courses.models import Membership, Role
from forum.courses.place import sections_listed
from forum.extensions import db
from forum.marking import whom
from forum.marking.models import About, Mark
from forum.policy import marks_readable, may
from forum.policy_audience import students_taught
from forum.policy_marking import RULES
from forum.standing import Member
from tests import factories
from tests.marking import marked
from tests.people import Cast
from tests.test_policy import everybody

TEACH, STAFF = {"ines", "adam"}, {"ines", "adam", "asa"}
STUDENTS = ("sam", "sue", "olga", "asa")  # olga and asa studied here, before they had another role


def every_mark(cast: Cast) -> list[Any]:
    """Add a mark of each of these, released or not, deleted or not, here and in another class."""
    kinds = product((cast.course, cast.elsewhere), STUDENTS, (False, True), (False, True))
    for course, name, released, deleted in kinds:
        post_id = factories.post(factories.member("sam"), f"{name} {released} {deleted} {course}")
        db.session.add(mark_row(course, getattr(cast, name), post_id, released, deleted))
    db.session.commit()
    sections = sections_listed(Mark.student_id, cast.course).label("student_sections")
    return list(
        db.session.execute(select(*Mark.__table__.columns, sections).where(Mark.course_id == cast.course))
    )


def mark_row(course_id: int, student_id: int, post_id: int, released: bool, deleted: bool) -> Mark:
    now = clock.now()
    return Mark(
        course_id=course_id,
        student_id=student_id,
        about=About.POST,
        post_id=post_id,
        body_markdown="",
        body_html="",
        released_at=now if released else None,
        deleted_at=now if deleted else None,
    )


def readers(cast: Cast) -> dict[str, Member]:
    """Return everybody, with assistants who are tied to sections; and who was removed, in a public class."""
    section = marked.section("Tuesday", cast.asa, cast.sam)
    marked.section("Empty")
    asa = factories.member("asa")
    tied = {"asa, tied": replace(asa, is_tied=True, sections=frozenset([section]))}
    nowhere = {"asa, tied to nothing": replace(asa, user_id=cast.adam, is_tied=True, sections=frozenset())}
    return everybody() | tied | nowhere


def test_who_may_read_a_mark_finds_it_in_lists_and_nobody_else_does(cast: Cast) -> None:
    people = readers(cast)
    marks = every_mark(cast)
    for name, reader in people.items():
        listed = set(db.session.scalars(select(Mark.id).where(marks_readable(reader))))
        assert listed == {mark.id for mark in marks if may(reader, "mark.read", mark)}, name


def test_who_sees_what_sam_was_told(cast: Cast) -> None:
    people = readers(cast)
    marks = [mark for mark in every_mark(cast) if mark.student_id == cast.sam]
    for mark in marks:
        sees = {name for name, who in people.items() if may(who, "mark.read", mark)}
        staff = {*STAFF, "asa, tied"} | {f"{name}, closed" for name in STAFF}
        mine = {"sam", "sam, closed"} if mark.released_at else set()
        assert sees == (set() if mark.deleted_at else staff | mine)


def test_nobody_sees_what_is_not_released_about_themselves(cast: Cast) -> None:
    people = readers(cast)
    for mark in every_mark(cast):
        for name, reader in people.items():
            if mark.student_id == reader.user_id and mark.released_at is None:
                assert not may(reader, "mark.read", mark), name


def test_who_was_removed_sees_nothing_until_they_are_back(cast: Cast) -> None:
    marks, sam = every_mark(cast), factories.member("sam")
    place = db.session.scalars(select(Membership).where(Membership.user_id == cast.sam)).one()
    before = db.session.scalars(select(Mark.id).where(marks_readable(sam))).all()
    place.removed_at = clock.now()
    db.session.commit()
    removed = replace(sam, role=None)
    assert db.session.scalars(select(Mark.id).where(marks_readable(removed))).all() == []
    assert not any(may(removed, "mark.read", mark) for mark in marks)
    place.removed_at = None
    db.session.commit()
    assert before
    assert db.session.scalars(select(Mark.id).where(marks_readable(sam))).all() == before


def test_who_marks_whom(cast: Cast) -> None:
    people = readers(cast)

    def marks(name: str) -> set[str]:
        student = whom.student(factories.member("ines"), getattr(cast, name))
        return {who for who, member in people.items() if may(member, "mark.write", student)}

    assert marks("sam") == {*STAFF, "asa, tied"}
    assert marks("sue") == STAFF
    assert marks("olga") == marks("asa") == marks("ines") == set()


def test_nobody_marks_who_is_not_in_the_class_now(cast: Cast) -> None:
    place = db.session.scalars(select(Membership).where(Membership.user_id == cast.sam)).one()
    place.removed_at = clock.now()
    db.session.commit()
    student = whom.student(factories.member("ines"), cast.sam)
    assert not any(may(who, "mark.write", student) for who in everybody().values())


def test_nobody_marks_themselves(cast: Cast) -> None:
    student = whom.student(factories.member("ines"), cast.sam)
    assert not may(replace(factories.member("asa"), user_id=cast.sam), "mark.write", student)


def test_whom_an_assistant_teaches_is_told_alike_by_both(cast: Cast) -> None:
    people = readers(cast)
    for name, reader in people.items():
        if not reader.staff or not reader.course_open:
            continue
        taught = select(Membership.user_id).where(
            Membership.course_id == cast.course, students_taught(reader, Membership.user_id)
        )
        found = set(db.session.scalars(taught.where(Membership.role == Role.STUDENT)))
        students = {id: whom.student(factories.member("ines"), id) for id in (cast.sam, cast.sue)}
        assert found == {id for id, row in students.items() if may(reader, "mark.write", row)}, name


def test_what_belongs_to_marking_is_for_the_staff_and_rubrics_for_instructors(cast: Cast) -> None:
    people = everybody()

    def allowed(rule: str) -> set[str]:
        return {name for name, who in people.items() if may(who, rule)}

    assert allowed("marking.read") == STAFF | {f"{name}, closed" for name in STAFF}
    assert allowed("rubric.write") == TEACH
    insiders = {"ines", "asa", "sam", "sue", "olga"}
    assert allowed("marks.own.read") == insiders | {f"{name}, closed" for name in insiders}
    asked = {"mark.read", "mark.write", "marking.read", "marking.beside", "rubric.write", "marks.own.read"}
    assert set(RULES) == asked


def test_the_way_to_a_note_stands_beside_what_a_student_said(cast: Cast) -> None:
    class Said:
        author_role = "student"

    people = readers(cast)
    sees = {name for name, who in people.items() if may(who, "marking.beside", Said)}
    assert sees == STAFF | {f"{name}, closed" for name in STAFF}
    assert sees == {name for name, who in people.items() if may(who.somebody(), "marking.beside", Said)}
    Said.author_role = "instructor"
    assert not any(may(who, "marking.beside", Said) for who in people.values())
