"""Keeping what is searched: a call at the end of each action that changes words, in its transaction.

What only changes who may read a text (hidden, deleted, restored) changes nothing here: the search asks the
rows of the post and the comment themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from forum.extensions import db
from forum.posts.models import CoAuthor
from forum.prepared import moment, number
from forum.rows import fetch
from forum.search import marks
from forum.search.models import Passage
from forum.search.words import fold

# Built once: commenting is what people do most, and building a statement takes longer than running it.
PASSAGE = Passage.metadata.tables[Passage.__tablename__]
NEW = insert(PASSAGE).inline()
WORDS = bindparam("new_words", type_=PASSAGE.c.words.type)
OF_COMMENT = update(PASSAGE).where(PASSAGE.c.comment_id == number("of")).values(words=WORDS)
ITS_ROW = (PASSAGE.c.post_id == number("of"), PASSAGE.c.comment_id.is_(None))
THE_POST = update(PASSAGE).where(*ITS_ROW)
IF_MOVED = delete(PASSAGE).where(*ITS_ROW, PASSAGE.c.posted_at != moment("moment")).returning(PASSAGE.c.id)
TEXT_OF_POST = THE_POST.values(words=WORDS)
AUTHORS_OF_POST = THE_POST.values(marks=bindparam("new_marks", type_=PASSAGE.c.marks.type))
CO_AUTHORS = select(CoAuthor.user_id).where(CoAuthor.post_id == number("of"))
OF_POST = THE_POST.values(
    {
        name: bindparam(f"new_{name}", type_=PASSAGE.c[name].type)
        for name in ("words", "title", "posted_at", "marks")
    }
)


def add_post(post: Any, plain: str) -> None:
    """Take up a new post; `plain` is its text without marks. The caller commits."""
    fetch(NEW, **of_post(post, plain, _others(post.id)))


def add_comment(comment_id: int, stored: Mapping[str, Any], plain: str) -> None:
    """Take up a new comment: its id, the values of its columns, its text without marks."""
    fetch(NEW, **of_comment(comment_id, stored, plain))


def add_all(passages: Sequence[dict[str, Any]]) -> None:
    """Take up many texts at once, the oldest first: the last of the table are searched first."""
    if passages:
        db.session.execute(NEW, sorted(passages, key=lambda row: row["posted_at"]))


def change_post(post: Any, title: str, plain: str) -> None:
    """Take up the new words of a post, and when it is from.

    A draft that comes out is from now, and taken up anew: the last of the table are searched first.
    """
    new = _words_of_post(post, title, plain, _others(post.id))
    if fetch(IF_MOVED, of=post.id, moment=new["posted_at"]):
        fetch(NEW, **_place(post), **new)
        return
    fetch(OF_POST, of=post.id, **{f"new_{name}": value for name, value in new.items()})


def change_authors(post: Any) -> None:
    """Take up who writes a post by now."""
    fetch(AUTHORS_OF_POST, of=post.id, new_marks=_marks(post, _others(post.id)))


def _others(post_id: int) -> Sequence[int]:
    return [row.user_id for row in fetch(CO_AUTHORS, of=post_id)]


def _marks(post: Any, others: Sequence[int]) -> str:
    return marks.of(post.course_id, post.author_id, post.published_at, is_post=True, others=others)


def change_text(post_id: int, plain: str) -> None:
    """Take up the new words of a post's text alone."""
    fetch(TEXT_OF_POST, of=post_id, new_words=fold(plain))


def change_comment(comment_id: int, plain: str) -> None:
    """Take up the new words of a comment."""
    fetch(OF_COMMENT, of=comment_id, new_words=fold(plain))


def of_post(post: Any, plain: str, others: Sequence[int]) -> dict[str, Any]:
    """Return the row that a post is found by; `others` wrote it with its author."""
    return {**_place(post), **_words_of_post(post, post.title, plain, others)}


def _place(post: Any) -> dict[str, Any]:
    known = {"course_id": post.course_id, "post_id": post.id, "author_id": post.author_id}
    return {**known, "comment_id": None}


def _words_of_post(post: Any, title: str, plain: str, others: Sequence[int]) -> dict[str, Any]:
    return {
        "posted_at": post.published_at,
        "marks": _marks(post, others),
        "title": fold(title),
        "words": fold(plain),
    }


def of_comment(comment_id: int, stored: Mapping[str, Any], plain: str) -> dict[str, Any]:
    """Return the row that a comment is found by."""
    course_id, author_id = stored["course_id"], stored["author_id"]
    return {
        "course_id": course_id,
        "post_id": stored["post_id"],
        "comment_id": comment_id,
        "author_id": author_id,
        "posted_at": stored["created_at"],
        "marks": marks.of(course_id, author_id, stored["created_at"]),
        "title": "",
        "words": fold(plain),
    }
