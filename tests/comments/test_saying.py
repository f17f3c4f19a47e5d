"""Leaving a comment and answering one: in place with htmx, on a page of its own without."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from forum import text
from forum.comments import actions, queries, saying
from forum.comments.models import Comment
from forum.extensions import db
from forum.posts import actions as posts
from forum.posts import authors
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.markup import sound
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
PARTIAL = re.compile(r'<hx-partial hx-target="#([\w-]+)" hx-swap="(\w+)">(.*?)</hx-partial>', re.S)


def newest() -> Comment:
    db.session.expire_all()
    return db.session.scalars(select(Comment).order_by(Comment.id.desc())).first()


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def parts(answer: TestResponse) -> dict[str, tuple[str, str]]:
    """Return what an answer puts where: target -> (how, HTML)."""
    return {target: (swap, html) for target, swap, html in PARTIAL.findall(answer.text)}


@pytest.mark.parametrize("name", ["ines", "asa", "sam", "adam"])
def test_those_who_take_part_comment(browse: Browse, cast: Cast, via: str, name: str) -> None:
    post_id = factories.post(factories.member("sue"))
    writer, url = browse(name), f"{HERE}/posts/{post_id}/comments"
    form = writer.get(f"{url}/new", via=via)
    assert sound(form).posts_to[-1] == url
    answer = writer.post(url, {"body": "*Well* said.\r\nYes."}, via=via)
    said = newest()
    assert (said.body_markdown, said.author_id) == ("*Well* said.\nYes.", getattr(cast, name))
    assert factories.of_post(post_id, "comment_count", "active_at") == (1, said.created_at)
    if via == "plain":
        assert (answer.status_code, answer.location) == (303, f"{HERE}/comments/{said.id}")
        page = writer.get(answer.location, follow_redirects=True)
        assert "<em>Well</em> said." in page.text
        assert "Your comment is posted." in page.text


def test_htmx_gets_the_comment_the_count_and_a_word_for_the_ear(browse: Browse) -> None:
    post_id = factories.post(factories.member("sue"))
    browse("sam").get(f"{HERE}/posts/{post_id}")
    answer = browse("sam").post(f"{HERE}/posts/{post_id}/comments", {"body": "Yes."}, via="htmx")
    assert answer.status_code == 200
    put = parts(answer)
    assert put.keys() == {"comment-form", "leave", "comment-list", "comment-count", "notices"}
    swap, html = put["comment-list"]
    assert swap == "beforeend"
    assert re.search(rf'<li class="comment" id="comment-{newest().id}" tabindex="-1" [\w-]*focus', html)
    assert "1 comment" in put["comment-count"][1]
    assert "Leave a comment" in put["leave"][1]
    assert "<textarea" not in put["leave"][1]
    assert "Your comment is posted." in put["notices"][1]


def test_an_answer_goes_under_what_it_answers(browse: Browse, cast: Cast, via: str) -> None:
    sue = factories.member("sue")
    post_id = factories.post(sue)
    first = factories.comment(sue, post_id, "First.")
    url = f"{HERE}/posts/{post_id}/comments"
    form = browse("sam").get(f"{url}/new?parent={first}", via=via)
    assert "Reply to Sue" in form.text
    assert f'name="parent" value="{first}"' in form.text
    answer = browse("sam").post(url, {"body": "Second.", "parent": str(first)}, via=via)
    said = newest()
    assert (said.parent_id, said.path) == (first, "000001000002")
    assert factories.of_comment(first, "reply_count") == 1
    if via == "htmx":
        put = parts(answer)
        assert put[f"replies-{first}"][0] == "beforeend"
        assert "Second." in put[f"replies-{first}"][1]
        assert put[f"answer-{first}-form"][0] == "delete"


def test_observers_and_strangers_do_not(browse: Browse, via: str) -> None:
    post_id = factories.post(factories.member("sue"))
    url = f"{HERE}/posts/{post_id}/comments"
    assert browse("olga").get(f"{url}/new", via=via).status_code == 403
    refused = browse("olga").post(url, {"body": "But"}, via=via)
    assert refused.status_code == 403
    assert "You observe this class" in refused.text
    assert browse("otto").post(url, {"body": "But"}, via=via).status_code == 404
    assert "comments/new" not in browse("olga").get(f"{HERE}/posts/{post_id}").text
    assert count() == 0


@pytest.mark.parametrize("body", ["", " \r\n\t", "ß" * 10_001])
@pytest.mark.parametrize("answering", [False, True])
def test_what_is_wrong_stands_beside_the_field_and_every_word_is_kept(
    browse: Browse, via: str, body: str, answering: bool
) -> None:
    sue = factories.member("sue")
    post_id = factories.post(sue)
    parent = {"parent": str(factories.comment(sue, post_id))} if answering else {}
    typed = {"body": body, "key": "my-key", **parent}
    answer = browse("sam").post(f"{HERE}/posts/{post_id}/comments", typed, via=via)
    assert answer.status_code == 422
    name = f"answer-{parent['parent']}" if answering else "comment"
    page = sound(answer)
    assert {f"{name}-form", f"{name}-body-error", f"{name}-body"} <= set(page.ids)
    assert f"{name}-body-error" in page.refers
    assert 'aria-invalid="true"' in answer.text
    assert 'name="key" value="my-key"' in answer.text
    assert body.strip() in answer.text
    assert ("<html" in answer.text) == (via == "plain")
    assert count() == len(parent)


def test_the_longest_comment_is_taken(browse: Browse, via: str) -> None:
    post_id = factories.post(factories.member("sue"))
    body = "word " * (text.COMMENT_LIMIT // 5)
    browse("sam").post(f"{HERE}/posts/{post_id}/comments", {"body": body}, via=via)
    assert newest().body_markdown == body


def test_what_is_typed_is_text_and_never_markup_of_the_page(browse: Browse, via: str) -> None:
    post_id = factories.post(factories.member("sue"))
    evil = '</textarea><script>alert(1)</script><b onclick="x">"'
    url = f"{HERE}/posts/{post_id}/comments"
    refused = browse("sam").post(url, {"body": evil + "ß" * 10_001}, via=via)
    taken = browse("sam").post(url, {"body": evil}, via=via, follow_redirects=True)
    for answer in (refused, taken):
        assert "<script>alert" not in answer.text
        assert "<b onclick" not in answer.text
        sound(answer)


@pytest.mark.parametrize("gone", ["deleted", "hidden"])
def test_an_answer_to_what_is_gone_meanwhile_is_kept(browse: Browse, via: str, gone: str) -> None:
    ines, sue = factories.member("ines"), factories.member("sue")
    post_id = factories.post(sue)
    first = factories.comment(sue, post_id)
    if gone == "deleted":
        actions.delete(first, by=sue)
    else:
        actions.hide(first, by=ines, reason="Rude.")
    url = f"{HERE}/posts/{post_id}/comments"
    browse("sam").get(f"{HERE}/posts/{post_id}")
    typed = {"body": "Kept </textarea> words", "parent": str(first), "key": "my-key"}
    answer = browse("sam").post(url, typed, via=via)
    assert answer.status_code == 422
    sound(answer)
    assert "Kept &lt;/textarea&gt; words" in answer.text
    assert 'name="key" value="my-key"' in answer.text
    assert 'name="parent"' not in answer.text
    assert count() == 1
    again = browse("sam").post(url, {"body": "Kept words", "key": "my-key"}, via=via)
    assert again.status_code == (303 if via == "plain" else 200)
    assert (newest().parent_id, newest().path) == (None, "000002")


def test_the_action_itself_answers_nothing_that_was_deleted(cast: Cast) -> None:
    sue, sam = factories.member("sue"), factories.member("sam")
    post_id = factories.post(sue)
    first = factories.comment(sue, post_id)
    row = queries.readable(sam, first)
    actions.delete(first, by=sue)
    with pytest.raises(saying.AnsweredIsGone):
        saying.reply(post_id, "Too late.", by=sam, parent=row)
    assert factories.of_post(post_id, "comment_count", "comment_number") == (0, 1)
    assert authors.find(sam, cast.sam).comment_count == 0


def test_under_a_post_that_is_gone_nobody_comments(browse: Browse, via: str) -> None:
    sue, ines = factories.member("sue"), factories.member("ines")
    deleted, hidden = factories.post(sue), factories.post(sue)
    for post_id in (deleted, hidden):
        factories.comment(sue, post_id)
    posts.delete(deleted, by=sue)
    posts.hide(hidden, by=ines, reason="Wait.")
    for post_id in (deleted, hidden, factories.draft(sue), factories.private(sue)):
        answer = browse("sam").post(f"{HERE}/posts/{post_id}/comments", {"body": "But"}, via=via)
        assert answer.status_code == 404
    assert count() == 2


def test_too_many_in_a_minute_are_slowed_down(browse: Browse, via: str) -> None:
    post_id = factories.post(factories.member("sue"))
    url = f"{HERE}/posts/{post_id}/comments"
    browse("sue").get(f"{HERE}/")
    answers = [browse("sam").post(url, {"body": f"Comment {n}"}, via=via) for n in range(21)]
    assert [answer.status_code for answer in answers[:20]] == [303 if via == "plain" else 200] * 20
    assert answers[20].status_code == 429
    assert int(answers[20].headers["Retry-After"]) > 0
    assert "Come back in" in answers[20].text
    assert browse("sue").post(url, {"body": "Mine"}, via=via).status_code in (200, 303)
