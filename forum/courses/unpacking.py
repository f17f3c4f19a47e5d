"""The rows of a copied class: each kind goes in at once, in the order of the old. The caller commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import insert, select, update

from forum import clock, text
from forum.courses.enclosed import OF_CRITERION, OF_QUESTION, OF_SHARING, Enclosed
from forum.courses.leading import renumbered
from forum.courses.models import Membership, Section
from forum.courses.parcel import Parcel
from forum.extensions import db
from forum.marking.models import Criterion, Rubric
from forum.peers.models import Question, Sharing
from forum.posts.models import Category, Filing, HeldBack, Month, Post, State, Tell
from forum.posts.whom import is_lost
from forum.prompts.models import Prompt, PromptSection
from forum.search import index

# A row that has no due date, where the one before has, would else need a statement of its own.
AT_ONCE = {"render_nulls": True}
Ids = dict[int, int]  # from the old row's to the new one's
Rows = list[dict[str, Any]]


def unpack(parcel: Parcel, prompts: Rows, posts: Rows, course: Any, author_id: int | None) -> None:
    """Fill a new class; texts are the author's, also those that other teachers had written."""
    at = clock.now()
    published = [row.id for row in parcel.posts if row.state == State.PUBLISHED]
    filed = Counter(id for post_id in published for id in parcel.filed[post_id])
    categories = _categories(parcel, course.id, filed)
    sections = _sections(parcel, course.id)
    new_prompts = _prompts(parcel, prompts, course.id, author_id, categories)
    _for_sections(parcel, new_prompts, sections)
    _enclose(parcel.enclosed, new_prompts, course.id, author_id)
    new_posts = _posts(parcel, posts, course, author_id, at, sections, new_prompts)
    _file(parcel, new_posts, categories, at)
    _count(course, author_id, len(published), at)
    _renumber(Prompt, new_prompts, prompts, parcel.prompts, course.slug, new_posts, new_prompts)
    _renumber(Post, new_posts, posts, parcel.posts, course.slug, new_posts, new_prompts)
    _let_be_found(parcel, new_posts, posts, course.id, author_id, at)


def _add(table: Any, old: Sequence[Any], rows: Rows) -> Ids:
    """Add the rows of one class, and return their ids by those that they were made from.

    They go in one after the other, so their ids rise. Asked to return them in order, SQLite would want a
    statement for each.
    """
    if not rows:
        return {}
    db.session.execute(insert(table), rows, execution_options=AT_ONCE)
    here = select(table.id).where(table.course_id == rows[0]["course_id"]).order_by(table.id.desc())
    new = db.session.scalars(here.limit(len(rows))).all()
    return dict(zip((row.id for row in old), reversed(new), strict=True))


def _categories(parcel: Parcel, course_id: int, filed: Mapping[int, int]) -> Ids:
    """Add the categories; the default one is there already, and gets the old one's name."""
    rows = {
        row.id: {
            "slug": row.slug,
            "name": row.name,
            "description": row.description,
            "position": row.position,
            "post_count": filed.get(row.id, 0),
        }
        for row in parcel.categories
    }
    others = [row for row in parcel.categories if not row.is_default]
    default = next(row for row in parcel.categories if row.is_default)
    its_own = (Category.course_id == course_id, Category.is_default.is_(True))
    renamed = update(Category).where(*its_own).values(rows[default.id]).returning(Category.id)
    new = db.session.execute(renamed.execution_options(synchronize_session=False)).scalar_one()
    added = _add(Category, others, [{"course_id": course_id, **rows[row.id]} for row in others])
    return {default.id: new, **added}


def _sections(parcel: Parcel, course_id: int) -> Ids:
    names = ("name", "grouping", "position")
    rows = [
        {"course_id": course_id} | {name: getattr(row, name) for name in names} for row in parcel.sections
    ]
    return _add(Section, parcel.sections, rows)


def _prompts(parcel: Parcel, rows: Rows, course_id: int, author_id: int | None, categories: Ids) -> Ids:
    its_own = {"course_id": course_id, "created_by_id": author_id}
    new = [
        {
            **row,
            **its_own,
            "category_id": categories.get(old.category_id),
            "for_sections": old.for_sections and not parcel.widens(old),
        }
        for old, row in zip(parcel.prompts, rows, strict=True)
    ]
    return _add(Prompt, parcel.prompts, new)


def _for_sections(parcel: Parcel, prompts: Ids, sections: Ids) -> None:
    rows = [
        {"prompt_id": prompts[old], "section_id": sections[row.id]}
        for old, its in parcel.for_sections.items()
        for row in its
        if old in prompts and row.id in sections
    ]
    _add_all(PromptSection, rows)


def _enclose(its: Enclosed, prompts: Ids, course_id: int, author_id: int | None) -> None:
    """Lay beside the prompts what lay beside the old; nothing was given or shared out by it yet."""
    here = {"course_id": course_id}
    rows = [
        {**here, "prompt_id": prompts.get(row.prompt_id), "out_of": row.out_of, "edited_by_id": author_id}
        for row in its.rubrics.values()
    ]
    rubrics = _add(Rubric, list(its.rubrics.values()), rows)
    _add_all(Criterion, [
        _kept(row, OF_CRITERION) | here | {"rubric_id": rubrics[row.rubric_id]}
        for criteria in its.criteria.values() for row in criteria
    ])  # fmt: skip
    _add_all(Sharing, [
        _kept(row, OF_SHARING) | here | {"prompt_id": prompts[old], "changed_by_id": author_id}
        for old, row in its.sharings.items()
    ])  # fmt: skip
    _add_all(Question, [
        _kept(row, OF_QUESTION) | here | {"prompt_id": prompts[old]}
        for old, questions in its.questions.items() for row in questions
    ])  # fmt: skip


def _kept(row: Any, columns: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in columns if column.key != "id"}


def _add_all(table: Any, rows: Rows) -> None:
    if rows:
        db.session.execute(insert(table), rows, execution_options=AT_ONCE)


def _posts(
    parcel: Parcel, rows: Rows, course: Any, author_id: int | None, at: datetime, sections: Ids, prompts: Ids
) -> Ids:
    """Add the posts; nobody is told of them, for nobody was there. A draft is told of when it comes out."""
    its_own = {"course_id": course.id, "author_id": author_id, "goes_along": True}
    when = {"published_at": at, "active_at": at, "month": clock.month_of(at, course.time_zone)}
    new = [
        {
            **row,
            **its_own,
            **when,
            "tell": Tell.ALL if old.state == State.DRAFT else Tell.NOTHING,
            "pinned_by_id": author_id if old.pin_position is not None else None,
            "section_id": sections.get(old.section_id),
            "prompt_id": prompts.get(old.prompt_id),
            "gate_id": prompts.get(old.gate_id),
            "held_back": HeldBack.SECTION if is_lost(old) else HeldBack.NO,
        }
        for old, row in zip(parcel.posts, rows, strict=True)
    ]
    return _add(Post, parcel.posts, new)


def _file(parcel: Parcel, posts: Ids, categories: Ids, at: datetime) -> None:
    rows = [
        {"post_id": new, "category_id": categories[id], "published_at": at}
        for old, new in posts.items()
        for id in parcel.filed[old]
    ]
    _add_all(Filing, rows)


def _count(course: Any, author_id: int | None, published: int, at: datetime) -> None:
    if not published:
        return
    month = clock.month_of(at, course.time_zone)
    db.session.execute(insert(Month).values(course_id=course.id, month=month, post_count=published))
    place = (Membership.course_id == course.id, Membership.user_id == author_id)
    db.session.execute(update(Membership).where(*place).values(post_count=published))


def _renumber(
    table: Any, ids: Ids, rows: Rows, old: Sequence[Any], slug: str, posts: Ids, prompts: Ids
) -> None:
    """Put the new numbers of posts and prompts into the links between them."""
    for row, was in zip(rows, old, strict=True):
        texts = {name: renumbered(row[name], slug, posts, prompts) for name in ("body_markdown", "body_html")}
        if any(row[name] != words for name, words in texts.items()):
            changed = update(table).where(table.id == ids[was.id]).values(texts)
            db.session.execute(changed.execution_options(synchronize_session=False))


def _let_be_found(
    parcel: Parcel, posts: Ids, rows: Rows, course_id: int, author_id: int | None, at: datetime
) -> None:
    its_own = {"course_id": course_id, "author_id": author_id, "published_at": at}
    index.add_all(
        [
            index.of_post(
                SimpleNamespace(id=posts[old.id], title=row["title"], **its_own),
                text.plain(row["body_html"]),
                [],
            )
            for old, row in zip(parcel.posts, rows, strict=True)
        ]
    )
