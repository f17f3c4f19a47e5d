"""The answer to a new comment is made without reading it back: it must be what reading gives."""

from __future__ import annotations

import pytest

from forum.comments import fresh, places, queries, saying, tree
from tests import factories
from tests.people import Cast


@pytest.mark.parametrize("name", ["ines", "asa", "sam", "adam"])
def test_a_fresh_row_is_the_row_that_is_read(cast: Cast, name: str) -> None:
    by = factories.member(name)
    post_id, parent = factories.post(by), None
    for level in range(tree.DEPTH + 3):
        posted = saying.reply(post_id, f"*Level* {level}.", by=by, parent=parent)
        assert posted.stored is not None
        row = fresh.row(posted.id, posted.stored, name.title(), by, parent)
        read = queries.readable(by, posted.id)
        assert row._asdict() == read._asdict()
        assert row == read
        assert posted.comment_count == level + 1
        parent = read


def test_it_goes_into_the_list_that_it_is_drawn_in(cast: Cast) -> None:
    sam = factories.member("sam")
    post_id, parent, drawn = factories.post(sam), None, []
    for _ in range(tree.DEPTH + 2):
        row = queries.readable(sam, factories.comment(sam, post_id, under=parent.id if parent else None))
        drawn.append(places.of(row, parent))
        parent = row
    drawn_under = [f"replies-{id}" for id in (1, 2, 3, 3, 3)]
    assert drawn == ["comment-list", *drawn_under]
