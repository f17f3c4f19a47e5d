"""Who is meant by an @handle in a text of a class, and whom a stored text mentions."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from sqlalchemy import and_, bindparam, select

from forum.auth.models import Handle
from forum.courses.models import Course, Membership
from forum.prepared import number
from forum.rows import fetch
from forum.text_mentions import candidates

MOST = 50  # different people that one text can mention

# A handle that somebody had before means them as well. Who is not in the class is not meant.
OF_MEMBERS = (
    select(Handle.name, Handle.user_id, Course.slug)
    .join(Membership, and_(Membership.user_id == Handle.user_id, Membership.removed_at.is_(None)))
    .join(Course, Course.id == Membership.course_id)
    .where(Handle.name.in_(bindparam("names", expanding=True)), Course.id == number("course_id"))
)
MARKUP = '<a class="mention"'  # how each one begins; in a text that is shown the sign < is written otherwise
_AUTHOR = re.compile(r"/c/[^/]+/authors/([0-9]+)")


def links(source: str, course_id: int) -> dict[str, str]:
    """Return where the mentions of a text lead: handles of members of the class, folded, and their pages."""
    names = candidates(source, MOST) if "@" in source else ()
    if not names:
        return {}
    return {
        row.name: page(row.slug, row.user_id) for row in fetch(OF_MEMBERS, names=names, course_id=course_id)
    }


def page(slug: str, user_id: int | str) -> str:
    """Return the address of what somebody wrote in a class."""
    return f"/c/{slug}/authors/{user_id}"


def named(html: str) -> list[int]:
    """Return the ids of the people whom a stored text mentions, in order, each once, at most 50.

    Who is mentioned in a quotation was called by somebody else, at another time.
    """
    if MARKUP not in html:
        return []
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return list(reader.people)[:MOST]


class _Reader(HTMLParser):
    """Collects the people behind the mentions that stand in no quotation."""

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[int, None] = {}
        self._depth = 0  # in quotations

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self._depth += 1
        elif tag == "a" and not self._depth:
            values = dict(attrs)
            author = _AUTHOR.fullmatch(values.get("href") or "")
            if author and values.get("class") == "mention":
                self.people[int(author[1])] = None

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "blockquote"
