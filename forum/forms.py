"""What every form shares: one base, and fields that know their own limits."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.i18n import messages_path
from wtforms.validators import Length, ValidationError

from forum import i18n


@lru_cache(maxsize=32)
def _translations(language: str) -> NullTranslations:
    """Return WTForms' own sentences in a language. Flask-WTF reads their file anew in each request."""
    return Translations.load(messages_path(), [language.replace("-", "_")], domain="wtforms")


class Form(FlaskForm):
    """A form whose fields can tell which of them is the first wrong one (the focus goes there)."""

    class Meta(FlaskForm.Meta):
        csrf = False  # extensions.csrf has checked every unsafe request by then; tests/sweeps prove it

        def get_translations(self, _form: Any) -> NullTranslations:
            return _translations(i18n.language())

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        self.tell_fields()
        return valid

    def tell_fields(self) -> None:
        """Let each field know the wrong ones; call it again after adding an error by hand."""
        wrong = [field.short_name for field in self if field.errors]
        for field in self:
            field.form_errors = wrong

    def refuse(self, field: Field, message: str) -> None:
        """Put an error beside a field that the form itself could not have found."""
        field.errors = [*field.errors, message]
        self.tell_fields()


class WritingForm(Form):
    """A form whose words are saved while they are typed: under which key, and how often so far."""

    unsent = HiddenField(validators=[Length(max=40)])
    saves = HiddenField(validators=[Length(max=9)])
    key = HiddenField(validators=[Length(max=40)])

    @property
    def once(self) -> str | None:
        """Return by what these words are taken once: the key of their draft, else that of their form."""
        return self.unsent.data or self.key.data or None


def stripped(value: str | None) -> str | None:
    """Drop the white space around a line, and fold what is inside it (a WTForms filter)."""
    return " ".join(value.split()) if value else value


def unix_lines(value: str | None) -> str | None:
    """Turn the line ends that browsers send into those that Markdown knows (a WTForms filter)."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if value else value


class LineField(StringField):
    """One line of text, without the white space that people paste around it."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, filters=[stripped], **kwargs)


def at_most(limit: int) -> Any:
    """Return a validator that says by how much a text is too long (in characters)."""

    def check(_form: Any, field: Field) -> None:
        length = len(field.data or "")
        if length > limit:
            raise ValidationError(
                _(
                    "This is %(length)d characters long; at most %(limit)d fit. Shorten it by %(over)d.",
                    length=length,
                    limit=limit,
                    over=length - limit,
                )
            )

    return check
