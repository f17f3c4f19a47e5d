"""Whom a post is written for: the class or a section of it, and the prompt that it answers, if any.

An answer is for whom the prompt asks: for the class; or, where it asks sections, for that of its author.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, literal, or_, select, true, union_all, update
from werkzeug.exceptions import Conflict

from forum import clock
from forum.courses.models import Placing, Section
from forum.courses.placings import KIND, LETS_GO
from forum.extensions import db
from forum.policy_prompts import prompts_readable
from forum.posts.counters import hold
from forum.posts.models import HeldBack, Post, State
from forum.prepared import Asker, moment, number, prepared, run
from forum.prompts.models import Prompt, PromptSection
from forum.standing import Member

OF_POST = (Post.section_id, Post.prompt_id, Post.gate_id)
OFFERED = 200  # prompts, the last due first


class Nobody(Conflict):
    """Whom a post was to be for is not there."""


class PromptIsGone(Nobody):
    """The prompt that a post was to answer was deleted meanwhile."""


class SectionIsGone(Nobody):
    """A section that a post or a prompt was to be for was deleted meanwhile."""


class Unaddressed(Nobody):
    """A draft was to come out that is for nobody: the section that it was for is gone."""


@dataclass(frozen=True, slots=True)
class Whom:
    """What the editor sends: a section or the class (None), and the prompt that is answered."""

    section_id: int | None = None
    prompt_id: int | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """What a member may choose: sections and prompts, each with its id and name."""

    sections: Sequence[tuple[int, str]] = ()
    prompts: Sequence[tuple[int, str]] = ()
    must_choose: bool = False  # for what was chosen once is gone

    def prompt(self, prompt_id: int | None) -> int | None:
        """Return the id of a prompt if it is offered: a page shows no other that its address asks for."""
        return next((id for id, _title in self.prompts if id == prompt_id), None)


def offered(course: Any, member: Member, post: Any = None) -> Offered:
    """Return for which sections a member writes, which prompts they answer, and what a post has already."""
    lost = post is not None and is_lost(post)
    if not course.has_sections and not course.has_prompts:
        return Offered(must_choose=lost)
    has = {"section": post and post.section_id, "prompt": post and post.prompt_id}
    rows = run(member, _offered(member), now=clock.now(), **has)
    pairs = [(row.is_section, (row.id, row.name)) for row in rows]
    sections = [pair for is_section, pair in pairs if is_section]
    return Offered(
        sections,
        [pair for is_section, pair in pairs if not is_section],
        must_choose=lost or bool(has["section"] and has["section"] not in dict(sections)),
    )


@prepared
def _offered(asker: Asker) -> Any:
    columns = (KIND.label("kind"), Section.position, Section.id, Section.name)
    sections = select(literal(1).label("is_section"), *columns).where(_addressed(asker))
    prompts = select(literal(0), literal(0), -Prompt.id, Prompt.id, Prompt.title).where(_asked(asker))
    newest = prompts.order_by(Prompt.id.desc()).limit(OFFERED).subquery()
    both = union_all(sections, select(newest))
    return both.order_by("is_section", "kind", "position", "id")


def _addressed(asker: Asker) -> Any:
    mine = select(Placing.section_id).where(Placing.user_id == asker.user_id)
    theirs = [] if asker.everywhere else [or_(Section.id.in_(mine), Section.id == number("section"))]
    return and_(Section.course_id == asker.course_id, *theirs)


def _asked(asker: Asker) -> Any:
    here = Prompt.course_id == asker.course_id
    return and_(here, or_(prompts_readable(asker, moment("now")), Prompt.id == number("prompt")))


def columns(whom: Whom, *, author_id: int | None, by: Member) -> dict[str, int | None]:
    """Return the columns of a post that say whom it is for. Raises PromptIsGone, SectionIsGone.

    The class is held until the end of the transaction: what the prompt asks of readers stays so meanwhile,
    and the section is there.
    """
    if whom.prompt_id is None:
        return {"section_id": _there(whom.section_id, by), "prompt_id": None, "gate_id": None}
    hold(by.course_id)
    asked = (Prompt.id, Prompt.for_sections, Prompt.must_post_first)
    here = (Prompt.id == whom.prompt_id, Prompt.course_id == by.course_id, Prompt.deleted_at.is_(None))
    prompt = db.session.execute(select(*asked).where(*here)).one_or_none()
    if prompt is None:
        raise PromptIsGone
    section_id = _section_of(prompt.id, author_id) if prompt.for_sections else None
    if prompt.for_sections and section_id is None and not (by.everywhere and by.user_id == author_id):
        raise PromptIsGone  # it asks its author no more
    gate_id = prompt.id if prompt.must_post_first else None
    return {"section_id": section_id, "prompt_id": prompt.id, "gate_id": gate_id}


def _there(section_id: int | None, by: Member) -> int | None:
    """Return a section that is there, and stays until the end of the transaction. Raises SectionIsGone."""
    if section_id is None:
        return None
    hold(by.course_id)
    here = (Section.id == section_id, Section.course_id == by.course_id)
    if db.session.scalar(select(Section.id).where(*here)) is None:
        db.session.rollback()
        raise SectionIsGone
    return section_id


def _section_of(prompt_id: int, author_id: int | None) -> int | None:
    """Return the section among those asked that an author is in; teachers are in none."""
    in_both = and_(Placing.section_id == Section.id, Placing.user_id == author_id)
    asked = and_(PromptSection.section_id == Section.id, PromptSection.prompt_id == prompt_id)
    first = select(Section.id).join(Placing, in_both).join(PromptSection, asked)
    return db.session.scalar(first.order_by(Section.position, Section.id).limit(1))


def filed_under(prompt_id: int | None) -> list[int]:
    """Return the category in which the answers to a prompt stand, if it has one."""
    wanted = select(Prompt.category_id).where(Prompt.id == prompt_id, Prompt.category_id.is_not(None))
    return list(db.session.scalars(wanted)) if prompt_id else []


def is_lost(post: Any) -> bool:
    """Say whether a draft is for nobody, because the section that it was for is gone."""
    return bool(post.held_back == HeldBack.SECTION)


def is_still_addressed(before: Any) -> Any:
    """Return what must be true of a draft for an edit to let it be for no more people than it was for."""
    return true() if is_lost(before) else Post.held_back != HeldBack.SECTION


def let_go(section_id: int) -> int:
    """Let drafts, and deleted posts under which nobody has spoken, be for nobody in place of this section.

    Each is a draft then (a deleted one, if it is restored) that only its authors see, until they choose whom
    it is for. Returns how many. The caller holds the class, and commits.
    """
    nobodys = {"state": State.DRAFT, "section_id": None, "publish_at": None, "held_back": HeldBack.SECTION}
    theirs = update(Post).where(Post.section_id == section_id, LETS_GO).values(**nobodys)
    result: Any = db.session.execute(theirs.execution_options(synchronize_session=False))
    return int(result.rowcount)


def stays(post: Any) -> bool:
    """Say whether whom a post is for is settled: others have spoken to those, or it has opened a gate."""
    return is_out(post) and (post.comment_number > 0 or post.gate_id is not None)


def is_out(post: Any) -> bool:
    """Say whether a post has come out."""
    return bool(post.state != State.DRAFT)


def is_still_free(changes: dict[str, Any], before: Any) -> Any:
    """Return what must be true of a post for its audience to change."""
    its = ("section_id", "prompt_id", "gate_id")
    same = all(getattr(before, name) == changes[name] for name in its if name in changes)
    return true() if same else or_(Post.state == State.DRAFT, Post.comment_number == 0)
