"""Languages, and how times read: chosen by the reader's browser, in the class's time zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale, dates, numbers
from flask import Flask, current_app, g, request
from flask_babel import get_domain, get_locale, gettext
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from forum import clock
from forum.extensions import babel

NOTHING: dict[str, Any] = {}
ACCEPTED = 200  # characters of a browser's wishes
# Before "PM" some languages want a narrow space. One such sign would make all of a kept piece take twice
# its memory: Python stores a string with four bytes, two or one for each character, as its widest needs.
NARROW, WIDE = "\u202f", "\xa0"
N_ = str  # marks a sentence for `pybabel extract` that is translated where it is used
JUST_NOW = N_("just now")
RELATIVE = timedelta(days=6)  # older than that, a date says more than a distance


def init_app(app: Flask) -> None:
    """Offer the languages that have a catalogue; English is the source."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "en")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    babel.init_app(app, locale_selector=_locale)
    languages = app.extensions["seminar_languages"] = _languages(app)
    for language in languages:
        _direction(language.replace("_", "-"))  # now, before each process reads its 4 MB


def _languages(app: Flask) -> list[str]:
    with app.app_context():
        return ["en", *(str(found) for found in babel.list_translations() if str(found) != "en")]


def _locale() -> str:
    if not request:
        return "en"
    wanted = request.headers.get("Accept-Language", "")
    return _best(wanted[:ACCEPTED], tuple(current_app.extensions["seminar_languages"]))


@lru_cache(maxsize=256)
def _best(wanted: str, offered: tuple[str, ...]) -> str:
    return parse_accept_header(wanted, LanguageAccept).best_match(offered, "en")


def language() -> str:
    """Return the page's language as a BCP 47 tag; found once in a request."""
    try:
        found: str = g.language
    except AttributeError:
        found = g.language = _locale().replace("_", "-")
    return found


def direction() -> str:
    """Return which way the page's language is written: ltr or rtl."""
    return _direction(language())


@lru_cache(maxsize=256)
def _direction(language: str) -> str:
    return str(Locale.parse(language, sep="-").text_direction)


def say(message: str, /, **values: Any) -> Markup:
    """Return a template's sentence in the reader's language, with values escaped into it.

    Does what Jinja's own gettext does; a page has a hundred of them, so each language's are kept.
    """
    return say_in(language(), message, **values)


def say_in(language: str, message: str, /, **values: Any) -> Markup:
    """Return a sentence in the language that the page is in already."""
    return _sentence(language, message) % values if values else _said(language, message)


def say_many(singular: str, plural: str, num: int, /, **values: Any) -> Markup:
    """Return a sentence with a number in it, in the reader's language."""
    return say_many_in(language(), singular, plural, num, **values)


def say_many_in(language: str, singular: str, plural: str, num: int, /, **values: Any) -> Markup:
    """Return a sentence with a number in it, in the language that the page is in already."""
    return _plural(language, singular, plural, num) % {"num": num, **values}


def moment(at: datetime) -> Markup:
    """Return a moment as HTML: how long ago for the eye, the exact time on hover, ISO 8601 for machines."""
    return Moments()(at)


class Moments:
    """moment() for the many of one page: what is the same for all of them is looked up once."""

    __slots__ = ("language", "now", "relative_since", "year", "zone")

    def __init__(self) -> None:
        self.now, self.language, self.zone = _minute(clock.now()), language(), _zone()
        self.relative_since, self.year = _turns(self.now, self.zone)

    def __call__(self, at: datetime) -> Markup:
        return _moment(at, self.now, self.language, self.zone)

    def wording(self, times: Iterable[datetime]) -> tuple[Any, ...]:
        """Return what the words for times depend on, beside the times: equal where they read the same."""
        return self.zone, self.year, *[self(at) for at in times if at >= self.relative_since]


def exact(at: datetime, zone: str = "") -> str:
    """Return the date and the minute of a moment where the class is, or in another zone."""
    return _exact(_minute(at), language(), zone or _zone())


def day(moment: datetime) -> str:
    """Return the date of a moment where the class is."""
    return dates.format_date(moment.astimezone(clock.zone(_zone())), "medium", locale=get_locale())


def date(day: Any) -> str:
    """Return a day of the calendar, which is the same everywhere."""
    return dates.format_date(day, "medium", locale=get_locale())


def clock_time(moment: datetime) -> str:
    """Return the time of day of a moment where the class is."""
    local = moment.astimezone(clock.zone(_zone()))
    return dates.format_time(local, "short", locale=get_locale()).replace(NARROW, WIDE)


def decimal(number: Decimal | None) -> str:
    """Return a number as people write it: 7.5, or 7,5; "" for none."""
    return "" if number is None else _decimal(number, language())


def weekday(at: datetime) -> str:
    """Return the day of the week, the date and the minute of a moment where the class is."""
    return _weekday(_minute(at), clock.now().astimezone(clock.zone(_zone())).year, language(), _zone())


def month_name(month: str) -> str:
    """Return "2027-03" as people say it: March 2027."""
    return _month_name(month, language())


def _zone() -> str:
    course: Any = g.get("course")
    return course.time_zone if course else "UTC"


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


@lru_cache(maxsize=64)
def _turns(now: datetime, zone: str) -> tuple[datetime, int]:
    """Return since when a time is told as a distance, and the year that goes without saying."""
    return now - RELATIVE, now.astimezone(clock.zone(zone)).year


@lru_cache(maxsize=4096)
def _sentence(_language: str, message: str) -> Markup:
    return Markup(gettext(message))  # noqa: S704  # our own sentences, and those of translators


@lru_cache(maxsize=4096)
def _said(language: str, message: str) -> Markup:
    """Return a sentence that has no places for values: "100%%" in it reads 100%."""
    return _sentence(language, message) % NOTHING


@lru_cache(maxsize=1024)
def _plural(_language: str, singular: str, plural: str, num: int) -> Markup:
    # Not flask_babel's ngettext(): it would fill the values in, unescaped.
    return Markup(get_domain().get_translations().ungettext(singular, plural, num))  # noqa: S704


@lru_cache(maxsize=4096)
def _moment(at: datetime, now: datetime, language: str, zone: str) -> Markup:
    exact = _exact(_minute(at), language, zone)
    html = Markup('<time datetime="%s" title="%s">%s</time>')
    return html % (at.isoformat(timespec="seconds"), exact, _when(at, now, language, zone))


@lru_cache(maxsize=1024)
def _exact(minute: datetime, language: str, zone: str) -> str:
    locale = Locale.parse(language, sep="-")
    local = minute.astimezone(clock.zone(zone))
    time = dates.format_time(local, "short", locale=locale).replace(NARROW, WIDE)
    return f"{dates.format_date(local, 'long', locale)}, {time}"


@lru_cache(maxsize=1024)
def _weekday(minute: datetime, this_year: int, language: str, zone: str) -> str:
    locale = Locale.parse(language, sep="-")
    local = minute.astimezone(clock.zone(zone))
    day = dates.format_skeleton("MMMEd" if local.year == this_year else "yMMMEd", local, locale=locale)
    return f"{day}, {dates.format_time(local, 'short', locale=locale).replace(NARROW, WIDE)}"


def _when(moment: datetime, now: datetime, language: str, zone: str) -> str:
    ago = now - moment
    if ago < -timedelta(minutes=1):  # what is still to come: who waits for it wants to know the minute
        return _exact(_minute(moment), language, zone)
    if ago < timedelta(minutes=1):
        return say_in(language, JUST_NOW)
    locale = Locale.parse(language, sep="-")
    if ago < RELATIVE:
        return dates.format_timedelta(-ago, add_direction=True, locale=locale)
    local = moment.astimezone(clock.zone(zone))
    same_year = local.year == now.astimezone(clock.zone(zone)).year
    return dates.format_skeleton("MMMd" if same_year else "yMMMd", local, locale=locale)


@lru_cache(maxsize=1024)
def _decimal(number: Decimal, locale: str) -> str:
    return numbers.format_decimal(number, locale=Locale.parse(locale, sep="-"))


@lru_cache(maxsize=1024)
def _month_name(month: str, locale: str) -> str:
    year, number = month.split("-")
    return dates.format_skeleton(
        "yMMMM", datetime(int(year), int(number), 1), locale=Locale.parse(locale, sep="-")
    )
