"""Tidying, each hour: what was uploaded a day ago is not kept."""

from __future__ import annotations

from huey import crontab

from forum.extensions import huey
from forum.jobs import with_app
from forum.rosters import actions


@huey.periodic_task(crontab(minute="37"), name="tidy_rosters")
@with_app
def _tidy() -> None:
    actions.tidy()
