"""Who has a feed already is told so (304, RFC 9110 section 13), and never when anything in it has changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from werkzeug.http import http_date
from werkzeug.test import TestResponse

from forum import clock
from forum.auth import actions as accounts
from forum.auth.models import AuditEvent, User
from forum.comments import actions as comments
from forum.courses import actions as courses
from forum.courses.models import Course
from forum.extensions import db
from forum.posts import actions as posts
from forum.posts import filing
from forum.posts.draft import Draft
from tests import factories
from tests.courses.stories import publish
from tests.feeds.reading import HERE, key_of
from tests.people import Cast
from tests.posts.statements import recorded
from tests.visitor import Visitor

LONG_AGO = timedelta(hours=1)


@pytest.fixture
def post(cast: Cast) -> int:
    publish(cast.course)
    return factories.post(factories.member("sam"), "Who pays?")


@pytest.fixture
def comment(post: int) -> int:
    return factories.comment(factories.member("sue"), post, "Nobody.")


def feeds(cast: Cast, post: int) -> list[str]:
    paths = ["/feed.atom", "/categories/uncategorized/feed.atom", f"/authors/{cast.sam}/feed.atom"]
    return [*paths, f"/posts/{post}/comments.atom"]


def again(visit: Visitor, path: str, **conditions: str) -> TestResponse:
    headers = {name.replace("_", "-"): value for name, value in conditions.items()}
    return visit.client.get(path, headers=headers)


def grow_old() -> None:
    """Let everything that was done lie an hour back."""
    for id, at in db.session.execute(
        AuditEvent.__table__.select().with_only_columns(AuditEvent.id, AuditEvent.at)
    ):
        db.session.execute(update(AuditEvent).where(AuditEvent.id == id).values(at=at - LONG_AGO))
    db.session.commit()


def test_who_has_it_is_told_so(visit: Visitor, cast: Cast, post: int, comment: int) -> None:
    for root in (HERE, key_of(factories.member("sue"))):
        for path in feeds(cast, post):
            whole = visit.get(root + path)
            etag = whole.headers["ETag"]
            assert whole.status_code == 200
            assert not etag.startswith("W/")
            for tags in (etag, f'"x", {etag}', f"W/{etag}", "*"):
                answer = again(visit, root + path, If_None_Match=tags)
                assert (answer.status_code, answer.data) == (304, b"")
                for name in ("ETag", "Cache-Control", "Vary"):
                    assert answer.headers[name] == whole.headers[name]
            assert again(visit, root + path, If_None_Match='"other"').status_code == 200


def test_who_knows_only_the_date_is_told_so(visit: Visitor, cast: Cast, post: int, comment: int) -> None:
    key_of(factories.member("sam"))
    grow_old()
    for path in feeds(cast, post):
        last = visit.get(HERE + path).headers["Last-Modified"]
        assert again(visit, HERE + path, If_Modified_Since=last).status_code == 304
        earlier = http_date(visit.get(HERE + path).last_modified - timedelta(seconds=1))
        assert again(visit, HERE + path, If_Modified_Since=earlier).status_code == 200


def test_the_tag_counts_more_than_the_date(visit: Visitor, cast: Cast, post: int) -> None:
    grow_old()
    path = f"{HERE}/feed.atom"
    last = visit.get(path).headers["Last-Modified"]
    assert again(visit, path, If_Modified_Since=last, If_None_Match='"old"').status_code == 200


def test_two_changes_in_one_second_are_two(visit: Visitor, cast: Cast, post: int) -> None:
    path, sam = f"{HERE}/feed.atom", factories.member("sam")
    for number in range(3):
        last = visit.get(path).headers["Last-Modified"]
        factories.post(sam, f"Number {number}")
        answer = again(visit, path, If_Modified_Since=last)
        assert (answer.status_code, f"Number {number}" in answer.text) == (200, True)


def test_the_date_is_never_in_the_future(visit: Visitor, cast: Cast, post: int) -> None:
    answer = visit.get(f"{HERE}/feed.atom")
    assert isinstance(answer.last_modified, datetime)
    assert answer.last_modified <= clock.now()


def edit_post(_cast: Cast, post: int, _comment: int) -> None:
    posts.edit(post, Draft("Who pays?", "Other words."), by=factories.member("sam"), seen=None)


def retitle_post(_cast: Cast, post: int, _comment: int) -> None:
    posts.edit(post, Draft("Who pays now?", "Some words."), by=factories.member("sam"), seen=None)


def hide_post(_cast: Cast, post: int, _comment: int) -> None:
    posts.hide(post, by=factories.member("ines"), reason="Not here.")


def delete_post(_cast: Cast, post: int, _comment: int) -> None:
    posts.delete(post, by=factories.member("sam"))


def write_post(_cast: Cast, _post: int, _comment: int) -> None:
    factories.post(factories.member("sam"), "Another")


def write_comment(_cast: Cast, post: int, _comment: int) -> None:
    factories.comment(factories.member("sam"), post)


def delete_comment(_cast: Cast, _post: int, comment: int) -> None:
    comments.delete(comment, by=factories.member("sue"))


def hide_comment(_cast: Cast, _post: int, comment: int) -> None:
    comments.hide(comment, by=factories.member("ines"), reason="Not here.")


def edit_comment(_cast: Cast, _post: int, comment: int) -> None:
    comments.edit(comment, "Somebody.", by=factories.member("sue"), seen=None)


def rename_author(cast: Cast, _post: int, _comment: int) -> None:
    accounts.rename(db.session.get_one(User, cast.sam), "Samuel")


def rename_commenter(cast: Cast, _post: int, _comment: int) -> None:
    accounts.rename(db.session.get_one(User, cast.sue), "Susan")


def rename_class(cast: Cast, _post: int, _comment: int) -> None:
    courses.change(db.session.get_one(Course, cast.course), {"title": "Another"}, by=None)


def refile(_cast: Cast, post: int, _comment: int) -> None:
    topic = filing.find_or_add(factories.member("ines").course_id, "Topic", "")
    draft = Draft("Who pays?", "Some words.", category_ids=[topic])
    posts.edit(post, draft, by=factories.member("sam"), seen=None)


JOURNAL = (write_post, edit_post, hide_post, delete_post, write_comment, delete_comment, hide_comment,
           rename_author, rename_class, refile)  # fmt: skip
THREAD = (write_comment, edit_comment, hide_comment, delete_comment, rename_commenter, retitle_post)


@pytest.mark.parametrize("change", JOURNAL, ids=lambda change: change.__name__)
def test_a_change_is_another_journal(
    visit: Visitor, cast: Cast, post: int, comment: int, change: Callable[[Cast, int, int], None]
) -> None:
    paths = [f"{HERE}/feed.atom", f"{key_of(factories.member('olga'))}/feed.atom"]
    before = [visit.get(path) for path in paths]
    change(cast, post, comment)
    for path, old in zip(paths, before, strict=True):
        new = again(visit, path, If_None_Match=old.headers["ETag"])
        assert (new.status_code, new.data == old.data) == (200, False)


@pytest.mark.parametrize("change", THREAD, ids=lambda change: change.__name__)
def test_a_change_is_another_thread(
    visit: Visitor, cast: Cast, post: int, comment: int, change: Callable[[Cast, int, int], None]
) -> None:
    path = f"{HERE}/posts/{post}/comments.atom"
    old = visit.get(path)
    change(cast, post, comment)
    assert again(visit, path, If_None_Match=old.headers["ETag"]).status_code == 200


def test_what_is_done_and_undone_is_the_same_feed_by_its_tag_and_not_by_its_date(
    visit: Visitor, cast: Cast, post: int
) -> None:
    path = f"{HERE}/feed.atom"
    grow_old()
    old = visit.get(path)
    posts.hide(post, by=factories.member("ines"), reason="Not here.")
    posts.unhide(post, by=factories.member("ines"))
    assert again(visit, path, If_None_Match=old.headers["ETag"]).status_code == 304
    assert again(visit, path, If_Modified_Since=old.headers["Last-Modified"]).status_code == 200


def test_readers_with_other_rights_have_other_tags(visit: Visitor, cast: Cast, post: int) -> None:
    keys = [key_of(factories.member(name)) for name in ("ines", "sam", "sue")]
    tags = {visit.get(f"{root}/feed.atom").headers["ETag"] for root in (HERE, *keys)}
    by_cookie = visit.as_("ines").get(f"{HERE}/feed.atom").headers["ETag"]
    assert len({*tags, by_cookie}) == 5


def test_head_is_get_without_words(visit: Visitor, cast: Cast, post: int) -> None:
    for path in feeds(cast, post):
        whole, head = visit.get(HERE + path), visit.client.head(HERE + path)
        assert (head.status_code, head.data) == (200, b"")
        for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control", "Last-Modified"):
            assert head.headers[name] == whole.headers[name]
        etag = {"If-None-Match": whole.headers["ETag"]}
        assert visit.client.head(HERE + path, headers=etag).status_code == 304


def test_a_304_reads_no_text(visit: Visitor, cast: Cast, post: int, comment: int) -> None:
    for path in feeds(cast, post):
        etag = visit.get(HERE + path).headers["ETag"]
        with recorded() as statements:
            again(visit, HERE + path, If_None_Match=etag)
        texts = ("comment.body_html",) if path.endswith("comments.atom") else ("body_html",)
        assert [text for text in statements if any(name in text for name in texts)] == []
        assert len(statements) <= 4


def test_what_caches_are_told(visit: Visitor, cast: Cast, post: int) -> None:
    public = visit.get(f"{HERE}/feed.atom")
    assert public.headers["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "Accept-Language"} <= set(public.vary)
    private = visit.get(f"{key_of(factories.member('sam'))}/feed.atom")
    assert private.headers["Cache-Control"] == "private, no-cache"
    assert (public.headers["X-Robots-Tag"], private.headers["X-Robots-Tag"]) == ("noindex", "noindex")
    by_cookie = visit.as_("sam").get(f"{HERE}/feed.atom")
    assert by_cookie.headers["Cache-Control"] == "private, no-store"
