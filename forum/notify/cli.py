"""Mail, from the command line: flask mail status, receive, listen."""

from __future__ import annotations

import logging
import os
import sys

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from forum import logs
from forum.mail import status as mail_status
from forum.notify import receiving
from forum.notify.incoming import LIMIT

OFF = "SEMINAR_REPLY_ADDRESS is not set: there are no answers by mail."

group = AppGroup("mail", help="Mail that goes out, and answers that come in.")
log = logging.getLogger("seminar.mail")


@group.command("status")
def status() -> None:
    """Tell how mail is doing: how much was sent, waits, failed, and why."""
    click.echo(mail_status.report())


@group.command("receive")
@click.option("--recipient", help="Whom the mail is for; else ORIGINAL_RECIPIENT or RECIPIENT tells it.")
@click.option("--sender", help="Who the envelope says sent it, '' for nobody; else SENDER tells it.")
def receive(recipient: str | None, sender: str | None) -> None:
    """Take one mail from standard input, as mail servers hand them to a program.

    The exit status says what became of it (sysexits.h): 0 taken, 65 not to be read or too large, 67 no such
    recipient, 75 to be tried again, 77 not from who may answer.
    """
    recipient = recipient or os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT")
    if not recipient:
        _give_up("Nobody says whom the mail is for: give --recipient.")
    if not current_app.config["SEMINAR_REPLY_ADDRESS"]:
        _give_up(OFF)
    raw = sys.stdin.buffer.read(LIMIT + 1)
    sender = os.environ.get("SENDER") if sender is None else sender
    try:
        outcome = receiving.receive(raw, recipient=str(recipient), sender=sender)
    except Exception:  # whatever it is, the relay keeps the mail
        log.exception("An answer by mail could not be taken.")
        _give_up("It could not be taken; it is to be tried again.")
    if outcome.status:
        click.echo(outcome.reply, err=True)
    sys.exit(outcome.status)


def _give_up(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(os.EX_TEMPFAIL)


@group.command("listen")
def listen() -> None:
    """Take mails by LMTP, at SEMINAR_LMTP, until a signal comes."""
    if not current_app.config["SEMINAR_REPLY_ADDRESS"]:
        click.echo(OFF, err=True)
        sys.exit(os.EX_CONFIG)
    from forum.notify import listener  # a server that the site's other programs can do without

    os.umask(0o077)
    logs.to_console()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # threads need it itself
    try:
        listener.run(app, app.config["SEMINAR_LMTP"])
    except OSError as wrong:
        raise click.ClickException(f"{app.config['SEMINAR_LMTP']} cannot be listened at: {wrong}") from None
