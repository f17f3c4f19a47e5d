"""Answers that are shared out, by the same actions that the pages use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from forum.auth import handles
from forum.auth.models import User
from forum.courses.models import Membership
from forum.extensions import db
from forum.peers import actions, allotting, queries
from forum.peers.actions import Line, Said, Terms
from forum.peers.models import Allotment, Review
from forum.prompts import queries as prompts
from tests.factories import member
from tests.people import Cast, email
from tests.prompts.stories import HERE
from tests.visitor import Visitor

SECRET = "pelican"  # what reviews say and nothing else does
ASKED = (Line("What is the strongest point?"), Line("How clear is it?", 5))


def students(cast: Cast, *names: str) -> dict[str, int]:
    """Let further students be in the class; they sign in with the password of the cast."""
    like = db.session.get_one(User, cast.sam)
    known = {"password_hash": like.password_hash, "email_confirmed_at": like.email_confirmed_at}
    more = {name: User(name=name.title(), email=email(name), **known) for name in names}
    db.session.add_all(more.values())
    db.session.flush()
    for user in more.values():
        handles.give(user)
        db.session.add(Membership(course_id=cast.course, user_id=user.id))
    db.session.commit()
    return {name: user.id for name, user in more.items()}


def share(
    prompt_id: int, each: int = 1, questions: Sequence[Line] = (), by: str = "ines", **terms: Any
) -> int:
    """Let the answers to a prompt be shared out now; return how many were given."""
    actions.arrange(prompt_id, Terms(each, questions=questions, **terms), by=member(by))
    return allotting.share_out_now(prompt_id, by=member(by))


def given(prompt_id: int) -> set[tuple[int, int]]:
    """Return who was given which post, open or done."""
    pairs = select(Allotment.user_id, Allotment.post_id).where(Allotment.prompt_id == prompt_id)
    return {(row.user_id, row.post_id) for row in db.session.execute(pairs)}


def yours(name: str, prompt_id: int) -> dict[int, bool]:
    """Return the posts that somebody is shown as theirs to answer, and whether that is done."""
    prompts.readable(member(name), prompt_id)
    return {row.id: bool(row.is_done) for row in queries.yours(member(name), prompt_id)}


def questions(prompt_id: int) -> list[int]:
    """Return the ids of the questions that are asked now."""
    return [row.id for row in queries.questions(prompt_id)]


def review(name: str, post_id: int, words: str = "It is brave.", rating: int = 4) -> int:
    """Let somebody review a post, after ASKED."""
    work = queries.work(member(name), post_id)
    first, second = questions(work.prompt_id)
    said = [Said(first, words), Said(second, rating=rating), Said(None, "")]
    return actions.review(work, said, by=member(name), seen=work.written_at)


def reviews() -> list[Any]:
    """Return all reviews there are."""
    return list(db.session.scalars(select(Review).order_by(Review.id)))


def sent(prompt_id: int, words: str = "It is *brave*.", rating: str = "4", **more: str) -> dict[str, str]:
    """Return the form of a review as it is sent, after ASKED."""
    first, second = questions(prompt_id)
    return {f"answer_{first}": words, f"rating_{second}": rating, "body": "", "seen": "0", **more}


def of_prompt(post_id: int) -> int:
    """Return the prompt that a post answers, which is shared out."""
    return queries.work(member("ines"), post_id).prompt_id


def lines(prompt_id: int) -> list[Line]:
    """Return the questions that are asked now, as a form sends them again."""
    return [Line(row.wording, row.highest, row.id) for row in queries.questions(prompt_id)]


def seen_by(browse: Callable[[str], Visitor], name: str, post_id: int) -> bool:
    """Say whether somebody finds the secret word among the reviews of a post."""
    return SECRET in browse(name).get(f"{HERE}/posts/{post_id}/reviews").text
