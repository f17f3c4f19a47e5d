"""The mails about classes: subject and text, plain and short."""

from __future__ import annotations

from datetime import date

from flask import current_app
from flask_babel import format_date
from flask_babel import gettext as _

from forum.courses.models import Role
from forum.courses.words import INVITED


def _letter(subject: str, *paragraphs: str) -> tuple[str, str]:
    site, base = current_app.config["SEMINAR_SITE_NAME"], current_app.config["SEMINAR_BASE_URL"]
    return subject, "\n\n".join([*paragraphs, f"-- \n{site}\n{base}\n"])


def join(title: str, link: str) -> tuple[str, str]:
    """Return the mail that proves an address and lets its owner into a class."""
    return _letter(
        _("Join %(title)s", title=title),
        _("Open this page to join the class %(title)s. It works once, within two days:", title=title),
        link,
        _("If you did not ask for this, do nothing: nobody will be added."),
    )


def invitation(
    title: str, link: str, *, role: str, until: date | None, sender: str, words: str
) -> tuple[str, str]:
    """Return the mail that invites somebody to a class; `words` are a line from the sender, or "".

    Title, name and words are others' texts: each is folded into one line, so that none can look like a
    further part of the mail.
    """
    title, sender, words = _line(title), _line(sender), _line(words)
    known = {"title": title, "name": sender}
    return _letter(
        _("%(name)s invites you to %(title)s", **known),
        _("%(name)s invites you to the class %(title)s.", **known) + f" {INVITED[Role(role)]}.",
        *([_("%(name)s writes: “%(words)s”", name=sender, words=words)] if words else []),
        _("Open this page to join. It is for you alone: who has it can come in your place."),
        link,
        _("It is good until the end of %(day)s, and works once.", day=format_date(until, "long"))
        if until
        else _("It works once."),
        _("If you do not want to join, do nothing. To get no more of these, say so on that page."),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def welcome(title: str, link: str) -> tuple[str, str]:
    """Return the mail to somebody who got an account together with a place in a class."""
    return _letter(
        _("Your account for %(title)s", title=title),
        _("An account was made for you, because you are in the class %(title)s.", title=title),
        _("Open this page to choose a password. It works once, within two hours:"),
        link,
        _("If it is too late for that, ask for a new password on the sign-in page, with this address."),
    )


def kept_long_enough(title: str, term: str, slug: str, day: date) -> tuple[str, str]:
    """Return the mail to the site's admins about a class whose day is over."""
    base = current_app.config["SEMINAR_BASE_URL"]
    name = _line(f"{title}, {term}" if term else title)
    return _letter(
        _("To be purged? %(title)s", title=name),
        _(
            "The class %(title)s was to be kept until %(day)s. That day is over.",
            title=name,
            day=format_date(day, "long"),
        ),
        _("Look at what is in it, and purge it:"),
        f"{base}/courses/{slug}/purge",
        _("Or keep it longer:"),
        f"{base}/c/{slug}/settings/retention",
        _("Nothing is destroyed unless one of you does it. You get this once; your start page reminds you."),
    )


def copy_asked(title: str, name: str, link: str) -> tuple[str, str]:
    """Return the mail to the site's admins about a class that an instructor wants copied."""
    title, name = _line(title), _line(name)
    return _letter(
        _("A class to be copied: %(title)s", title=title),
        _("%(name)s asks for a copy of the class %(title)s for another term.", name=name, title=title),
        _("Look at what would be copied, and make it or decline:"),
        link,
    )


def copy_made(title: str, link: str) -> tuple[str, str]:
    """Return the mail to an instructor whose copy was made."""
    title = _line(title)
    return _letter(
        _("Your class is ready: %(title)s", title=title),
        _("The copy of your class that you asked for is made. Nobody but you is in it yet."),
        link,
    )


def copy_declined(title: str) -> tuple[str, str]:
    """Return the mail to an instructor whose copy an admin does not make."""
    title = _line(title)
    return _letter(
        _("Your class is not copied: %(title)s", title=title),
        _("An admin of the site has declined to copy the class %(title)s. Ask them why.", title=title),
    )
