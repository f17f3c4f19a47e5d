"""A text as it is stored: what was written, what it was rendered to, and by which rules."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from forum import mentions, text

POST_HEADING, COMMENT_HEADING = 2, 3  # the level that a `#` of the text becomes, below the page's own


@dataclass(frozen=True, slots=True)
class Prose:
    """The columns that posts and comments share, and what only posts keep."""

    body_markdown: str
    body_format: str
    body_html: str
    renderer: int
    anchor: str
    excerpt: str
    words: int
    plain: str  # for the search

    def columns(self) -> dict[str, Any]:
        """Return the values of the columns that every text has."""
        names = ("body_markdown", "body_format", "body_html", "renderer", "anchor")
        return {name: getattr(self, name) for name in names}


def prepare(
    source: str,
    *,
    heading: int,
    course_id: int | None = None,
    format: str = "markdown",
    anchor: str = "",
) -> Prose:
    """Render a text for storing; `anchor` is that of an earlier rendering, so that links to it hold.

    An @handle becomes a link where it is that of a member of the class; without a class, and in HTML that
    was imported, nobody is mentioned.
    """
    anchor = anchor or "t" + secrets.token_hex(4)
    site = urlsplit(current_app.config["SEMINAR_BASE_URL"]).hostname or ""
    people = mentions.links(source, course_id) if course_id and format == "markdown" else {}
    made = text.render(source, format=format, anchor=anchor, site=site, heading=heading, mentions=people)
    return Prose(
        source, format, made.html, text.RENDERER_VERSION, anchor, made.excerpt, made.words, made.plain
    )
