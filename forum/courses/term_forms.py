"""A class at the end of its term: kept until when, copied as what, purged for good."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, HiddenField, IntegerField, RadioField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from forum import clock
from forum.courses.forms import MOST_WEEKS, NOT_A_DAY, NOT_WEEKS, known_day, options, slug_field
from forum.courses.models import TERM_LIMIT, TITLE_LIMIT, Colour
from forum.courses.words import COLOURS
from forum.forms import Form, LineField, at_most


def not_over(_form: Any, field: Field) -> None:
    """Refuse days that are over: the admins would be asked at once."""
    if field.data and field.data < clock.now().date():
        raise ValidationError(_("Give a day from today on, or none."))


class KeepForm(Form):
    """Until when a class is kept; without a day nobody is ever asked to purge it."""

    keep_until = DateField(
        _l("Keep until"), [Optional(), known_day, not_over], invalid_value_message=NOT_A_DAY
    )


class CopyForm(Form):
    """What the copy of a class is called, and when it begins. Without a short name one is made."""

    title = LineField(_l("Title"), [DataRequired(_l("Give the class a title.")), at_most(TITLE_LIMIT)])
    term = LineField(_l("Term"), [Optional(), at_most(TERM_LIMIT)], default="")
    slug = slug_field(Optional())
    first_day = DateField(
        _l("First day"),
        [InputRequired(_l("Say on which day the class begins.")), known_day],
        invalid_value_message=NOT_A_DAY,
    )
    weeks = IntegerField(
        _l("Weeks"), [NumberRange(1, MOST_WEEKS, NOT_WEEKS)], invalid_value_message=NOT_WEEKS
    )
    colour = RadioField(_l("Colour"), choices=options(COLOURS), default=Colour.GREEN)
    with_sections = BooleanField(_l("Also the names of sections and groups"))
    key = HiddenField(validators=[Length(max=40)])

    def values(self) -> dict[str, Any]:
        """Return the columns of the copy that the form sets."""
        return {field.short_name: field.data for field in self if field.short_name != "key"}


class ShortNameForm(Form):
    """The short name that a class is to have."""

    slug = slug_field(DataRequired(_l("Give the class a short name: it stands in every address.")))


class PurgeForm(Form):
    """The short name of the class, typed once more by who means it."""

    slug = LineField(_l("Short name of the class"), default="")
