"""How prompts speak: what is wanted, what is still owed and until when, how far somebody is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from forum import i18n
from forum.prompts.owed import Beside
from forum.prompts.progress import Progress, Standing

STANDINGS = {
    Standing.OPEN: _l("Not yet"),
    Standing.LATE: _l("Late"),
    Standing.DONE: _l("Done"),
    Standing.EXCUSED: _l("Excused"),
    Standing.JOINED: _l("Joined later"),
}


def wanted(prompt: Any) -> str:
    """Return what a prompt asks of each: "1 post of at least 150 words, 2 replies"."""
    many = _posts(prompt.posts_wanted), _replies(prompt.replies_wanted)
    words = getattr(prompt, "post_words", 0), getattr(prompt, "reply_words", 0)
    parts = [_at_least(many, least) for many, least in zip(many, words, strict=True) if many]
    return ", ".join(parts)


def _posts(num: int) -> str:
    return ngettext("%(num)d post", "%(num)d posts", num) if num else ""


def _replies(num: int) -> str:
    return ngettext("%(num)d reply", "%(num)d replies", num) if num else ""


def _at_least(many: str, words: int) -> str:
    if not words:
        return many
    return ngettext(
        "%(many)s of at least %(num)d word", "%(many)s of at least %(num)d words", words, many=many
    )


def owed(row: Progress) -> str:
    """Return what is missing and until when: "1 post, 1 of 2 replies · until Sunday, Oct 18, 23:59"."""
    posts, replies = _parts(row)
    if posts and replies and not _together(row.posts_due_at, row.replies_due_at):
        return "; ".join((_by(posts, row.posts_due_at), _by(replies, row.replies_due_at)))
    both = missing(row)
    return both and _until(both, row.posts_due_at if posts else row.replies_due_at)


def missing(row: Progress) -> str:
    """Return what is missing, without a time: "1 post, 1 of 2 replies"."""
    return ", ".join(part for part in _parts(row) if part)


def _parts(row: Progress) -> tuple[str, str]:
    posts = _missing(row.posts_missing, row.posts_wanted, _posts, _some_posts)
    return posts, _missing(row.replies_missing, row.replies_wanted, _replies, _some_replies)


def _missing(missing: int, of: int, all_: Callable[[int], str], some: Callable[[int, int], str]) -> str:
    if not missing:
        return ""
    return all_(missing) if missing == of else some(missing, of)


def _some_posts(missing: int, of: int) -> str:
    return _("%(missing)d of %(num)d posts", missing=missing, num=of)


def _some_replies(missing: int, of: int) -> str:
    return _("%(missing)d of %(num)d replies", missing=missing, num=of)


def _together(posts: datetime | None, replies: datetime | None) -> bool:
    """Say whether two due dates read the same."""
    return posts == replies or bool(posts and replies and i18n.weekday(posts) == i18n.weekday(replies))


def _by(what: str, due: datetime | None) -> str:
    return _("%(what)s until %(time)s", what=what, time=i18n.weekday(due)) if due else what


def _until(what: str, due: datetime | None) -> str:
    return _("%(what)s · until %(time)s", what=what, time=i18n.weekday(due)) if due else what


def dues(prompt: Any) -> str:
    """Return until when a prompt wants posts and replies, "" where it has no due date."""
    posts = prompt.posts_due_at if prompt.posts_wanted else None
    replies = prompt.replies_due_at if prompt.replies_wanted else None
    if posts and replies and not _together(posts, replies):
        return _("posts until %(time)s; replies until %(later)s", time=_day(posts), later=_day(replies))
    due = posts or replies
    return _("until %(time)s", time=_day(due)) if due else ""


def too_short(words: int, wanted: int) -> str:
    """Return the sentence to whoever has just written something that is too short for its prompt."""
    return _("It has %(num)d of %(wanted)d words: it does not count yet.", num=words, wanted=wanted)


def more_time(row: Progress, prompt: Any) -> list[str]:
    """Return until when a student has more time than others, and for what: "posts until Sunday, Oct 18"."""
    posts = _moved(row.posts_due_at, prompt.posts_due_at) if prompt.posts_wanted else None
    replies = _moved(row.replies_due_at, prompt.replies_due_at) if prompt.replies_wanted else None
    if posts and replies and _together(posts, replies):
        return [_("posts and replies until %(time)s", time=_day(posts))]
    return [
        *([_("posts until %(time)s", time=_day(posts))] if posts else ()),
        *([_("replies until %(time)s", time=_day(replies))] if replies else ()),
    ]


def _moved(at: datetime | None, usual: datetime | None) -> datetime | None:
    return at if at != usual else None


def _day(at: datetime) -> str:
    return i18n.weekday(at)


def beside(row: Beside) -> str:
    """Return what stands under the name of a prompt at the side of a page."""
    if row.mine is not None:
        what, due = missing(row.mine), row.mine.next_due_at
    else:
        what = ngettext("%(num)d answer", "%(num)d answers", row.answers)
        due = row.due_at
    return _until(what, due)


def standing(row: Progress) -> str:
    """Return how far a student is with a prompt, in a word or two."""
    return str(STANDINGS[row.state])
