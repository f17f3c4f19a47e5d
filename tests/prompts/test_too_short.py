"""What is too short to count: its writer is told before, at once and later, and finds the way to go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.extensions import db
from forum.posts.models import CoAuthor, Post
from forum.prompts import actions
from tests import factories
from tests.factories import member
from tests.people import Cast
from tests.posts.statements import recorded
from tests.prompts.stories import HERE, ago, answer, prompt, sound
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
TOO_SHORT = "It has 4 of 150 words: it does not count yet."
YOURS = "Your answer has 4 of 150 words: it does not count yet."
FOUR = {"title": "Mine", "body": "Four words of mine."}


def notice(browser: Visitor, answer: Any) -> str:
    while answer.status_code == 303:
        answer = browser.get(answer.location)
    assert answer.status_code == 200
    return sound(answer.text)


def the_post() -> int:
    return db.session.scalars(select(Post.id).order_by(Post.id.desc())).first() or 0


def test_the_editor_of_an_answer_says_what_is_asked(browse: Browse) -> None:
    prompt_id = prompt(post_words=150, posts_due_at=ago(-3))
    page = browse("sam").get(f"{HERE}/posts/new?prompt={prompt_id}").text
    assert f'<a href="{HERE}/prompts/{prompt_id}" dir="auto">Week 7</a> · at least 150 words · until ' in page
    assert 'data-wanted="of 150"' in page
    assert f'<a class="link" href="{HERE}/prompts/{prompt_id}">Cancel</a>' in page
    plain = browse("sam").get(f"{HERE}/posts/new").text
    assert "at least 150" not in plain
    assert "data-wanted" not in plain
    assert f'<a class="link" href="{HERE}/">Cancel</a>' in plain


def test_so_does_the_editor_of_one_that_is_there(browse: Browse) -> None:
    prompt_id = prompt(post_words=150)
    post_id = answer("sam", prompt_id, 4)
    page = browse("sam").get(f"{HERE}/posts/{post_id}/edit").text
    assert "at least 150 words" in page
    assert f'<a class="link" href="{HERE}/prompts/{prompt_id}">Cancel</a>' in page
    for_teacher = browse("ines").get(f"{HERE}/posts/{post_id}/edit").text
    assert "data-wanted" not in for_teacher
    assert f'<a class="link" href="{HERE}/posts/{post_id}">Cancel</a>' in for_teacher


def test_a_form_that_comes_back_says_it_too(browse: Browse) -> None:
    prompt_id, sam = prompt(post_words=150), browse("sam")
    sam.get(f"{HERE}/")
    page = sam.post(f"{HERE}/posts", {**FOUR, "title": "", "prompt": prompt_id})
    assert page.status_code == 422
    assert "at least 150 words" in page.text


def test_without_a_length_it_says_until_when(browse: Browse) -> None:
    prompt_id = prompt(posts_due_at=ago(-3))
    page = browse("sam").get(f"{HERE}/posts/new?prompt={prompt_id}").text
    assert 'dir="auto">Week 7</a> · until ' in page
    assert "data-wanted" not in page


def test_who_publishes_one_that_is_too_short_is_told_so_at_once(browse: Browse) -> None:
    prompt_id, sam = prompt(post_words=150), browse("sam")
    sam.get(f"{HERE}/")
    assert f"Your post is published. {TOO_SHORT}" in notice(
        sam, sam.post(f"{HERE}/posts", {**FOUR, "prompt": prompt_id})
    )
    again = {**FOUR, "body": "Five words of mine now.", "was": "published", "seen": "0"}
    assert "Saved. It has 5 of 150 words: it does not count yet." in notice(
        sam, sam.post(f"{HERE}/posts/{the_post()}/edit", again)
    )
    db.session.execute(update(Post).values(edited_at=None))
    db.session.commit()
    long = again | {"body": "word " * 150}
    assert "does not count" not in notice(sam, sam.post(f"{HERE}/posts/{the_post()}/edit", long))


def test_a_draft_is_told_of_when_it_comes_out(browse: Browse) -> None:
    prompt_id, sam = prompt(post_words=150), browse("sam")
    sam.get(f"{HERE}/")
    saved = sam.post(f"{HERE}/posts", {**FOUR, "prompt": prompt_id, "state": "draft"})
    assert "does not count" not in notice(sam, saved)
    assert TOO_SHORT in notice(sam, sam.post(f"{HERE}/posts/{the_post()}/publication"))


def test_who_teaches_owes_nothing_and_is_told_nothing(browse: Browse) -> None:
    prompt_id, ines = prompt(post_words=150), browse("ines")
    ines.get(f"{HERE}/")
    assert "does not count" not in notice(ines, ines.post(f"{HERE}/posts", {**FOUR, "prompt": prompt_id}))


def test_the_prompt_says_so_and_leads_to_the_answer(browse: Browse) -> None:
    prompt_id, sam = prompt(post_words=150), browse("sam")
    address = f"{HERE}/prompts/{prompt_id}"
    assert f'href="{HERE}/posts/new?prompt={prompt_id}">Write your answer' in sam.get(address).text
    post_id = answer("sam", prompt_id, 4)
    page = sam.get(address).text
    assert YOURS in sound(page)
    assert f'href="{HERE}/posts/{post_id}/edit">Write your answer' in page
    assert "does not count" not in browse("sue").get(address).text
    assert "does not count" not in browse("ines").get(address).text
    answer("sam", prompt_id, 150)
    page = sam.get(address).text
    assert "does not count" not in page
    assert f'href="{HERE}/posts/new?prompt={prompt_id}">Write your answer' in page


@pytest.mark.parametrize("gone", [{"hidden_at": ago(0)}, {"deleted_at": ago(0)}, {"state": "draft"}])
def test_one_that_is_not_out_is_not_spoken_of(browse: Browse, gone: dict[str, Any]) -> None:
    prompt_id = prompt(post_words=150)
    answer("sam", prompt_id, 4, **gone)
    assert "does not count" not in browse("sam").get(f"{HERE}/prompts/{prompt_id}").text


def test_a_co_author_is_told_as_well(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(post_words=150)
    post_id = answer("sam", prompt_id, 4)
    db.session.add(CoAuthor(post_id=post_id, user_id=cast.sue, course_id=cast.course, place=1))
    db.session.commit()
    assert YOURS in sound(browse("sue").get(f"{HERE}/prompts/{prompt_id}").text)


def test_the_form_of_a_reply_says_from_how_many_words_it_counts(browse: Browse, via: str) -> None:
    prompt_id, sam = prompt(replies_wanted=2, reply_words=15), browse("sam")
    post_id = answer("sue", prompt_id)
    form = f"{HERE}/posts/{post_id}/comments/new"
    page = sam.get(form, via=via).text
    assert "Replies to this prompt count from 15 words." in page
    assert 'data-wanted="of 15"' in page
    assert "count from" not in browse("sue").get(form).text  # what she says there is no reply of hers
    assert "count from" not in browse("ines").get(form).text
    sent = sam.post(f"{HERE}/posts/{post_id}/comments", {"body": "Four words of mine."}, via=via)
    said = sent.text if via == "htmx" else notice(sam, sent)
    assert "Your comment is posted. It has 4 of 15 words: it does not count yet." in said
    sent = sam.post(f"{HERE}/posts/{post_id}/comments", {"body": "word " * 15}, via=via)
    assert "does not count" not in (sent.text if via == "htmx" else notice(sam, sent))


def test_where_no_replies_of_a_length_are_asked_for_nothing_is_said(browse: Browse) -> None:
    none, gone = prompt(reply_words=15), prompt(replies_wanted=2, reply_words=15)
    posts = [answer("sue", none), answer("sue", gone), factories.post(member("sue"))]
    actions.delete(gone, by=member("ines"))
    for post_id in posts:
        assert "count from" not in browse("sam").get(f"{HERE}/posts/{post_id}/comments/new").text


def test_it_costs_no_statement_where_posts_are_read_and_answered(browse: Browse) -> None:
    counts = []
    for words in (0, 15):
        sam = browse("sam")
        post_id = answer("sue", prompt(post_words=words, replies_wanted=1, reply_words=words), 20)
        for url in ("/", f"/posts/{post_id}", f"/posts/{post_id}/comments/new"):
            sam.get(HERE + url)
        with recorded() as statements:
            for url in ("/", f"/posts/{post_id}", f"/posts/{post_id}/comments/new"):
                sam.get(HERE + url)
            sam.post(f"{HERE}/posts/{post_id}/comments", {"body": f"Some {words}."}, via="htmx")
        counts.append(len(statements))
    assert counts[0] == counts[1]
