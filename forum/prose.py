"""A text as it is stored: what was written, what it was rendered to, by which rules, and what went wrong."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _

from forum import mentions, text

POST_HEADING, COMMENT_HEADING = 2, 3  # the level that a `#` of the text becomes, below the page's own


@dataclass(frozen=True, slots=True)
class Prose:
    """The columns that posts and comments share, and what only posts keep."""

    body_markdown: str
    body_format: str
    body_html: str
    renderer: int
    anchor: str
    excerpt: str
    words: int
    plain: str  # for the search
    faults: tuple[text.Fault, ...] = ()  # for whoever writes it: `explain` says each in a sentence
    trouble: str = ""  # why it is shown as it was written: `explain_trouble` says it

    def columns(self) -> dict[str, Any]:
        """Return the values of the columns that every text has."""
        names = ("body_markdown", "body_format", "body_html", "renderer", "anchor", "words")
        return {name: getattr(self, name) for name in names}


def prepare(
    source: str,
    *,
    heading: int,
    course_id: int | None = None,
    format: str = "markdown",
    anchor: str = "",
) -> Prose:
    """Render a text for storing; `anchor` is that of an earlier rendering, so that links to it hold.

    An @handle becomes a link where it is that of a member of the class; without a class, and in HTML that
    was imported, nobody is mentioned.
    """
    anchor = anchor or "t" + secrets.token_hex(4)
    site = urlsplit(current_app.config["SEMINAR_BASE_URL"]).hostname or ""
    people = mentions.links(source, course_id) if course_id and format == "markdown" else {}
    made = text.render(source, format=format, anchor=anchor, site=site, heading=heading, mentions=people)
    return Prose(
        body_markdown=source,
        body_format=format,
        body_html=made.html,
        renderer=text.RENDERER_VERSION,
        anchor=anchor,
        excerpt=made.excerpt,
        words=made.words,
        plain=made.plain,
        faults=made.faults,
        trouble=made.trouble,
    )


def explain(fault: text.Fault) -> str:
    """Say in a sentence why a formula is shown as its source."""
    sentences = {
        "empty": _("There is nothing between its signs."),
        "misplaced": _("%(what)s has no meaning at this place."),
        "too-deep": _("It has too many brackets inside each other."),
        "too-long": _("It has more than %(what)s characters."),
        "too-many": _("There are more than %(what)s formulas in this text."),
        "twice": _("One sign has two exponents or two indices: put braces around what belongs together."),
        "unclosed": _("%(what)s is missing: something was opened and not closed."),
        "unfinished": _("It ends too early: a command lacks what it is about."),
        "unknown-command": _("The command %(what)s is not known here."),
        "unknown-environment": _("There is no environment called %(what)s here."),
        "unopened": _("%(what)s closes something that was not opened."),
    }
    return sentences.get(fault.reason, _("It cannot be read as TeX.")) % {"what": fault.about}


def explain_trouble(trouble: str) -> str:
    """Say in a sentence why a text is shown as it was written; "" when it is not."""
    sentences = {
        "": "",
        "long": _("This text is too long to be formatted. It is shown as it was written."),
        "slow": _("Formatting this text took too long. It is shown as it was written."),
    }
    return sentences.get(trouble, _("This text could not be formatted. It is shown as it was written."))
