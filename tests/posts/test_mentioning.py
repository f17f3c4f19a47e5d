"""Mentions in posts and comments: of members of the class, and of nobody else."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from forum import rerender
from forum.auth import handles, queries
from forum.comments import actions as comments
from forum.comments.models import Comment
from forum.courses import actions as courses
from forum.courses.models import Course
from forum.extensions import db
from forum.mentions import named
from forum.posts import actions as posts
from forum.posts.models import Post
from forum.standing import Member
from tests import factories
from tests.exchange import blog
from tests.people import SLUG, Cast
from tests.posts.statements import recorded
from tests.visitor import Visitor

ELSEWHERE = "elsewhere"


def mention(user_id: int, written: str, slug: str = SLUG) -> str:
    return f'<a class="mention" href="/c/{slug}/authors/{user_id}">{written}</a>'


def said(body: str, by: str = "sue") -> str:
    """Say it in a comment and return its HTML."""
    writer = factories.member(by)
    comment_id = factories.comment(writer, factories.post(writer), body)
    return str(factories.of_comment(comment_id, "body_html"))


def rerendered(app: Flask, *options: str) -> None:
    result = app.test_cli_runner().invoke(rerender.group, ["rerender", *options], catch_exceptions=False)
    assert result.exit_code == 0
    db.session.rollback()


@pytest.fixture
def renamed(cast: Cast) -> Cast:
    """Sam has another handle by now."""
    handles.change(queries.user(cast.sam), "sam-stone", address="")
    return cast


# --- Who is mentioned --------------------------------------------------------------------------------


def test_posts_comments_and_their_edits_mention_members(cast: Cast) -> None:
    sue = factories.member("sue")
    post_id = factories.post(sue, body="Ask @ines.")
    comment_id = factories.comment(sue, post_id, "Ask @Olga.")
    assert factories.of_post(post_id, "body_html") == f"<p>Ask {mention(cast.ines, '@ines')}.</p>"
    assert factories.of_comment(comment_id, "body_html") == f"<p>Ask {mention(cast.olga, '@Olga')}.</p>"
    posts.edit(post_id, posts.Draft("A title", "Ask @asa."), by=sue, seen=None)
    comments.edit(comment_id, "Ask @sam.", by=factories.member("ines"), seen=None)
    assert factories.of_post(post_id, "body_html") == f"<p>Ask {mention(cast.asa, '@asa')}.</p>"
    assert factories.of_comment(comment_id, "body_html") == f"<p>Ask {mention(cast.sam, '@sam')}.</p>"


def test_by_a_form_it_is_the_same(visit: Visitor, cast: Cast, via: str) -> None:
    post_id = factories.post(factories.member("ines"))
    visit.as_("sue").get(f"/c/{SLUG}/posts/{post_id}/comments/new")
    visit.post(f"/c/{SLUG}/posts/{post_id}/comments", {"body": "So says @sam."}, via=via)
    assert mention(cast.sam, "@sam") in visit.get(f"/c/{SLUG}/posts/{post_id}").text


def test_the_excerpt_and_the_search_read_it_as_it_was_written(visit: Visitor, cast: Cast) -> None:
    post_id = factories.post(factories.member("sue"), body="Ask *our* @Sam about leather.")
    assert factories.of_post(post_id, "excerpt") == "Ask our @Sam about leather."
    found = visit.as_("olga").get(f"/c/{SLUG}/search?q=leather").text
    assert "Ask our @Sam about <mark>leather</mark>." in found
    assert "A title" in visit.get(f"/c/{SLUG}/search?q=sam").text


def test_a_feed_leads_there_from_elsewhere(visit: Visitor, cast: Cast) -> None:
    factories.post(factories.member("sue"), body="Ask @sam.")
    feed = visit.as_("olga").get(f"/c/{SLUG}/feed.atom").text
    assert f'href="http://localhost/c/{SLUG}/authors/{cast.sam}"' in unescape(feed)


@pytest.mark.parametrize("written", ["@sam", "@sam-stone"])
def test_an_earlier_handle_means_the_same_person(renamed: Cast, written: str) -> None:
    assert said(written) == f"<p>{mention(renamed.sam, written)}</p>"


def test_what_mentions_somebody_does_so_when_they_are_called_otherwise(cast: Cast) -> None:
    html = said("@sam")
    handles.change(queries.user(cast.sam), "sam-stone", address="")
    assert named(html) == [cast.sam]


@pytest.mark.parametrize("written", ["@otto", "@adam", "@nobody", "sam@example.org"])
def test_others_are_not_mentioned(cast: Cast, written: str) -> None:
    """Otto is in another class, and adam, who may read all of them, in none."""
    assert "mention" not in said(written)


def test_the_same_words_mean_others_in_another_class(cast: Cast) -> None:
    otto = factories.member("otto", ELSEWHERE)
    post_id = factories.post(otto, body="@sam and @otto")
    assert (
        factories.of_post(post_id, "body_html") == f"<p>@sam and {mention(cast.otto, '@otto', ELSEWHERE)}</p>"
    )
    assert said("@sam and @otto") == f"<p>{mention(cast.sam, '@sam')} and @otto</p>"


def test_who_was_removed_is_not_mentioned_until_they_are_back(cast: Cast) -> None:
    ines = factories.member("ines")
    courses.remove(cast.course, cast.sam, by=ines)
    assert said("@sam") == "<p>@sam</p>"
    courses.restore(cast.course, cast.sam, by=ines)
    assert said("@sam") == f"<p>{mention(cast.sam, '@sam')}</p>"


def test_who_is_in_two_classes_is_mentioned_in_each(cast: Cast) -> None:
    courses.add(cast.elsewhere, cast.sam, "student", by=Member(cast.elsewhere, True, is_admin=True))
    post_id = factories.post(factories.member("otto", ELSEWHERE), body="@sam")
    assert factories.of_post(post_id, "body_html") == f"<p>{mention(cast.sam, '@sam', ELSEWHERE)}</p>"
    assert said("@sam") == f"<p>{mention(cast.sam, '@sam')}</p>"


# --- What it costs -----------------------------------------------------------------------------------


def statements(body: str) -> int:
    sue = factories.member("sue")
    post_id = factories.post(sue)
    with recorded() as seen:
        factories.comment(sue, post_id, body)
    return len(seen)


def test_only_a_text_with_the_sign_asks_and_only_once(cast: Cast) -> None:
    without = statements("Words with *some* [marks](/x).")
    assert statements("Plain words.") == without
    assert statements("An @ sign.") == without
    assert statements("@sam") == without + 1
    assert statements(" ".join(f"@n{number}" for number in range(99)) + " @sam @sue") == without + 1


# --- Rendered again, brought along, moved ------------------------------------------------------------


def old(table: Any) -> None:
    db.session.execute(update(table).values(body_html="<p>Old</p>", renderer=2))
    db.session.commit()


def test_what_is_rendered_again_mentions_members_of_its_class(app: Flask, renamed: Cast) -> None:
    here = factories.post(factories.member("sue"), body="@sam, @otto")
    comment_id = factories.comment(factories.member("sue"), here, "@sam, @otto")
    there = factories.post(factories.member("otto", ELSEWHERE), body="@sam, @otto")
    for table in (Post, Comment):
        old(table)
    rerendered(app)
    html = f"<p>{mention(renamed.sam, '@sam')}, @otto</p>"
    assert factories.of_post(here, "body_html") == html
    assert factories.of_comment(comment_id, "body_html") == html
    elsewhere = f"<p>@sam, {mention(renamed.otto, '@otto', ELSEWHERE)}</p>"
    assert factories.of_post(there, "body_html") == elsewhere


def test_an_import_mentions_nobody_until_somebody_edits_it(app: Flask, cast: Cast, tmp_path: Path) -> None:
    talk = blog.comment(1, "As @sam says")
    blog.bring(
        app,
        blog.blog(tmp_path, blog.author("nora", "nora@example.org"), blog.post(1, "Old", talk, body="@sam")),
    )
    post = blog.posts(cast.course)["Old"]
    assert (post.body_format, post.body_html) == ("markdown", "<p>@sam</p>")
    post_id = post.id
    rerendered(app, "--all")
    assert factories.of_post(post_id, "body_html") == "<p>@sam</p>"
    assert db.session.query(Comment.body_html).all() == [("<p>As @sam says</p>",)]
    posts.edit(post_id, posts.Draft("Old", "@sam!"), by=factories.member("ines"), seen=None)
    rerendered(app, "--all")
    assert factories.of_post(post_id, "body_html") == f"<p>{mention(cast.sam, '@sam')}!</p>"


def test_mentions_follow_a_class_to_another_address(cast: Cast) -> None:
    sue, otto = factories.member("sue"), factories.member("otto", ELSEWHERE)
    words = f"@sam [@sam](/c/{SLUG}/authors/{cast.sam}) `{mention(cast.sam, '@sam')}`"
    post_id, other = factories.post(sue, body=words), factories.post(otto, body="@otto")
    comment_id = factories.comment(sue, post_id, words)
    before = factories.of_comment(comment_id, "body_html")
    courses.change(db.session.get_one(Course, cast.course), {"slug": "chains"}, by=None)
    link = mention(cast.sam, "@sam", "chains")
    for html in (factories.of_post(post_id, "body_html"), factories.of_comment(comment_id, "body_html")):
        assert html == before.replace(mention(cast.sam, "@sam"), link)
        assert html.startswith(f'<p>{link} <a href="/c/{SLUG}/authors/{cast.sam}">@sam</a> <code>&lt;a')
        assert named(html) == [cast.sam]
    assert factories.of_post(other, "body_html") == f"<p>{mention(cast.otto, '@otto', ELSEWHERE)}</p>"
