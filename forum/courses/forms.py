"""Making and changing a class, and its people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, IntegerField, RadioField, SelectChoice, SelectField
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from forum import clock
from forum.auth.forms import AddressField, email_field, no_controls
from forum.auth.models import EMAIL_LIMIT, NAME_LIMIT
from forum.courses.models import SLUG_LIMIT, TERM_LIMIT, TITLE_LIMIT, Colour, Role, Visibility
from forum.courses.words import COLOURS, ROLES, ROLES_HELP, VISIBILITIES
from forum.forms import Form, LineField, at_most

EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
MOST_WEEKS = 60
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
NOT_A_DAY = _l("Write the day as year-month-day, like 2027-01-31.")
NOT_WEEKS = _l("Give a number of weeks from 1 to 60.")
COLUMNS = {
    "title", "term", "slug", "time_zone", "first_day", "weeks", "colour", "visibility", "is_listed"
}  # fmt: skip


def known_day(_form: Any, field: Field) -> None:
    """Refuse a day that can only be a slip of the hand."""
    if field.data and not EARLIEST <= field.data <= LATEST:
        raise ValidationError(_("Give a day between 1990 and 2099."))


def zone_choices() -> list[SelectChoice]:
    """Return the time zones, and how they read in a list."""
    return [SelectChoice(name, name.replace("_", " ")) for name in clock.zone_names()]


def options(names: Mapping[Any, Any]) -> list[SelectChoice]:
    """Return what there is to choose from, called as words.py calls it."""
    return [SelectChoice(str(value), name) for value, name in names.items()]


def slug_field(presence: Any) -> LineField:
    """Return the field for a class's slug, which may be empty or not."""
    characters = _l("Use only the letters a to z, digits, and hyphens between them.")
    return LineField(
        _l("Short name"), [presence, at_most(SLUG_LIMIT), Regexp(SLUG, message=characters)], default=""
    )


class CourseForm(Form):
    """What a class is, for those who make and change it."""

    title = LineField(_l("Title"), [DataRequired(_l("Give the class a title.")), at_most(TITLE_LIMIT)])
    term = LineField(_l("Term"), [Optional(), at_most(TERM_LIMIT)], default="")
    slug = slug_field(DataRequired(_l("Give the class a short name: it stands in every address.")))
    time_zone = SelectField(_l("Time zone"), choices=zone_choices)
    first_day = DateField(
        _l("First day"),
        [InputRequired(_l("Say on which day the class begins.")), known_day],
        invalid_value_message=NOT_A_DAY,
    )
    weeks = IntegerField(
        _l("Weeks"), [NumberRange(1, MOST_WEEKS, NOT_WEEKS)], invalid_value_message=NOT_WEEKS
    )
    colour = RadioField(_l("Colour"), choices=options(COLOURS), default=Colour.GREEN)
    visibility = RadioField(_l("Who may read"), choices=options(VISIBILITIES), default=Visibility.MEMBERS)

    def values(self) -> dict[str, Any]:
        """Return the columns of the class that the form sets."""
        return {field.short_name: field.data for field in self if field.short_name in COLUMNS}


def optional_name(label: Any) -> LineField:
    """Return the field for the name of somebody who may have an account, and a name, already."""
    return LineField(label, [Optional(), at_most(NAME_LIMIT), no_controls], default="")


class NewCourseForm(CourseForm):
    """A new class, and who is to teach it. An empty short name is made from the title."""

    slug = slug_field(Optional())
    email = AddressField(
        _l("Instructor's e-mail address"),
        [
            Optional(),
            at_most(EMAIL_LIMIT),
            Email(_l("This is not an e-mail address, such as name@example.org.")),
        ],
        default="",
    )
    name = optional_name(_l("Instructor's name"))


class SettingsForm(CourseForm):
    """A class that is there already: search engines can be let in."""

    is_listed = BooleanField(_l("Search engines may list the class"))


def role_field() -> RadioField:
    """Return the field for what somebody is to be in the class."""
    return RadioField(_l("Role"), choices=options(ROLES), default=Role.STUDENT, description=ROLES_HELP)


class RoleForm(Form):
    """What somebody is in the class."""

    role = role_field()


class PersonForm(RoleForm):
    """Somebody with an account, to be put into the class."""

    email = email_field(_l("E-mail address"), "off")


class NamedForm(PersonForm):
    """Somebody with or without an account; a name makes it."""

    name = optional_name(_l("Name"))
