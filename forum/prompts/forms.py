"""The forms of prompts: what is asked for, and what is arranged with some."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from forum import clock, text, web
from forum.courses.forms import options
from forum.forms import LineField, WritingForm, at_most, unix_lines
from forum.posts import scheduling
from forum.posts.forms import Checkboxes
from forum.prompts.asked import Asked
from forum.prompts.models import LONG, MANY, TITLE_LIMIT, AfterPosting

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
FARTHEST = timedelta(days=3652)  # either way; no class has a prompt ten years off
# What is due at 23:59 may come until that minute is over.
END_OF_MINUTE: dict[str, Any] = {"second": 59, "microsecond": 999_999}
CLASS, SECTIONS = "class", "sections"


def within_years(_form: Any, field: DateTimeLocalField) -> None:
    """Refuse a time that no class can mean (a WTForms validator)."""
    if field.data and abs(field.data - clock.now().replace(tzinfo=None)) > FARTHEST:
        raise ValidationError(_("Choose a time within ten years from now."))


def between(least: int, most: int) -> Callable[[Any, IntegerField], None]:
    """Return a validator that says which whole numbers a field takes."""

    def check(_form: Any, field: IntegerField) -> None:
        if field.data is not None and not least <= field.data <= most:
            raise ValidationError(_("Choose a number from %(least)d to %(most)d.", least=least, most=most))

    return check


def a_number(label: Any, most: int, default: int = 0) -> IntegerField:
    """Return a field for a number from 0 on."""
    wanted = InputRequired(_l("Write a number; 0 is one, too."))
    return IntegerField(
        label,
        [wanted, between(0, most)],
        default=default,
        render_kw={"min": 0, "max": most, "inputmode": "numeric"},
    )


def a_time(label: Any) -> DateTimeLocalField:
    """Return a field for a time where the class is, which may be left empty."""
    return DateTimeLocalField(label, [Optional(), within_years], format=FORMATS)


def end_of_minute(local: datetime, zone: str) -> datetime:
    """Return the last moment of a minute that the clocks of a zone show."""
    return scheduling.moment_of(local, zone).replace(**END_OF_MINUTE)


def due_moment(local: datetime | None, zone: str) -> datetime | None:
    """Return until when something may come that is due at a minute of a zone's clocks: until it is over."""
    return end_of_minute(local, zone) if local else None


AFTERWARDS = {
    AfterPosting.FREE: _l("It can be changed like every post"),
    AfterPosting.MARKED: _l("It can be changed, and says so to all"),
    AfterPosting.FROZEN: _l("It stays as it is"),
}


class Category(SelectField):
    """One of the class's categories, or none."""

    def pre_validate(self, form: Any) -> None:
        if not any(choice.selected for choice in self.iter_choices()):
            raise ValidationError(_("This category is gone. Choose another one."))


def _id(value: Any) -> int | None:
    return web.row_id(str(value))


class PromptForm(WritingForm):
    """Setting a prompt. Without sections in the class, nobody is asked whether it is for some."""

    title = LineField(_l("Title"), [DataRequired(_l("Give it a title.")), at_most(TITLE_LIMIT)])
    body = TextAreaField(
        _l("What you ask for"),
        [DataRequired(_l("Write something first.")), at_most(text.POST_LIMIT)],
        filters=[unix_lines],
    )
    category = Category(_l("The answers are filed under"), coerce=_id)
    opens_at = a_time(_l("Opens on"))
    posts_due_at = a_time(_l("Posts are due on"))
    replies_due_at = a_time(_l("Replies are due on"))
    posts_wanted = a_number(_l("Posts of each"), MANY, 1)
    replies_wanted = a_number(_l("Replies of each"), MANY)
    post_words = a_number(_l("Words of a post, at least"), LONG)
    reply_words = a_number(_l("Words of a reply, at least"), LONG)
    whom = RadioField(
        _l("For"),
        choices=options({CLASS: _l("the whole class"), SECTIONS: _l("some sections and groups")}),
        default=CLASS,
    )
    sections = Checkboxes(_l("Sections and groups"), coerce=_id)
    must_post_first = BooleanField(_l("Who reads the answers of others must have posted first"))
    after_posting = RadioField(
        _l("What becomes of one's own answer after that"),
        choices=options(AFTERWARDS),
        default=AfterPosting.FREE,
    )
    seen = HiddenField(validators=[Length(max=30)])

    zone = "UTC"  # in which times are asked for

    @classmethod
    def for_(
        cls, course: Any, categories: Sequence[Any], sections: Sequence[Any], /, **data: Any
    ) -> PromptForm:
        """Return the form in a class, with its categories and sections to choose from, and its zone."""
        form = cls(**data)
        form.zone = course.time_zone
        named = {str(row.id): row.name for row in categories if not row.is_default}
        form.category.choices = options({"": _("what their authors choose"), **named})
        form.sections.choices = [(row.id, row.name) for row in sections]
        if not sections and form.whom.data != SECTIONS:
            del form.whom, form.sections
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and then what they say together."""
        valid = super().validate(extra_validators)
        return not self._contradicts() and valid

    def _contradicts(self) -> bool:
        """Say beside a field what does not go with another one."""
        for field, sentence in self._contradictions():
            if not field.errors:
                self.refuse(field, sentence)
        return any(field.errors for field in self)

    def _contradictions(self) -> Sequence[tuple[Any, str]]:
        posts_due, replies_due = self.posts_due_at.data, self.replies_due_at.data
        first_due = min((due for due in (posts_due, replies_due) if due), default=None)
        found = [
            (
                bool(posts_due and replies_due and replies_due < posts_due),
                self.replies_due_at,
                _("Replies cannot be due before the posts that they answer."),
            ),
            (
                bool(self.opens_at.data and first_due and first_due <= self.opens_at.data),
                self.opens_at,
                _("It would be due before it opens."),
            ),
            (
                not self.posts_wanted.data and not self.replies_wanted.data,
                self.posts_wanted,
                _("Ask for at least one post or one reply."),
            ),
            (
                self.must_post_first.data and self.posts_wanted.data == 0,
                self.must_post_first,
                _("Who must post first has a post to write: ask for at least one."),
            ),
            (
                self._for_sections and not self.sections.data,
                self.sections if "sections" in self else self.title,
                _("Choose a section or group, or the whole class."),
            ),
        ]
        return [(field, sentence) for wrong, field, sentence in found if wrong]

    @property
    def _for_sections(self) -> bool:
        return "whom" in self and self.whom.data == SECTIONS

    @property
    def for_whom(self) -> str:
        """Return whom the prompt is for: the class, or the names of the chosen sections."""
        if not self._for_sections:
            return _("the whole class")
        chosen = set(self.sections.data or ())
        return ", ".join([name for id, name in self.sections.choices if id in chosen])

    def asked(self, opened: datetime | None = None) -> Asked:
        """Return what is asked for. `opened` is when the prompt opens so far; one that has is not shut again
        by taking the time away.
        """
        opens = scheduling.moment_of(self.opens_at.data, self.zone) if self.opens_at.data else None
        if opens is None and opened is not None and opened > clock.now():
            opens = clock.now()
        return Asked(
            title=self.title.data,
            body=self.body.data,
            category_id=self.category.data,
            opens_at=opens,
            posts_due_at=due_moment(self.posts_due_at.data, self.zone),
            replies_due_at=due_moment(self.replies_due_at.data, self.zone),
            posts_wanted=self.posts_wanted.data,
            replies_wanted=self.replies_wanted.data,
            post_words=self.post_words.data,
            reply_words=self.reply_words.data,
            section_ids=self.sections.data if self._for_sections else None,
            must_post_first=self.must_post_first.data,
            after_posting=self.after_posting.data or AfterPosting.FREE,
        )

    def left_out(self) -> Sequence[datetime]:
        """Return the chosen times that the clocks leave out, as the clocks then show them."""
        fields = (self.opens_at, self.posts_due_at, self.replies_due_at)
        chosen = [field.data for field in fields if field.data]
        return [local for local in chosen if scheduling.is_left_out(local, self.zone)]
