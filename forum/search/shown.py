"""Results as a page shows them: where each leads, and the words that were looked for in their sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from forum import text
from forum.search.queries import Found
from forum.search.ranking import pattern
from forum.search.snippets import highlighted, snippet


@dataclass(frozen=True, slots=True)
class Result:
    """One result: the row it comes from, its address inside the class, its title and its snippet."""

    row: Any
    path: str
    title: Markup
    snippet: Markup


def results(found: Found) -> list[Result]:
    """Return what a page shows of the texts that were found."""
    looked_for = pattern(found.asked)
    return [
        Result(
            row,
            f"/comments/{row.comment_id}" if row.comment_id else f"/posts/{row.post_id}",
            highlighted(row.title, looked_for),
            snippet(text.plain(row.body_html), looked_for),
        )
        for row in found.rows
    ]
