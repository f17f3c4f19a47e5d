"""The forms of sections and groups, and of who is in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField
from wtforms.validators import DataRequired, NumberRange

from forum import web
from forum.auth.forms import no_controls
from forum.courses.forms import options
from forum.courses.models import SECTION_LIMIT, Grouping
from forum.courses.words import GROUPINGS
from forum.forms import Form, LineField, at_most

MOST_GROUPS = 100  # dealt at once
NOT_MANY = _l("Give a number of groups from 1 to 100.")


def choices(sections: Iterable[Any], none: Any) -> list[SelectChoice]:
    """Return the sections of a class to choose one from, or none."""
    return [SelectChoice("", none), *[SelectChoice(str(row.id), row.name) for row in sections]]


class SectionNameForm(Form):
    """What a section or group is called."""

    name = LineField(_l("Name"), [DataRequired(_l("Give it a name.")), at_most(SECTION_LIMIT), no_controls])


class SectionForm(SectionNameForm):
    """A new section or group."""

    grouping = RadioField(_l("What it is"), choices=options(GROUPINGS), default=Grouping.SECTION)


class DealForm(Form):
    """Into how many groups the rest of the class is dealt."""

    many = IntegerField(
        _l("How many groups there are to be"),
        [NumberRange(1, MOST_GROUPS, NOT_MANY)],
        invalid_value_message=NOT_MANY,
    )


class AddForm(Form):
    """Whether those who come into a section leave the others."""

    alone = BooleanField(_l("They leave the others of this kind"))


class MoveForm(Form):
    """Where those go who are taken out of a section."""

    to = SelectField(_l("They go to"), coerce=str, default="")

    def offer(self, sections: Iterable[Any]) -> MoveForm:
        """Let there be these to go to, or nowhere."""
        self.to.choices = choices(sections, _l("nowhere: only out of here"))
        return self

    @property
    def chosen(self) -> int | None:
        """Return the id of the section that was chosen."""
        return web.row_id(self.to.data)
