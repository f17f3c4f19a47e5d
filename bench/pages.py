"""What is measured, and how fast it must be."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from bench import seed, texts
from bench.browser import FORM, Browser, form
from bench.client import Request
from bench.size import SMALL, WITH_10, WITH_1000

CLASS = f"/c/{seed.SLUG}"
COMMENTED = range(WITH_1000 + 2, SMALL.posts + 1)  # ids of the posts that new comments are spread over

UP_TO_DATE = slice(0, seed.UP_TO_DATE)  # of the members: those who have read everything
BEHIND = slice(seed.UP_TO_DATE, None)
NEVER = 999_999_999  # no comment has this id

Plan = Iterator[Request]


@dataclass(frozen=True, slots=True)
class Page:
    """One line of the table; `ratio` is the bare application's CPU time divided by the page's, at least."""

    name: str
    plan: Callable[[Sequence[Browser]], Plan]
    ratio: float | None
    writes: bool = False


def _seen_by_members(
    path: str, who: slice = UP_TO_DATE, *, expected: int = 200
) -> Callable[[Sequence[Browser]], Plan]:
    """Let these members open a page in turns."""
    return lambda members: (
        Request(path, member.headers, expected=expected) for member in cycle(members[who])
    )


def _seen_by_visitors(path: str) -> Callable[[Sequence[Browser]], Plan]:
    return lambda _members: cycle([Request(path, {})])


def _comments(members: Sequence[Browser]) -> Plan:
    """Let all members write in turns, each comment with a key of its own, as htmx sends the form."""
    turns = zip(cycle(members), cycle(COMMENTED), cycle(texts.comments()), strict=False)
    for member, post_id, body in turns:
        fields = {"csrf_token": member.token, "key": secrets.token_urlsafe(16), "body": body}
        yield Request(f"{CLASS}/posts/{post_id}/comments", _from_htmx(member, post_id), form(fields))


def _from_htmx(member: Browser, post_id: int) -> dict[str, str]:
    site = f"http://127.0.0.1:{member.port}"
    asked = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "comment-form"}
    origin = {"Origin": site, "Referer": f"{site}{CLASS}/posts/{post_id}"}
    return member.headers | asked | origin | {"Content-Type": FORM}


POLLING = "asking for news"
PAGES = (
    Page("feed", _seen_by_members(f"{CLASS}/"), 0.20),
    Page("category archive", _seen_by_members(f"{CLASS}/categories/{seed.category_slug()}"), 0.20),
    Page("post, 10 comments", _seen_by_members(f"{CLASS}/posts/{WITH_10}"), 0.22),
    Page("post, 1,000 comments", _seen_by_members(f"{CLASS}/posts/{WITH_1000}"), 0.12),
    Page("feed, half of it new", _seen_by_members(f"{CLASS}/", BEHIND), 0.20),
    Page("post, 10 new comments", _seen_by_members(f"{CLASS}/posts/{WITH_10}?new=0"), 0.22),
    Page(POLLING, _seen_by_members(f"{CLASS}/posts/{WITH_10}/news?since={NEVER}", expected=204), None),
    Page("posting a comment", _comments, 0.12, writes=True),
    Page("feed, a visitor's", _seen_by_visitors(f"{CLASS}/"), None),
)
