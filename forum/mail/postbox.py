"""Where a mail goes: to the mail server of SEMINAR_SMTP_URL, or else as a file into instance/outbox/."""

from __future__ import annotations

import logging
import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from forum.mail.models import Form

TIMEOUT = 30  # seconds for each answer of the server
HERE = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 587, "smtps": 465}  # RFC 6409 (submission), RFC 8314 section 3.3

log = logging.getLogger("seminar.mail")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that a worker has taken into its hands, for the `tries`-th time."""

    id: int
    form: str
    recipient: str
    subject: str
    body: str
    created_at: datetime
    tries: int


class NotSafe(smtplib.SMTPException):
    """The server offers no encryption."""


def send(letter: Letter) -> None:
    """Send a mail. Raises OSError (of which SMTPException is one) or ValueError when it did not go."""
    server = current_app.config["SEMINAR_SMTP_URL"]
    if server:
        _hand_over(letter, urlsplit(server))
    else:
        _put_down(letter)


def is_final(error: Exception) -> bool:
    """Say whether to try again is of no use: the mail cannot be made, or the server refused it for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return not isinstance(error, OSError)


def _message(letter: Letter, encoding: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender = _sender()
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = letter.created_at
    # The same at every try, so that a mail that came twice is seen to be one.
    message["Message-ID"] = f"<{letter.id}.{letter.created_at:%Y%m%d%H%M%S}@{sender.domain}>"
    # RFC 3834 section 5: no holiday notices in return.
    message["Auto-Submitted"] = "auto-replied" if letter.form == Form.BOUNCE else "auto-generated"
    message.set_content(letter.body, cte=encoding)
    return message


def _sender() -> Address:
    name, address = parseaddr(current_app.config["SEMINAR_MAIL_FROM"])
    return Address(name or current_app.config["SEMINAR_SITE_NAME"], addr_spec=address)


def _put_down(letter: Letter) -> None:
    """Write the mail into the outbox: readable as it is, by the owner only, whole or not at all."""
    outbox = Path(current_app.instance_path, "outbox")
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = outbox / f"{letter.created_at:%Y-%m-%d-%H%M%S}-{letter.id}.eml"
    draft = file.with_suffix(".draft")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(_message(letter, "8bit").as_bytes(policy=SMTP.clone(linesep="\n", utf8=True)))
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    log.info("A mail to %s is in %s", letter.recipient, file)


def _hand_over(letter: Letter, url: SplitResult) -> None:
    message = _message(letter, "quoted-printable")
    # Nobody answers a mail without a sender: two machines cannot go on writing to each other (RFC 3834, 3.3).
    sender = "" if letter.form == Form.BOUNCE else _sender().addr_spec
    with _connection(url) as server:
        server.send_message(message, sender, [_to_ascii_host(letter.recipient)])
    log.info("Mail %s went to %s", letter.id, url.hostname)


def _to_ascii_host(address: str) -> str:
    name, _at, host = address.rpartition("@")
    return f"{name}@{host.encode('idna').decode()}"


@contextmanager
def _connection(url: SplitResult) -> Iterator[smtplib.SMTP]:
    """Open an encrypted, signed-in connection, and close it whatever the server thinks of that."""
    server = _connect(url)
    try:
        if url.scheme == "smtp":
            _encrypt(server, url.hostname or "")
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server
        with suppress(OSError):  # the mail is through: a server that answers QUIT badly must not get it again
            server.quit()
    finally:
        server.close()


def _connect(url: SplitResult) -> smtplib.SMTP:
    host, port = url.hostname or "", url.port or PORTS[url.scheme]
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=TIMEOUT)


def _encrypt(server: smtplib.SMTP, host: str) -> None:
    """Switch to TLS; only to this machine itself may mail go without. Raises NotSafe."""
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=_context(host))
        server.ehlo()
    elif host not in HERE:
        raise NotSafe(f"{host} offers no STARTTLS, and mail is not sent unencrypted to another machine.")


def _context(host: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if host in HERE:  # a mail server of this machine has a certificate for its own name, or for none
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
