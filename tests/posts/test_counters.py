"""Whatever a class does, in whatever order: its numbers are those that a recount finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum import clock
from forum.comments import actions as comments
from forum.comments import queries as comment_rows
from forum.comments import saying
from forum.comments.models import Comment
from forum.extensions import db
from forum.posts import actions, filing, pinning, publishing, sharing
from forum.posts.models import Category, Post, State
from tests import factories
from tests.courses.stories import at_once
from tests.people import Cast
from tests.posts.recount import check

STEPS, CHECK_EVERY = 300, 15


class Walk:
    """A class that does one thing after another, chosen by a seed."""

    def __init__(self, seed: int) -> None:
        self.seed, self.turn = seed, 0
        self.people = [factories.member(name) for name in ("ines", "asa", "sam", "sue")]
        self.ines = self.people[0]
        self.done: set[str] = set()

    def pick(self, things: Sequence[Any]) -> Any:
        """Choose one of them, the same at every run."""
        self.turn += 1
        dice = int.from_bytes(sha256(f"{self.seed}-{self.turn}".encode()).digest()[:4])
        return things[dice % len(things)] if things else None

    def some(self, things: Sequence[Any]) -> list[Any]:
        """Choose none to three of them."""
        return [self.pick(things) for _ in range(self.pick(range(4)))] if things else []

    def step(self) -> None:
        verb = self.pick(VERBS)
        VERBS_DONE[verb](self)
        self.done.add(verb)

    def posts(self, *conditions: Any) -> list[Any]:
        return list(db.session.execute(select(Post).where(*conditions).order_by(Post.id)).scalars())

    def comments(self) -> list[int]:
        return list(db.session.scalars(select(Comment.id).order_by(Comment.id)))

    def categories(self) -> list[int]:
        chosen = select(Category.id).where(
            Category.course_id == self.ines.course_id, Category.is_default.is_(False)
        )
        return list(db.session.scalars(chosen.order_by(Category.id)))

    def draft(self, state: str) -> actions.Draft:
        others = [person.user_id for person in self.some(self.people)]
        return actions.Draft(
            "A title", "Words.", self.some(self.categories()), state, co_author_ids=others or None
        )

    def write(self) -> None:
        long_ago = clock.now() - timedelta(days=self.pick((0, 20, 40, 60)))
        actions.write(self.draft(self.pick(list(State))), by=self.pick(self.people), at=long_ago)

    def edit(self) -> None:
        post = self.pick(self.posts())
        if post is None or post.deleted_at:
            return
        id, seen = post.id, post.edited_at
        actions.edit(id, self.draft(self.pick((State.PUBLISHED, State.DRAFT))), by=self.ines, seen=seen)

    def with_post(self, act: Callable[[int], Any]) -> None:
        post = self.pick(self.posts())
        if post is not None:
            act(post.id)

    def say(self) -> None:
        shown = (Post.state == State.PUBLISHED, Post.hidden_at.is_(None), Post.deleted_at.is_(None))
        post = self.pick(self.posts(*shown))
        if post is None:
            return
        by = self.pick(self.people)
        standing = (Comment.post_id == post.id, Comment.deleted_at.is_(None))
        ids = list(db.session.scalars(select(Comment.id).where(*standing).order_by(Comment.id)))
        parent = comment_rows.readable(self.ines, self.pick(ids)) if ids and self.pick((0, 1, 1, 1)) else None
        saying.reply(post.id, f"Word {post.comment_number + 1}.", by=by, parent=parent)

    def with_comment(self, act: Callable[[int], Any]) -> None:
        comment_id = self.pick(self.comments())
        if comment_id is not None:
            act(comment_id)

    def with_category(self, act: Callable[[int], Any]) -> None:
        category_id = self.pick(self.categories())
        if category_id is not None:
            act(category_id)

    def into(self) -> int | None:
        chosen: int | None = self.pick([None, *self.categories()])
        return chosen


VERBS_DONE: dict[str, Callable[[Walk], Any]] = {
    "write": Walk.write,
    "write again": Walk.write,
    "edit": Walk.edit,
    "hide": lambda w: w.with_post(lambda id: actions.hide(id, by=w.ines, reason="Why.")),
    "unhide": lambda w: w.with_post(lambda id: actions.unhide(id, by=w.ines)),
    "delete": lambda w: w.with_post(lambda id: actions.delete(id, by=w.ines)),
    "restore": lambda w: w.with_post(lambda id: actions.restore(id, by=w.ines)),
    "publish": lambda w: w.with_post(lambda id: publishing.publish(id, by=w.ines)),
    "leave": lambda w: w.with_post(lambda id: sharing.leave(id, by=w.pick(w.people))),
    "take back": lambda w: w.with_post(lambda id: publishing.take_back(id, by=w.ines)),
    "pin": lambda w: w.with_post(lambda id: pinning.pin(id, by=w.ines)),
    "say": Walk.say,
    "say more": Walk.say,
    "answer": Walk.say,
    "hide comment": lambda w: w.with_comment(lambda id: comments.hide(id, by=w.ines, reason="Why.")),
    "unhide comment": lambda w: w.with_comment(lambda id: comments.unhide(id, by=w.ines)),
    "delete comment": lambda w: w.with_comment(lambda id: comments.delete(id, by=w.ines)),
    "delete another": lambda w: w.with_comment(lambda id: comments.delete(id, by=w.ines)),
    "restore comment": lambda w: w.with_comment(lambda id: comments.restore(id, by=w.ines)),
    "edit comment": lambda w: w.with_comment(lambda id: comments.edit(id, "Other.", by=w.ines, seen=None)),
    "add category": lambda w: filing.add(w.ines.course_id, f"Name {w.turn % 9}", "", by=w.ines),
    "rename": lambda w: w.with_category(lambda id: filing.rename(id, f"New {w.turn % 9}", "", by=w.ines)),
    "raise": lambda w: w.with_category(lambda id: filing.move_up(id, by=w.ines)),
    "remove": lambda w: w.with_category(lambda id: filing.remove(id, into=w.into(), by=w.ines)),
}
VERBS = list(VERBS_DONE)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_walk_the_numbers_are_right(cast: Cast, seed: int) -> None:
    walk = Walk(seed)
    for step in range(STEPS):
        walk.step()
        if step % CHECK_EVERY == 0:
            check(cast.course)
    check(cast.course)
    assert walk.done == set(VERBS)


def test_no_number_is_lost_when_everybody_acts_at_once(app: Flask, cast: Cast) -> None:
    ines, sam = factories.member("ines"), factories.member("sam")
    kinds = [factories.category(name, by=ines) for name in ("One", "Two")]
    here = [factories.post(sam, category_ids=[kind]) for kind in kinds]

    def crossing(post_id: int, kind: int) -> Callable[[], None]:
        """File both posts where the other one was: each then needs the rows that the other one holds."""
        seen = factories.of_post(post_id, "edited_at")
        draft = actions.Draft("A", "B", category_ids=[kind])
        return lambda: actions.edit(post_id, draft, by=sam, seen=seen)

    for round_ in range(3):
        there = kinds[::-1] if round_ % 2 == 0 else kinds
        acts = [*map(crossing, here, there), lambda: saying.reply(here[0], "Yes.", by=sam)]
        acts += [lambda: factories.post(sam), lambda: saying.reply(here[1], "No.", by=sam)]
        results = at_once(app, *acts)
        assert not [result for result in results if isinstance(result, Exception)], results
        check(cast.course)
