"""What a report is asked for. It is sent with GET, so that its address is the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, SelectChoice, SelectField
from wtforms.validators import Optional, ValidationError

from forum import web
from forum.courses.forms import NOT_A_DAY
from forum.forms import Form
from forum.reports.terms import Span

LONGEST_WORD = 20  # characters of what sorts
VIEWS = ("numbers",)


class SpanForm(Form):
    """From which day to which, and of which section."""

    since = DateField(_l("From"), [Optional()], invalid_value_message=NOT_A_DAY)
    until = DateField(_l("To"), [Optional()], invalid_value_message=NOT_A_DAY)
    section = SelectField(_l("Section"), coerce=str, validate_choice=False)
    sort = HiddenField()
    view = HiddenField()

    @classmethod
    def of(cls, sent: MultiDict[str, str], sections: Sequence[Any]) -> SpanForm:
        """Return the form as it was sent, with the sections that there are to choose from."""
        form = cls(formdata=sent)
        form.section.choices = [
            SelectChoice("", _("All students")),
            *(SelectChoice(str(row.id), row.name) for row in sections),
        ]
        form.sections = {row.id: row for row in sections}
        if not sections:
            del form.section
        return form

    def validate_until(self, field: DateField) -> None:
        """Refuse a span that ends before it begins."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("This day is before the one that it begins with."))

    def validate_section(self, field: SelectField) -> None:
        """Refuse what is no section, or none of theirs."""
        if field.data and web.row_id(field.data) not in self.sections:
            raise ValidationError(_("Choose a section from the list."))

    @property
    def span(self) -> Span:
        """Return the days that are asked for."""
        return Span(self.since.data, self.until.data)

    @property
    def section_id(self) -> int | None:
        """Return the section that is asked for; None is all."""
        return web.row_id(self.section.data) if self.section else None

    @property
    def section_name(self) -> str:
        """Return what the section is called that is asked for."""
        row = self.sections.get(self.section_id)
        return row.name if row else ""

    @property
    def by(self) -> str:
        """Return the column that it is sorted by, "-" before it where it is turned round."""
        return (self.sort.data or "name")[:LONGEST_WORD]

    def query(self, **more: str) -> str:
        """Return the query part of this report's address, without what was left empty."""
        sent = {field.short_name: field.data for field in self if field.data}
        return urlencode({name: value for name, value in (sent | more).items() if value})
