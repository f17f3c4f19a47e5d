"""Reading histories as people see them."""

from __future__ import annotations

import html
import re

from sqlalchemy import select
from werkzeug.test import TestResponse

from forum.extensions import db
from forum.posts.forms import version
from forum.revisions.models import Revision
from tests import factories

CELL = re.compile(r'<td role="cell" class="part[^"]*" data-label="[^"]*" dir="auto">(.*?)</td>', re.DOTALL)
PART = re.compile(r'<div class="part[^"]*" dir="auto">(.*?)</div>', re.DOTALL)
HIDDEN = re.compile(r'<bdi class="hidden">.*?</bdi>')
SEEN = re.compile(r'name="seen" value="(\d*)"')


def words(markup: str) -> str:
    """Return what a piece of a page says to the eye."""
    return html.unescape(re.sub(r"<[^>]*>", "", HIDDEN.sub("", markup)))


def sides(answer: TestResponse) -> tuple[str, str]:
    """Return what the left and the right column of a comparison say."""
    cells = [words(cell) for cell in CELL.findall(answer.text)]
    return "\n".join(cells[::2]), "\n".join(cells[1::2])


def marked(answer: TestResponse, tag: str) -> list[str]:
    """Return what is marked as gone (del) or as new (ins)."""
    return [words(found) for found in re.findall(rf"<{tag}>(<bdi.*?)</{tag}>", answer.text, re.DOTALL)]


def text(answer: TestResponse) -> str:
    """Return what a comparison in one column says, what is gone included."""
    return "\n".join(words(part) for part in PART.findall(answer.text))


def seen(answer: TestResponse) -> str:
    """Return the version that the forms of a page have seen."""
    found = SEEN.search(answer.text)
    assert found, answer.text
    return found.group(1)


def kept(**of: int) -> list[tuple[int, str]]:
    """Return the numbers and words of the versions that are kept of a post or a comment."""
    rows = select(Revision.number, Revision.body_markdown).filter_by(**of).order_by(Revision.number)
    return [(row.number, row.body_markdown) for row in db.session.execute(rows)]


def present(kind: str, id: int) -> str:
    """Return what names the present version of a post or a comment in a form."""
    row = factories.of_post(id, "edited_at") if kind == "posts" else factories.of_comment(id, "edited_at")
    return version(row)
