"""A real SMTP server of this machine, which keeps what it was given."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from tests.tools.redis import free_port

# For "localhost", until 2126; its key protects nothing. Made by `openssl req -x509 -newkey ec -nodes ...`.
CERTIFICATE = Path(__file__).with_name("localhost.pem")
USER, PASSWORD = "class@example.org", "p:a/s s@word"


class Mailbox:
    """What the server does with what comes, and what came."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.answers: dict[str, str] = {}  # what to say to a recipient instead of taking the mail
        self.open = threading.Event()  # while it is closed, a mail in transit stays there
        self.open.set()
        self.arriving = threading.Event()
        self.patient = threading.Event()  # while it is cleared, no recipient is answered about
        self.patient.set()
        self.asked = threading.Event()
        self.signed_in: list[bytes] = []
        self.connections = 0
        self.dies = False  # it hangs up when it has a mail, and keeps nothing

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails that were taken, parsed."""
        contents = (envelope.content for envelope in self.envelopes)
        return [message_from_bytes(bytes(each or b""), policy=policy.default) for each in contents]

    async def handle_EHLO(
        self, _s: Any, session: Any, _e: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, _x: Any, envelope: Envelope, address: str, _o: list[str]) -> str:
        self.asked.set()
        await server.loop.run_in_executor(None, self.patient.wait)
        refusal = self.answers.get(address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:
        self.arriving.set()
        await server.loop.run_in_executor(None, self.open.wait)
        if self.dies:
            server.transport.abort()
            return "421 dying"
        self.envelopes.append(envelope)
        return "250 taken"

    def check(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, login: Any) -> AuthResult:
        right = isinstance(login, LoginPassword) and login == LoginPassword(USER.encode(), PASSWORD.encode())
        if right:
            self.signed_in.append(login.login)
        return AuthResult(success=right, handled=False)


def certificate() -> ssl.SSLContext:
    """Return what a server needs to speak TLS as "localhost"."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


@contextmanager
def serving(mailbox: Mailbox, port: int = 0, **options: Any) -> Iterator[int]:
    """Run a server on a port of this machine, a free one if none is named, and yield the port."""
    server = Controller(mailbox, hostname="127.0.0.1", port=port or free_port(), **options)
    server.start()
    try:
        yield server.port
    finally:
        mailbox.open.set()
        server.stop()
