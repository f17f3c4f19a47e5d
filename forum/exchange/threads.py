"""The threads of a WordPress post: which comments come, and under which others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from forum.exchange.entries import Comment


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment that comes, and the one that it stands under here; `level` 0 is the top."""

    comment: Comment
    above: Comment | None
    level: int
    at: datetime

    @property
    def has_moved(self) -> bool:
        """Whether it answered a comment that did not come."""
        return self.comment.parent_id != (self.above.id if self.above else 0)


def arrange(
    comments: Iterable[Comment], stands: Callable[[Comment], bool], *, otherwise: datetime
) -> list[Placed]:
    """List the comments that stand, in the order of their time; `otherwise` is the time of those without.

    An answer to one that does not stand goes to the nearest above it that does. WordPress numbers an answer
    after what it answers; where a file says otherwise, which might go round in circles, it comes at the top.
    """
    placed: list[Placed] = []
    nearest: dict[int, Placed] = {}  # by the number of a comment: itself, or what stands above it
    for comment in sorted(comments, key=lambda comment: comment.id):
        above = nearest.get(comment.parent_id)
        if stands(comment):
            level = above.level + 1 if above else 0
            above = Placed(comment, above.comment if above else None, level, comment.at or otherwise)
            placed.append(above)
        if above and comment.id:
            nearest[comment.id] = above
    return sorted(placed, key=lambda each: (each.at, each.comment.id))
