"""Languages, and how times read: chosen by the reader's browser, in the class's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale, dates
from flask import Flask, current_app, g, request
from flask_babel import get_locale
from flask_babel import gettext as _

from forum import clock
from forum.extensions import babel

RELATIVE = timedelta(days=6)  # older than that, a date says more than a distance


def init_app(app: Flask) -> None:
    """Offer the languages that have a catalogue; English is the source."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    babel.init_app(app, locale_selector=_locale)
    app.extensions["seminar_languages"] = _languages(app)


def _languages(app: Flask) -> list[str]:
    with app.app_context():
        return ["en", *(str(found) for found in babel.list_translations() if str(found) != "en")]


def _locale() -> str:
    offered: list[str] = current_app.extensions["seminar_languages"]
    return request.accept_languages.best_match(offered, "en") if request else "en"


def language() -> str:
    """Return the page's language as a BCP 47 tag."""
    return str(get_locale()).replace("_", "-")


def direction() -> str:
    """Return which way the page's language is written: ltr or rtl."""
    locale = get_locale()
    return "rtl" if locale and locale.text_direction == "rtl" else "ltr"


def when(moment: datetime) -> str:
    """Return how long ago something was, or its date when that says more; in the class's time zone."""
    return _when(moment, _minute(clock.now()), str(get_locale()), _zone())


def exactly(moment: datetime) -> str:
    """Return date and time in full, in the class's time zone."""
    return _exactly(moment, str(get_locale()), _zone())


def day(moment: datetime) -> str:
    """Return the date of a moment where the class is."""
    return dates.format_date(moment.astimezone(clock.zone(_zone())), "medium", locale=get_locale())


def month_name(month: str) -> str:
    """Return "2027-03" as people say it: March 2027."""
    return _month_name(month, str(get_locale()))


def _zone() -> str:
    course: Any = g.get("course")
    return course.time_zone if course else "UTC"


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


@lru_cache(maxsize=4096)
def _when(moment: datetime, now: datetime, locale: str, zone: str) -> str:
    ago = now - moment
    if ago < timedelta(minutes=1):
        return _("just now")
    if ago < RELATIVE:
        return dates.format_timedelta(-ago, add_direction=True, locale=locale)
    local = moment.astimezone(clock.zone(zone))
    same_year = local.year == now.astimezone(clock.zone(zone)).year
    return dates.format_skeleton("MMMd" if same_year else "yMMMd", local, locale=Locale.parse(locale))


@lru_cache(maxsize=4096)
def _exactly(moment: datetime, locale: str, zone: str) -> str:
    return dates.format_datetime(moment, "long", tzinfo=clock.zone(zone), locale=locale)


@lru_cache(maxsize=1024)
def _month_name(month: str, locale: str) -> str:
    year, number = month.split("-")
    return dates.format_skeleton("yMMMM", datetime(int(year), int(number), 1), locale=Locale.parse(locale))
