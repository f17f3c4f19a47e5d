"""Where a mail goes: to the mail server of SEMINAR_SMTP_URL, or else as a file into instance/outbox/."""

from __future__ import annotations

import logging
import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from forum.mail.models import Form

TIMEOUT = 30  # seconds for each answer of the server
IN_ONE_PIECE = ("In-Reply-To", "List-Archive", "List-Id", "List-Unsubscribe", "References", "Reply-To")
ON_ONE_CONNECTION = 100  # mails; many servers end a connection after that
HERE = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 587, "smtps": 465}  # RFC 6409 (submission), RFC 8314 section 3.3

log = logging.getLogger("seminar.mail")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it goes out."""

    id: int
    form: str
    recipient: str
    subject: str
    body: str
    created_at: datetime
    html: str = ""  # the same once more, for who reads it so
    sender: str = ""  # the name to send it under; "": the site's
    key: str = ""  # names what it tells of in its Message-ID; "": the mail itself
    headers: Mapping[str, str] = field(default_factory=dict)  # beside those that every mail has


class NotSafe(smtplib.SMTPException):
    """The server offers no encryption."""


class Box:
    """The way that mails take: one connection for several, opened with the first."""

    def __init__(self) -> None:
        url = current_app.config["SEMINAR_SMTP_URL"]
        self.url = urlsplit(url) if url else None
        self.server: smtplib.SMTP | None = None
        self.sent = 0  # through this connection
        self.is_away = False  # whether the server has stopped answering

    def send(self, letter: Letter) -> None:
        """Send a mail. Raises OSError (of which SMTPException is one) or ValueError when it did not go."""
        if self.url is None:
            _put_down(letter)
            return
        message, sender = _message(letter, "quoted-printable"), envelope_sender(letter)
        try:
            self._connect(self.url).send_message(message, sender, [_to_ascii_host(letter.recipient)])
        except (TimeoutError, smtplib.SMTPServerDisconnected):
            self.is_away = True
            raise
        self.sent += 1
        log.info("Mail %s went to %s", letter.id, self.url.hostname)

    def _connect(self, url: SplitResult) -> smtplib.SMTP:
        """Return a connection that works: the one that is open, or a new one."""
        if self.server is not None and self.sent < ON_ONE_CONNECTION and _answers(self.server):
            return self.server
        self.close()
        try:
            self.server = _connect(url)
        except OSError:
            self.is_away = True
            raise
        self.sent = 0
        return self.server

    def close(self) -> None:
        """Take leave, whatever the server thinks of that: what went is through."""
        if self.server is not None:
            with suppress(OSError):
                self.server.quit()
            self.server.close()
        self.server = None


@contextmanager
def opened() -> Iterator[Box]:
    """Give a way for mails, and close it behind the last."""
    box = Box()
    try:
        yield box
    finally:
        box.close()


def envelope_sender(letter: Letter) -> str:
    """Return where what cannot be delivered goes back to.

    Nobody answers a mail without a sender: two machines cannot go on writing to each other (RFC 3834, 3.3).
    """
    return "" if letter.form == Form.BOUNCE else _sender().addr_spec


def is_final(error: Exception) -> bool:
    """Say whether to try again is of no use: the mail cannot be made, or the server refused it for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError) and not isinstance(error, OSError)  # a bad certificate is both


def in_words(error: Exception) -> str:
    """Return what went wrong, as the mail server said it or else by its name."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(_answer(*answer) for answer in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__}: {_answer(error.smtp_code, error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _answer(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


class Whole(EmailPolicy):
    """SMTP's rules for a mail, with what names or addresses things in one piece.

    Python would make encoded words of an address that is too long for a line, and no mail program looks for
    an address there. A line may have 998 characters (RFC 5322 section 2.1.1).
    """

    def fold(self, name: str, value: str) -> str:
        if name in IN_ONE_PIECE and value.isascii():
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        if name in IN_ONE_PIECE and value.isascii():
            return self.fold(name, value).encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


def _message(letter: Letter, encoding: str) -> EmailMessage:
    message = EmailMessage(policy=Whole(linesep="\r\n"))
    message["From"] = _sender(letter.sender)
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = letter.created_at
    # The same at every try, so that a mail that came twice is seen to be one.
    message["Message-ID"] = message_id(letter.key or f"{letter.id}.{letter.created_at:%Y%m%d%H%M%S}")
    # RFC 3834 section 5: no holiday notices in return.
    message["Auto-Submitted"] = "auto-replied" if letter.form == Form.BOUNCE else "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.body, cte=encoding)
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte=encoding)
    return message


def message_id(key: str) -> str:
    """Return the Message-ID of what a key names (RFC 5322 section 3.6.4)."""
    return f"<{key}@{_sender().domain}>"


def _sender(name: str = "") -> Address:
    own, address = parseaddr(current_app.config["SEMINAR_MAIL_FROM"])
    return Address(name or own or current_app.config["SEMINAR_SITE_NAME"], addr_spec=address)


def _put_down(letter: Letter) -> None:
    """Write the mail into the outbox: readable as it is, by the owner only, whole or not at all."""
    outbox = Path(current_app.instance_path, "outbox")
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = outbox / f"{letter.created_at:%Y-%m-%d-%H%M%S}-{letter.id}.eml"
    draft = file.with_suffix(".draft")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(_message(letter, "8bit").as_bytes(policy=Whole(linesep="\n", utf8=True)))
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    log.info("A mail to %s is in %s", letter.recipient, file)


def _to_ascii_host(address: str) -> str:
    name, _at, host = address.rpartition("@")
    return f"{name}@{host.encode('idna').decode()}"


def _answers(server: smtplib.SMTP) -> bool:
    """Say whether a connection is still good: servers end those that were silent for long, or sent much."""
    try:
        return bool(server.rset()[0] == 250)
    except OSError:
        return False


def _connect(url: SplitResult) -> smtplib.SMTP:
    """Open a connection: encrypted, signed in."""
    server = _reach(url)
    try:
        if url.scheme == "smtp":
            _encrypt(server, url.hostname or "")
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except OSError:
        server.close()
        raise
    return server


def _reach(url: SplitResult) -> smtplib.SMTP:
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
