"""How far everybody is with every prompt, counted from the raw rows by the words of docs/prompts.md."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from forum import clock
from forum.comments.models import Comment
from forum.courses.models import Membership, Placing
from forum.extensions import db
from forum.posts.models import CoAuthor, Post
from forum.prompts.models import Arrangement, Prompt, PromptSection
from forum.prompts.progress import Progress, Standing


class Raw:
    """The rows of a class, as they are."""

    def __init__(self, course_id: int) -> None:
        db.session.rollback()
        db.session.expire_all()
        every = (Membership, Placing, Post, CoAuthor, Comment, Prompt, Arrangement)
        self.rows = {
            table: list(db.session.scalars(select(table).where(table.course_id == course_id)))
            for table in every
        }
        self.chosen = list(db.session.scalars(select(PromptSection)))

    def of(self, table: Any, **values: Any) -> list[Any]:
        rows = self.rows[table]
        return [row for row in rows if all(getattr(row, name) == value for name, value in values.items())]

    def sections(self, student: int) -> set[int]:
        return {row.section_id for row in self.of(Placing, user_id=student)}

    def is_for(self, prompt: Prompt, student: int) -> bool:
        chosen = {row.section_id for row in self.chosen if row.prompt_id == prompt.id}
        return not prompt.for_sections or bool(chosen & self.sections(student))

    def authors(self, post: Post) -> set[int]:
        return {post.author_id, *(other.user_id for other in self.of(CoAuthor, post_id=post.id))}

    def came(self, post: Post, student: int) -> datetime:
        """Return when a post came for a student: as an answer, long enough, and theirs."""
        others = self.of(CoAuthor, post_id=post.id, user_id=student) if student != post.author_id else []
        named = [other.since for other in others if other.since]
        return max([post.published_at, *([post.counts_since] if post.counts_since else []), *named])

    def arranged(self, prompt: Prompt, student: int) -> list[list[Arrangement]]:
        """Return what was arranged with a student alone, and with sections of theirs: the closest first."""
        mine = self.sections(student)
        deals = self.of(Arrangement, prompt_id=prompt.id)
        return [
            [deal for deal in deals if deal.user_id == student],
            [deal for deal in deals if deal.section_id in mine],
        ]


def of_class(course_id: int, now: datetime | None = None) -> list[Progress]:
    """Return what progress.of_class(course_id, upcoming=True) should."""
    raw = Raw(course_id)
    students = sorted(row.user_id for row in raw.of(Membership, role="student", removed_at=None))
    prompts = sorted(raw.of(Prompt, deleted_at=None), key=lambda prompt: prompt.id)
    pairs = [(prompt, student) for prompt in prompts for student in students]
    return [_one(raw, *pair, now or clock.now()) for pair in pairs if raw.is_for(*pair)]


def _stands(text: Any) -> bool:
    return not text.hidden_at and not text.deleted_at


def _one(raw: Raw, prompt: Prompt, student: int, now: datetime) -> Progress:
    answers = [post for post in raw.of(Post, prompt_id=prompt.id, state="published") if _stands(post)]
    mine = [p for p in answers if student in raw.authors(p) and p.words >= prompt.post_words]
    others = {p.id for p in answers if student not in raw.authors(p)}
    said = [c for c in raw.of(Comment, author_id=student) if c.post_id in others and _stands(c)]
    posts = sorted(raw.came(p, student) for p in mine)
    long_enough = [c for c in said if c.words >= prompt.reply_words]
    replies = sorted(max(c.created_at, c.counts_since or c.created_at) for c in long_enough)
    deals = raw.arranged(prompt, student)
    values = {
        "posts": len(posts),
        "replies": len(replies),
        "posts_wanted": prompt.posts_wanted,
        "replies_wanted": prompt.replies_wanted,
        "posts_at": _last_wanted(posts, prompt.posts_wanted),
        "replies_at": _last_wanted(replies, prompt.replies_wanted),
        "posts_due_at": _due(prompt.posts_due_at, _closest(deals, "posts_due_at")),
        "replies_due_at": _due(prompt.replies_due_at, _closest(deals, "replies_due_at")),
        "is_excused": _is_excused(*deals),
    }
    (place,) = raw.of(Membership, user_id=student)
    values["joined_later"] = _joined_later(values, place.joined_at)
    state, is_overdue = _judged(values, now)
    return Progress(prompt.id, student, state=state, is_overdue=is_overdue, **values)


def _last_wanted(times: list[datetime], wanted: int) -> datetime | None:
    return times[wanted - 1] if 0 < wanted <= len(times) else None


def _closest(deals: list[list[Arrangement]], name: str) -> datetime | None:
    """Return the last date of the closest arrangements that name one."""
    for dates in ([getattr(deal, name) for deal in some if getattr(deal, name)] for some in deals):
        if dates:
            return max(dates)
    return None


def _joined_later(of: dict[str, Any], joined_at: datetime) -> bool:
    dues = [of[f"{kind}_due_at"] for kind in ("posts", "replies") if of[f"{kind}_wanted"]]
    return bool(dues) and all(due is not None and due < joined_at for due in dues)


def _is_excused(alone: list[Arrangement], with_sections: list[Arrangement]) -> bool:
    if any(deal.is_excused or deal.still_owes for deal in alone):
        return alone[0].is_excused
    return any(deal.is_excused for deal in with_sections)


def _due(of_prompt: datetime | None, arranged: datetime | None) -> datetime | None:
    return of_prompt and max(of_prompt, arranged or of_prompt)


def _judged(of: dict[str, Any], now: datetime) -> tuple[Standing, bool]:
    if of["is_excused"]:
        return Standing.EXCUSED, False
    kinds = ("posts", "replies")
    missing = [kind for kind in kinds if of[kind] < of[f"{kind}_wanted"]]
    if of["joined_later"]:
        return (Standing.JOINED if missing else Standing.DONE), False
    if missing:
        dues = [of[f"{kind}_due_at"] for kind in missing]
        return Standing.OPEN, any(due is not None and due < now for due in dues)
    late = [k for k in kinds if of[f"{k}_at"] and of[f"{k}_due_at"] and of[f"{k}_at"] > of[f"{k}_due_at"]]
    return (Standing.LATE if late else Standing.DONE), False
