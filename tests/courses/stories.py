"""What the stories of this room have in common."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from forum.courses import joining
from forum.courses.models import Course, Invitation, Membership, Role, Visibility
from forum.extensions import db
from forum.standing import Member
from tests.people import SLUG, Cast
from tests.visitor import HTMX, Visitor

HERE = f"/c/{SLUG}"
GOOD_PASSWORD = "seven quiet herons walking"
EVERYBODY_BUT_THOSE_WHO_TEACH = ("asa", "sam", "olga")


def course(course_id: int) -> Course:
    db.session.expire_all()
    return db.session.get_one(Course, course_id)


def change(course_id: int, **values: Any) -> None:
    changed = course(course_id)
    for name, value in values.items():
        setattr(changed, name, value)
    db.session.commit()


def publish(course_id: int) -> None:
    change(course_id, visibility=Visibility.PUBLIC)


def place(course_id: int, user_id: int) -> Membership | None:
    db.session.expire_all()
    found = select(Membership).where(Membership.course_id == course_id, Membership.user_id == user_id)
    return db.session.scalar(found)


def role(course_id: int, user_id: int) -> str | None:
    """Return somebody's role in a class; None for who is not in it."""
    found = place(course_id, user_id)
    return found.role if found and found.removed_at is None else None


def wrote(course_id: int, user_id: int, posts: int, comments: int) -> None:
    """Let somebody's place in a class say how much they wrote."""
    found = place(course_id, user_id)
    assert found
    found.post_count, found.comment_count = posts, comments
    db.session.commit()


def present(course_id: int) -> int:
    """Count the members that a class really has; its own count must say the same."""
    db.session.expire_all()
    here = (Membership.course_id == course_id, Membership.removed_at.is_(None))
    count = len(db.session.scalars(select(Membership.id).where(*here)).all())
    assert course(course_id).member_count == count
    return count


def admin_in(course_id: int) -> Member:
    return Member(course_id, True, is_admin=True)


def invite(cast: Cast, **kwargs: Any) -> str:
    """Make an invitation to the class and return the path of its link."""
    invitation_id = joining.invite(cast.course, by=cast.ines, **{"role": Role.STUDENT, **kwargs})
    return f"/join/{joining.token(joining.numbered(invitation_id))}"


def invitation() -> Invitation:
    db.session.expire_all()
    return db.session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()


def give(visit: Visitor, user_id: int, new: str, via: str = "plain") -> Any:
    visit.get(f"{HERE}/members/{user_id}")
    return visit.post(f"{HERE}/members/{user_id}/role", {"role": new}, via=via)


def leads_to(answer: Any, url: str) -> bool:
    """Say whether an answer sends the browser on to a page, in the way in which it asked."""
    if answer.request.headers.get("HX-Request-Type") == HTMX["HX-Request-Type"]:
        return answer.status_code == 200 and answer.headers.get("HX-Redirect") == url
    return answer.status_code == 303 and answer.location == url


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """Do things at one moment, each in a thread with its own connection; return what came or was raised."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait()
            try:
                results[place] = act()
            except Exception as error:  # what was raised is what the story is about
                results[place] = error
            finally:
                db.session.remove()

    db.session.commit()
    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def statements(act: Callable[[], Any]) -> int:
    """Count the statements that the database gets while something is done."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
