"""How somebody wants to hear of a class by mail."""

from __future__ import annotations

from datetime import time

from babel.dates import format_time, get_day_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectChoice, SelectField

from forum.courses.forms import options, zone_choices
from forum.courses.models import Pace
from forum.forms import Form
from forum.notify.actions import Wishes

PACES = {
    Pace.AT_ONCE: _l("At once, a mail for each"),
    Pace.DAILY: _l("Once a day, all in one mail"),
    Pace.WEEKLY: _l("Once a week, all in one mail"),
    Pace.NEVER: _l("Not by mail"),
}


def hours() -> list[SelectChoice]:
    """Return the hours of a day, as the reader's language writes them."""
    locale = get_locale()
    return [SelectChoice(str(hour), format_time(time(hour), "short", locale=locale)) for hour in range(24)]


def weekdays() -> list[SelectChoice]:
    """Return the days of a week, 0 being Monday."""
    return [SelectChoice(str(day), name) for day, name in get_day_names(locale=get_locale()).items()]


def zones() -> list[SelectChoice]:
    """Return the time zones, and that of the class."""
    return [SelectChoice("", _l("Where the class is")), *zone_choices()]


class WishesForm(Form):
    """How often, when, and whether announcements come at once."""

    pace = RadioField(_l("What concerns you"), choices=options(PACES))
    hour = SelectField(_l("At"), choices=hours)
    weekday = SelectField(_l("On"), choices=weekdays)
    zone = SelectField(_l("Your time zone"), choices=zones)
    announcements = BooleanField(_l("Announcements by mail, at once"))

    @classmethod
    def of(cls, wishes: Wishes) -> WishesForm:
        """Return the form as a member's wishes are now."""
        return cls(
            pace=wishes.pace,
            hour=str(wishes.hour),
            weekday=str(wishes.weekday),
            zone=wishes.zone,
            announcements=wishes.announcements,
        )

    def wishes(self) -> Wishes:
        """Return what was chosen."""
        return Wishes(
            pace=self.pace.data,
            hour=int(self.hour.data),
            weekday=int(self.weekday.data),
            zone=self.zone.data,
            announcements=self.announcements.data,
        )
