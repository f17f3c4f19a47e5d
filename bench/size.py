"""How large the two classes are, and what both have in common."""

from __future__ import annotations

from dataclasses import dataclass

from bench.texts import PEOPLE

COURSE_ID = 1
WITH_10, WITH_1000 = 1, 2  # ids of the posts that are measured
LONG_THREAD = 1_000  # comments
USUAL_THREAD = 10


@dataclass(frozen=True, slots=True)
class Size:
    """How large a class is; the comments are those outside the long thread."""

    name: str
    posts: int
    comments: int

    def thread(self, post_id: int) -> int:
        """Return how many comments a post has: ten; what is left goes to those after the long thread."""
        left = self.comments - USUAL_THREAD * (self.posts - 1)
        if post_id == WITH_1000:
            return LONG_THREAD
        return USUAL_THREAD + (WITH_1000 < post_id <= WITH_1000 + left)

    def __str__(self) -> str:
        numbers = f"{len(PEOPLE)} members, {self.posts:,} posts, {self.comments:,} comments"
        return f"{self.name}: {numbers}, and {LONG_THREAD:,} under one post"


SMALL = Size("small", 200, 2_000)
LARGE = Size("large", 10_000, 100_000)


def person(number: int) -> int:
    """Return the id of a member for any number: they take turns."""
    return number % len(PEOPLE) + 1
