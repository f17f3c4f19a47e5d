"""The rules about what is one's own in a class, to be read by a teacher: a part of policy.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forum.standing import Member


# Who is in the class keeps the drafts that they have in it, and what they are writing, whatever they may send
# by now.
def _drafts_keep(member: Member, _course: Any) -> bool:
    return member.belongs


# Who has a place in the class has marks in it: what they have read, follow, and do not want to hear of.
def _marks_keep(member: Member, _course: Any) -> bool:
    return member.role is not None


# They are told what concerns them, and choose how.
def _bell_hear(member: Member, _course: Any) -> bool:
    return member.role is not None


# And bookmarks, observers too, also in a closed class: they are nobody else's business.
def _bookmark_keep(member: Member, _thing: Any) -> bool:
    return member.role is not None


RULES: dict[str, Callable[[Member, Any], bool]] = {
    "drafts.keep": _drafts_keep,
    "marks.keep": _marks_keep,
    "bell.hear": _bell_hear,
    "bookmark.keep": _bookmark_keep,
}
