"""Classes from the command line: flask course add, enrol, list, purge."""

from __future__ import annotations

from typing import Any, TypeVar

import click
from flask.cli import AppGroup
from werkzeug.datastructures import MultiDict

from forum import clock
from forum.courses import actions, holdings, newcomers, purging, queries
from forum.courses.forms import NamedForm, NewCourseForm
from forum.courses.models import Colour, Role, Visibility
from forum.courses.newcomers import Named, NameMissing
from forum.extensions import db
from forum.forms import Form
from forum.mail import outgoing
from forum.standing import Member

group = AppGroup("course", help="Classes and who is in them.")
COLOUR = click.Choice([str(colour) for colour in Colour])
ROLE = click.Choice([str(role) for role in Role])
FormT = TypeVar("FormT", bound=Form)


@group.command("add")
@click.argument("slug")
@click.option("--title", required=True, help="What the class is called.")
@click.option("--term", default="", help='The term, like "Spring 2027".')
@click.option("--time-zone", default="UTC", show_default=True, help="An IANA name, like Europe/Berlin.")
@click.option("--first-day", default="", help="When it begins, like 2027-01-31; today if not given.")
@click.option("--weeks", default="14", show_default=True)
@click.option("--colour", type=COLOUR, default="green", show_default=True)
@click.option("--public", is_flag=True, help="Let everybody read the class.")
@click.option("--instructor", "email", default="", metavar="EMAIL", help="Who teaches it.")
@click.option("--name", default="", help="The instructor's name; makes the account if there is none.")
def add(public: bool, **given: str) -> None:
    """Make a class. SLUG stands in its address: letters a-z, digits, hyphens."""
    given["first_day"] = given["first_day"] or clock.now().date().isoformat()
    given["visibility"] = Visibility.PUBLIC if public else Visibility.MEMBERS
    form = _checked(NewCourseForm, given)
    instructor = Named(form.email.data, form.name.data) if form.email.data else None
    try:
        slug = newcomers.open_class(form.values(), instructor, by=None)
    except actions.SlugTaken:
        raise click.ClickException(f"There is a class {form.slug.data} already.") from None
    except NameMissing:
        raise _unknown(form.email.data) from None
    except actions.Unproved as why:
        raise click.ClickException(str(why)) from None
    click.echo(f"The class is made: /c/{slug}/")


@group.command("enrol")
@click.argument("slug")
@click.argument("email")
@click.option("--role", type=ROLE, default="student", show_default=True)
@click.option("--name", default="", help="What they are called; makes the account if there is none.")
def enrol(slug: str, email: str, role: str, name: str) -> None:
    """Put somebody into the class SLUG, or give them another role there."""
    course = queries.by_slug(slug)
    if course is None:
        raise click.ClickException(f"There is no class {slug}. See: flask course list")
    form = _checked(NamedForm, {"email": email, "role": role, "name": name})
    try:
        letter = newcomers.name_person(course, Named(form.email.data, form.name.data), role, by=None)
    except NameMissing:
        raise _unknown(email) from None
    except actions.Unproved as why:
        raise click.ClickException(str(why)) from None
    db.session.commit()
    if letter is not None:
        outgoing.deliver_later(letter)
        click.echo("An account is made; a mail lets its owner choose a password.")
    _make_it_their_role(course, form.email.data, role)
    click.echo(f"{form.email.data} is in {slug}: {role}.")


def _make_it_their_role(course: Any, email: str, role: str) -> None:
    """Give the role to who was in the class already, in another one; the command line may do all."""
    anybody = Member(course.id, course.is_open, is_admin=True)
    actions.change_role(course.id, queries.account(email).id, role, by=anybody)


def _checked(form_class: type[FormT], given: dict[str, str]) -> FormT:
    """Return the form that the website has for this, filled in. Raises ClickException for the first error."""
    form = form_class(MultiDict(given), meta={"csrf": False})
    if not form.validate():
        wrong = next(field for field in form if field.errors)
        raise click.ClickException(f"{wrong.label.text}: {wrong.errors[0]}")
    return form


def _unknown(email: str | None) -> click.ClickException:
    return click.ClickException(f"Nobody has the address {email}. Add --name NAME to make the account.")


@group.command("list")
def show() -> None:
    """List the classes: slug, members, open or closed, title."""
    for course in queries.all_classes():
        state = "open" if course.is_open else "closed"
        click.echo(f"{course.slug}\t{course.member_count}\t{state}\t{course.title}")


@group.command("purge")
@click.argument("slug")
@click.option("--yes", is_flag=True, help="Do not ask for the short name once more.")
def purge(slug: str, yes: bool) -> None:
    """Destroy the closed class SLUG with everything in it, for good. People keep their accounts."""
    course = queries.by_slug(slug)
    if course is None:
        raise click.ClickException(f"There is no class {slug}. See: flask course list")
    if course.is_open:
        raise click.ClickException(f"The class {slug} is open: close it first, in its settings.")
    for name, number in holdings.of(course.id):
        click.echo(f"{number}\t{name}")
    if not yes and click.prompt("All this is destroyed. Type the short name of the class") != slug:
        raise click.ClickException("That is another name. Nothing is destroyed.")
    db.session.rollback()
    purging.begin(course.id, by=None)
    purging.destroy(course.id)
    click.echo(f"The class {slug} is destroyed.")
