"""What each student did, counted from the raw rows in plain Python by the words of docs/participation.md."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from forum.auth.models import User
from forum.comments.models import Comment
from forum.courses.models import Course, Membership, Placing
from forum.extensions import db
from forum.posts.models import CoAuthor, Post
from forum.prompts.progress import Progress, Standing
from tests.prompts import recount as prompts


@dataclass
class Counted:
    """One student's numbers."""

    posts: int = 0
    given: int = 0
    received: int = 0
    words: int = 0
    done: int = 0
    asked: int = 0
    last_at: datetime | None = None
    on: set[date] = field(default_factory=set)
    weeks: Counter[int] = field(default_factory=Counter)
    to: Counter[int] = field(default_factory=Counter)

    @property
    def numbers(self) -> list[int]:
        """Return them in the order of the columns."""
        return [self.posts, self.given, self.received, self.words, len(self.on), self.done, self.asked]

    def wrote(self, at: datetime, day: date, words: int) -> None:
        self.words += words
        self.on.add(day)
        self.last_at = max(at, self.last_at or at)


class Raw:
    """The rows of a class, and what each student did in a span."""

    def __init__(self, course_id: int, since: date = date.min, until: date = date.max) -> None:
        db.session.rollback()
        db.session.expire_all()
        self.course = db.session.get_one(Course, course_id)
        self.since, self.until = since, until
        self.posts = {post.id: post for post in self._all(Post)}
        self.comments = {comment.id: comment for comment in self._all(Comment)}
        self.authors = {id: {post.author_id} for id, post in self.posts.items()}
        for row in self._all(CoAuthor):
            self.authors[row.post_id].add(row.user_id)
        members = [row for row in self._all(Membership) if row.role == "student" and row.removed_at is None]
        self.students = {row.user_id: Counted() for row in members}
        self.names = dict(db.session.execute(select(User.id, User.name)).all())
        self._count()

    def _all(self, table: Any) -> list[Any]:
        return list(db.session.scalars(select(table).where(table.course_id == self.course.id)))

    def in_section(self, section_id: int) -> set[int]:
        return {row.user_id for row in self._all(Placing) if row.section_id == section_id}

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.course.time_zone)).date()

    def week(self, day: date) -> int:
        """Return the number of a day's week; 0 and the one after the last are outside of the term."""
        for number in range(1, self.course.weeks + 1):
            first = self.course.first_day + timedelta(weeks=number - 1)
            if first <= day < first + timedelta(weeks=1):
                return number
        return 0 if day < self.course.first_day else self.course.weeks + 1

    def _is_within(self, at: datetime) -> bool:
        return self.since <= self.day(at) <= self.until

    def _stands(self, text: Any) -> bool:
        return text.hidden_at is None and text.deleted_at is None

    def _counts(self, post: Post) -> bool:
        return post.state == "published" and self._stands(post)

    def _count(self) -> None:
        for post in self.posts.values():
            if self._counts(post) and self._is_within(post.published_at):
                self._count_post(post)
        for comment in self.comments.values():
            stands = self._stands(comment) and self._counts(self.posts[comment.post_id])
            if stands and self._is_within(comment.created_at):
                self._count_comment(comment)
        for step in prompts.of_class(self.course.id):
            self._count_step(step)

    def _count_post(self, post: Post) -> None:
        day = self.day(post.published_at)
        for student in self.authors[post.id] & set(self.students):
            counted = self.students[student]
            counted.posts += 1
            counted.weeks[self.week(day)] += 1
            counted.wrote(post.published_at, day, post.words)

    def _count_comment(self, comment: Comment) -> None:
        day, author = self.day(comment.created_at), comment.author_id
        answered = self._answered(comment) - {author}
        if author in self.students:
            counted = self.students[author]
            counted.wrote(comment.created_at, day, comment.words)
            counted.given += bool(answered)
            counted.weeks[self.week(day)] += bool(answered)
            counted.to.update(answered)
        for student in answered & set(self.students):
            self.students[student].received += 1

    def _answered(self, comment: Comment) -> set[int]:
        """Return whom a comment answers; nobody where it goes on under a post of its author's own."""
        if comment.parent_id:
            return {self.comments[comment.parent_id].author_id}
        authors = self.authors[comment.post_id]
        return set() if comment.author_id in authors else authors

    def _count_step(self, step: Progress) -> None:
        wanted = ((step.posts_wanted, step.posts_due_at), (step.replies_wanted, step.replies_due_at))
        dues = [due for many, due in wanted if many]
        due = None if None in dues else max(dues, default=None)
        prompt_is_open = step.prompt_id in self.open_prompts
        wants = step.posts_wanted + step.replies_wanted
        if wants and prompt_is_open and not step.owes_nothing and (due is None or self._is_within(due)):
            self.students[step.user_id].asked += 1
            self.students[step.user_id].done += step.state in (Standing.DONE, Standing.LATE)

    @property
    def open_prompts(self) -> set[int]:
        from forum import clock
        from forum.prompts.models import Prompt

        return {prompt.id for prompt in self._all(Prompt) if prompt.opens_at <= clock.now()}
