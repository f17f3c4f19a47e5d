"""A class that moves to another time zone moves the midnights between its months."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from forum import clock
from forum.courses import actions
from forum.extensions import db
from forum.posts.models import Month, Post, State
from tests.courses.stories import course
from tests.people import Cast


def write(cast: Cast, at: datetime, **values: object) -> int:
    post = Post(
        course_id=cast.course,
        author_id=cast.sam,
        title="A",
        body_markdown="a",
        body_html="<p>a</p>",
        published_at=at,
        month=clock.month_of(at, "UTC"),
        **values,
    )
    db.session.add(post)
    db.session.flush()
    return post.id


def months(course_id: int) -> dict[str, int]:
    rows = db.session.execute(select(Month.month, Month.post_count).where(Month.course_id == course_id))
    return {row.month: row.post_count for row in rows if row.post_count}


def test_posts_move_with_the_midnight(app: object, cast: Cast) -> None:
    late = write(cast, datetime(2027, 1, 31, 23, 30, tzinfo=UTC))
    early = write(cast, datetime(2027, 1, 31, 22, 30, tzinfo=UTC))
    for number in range(2):
        write(cast, datetime(2027, 1, 31, 23, 40 + number, tzinfo=UTC), state=State.DRAFT)
    write(cast, datetime(2027, 1, 31, 23, 50, tzinfo=UTC), deleted_at=clock.now())
    db.session.add(Month(course_id=cast.course, month="2027-01", post_count=2))
    db.session.commit()

    actions.change(course(cast.course), {"time_zone": "Europe/Berlin"}, by=cast.ines)

    db.session.expire_all()
    assert db.session.get_one(Post, late).month == "2027-02"
    assert db.session.get_one(Post, early).month == "2027-01"
    assert months(cast.course) == {"2027-01": 1, "2027-02": 1}


def test_posts_of_another_class_stay(app: object, cast: Cast) -> None:
    late = write(cast, datetime(2027, 1, 31, 23, 30, tzinfo=UTC))
    db.session.add(Month(course_id=cast.course, month="2027-01", post_count=1))
    db.session.commit()
    actions.change(course(cast.elsewhere), {"time_zone": "Europe/Berlin"}, by=cast.adam)
    db.session.expire_all()
    assert db.session.get_one(Post, late).month == "2027-01"
    assert months(cast.course) == {"2027-01": 1}
