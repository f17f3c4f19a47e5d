"""The door for the mail server of this machine: it brings answers by LMTP (RFC 2033), one after the other.

LMTP and not SMTP: the relay keeps the queue, and is told of each mail what became of it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from stat import S_ISSOCK
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope
from flask import Flask

from forum.notify import outcomes, receiving
from forum.notify.incoming import LIMIT
from forum.notify.outcomes import Outcome

WORKERS = 4  # mails at a time
LONGEST_LINE = 1_000_000  # bytes; a mail may have longer ones than RFC 5321 wants, and is taken all the same
SHUT = 0o117  # the umask of a unix socket: for its owner and its group

log = logging.getLogger("seminar.mail")


class Protocol(LMTP):
    """aiosmtpd's LMTP, with long lines."""

    line_length_limit = LONGEST_LINE


class Door:
    """What is done at each step of a delivery; the database is spoken to in threads."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="answers")
        self.at_work: set[asyncio.Future[Any]] = set()

    def protocol(self) -> Protocol:
        """Return what speaks with one client."""
        return Protocol(
            self,
            data_size_limit=LIMIT,
            enable_SMTPUTF8=True,
            hostname=urlsplit(self.app.config["SEMINAR_BASE_URL"]).hostname,
            ident="Seminar",
        )

    async def handle_RCPT(self, _s: Any, _x: Any, envelope: Envelope, address: str, _o: list[str]) -> str:
        """Take the one recipient of a mail, if their address is one of ours."""
        if envelope.rcpt_tos:  # LMTP wants an outcome for each, and aiosmtpd gives one for all
            return outcomes.ONE_AT_A_TIME.reply
        known = await self._work(_is_known, address)
        if isinstance(known, Outcome):
            return known.reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Yes."

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        """Take the mail, and say what became of it."""
        mail = partial(receiving.receive, recipient=envelope.rcpt_tos[0], sender=envelope.mail_from)
        outcome: Outcome = await self._work(mail, envelope.content)
        log.info("A mail for %s: %s", envelope.rcpt_tos[0], outcome.reply)
        return outcome.reply

    async def handle_exception(self, error: Exception) -> str:
        """Answer for what failed in the protocol itself."""
        log.error("A delivery failed.", exc_info=error)
        return outcomes.BUSY.reply

    async def _work(self, do: Callable[[Any], Any], thing: Any) -> Any:
        """Do something in a thread; what it raises is logged, and for the relay it is a matter of time."""
        work = asyncio.get_running_loop().run_in_executor(self.threads, self._in_app, do, thing)
        self.at_work.add(work)
        work.add_done_callback(self.at_work.discard)
        try:
            return await work
        except Exception:  # one mail is one mail: the next may be better
            log.exception("An answer by mail could not be taken; the relay brings it again.")
            return outcomes.BUSY

    def _in_app(self, do: Callable[[Any], Any], thing: Any) -> Any:
        with self.app.app_context():
            return do(thing)

    async def close(self) -> None:
        """Wait for the mails that are being taken."""
        if self.at_work:
            await asyncio.wait(self.at_work)
        self.threads.shutdown()


def _is_known(address: str) -> Outcome | None:
    """Return the outcome for a mail to an address that is none of ours; there is no mail yet to be noted."""
    return None if receiving.told(address) else outcomes.UNKNOWN


def run(app: Flask, where: str) -> None:
    """Listen until SIGTERM or SIGINT comes; what is being taken then is finished. Raises OSError."""
    asyncio.run(_until_signal(app, where))


async def _until_signal(app: Flask, where: str) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await serve(app, where, stop, up=lambda: log.info("Answers by mail are taken at %s.", where))
    log.info("No more answers are taken; those that came are done.")


async def serve(app: Flask, where: str, stop: asyncio.Event, up: Callable[[], None]) -> None:
    """Listen at host:port or unix:/path until `stop` is set; call `up` once that is so. Raises OSError."""
    door = Door(app)
    listening = _socket(where)
    server = await asyncio.get_running_loop().create_server(door.protocol, sock=listening)
    try:
        up()
        await stop.wait()
    finally:
        server.close()
        await door.close()
        if where.startswith("unix:"):
            Path(where.removeprefix("unix:")).unlink(missing_ok=True)


def _socket(where: str) -> socket.socket:
    if not where.startswith("unix:"):
        host, _colon, port = where.rpartition(":")
        family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
        return socket.create_server((host.strip("[]"), int(port)), family=family)
    path = Path(where.removeprefix("unix:"))
    if path.exists() and S_ISSOCK(path.stat().st_mode):
        path.unlink()  # left by one that was killed
    listening = socket.socket(socket.AF_UNIX)
    before = os.umask(SHUT)
    try:
        listening.bind(str(path))
    except OSError:
        listening.close()
        raise
    finally:
        os.umask(before)
    return listening
