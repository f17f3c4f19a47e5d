"""Where a form stands into which somebody writes: the address of the form, below that of the class."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from forum.comments.models import Comment
from forum.posts.models import Post

NEW_POST = "posts/new"
NEW_PROMPT = "prompts/new"
TO_SILENT = "silent/letter"
ALONE = {place: place.split("/") for place in (NEW_POST, NEW_PROMPT, TO_SILENT)}  # that belong to nothing yet
_OF_POST = re.compile(r"(?P<kind>posts)/(?P<id>[1-9][0-9]{0,8})/(?P<what>edit|comments|reviews)")
_OF_MARK = re.compile(
    r"(?P<kind>posts|prompts)/(?P<id>[1-9][0-9]{0,8})/(?P<what>marks/[1-9][0-9]{0,8}(?:/part)?)"
)
_OF_PROMPT = re.compile(
    r"(?P<kind>prompts)/(?P<id>[1-9][0-9]{0,8})/(?P<what>edit|answer|letter(?:/[1-9][0-9]{0,8})?)"
)
_OF_COMMENT = re.compile(r"(?P<kind>comments)/(?P<id>[1-9][0-9]{0,8})/(?P<what>edit|answer)")


@dataclass(frozen=True, slots=True)
class Place:
    """A place, taken apart: of which kind, the id of one (0: of none yet), and what is done there."""

    kind: str
    id: int
    what: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}/{self.what}" if self.id else f"{self.kind}/{self.what}"

    @property
    def is_of_post(self) -> bool:
        """Whether a post or a prompt is written there, and no comment."""
        return self.kind != "comments" and self.what in ("new", "edit", "answer")

    @property
    def is_of_mark(self) -> bool:
        """Whether a note for one student is written there."""
        return self.what.startswith("marks/")

    @property
    def is_of_letter(self) -> bool:
        """Whether several students are written to there."""
        return self.what.startswith("letter")

    @property
    def is_of_review(self) -> bool:
        """Whether it is a post's review that is written there."""
        return self.what == "reviews"


def editing_post(post_id: int) -> str:
    """Return the place where a post is edited."""
    return f"posts/{post_id}/edit"


def editing_prompt(prompt_id: int) -> str:
    """Return the place where a prompt is edited."""
    return f"prompts/{prompt_id}/edit"


def new_post(prompt_id: int | None) -> str:
    """Return the place where a post is begun: each prompt has one of its own for its answer."""
    return f"prompts/{prompt_id}/answer" if prompt_id else NEW_POST


def commenting(post_id: int, parent: Any = None) -> str:
    """Return the place where a post is commented, or where one of its comments is answered."""
    return f"comments/{parent.id}/answer" if parent else f"posts/{post_id}/comments"


def writing_to_missing(prompt_id: int, section_id: int | None = None) -> str:
    """Return the place of the letter to those who have not done a prompt, of all or of one section."""
    return f"prompts/{prompt_id}/letter" + (f"/{section_id}" if section_id else "")


def reviewing(post_id: int) -> str:
    """Return the place where a post is reviewed by who was given it."""
    return f"posts/{post_id}/reviews"


def editing_comment(comment_id: int) -> str:
    """Return the place where a comment is edited."""
    return f"comments/{comment_id}/edit"


def read(place: str) -> Place | None:
    """Take a place apart that a form has sent; None for what is none."""
    if place in ALONE:
        kind, what = ALONE[place]
        return Place(kind, 0, what)
    kinds = (_OF_POST, _OF_COMMENT, _OF_PROMPT, _OF_MARK)
    found = next(filter(None, (kind.fullmatch(place) for kind in kinds)), None)
    return Place(found["kind"], int(found["id"]), found["what"]) if found else None


def post_at(place: Place, course_id: int) -> Any:
    """Return the id of the post that a place belongs to, as a subquery; None where there is none (yet)."""
    if not place.id or place.kind == "prompts":
        return None
    table, column = (Post, Post.id) if place.kind == "posts" else (Comment, Comment.post_id)
    return select(column).where(table.id == place.id, table.course_id == course_id).scalar_subquery()


def comment_at(place: Place, course_id: int) -> Any:
    """Return the id of the comment that a place belongs to, as a subquery; None where there is none."""
    if place.kind != "comments":
        return None
    return select(Comment.id).where(Comment.id == place.id, Comment.course_id == course_id).scalar_subquery()


def address(place: Place, post_id: int | None, draft: str) -> str:
    """Return where one goes on with a draft, below the address of the class; "" where that is gone."""
    asked = {"draft": draft}
    if place.what == "answer":
        asked["prompt" if place.kind == "prompts" else "parent"] = str(place.id)
    if place.is_of_letter:
        return _of_letter(place, draft)
    if place.kind == "prompts" and place.what == "answer":
        path = f"/{NEW_POST}"
    elif place.what in ("comments", "answer"):
        path = f"/posts/{post_id}/comments/new" if post_id else ""
    elif place.is_of_review:
        path = f"/{place}/new"
    else:
        path = f"/{place}"
    return path and f"{path}?{urlencode(asked)}"


def _of_letter(place: Place, draft: str) -> str:
    section = place.what.removeprefix("letter").strip("/")
    path = f"/prompts/{place.id}/board/messages" if place.id else "/participation/messages"
    return f"{path}?{urlencode(({'section': section} if section else {}) | {'draft': draft})}"
