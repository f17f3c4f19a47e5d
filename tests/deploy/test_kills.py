"""Fifty kills while people write: what was acknowledged is there, and there once."""

from random import Random

import psutil
from sqlalchemy import select, text

from forum.comments.models import Comment
from forum.extensions import db, limiter
from forum.posts.models import Post
from tests import factories
from tests.conftest import DATABASE
from tests.deploy.browser import Browser
from tests.deploy.conftest import Site
from tests.deploy.load import Writer, busy
from tests.deploy.service import Service
from tests.people import SLUG
from tests.serving.running import eventually

KILLS = 50
WHOLE_EVERY = 6  # of them the whole server, the others one of the processes that answer


def kill_one(service: Service, chance: Random) -> None:
    """Kill a process that answers, without a word."""
    eventually(lambda: len(service.answering()) == 2, "both processes are there")
    victim = chance.choice(sorted(service.answering(), key=lambda each: each.pid))
    victim.send_signal(9)
    psutil.wait_procs([victim])


def kill_whole(service: Service) -> None:
    service.kill()
    service.start()


def more_are_taken(writers: list[Writer], more: int) -> None:
    """Return when so many more comments are acknowledged."""
    goal = taken(writers) + more
    eventually(lambda: taken(writers) >= goal, "comments are being written")


def taken(writers: list[Writer]) -> int:
    return sum(len(writer.acknowledged) for writer in writers)


def stored(post_id: int) -> list[tuple[str, int]]:
    rows = select(Comment.body_markdown, Comment.id).where(Comment.post_id == post_id)
    return sorted((body, id) for body, id in db.session.execute(rows))


def test_no_acknowledged_comment_is_lost_and_none_is_doubled(crowded: Site, students: list[Browser]) -> None:
    chance = Random(50)  # noqa: S311  # the same moments each time, as far as they can be
    post_id = factories.post(factories.member("ines"), "Chapter one", "Some words.")
    writers = [Writer(students[place::4], f"/c/{SLUG}/posts/{post_id}/comments") for place in range(4)]
    with busy([*writers]):
        for number in range(1, KILLS + 1):
            more_are_taken(writers, chance.randint(1, 5))
            limiter.reset()
            if number % WHOLE_EVERY:
                kill_one(crowded.service, chance)
            else:
                kill_whole(crowded.service)
    acknowledged = sorted(pair for writer in writers for pair in writer.acknowledged.items())
    assert stored(post_id) == acknowledged
    assert db.session.scalars(select(Post.comment_count).where(Post.id == post_id)).one() == len(acknowledged)
    if DATABASE == "sqlite":
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"
