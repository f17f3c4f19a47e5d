"""The forms of the door and of the settings."""

from __future__ import annotations

import unicodedata
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, PasswordField, StringField
from wtforms.fields import EmailField
from wtforms.validators import DataRequired, Email, InputRequired, Length, ValidationError

from forum.auth.actions import check_password, normal_email
from forum.auth.handles import SHORTEST
from forum.auth.models import EMAIL_LIMIT, HANDLE_LIMIT, NAME_LIMIT
from forum.forms import Form, LineField, at_most, stripped
from forum.text_mentions import folded


def _lower(value: str | None) -> str | None:
    return normal_email(value) if value else value


def _fold(value: str | None) -> str | None:
    return folded(value) if value else value


def no_controls(_form: Any, field: Field) -> None:
    """Refuse characters that steer a terminal or a printer."""
    if any(unicodedata.category(c) == "Cc" for c in field.data or ""):
        raise ValidationError(_("This holds a control character. Type it anew."))


class AddressField(EmailField):
    """An e-mail address, as it is stored."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, filters=[stripped, _lower], **kwargs)


def name_field() -> LineField:
    """Return the field for what somebody is called."""
    return LineField(
        _l("Name"),
        [DataRequired(_l("Write your name, as the class knows you.")), at_most(NAME_LIMIT), no_controls],
        render_kw={"autocomplete": "name"},
    )


def email_field(label: Any, autocomplete: str = "email") -> AddressField:
    """Return the field for an address that can get mail."""
    return AddressField(
        label,
        [
            DataRequired(_l("Write an e-mail address.")),
            at_most(EMAIL_LIMIT),
            Email(_l("This is not an e-mail address, such as name@example.org.")),
        ],
        render_kw={"autocomplete": autocomplete},
    )


def new_password_field(label: Any) -> PasswordField:
    """Return the field for a password that is being chosen; actions.check_password() judges it."""
    return PasswordField(
        label,
        [InputRequired(_l("Choose a password."))],
        render_kw={"autocomplete": "new-password"},
    )


def own_password_field(label: Any) -> PasswordField:
    """Return the field for the password that somebody has."""
    return PasswordField(
        label, [InputRequired(_l("Type your password."))], render_kw={"autocomplete": "current-password"}
    )


class SignInForm(Form):
    """Who comes in."""

    email = AddressField(
        _l("E-mail address"),
        [DataRequired(_l("Write your e-mail address."))],
        render_kw={"autocomplete": "username"},
    )
    password = own_password_field(_l("Password"))


class AskResetForm(Form):
    """Whose password is forgotten."""

    email = email_field(_l("E-mail address"), "username")


class NewPasswordForm(Form):
    """A new password, by a mailed link."""

    password = new_password_field(_l("New password"))

    def accepts(self, *, name: str, email: str) -> bool:
        """Say whether the form was sent with a password that can be had."""
        return self.validate_on_submit() and judge(self, self.password, name=name, email=email)


class ConfirmForm(Form):
    """A button and nothing else."""


class NameForm(Form):
    """What somebody is called."""

    name = name_field()


class HandleForm(Form):
    """What somebody is called behind an @."""

    handle = StringField(
        _l("Handle"),
        [
            DataRequired(_l("Write letters or digits, with hyphens between them.")),
            Length(min=SHORTEST, message=_l("Use at least two letters or digits.")),
            at_most(HANDLE_LIMIT),
        ],
        filters=[_fold],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class KeysForm(Form):
    """Whether single keys do something."""

    uses_keys = BooleanField(_l("Use single keys"))


class EmailForm(Form):
    """A new address, and the password that proves who asks."""

    email = email_field(_l("New e-mail address"))
    email_password = own_password_field(_l("Your password"))


class PasswordForm(Form):
    """A new password, and the present one."""

    current_password = own_password_field(_l("Present password"))
    new_password = new_password_field(_l("New password"))


def judge(form: Form, field: Field, *, name: str, email: str) -> bool:
    """Say whether a new password can be had, and beside the field why not."""
    wrong = check_password(field.data or "", name=name, email=email)
    if wrong:
        form.refuse(field, wrong)
    return wrong is None
