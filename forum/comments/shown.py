"""Comments as a reader sees them, made so that the same look is drawn once (see fragments.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from forum.comments import tree
from forum.fragments import Drawing
from forum.i18n import Moments
from forum.policy import may
from forum.standing import Member


@dataclass(slots=True, eq=False)
class Look:
    """A branch of a thread as somebody sees it. Two are equal when they look alike.

    Where nothing in the branch is the reader's own, the reader is just somebody of the same standing.
    """

    branch: tree.Branch
    reader: Member
    when: Moments
    since: int | None = None  # the mark that parts the old comments from the new; None: nothing is new
    fresh: frozenset[int] = frozenset()  # ids of the new ones
    key: tuple[Any, ...] = field(init=False)

    def __post_init__(self) -> None:
        rows = self.branch.rows
        written = self.when.wording([row.created_at for row in rows])
        edited = self.when.wording([row.edited_at for row in rows if row.edited_at])
        self.key = (self.reader, self.branch.more, self.since, self.fresh, *rows, written, edited)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Look) and self.key == other.key


def looks(
    member: Member,
    post: Any,
    branches: Sequence[tree.Branch],
    when: Moments,
    mark: str = "",
    since: int | None = None,
) -> list[Drawing]:
    """Return what draws each branch of a thread; `mark` is an attribute for the first of them.

    Comments of others with a higher id than `since` are new to the member.
    """
    somebody, writes = member.somebody(), may(member, "comment.write", post)
    return [
        (
            Look(
                branch,
                member if _own(branch.rows, member.user_id) else somebody,
                when,
                since if branch.more else None,
                _fresh(branch.rows, since, member.user_id),
            ),
            post.id,
            writes,
            "" if number else mark,
        )
        for number, branch in enumerate(branches)
    ]


def _fresh(rows: Sequence[Any], since: int | None, user_id: int | None) -> frozenset[int]:
    if since is None:
        return frozenset()
    return frozenset(
        [row.id for row in rows if row.id > since and row.author_id != user_id and row.body_html]
    )


def _own(rows: Sequence[Any], user_id: int | None) -> bool:
    """Say whether a comment is somebody's own: what the rules about comments compare with who asks."""
    return user_id in [row.author_id for row in rows] or user_id in [row.deleted_by_id for row in rows]
