"""A class of its own for every story, so that none sees what another one left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select, update

from forum import clock
from forum.auth import handles
from forum.auth.models import User
from forum.auth.passwords import hash_password
from forum.comments import actions as comments
from forum.comments.models import Comment
from forum.courses import actions as courses
from forum.courses.models import Course, Membership, Role
from forum.extensions import db
from forum.standing import Member
from tests import factories
from tests.browser.server import Site
from tests.people import PASSWORD, email
from tests.prompts.stories import section

ROLES = {"ines": Role.INSTRUCTOR, "asa": Role.ASSISTANT, "sam": Role.STUDENT, "sue": Role.STUDENT}
numbers = count(1)


@dataclass(frozen=True)
class Classroom:
    """One class of the site, with what a story finds in it."""

    site: Site
    slug: str
    title: str

    def url(self, path: str = "/") -> str:
        return f"{self.site.url}/c/{self.slug}{path}"

    @contextmanager
    def member(self, name: str) -> Iterator[Member]:
        """Be somebody in the class, for as long as the block lasts."""
        with self.site.app.app_context():
            yield factories.member(name, self.slug)
            db.session.remove()

    def post(self, by: str, title: str = "A title", body: str = "Some words.", **more: Any) -> int:
        with self.member(by) as member:
            return factories.post(member, title, body, **more)

    def comment(self, by: str, post_id: int, body: str | None = None, *, under: int | None = None) -> int:
        with self.member(by) as member:
            return factories.comment(member, post_id, body, under=under)

    def take_back(self, by: str, comment_id: int) -> None:
        with self.member(by) as member:
            comments.delete(comment_id, by=member)

    def change(self, **values: Any) -> None:
        """Change what the class is, as its settings do."""
        with self.member("ines") as ines:
            courses.change(db.session.get_one(Course, ines.course_id), values, by=ines.user_id)

    def category(self, name: str, description: str = "") -> int:
        with self.member("ines") as ines:
            return factories.category(name, description, by=ines)

    def section(self, name: str, *people: str) -> int:
        """Make a section with these people in it."""
        with self.member("ines") as ines:
            ids = [factories.member(person, self.slug).user_id or 0 for person in people]
            return section(name, *ids, course_id=ines.course_id)

    def pin(self, *post_ids: int) -> None:
        with self.member("ines") as ines:
            factories.pin(*post_ids, by=ines)

    def long_thread(self, by: str, post_id: int, tops: int, answers: int) -> list[int]:
        with self.member(by) as member:
            return factories.long_thread(member, post_id, tops, answers)

    def last_answer(self, comment_id: int) -> int:
        """Return the newest of the answers to a comment."""
        with self.site.app.app_context():
            newest = select(func.max(Comment.id)).where(Comment.parent_id == comment_id)
            return db.session.scalars(newest).one() or 0

    def began(self, days: int) -> None:
        """Let the class have begun so many days ago, with everybody in it from the start."""
        at = clock.now() - timedelta(days=days)
        self.change(first_day=at.date())
        with self.site.app.app_context():
            here = Membership.course_id == factories.member("ines", self.slug).course_id
            db.session.execute(update(Membership).where(here).values(joined_at=at))
            db.session.commit()

    def joined_by(self, name: str, called: str = "") -> None:
        """Let somebody new join, who is in no other class; they sign in as the cast does."""
        with self.site.app.app_context():
            password = hash_password(PASSWORD)
            user = User(name=called or name.title(), email=email(name), password_hash=password)
            db.session.add(user)
            db.session.flush()
            handles.give(user)
            course_id = factories.member("ines", self.slug).course_id
            courses.enrol(course_id, user.id, Role.STUDENT, by=None)
            db.session.commit()


def opened(site: Site, title: str = "Upgrading in Global Supply Chains") -> Classroom:
    """Open a class with the cast in it."""
    slug = f"class-{next(numbers)}"
    with site.app.app_context():
        course = courses.create(
            slug=slug, title=title, term="Spring 2027", first_day=date(2027, 1, 11), by=None
        )
        for name, role in ROLES.items():
            user_id = db.session.scalars(select(User.id).where(User.email == email(name))).one()
            courses.enrol(course.id, user_id, role, by=None)
        db.session.commit()
    return Classroom(site, slug, title)
