"""How answers are shared out and what is asked about them; and what is said of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from forum import text, web
from forum.courses.forms import options
from forum.forms import Form, LineField, WritingForm, at_most, unix_lines
from forum.peers.actions import Line, Said, Terms
from forum.peers.models import ANSWER_LIMIT, HIGHEST, LOWEST, MANY, QUESTIONS, WORDING_LIMIT
from forum.prompts.forms import between

MORE_LINES = 2  # that wait for further questions
AUTHOR, ALL = "author", "all"
ANSWER, RATING = "answer_", "rating_"  # and the id of the question


class QuestionForm(Form):
    """One question; without words it is left out."""

    id = HiddenField(validators=[Length(max=9)])
    wording = LineField(_l("Question"), [at_most(WORDING_LIMIT)])
    highest = SelectField(_l("Answered"), default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ratings = {str(most): _("from 1 to %(most)d", most=most) for most in range(LOWEST, HIGHEST + 1)}
        self.highest.choices = options({"": _("in words"), **ratings})

    def line(self) -> Line:
        """Return the question that was written."""
        highest = self.highest.data
        return Line(self.wording.data or "", int(highest) if highest else None, web.row_id(self.id.data))


class SharingForm(Form):
    """How the answers to a prompt are shared out among its students."""

    each = IntegerField(
        _l("Answers for each student"),
        [InputRequired(_l("Write a number.")), between(1, MANY)],
        default=2,
        render_kw={"min": 1, "max": MANY, "inputmode": "numeric"},
    )
    questions = FieldList(FormField(QuestionForm), max_entries=QUESTIONS)
    whom = RadioField(
        _l("Who reads a review"),
        choices=options(
            {
                AUTHOR: _l("the authors of the post, and those who teach"),
                ALL: _l("all in the class who can read the post"),
            }
        ),
        default=AUTHOR,
    )
    names_shown = BooleanField(_l("They see who wrote it"), default=True)

    @classmethod
    def of(cls, sharing: Any, questions: Sequence[Any]) -> SharingForm:
        """Return the form with what is set in it, and some lines more."""
        lines = [
            {"id": str(row.id), "wording": row.wording, "highest": str(row.highest or "")}
            for row in questions
        ]
        blank = min(MORE_LINES, QUESTIONS - len(lines))
        its: dict[str, Any] = {"questions": [*lines, *([{}] * blank)]}
        if sharing is not None:
            whom = ALL if sharing.for_all else AUTHOR
            its |= {"each": sharing.each, "whom": whom, "names_shown": sharing.names_shown}
        return cls(data=its)

    def terms(self) -> Terms:
        """Return what was set."""
        lines = [entry.form.line() for entry in self.questions if entry.form.wording.data]
        return Terms(self.each.data or 1, self.whom.data == ALL, bool(self.names_shown.data), lines)


class ReviewForm(WritingForm):
    """What is said of a post: to each question, and beyond them."""

    body = TextAreaField(_l("What else you want to say"), [at_most(text.COMMENT_LIMIT)], filters=[unix_lines])
    seen = HiddenField(validators=[Length(max=30)])

    asked: Sequence[Any] = ()

    @classmethod
    def to(cls, questions: Sequence[Any], **data: Any) -> ReviewForm:
        """Return the form that asks these questions."""
        form: ReviewForm = type("Asking", (cls,), dict(map(_field, questions)))(**data)
        form.asked = questions
        return form

    def fields(self) -> list[tuple[Any, Any]]:
        """Return the questions with their fields, in the instructor's order."""
        return [(question, self[_name(question)]) for question in self.asked]

    def said(self) -> list[Said]:
        """Return what was said."""
        found = [_said(question, field.data) for question, field in self.fields()]
        return [*found, Said(None, (self.body.data or "").strip())]


def _said(question: Any, data: Any) -> Said:
    return Said(question.id, rating=data) if question.highest else Said(question.id, data.strip())


def _name(question: Any) -> str:
    return f"{RATING if question.highest else ANSWER}{question.id}"


def _field(question: Any) -> tuple[str, Any]:
    """Return the name and the field of a question."""
    if question.highest is None:
        rules = [DataRequired(_l("Write something first.")), at_most(ANSWER_LIMIT)]
        look = {"dir": "auto", "rows": 5}
        return _name(question), TextAreaField(question.wording, rules, filters=[unix_lines], render_kw=look)
    rated = [InputRequired(_l("Choose one."))]
    choices = options({number: str(number) for number in range(1, question.highest + 1)})
    return _name(question), RadioField(question.wording, rated, choices=choices, coerce=_rating)


def _rating(value: Any) -> int | None:
    return web.row_id(str(value))


def as_sent(said: Sequence[Any]) -> dict[str, Any]:
    """Return what fills the form with a review as it was sent: rows of queries.own."""
    filled: dict[str, Any] = {}
    for row in said:
        if row.question_id is None:
            filled["body"] = row.body_markdown
        elif row.rating is None:
            filled[f"{ANSWER}{row.question_id}"] = row.body_markdown
        else:
            filled[f"{RATING}{row.question_id}"] = row.rating
    return filled


def given(many: int, *, is_over: bool = False) -> str:
    """Return the sentences that say how many answers were given out; `is_over`: replies were due already."""
    said = ngettext("%(num)d answer is given out.", "%(num)d answers are given out.", many)
    rest = _("Who answers later is thought of by itself.")
    if not many:
        said = _("There is nothing to be given out now.")
    if is_over:
        rest = _("Replies were due already: only who has more time is given something.")
    return f"{said} {rest}"
