"""Who reads a review, and where none is ever found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from forum.courses.models import Course, Membership, Pace
from forum.extensions import db
from forum.feeds import keys
from forum.peers import actions, allotting, queries
from forum.peers.actions import Line, Terms
from tests.factories import member
from tests.notify.steps import hour_has_come, send, tell
from tests.peers.stories import (
    SECRET,
    lines,
    of_prompt,
    questions,
    review,
    seen_by,
)
from tests.people import Cast
from tests.prompts.stories import HERE, section, sound
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


def test_the_author_and_staff_read_it_and_nobody_else(browse: Browse, of_sue: int) -> None:
    review("sam", of_sue, f"A {SECRET}.")
    for name in ("sam", "sue", "ines", "asa"):
        assert seen_by(browse, name, of_sue), name
    for name in ("rob", "olga"):
        assert not seen_by(browse, name, of_sue), name
        assert "1 review" not in browse(name).get(f"{HERE}/posts/{of_sue}").text
    assert "1 review" in browse("sue").get(f"{HERE}/posts/{of_sue}").text
    assert browse("otto").get(f"{HERE}/posts/{of_sue}/reviews").status_code == 404


def test_if_it_is_for_all_those_who_can_read_the_post_read_it(
    browse: Browse, cast: Cast, of_sue: int
) -> None:
    prompt_id = of_prompt(of_sue)
    early = review("sam", of_sue, f"A {SECRET}.")
    for_all = Terms(1, for_all=True, questions=lines(prompt_id))
    actions.arrange(prompt_id, for_all, by=member("ines"))
    assert not seen_by(browse, "rob", of_sue)  # it was sent for fewer
    assert review("sam", of_sue, f"A {SECRET} again.") == early
    for name in ("rob", "olga"):
        assert seen_by(browse, name, of_sue), name
    public = update(Course).where(Course.id == cast.course)
    db.session.execute(public.values(visibility="public"))
    db.session.commit()
    assert not seen_by(browse, "vera", of_sue)
    actions.arrange(prompt_id, Terms(1, questions=lines(prompt_id)), by=member("ines"))
    assert not seen_by(browse, "rob", of_sue)


def test_names_are_for_staff_where_they_are_not_shown(browse: Browse, of_sue: int) -> None:
    prompt_id = of_prompt(of_sue)
    hidden = Terms(1, names_shown=False, questions=lines(prompt_id))
    actions.arrange(prompt_id, hidden, by=member("ines"))
    review("sam", of_sue)
    url = f"{HERE}/posts/{of_sue}/reviews"
    assert named(browse("sue").get(url).text) == "A reader"
    for name in ("ines", "asa", "sam"):
        assert named(browse(name).get(url).text) == "SSam", name
    actions.arrange(prompt_id, Terms(1, questions=lines(prompt_id)), by=member("ines"))
    assert named(browse("sue").get(url).text) == "A reader"  # so it was promised
    review("sam", of_sue, "Once more.")
    assert named(browse("sue").get(url).text) == "SSam"


def named(page: str) -> str:
    heading = page.partition('<h2 class="by"')[2].partition(">")[2].partition('<span class="muted"')[0]
    return sound(heading)


def test_no_feed_search_or_mail_has_a_review(app: Flask, browse: Browse, of_sue: int) -> None:
    prompt_id = of_prompt(of_sue)
    actions.arrange(prompt_id, Terms(1, for_all=True, questions=lines(prompt_id)), by=member("ines"))
    db.session.execute(update(Membership).values(mail_pace=Pace.AT_ONCE))
    db.session.commit()
    review("sam", of_sue, f"A {SECRET} for @sue.")
    tell()
    hour_has_come()
    send()
    outbox = Path(app.instance_path, "outbox")
    mails = [path.read_text("utf-8", "replace") for path in outbox.iterdir()] if outbox.exists() else []
    assert not any(SECRET in mail for mail in mails)
    sue = browse("sue")
    keys.renew(by=member("sue"))
    secret = keys.secret(keys.of(member("sue")))
    for path in (
        "/feed.atom",
        f"/posts/{of_sue}/comments.atom",
        "/notifications",
        "/",
    ):
        assert SECRET not in sue.get(HERE + path).text, path
    assert "Nothing" in sue.get(f"{HERE}/search?q={SECRET}").text
    for path in ("feed.atom", f"posts/{of_sue}/comments.atom"):
        assert SECRET not in sue.get(f"/feeds/{secret}/{path}").text
    assert SECRET not in sue.get(f"{HERE}/posts/{of_sue}").text


def test_a_tied_assistant_sees_those_of_their_sections(browse: Browse, cast: Cast, of_sue: int) -> None:
    prompt_id = of_prompt(of_sue)
    review("sam", of_sue, f"A {SECRET}.")
    section("Tuesday", cast.asa, course_id=cast.course)
    tied = update(Membership).where(Membership.user_id == cast.asa)
    db.session.execute(tied.values(only_sections=True))
    db.session.commit()
    assert not seen_by(browse, "asa", of_sue)
    assert "Sam" not in browse("asa").get(f"{HERE}/prompts/{prompt_id}/reviews").text
    section("Wednesday", cast.asa, cast.sam, course_id=cast.course)
    assert seen_by(browse, "asa", of_sue)
    assert "Sam" in browse("asa").get(f"{HERE}/prompts/{prompt_id}/reviews").text


def test_staff_see_who_reviewed_whom(browse: Browse, of_sue: int) -> None:
    prompt_id = of_prompt(of_sue)
    allotting.late_comers()
    review("sam", of_sue)
    page = sound(browse("asa").get(f"{HERE}/prompts/{prompt_id}/reviews").text)
    assert "Sam 1 of 1 An answer of sue Sue · done" in page
    assert (
        f"{HERE}/posts/{of_sue}/reviews#review-"
        in browse("asa").get(f"{HERE}/prompts/{prompt_id}/reviews").text
    )


def test_what_was_typed_into_the_markup_stays_text(browse: Browse, of_sue: int) -> None:
    prompt_id = of_prompt(of_sue)
    terms = Terms(1, questions=[Line("<b>Bold</b>?", None)])
    actions.arrange(prompt_id, terms, by=member("ines"))
    work = queries.work(member("sam"), of_sue)
    said = [actions.Said(questions(prompt_id)[0], "<script>alert(1)</script> *fine*")]
    actions.review(work, said, by=member("sam"), seen=None)
    page = browse("sue").get(f"{HERE}/posts/{of_sue}/reviews").text
    assert "&lt;b&gt;Bold" in page
    assert "<script>alert" not in page
    assert "<em>fine</em>" in page
