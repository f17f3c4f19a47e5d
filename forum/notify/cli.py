"""Mail, from the command line: `flask mail`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from forum.mail import status as mail_status

group = AppGroup("mail", help="Mail, out and in.")


@group.command("status")
def status() -> None:
    """Tell how mail is doing: how much was sent, waits, failed, and why."""
    click.echo(mail_status.report())
