"""Accounts from the command line: flask user add, password, admin, close, list."""

from __future__ import annotations

import sys

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from forum import audit
from forum.auth import actions, by_mail, queries
from forum.auth.models import NAME_LIMIT, User
from forum.extensions import db

group = AppGroup("user", help="Accounts of people.")
from_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
asked = click.option("--ask-password", is_flag=True, help="Ask for the password; it is not shown.")


@group.command("add")
@click.argument("email")
@click.option("--name", required=True, help="What the person is called.")
@click.option("--admin", is_flag=True, help="Make them an admin of the whole site.")
@from_stdin
@asked
def add(email: str, name: str, admin: bool, password_stdin: bool, ask_password: bool) -> None:
    """Add an account. Without a password, print a link that sets one; it is good for two hours."""
    email, name = _usable_email(email), _usable_name(name)
    password = _password(password_stdin, ask_password, name, email)
    try:
        user = actions.create_account(name, email, password, confirmed=password is not None, admin=admin)
    except actions.AddressTaken:
        raise click.ClickException(f"There is an account with the address {email} already.") from None
    audit.record("user.add", by=None, target=f"user-{user.id}", admin=admin)
    link = None if password else by_mail.reset_link(user)
    db.session.commit()
    click.echo(f"Added {name} <{email}>{', an admin of the site' if admin else ''}.")
    _tell(link)


@group.command("password")
@click.argument("email")
@from_stdin
@asked
def password(email: str, password_stdin: bool, ask_password: bool) -> None:
    """Set somebody's password and sign them out everywhere; or print a link that lets them set it."""
    user = _existing(email)
    chosen = _password(password_stdin, ask_password, user.name, user.email or "")
    if chosen:
        actions.set_password(user, chosen, by=None)
        click.echo("The password is changed. All sessions of this person are ended.")
        return
    link = by_mail.reset_link(user)
    audit.record("password.ask", by=None, target=f"user-{user.id}")
    db.session.commit()
    _tell(link)


@group.command("admin")
@click.argument("email")
@click.option("--remove", is_flag=True, help="Take it away again.")
def admin(email: str, remove: bool) -> None:
    """Make somebody an admin of the whole site."""
    user = _existing(email)
    actions.set_admin(user, not remove, by=None)
    click.echo(f"{user.name} is {'no longer' if remove else 'now'} an admin of the site.")


@group.command("close")
@click.argument("email")
@click.option("--reopen", is_flag=True, help="Let them in again.")
def close(email: str, reopen: bool) -> None:
    """Close an account: its sessions end, nobody signs in with it, what they wrote stays."""
    user = _existing(email)
    actions.set_closed(user, not reopen, by=None)
    click.echo(f"The account of {user.name} is {'open again' if reopen else 'closed'}.")


@group.command("list")
def list_everybody() -> None:
    """List all accounts: number, address, name, handle, whether an admin, whether they can sign in."""
    rows = queries.everybody()
    for row in rows:
        notes = ["admin"] * row.is_admin + ["no password yet"] * (not row.has_password)
        seen = f"seen {row.seen_at:%Y-%m-%d}" if row.seen_at else "never seen"
        handle = f"@{row.handle}" if row.handle else "-"
        click.echo("\t".join([str(row.id), row.email or "-", row.name, handle, ", ".join([*notes, seen])]))
    if not rows:
        click.echo("There are no accounts. Add one: flask user add EMAIL --name NAME", err=True)


def _existing(email: str) -> User:
    user = queries.by_email(actions.normal_email(email))
    if user is None:
        raise click.ClickException(f"There is no account with the address {email}.")
    return user


def _usable_email(email: str) -> str:
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as wrong:
        raise click.ClickException(f"{email} is not an e-mail address: {wrong}") from None
    return actions.normal_email(email)


def _usable_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_LIMIT or not name.isprintable():
        raise click.ClickException(f"A name has 1 to {NAME_LIMIT} characters, all of them printable.")
    return name


def _password(stdin: bool, ask: bool, name: str, email: str) -> str | None:
    """Return the password that was given, or None. Raises ClickException when it cannot be had."""
    if not stdin and not ask:
        return None
    given = (
        sys.stdin.readline().rstrip("\r\n")
        if stdin
        else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    wrong = actions.check_password(given, name=name, email=email)
    if wrong:
        raise click.ClickException(wrong)
    return str(given)


def _tell(link: str | None) -> None:
    if link:
        click.echo(f"To choose a password, open this page once within two hours:\n{link}")
