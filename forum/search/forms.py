"""The search form. It is sent with GET, so that its address is the search."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, SelectChoice, SelectField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import SearchInput

from forum import clock, web
from forum.forms import Form, LineField, at_most
from forum.search.queries import Choices, Narrowed
from forum.standing import NOBODY, Member

LONGEST = 200  # characters
EARLIEST, LATEST = date(1970, 1, 2), date(2200, 12, 31)


def of_our_time(_form: Any, field: DateField) -> None:
    """Refuse a day on which no forum was written in (a WTForms validator)."""
    if field.data and not EARLIEST <= field.data <= LATEST:
        raise ValidationError(_("Choose a day between 1970 and 2200."))


class SearchForm(Form):
    """What to look for, and where. Fields that make no sense for a reader are taken out."""

    q = LineField(
        _l("Words"),
        [at_most(LONGEST)],
        id="search-box",
        widget=SearchInput(),
        render_kw={"data-key": "/", "maxlength": LONGEST},
    )
    author = SelectField(_l("Written by"), coerce=str, validate_choice=False)
    category = SelectField(_l("Filed under"), coerce=str, validate_choice=False)
    since = DateField(_l("From"), [Optional(), of_our_time])
    until = DateField(_l("To"), [Optional(), of_our_time])
    posts = BooleanField(_l("Posts only"))
    mine = BooleanField(_l("My own only"))
    sort = SelectField(
        _l("Order"),
        choices=[SelectChoice("", _l("Best first")), SelectChoice("newest", _l("Newest first"))],
        validate_choice=False,
    )

    @classmethod
    def of(cls, sent: MultiDict[str, str], member: Member, choices: Choices) -> SearchForm:
        """Return the form as it was sent, with the authors and categories of the class to choose from."""
        form = cls(formdata=sent)
        form.author.choices = [
            SelectChoice("", _("anybody")),
            *(SelectChoice(*author) for author in choices.authors),
        ]
        filed = (SelectChoice(slug, name) for slug, name, _id in choices.categories)
        form.category.choices = [SelectChoice("", _("any category")), *filed]
        form.category_ids = {slug: id for slug, _name, id in choices.categories}
        if member.user_id is None:
            del form.mine
        return form

    def narrowed(self, member: Member, zone: str) -> Narrowed:
        """Return what results must be besides; times are those of the class."""
        return Narrowed(
            author_id=self._author_id(member),
            category_id=self.category_ids.get(self.category.data, NOBODY) if self.category.data else None,
            since=_begin_of(self.since.data, zone) if self.since.data else None,
            until=clock.end_of_day(self.until.data, zone) if self.until.data else None,
            only_posts=self.posts.data,
        )

    def _author_id(self, member: Member) -> int | None:
        if self.mine and self.mine.data:
            return member.user_id
        return (web.row_id(self.author.data) or NOBODY) if self.author.data else None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for beside words."""
        return any(field.data for field in self if field.short_name not in ("q", "sort"))

    def query(self, **more: int) -> str:
        """Return the query part of this search's address, without what was left empty."""
        sent = {field.short_name: _as_sent(field.data) for field in self if field.data}
        return urlencode(sent | more)


def _begin_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), clock.zone(zone)).astimezone(UTC)


def _as_sent(value: Any) -> str:
    return "y" if value is True else str(value)
