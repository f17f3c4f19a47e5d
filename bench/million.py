"""A class in which a million comments were written, to search in: words as often as people use them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate, count
from random import Random
from typing import Any

from bench.size import COURSE_ID, person
from bench.texts import CATEGORIES
from forum.comments import tree
from forum.search import index

POSTS = 10_000
UNDER_EACH = 100  # comments
EVERY = timedelta(seconds=10)  # between two comments: a term of sixteen weeks
WORDS = 30_000  # different ones
POOL = 2_000_000  # words of running text, from which each text takes a piece
STEP = 37  # words from where one piece begins to where the next one does
LONG, SHORT, SHORTEST = 200, 45, 15  # words of a post; of a comment, at most and at least
SYLLABLES = ("ba", "den", "ki", "lor", "mes", "nu", "par", "ri", "sto", "ta", "ven", "xi", "zo", "ga", "hul")
COMMON = ("the", "of", "and", "to", "a", "in", "is", "that", "it", "for", "was", "on", "with", "as", "not")
KNOWN = ("market", "water", "audit", "worker", "factory", "report", "supplier", "inspector", "warehouse")


def vocabulary() -> list[str]:
    """Return the words, the most frequent first. Some real ones stand among those that nobody says."""
    dice = Random(1)  # noqa: S311  # dice for texts, not for secrets
    made = {"".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))): None for _ in range(2 * WORDS)}
    words = [*COMMON, *list(made)[: WORDS - len(COMMON)]]
    for place, word in enumerate(KNOWN, 3):
        words[2**place] = word  # the 8th, the 16th, ... the 2048th
    return words


def running_text() -> list[str]:
    """Return a long text in which the n-th word is n times as rare as the first (Zipf's law)."""
    dice, words = Random(2), vocabulary()  # noqa: S311
    weights = list(accumulate(1 / (place + 2) for place in range(len(words))))
    return dice.choices(words, cum_weights=weights, k=POOL)


class Pieces:
    """Texts out of the pool, each from where none before began."""

    def __init__(self) -> None:
        self.pool = running_text()
        self.number = count()

    def next(self, words: int) -> str:
        """Return the next text of so many words."""
        start = next(self.number) * STEP % (POOL - LONG)
        return " ".join(self.pool[start : start + words])


def rows(now: datetime) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield each post with the comments under it, as rows; the oldest first."""
    pieces, numbers = Pieces(), count(1)
    for post_id in range(1, POSTS + 1):
        at = now - EVERY * UNDER_EACH * (POSTS - post_id + 1)
        post = _post(post_id, pieces.next(LONG), pieces.next(6), at)
        yield (
            post,
            [
                _comment(next(numbers), post, nth, pieces.next(SHORTEST + (post_id + nth) % SHORT))
                for nth in range(1, UNDER_EACH + 1)
            ],
        )


def _post(id: int, words: str, title: str, at: datetime) -> dict[str, Any]:
    return {
        "id": id,
        "course_id": COURSE_ID,
        "author_id": person(id),
        "title": title.capitalize(),
        "excerpt": words[:280],
        "words": LONG,
        **_prose(words),
        "published_at": at,
        "created_at": at,
        "month": at.strftime("%Y-%m"),
        "comment_count": UNDER_EACH,
        "comment_number": UNDER_EACH,
        "last_comment_at": at + EVERY * UNDER_EACH,
    }


def _comment(id: int, post: dict[str, Any], nth: int, words: str) -> dict[str, Any]:
    return {
        "id": id,
        "course_id": COURSE_ID,
        "post_id": post["id"],
        "author_id": person(id),
        "path": tree.path_under("", nth),
        "created_at": post["published_at"] + EVERY * nth,
        **_prose(words),
    }


def _prose(words: str) -> dict[str, Any]:
    return {"body_markdown": words, "body_format": "markdown", "body_html": f"<p>{words}</p>", "renderer": 2}


def filing(post: dict[str, Any]) -> dict[str, Any]:
    """Return the one category that a post is filed under."""
    return {
        "post_id": post["id"],
        "category_id": post["id"] % len(CATEGORIES) + 1,
        "published_at": post["published_at"],
    }


def passages(post: dict[str, Any], comments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows that a post and its comments are found by."""
    return [
        index.of_post(Row(post), post["body_markdown"]),
        *(index.of_comment(each["id"], each, each["body_markdown"]) for each in comments),
    ]


class Row:
    """A row whose values are read as attributes, as those of the database are."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__ |= values
