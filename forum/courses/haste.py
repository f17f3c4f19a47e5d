"""How often a class may write to people who have not come yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from time import time

from flask_babel import format_timedelta
from flask_babel import gettext as _
from limits import parse

from forum import clock
from forum.auth.attempts import Refused
from forum.extensions import db, limiter

PAUSE = timedelta(minutes=10)  # between two mails to one person
A_CLASS = parse("300 per hour")


def is_recent(mailed_at: datetime | None) -> bool:
    """Say whether somebody got a mail so lately that they get no other one yet."""
    return mailed_at is not None and mailed_at > clock.now() - PAUSE


def count(course_id: int, mails: int, *, after: datetime | None = None) -> None:
    """Count mails that a class is about to write: all of them, or none.

    `after` is when the only recipient got the last one. Raises Refused, after a rollback: it says when.
    """
    try:
        _wait_after(after)
        _count(course_id, mails)
    except Refused:
        db.session.rollback()
        raise


def _wait_after(mailed_at: datetime | None) -> None:
    if mailed_at is None or not is_recent(mailed_at):
        return
    seconds = max(1, ceil((mailed_at + PAUSE - clock.now()).total_seconds()))
    wait = _in_words(seconds)
    raise Refused(_("A mail went there a moment ago. The next one can go in %(wait)s.", wait=wait), seconds)


def _count(course_id: int, mails: int) -> None:
    counter = _counter(course_id)
    if not mails or limiter.limiter.hit(A_CLASS, *counter, cost=mails):
        return
    limiter.limiter.hit(A_CLASS, *counter, cost=-mails)
    now = {"fit": left(course_id), "wait": wait_for_more(course_id)}
    text = _("A class can send 300 of these mails an hour: %(fit)s now, more in %(wait)s.", **now)
    raise Refused(text, _seconds_left(course_id))


def take(course_id: int, mails: int) -> int:
    """Count as many of some mails as a class may still write in this hour, and return how many."""
    fit = min(mails, left(course_id))
    if not fit or limiter.limiter.hit(A_CLASS, *_counter(course_id), cost=fit):
        return fit
    limiter.limiter.hit(A_CLASS, *_counter(course_id), cost=-fit)  # somebody else was faster
    return 0


def left(course_id: int) -> int:
    """Return how many mails a class may still write in this hour."""
    return limiter.limiter.get_window_stats(A_CLASS, *_counter(course_id)).remaining


def wait_for_more(course_id: int) -> str:
    """Say how long it takes until the present hour of a class is over."""
    return _in_words(_seconds_left(course_id))


def _seconds_left(course_id: int) -> int:
    window = limiter.limiter.get_window_stats(A_CLASS, *_counter(course_id))
    return max(1, ceil(window.reset_time - time()))


def _counter(course_id: int) -> tuple[str, str]:
    return "mails to newcomers", f"course-{course_id}"


def _in_words(seconds: int) -> str:
    return format_timedelta(seconds, granularity="second", threshold=1.2)
