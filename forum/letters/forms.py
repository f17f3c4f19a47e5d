"""The form of a letter to several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from forum import web
from forum.forms import LineField, WritingForm, at_most, unix_lines
from forum.letters.models import SUBJECT_LIMIT, TEXT_LIMIT
from forum.posts.forms import Checkboxes


def _id(value: Any) -> int | None:
    return web.row_id(str(value))


class LetterForm(WritingForm):
    """Who gets it, and what it says."""

    to = Checkboxes(_l("Who gets it"), coerce=_id)
    title = LineField(_l("Subject"), [DataRequired(_l("Give it a subject.")), at_most(SUBJECT_LIMIT)])
    body = TextAreaField(
        _l("Text"), [DataRequired(_l("Write something first.")), at_most(TEXT_LIMIT)], filters=[unix_lines]
    )

    @classmethod
    def for_(cls, people: Sequence[Any], **data: Any) -> LetterForm:
        """Return the form with the people to choose from, all of them chosen at first."""
        reached = [person for person in people if person.is_reachable]
        form = cls(**{**data, "to": [person.id for person in reached]})
        form.to.choices = [(person.id, person.name) for person in reached]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that somebody gets it."""
        valid = super().validate(extra_validators)
        if not self.to.data:
            self.refuse(self.to, _("Choose at least one of them."))
        return valid and bool(self.to.data)
