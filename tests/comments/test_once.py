"""One form gives one comment, and many people at once get a place each."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from flask import Flask
from sqlalchemy import func, select

from forum.comments import actions, queries, saying
from forum.comments.models import Comment
from forum.extensions import db
from forum.posts import actions as posts
from forum.posts import authors
from tests import factories
from tests.courses.stories import at_once
from tests.people import SLUG, Cast
from tests.posts.recount import check
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
KEY = re.compile(r'name="key" value="([\w-]+)"')


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def form(visitor: Visitor, post_id: int, via: str, **typed: str) -> dict[str, str]:
    key = KEY.search(visitor.get(f"{HERE}/posts/{post_id}/comments/new", via=via).text)
    assert key
    return {"body": "Yes.", "key": key.group(1), **typed}


def test_the_same_form_twice_is_one_comment(browse: Browse, cast: Cast, via: str) -> None:
    post_id = factories.post(factories.member("sue"))
    sam, url = browse("sam"), f"{HERE}/posts/{post_id}/comments"
    fields = form(sam, post_id, via)
    first, again = (sam.post(url, fields, via=via) for _ in range(2))
    assert first.status_code == again.status_code
    assert first.location == again.location
    assert count() == factories.of_post(post_id, "comment_count") == 1
    check(cast.course)


def test_the_same_answer_twice_is_one_comment(browse: Browse, cast: Cast, via: str) -> None:
    sue = factories.member("sue")
    post_id = factories.post(sue)
    above = factories.comment(sue, post_id)
    fields = form(browse("sam"), post_id, via, parent=str(above))
    for _ in range(2):
        browse("sam").post(f"{HERE}/posts/{post_id}/comments", fields, via=via)
    assert count() == 2
    assert factories.of_comment(above, "reply_count") == 1
    check(cast.course)


def test_going_back_and_writing_something_else_loses_no_word(browse: Browse, via: str) -> None:
    post_id = factories.post(factories.member("sue"))
    sam, url = browse("sam"), f"{HERE}/posts/{post_id}/comments"
    fields = form(sam, post_id, via)
    for body in ("Yes.", "No."):
        sam.post(url, {**fields, "body": body}, via=via)
    said = db.session.scalars(select(Comment.body_markdown).order_by(Comment.id)).all()
    assert said == ["Yes.", "No."]


def test_two_people_with_the_same_key_say_it_both(browse: Browse) -> None:
    post_id = factories.post(factories.member("sue"))
    for name in ("sam", "ines"):
        browse(name).get(f"{HERE}/")
        browse(name).post(f"{HERE}/posts/{post_id}/comments", {"body": "Yes.", "key": "the same"})
    assert count() == 2


def test_two_clicks_at_the_same_moment_are_one_comment(app: Flask, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    above = queries.readable(sam, factories.comment(sam, post_id))
    for key, parent in (("one", None), ("two", above)):
        click = partial(saying.reply, post_id, "Yes.", by=sam, parent=parent, key=key)
        results = at_once(app, click, click)
        assert results[0].id == results[1].id
        check(cast.course)
    assert count() == 3


def test_fifty_comments_at_once_get_fifty_places(app: Flask, cast: Cast) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sam)

    def talks(by: factories.Member) -> Callable[[], list[int]]:
        return lambda: [saying.reply(post_id, f"Word {n}", by=by).id for n in range(25)]

    results = at_once(app, talks(sam), talks(sue))
    assert len({*results[0], *results[1]}) == 50
    paths = db.session.scalars(select(Comment.path).where(Comment.post_id == post_id)).all()
    assert sorted(paths) == [f"{n:06d}" for n in range(1, 51)]
    assert factories.of_post(post_id, "comment_count", "comment_number") == (50, 50)
    assert [authors.find(sam, by.user_id).comment_count for by in (sam, sue)] == [25, 25]


def test_answering_and_deleting_at_once_leaves_no_answer_without_a_place(app: Flask, cast: Cast) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sam)
    for _ in range(5):
        above = queries.readable(sue, factories.comment(sam, post_id))
        answers = partial(saying.reply, post_id, "But.", by=sue, parent=above)
        said, deleted = at_once(app, answers, partial(actions.delete, above.id, by=sam))
        assert deleted is True
        assert isinstance(said, saying.Posted | saying.AnsweredIsGone)
        stands = factories.of_comment(above.id, "reply_count")
        assert stands == (1 if isinstance(said, saying.Posted) else 0)
        check(cast.course)


def test_what_people_do_at_once_to_one_thread_adds_up(app: Flask, cast: Cast) -> None:
    ines, sam, sue = (factories.member(name) for name in ("ines", "sam", "sue"))
    post_id = factories.post(sam)
    for _ in range(3):
        top = factories.comment(sam, post_id)
        below = factories.comment(sue, post_id, under=top)
        leaf = factories.comment(sam, post_id, under=below)
        results = at_once(
            app,
            partial(actions.delete, top, by=sam),
            partial(actions.hide, below, by=ines, reason="Why."),
            partial(actions.delete, leaf, by=sam),
            partial(saying.reply, post_id, "More.", by=sue),
            partial(posts.set_comments_open, post_id, False, by=ines),
            partial(actions.edit, leaf, "Other words.", by=sam, seen=None),
        )
        assert not [result for result in results if isinstance(result, Exception)], results
        check(cast.course)


def test_what_is_done_twice_at_once_counts_once(app: Flask, cast: Cast) -> None:
    ines, sam = factories.member("ines"), factories.member("sam")
    post_id = factories.post(sam)
    said = factories.comment(sam, post_id)
    for act in (
        lambda: actions.hide(said, by=ines, reason="Why."),
        lambda: actions.unhide(said, by=ines),
        lambda: actions.delete(said, by=sam),
        lambda: actions.restore(said, by=sam),
    ):
        assert sorted(at_once(app, act, act)) == [False, True]
        check(cast.course)
