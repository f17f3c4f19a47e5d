"""The mails about classes: subject and text, plain and short."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _


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


def welcome(title: str, link: str) -> tuple[str, str]:
    """Return the mail to somebody who got an account together with a place in a class."""
    return _letter(
        _("Your account for %(title)s", title=title),
        _("An account was made for you, because you are in the class %(title)s.", title=title),
        _("Open this page to choose a password. It works once, within two hours:"),
        link,
        _("If it is too late for that, ask for a new password on the sign-in page, with this address."),
    )
