"""What those who teach the demo class have set up: its sections and prompts, more time, notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from forum.courses import grouping
from forum.courses.models import Grouping
from forum.demo.content import DemoClass, DemoNote, DemoPrompt
from forum.extensions import db
from forum.marking import actions as marking
from forum.marking import rubrics
from forum.marking.models import About
from forum.marking.rubrics import Line
from forum.marking.things import Thing
from forum.posts.models import Post
from forum.posts.scheduling import local_time, moment_of
from forum.prompts import actions as prompts
from forum.prompts import arranging
from forum.prompts.arranging import Terms, Whom
from forum.prompts.asked import Asked
from forum.standing import Member

END_OF_DAY = time(23, 59, 59, 999_999)
Members = Mapping[str, Member]  # by their logins


def divide(demo: DemoClass, members: Members, *, by: Member) -> None:
    """Put the class into its sections."""
    for section in demo.sections:
        section_id = grouping.make(by.course_id, section.name, Grouping.SECTION, by=by)
        people = [id for login in section.people if (id := members[login].user_id)]
        grouping.put(by.course_id, section_id, people)
        db.session.commit()


def ask(demo: DemoClass, members: Members, now: datetime, *, by: Member) -> dict[str, int]:
    """Set the prompts, with their rubrics and with what was arranged about them; return their ids."""
    return {
        prompt.slug: _ask(prompt, members, local_time(now, demo.time_zone), demo.time_zone, by)
        for prompt in demo.prompts
    }


def _ask(prompt: DemoPrompt, members: Members, now: datetime, zone: str, by: Member) -> int:
    def due(days_ago: int) -> datetime:
        return moment_of(datetime.combine(_day(now, days_ago), END_OF_DAY), zone)

    asked = Asked(
        prompt.title,
        prompt.body,
        opens_at=moment_of(datetime.combine(_day(now, prompt.opens), time(8)), zone),
        posts_due_at=due(prompt.posts_due),
        replies_due_at=due(prompt.replies_due),
        replies_wanted=prompt.replies_wanted,
        post_words=prompt.post_words,
        reply_words=prompt.reply_words,
    )
    prompt_id = prompts.write(asked, by=by)
    if prompt.rubric:
        lines = [Line(each["name"], each["description"], Decimal(each["points"])) for each in prompt.rubric]
        rubrics.write(prompt_id, None, lines, by=by)
    for each in prompt.longer:
        student = Whom(members[each["student"]].user_id, None, each["student"])
        terms = Terms(replies_due_at=due(each["replies_due"]), note=each["note"])
        arranging.arrange(prompt_id, student, terms, by=by)
    return prompt_id


def _day(now: datetime, days_ago: int) -> date:
    return (now - timedelta(days=days_ago)).date()


def tell(note: DemoNote, post_id: int, *, by: Member) -> None:
    """Write a note for the author of a post, with points for what it answers."""
    post = db.session.execute(select(Post.author_id, Post.prompt_id).where(Post.id == post_id)).one()
    criteria = rubrics.scale(by.course_id, post.prompt_id).criteria
    shares = {each.id: Decimal(given) for each, given in zip(criteria, note.points, strict=True)}
    most = sum((each.points for each in criteria), Decimal(0))
    words = marking.Words(note.body, sum(shares.values(), Decimal(0)), most, shares)
    thing = Thing(About.POST, post_id, post.author_id)
    marking.write(thing, words, by=by, seen=None, release=note.released)
