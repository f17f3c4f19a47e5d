"""The mails to somebody whose answer by mail was not posted, or not with all that it brought."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext as _

from forum.notify.addresses import MARK


def not_posted(reason: str, words: str) -> tuple[str, str]:
    """Return the mail that says why an answer was not posted, with its words, so that nothing is lost."""
    return _letter(
        _("Your answer was not posted"),
        reason,
        _("This is what you wrote:"),
        _quoted(words) if words.strip() else _("(nothing)"),
    )


def without_files(names: Sequence[str]) -> tuple[str, str]:
    """Return the mail that says which files of an answer were left out."""
    return _letter(
        _("Your answer was posted without its files"),
        _("Your words are posted. Answers by mail bring no files; these were left out:"),
        "\n".join(f"- {name}" for name in names),
    )


def nothing_written() -> str:
    """Return why an answer without words was not posted."""
    return _("There were no words of yours in it. Write them above the line “%(mark)s”.", mark=MARK)


def too_long(length: int, limit: int) -> str:
    """Return why a long answer was not posted; both in characters."""
    return _(
        "It is %(length)d characters long; at most %(limit)d fit. Shorten it, or send it in parts.",
        length=length,
        limit=limit,
    )


def comments_closed() -> str:
    """Return why an answer under a post that is closed was not posted."""
    return _("The comments of this post were closed meanwhile.")


def post_gone() -> str:
    """Return why an answer to what can no longer be read was not posted."""
    return _("The post was taken away meanwhile, or hidden.")


def comment_gone() -> str:
    """Return why an answer to a comment that can no longer be read was not posted."""
    return _("The comment that you answer was taken away meanwhile, or hidden. Its post may still be there.")


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in words.split("\n"))


def _letter(subject: str, *paragraphs: str) -> tuple[str, str]:
    site, base = current_app.config["SEMINAR_SITE_NAME"], current_app.config["SEMINAR_BASE_URL"]
    return subject, "\n\n".join([*paragraphs, f"-- \n{site}\n{base}\n"])
