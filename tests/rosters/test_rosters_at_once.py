"""Two who bring people at one moment: everybody comes once, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from forum.auth.models import Handle, User
from forum.courses import actions, queries
from forum.courses.models import Course, Role
from forum.extensions import db
from forum.rosters import actions as uploads
from forum.rosters import applying, planning
from forum.rosters import queries as rosters
from tests.courses.stories import admin_in, at_once, present
from tests.factories import member
from tests.people import Cast
from tests.rosters.stories import LIST, placed, read


def many(letter: str) -> str:
    people = (f"{letter}{n % 40}@uni.example,Student Nomen,Section {n % 3}" for n in range(40))
    return "email,name,section\n" + "\n".join(people)


def bringing(course_id: int, text: str) -> Callable[[], Any]:
    return lambda: applying.apply(queries.by_id(course_id), read(text), by=None)


def test_the_same_list_twice_at_once(app: Flask, cast: Cast) -> None:
    results = at_once(app, *[bringing(cast.course, LIST)] * 4)
    assert sorted(done.new for done in results) == [0, 0, 0, 2]
    assert present(cast.course) == 7
    assert len(placed(cast)) == 2


def test_one_upload_is_applied_once(app: Flask, cast: Cast) -> None:
    ines = member("ines")
    upload_id = uploads.keep(LIST.encode(), domain="", by=ines)
    seen = planning.plan(cast.course, read(LIST), by=cast.ines).fingerprint

    def press() -> None:
        upload = rosters.upload(ines, upload_id)
        uploads.apply(upload, queries.by_id(cast.course), seen=seen, welcome=True, by=ines)

    results = at_once(app, *[press] * 3)
    assert {type(result) for result in results} <= {type(None), applying.Changed}
    assert results.count(None) >= 1
    assert present(cast.course) == 7


def test_lists_of_two_classes_with_the_same_newcomers(app: Flask, cast: Cast) -> None:
    results = at_once(app, bringing(cast.course, many("s")), bringing(cast.elsewhere, many("s")))
    assert [done.new for done in results] == [40, 40]
    accounts = select(func.count()).where(User.email.endswith("@uni.example"))
    assert db.session.scalar(accounts) == 40
    handles = select(func.count()).where(Handle.name.startswith("student-nomen"), Handle.is_current)
    assert db.session.scalar(handles) == 40
    assert db.session.scalars(select(Course.member_count).order_by(Course.id)).all() == [45, 41]


def test_somebody_is_removed_while_the_list_comes(app: Flask, cast: Cast) -> None:
    by = admin_in(cast.course)
    text = f"email,name,role\nsam@example.org,Sam,{Role.ASSISTANT}\n"
    at_once(app, bringing(cast.course, text), lambda: actions.remove(cast.course, cast.sam, by=by))
    assert present(cast.course) in (4, 5)
