"""Two versions of a text beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forum.revisions import differences, queries
from forum.revisions.differences import Part
from forum.revisions.queries import POST, Of
from forum.standing import Member


@dataclass(frozen=True, slots=True)
class Pair:
    """A version, the one that it is compared with (None: there is none before it), and what differs."""

    old: Any
    new: Any
    title: Part | None
    parts: list[Part]

    @property
    def changed(self) -> bool:
        """Say whether anything differs."""
        return self.title is not None or any(part.changed for part in self.parts)


def pair(member: Member, of: Of, text: Any, present: Any, old: int | None, new: int | None) -> Pair:
    """Compare two versions by their numbers: the newest, and the one before it, where none is asked for.

    Raises NotFound for a version that is not there for this member.
    """
    if old and new and old > new:
        old, new = new, old

    def version(number: int) -> Any:
        return present if number == present.number else queries.version(member, of, text, number)

    later = version(new or present.number)
    if old and old != later.number:
        return _pair(of, version(old), later)
    return _pair(of, queries.before(member, of, text, later.number), later)


def _pair(of: Of, old: Any, new: Any) -> Pair:
    if old is None:
        return Pair(None, new, None, differences.whole(new.body_markdown))
    title = differences.line(old.title, new.title) if of is POST else None
    parts = differences.compare(old.body_markdown, new.body_markdown)
    return Pair(old, new, title if title and title.changed else None, parts)
