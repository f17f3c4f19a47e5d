"""How members are told: one sentence for each reason."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from forum.notify.models import Kind
from forum.posts import names
from forum.text_plain import cut, plain

SENTENCES = {
    Kind.ANNOUNCEMENT: _l("%(who)s announced “%(title)s”"),
    Kind.MENTION: _l("%(who)s mentioned you in “%(title)s”"),
    Kind.REPLY: _l("%(who)s answered you under “%(title)s”"),
    Kind.COMMENT: _l("%(who)s commented on “%(title)s”"),
    Kind.POST: _l("%(who)s posted “%(title)s”"),
    Kind.MARK: _l("You have a note from %(who)s"),
}
SHORT = {
    Kind.ANNOUNCEMENT: _l("%(who)s announced this"),
    Kind.MENTION: _l("%(who)s mentioned you"),
    Kind.REPLY: _l("%(who)s answered you"),
    Kind.COMMENT: _l("%(who)s commented"),
    Kind.POST: _l("%(who)s posted this"),
    Kind.MARK: _l("You have a note from %(who)s"),
}
REASONS = {
    Kind.ANNOUNCEMENT: _l("You get this mail because you are a member of the class."),
    Kind.MENTION: _l("You get this mail because your name stands in the text."),
    Kind.REPLY: _l("You get this mail because you wrote the comment that this one answers."),
    Kind.COMMENT: _l("You get this mail because you follow the post."),
    Kind.POST: _l("You get this mail because you follow the class, or a category of it."),
    Kind.MARK: _l("You get this mail because the note is for you alone."),
}


def sentence(told: Any) -> str:
    """Return who did what, of a notification with its author's name and its post's title."""
    return str(SENTENCES[Kind(told.kind)]) % {"who": names.said(told), "title": told.title}


def short(told: Any) -> str:
    """Return the same where the title of the post stands above."""
    return str(SHORT[Kind(told.kind)]) % {"who": names.said(told)}


def first_words(told: Any, limit: int) -> str:
    """Return the excerpt that a post has of its own, or the first words of a text; of a note not a word."""
    if told.mark_id is not None:
        return ""
    return told.own_excerpt or cut(plain(told.body_html), limit)
