"""Tidying, each hour: the words of drafts that were sent or thrown away a day ago are not kept."""

from __future__ import annotations

from huey import crontab

from forum.extensions import huey
from forum.jobs import with_app
from forum.writing import actions


@huey.periodic_task(crontab(minute="27"), name="tidy_drafts")
@with_app
def _tidy() -> None:
    actions.tidy()
