"""The mails about an account: subject and text, plain and short."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _


def _site() -> str:
    return str(current_app.config["SEMINAR_SITE_NAME"])


def _letter(subject: str, *paragraphs: str) -> tuple[str, str]:
    return subject, "\n\n".join([*paragraphs, f"-- \n{_site()}\n{current_app.config['SEMINAR_BASE_URL']}\n"])


def reset(link: str) -> tuple[str, str]:
    """Return the mail that lets somebody choose a new password."""
    return _letter(
        _("Choose a new password for %(site)s", site=_site()),
        _("Open this page to choose a new password. It works once, within two hours:"),
        link,
        _("If you did not ask for this, do nothing: your password stays as it is."),
    )


def confirm(link: str) -> tuple[str, str]:
    """Return the mail that asks whether a new address is the reader's."""
    return _letter(
        _("Confirm your e-mail address for %(site)s", site=_site()),
        _("Open this page to use this address from now on. It works once, within two hours:"),
        link,
        _("If you did not ask for this, do nothing: nothing will change."),
    )


def address_taken() -> tuple[str, str]:
    """Return the mail to somebody whose address another account asked for; only they may learn of it."""
    return _letter(
        _("Your e-mail address at %(site)s", site=_site()),
        _("Somebody wanted this address for another account. It has one here already: nothing was changed."),
        _("If that was you, sign in with this address, or ask for a new password there."),
    )


def address_will_change(email: str) -> tuple[str, str]:
    """Return the notice to the old address."""
    return _letter(
        _("Your e-mail address at %(site)s", site=_site()),
        _("Somebody signed in as you asked to use %(email)s instead of this address.", email=email),
        _("If that was not you, sign in and change your password at once: that ends all other sessions."),
    )


def password_changed() -> tuple[str, str]:
    """Return the notice that a password was changed."""
    return _letter(
        _("Your password for %(site)s was changed", site=_site()),
        _("Your password was changed, and you were signed out on every other device."),
        _("If that was not you, ask for a new password on the sign-in page at once."),
    )
