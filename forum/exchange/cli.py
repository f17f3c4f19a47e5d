"""Bringing a class blog along, from the command line: flask exchange import-wordpress."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from forum import clock
from forum.courses import queries
from forum.exchange import storing
from forum.exchange.plan import Plan
from forum.exchange.preparing import prepare
from forum.exchange.survey import survey
from forum.exchange.wxr import BrokenExport

UNCHANGED = "Nothing was changed."

group = AppGroup("exchange", help="What comes from other programs, and goes to them.")


@group.command("import-wordpress")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--course", "slug", required=True, metavar="SLUG", help="The class that it comes into.")
@click.option("--dry-run", is_flag=True, help="Only tell what would come; change nothing.")
@click.option("--tags", is_flag=True, help="Make categories of the tags, too.")
def import_wordpress(file: Path, slug: str, dry_run: bool, tags: bool) -> None:
    """Bring the WordPress export FILE into a class: posts, pages, comments, categories, people.

    FILE is what WordPress makes under Tools > Export. What came by an earlier import is left as it is.
    """
    course = _open_course(slug)
    plan = _plan(file, course, tags)
    if not dry_run and not plan.is_empty:
        _store(plan)
    _tell(plan, dry_run)


def _open_course(slug: str) -> Any:
    course = queries.by_slug(slug)
    if course is None:
        raise click.ClickException(f"There is no class {slug}. See: flask course list")
    if not course.is_open:
        raise click.ClickException(f"The class {slug} is closed. Open it in its settings first. {UNCHANGED}")
    return course


def _plan(file: Path, course: Any, tags: bool) -> Plan:
    try:
        with _bar("Reading  ", file.stat().st_size) as bar:
            found = survey(file, zone=clock.zone(course.time_zone), progress=bar.update)
        with _bar("Preparing", found.texts) as bar:
            return prepare(found, course.id, with_tags=tags, progress=bar.update)
    except BrokenExport as broken:
        raise click.ClickException(f"{broken} {UNCHANGED}") from None


def _bar(label: str, length: int) -> Any:
    return click.progressbar(length=length, label=label, file=sys.stderr)


def _store(plan: Plan) -> None:
    try:
        storing.store(plan)
    except storing.ChangedMeanwhile:
        raise click.ClickException(
            f"Somebody changed the class while the texts were made ready. {UNCHANGED} Run it again."
        ) from None


def _tell(plan: Plan, dry_run: bool) -> None:
    if dry_run:
        click.echo("This is a dry run: nothing was changed. Without --dry-run it would be as follows.")
    for line in plan.report.lines():
        click.echo(line)
    if any(person.email and not person.is_here for person in plan.report.people):
        address = f"{current_app.config['SEMINAR_BASE_URL']}/reset"
        click.echo(f"\nNew people choose a password by a link that {address} mails to their address.")
