"""What becomes of each thing in an export: whether it comes, in which state, filed under what."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from forum.exchange.entries import Comment, Item
from forum.exchange.report import Report
from forum.posts.models import State
from forum.text_plain import EXCERPT_LIMIT, cut, plain

TEXTS = frozenset({"post", "page"})
WASTE = frozenset({"trash", "auto-draft"})
STATES = {
    "publish": State.PUBLISHED,
    "private": State.PRIVATE,
    "draft": State.DRAFT,
    "pending": State.DRAFT,
    "future": State.DRAFT,
}


def is_left_out(item: Item, report: Report) -> bool:
    """Say whether an item stays behind, and note why."""
    if item.kind == "attachment":
        report.left_out(_("files; links to them lead to where they were"), item.attachment_url or item.title)
    elif item.kind not in TEXTS:
        report.left_out(_("menus and other things that are no posts"), f"{item.title} ({item.kind})")
    elif item.status in WASTE:
        report.left_out(_("posts in the trash"), item.title)
    else:
        return False
    for comment in item.comments:
        report.left_out(_("comments on what is left out"), told(comment))
    return True


def state_of(item: Item, report: Report) -> State:
    """Say who may read a post here: never more people than in the blog."""
    if item.status not in STATES:
        report.changed(_("had a state unknown here; they are drafts"), f"{item.title} ({item.status})")
    elif item.status == "future":
        report.changed(_("waited for their day; they are drafts"), item.title)
    elif item.status == "pending":
        report.changed(_("waited for review; they are drafts"), item.title)
    elif item.password and item.status == "publish":
        report.changed(_("had a password; they are private, for author and teachers"), item.title)
        return State.PRIVATE
    return STATES.get(item.status, State.DRAFT)


def moment_of(item: Item, now: datetime) -> datetime:
    """Return when a post was published, or, of a draft, last saved; of one without a date, `now`."""
    if STATES.get(item.status, State.DRAFT) == State.DRAFT:
        return min(item.modified or item.published or now, now)
    return item.published or item.modified or now


def names_of(item: Item, with_tags: bool) -> list[str]:
    """Return the names of the categories that a post stands under; pages have one of their own."""
    names = [_("Pages")] if item.kind == "page" else []
    return names + [filed.name for filed in item.terms if with_tags or filed.kind == "category"]


def comment_is_left_out(comment: Comment, report: Report) -> bool:
    """Say whether a comment stays behind, and note why."""
    if comment.kind != "comment":
        report.left_out(_("pingbacks and other notices, which are no comments"), told(comment))
    elif not comment.approved:
        report.left_out(_("comments that were not approved"), told(comment))
    else:
        return False
    return True


def told(comment: Comment) -> str:
    """Return a comment in a few words, so that somebody finds it again."""
    return f"{comment.author_name}: {comment.body}"


def note_losses(item: Item, report: Report) -> None:
    """Note what a post that comes leaves behind."""
    if item.published is None:
        report.changed(_("had no date; they have today's"), item.title)


def excerpt_of(item: Item, report: Report) -> str:
    """Return the summary that somebody wrote by hand, "" where there is none; a long one is cut."""
    words = " ".join(plain(item.excerpt).split())
    if len(words) > EXCERPT_LIMIT:
        report.changed(_("had a summary of more than 280 characters, which is cut"), item.title)
    return cut(words, EXCERPT_LIMIT)
