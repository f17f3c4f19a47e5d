"""Drafts whose time has come: real workers let each out once, whatever is killed in the middle."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from forum import clock
from forum.auth.models import AuditEvent
from forum.extensions import db
from forum.posts import actions
from forum.posts.models import Post, State
from tests.factories import member
from tests.people import Cast
from tests.posts.recount import check
from tests.serving.conftest import Run
from tests.serving.running import WORKER, eventually

MANY = 60


def out() -> int:
    """Return how many are published by now."""
    db.session.rollback()
    counted = select(func.count()).select_from(Post).where(Post.state == State.PUBLISHED)
    return int(db.session.scalars(counted).one())


def test_one_that_is_killed_and_two_at_once_publish_each_once(app: Flask, cast: Cast, run: Run) -> None:
    draft = actions.Draft("To come", "Words.", state=State.DRAFT, publish_at=clock.now())
    posts = [actions.write(draft, by=member("sam")) for _ in range(MANY)]
    with run(WORKER) as worker:
        eventually(out, "the first are out")
        worker.process.kill()
    check(cast.course)
    with run(WORKER), run(WORKER):
        eventually(lambda: out() == MANY, "all are out")
    told = select(AuditEvent.target).where(AuditEvent.verb == "post.publish")
    assert sorted(db.session.scalars(told)) == sorted(f"post-{id}" for id in posts)
    check(cast.course)
