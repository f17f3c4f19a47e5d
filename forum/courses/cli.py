"""Classes from the command line: flask course add, enrol, list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click
from flask.cli import AppGroup

from forum import clock
from forum.auth import mail
from forum.auth.actions import normal_email
from forum.courses import actions, newcomers, queries, roster
from forum.courses.forms import MOST_WEEKS, SLUG
from forum.courses.models import Colour, Role, Visibility
from forum.courses.newcomers import Named, NameMissing
from forum.extensions import db
from forum.policy import Member

group = AppGroup("course", help="Classes and who is in them.")


@group.command("add")
@click.argument("slug")
@click.option("--title", required=True, help="What the class is called.")
@click.option("--term", default="", help='The term, like "Spring 2027".')
@click.option("--time-zone", default="UTC", show_default=True, help="An IANA name, like Europe/Berlin.")
@click.option("--first-day", type=click.DateTime(["%Y-%m-%d"]), help="When it begins; today if not given.")
@click.option("--weeks", type=click.IntRange(1, MOST_WEEKS), default=14, show_default=True)
@click.option("--colour", type=click.Choice(list(Colour)), default=Colour.GREEN, show_default=True)
@click.option("--public", is_flag=True, help="Let everybody read the class.")
@click.option("--instructor", metavar="EMAIL", help="Who teaches it.")
@click.option("--name", default="", help="The instructor's name; makes the account if there is none.")
def add(slug: str, public: bool, instructor: str | None, name: str, first_day: datetime | None, **more: Any) -> None:
    """Make a class. SLUG stands in its address: letters a-z, digits, hyphens."""
    _check(slug, more["time_zone"])
    visibility = Visibility.PUBLIC if public else Visibility.MEMBERS
    day = first_day.date() if first_day else date.today()
    values = {**more, "slug": slug, "first_day": day, "visibility": visibility}
    named = Named(normal_email(instructor), name) if instructor else None
    try:
        newcomers.open_class(values, named, by=None)
    except actions.SlugTaken:
        raise click.ClickException(f"There is a class {slug} already.") from None
    except NameMissing:
        raise _unknown(instructor) from None
    click.echo(f"The class {slug} is made: /c/{slug}/")


def _check(slug: str, time_zone: str) -> None:
    if not SLUG.match(slug):
        raise click.BadParameter("use only letters a-z, digits, and hyphens between them.", param_hint="SLUG")
    if time_zone not in clock.zone_names():
        raise click.BadParameter("is no time zone, like Europe/Berlin.", param_hint="--time-zone")


def _unknown(email: str | None) -> click.ClickException:
    return click.ClickException(f"Nobody has the address {email}. Add --name NAME to make the account.")


@group.command("enrol")
@click.argument("slug")
@click.argument("email")
@click.option("--role", type=click.Choice(list(Role)), default=Role.STUDENT, show_default=True)
@click.option("--name", default="", help="What they are called; makes the account if there is none.")
def enrol(slug: str, email: str, role: str, name: str) -> None:
    """Put somebody into the class SLUG, or give them another role there."""
    course = queries.by_slug(slug)
    if course is None:
        raise click.ClickException(f"There is no class {slug}. See: flask course list")
    try:
        letter = newcomers.name_person(course, Named(normal_email(email), name), role, by=None)
    except NameMissing:
        raise _unknown(email) from None
    db.session.commit()
    if letter is not None:
        mail.deliver_later(letter)
        click.echo("An account is made; its owner gets a mail to choose a password.")
    click.echo(f"{email} is in {slug} as {role}.")


@group.command("list")
def show() -> None:
    """List the classes: slug, members, open or closed, title."""
    for course in queries.all_classes():
        state = "open" if course.is_open else "closed"
        click.echo(f"{course.slug}\t{course.member_count}\t{state}\t{course.title}")
