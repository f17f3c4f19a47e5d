"""What a page sends of words that are being typed."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, Length, Optional, Regexp, ValidationError

from forum import text
from forum.auth.kept import typed
from forum.forms import WritingForm, at_most, unix_lines
from forum.writing import places, turns
from forum.writing.actions import Words
from forum.writing.models import KEY_LIMIT, PLACE_LIMIT
from forum.writing.places import Place
from forum.writing.turns import Turn

# What is too long to be sent is not too long to be kept.
TITLE_LIMIT = 4 * text.TITLE_LIMIT
BODY_LIMIT = 4 * text.POST_LIMIT
FIELDS_LIMIT = 10_000  # characters of the other fields, together
ANSWERS_LIMIT = 80_000  # of the fields of a review, which has its words in them
ANSWER = "answer_"  # what the name of such a field begins with
# Columns of their own, or made anew with the form:
APART = {"was", "title", "body", "place", "unsent", "saves", "turns", "key", "parent"}


def a_place(_form: Any, field: StringField) -> None:
    """Refuse what is no place (a WTForms validator)."""
    if places.read(field.data or "") is None:
        raise ValidationError(_l("There is no form in that place."))


class UnsentForm(WritingForm):
    """Words on their way, whatever form they stand in."""

    place = StringField(validators=[Length(max=PLACE_LIMIT), a_place])
    unsent = StringField(validators=[Regexp(rf"[\w-]{{8,{KEY_LIMIT}}}\Z")])
    turns = StringField(validators=[Optional(), Regexp(turns.TURNS)])
    title = StringField(_l("Title"), [at_most(TITLE_LIMIT)])
    body = TextAreaField(_l("Text"), [at_most(BODY_LIMIT)], filters=[unix_lines])

    format = StringField(validators=[Optional(), AnyOf(["markdown", "html"])])  # as a post is stored

    @property
    def stands(self) -> Place:
        """Where the form stands; ask after it was validated."""
        place = places.read(self.place.data)
        assert place is not None  # noqa: S101  # a_place has seen to it
        return place

    def words(self) -> Words:
        """Return what the form holds; what is only white space is no word."""
        title, body = self.title.data or "", self.body.data or ""
        if self.stands.is_of_review:
            title, fields = answered(), others(ANSWERS_LIMIT)
        else:
            fields = others()
        said = title.strip() or body.strip()
        return Words(self.stands, title if said else "", body if said else "", fields)

    def number(self) -> int:
        """Return how often the page knows these words to have been saved."""
        number = self.saves.data or ""
        return int(number) if number.isascii() and number.isdigit() else 0

    def turn(self) -> Turn:
        """Return which save of which page this is; ask after it was validated."""
        return turns.read(self.turns.data or "")


def answered() -> str:
    """Return how what was answered to the questions of a review begins: its drafts are called by that."""
    answers = [value for name, value in typed() if name.startswith(ANSWER)]
    return " ".join(" ".join(answers).split())[: text.TITLE_LIMIT]


def others(limit: int = FIELDS_LIMIT) -> list[list[str]]:
    """Return what else the request's form holds, to be filled in again with its words."""
    fields = [pair for pair in typed() if pair[0] not in APART]
    for longest in sorted(fields, key=lambda pair: len(pair[1]), reverse=True):
        if sum(len(name) + len(value) for name, value in fields) <= limit:
            break
        fields.remove(longest)
    return fields


def as_it_was(unsent: Any) -> MultiDict[str, str] | None:
    """Return the data of the form that words were typed into; None where there are none."""
    if unsent is None:
        return None
    own = {"title": unsent.title, "body": unsent.body, "unsent": unsent.key, "saves": str(unsent.saves)}
    return MultiDict([*((name, value) for name, value in unsent.fields), *own.items()])
