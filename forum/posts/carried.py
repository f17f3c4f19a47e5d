"""A post is marked to go along into the next term; what a copy really takes, courses/parcel.py says."""

from __future__ import annotations

from forum.posts.changing import change, done, nothing_to_do
from forum.posts.models import Post
from forum.standing import Member


def mark(post_id: int, goes_along: bool, *, by: Member) -> bool:
    """Mark a post, or take the mark off; False where nothing is to be done."""
    post = change(post_id, {"goes_along": goes_along}, Post.goes_along.is_not(goes_along))
    if post is None:
        return nothing_to_do()
    return done("post.carry" if goes_along else "post.leave_behind", post, by)
