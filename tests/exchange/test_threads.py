from __future__ import annotations

from datetime import UTC, datetime, timedelta

from forum.exchange.entries import Comment
from forum.exchange.threads import arrange

START = datetime(2010, 2, 3, tzinfo=UTC)


def said(id: int, parent: int = 0, minute: int | None = None, approved: bool = True) -> Comment:
    at = START + timedelta(minutes=id if minute is None else minute)
    return Comment(id, parent, "Sue", "", "", 0, at, "words", approved, "comment")


def arranged(*comments: Comment) -> list[tuple[int, int, int]]:
    """Return number, number of the comment above, and level, in order."""
    placed = arrange(comments, lambda comment: comment.approved, otherwise=START)
    return [(p.comment.id, p.above.id if p.above else 0, p.level) for p in placed]


def test_comments_stand_in_order_of_time_under_what_they_answer() -> None:
    assert arranged(said(3, 1), said(1), said(2)) == [(1, 0, 0), (2, 0, 0), (3, 1, 1)]
    assert arranged(said(1, minute=9), said(2, 1, minute=5)) == [(2, 1, 1), (1, 0, 0)]


def test_an_answer_climbs_over_all_that_do_not_stand() -> None:
    gone = [said(2, 1, approved=False), said(3, 2, approved=False)]
    assert arranged(said(1), *gone, said(4, 3)) == [(1, 0, 0), (4, 1, 1)]
    assert arranged(said(1, approved=False), said(2, 1)) == [(2, 0, 0)]


def test_circles_and_unknown_parents_end_at_the_top() -> None:
    assert arranged(said(1, 2), said(2, 1), said(3, 3), said(4, 99)) == [
        (1, 0, 0),
        (2, 1, 1),
        (3, 0, 0),
        (4, 0, 0),
    ]


def test_comments_without_a_number_are_nobodys_parents() -> None:
    assert arranged(said(0, minute=1), said(0, minute=2), said(5)) == [(0, 0, 0), (0, 0, 0), (5, 0, 0)]


def test_a_thread_of_any_depth_is_arranged() -> None:
    deep = arranged(*(said(number, number - 1) for number in range(1, 20_001)))
    assert deep[-1] == (20_000, 19_999, 19_999)


def test_a_comment_without_a_date_has_that_of_its_post() -> None:
    undated = Comment(1, 0, "Sue", "", "", 0, None, "words", True, "comment")
    assert [placed.at for placed in arrange([undated], lambda _: True, otherwise=START)] == [START]
