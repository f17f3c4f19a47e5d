"""The texts of a copied class, made ready before its transaction begins: rendering takes its time."""

from __future__ import annotations

from typing import Any

from forum import prose
from forum.courses.leading import Ways
from forum.courses.parcel import OF_POST, OF_PROMPT, Parcel
from forum.mentions import MARKUP

NOT_AS_THEY_ARE = {"id", "category_id", "section_id", "prompt_id", "gate_id", "for_sections", "held_back"}
DATES_OF_PROMPT = ("opens_at", "posts_due_at", "replies_due_at")

TEXT_OF_PROMPT = ("body_markdown", "body_html", "renderer", "anchor")


def ways(parcel: Parcel, slug: str) -> Ways:
    """Return which links of the old class lead somewhere in the new one."""
    return Ways(
        old=parcel.course.slug,
        new=slug,
        posts={post.id for post in parcel.posts},
        prompts={prompt.id for prompt in parcel.prompts},
        categories={category.slug for category in parcel.categories},
    )


def prompts(parcel: Parcel, lead: Ways) -> list[dict[str, Any]]:
    """Return the columns of the new prompts, in the order of the old: dates moved, nobody mentioned."""
    return [
        _kept(row, OF_PROMPT)
        | {name: parcel.moved(getattr(row, name)) for name in DATES_OF_PROMPT}
        | {name: value for name, value in _text(row, lead, "markdown").items() if name in TEXT_OF_PROMPT}
        for row in parcel.prompts
    ]


def posts(parcel: Parcel, lead: Ways) -> list[dict[str, Any]]:
    """Return the columns of the new posts, in the order of the old."""
    return [
        _kept(row, OF_POST)
        | {"pinned_until": parcel.moved(row.pinned_until)}
        | _of_post(row, _text(row, lead, row.body_format))
        for row in parcel.posts
    ]


def _kept(row: Any, columns: Any) -> dict[str, Any]:
    names = (column.key for column in columns)
    return {name: getattr(row, name) for name in names if name not in NOT_AS_THEY_ARE}


def _text(row: Any, lead: Ways, form: str) -> dict[str, Any]:
    """Return the columns of a text that must be rendered anew: it mentions people, or leads to its class."""
    source = lead.lead(row.body_markdown)
    if source == row.body_markdown and MARKUP not in row.body_html:
        return {}
    made = prose.prepare(source, heading=prose.POST_HEADING, format=form, anchor=row.anchor)
    return made.columns() | {"excerpt": made.excerpt, "words": made.words}


def _of_post(row: Any, text: dict[str, Any]) -> dict[str, Any]:
    return text | ({"excerpt": row.own_excerpt} if row.own_excerpt else {})
