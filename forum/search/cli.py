"""The search from the command line: flask search rebuild."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from forum.search import rebuild

group = AppGroup("search", help="What the search knows of posts and comments.")


@group.command("rebuild")
def again() -> None:
    """Take up the words of every post and comment anew. The site can stay open meanwhile."""
    texts = rebuild.all_texts()
    with click.progressbar(length=len(texts), label="Posts and comments") as bar:
        for done in rebuild.take_up(texts):
            bar.update(done)
    click.echo(f"{len(texts)} posts and comments can be found.")
