"""What pages have to do with the bell: showing a thing answers what it rang for, and open pages hear it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, g

from forum.notify import actions, bell


def see(post_id: int, shown: Sequence[int]) -> None:
    """Count as read what the bell told of a post and of these comments, before the page shows its number.

    Nothing is asked of the database where the bell is silent.
    """
    if g.bell:
        actions.read(post_id, shown, by=g.member)
        g.bell = bell.of(g.member)


def see_marks(shown: Sequence[int]) -> None:
    """Count as read that the bell rang for these notes, before the page shows its number."""
    if g.bell and shown:
        actions.read_marks(shown, by=g.member)
        g.bell = bell.of(g.member)


def ring(answer: Response) -> Response:
    """Tell a page that stays open the number at the bell, with the answer that it asked for anyway."""
    if g.get("member") and g.member.role:
        answer.headers["Bell"] = str(g.bell)
    return answer
