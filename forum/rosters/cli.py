"""A roster from the command line: flask course roster."""

from __future__ import annotations

from typing import BinaryIO

import click

from forum import sheets
from forum.courses import queries
from forum.courses.cli import group
from forum.rosters import applying, entries, planning, reading, showing
from forum.rosters.planning import Kind, Plan


@group.command("roster")
@click.argument("slug")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--apply", "applies", is_flag=True, help="Do it; without this it is only said what would happen."
)
@click.option("--domain", default="", help="What stands after the @ where the file has user names only.")
@click.option("--welcome", is_flag=True, help="Mail those who get an account a link to choose a password.")
@click.option("--faulty", type=click.File("wb"), help="Write the faulty rows there, with the reason.")
def roster(
    slug: str, file: BinaryIO, applies: bool, domain: str, welcome: bool, faulty: BinaryIO | None
) -> None:
    """Bring the people of FILE (CSV; - for standard input) into the class SLUG, and into their sections."""
    course = queries.by_slug(slug)
    if course is None:
        raise click.ClickException(f"There is no class {slug}. See: flask course list")
    try:
        people = entries.read(reading.read(file.read()), domain=domain.lower().removeprefix("@"))
    except reading.Unreadable as why:
        raise click.ClickException(str(why)) from None
    plan = planning.plan(course.id, people, by=None)
    _tell(plan)
    if faulty is not None:
        steps = [step for step in plan.steps if step.kind == Kind.FAULTY]
        faulty.write(sheets.as_csv(showing.faulty(steps)))
    if applies:
        done = applying.apply(course, people, by=None, welcome=welcome)
        click.echo(f"Done: {done.new} new, {done.changed} changed; {done.welcomed} mails are on their way.")
    elif plan.changes:
        click.echo("Nothing was done. Add --apply to do it.")


def _tell(plan: Plan) -> None:
    """Say what would happen: faulty rows one by one, the others in numbers."""
    for step in plan.steps:
        if step.kind == Kind.FAULTY:
            click.echo(f"line {step.entry.line}: {step.fault}")
    counts = ", ".join(f"{plan.counts[kind]} {kind}" for kind in Kind)
    click.echo(f"{counts}; {len(plan.made)} new sections; {len(plan.absent)} members are not in the file.")
