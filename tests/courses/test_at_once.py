"""Two at the same moment: nothing is counted twice, and nobody is left without an instructor."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import Gone

from forum.auth.models import User
from forum.courses import actions, joining, newcomers
from forum.courses.actions import LastInstructor
from forum.courses.models import Membership, Role
from forum.extensions import db
from forum.standing import Member
from tests.courses.stories import at_once, invitation, invite, place, present, role
from tests.people import Cast

CROWD = 6


def strangers(count: int) -> list[int]:
    users = [User(name=f"N {number}", email=f"n{number}@example.org") for number in range(count)]
    db.session.add_all(users)
    db.session.commit()
    return [user.id for user in users]


def join(user_id: int) -> Any:
    def act() -> None:
        newcomers.join(joining.numbered(1), user_id)

    return act


@pytest.mark.parametrize("uses", [1, 3])
def test_a_crowd_at_one_link_gets_no_more_places_than_there_are(app: Flask, cast: Cast, uses: int) -> None:
    invite(cast, max_uses=uses)
    results = at_once(app, *(join(user_id) for user_id in strangers(CROWD)))
    assert sum(result is None for result in results) == uses
    assert sum(isinstance(result, Gone) for result in results) == CROWD - uses
    assert invitation().uses == uses
    assert present(cast.course) == 5 + uses


def test_one_person_in_many_windows_joins_once(app: Flask, cast: Cast) -> None:
    invite(cast, max_uses=3)
    assert at_once(app, *[join(cast.otto)] * CROWD) == [None] * CROWD
    assert invitation().uses == 1
    assert present(cast.course) == 6
    mine = select(Membership.id).where(Membership.course_id == cast.course, Membership.user_id == cast.otto)
    assert len(db.session.scalars(mine).all()) == 1


def test_two_instructors_who_remove_each_other_leave_one(app: Flask, cast: Cast) -> None:
    for name in ("asa", "sue"):
        found = place(cast.course, getattr(cast, name))
        assert found
        found.role = Role.INSTRUCTOR
        db.session.commit()
    teachers = (cast.ines, cast.asa, cast.sue)

    def leave(user_id: int) -> Any:
        me = Member(cast.course, True, user_id, Role.INSTRUCTOR)
        return lambda: actions.remove(cast.course, user_id, by=me)

    results = at_once(app, *(leave(user_id) for user_id in teachers))
    assert sum(result is True for result in results) == 2
    assert sum(isinstance(result, LastInstructor) for result in results) == 1
    assert [role(cast.course, user_id) for user_id in teachers].count(Role.INSTRUCTOR) == 1
    assert present(cast.course) == 3


def test_coming_and_going_at_once_keeps_the_count_true(app: Flask, cast: Cast) -> None:
    admin = Member(cast.course, True, is_admin=True)
    new = strangers(3)

    def enrol(user_id: int) -> Any:
        return lambda: actions.add(cast.course, user_id, Role.STUDENT, by=admin)

    def remove(user_id: int) -> Any:
        return lambda: actions.remove(cast.course, user_id, by=admin)

    acts = [*map(enrol, new), *map(remove, (cast.sam, cast.sue)), remove(cast.sam)]
    assert sorted(at_once(app, *acts)) == [False, True, True, True, True, True]
    assert present(cast.course) == 6
