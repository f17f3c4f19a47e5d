"""Whatever a class does, in whatever order: the search knows what it would learn from the texts anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from forum import rerender, start
from forum.comments import actions as comments
from forum.comments.models import Comment
from forum.exchange.cli import group as exchange
from forum.extensions import db
from forum.posts import actions as posts
from forum.posts.models import Post, State
from forum.search import index, rebuild
from forum.search.cli import group
from forum.search.models import Passage
from tests import factories
from tests.courses.stories import at_once
from tests.people import SLUG, Cast
from tests.posts.test_counters import VERBS, Walk
from tests.search.passages import anew, is_sound, known

BLOG = Path(__file__).parents[1] / "exchange" / "data" / "class-blog.xml"
STEPS = 250


@pytest.mark.parametrize("seed", [4, 5])
def test_after_any_walk_it_knows_the_texts(cast: Cast, seed: int) -> None:
    walk = Walk(seed)
    for _step in range(STEPS):
        walk.step()
    assert walk.done == set(VERBS)
    before = known()
    assert len(before) > STEPS / 8
    is_sound()
    assert anew() == before
    is_sound()


def test_a_draft_that_comes_out_is_from_then(cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.draft(sam)
    published = posts.Draft("A Title, at last", "Été.", state=State.PUBLISHED)
    posts.edit(post_id, published, by=sam, seen=None)
    [(_post, _comment, _course, _author, posted_at, _marks, title, words)] = known()
    assert (title, words) == ("a title at last", "ete")
    assert posted_at == factories.of_post(post_id, "published_at")


def test_what_comes_out_last_is_searched_first(cast: Cast) -> None:
    """SQLite reads the newest rows of the index first, and no more than it ranks."""
    sam = factories.member("sam")
    draft, other = factories.draft(sam), factories.post(sam, "Before it")
    posts.edit(draft, posts.Draft("After it", "Words.", state=State.PUBLISHED), by=sam, seen=None)
    rows = select(Passage.post_id).order_by(Passage.id.desc())
    assert db.session.scalars(rows).all() == [draft, other]
    posts.edit(other, posts.Draft("Still before", "Words."), by=sam, seen=None)
    assert db.session.scalars(rows).all() == [draft, other]


def test_an_import_can_be_found(app: Flask, cast: Cast) -> None:
    result = app.test_cli_runner().invoke(
        exchange, ["import-wordpress", str(BLOG), "--course", SLUG], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    before = known()
    assert len(before) > 100
    is_sound()
    assert anew() == before


def test_texts_that_are_rendered_again_are_known_anew(app: Flask, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam, "A title", "Some *words*.")
    comment_id = factories.comment(sam, post_id, "More words.")
    for table in (Post, Comment):
        db.session.execute(update(table).values(body_html="<p>Old</p>", renderer=0))
    db.session.execute(update(Passage).values(words="old"))
    db.session.commit()
    assert app.test_cli_runner().invoke(rerender.group, ["rerender"]).exit_code == 0
    assert [row[1] for row in known()] == [None, comment_id]
    assert [row[-1] for row in known()] == ["some words", "more words"]


def test_what_is_erased_is_forgotten(cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    comment_id, other = (factories.comment(sam, post_id) for _ in range(2))
    db.session.execute(delete(Comment).where(Comment.id == comment_id))
    db.session.commit()
    assert [row[1] for row in known()] == [None, other]
    is_sound()
    db.session.execute(delete(Post).where(Post.id == post_id))
    db.session.commit()
    assert known() == []
    is_sound()


def test_rebuilding_mends_what_is_wrong_and_says_how_much(app: Flask, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    for _ in range(3):
        factories.comment(sam, post_id)
    before = known()
    db.session.execute(delete(Passage).where(Passage.comment_id.is_(None)))
    db.session.execute(update(Passage).values(words="wrong", marks="c9"))
    db.session.commit()
    result = app.test_cli_runner().invoke(group, ["rebuild"], catch_exceptions=False)
    assert result.output.splitlines()[-1] == "4 posts and comments can be found."
    assert known() == before
    is_sound()


def test_the_oldest_texts_are_taken_up_first(cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    comment_id = factories.comment(sam, post_id)
    later = factories.post(sam)
    assert list(rebuild.all_texts()) == [-post_id, comment_id, -later]


def test_an_update_that_brings_the_search_fills_it(cast: Cast) -> None:
    factories.post(factories.member("sam"))
    before = known()
    db.session.execute(delete(Passage))
    db.session.commit()
    assert rebuild.is_needed()
    start.migrate()
    assert known() == before
    assert not rebuild.is_needed()


def test_nothing_is_lost_when_people_write_while_it_rebuilds(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "BATCH", 3)
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sam)
    said = [factories.comment(sam, post_id) for _ in range(12)]

    def edit_all() -> None:
        for comment_id in said:
            comments.edit(comment_id, f"Changed {comment_id}.", by=sam, seen=None)

    def say_more() -> None:
        for number in range(10):
            factories.comment(sue, post_id, f"New {number}.")

    results = at_once(app, edit_all, say_more, lambda: len(anew()), lambda: len(anew()))
    assert not [result for result in results if isinstance(result, Exception)], results
    before = known()
    assert len(before) == 1 + 12 + 10
    assert anew() == before


def test_a_text_of_any_length_can_be_kept(cast: Cast) -> None:
    """PostgreSQL takes a megabyte of different words."""
    post = db.session.get_one(Post, factories.post(factories.member("sam")))
    words = " ".join(chr(0x4E00 + n % 20_000) * 3 + str(n) for n in range(100_000))
    index.change_post(post, post.title, words)
    db.session.commit()
    assert len(known()[0][-1]) <= 200_000
