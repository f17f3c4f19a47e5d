"""The editor, and the small forms around a post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    widgets,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from forum import clock, text, web
from forum.forms import Form, LineField, WritingForm, at_most, stripped, unix_lines
from forum.policy import may
from forum.posts import scheduling
from forum.posts.draft import Draft
from forum.posts.models import CATEGORY_LIMIT, DESCRIPTION_LIMIT, REASON_LIMIT, State
from forum.posts.whom import Offered, Whom
from forum.standing import Member

UNCHOSEN = 0  # in the place of a section's id: whom a draft is for is yet to be chosen
AT_ONCE = "now"  # what the button sends that publishes whatever time was chosen
NAMES_LIMIT = 1000  # characters, of all co-authors
FARTHEST_PIN = timedelta(days=3652)


class Checkboxes(SelectMultipleField):
    """Several of many. What is no longer offered is left out, so that nobody's text is refused for it."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        offered = {value for value, *_rest in self.iter_choices()}
        self.data: list[Any] = [value for value in self.data or [] if value in offered]


def to_come(_form: Any, field: DateField) -> None:
    """Refuse a day that is over everywhere, or that no pin will see (a WTForms validator)."""
    today = clock.now().date()
    if field.data and not today - timedelta(days=1) <= field.data <= today + FARTHEST_PIN:
        raise ValidationError(_("Choose a day from today on, within ten years."))


def time_to_come(form: Any, field: DateTimeLocalField) -> None:
    """Refuse a time that is over where the class is, or more than a year ahead (a WTForms validator)."""
    if field.data and scheduling.is_over(field.data, form.zone):
        raise ValidationError(_("This time is over. Choose a later one, or none to publish at once."))
    if field.data and scheduling.is_too_far(field.data, form.zone):
        raise ValidationError(_("Choose a time within a year from now."))


def _id(value: Any) -> int | None:
    return web.row_id(str(value))


class Chosen(SelectField):
    """One of what is offered now. What is no longer offered is said to be gone."""

    def pre_validate(self, _form: Any) -> None:
        if self.data not in {self.coerce(value) for value, *_rest in self.iter_choices()}:
            raise ValidationError(_("What was chosen here is no longer there. Choose again."))


class PostForm(WritingForm):
    """Writing a post. Fields that a member may not use are taken out, not hidden."""

    title = LineField(_l("Title"), [DataRequired(_l("Give it a title.")), at_most(text.TITLE_LIMIT)])
    body = TextAreaField(
        _l("Text"),
        [DataRequired(_l("Write something first.")), at_most(text.POST_LIMIT)],
        filters=[unix_lines],
    )
    categories = Checkboxes(_l("Filed under"), coerce=_id)
    new_category = LineField(_l("New category"), [at_most(CATEGORY_LIMIT)])
    prompt = Chosen(_l("Answers"), coerce=_id)
    section = Chosen(_l("For"), coerce=_id)
    announcement = BooleanField(_l("This is an announcement"))
    pinned = BooleanField(_l("Pin it to the top"))
    pinned_until = DateField(_l("Pinned until the end of"), [Optional(), to_come])
    excerpt = TextAreaField(
        _l("Excerpt"), [at_most(text.EXCERPT_LIMIT)], filters=[stripped], render_kw={"rows": 2}
    )
    co_authors = TextAreaField(
        _l("Written with"), [at_most(NAMES_LIMIT)], filters=[unix_lines], render_kw={"rows": 1}
    )
    named = HiddenField(validators=[Length(max=NAMES_LIMIT)])  # the co-authors as the form came
    publish_at = DateTimeLocalField(
        _l("Publish on"),
        [Optional(), time_to_come],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    seen = HiddenField(validators=[Length(max=30)])

    zone = "UTC"  # in which times are asked for
    people: Sequence[int] = ()  # whom the co-authors are that were named, once they were looked up
    shown: Sequence[int] | None = None  # and those whom the form had named when it came, if it says so

    @classmethod
    def for_(
        cls, member: Member, categories: Sequence[Any], offered: Offered, /, zone: str, **data: Any
    ) -> PostForm:
        """Return the form that this member gets, with the class's categories to choose from, and its zone."""
        if offered.must_choose:
            data.setdefault("section", UNCHOSEN)  # also of a form that says nothing of it
        form = cls(**data)
        form.zone = zone
        unchosen = [(UNCHOSEN, _("Choose whom it is for"))] if offered.must_choose else []
        form.section.choices = [*unchosen, ("", _("Everybody in the class")), *offered.sections]
        form.prompt.choices = [("", _("No prompt")), *offered.prompts]
        if not offered.sections and not offered.must_choose:
            del form.section
        if not offered.prompts:
            del form.prompt
        form.categories.choices = [(row.id, row.name) for row in categories if not row.is_default]
        if not may(member, "post.announce"):
            del form.announcement, form.pinned, form.pinned_until
        if not may(member, "course.edit"):
            del form.new_category
        if not form.categories.choices:
            del form.categories
        return form

    def chosen_time(self) -> datetime | None:
        """Return the moment at which the post is to come out, None where no time was chosen."""
        local = self._data("publish_at", None)
        return scheduling.moment_of(local, self.zone) if local else None

    def draft(self, state: str, format: str = "markdown") -> Draft:
        """Return what was written, for the action that stores it. With a time, publishing waits for it."""
        until = self._data("pinned_until", None)
        publish_at = None if state in (State.DRAFT, AT_ONCE) else self.chosen_time()
        return Draft(
            title=self.title.data,
            body=self.body.data,
            category_ids=self._data("categories", ()),
            new_category=self._data("new_category", "") or "",
            state=State.DRAFT if publish_at or state == State.DRAFT else State.PUBLISHED,
            publish_at=publish_at,
            co_author_ids=self.people if "co_authors" in self else None,
            shown_ids=self.shown,
            whom=self.whom,
            excerpt=self.excerpt.data or "",
            is_announcement=self._data("announcement", False),
            pinned=self._data("pinned", False),
            pinned_until=clock.end_of_day(until, self.zone) if until else None,
            format=format,
        )

    @property
    def whom(self) -> Whom | None:
        """For whom the post is to be; None where the form does not ask, or nobody was chosen."""
        if "section" not in self and "prompt" not in self:
            return None
        section_id, prompt_id = self._data("section", None), self._data("prompt", None)
        if section_id == UNCHOSEN:
            return Whom(prompt_id=prompt_id) if prompt_id else None
        return Whom(section_id, prompt_id)

    def answers(self, post: Any) -> int | None:
        """Return the id of the prompt that is answered: where the form does not ask, that of the post."""
        return self._data("prompt", post and post.prompt_id)

    def _data(self, name: str, default: Any) -> Any:
        return self[name].data if name in self else default


def version(edited_at: datetime | None) -> str:
    """Return what names a version of a post in a form: the microsecond of its last edit."""
    return str(round(edited_at.timestamp() * 1_000_000)) if edited_at else "0"


def seen_version(text_: str | None) -> datetime | None:
    """Return the edit that a form had seen; None for the first version."""
    number = int(text_) if text_ and text_.isascii() and text_.isdigit() and len(text_) <= 17 else 0
    if not number:
        return None
    return datetime.fromtimestamp(number // 1_000_000, UTC).replace(microsecond=number % 1_000_000)


class ReasonForm(Form):
    """Why something is hidden; its author reads it."""

    reason = LineField(
        _l("Reason"),
        [DataRequired(_l("Say why: the author will read it.")), at_most(REASON_LIMIT)],
    )


class CategoryForm(Form):
    """A category's name and what it is about."""

    name = LineField(_l("Name"), [DataRequired(_l("Give it a name.")), at_most(CATEGORY_LIMIT)])
    description = TextAreaField(
        _l("Description"), [Optional(), at_most(DESCRIPTION_LIMIT)], filters=[unix_lines]
    )
