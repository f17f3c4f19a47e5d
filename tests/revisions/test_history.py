"""The pages of a history: who sees them, what they show, and that no old word is found anywhere else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import update

from forum.comments import actions as comments
from forum.courses.models import Course
from forum.extensions import db
from forum.posts import actions as posts
from forum.posts.models import Post, State
from forum.revisions import queries
from tests import factories
from tests.notify.steps import send, tell, wishes
from tests.people import SLUG, Cast
from tests.posts.markup import sound
from tests.revisions.test_keeping import edit_comment, edit_post
from tests.revisions.versions import marked, sides, text, words
from tests.serving.mailserver import Mailbox
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
STAFF = ("ines", "asa", "adam")
HEADING = re.compile(r"<h3>(Version \d+)", re.DOTALL)
HOSTILE = '<b>"bold"</b> &amp; <script>alert(1)</script>'


@pytest.fixture
def post_id(cast: Cast) -> int:
    """A post that sam wrote, and ines changed."""
    sam = factories.member("sam")
    post_id = factories.post(sam, "My title", "We saw five ships.\n\nAnd then we left.")
    edit_post(post_id, "We saw six ships.\n\nAnd then we left.", by=sam, title="My better title")
    edit_post(
        post_id,
        "We saw six ships.\n\nAnd then we left, late.",
        by=factories.member("ines"),
        title="My better title",
    )
    return post_id


@pytest.fixture
def comment_id(cast: Cast, post_id: int) -> int:
    """A comment of sam's, which he has changed."""
    said = factories.comment(factories.member("sam"), post_id, "I saw five.")
    edit_comment(said, "I saw six.", by=factories.member("sam"))
    return said


def listed(answer: object) -> list[str]:
    return HEADING.findall(answer.text)  # type: ignore[attr-defined]


def test_the_newest_version_is_compared_with_the_one_before_it(browse: Browse, post_id: int) -> None:
    page = browse("sam").get(f"{HERE}/posts/{post_id}/history")
    sound(page)
    assert "What changed from version 2 to version 3" in page.text
    assert (marked(page, "del"), marked(page, "ins")) == ([], [", late"])
    assert listed(page) == ["Version 3", "Version 2", "Version 1"]
    assert "Version 3: <bdi>Ines</bdi>" in page.text
    assert "Version 2: <bdi>Sam</bdi>" in page.text


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [("", ["2", "3"]), ("?new=2", ["1", "2"]), ("?new=1", ["1", "3"]), ("?before=2", ["2", "3"])],
)
def test_the_form_names_the_two_that_are_shown(
    browse: Browse, post_id: int, asked: str, chosen: list[str]
) -> None:
    page = browse("sam").get(f"{HERE}/posts/{post_id}/history{asked}")
    sound(page)
    assert re.findall(r'<option value="(\d+)" selected>', page.text) == chosen


def test_any_two_are_compared_in_one_text_and_side_by_side(browse: Browse, post_id: int) -> None:
    for old, new in ((1, 3), (3, 1)):
        page = browse("sam").get(f"{HERE}/posts/{post_id}/history?old={old}&new={new}")
        assert "from version 1 to version 3" in page.text
        assert marked(page, "del") == ["five"]
        assert marked(page, "ins") == ["better ", "six", ", late"]
    page = browse("sam").get(f"{HERE}/posts/{post_id}/history?old=1&new=3&view=side")
    sound(page)
    assert sides(page) == (
        "My title\nWe saw five ships.\nAnd then we left.",
        "My better title\nWe saw six ships.\nAnd then we left, late.",
    )


def test_what_changed_is_said_in_words_too(browse: Browse, post_id: int) -> None:
    page = browse("sam").get(f"{HERE}/posts/{post_id}/history?new=2").text
    assert '<del><bdi class="hidden">removed: </bdi>five</del>' in page
    assert '<ins><bdi class="hidden">added: </bdi>six</ins>' in page


def test_the_first_version_is_shown_as_it_was(browse: Browse, post_id: int) -> None:
    page = browse("sam").get(f"{HERE}/posts/{post_id}/history?new=1")
    assert text(page) == "My title\nWe saw five ships.\nAnd then we left."
    assert "My title" in page.text
    assert (marked(page, "del"), marked(page, "ins")) == ([], [])


def test_of_a_comment_there_is_a_history_too(browse: Browse, comment_id: int) -> None:
    page = browse("sam").get(f"{HERE}/comments/{comment_id}/history")
    sound(page)
    assert (marked(page, "del"), marked(page, "ins")) == (["five"], ["six"])
    assert listed(page) == ["Version 2", "Version 1"]
    assert "Comment by Sam" in page.text


def test_what_was_never_edited_has_one_version(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    for url in (f"/posts/{post_id}", f"/comments/{factories.comment(factories.member('sam'), post_id)}"):
        page = browse("sam").get(f"{HERE}{url}/history")
        sound(page)
        assert "There is one version" in page.text
        assert listed(page) == []
        assert "Bring version" not in page.text


@pytest.mark.parametrize("asked", ["new=4", "new=9", "old=4", "old=9&new=3", "new=999999999"])
def test_versions_that_are_not_there_are_not_found(browse: Browse, post_id: int, asked: str) -> None:
    assert browse("sam").get(f"{HERE}/posts/{post_id}/history?{asked}").status_code == 404


@pytest.mark.parametrize("asked", ["new=x", "new=0", "new=-1", "old=2&new=2", "old=", "view=up"])
def test_what_cannot_be_asked_for_is_not_asked_for(browse: Browse, post_id: int, asked: str) -> None:
    assert browse("sam").get(f"{HERE}/posts/{post_id}/history?{asked}").status_code == 200


def test_hostile_words_are_shown_as_words(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam, HOSTILE, f"{HOSTILE} one")
    edit_post(post_id, f"{HOSTILE} two", by=sam, title=f"{HOSTILE}!")
    for view in ("", "?view=side"):
        page = browse("sam").get(f"{HERE}/posts/{post_id}/history{view}")
        sound(page)
        assert "<script>alert" not in page.text
        assert HOSTILE in words(page.text)
        for shown in re.findall(r'<(?:td|div)[^>]*class="part[^>]*>', page.text):
            assert 'dir="auto"' in shown


def test_many_versions_come_in_pages(browse: Browse, post_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 1)
    first = browse("sam").get(f"{HERE}/posts/{post_id}/history")
    assert listed(first) == ["Version 3", "Version 2"]
    assert "?before=2#versions" in first.text
    second = browse("sam").get(f"{HERE}/posts/{post_id}/history?before=2")
    assert listed(second) == ["Version 1"]
    assert "?before=" not in second.text


# --- Who sees it -------------------------------------------------------------------------------------


def status(visitor: Visitor, url: str) -> int:
    return visitor.get(f"{HERE}{url}/history").status_code


@pytest.mark.parametrize("kind", ["posts", "comments"])
def test_authors_and_teachers_see_it_and_the_mark_leads_there(
    browse: Browse, post_id: int, comment_id: int, kind: str
) -> None:
    url = f"/{kind}/{post_id if kind == 'posts' else comment_id}"
    link = f'href="{HERE}{url}/history"'
    for name in ("sam", *STAFF):
        assert status(browse(name), url) == 200, name
        assert link in browse(name).get(f"{HERE}/posts/{post_id}").text, name
    for name in ("sue", "olga"):
        assert status(browse(name), url) == 403, name
        page = browse(name).get(f"{HERE}/posts/{post_id}").text
        assert link not in page
        assert "edited by Ines, <time" in page
        assert "edited by Sam, <time" in page
    assert status(browse("otto"), url) == 404


def test_a_visitor_of_a_public_class_sees_that_it_was_edited_and_no_history(
    browse: Browse, cast: Cast, post_id: int, comment_id: int
) -> None:
    db.session.execute(update(Course).where(Course.id == cast.course).values(visibility="public"))
    db.session.commit()
    page = browse("vera").get(f"{HERE}/posts/{post_id}").text
    assert "edited by Ines, <time" in page
    assert "/history" not in page
    for url in (f"/posts/{post_id}", f"/comments/{comment_id}"):
        assert status(browse("vera"), url) == 403
        assert status(browse("otto"), url) == 403


def test_of_what_is_hidden_author_and_teachers_see_it(browse: Browse, post_id: int, comment_id: int) -> None:
    comments.hide(comment_id, by=factories.member("ines"), reason="Why.")
    posts.hide(post_id, by=factories.member("ines"), reason="Why.")
    for url in (f"/posts/{post_id}", f"/comments/{comment_id}"):
        assert [status(browse(name), url) for name in ("sam", *STAFF)] == [200] * 4
        assert status(browse("sue"), url) == 404


def test_of_what_is_deleted_nobody_sees_it(browse: Browse, post_id: int, comment_id: int) -> None:
    sam = factories.member("sam")
    comments.delete(comment_id, by=sam)
    posts.delete(post_id, by=sam)
    for url in (f"/posts/{post_id}", f"/comments/{comment_id}"):
        assert [status(browse(name), url) for name in ("sam", "sue", *STAFF)] == [404] * 5
    posts.restore(post_id, by=sam)
    assert status(browse("sam"), f"/posts/{post_id}") == 200


def test_drafts_stay_their_authors_alone_also_when_they_have_come_out(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.draft(sam, "A title", "A wild guess.")
    edit_post(post_id, "A careful guess.", by=sam, state=State.DRAFT)
    assert status(browse("ines"), f"/posts/{post_id}") == 404
    edit_post(post_id, "What I know.", by=sam)
    edit_post(post_id, "What I know now.", by=sam)
    url = f"{HERE}/posts/{post_id}/history"
    own = browse("sam").get(url)
    assert listed(own) == ["Version 4", "Version 3", "Version 2", "Version 1"]
    assert own.text.count('<span class="state">Draft</span>') == 2
    for name in STAFF:
        page = browse(name).get(url)
        assert listed(page) == ["Version 4", "Version 3"]
        assert browse(name).get(f"{url}?new=2").status_code == 404
        assert "guess" not in page.text + browse(name).get(f"{url}?new=3").text


def test_a_draft_that_came_out_leads_its_author_to_its_history(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.draft(sam, "A title", "A guess.")
    edit_post(post_id, "What I know.", by=sam)
    link = f'href="{HERE}/posts/{post_id}/history"'
    assert link in browse("sam").get(f"{HERE}/posts/{post_id}").text
    assert "edited by" not in browse("sam").get(f"{HERE}/posts/{post_id}").text


# --- Nowhere else ------------------------------------------------------------------------------------


def test_old_words_are_found_nowhere_else(
    browse: Browse, smtp: int, mailbox: Mailbox, post_id: int, comment_id: int
) -> None:
    sam = factories.member("sam")
    edit_post(post_id, "Zanzibar is where we were.", by=sam, title="Zanzibar")
    edit_post(post_id, "That is where we were, @sue.", by=sam, title="An island")
    edit_comment(comment_id, "Zanzibar, you mean?", by=sam)
    edit_comment(comment_id, "Where do you mean, @sue?", by=sam)
    db.session.execute(update(Post).values(tell=1))
    db.session.commit()
    wishes("sue", mail_pace="at_once")
    wishes("ines", mail_pace="at_once")
    tell()
    send()
    assert mailbox.mails
    assert not [mail for mail in mailbox.mails if "Zanzibar" in str(mail)]
    pages = (
        "/",
        "/new",
        f"/posts/{post_id}",
        "/feed.atom",
        f"/posts/{post_id}/comments.atom",
        "/notifications",
    )
    for name in ("sam", "ines", "sue"):
        assert "Zanzibar" in browse("sam").get(f"{HERE}/posts/{post_id}/history").text
        for url in pages:
            answer = browse(name).get(f"{HERE}{url}")
            assert answer.status_code == 200
            assert "Zanzibar" not in answer.text, url
        found = browse(name).get(f"{HERE}/search?q=Zanzibar").text
        assert f"/posts/{post_id}" not in found
        assert f"/comments/{comment_id}" not in found
