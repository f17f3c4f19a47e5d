"""What the worker does about classes: it destroys those that were given up, and asks about those to come."""

from __future__ import annotations

import logging

from huey import crontab

from forum.courses import purging, retention
from forum.extensions import huey
from forum.jobs import with_app

log = logging.getLogger("seminar.purge")


def purge_later() -> None:
    """Have the worker begin at once; without a queue it does with the next sweep."""
    try:
        _purge_soon()
    except Exception:  # whatever the queue's storage raises: the class is given up in its own row
        log.warning("The queue cannot be reached; the class waits for the next sweep.", exc_info=True)


@huey.task(name="purge_classes_soon")
@with_app
def _purge_soon() -> None:
    purging.go_on()


@huey.periodic_task(crontab(minute="*"), name="purge_classes")
@with_app
def _purge() -> None:
    purging.go_on()


@huey.periodic_task(crontab(minute="37"), name="ask_about_classes")
@with_app
def _ask() -> None:
    retention.ask()
