"""The queue of what nobody has answered: for the class, and for a prompt."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from forum.comments import actions as comments
from forum.courses.models import Membership
from forum.extensions import db
from forum.peers import waiting
from forum.posts import actions as posts
from forum.posts.models import CoAuthor, Post
from forum.prompts import actions as prompts
from tests import factories
from tests.factories import member
from tests.people import Cast
from tests.posts.markup import entries
from tests.posts.statements import recorded
from tests.prompts.stories import HERE, ago, answer, prompt, section
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


def at(post_id: int, days: float) -> int:
    db.session.execute(update(Post).where(Post.id == post_id).values(published_at=ago(days)))
    db.session.commit()
    return post_id


def test_what_nobody_else_has_answered_waits_the_oldest_first(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(reply_words=3)
    young, old = at(answer("sam", prompt_id), 1), at(answer("sue", prompt_id), 2)
    page = f"{HERE}/prompts/{prompt_id}/unanswered"
    for who in ("ines", "asa", "sam", "sue", "olga"):
        assert entries(browse(who).get(page)) == [old, young], who
    assert "2 answers wait for a reply" in browse("ines").get(f"{HERE}/").text
    factories.comment(member("sue"), old, "Words of my own, really.")
    factories.comment(member("sam"), old, "Too short.")
    assert entries(browse("ines").get(page)) == [old, young]
    said = factories.comment(member("sam"), old, "Now it is long enough.")
    assert entries(browse("ines").get(page)) == [young]
    assert "1 answer waits for a reply" in browse("asa").get(f"{HERE}/").text
    comments.hide(said, by=member("ines"), reason="It names somebody.")
    assert entries(browse("sue").get(page)) == [old, young]
    for post_id in (young, old):
        factories.comment(member("ines"), post_id, "Thank you for this.")
    assert "Nothing waits" in browse("sam").get(page).text
    assert f"{HERE}/unanswered" not in browse("ines").get(f"{HERE}/").text


def test_the_words_of_co_authors_are_no_answer(cast: Cast) -> None:
    prompt_id = prompt()
    post_id = answer("sam", prompt_id)
    db.session.add(CoAuthor(post_id=post_id, user_id=cast.sue, course_id=cast.course, place=0))
    db.session.commit()
    factories.comment(member("sue"), post_id)
    assert waiting.many(member("ines")) == 1
    factories.comment(member("asa"), post_id)
    assert waiting.many(member("ines")) == 0


def test_the_class_is_for_staff_and_its_other_posts_are_a_click_away(browse: Browse, cast: Cast) -> None:
    answered, other = answer("sam", prompt()), at(factories.post(member("sue")), 3)
    factories.post(member("ines"), "From the teacher")
    factories.post(member("ines"), "For all", is_announcement=True)
    closed = factories.post(member("sue"), "No comments")
    posts.set_comments_open(closed, False, by=member("ines"))
    for who in ("ines", "asa"):
        assert entries(browse(who).get(f"{HERE}/unanswered")) == [answered]
        assert entries(browse(who).get(f"{HERE}/unanswered?posts=1")) == [other, answered]
    for who in ("sam", "olga"):
        assert browse(who).get(f"{HERE}/unanswered").status_code == 403


def test_who_teaches_finds_the_way_there_also_when_nothing_waits(browse: Browse, cast: Cast) -> None:
    link = f'href="{HERE}/unanswered"'
    for who in ("ines", "asa"):
        assert link in browse(who).get(f"{HERE}/prompts").text
        assert link in browse(who).get(f"{HERE}/participation").text
    for who in ("sam", "olga"):
        assert link not in browse(who).get(f"{HERE}/prompts").text


def test_nobody_finds_there_what_they_may_not_read(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(must_post_first=True)
    theirs = answer("sue", prompt_id)
    page = f"{HERE}/prompts/{prompt_id}/unanswered"
    assert entries(browse("sam").get(page)) == []
    assert browse("otto").get(page).status_code == 404
    mine = answer("sam", prompt_id)
    assert set(entries(browse("sam").get(page))) == {theirs, mine}
    posts.hide(theirs, by=member("ines"), reason="It names somebody.")
    assert entries(browse("ines").get(page)) == [mine]


def test_a_tied_assistant_finds_those_of_their_sections(cast: Cast) -> None:
    section("Tuesday", cast.sam, cast.asa, course_id=cast.course)
    prompt_id = prompt()
    of_sam, _of_sue = answer("sam", prompt_id), answer("sue", prompt_id)
    tied = update(Membership).where(Membership.user_id == cast.asa)
    db.session.execute(tied.values(only_sections=True))
    db.session.commit()
    assert [row.id for row in waiting.of_class(member("asa")).posts] == [of_sam]
    assert waiting.many(member("asa")) == 1
    assert waiting.many(member("ines")) == 2


def test_a_deleted_prompt_has_no_queue_and_its_answers_are_posts(browse: Browse) -> None:
    prompt_id = prompt(reply_words=50)
    post_id = answer("sam", prompt_id)
    prompts.delete(prompt_id, by=member("ines"))
    assert browse("ines").get(f"{HERE}/prompts/{prompt_id}/unanswered").status_code == 404
    assert entries(browse("ines").get(f"{HERE}/unanswered")) == []
    assert entries(browse("ines").get(f"{HERE}/unanswered?posts=1")) == [post_id]


@pytest.mark.parametrize("path", ["/unanswered", "/prompts/{}/unanswered"])
def test_a_long_queue_is_read_page_by_page(browse: Browse, path: str, via: str) -> None:
    prompt_id = prompt()
    ids = [at(answer("sam", prompt_id), 50 - n // 3) for n in range(waiting.PAGE + 5)]
    address = HERE + path.format(prompt_id)
    first = browse("ines").get(address)
    assert entries(first) == ids[: waiting.PAGE]
    cursor = first.text.partition("?after=")[2].partition('"')[0]
    assert entries(browse("ines").get(f"{address}?after={cursor}", via=via)) == ids[waiting.PAGE :]
    assert browse("ines").get(f"{address}?after=nonsense").status_code == 404


def test_what_has_waited_for_long_is_in_the_list_and_no_news(browse: Browse) -> None:
    old = at(answer("sam", prompt()), 29)
    assert waiting.many(member("ines")) == 0
    assert entries(browse("ines").get(f"{HERE}/unanswered")) == [old]


def test_a_long_queue_asks_no_more_than_a_short_one(browse: Browse) -> None:
    prompt_id = prompt()
    counts = []
    for many in (1, 12):
        for _each in range(many):
            answer("sam", prompt_id)
        browse("ines").get(f"{HERE}/unanswered")
        with recorded() as statements:
            browse("ines").get(f"{HERE}/unanswered")
        counts.append(len(statements))
    assert counts[0] == counts[1]
