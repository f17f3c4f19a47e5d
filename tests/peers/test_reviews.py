"""What students say of each other's posts: written once, changed until it is due, seen by whom it is for."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum import rerender
from forum.courses.models import Course
from forum.extensions import db
from forum.peers import actions, queries
from forum.peers.actions import Line, Terms
from forum.peers.models import Allotment, Answer
from forum.posts import actions as posts
from forum.prompts.models import Prompt
from forum.writing.models import Unsent
from tests.factories import member
from tests.peers.stories import (
    SECRET,
    of_prompt,
    questions,
    review,
    reviews,
    seen_by,
    sent,
    yours,
)
from tests.people import Cast
from tests.posts.markup import Page
from tests.prompts.stories import HERE, ago, answer, prompt, sound
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


def test_a_review_is_written_read_and_changed(browse: Browse, of_sue: int, via: str) -> None:
    sam, url = browse("sam"), f"{HERE}/posts/{of_sue}/reviews"
    prompt_id = of_prompt(of_sue)
    assert "You were given this post to review." in sam.get(f"{HERE}/posts/{of_sue}").text
    page = sam.get(f"{url}/new")
    assert Page(page.text).problems == []
    assert "What is the strongest point?" in page.text
    assert sam.post(url, sent(prompt_id, "", ""), via=via).status_code == 422
    assert sam.post(url, sent(prompt_id, rating="6"), via=via).status_code == 422
    answered = sam.post(url, sent(prompt_id), via=via)
    assert answered.status_code == (303 if via == "plain" else 200)
    shown = sam.get(url)
    assert Page(shown.text).problems == []
    assert "<em>brave</em>" in shown.text
    assert "4 of 5" in sound(shown.text)
    assert yours("sam", prompt_id) == {of_sue: True}
    form = sam.get(f"{url}/new").text
    assert "It is *brave*." in form
    seen = form.partition('name="seen" value="')[2].partition('"')[0]
    sam.post(url, sent(prompt_id, "It is *bold*.", "5", seen=seen, body="And *short*."), via=via)
    shown = sam.get(url).text
    assert "<em>bold</em>" in shown
    assert "brave" not in shown
    assert "<em>short</em>" in shown
    assert len(reviews()) == 1


@pytest.mark.parametrize("name", ["sue", "rob", "asa", "ines", "olga"])
def test_only_who_was_given_it_reviews_it(browse: Browse, of_sue: int, name: str) -> None:
    form = sent(of_prompt(of_sue))
    visitor = browse(name)
    assert visitor.get(f"{HERE}/posts/{of_sue}/reviews/new").status_code == 403
    assert visitor.post(f"{HERE}/posts/{of_sue}/reviews", form).status_code == 403
    assert reviews() == []


def test_what_is_not_shared_out_has_no_reviews_to_write(browse: Browse) -> None:
    post_id = answer("sue", prompt())
    assert browse("sam").get(f"{HERE}/posts/{post_id}/reviews/new").status_code == 404
    assert "no reviews" in browse("sam").get(f"{HERE}/posts/{post_id}/reviews").text


def test_late_is_better_than_never_but_then_it_stays(browse: Browse, of_sue: int) -> None:
    prompt_id = of_prompt(of_sue)
    over = update(Prompt).where(Prompt.id == prompt_id)
    db.session.execute(over.values(replies_due_at=ago(1)))
    db.session.commit()
    sam, url = browse("sam"), f"{HERE}/posts/{of_sue}/reviews"
    assert sam.get(f"{url}/new").status_code == 200
    assert sam.post(url, sent(prompt_id)).status_code == 303
    assert sam.get(f"{url}/new").status_code == 403
    assert sam.post(url, sent(prompt_id, "Otherwise.")).status_code == 403
    db.session.execute(over.values(replies_due_at=None))
    db.session.commit()
    assert sam.get(f"{url}/new").status_code == 200


def test_when_the_class_was_closed_meanwhile_that_is_said_and_the_words_are_shown(
    browse: Browse, of_sue: int, cast: Cast
) -> None:
    sam = browse("sam")
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
    db.session.commit()
    answer = sam.post(f"{HERE}/posts/{of_sue}/reviews", sent(of_prompt(of_sue), "Brave.", body="Short."))
    assert answer.status_code == 403
    assert "This class is closed" in answer.text
    assert "\nBrave.</textarea>" in answer.text
    assert "\nShort.</textarea>" in answer.text


@pytest.mark.parametrize("how", ["off", "closed", "hidden", "deleted"])
def test_where_it_is_over_it_is_read_and_not_written(
    browse: Browse, cast: Cast, of_sue: int, how: str
) -> None:
    prompt_id = of_prompt(of_sue)
    review("sam", of_sue, f"A {SECRET}.")
    if how == "off":
        actions.switch_off(prompt_id, by=member("ines"))
    elif how == "closed":
        db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
        db.session.commit()
    elif how == "hidden":
        posts.hide(of_sue, by=member("ines"), reason="It names somebody.")
    else:
        posts.delete(of_sue, by=member("sue"))
    refused = browse("sam").get(f"{HERE}/posts/{of_sue}/reviews/new").status_code
    assert refused == (403 if how in ("off", "closed") else 404)
    assert seen_by(browse, "sue", of_sue) == (how != "deleted")
    assert seen_by(browse, "sam", of_sue) == (how in ("off", "closed"))
    assert len(reviews()) == 1


def test_sent_twice_it_is_there_once_and_two_windows_do_not_overwrite_each_other(
    browse: Browse, of_sue: int, via: str
) -> None:
    sam, url, prompt_id = browse("sam"), f"{HERE}/posts/{of_sue}/reviews", of_prompt(of_sue)
    sam.get(f"{url}/new")
    for _each in range(2):
        assert sam.post(url, sent(prompt_id), via=via).status_code in (200, 303)
    assert len(reviews()) == 1
    other = sam.post(url, sent(prompt_id, f"A {SECRET}."), via=via)
    assert other.status_code == 409
    assert f"A {SECRET}." in other.text
    assert not seen_by(browse, "sue", of_sue)
    seen = other.text.partition('name="seen" value="')[2].partition('"')[0]
    sam.post(url, sent(prompt_id, f"A {SECRET}.", seen=seen), via=via)
    assert seen_by(browse, "sue", of_sue)


def test_what_is_typed_is_kept_until_it_is_sent(browse: Browse, of_sue: int) -> None:
    sam, url, prompt_id = browse("sam"), f"{HERE}/posts/{of_sue}/reviews", of_prompt(of_sue)
    sam.get(f"{url}/new")
    long = "word " * 900
    typed = sent(prompt_id, f"A {SECRET}. {long}", rating="3", unsent="0123456789abcdef", saves="0")
    place = {"place": f"posts/{of_sue}/reviews"}
    assert sam.post(f"{HERE}/drafts", typed | place, via="htmx").status_code == 200
    page = sam.get(f"{url}/new").text
    assert f"A {SECRET}. word word" in page
    assert page.count("word ") >= 900
    assert re.search(r'<input checked[^>]* value="3"', page)
    assert "Go on with your review" in sam.get(f"{HERE}/posts/{of_sue}").text
    drafts = sam.get(f"{HERE}/drafts").text
    assert SECRET in drafts
    assert f"{url}/new?draft=0123456789abcdef" in drafts
    assert SECRET in sam.get("/drafts/0123456789abcdef").text
    assert sam.post(url, typed | place).status_code == 303
    ended = db.session.scalars(select(Unsent.ended_at).where(Unsent.key == "0123456789abcdef")).one()
    assert ended is not None
    assert SECRET not in browse("sue").get(f"{HERE}/drafts").text


def test_a_review_whose_post_went_to_another_is_kept_as_a_draft(
    browse: Browse, cast: Cast, of_sue: int
) -> None:
    work = queries.work(member("sam"), of_sue)
    db.session.execute(Allotment.__table__.delete())
    db.session.commit()
    with pytest.raises(actions.GivenToAnother):
        actions.review(work, [actions.Said(None, "Words")], by=member("sam"), seen=None)
    assert reviews() == []


def test_questions_that_were_answered_are_replaced_and_their_answers_stay(
    browse: Browse, of_sue: int
) -> None:
    prompt_id = of_prompt(of_sue)
    review("sam", of_sue, f"A {SECRET}.")
    first, second = questions(prompt_id)
    changed = [Line("What is its weakest point?", None, first), Line("How clear is it?", 5, second)]
    actions.arrange(prompt_id, Terms(1, questions=changed), by=member("ines"))
    third, same = questions(prompt_id)
    assert third not in (first, second)
    assert same == second
    page = sound(browse("sue").get(f"{HERE}/posts/{of_sue}/reviews").text)
    assert f"What is the strongest point? A {SECRET}." in page
    assert "weakest" in browse("sam").get(f"{HERE}/posts/{of_sue}/reviews/new").text
    review("sam", of_sue, "Its end.")
    page = sound(browse("sue").get(f"{HERE}/posts/{of_sue}/reviews").text)
    assert SECRET in page
    assert "What is its weakest point? Its end." in page
    moved = [Line("How clear is it?", 5, second), Line("What is new?", 3, third)]
    actions.arrange(prompt_id, Terms(1, questions=moved), by=member("ines"))
    assert questions(prompt_id)[0] == second
    assert len(list(db.session.scalars(select(Answer.id)))) == 3


def test_what_a_review_says_is_rendered_anew_when_the_rules_have_changed(
    app: Flask, browse: Browse, of_sue: int
) -> None:
    browse("sam").get(f"{HERE}/posts/{of_sue}/reviews/new")
    browse("sam").post(f"{HERE}/posts/{of_sue}/reviews", sent(of_prompt(of_sue)))
    db.session.execute(update(Answer).where(Answer.body_html != "").values(body_html="old", renderer=0))
    db.session.commit()
    said = app.test_cli_runner().invoke(rerender.group, ["rerender"]).output
    assert "words of reviews" in said
    assert "<em>brave</em>" in browse("sam").get(f"{HERE}/posts/{of_sue}/reviews").text
