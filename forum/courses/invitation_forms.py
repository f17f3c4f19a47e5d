"""Inviting people to a class, and what those who come are asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, NumberRange, Optional, Regexp, ValidationError

from forum import clock, web
from forum.auth.forms import email_field, judge, name_field, new_password_field, no_controls
from forum.courses import addresses
from forum.courses.forms import NOT_A_DAY, RoleForm, role_field
from forum.courses.section_forms import choices
from forum.courses.words import some
from forum.forms import Form, LineField, at_most

MOST_USES = 10_000
GOOD_FOR = timedelta(days=14)  # what the form of a new invitation proposes
LONGEST_GOOD = timedelta(days=400)
DOMAIN_LIMIT = 100  # characters, the width of Invitation.email_domain
DOMAIN = re.compile(r"(?:\w(?:[\w-]*\w)?\.)+\w[\w-]*\w\Z")
MOST_AT_ONCE = 200  # people, invited by one form
PASTED_LIMIT = 60_000  # characters
WORDS_LIMIT = 500
LEADS_ELSEWHERE = re.compile(r"://|\bwww\.", re.IGNORECASE)
NOT_USES = _l("Give a number from 1 to 10000, or leave it empty.")
NOT_A_DOMAIN = _l("Write what stands after the @ of an address, like uni.example.")


def domain_only(value: str | None) -> str | None:
    """Take "@Uni.example" for uni.example (a WTForms filter)."""
    return value.strip().lower().removeprefix("@") if value else value


def near_day(_form: Any, field: Field) -> None:
    """Refuse days that are over everywhere, and days so far off that the link would be forgotten."""
    today = clock.now().date()
    if field.data and not today - timedelta(days=1) <= field.data <= today + LONGEST_GOOD:
        raise ValidationError(_("Give a day from today on, at most a year ahead, or none."))


def no_links(_form: Any, field: Field) -> None:
    """Refuse links: the mail has one, and its reader must know which."""
    if LEADS_ELSEWHERE.search(field.data or ""):
        raise ValidationError(_("Leave links out: the only one in the mail is that of the invitation."))


def until_field() -> DateField:
    """Return the field for the last day of an invitation, which may be empty."""
    return DateField(
        _l("Good until the end of"), [Optional(), near_day], invalid_value_message=NOT_A_DAY, default=proposed
    )


def proposed() -> date:
    """Return the last day that a new form proposes."""
    return clock.now().date() + GOOD_FOR


def last_moment(field: Field, zone: str) -> datetime | None:
    """Return when an invitation runs out: with the day in the field, where the class is; None: never."""
    return clock.end_of_day(field.data, zone) if field.data else None


class IntoSection:
    """The part of a form that says into which section people come; without sections it is taken out."""

    section = SelectField(_l("Into the section"), coerce=str, default="")

    def offer(self, sections: Sequence[Any]) -> Self:
        """Let there be these to choose from."""
        if sections:
            self.section.choices = choices(sections, _l("none"))
        else:
            del self.section
        return self

    @property
    def section_id(self) -> int | None:
        """Return the id of the section that was chosen."""
        return web.row_id(self.section.data) if self.section else None


class InvitationForm(IntoSection, RoleForm):
    """A link that lets people into the class."""

    until = until_field()
    max_uses = IntegerField(
        _l("For how many people"),
        [Optional(), NumberRange(1, MOST_USES, NOT_USES)],
        invalid_value_message=NOT_USES,
    )
    email_domain = StringField(
        _l("Only for e-mail addresses at"),
        [Optional(), at_most(DOMAIN_LIMIT), Regexp(DOMAIN, message=NOT_A_DOMAIN)],
        filters=[domain_only],
        default="",
    )

    def values(self, zone: str) -> dict[str, Any]:
        """Return what makes the invitation; a day ends when it ends in the class's time zone."""
        return {
            "role": self.role.data,
            "email_domain": self.email_domain.data or "",
            "max_uses": self.max_uses.data,
            "expires_at": last_moment(self.until, zone),
            "section_id": self.section_id,
        }


class MailForm(IntoSection, Form):
    """Invitations by mail, for many at once."""

    addresses = TextAreaField(
        _l("E-mail addresses"),
        [DataRequired(_l("Write at least one e-mail address.")), at_most(PASTED_LIMIT)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    role = role_field()
    until = until_field()
    words = LineField(
        _l("A line from you"), [Optional(), at_most(WORDS_LIMIT), no_controls, no_links], default=""
    )

    def validate_addresses(self, field: Field) -> None:
        """Name what is no address, so that nothing is sent before all are right."""
        people = self.people()
        many = len(people)
        if many > MOST_AT_ONCE:
            raise ValidationError(_("These are %(many)s addresses. Send 200, then the rest.", many=many))
        faulty = [each for each in people if not addresses.is_one(each)]
        if faulty or not people:
            named = some(faulty or [field.data])
            raise ValidationError(_("Nothing was sent. No e-mail addresses: %(named)s", named=named))

    def people(self) -> list[str]:
        """Return the addresses, each once."""
        return addresses.found_in(self.addresses.data or "")

    def values(self, zone: str) -> dict[str, Any]:
        """Return what the invitations say."""
        expires_at = last_moment(self.until, zone)
        terms = {"role": self.role.data, "expires_at": expires_at, "section_id": self.section_id}
        return terms | {"words": self.words.data or ""}


class AddressForm(Form):
    """Where to mail the link that proves an address."""

    email = email_field(_l("E-mail address"))


class AccountForm(Form):
    """What an account needs beside an address that is proved already."""

    name = name_field()
    password = new_password_field(_l("Password"))

    def accepts(self, email: str) -> bool:
        """Say whether the form was sent, with a password that can be had."""
        if not self.validate_on_submit():
            return False
        return judge(self, self.password, name=self.name.data or "", email=email)


class NewcomerForm(AccountForm):
    """An account for somebody who comes with an invitation."""

    name = name_field()
    email = email_field(_l("E-mail address"))
    password = new_password_field(_l("Password"))
