"""What is written about one student's work, and what points are given for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from forum import points, text, web
from forum.forms import Form, LineField, WritingForm, at_most, stripped, unix_lines
from forum.marking.actions import Words
from forum.marking.models import CRITERIA, DESCRIPTION_LIMIT, NAME_LIMIT
from forum.marking.rubrics import Line, Scale
from forum.posts.forms import seen_version, version

MORE_LINES = 3  # of a rubric, that wait for further criteria


class PointsField(StringField):
    """Points with at most two decimals, written with a point or a comma; its data is a Decimal or None."""

    def __init__(self, label: Any = None, most: Decimal | None = None, **kwargs: Any) -> None:
        look = {"inputmode": "decimal", "autocomplete": "off", "size": 6, "maxlength": 12}
        super().__init__(label, render_kw=look, **kwargs)
        self.most = most

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: Decimal | None = None
        try:
            self.data = points.read(valuelist[0]) if valuelist else None
        except points.NoPoints:
            most = points.plain(points.HIGHEST)
            raise ValueError(_("Write a number from 0 to %(most)s, such as 7.5.", most=most)) from None

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.most is not None and self.data > self.most:
            raise ValidationError(_("There are %(most)s points at most.", most=points.plain(self.most)))

    def raw_text(self) -> str:
        """Return what was typed, whatever it is."""
        return self._value().strip()

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else points.plain(self.data)


class MarkForm(WritingForm):
    """A note and points for one student. With a rubric there is a field for each criterion, too."""

    points = PointsField(_l("Points"))
    out_of = PointsField(_l("Out of"))
    body = TextAreaField(_l("Note"), [at_most(text.COMMENT_LIMIT)], filters=[unix_lines])
    for_all = BooleanField(_l("The same for all who wrote this"))
    seen = HiddenField(validators=[Length(max=30)])

    scale = Scale()

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if valid:
            self._look_at_the_whole()
        return valid and not self.errors

    def _look_at_the_whole(self) -> None:
        words = self.words()
        if words.shares and "points" in self and self["points"].data is not None:
            self.refuse(self["points"], _("Give points for each criterion or for all of it, not both."))
        if words.points is None and not words.note.strip():
            self.refuse(self.body, _("Write a note, or give points."))
        if words.points is not None and words.out_of is not None and words.points > words.out_of:
            self.refuse(
                self["points"], _("These are more points than there are. Raise “Out of” for a bonus.")
            )

    def words(self) -> Words:
        """Return what is to be told the student; with a rubric, the points are the sum of its criteria."""
        note = self.body.data or ""
        given = {id: field.data for id, field in self.of_criteria().items() if field.data is not None}
        if not given and "points" in self:
            return Words(note, self["points"].data, self["out_of"].data)
        total = sum(given.values(), Decimal(0)) if given else None
        return Words(note, total, self.scale.counted(given), given)

    def of_criteria(self) -> dict[int, PointsField]:
        """Return the fields of the criteria by the ids of these."""
        named = ((field.short_name.partition("_"), field) for field in self)
        return {int(id): field for (kind, _sign, id), field in named if kind == "criterion"}


def form_for(scale: Scale, *, several: bool, **data: Any) -> MarkForm:
    """Return the form in which something is marked on a scale; `several`: the post has several authors."""
    fields = {f"criterion_{each.id}": PointsField(each.name, scale.highest(each)) for each in scale.criteria}
    form: MarkForm = type("MarkForm", (MarkForm,), {**fields, "scale": scale})(**data)
    if scale.criteria and not scale.or_whole:
        del form["points"], form["out_of"]
    if not several:
        del form["for_all"]
    return form


def as_shown(marks: Sequence[Any]) -> str:
    """Return what names marks as a page shows them: "id-version", with spaces between."""
    return " ".join([f"{mark.id}-{version(mark.edited_at)}" for mark in marks])


def were_shown(sent: str | None) -> dict[int, datetime]:
    """Return the marks that a page has shown, each with the time of its version."""
    pairs = [each.partition("-") for each in (sent or "").split()]
    found = {web.row_id(id): seen_version(edited_at) for id, _sign, edited_at in pairs}
    return {id: edited_at for id, edited_at in found.items() if id and edited_at}


def released(many: int, left: int) -> str:
    """Return the sentence that says how many marks were released, and how many were not what was shown."""
    said = _("Released: %(many)s. The students are told.", many=many) if many else _("Nothing is released.")
    if not left:
        return said
    more = ngettext(
        "%(num)d was written or changed after the page was opened, and still waits: look at it first.",
        "%(num)d were written or changed after the page was opened, and still wait: look at them first.",
        left,
    )
    return f"{said} {more}"


class CriterionForm(Form):
    """One line of a rubric; without a name it is left out."""

    id = HiddenField(validators=[Length(max=9)])
    name = LineField(_l("What is looked at"), [at_most(NAME_LIMIT)])
    points = PointsField(_l("Points at most"))
    description = TextAreaField(
        _l("What it takes"), [at_most(DESCRIPTION_LIMIT)], filters=[stripped], render_kw={"rows": 2}
    )

    def is_blank(self) -> bool:
        """Say whether nothing was written into it."""
        return not (self.name.data or self["points"].raw_text() or self.description.data)

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if valid and not self.is_blank():
            if not self.name.data:
                self.refuse(self.name, _("Give it a name."))
            if not self["points"].data:
                self.refuse(self["points"], _("Say how many points there are for it."))
        return valid and not self.errors

    def line(self) -> Line:
        """Return the criterion that was written."""
        said = (self.name.data or "", self.description.data or "", self["points"].data or Decimal(0))
        return Line(*said, id=web.row_id(self.id.data))


class RubricForm(Form):
    """How the answers to a prompt are marked, or all in a class."""

    out_of = PointsField(_l("Out of"))
    criteria = FieldList(FormField(CriterionForm), max_entries=CRITERIA)
    seen = HiddenField(validators=[Length(max=30)])

    @classmethod
    def of(cls, scale: Scale, seen: str) -> RubricForm:
        """Return the form with a scale in it, and some lines more."""
        lines = [_as_typed(each) for each in scale.criteria]
        blank = min(MORE_LINES, CRITERIA - len(lines))
        its = {"out_of": scale.out_of, "criteria": [*lines, *([{}] * blank)]}
        return cls(data={"seen": seen, **its})

    def lines(self) -> list[Line]:
        """Return the criteria that were written, in their order."""
        return [entry.form.line() for entry in self.criteria if not entry.form.is_blank()]


def _as_typed(criterion: Any) -> dict[str, Any]:
    its = {name: getattr(criterion, name) for name in ("name", "points", "description")}
    return {"id": str(criterion.id), **its}
