"""Rendering stored texts anew, when the rules have changed: flask text rerender."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import case, literal, null, or_, select, update

from forum import prose, text
from forum.comments.models import Comment
from forum.extensions import db
from forum.marking.models import Mark
from forum.peers.models import Answer, Review
from forum.posts.models import Post
from forum.prompts.models import Prompt
from forum.search import index

BATCH = 50  # texts in one transaction
READ = ("id", "course_id", "body_markdown", "body_format", "anchor", "import_key", "edited_at")
# What was never imported, and is always Markdown.
PLAIN = {"body_format": literal("markdown"), "import_key": null()}
OF_REVIEW = select(Review.course_id).where(Review.id == Answer.review_id).scalar_subquery()
LACKING: dict[Any, dict[str, Any]] = {
    Prompt: PLAIN,
    Mark: {"import_key": null()},
    Answer: {**PLAIN, "course_id": OF_REVIEW, "edited_at": null()},
}
KEPT = ("body_html", "renderer", "anchor")  # of a prompt, and of what a review says
AS_WRITTEN = '<pre class="as-written"%'  # a text that was too slow then may be quick now

Text = type[Post] | type[Comment] | type[Prompt] | type[Mark] | type[Answer]
# What is found by the search; notes and reviews never are.
FOUND: dict[Text, Callable[[int, str], None]] = {Post: index.change_text, Comment: index.change_comment}

group = AppGroup("text", help="The texts of posts, comments, prompts, notes and reviews.")


@group.command("rerender")
@click.option("--all", "everything", is_flag=True, help="Also texts that today's rules have rendered.")
def rerender(everything: bool) -> None:
    """Render every text again that older rules have rendered. Nothing else of it changes."""
    posts = _rerender(Post, prose.POST_HEADING, everything)
    comments = _rerender(Comment, prose.COMMENT_HEADING, everything)
    prompts = _rerender(Prompt, prose.POST_HEADING, everything)
    notes = _rerender(Mark, prose.COMMENT_HEADING, everything)
    said = _rerender(Answer, prose.COMMENT_HEADING, everything)
    each = f"{posts} posts, {comments} comments, {prompts} prompts, {notes} notes and {said} words of reviews"
    click.echo(f"Rendered {each}.")


def _rerender(table: Text, heading: int, everything: bool) -> int:
    """Go through a table by id, a batch at a time, and return how many texts were rendered."""
    done, last = 0, 0
    old = or_(table.renderer < text.RENDERER_VERSION, table.body_html.like(AS_WRITTEN))
    while True:
        query = select(*_columns(table)).where(table.id > last)
        rows = db.session.execute(
            (query if everything else query.where(old)).order_by(table.id).limit(BATCH)
        ).all()
        if not rows:
            return done
        db.session.rollback()  # rendering takes its time; nobody waits for a lock meanwhile
        made = [_made(row, heading) for row in rows]
        for row, new in zip(rows, made, strict=True):
            _store(table, row.id, row.body_markdown, new)
        db.session.commit()
        done, last = done + len(rows), rows[-1].id


def _columns(table: Text) -> list[Any]:
    known = LACKING.get(table, {})
    return [known[name].label(name) if name in known else getattr(table, name) for name in READ]


def _made(row: Any, heading: int) -> prose.Prose:
    """Render a text as it was when it came: an import mentions nobody, until somebody here edits it."""
    untouched = row.import_key is not None and row.edited_at is None
    course_id = None if untouched else row.course_id
    return prose.prepare(
        row.body_markdown, heading=heading, course_id=course_id, format=row.body_format, anchor=row.anchor
    )


def _store(table: Text, id: int, source: str, made: prose.Prose) -> None:
    """Store a new rendering, unless somebody edited the text meanwhile."""
    values = made.columns()
    if table in (Prompt, Answer):
        values = {name: values[name] for name in KEPT}
    if table is Post:
        shown = case((Post.own_excerpt == "", made.excerpt), else_=Post.own_excerpt)
        values |= {"excerpt": shown}
    as_it_was = update(table).where(table.id == id, table.body_markdown == source).values(**values)
    done = db.session.execute(as_it_was.execution_options(synchronize_session=False).returning(table.id))
    if done.first() and table in FOUND:
        FOUND[table](id, made.plain)
