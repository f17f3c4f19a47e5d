"""What goes along when a class is copied for another term, and what of the marked stays behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from forum.courses import authorship, shifting
from forum.courses.enclosed import Enclosed, enclosed
from forum.courses.models import Section
from forum.extensions import db
from forum.policy_term import posts_carried
from forum.posts.models import Category, Filing, Post
from forum.prompts.models import Prompt, PromptSection
from forum.standing import Member

MOST = 500  # of each: categories, prompts, sections and groups, posts
OF_CATEGORY = (Category.id, Category.slug, Category.name, Category.description, Category.position)
OF_PROMPT = (
    Prompt.id, Prompt.title, Prompt.body_markdown, Prompt.body_html, Prompt.renderer, Prompt.anchor,
    Prompt.category_id, Prompt.opens_at, Prompt.posts_due_at, Prompt.replies_due_at, Prompt.posts_wanted,
    Prompt.replies_wanted, Prompt.post_words, Prompt.reply_words, Prompt.must_post_first,
    Prompt.after_posting, Prompt.for_sections,
)  # fmt: skip
OF_POST = (
    Post.id, Post.state, Post.title, Post.body_markdown, Post.body_format, Post.body_html, Post.excerpt,
    Post.own_excerpt, Post.words, Post.renderer, Post.anchor, Post.is_announcement, Post.wants_pin,
    Post.pin_position, Post.pinned_until, Post.comments_open, Post.section_id, Post.prompt_id, Post.gate_id,
    Post.held_back,
)  # fmt: skip


class TooMuch(Exception):
    """There is more of something than one copy takes along."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything that goes along, as it is in the old class."""

    course: Any  # a row of roster.COURSE
    weeks: int  # by which all dates move
    categories: Sequence[Any]  # the default one is among them
    sections: Sequence[Any]  # none, where they were not asked for
    prompts: Sequence[Any]
    for_sections: dict[int, list[Any]]  # of a prompt that is for some: the sections that it is for
    enclosed: Enclosed  # what lies with the prompts
    posts: Sequence[Any]
    filed: dict[int, list[int]]  # of a post: its categories
    staying: Sequence[Any]  # marked, but a student had a hand in it

    def moved(self, moment: Any) -> Any:
        """Return where a moment is in the new term."""
        return shifting.shifted(moment, self.weeks, self.course.time_zone)

    def names(self, prompt: Any) -> list[str]:
        """Return the names of the sections that a prompt is for."""
        return [section.name for section in self.for_sections.get(prompt.id, [])]

    def widens(self, prompt: Any) -> bool:
        """Say whether a prompt is for the whole class in the copy, and was not before."""
        return bool(prompt.for_sections) and not self.sections


def pack(course: Any, *, first_day: date, with_sections: bool, author_id: int | None) -> Parcel:
    """Return what goes along for a new term that begins on that day, copied by somebody. Raises TooMuch."""
    marked = _posts(Member(course.id, False, author_id))
    staying = authorship.not_of_staff(course.id, [post.id for post in marked])
    posts = [post for post in marked if post.id not in staying]
    prompts = _prompts(course.id)
    packed = Parcel(
        course=course,
        weeks=shifting.weeks_between(course.first_day, first_day),
        categories=_few(select(*OF_CATEGORY, Category.is_default), Category, course.id, Category.position),
        sections=_sections(course.id) if with_sections else [],
        prompts=prompts,
        for_sections=_for_sections(course.id),
        enclosed=enclosed(course.id, {prompt.id for prompt in prompts}),
        posts=posts,
        filed=_filed([post.id for post in posts]),
        staying=[post for post in marked if post.id in staying],
    )
    db.session.rollback()  # on SQLite no write may follow what was read here
    return packed


def _few(query: Any, table: Any, course_id: int, *order: Any) -> Sequence[Any]:
    found = query.where(table.course_id == course_id).order_by(*order, table.id).limit(MOST + 1)
    rows = db.session.execute(found).all()
    if len(rows) > MOST:
        db.session.rollback()
        raise TooMuch
    return rows


def _sections(course_id: int) -> Sequence[Any]:
    columns = select(Section.id, Section.name, Section.grouping, Section.position)
    return _few(columns, Section, course_id, Section.position)


def _prompts(course_id: int) -> Sequence[Any]:
    standing = select(*OF_PROMPT).where(Prompt.deleted_at.is_(None))
    return _few(standing, Prompt, course_id, func.coalesce(Prompt.posts_due_at, Prompt.opens_at))


def _for_sections(course_id: int) -> dict[int, list[Any]]:
    rows = db.session.execute(
        select(PromptSection.prompt_id, Section.id, Section.name)
        .join(Section, Section.id == PromptSection.section_id)
        .where(Section.course_id == course_id)
        .order_by(Section.position, Section.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.prompt_id].append(row)
    return found


def _posts(member: Member) -> Sequence[Any]:
    """Return the marked posts, the oldest first; of drafts only those of who copies."""
    marked = select(*OF_POST).where(Post.goes_along, posts_carried(member))
    return _few(marked, Post, member.course_id, Post.published_at)


def _filed(post_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    if post_ids:
        rows = select(Filing.post_id, Filing.category_id).where(Filing.post_id.in_(post_ids))
        for row in db.session.execute(rows.order_by(Filing.category_id)):
            found[row.post_id].append(row.category_id)
    return found
