"""Those who wrote a post together: as a column beside it, and found by what somebody typed for them."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from sqlalchemy import String, and_, cast, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from forum.auth.models import Handle, User
from forum.courses.models import Membership, Role
from forum.extensions import db
from forum.posts.models import CoAuthor, Post
from forum.standing import Member
from forum.text_mentions import folded

BETWEEN = re.compile(r"[,;\n]")
WRITING = (Role.INSTRUCTOR, Role.ASSISTANT, Role.STUDENT)

_its, _whose, _handle = aliased(CoAuthor), aliased(User), aliased(Handle)
# Literals, so that the statement has always the same form (forum/rows.py).
SPACE: Any = literal_column("' '")
LINE: Any = literal_column("'\n'")


def _lines(name: Any) -> Any:
    words = cast(_its.place, String) + SPACE + cast(_its.user_id, String) + SPACE + name
    return func.aggregate_strings(words, LINE)


# "place id name" of each co-author, a line each: names.listed reads it. NULL where a post has one author.
CO_AUTHORS = (
    select(_lines(_whose.name))
    .where(_its.post_id == Post.id, _whose.id == _its.user_id)
    .correlate(Post)
    .scalar_subquery()
    .label("co_authors")
)
CO_HANDLES = (
    select(_lines(_handle.name))
    .where(_its.post_id == Post.id, _handle.user_id == _its.user_id, _handle.is_current)
    .correlate(Post)
    .scalar_subquery()
    .label("co_handles")
)


def meant(member: Member, typed: str, post_id: int = 0) -> tuple[list[int], list[str]]:
    """Return whom @handles and names mean, each once, and the words that mean nobody or several people.

    Meant are members of the class who write, and who is a co-author of the post already.
    """
    words = list(_words(typed))
    if not words:
        return [], []
    found = _people(member, post_id)
    people = {word: _called(found, word) for word in words}
    ids = [id for meant in people.values() if len(meant) == 1 for id in meant]
    return list(dict.fromkeys(ids)), [word for word, meant in people.items() if len(meant) != 1]


def _words(typed: str) -> list[str]:
    """Part "@sue @asa, Ines Meyer" into what is one person each."""
    pieces = [piece.split() for piece in BETWEEN.split(typed)]
    single = [words if any(word.startswith("@") for word in words) else [" ".join(words)] for words in pieces]
    return [word for words in single for word in words if word]


def _people(member: Member, post_id: int) -> dict[str, set[int]]:
    """Return who may be meant, by their handles, now and before, and by their names, folded."""
    found: dict[str, set[int]] = defaultdict(set)
    named = CoAuthor.user_id == User.id, CoAuthor.post_id == post_id
    here = (Membership.user_id == User.id, Membership.course_id == member.course_id)
    writes = and_(Membership.removed_at.is_(None), Membership.role.in_(WRITING), User.closed_at.is_(None))
    rows = db.session.execute(
        select(User.id, User.name, Handle.name.label("handle"))
        .join(Membership, and_(*here))
        .join(Handle, Handle.user_id == User.id)
        .outerjoin(CoAuthor, and_(*named))
        .where(or_(writes, CoAuthor.user_id.is_not(None)))
    )
    for row in rows:
        found["@" + row.handle].add(row.id)
        found[folded(row.name)].add(row.id)
    return found


def _called(found: dict[str, set[int]], word: str) -> set[int]:
    handle = found.get("@" + folded(word.removeprefix("@")), set())
    return handle or (set() if word.startswith("@") else found.get(folded(word), set()))
