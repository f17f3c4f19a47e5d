"""Whom a post is for, to be read by a teacher: a part of policy.py, which asks it of every post.

Most posts are for everybody in the class. Some are for a section or a group only. And an answer to a prompt
whose readers must post first is for those who have answered it themselves, or are excused from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Exists, and_, exists, false, or_, select, true, union, union_all
from sqlalchemy.orm import aliased

from forum.courses.models import Membership, Placing, Role, Section
from forum.posts.models import CoAuthor, Post, State
from forum.posts.names import wrote
from forum.prompts.models import Arrangement, Prompt
from forum.standing import NOBODY, Member, Reader

Condition = bool | ColumnElement[bool]

# The selects below stand inside of statements that have the same tables. So they call them by names of their
# own, made once: SQLAlchemy copies every column of a table for every name.
_place, _placing, _section = aliased(Membership), aliased(Placing), aliased(Section)
_theirs = aliased(Placing)
_arranged, _alone = aliased(Arrangement), aliased(Arrangement)
_answer, _asked, _answerer = aliased(Post), aliased(Prompt), aliased(CoAuthor)
_post, _gate, _mine, _shared = aliased(Post), aliased(Prompt), aliased(Post), aliased(CoAuthor)


# Whoever wrote a post is one of those it is for.
def is_for(member: Member, post: Any) -> bool:
    """Say whether a post is for a member, as far as sections and prompts decide that."""
    if post.section_id is None and post.gate_id is None:
        return True
    return wrote(member.user_id, post) or (_in_section(member, post) and _through_gate(member, post))


# Instructors see every section, and so do assistants who are not tied to theirs. Who has left the class keeps
# their place in a section for the day that they come back, and until then it opens nothing.
def _in_section(member: Member, post: Any) -> bool:
    if post.section_id is None or member.everywhere:
        return True
    return member.belongs and post.section_id in member.sections


# Those who teach or observe have nothing to post first. A visitor may be a student who is not signed in.
def _through_gate(member: Member, post: Any) -> bool:
    if post.gate_id is None or member.ungated:
        return True
    return member.belongs and post.gate_id in member.answered


def audience(reader: Reader) -> ColumnElement[bool]:
    """Return the SQL twin of `is_for`."""
    if reader.everywhere is True and reader.ungated is True:
        return true()
    everybody = and_(Post.section_id.is_(None), Post.gate_id.is_(None))
    if reader.user_id is None or not reader.has_apart:  # what came apart just now waits for the next page
        return everybody
    if not reader.belongs:
        return or_(everybody, posts_written(reader.user_id))
    mine = sections_of(reader.user_id, reader.course_id)
    in_section = _among(Post.section_id, reader.everywhere, mine)
    through = _among(Post.gate_id, reader.ungated, answered_by(reader.user_id))
    return or_(everybody, posts_written(reader.user_id), and_(in_section, through))


def _among(column: Any, all_of_them: Condition, mine: Any) -> ColumnElement[bool]:
    if all_of_them is True:
        return true()
    known = [] if all_of_them is False else [all_of_them]
    return or_(column.is_(None), *known, column.in_(mine))


# Those who write a post with its author are its authors as well. Only its first author names them, deletes it
# and takes it back.
def posts_written(user_id: Any) -> ColumnElement[bool]:
    """Return the SQL twin of `names.wrote`: whether somebody is one of those who wrote a post."""
    others = select(CoAuthor.post_id).where(CoAuthor.user_id == user_id)
    return or_(Post.author_id == user_id, Post.id.in_(others))


def sections_of(user_id: Any, course_id: Any) -> Any:
    """Select the sections of a class that somebody is in."""
    theirs = (_placing.user_id == user_id, _placing.course_id == course_id)
    return select(_placing.section_id).where(*theirs).correlate_except(_placing)


# Who sees every section teaches every student; an assistant who is tied to sections, those who are in one of
# these.
def students_taught(reader: Reader, student_id: Any) -> ColumnElement[bool]:
    """Say of somebody whether one of the staff teaches them, as far as sections decide that."""
    if reader.everywhere is True:
        return true()
    in_mine = _theirs.section_id.in_(sections_of(reader.user_id, reader.course_id))
    theirs = (_theirs.user_id == student_id, _theirs.course_id == reader.course_id)
    return exists().where(*theirs, in_mine).correlate_except(_theirs)


# What counts as an answer is published, is not hidden or deleted, and is as long as it has to be.
def answered_by(user_id: Any) -> Any:
    """Select the prompts that somebody has answered, alone or with others, or is excused from."""
    return union_all(_answered_alone(user_id), _answered_with_others(user_id), _excused(user_id))


def _answered_alone(user_id: Any) -> Any:
    return _answered().where(_answer.author_id == user_id).correlate_except(_answer, _asked)


def _answered_with_others(user_id: Any) -> Any:
    shared = _answered().join(_answerer, _answerer.post_id == _answer.id).where(_answerer.user_id == user_id)
    return shared.correlate_except(_answer, _asked, _answerer)


def _answered() -> Any:
    stands = (_answer.state == State.PUBLISHED, _answer.hidden_at.is_(None), _answer.deleted_at.is_(None))
    counts = and_(_asked.id == _answer.prompt_id, _answer.words >= _asked.post_words, *stands)
    return select(_answer.prompt_id).join(_asked, counts)


# What was arranged with a student alone comes before what was arranged with a section of theirs.
def _excused(user_id: Any) -> Any:
    sections = sections_of(user_id, _arranged.course_id)
    with_section = and_(_arranged.section_id.in_(sections), ~_still_owes(user_id))
    theirs = or_(_arranged.user_id == user_id, with_section)
    excused = select(_arranged.prompt_id).where(_arranged.is_excused, theirs)
    return excused.correlate_except(_arranged)


def _still_owes(user_id: Any) -> Exists:
    same = (_alone.prompt_id == _arranged.prompt_id, _alone.user_id == user_id)
    return exists().where(*same, _alone.still_owes).correlate_except(_alone)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A reader who is a column of the statement: everybody who is told something, for instance."""

    user_id: Any
    course_id: Any
    everywhere: Any
    ungated: Any
    staff: bool = False
    belongs: bool = True
    has_apart: bool = True


def somebody(user_id: Any, course_id: Any) -> Somebody:
    """Return the reader that a member of a class is whose id is a column of the statement."""
    here = _has_place(user_id, course_id)
    untied = and_(_place.role == Role.ASSISTANT, _place.only_sections.is_(False))
    teaches = or_(_place.role == Role.INSTRUCTOR, untied)  # no IN: see forum/rows.py
    return Somebody(
        user_id,
        course_id,
        everywhere=here.where(teaches).correlate_except(_place),
        ungated=here.where(_place.role != Role.STUDENT).correlate_except(_place),
    )


def is_member(reader: Reader) -> ColumnElement[bool]:
    """Say whether a reader is a member of the class at the moment of the statement."""
    return _has_place(reader.user_id, reader.course_id).correlate_except(_place)


def _has_place(user_id: Any, course_id: Any) -> Exists:
    theirs = (_place.user_id == user_id, _place.course_id == course_id)
    return exists().where(*theirs, _place.removed_at.is_(None))


def posts_withheld(reader: Reader) -> Any:
    """Select the ids of the posts of a class that are not for a reader: where `audience` says no.

    They are found from the gates that are shut and the sections of others, not by looking at every post.
    """
    apart = or_(_post.section_id.is_not(None), _post.gate_id.is_not(None))
    here = (_post.course_id == reader.course_id, apart)
    barred: list[Any] = [] if reader.belongs else [true()]
    if reader.belongs and reader.ungated is not True:
        barred.append(and_(_post.gate_id.is_not(None), _post.prompt_id.in_(_shut(reader))))
    if reader.belongs and reader.everywhere is not True:
        barred.append(_post.section_id.in_(_of_others(reader)))
    found = [select(_post.id).where(*here, each, _post.id.not_in(_own(reader))) for each in barred]
    return union(*found) if found else select(_post.id).where(false())


def _shut(reader: Reader) -> Any:
    gates = select(_gate.id).where(_gate.course_id == reader.course_id, _gate.must_post_first)
    return gates.where(_gate.id.not_in(answered_by(_id(reader))))


def _of_others(reader: Reader) -> Any:
    sections = select(_section.id).where(_section.course_id == reader.course_id)
    return sections.where(_section.id.not_in(sections_of(_id(reader), reader.course_id)))


def _own(reader: Reader) -> Any:
    """Select the posts that somebody wrote, alone or with others."""
    alone = select(_mine.id).where(_mine.course_id == reader.course_id, _mine.author_id == _id(reader))
    return alone.union_all(select(_shared.post_id).where(_shared.user_id == _id(reader)))


def _id(reader: Reader) -> Any:
    """Return the id of a reader; that of a visitor is nobody's, for NULL is what some rows have."""
    return NOBODY if reader.user_id is None else reader.user_id
