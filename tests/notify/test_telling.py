"""Who is told of what is written, and why; who is not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from forum import clock
from forum.auth.models import User
from forum.comments import actions as comments
from forum.comments.models import Comment
from forum.courses import actions as courses
from forum.extensions import db
from forum.notify import bell, telling
from forum.notify.models import Notification
from forum.posts import actions as posts
from forum.posts.models import Post
from forum.reading import actions as reading
from forum.reading.models import Level
from tests import factories
from tests.factories import comment, member, post
from tests.notify.steps import tell, told
from tests.people import SLUG, Cast
from tests.serving.running import eventually
from tests.visitor import Visitor

pytestmark = pytest.mark.usefixtures("cast")


def notifications() -> int:
    return db.session.scalar(select(func.count()).select_from(Notification)) or 0


def test_the_author_of_a_post_hears_of_comments_under_it_and_who_is_answered_of_the_answer() -> None:
    post_id = post(member("sam"))
    first = comment(member("sue"), post_id)
    comment(member("asa"), post_id, under=first)
    tell()
    assert told("sam") == ["comment", "comment"]
    assert told("sue") == ["reply"]
    assert [told(name) for name in ("asa", "ines", "olga")] == [[], [], []]


def test_whoever_writes_under_a_post_follows_it_from_then_on() -> None:
    post_id = post(member("sam"))
    comment(member("sue"), post_id)
    tell()
    comment(member("asa"), post_id)
    tell()
    assert told("sue") == ["comment"]
    reading.unwatch(by=member("sue"), post_id=post_id)
    comment(member("asa"), post_id)
    tell()
    assert told("sue") == ["comment"]


def test_the_author_of_a_post_follows_it_at_once_and_may_stop_before_it_is_told(
    browse: Callable[[str], Visitor],
) -> None:
    sam, page = browse("sam"), f"/c/{SLUG}/posts/{post(member('sam'))}"
    assert "/following/delete" in sam.get(page).text
    assert sam.post(f"{page}/following/delete").status_code == 303
    tell()
    assert "/following/delete" not in sam.get(page).text


def test_an_announcement_is_told_to_everybody_in_the_class_and_to_nobody_else() -> None:
    post(member("ines"), is_announcement=True)
    tell()
    assert [told(name) for name in ("sam", "sue", "asa", "olga")] == [["announcement"]] * 4
    assert [told(name) for name in ("ines", "otto", "adam")] == [[], [], []]


def test_who_follows_a_category_or_the_class_hears_of_posts_there() -> None:
    labour = factories.category("Labour", by=member("ines"))
    reading.watch(Level.FOLLOWING, by=member("sue"), category_id=labour)
    reading.watch(Level.FOLLOWING, by=member("asa"))
    post(member("sam"), category_ids=[labour])
    post(member("sam"))
    tell()
    assert told("sue") == ["post"]
    assert told("asa") == ["post", "post"]


def test_who_has_muted_a_post_or_its_categories_hears_nothing_of_it() -> None:
    labour = factories.category("Labour", by=member("ines"))
    post_id = post(member("sam"), category_ids=[labour])
    first = comment(member("sue"), post_id)
    tell()
    reading.watch(Level.MUTED, by=member("sue"), post_id=post_id)
    reading.watch(Level.MUTED, by=member("sam"), category_id=labour)
    comment(member("asa"), post_id, under=first)
    tell()
    assert told("sue") == []
    assert told("sam") == ["comment"]


def test_a_draft_is_told_when_it_comes_out() -> None:
    reading.watch(Level.FOLLOWING, by=member("sue"))
    post_id = factories.draft(member("sam"))
    tell()
    assert told("sue") == []
    posts.edit(post_id, posts.Draft("A title", "Whole."), by=member("sam"), seen=None)
    tell()
    assert told("sue") == ["post"]


def test_a_post_that_becomes_an_announcement_is_told_to_who_was_not_told_yet() -> None:
    reading.watch(Level.FOLLOWING, by=member("sue"))
    post_id = post(member("ines"))
    tell()
    posts.edit(post_id, posts.Draft("A title", "Words.", is_announcement=True), by=member("ines"), seen=None)
    tell()
    assert told("sue") == ["post"]
    assert told("sam") == ["announcement"]


def test_what_is_hidden_before_it_is_told_is_told_when_it_is_shown_again() -> None:
    post_id = post(member("sam"))
    comment_id = comment(member("sue"), post_id)
    comments.hide(comment_id, by=member("asa"), reason="Not here.")
    tell()
    assert told("sam") == []
    comments.unhide(comment_id, by=member("asa"))
    tell()
    assert told("sam") == ["comment"]


def test_what_is_deleted_before_it_is_told_is_told_to_nobody() -> None:
    post_id = post(member("sam"))
    comments.delete(comment(member("sue"), post_id), by=member("sue"))
    tell()
    assert notifications() == 0


def test_who_has_left_the_class_or_the_site_hears_nothing(cast: Cast) -> None:
    post_id, other = post(member("sam")), post(member("sue"))
    courses.remove(cast.course, cast.sam, by=member("ines"))
    db.session.execute(update(User).where(User.id == cast.sue).values(closed_at=clock.now()))
    db.session.commit()
    for each in (post_id, other):
        comment(member("asa"), each)
    tell()
    assert notifications() == 0


def test_nobody_is_told_twice(cast: Cast) -> None:
    post_id = post(member("sam"))
    comment_id = comment(member("sue"), post_id)
    tell()
    for table in (Post, Comment):
        db.session.execute(update(table).values(tell=1))
    db.session.commit()
    tell()
    assert told("sam") == ["comment"]
    assert factories.of_comment(comment_id, "tell") == 0


def test_two_workers_at_the_same_text_tell_it_once() -> None:
    post_id = post(member("sam"))
    comment(member("sue"), post_id)
    text = telling._look(telling.UNTOLD_COMMENTS)[0]
    tell()
    telling._tell_comment(text)
    assert told("sam") == ["comment"]


def a_lock_is_waited_for(app: Flask) -> bool:
    """Say whether somebody waits for a row; SQLite has one writer, and nobody can be seen to wait."""
    if db.engine.dialect.name == "sqlite":
        return True
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with app.app_context():
        return bool(db.session.scalar(waiting))


def test_telling_and_deleting_the_same_comment_do_not_wait_for_each_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_id = post(member("sam"))
    tell()
    sue = member("sue")
    comment_id = comment(sue, post_id)
    follow, deleted = telling.follow, []

    def delete() -> None:
        with app.app_context():
            deleted.append(comments.delete(comment_id, by=sue))

    other = threading.Thread(target=delete)

    def meanwhile(*args: Any) -> None:
        other.start()
        eventually(lambda: a_lock_is_waited_for(app), "the deletion waits")
        follow(*args)

    with monkeypatch.context() as patched:
        patched.setattr(telling, "follow", meanwhile)
        tell()
    other.join()
    assert deleted == [True]
    assert told("sam") == ["comment"]
    assert bell.of(member("sam")) == 0


def test_a_worker_killed_in_the_middle_has_told_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    post_id = post(member("sam"))
    tell()
    comment(member("sue"), post_id)

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(telling, "_mail_at_once", killed)
        with pytest.raises(KeyboardInterrupt):
            telling.tell()
    db.session.rollback()
    assert told("sam") == []
    tell()
    assert told("sam") == ["comment"]


def test_a_text_that_cannot_be_told_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = post(member("sam")), post(member("sam"))
    tell()
    for each in (bad, good):
        comment(member("sue"), each)
    of_comment, tried = telling.recipients.of_comment, []

    def breaks(text: Any, *args: Any, **more: Any) -> Any:
        tried.append(text.post_id)
        assert text.post_id != bad
        return of_comment(text, *args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(telling, "_rests", {})
        patched.setattr(telling.recipients, "of_comment", breaks)
        telling.tell()
        telling.tell()
        assert tried == [bad, good]  # and is left alone for a while
    assert told("sam") == ["comment"]
    tell()
    assert told("sam") == ["comment", "comment"]


def test_what_is_told_is_the_text_as_it_is_by_then() -> None:
    post_id = post(member("sam"))
    tell()
    comment_id = comment(member("asa"), post_id)
    seen = telling._look(telling.UNTOLD_COMMENTS)[0]
    comments.edit(comment_id, "I meant to ask @sue.", by=member("asa"), seen=None)
    telling._tell_comment(seen)
    assert told("sue") == ["mention"]


def test_what_was_written_at_another_time_is_told_to_nobody() -> None:
    post_id = post(member("sam"), at=clock.now())
    comment(member("sue"), post_id, at=clock.now())
    tell()
    assert notifications() == 0


def test_the_bell_counts_what_can_be_read_up_to_ten() -> None:
    post_id = post(member("sam"))
    ids = [comment(member("sue"), post_id) for _ in range(3)]
    tell()
    assert bell.of(member("sam")) == 3
    comments.hide(ids[0], by=member("ines"), reason="Not here.")
    comments.delete(ids[1], by=member("sue"))
    assert bell.of(member("sam")) == 1
    for _ in range(10):
        comment(member("sue"), post_id)
    tell()
    assert bell.of(member("sam")) == bell.MANY
    posts.hide(post_id, by=member("ines"), reason="Not here.")
    assert bell.of(member("sam")) == 0
