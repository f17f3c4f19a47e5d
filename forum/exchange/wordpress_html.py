"""WordPress bodies as clean HTML: what WordPress would show, without what only WordPress understands."""

from __future__ import annotations

import re
from collections.abc import Iterable

from forum.exchange.html_tokens import without_comments
from forum.exchange.paragraphs import paragraphs
from forum.exchange.shortcodes import Pictures, without_shortcodes

_BLOCK_MARK = "<!-- wp:"
_NEWLINE = re.compile(r"\r\n?")


def _no_pictures(ids: tuple[int, ...]) -> Iterable[tuple[str, str]]:
    return ()


def to_html(body: str, *, base: str = "", pictures: Pictures = _no_pictures) -> str:
    """Turn the body of a post or page into clean HTML, which text.render(format="html") makes safe.

    `base` is the address of the item, from which relative links start. `pictures` gives the titles and
    addresses of attachments by their ids, or with no ids those of this post: galleries become links to them.
    """
    # In a body of the block editor WordPress makes no paragraphs: they are there.
    is_blocks = _BLOCK_MARK in body
    text = without_comments(_NEWLINE.sub("\n", body))
    return paragraphs(without_shortcodes(text, pictures), breaks=not is_blocks, base=base)


def comment_html(body: str, *, base: str = "") -> str:
    """Turn the body of a comment, in which WordPress knows no shortcodes, into clean HTML."""
    return paragraphs(without_comments(_NEWLINE.sub("\n", body)), breaks=True, base=base)
