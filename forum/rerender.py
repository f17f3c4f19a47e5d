"""Rendering stored texts anew, when the rules have changed: flask text rerender."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import or_, select, update

from forum import prose, text
from forum.comments.models import Comment
from forum.extensions import db
from forum.posts.models import Post
from forum.search import index

BATCH = 50  # texts in one transaction
AS_WRITTEN = '<pre class="as-written"%'  # a text that was too slow then may be quick now

group = AppGroup("text", help="The texts of posts and comments.")


@group.command("rerender")
@click.option("--all", "everything", is_flag=True, help="Also texts that today's rules have rendered.")
def rerender(everything: bool) -> None:
    """Render every text again that older rules have rendered. Nothing else of it changes."""
    posts = _rerender(Post, prose.POST_HEADING, everything)
    comments = _rerender(Comment, prose.COMMENT_HEADING, everything)
    click.echo(f"Rendered {posts} posts and {comments} comments.")


def _rerender(table: type[Post] | type[Comment], heading: int, everything: bool) -> int:
    """Go through a table by id, a batch at a time, and return how many texts were rendered."""
    done, last = 0, 0
    old = or_(table.renderer < text.RENDERER_VERSION, table.body_html.like(AS_WRITTEN))
    while True:
        query = select(table.id, table.body_markdown, table.body_format, table.anchor).where(table.id > last)
        rows = db.session.execute(
            (query if everything else query.where(old)).order_by(table.id).limit(BATCH)
        ).all()
        if not rows:
            return done
        db.session.rollback()  # rendering takes its time; no transaction waits for it
        made = [
            prose.prepare(row.body_markdown, heading=heading, format=row.body_format, anchor=row.anchor)
            for row in rows
        ]
        for row, new in zip(rows, made, strict=True):
            _store(table, row.id, row.body_markdown, new)
        db.session.commit()
        done, last = done + len(rows), rows[-1].id


def _store(table: type[Post] | type[Comment], id: int, source: str, made: prose.Prose) -> None:
    """Store a new rendering, unless somebody edited the text meanwhile."""
    values = made.columns()
    if table is Post:
        values |= {"excerpt": made.excerpt, "words": made.words}
    as_it_was = update(table).where(table.id == id, table.body_markdown == source).values(**values)
    done = db.session.execute(as_it_was.execution_options(synchronize_session=False).returning(table.id))
    if done.first():
        change = index.change_text if table is Post else index.change_comment
        change(id, made.plain)
