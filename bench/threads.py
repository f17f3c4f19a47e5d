"""The comments of the seeded class, with their places in the threads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bench import texts
from bench.size import COURSE_ID, Size, person
from forum import prose
from forum.comments import tree
from forum.prose import Prose

BETWEEN = timedelta(minutes=30)
# What each comment of five answers, as its place among the five: two conversations under the first.
ANSWERS = (None, 0, 1, 0, 3)


def fill(posts: list[dict[str, Any]], size: Size) -> list[dict[str, Any]]:
    """Return the comments of these posts, and note in each post what it counts of them."""
    said = [prose.prepare(text, heading=prose.COMMENT_HEADING) for text in texts.comments()]
    comments = [row for post in posts for row in _thread(post, size.thread(post["id"]), said)]
    return _with_ids(comments)


def _thread(post: dict[str, Any], many: int, said: list[Prose]) -> Iterator[dict[str, Any]]:
    last = post["published_at"] + BETWEEN * many
    post |= {"comment_count": many, "comment_number": many, "active_at": last}
    paths: list[str] = []
    for number in range(1, many + 1):
        above = _answered(number)
        paths.append(tree.path_under(paths[above - 1] if above else "", number))
        place = {"path": paths[-1], "reply_count": _replies(number, many)}
        yield _comment(post, number) | place | said[number % len(said)].columns()


def _comment(post: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "course_id": COURSE_ID,
        "post_id": post["id"],
        "author_id": person(post["id"] + number),
        "created_at": post["published_at"] + BETWEEN * number,
    }


def _answered(number: int) -> int:
    """Return the number of the comment that this one answers; 0 at the top."""
    group, place = divmod(number - 1, len(ANSWERS))
    above = ANSWERS[place]
    return 0 if above is None else group * len(ANSWERS) + above + 1


def _replies(number: int, many: int) -> int:
    following = range(number + 1, min(number + len(ANSWERS), many + 1))
    return sum(_answered(later) == number for later in following)


def _with_ids(comments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Number the comments as they came in time: a thread lies scattered in the file, as real ones do."""
    comments.sort(key=lambda row: (row["created_at"], row["post_id"], row["path"]))
    ids = {(row["post_id"], row["path"]): id for id, row in enumerate(comments, 1)}
    for row in comments:
        row["id"] = ids[row["post_id"], row["path"]]
        row["parent_id"] = ids.get((row["post_id"], tree.above(row["path"])))
    return comments
