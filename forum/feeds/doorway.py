"""The second way into a class: /feeds/<secret>/, for programs that cannot sign in, and for its feeds only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g

from forum.feeds import keys
from forum.standing import Member

bp = Blueprint("private", __name__, url_prefix="/feeds/<secret>")


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads feeds of which class, and the path that the addresses of those feeds begin with."""

    course: Any
    member: Member
    root: str


@bp.url_value_preprocessor
def take_secret(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Keep the secret for the doorway; views have no use for it."""
    g.feed_secret = values.pop("secret") if values else ""


@bp.before_request
def enter() -> None:
    """Find out whose key it is. A cookie that comes along counts for nothing here.

    g.course stays unset: whatever goes wrong from here on, its page names no class.
    """
    course, member = keys.behind(g.feed_secret)
    g.reading = Reading(course, member, root(g.feed_secret))


def root(secret: str) -> str:
    """Return the path that the addresses of a member's private feeds begin with."""
    return f"/feeds/{secret}"


def reading() -> Reading:
    """Return who reads: by their key, or as the doorway of the class knows them."""
    by_key: Reading | None = g.get("reading")
    return by_key or Reading(g.course, g.member, g.here)
