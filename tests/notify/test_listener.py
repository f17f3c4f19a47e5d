"""A relay brings answers by LMTP, over a real socket."""

from __future__ import annotations

import asyncio
import signal
import smtplib
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from forum.extensions import db
from forum.notify import incoming, listener, receiving
from forum.notify.outcomes import Outcome
from tests import factories
from tests.factories import member
from tests.notify import answering
from tests.notify.answering import comments, mail, sample, trail
from tests.people import Cast
from tests.serving.conftest import run  # noqa: F401
from tests.serving.running import eventually
from tests.tools.redis import free_port

SENDER = "sam@example.org"

pytestmark = pytest.mark.usefixtures("answers")


@contextmanager
def listening(app: Flask, where: str) -> Iterator[None]:
    """Run the listener in a thread; at the end it is stopped as by a signal, and must then be gone."""
    up, loops, stops = threading.Event(), [], []

    async def serve() -> None:
        stops.append(asyncio.Event())
        loops.append(asyncio.get_running_loop())
        await listener.serve(app, where, stops[0], up.set)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert up.wait(60)
    try:
        yield
    finally:
        loops[0].call_soon_threadsafe(stops[0].set)
        thread.join(60)
        assert not thread.is_alive()


@pytest.fixture
def relay(app: Flask) -> Iterator[smtplib.LMTP]:
    """A mail server that is connected to the listener."""
    port = free_port()
    with listening(app, f"127.0.0.1:{port}"), smtplib.LMTP("127.0.0.1", port, timeout=60) as client:
        yield client
        db.session.rollback()


def test_an_answer_is_posted(relay: smtplib.LMTP, told: str, post_id: int) -> None:
    assert relay.sendmail(SENDER, [told], mail("Over the wire.\n..and a dot")) == {}
    assert [comment.body_markdown for comment in comments(post_id)] == ["Over the wire.\n..and a dot"]
    assert trail() == [("answer.post", None)]


def test_one_connection_brings_many(relay: smtplib.LMTP, told: str, post_id: int) -> None:
    for number in range(5):
        relay.sendmail(SENDER, [told], mail(f"Answer {number}"))
    assert len(comments(post_id)) == 5


def test_an_unknown_recipient_is_refused_before_the_mail(relay: smtplib.LMTP, told: str) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        relay.sendmail(SENDER, [told.replace("-", "-a")], mail())
    ((code, words),) = refused.value.recipients.values()
    assert (code, words[:6]) == (550, b"5.1.1 ")
    assert trail() == []


def test_a_second_recipient_is_for_another_time(
    relay: smtplib.LMTP, cast: Cast, told: str, post_id: int
) -> None:
    other = answering.tell(cast.sam, cast.course, factories.post(member("ines"), "Another"))
    refused = relay.sendmail(SENDER, [told, other], mail())
    assert {address: code for address, (code, _words) in refused.items()} == {other: 452}
    assert len(comments(post_id)) == 1
    assert relay.sendmail(SENDER, [other], mail()) == {}


def test_a_stranger_is_told_so(relay: smtplib.LMTP, told: str, post_id: int) -> None:
    with pytest.raises(smtplib.SMTPDataError, match=r"5\.7\.1"):
        relay.sendmail("sue@example.org", [told], mail(by="sue"))
    assert comments(post_id) == []


def test_a_bounce_is_taken_and_dropped(relay: smtplib.LMTP, told: str, post_id: int) -> None:
    relay.sendmail("", [told], sample("delivery-report"))
    assert comments(post_id) == []
    assert trail() == [("answer.swallow", "no sender")]


def test_twenty_megabytes_are_refused(relay: smtplib.LMTP, told: str, post_id: int) -> None:
    large = mail() + (b"a" * 70 + b"\r\n") * (20 * 1024 * 1024 // 72)
    with pytest.raises(smtplib.SMTPException, match="552"):
        relay.sendmail(SENDER, [told], large)
    relay.rset()
    relay.mail(SENDER)  # without saying how large it will be
    relay.rcpt(told)
    assert relay.data(large)[0] == 552
    assert comments(post_id) == []
    assert relay.sendmail(SENDER, [told], mail()) == {}


def test_a_long_line_is_taken(relay: smtplib.LMTP, told: str, post_id: int) -> None:
    line = "word " * 1900
    raw = f"From: sam@example.org\r\n\r\n{line}\r\n".encode()
    relay.sendmail(SENDER, [told], raw)
    assert [comment.body_markdown for comment in comments(post_id)] == [line]


def test_words_in_any_script_come_as_they_are(relay: smtplib.LMTP, told: str, post_id: int) -> None:
    raw = "From: Sam Grün <sam@example.org>\r\nSubject: Häfen\r\n\r\nHäfen, 港.\r\n".encode()
    relay.sendmail(SENDER, [told], raw, mail_options=["BODY=8BITMIME", "SMTPUTF8"])
    assert [comment.body_markdown for comment in comments(post_id)] == ["Häfen, 港."]


def test_a_mail_that_breaks_something_is_brought_again(
    relay: smtplib.LMTP, told: str, post_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(receiving, "OF_ITS_WRITER", None)
        with pytest.raises(smtplib.SMTPDataError) as error:
            relay.sendmail(SENDER, [told], mail())
    assert error.value.smtp_code == 451
    assert relay.sendmail(SENDER, [told], mail("The next one")) == {}
    assert "The next one" in [comment.body_markdown for comment in comments(post_id)]


def test_what_is_no_lmtp_is_refused(relay: smtplib.LMTP) -> None:
    assert relay.docmd("EHLO", "relay.example.org")[0] == 500
    assert relay.docmd("GET / HTTP/1.1")[0] == 500
    assert relay.noop()[0] == 250


def test_a_unix_socket_is_for_its_owner_and_group(
    app: Flask, told: str, post_id: int, tmp_path: Path
) -> None:
    path = tmp_path / "lmtp.sock"
    for _again in range(2):
        with listening(app, f"unix:{path}"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o660
            with smtplib.LMTP(str(path)) as client:
                client.sendmail(SENDER, [told], mail())
        assert not path.exists()
    assert len(comments(post_id)) == 1


def test_a_socket_that_a_killed_one_left_is_no_obstacle(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "lmtp.sock"
    listener._socket(f"unix:{path}").close()
    assert path.exists()
    with listening(app, f"unix:{path}"), smtplib.LMTP(str(path)) as client:
        assert client.noop()[0] == 250


def test_another_file_in_its_place_stays(tmp_path: Path) -> None:
    path = tmp_path / "letter"
    path.write_text("Keep me")
    with pytest.raises(OSError, match="in use"):
        listener._socket(f"unix:{path}")
    assert path.read_text() == "Keep me"


def test_ipv6_has_its_brackets(app: Flask, told: str) -> None:
    port = free_port()
    with listening(app, f"[::1]:{port}"), smtplib.LMTP("::1", port) as client:
        assert client.sendmail(SENDER, [told], mail()) == {}


def test_a_mail_that_is_being_taken_when_it_ends_is_taken(
    app: Flask, told: str, post_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The listener waits for it, and answers the relay before it goes."""
    at_it, go_on, port = threading.Event(), threading.Event(), free_port()
    said = incoming.said

    def slowly(raw: bytes) -> incoming.Said:
        at_it.set()
        assert go_on.wait(60)
        return said(raw)

    monkeypatch.setattr(incoming, "said", slowly)
    answers: list[Outcome | dict[str, tuple[int, bytes]]] = []
    with smtplib.LMTP() as client:
        with listening(app, f"127.0.0.1:{port}"):
            client.connect("127.0.0.1", port)
            thread = threading.Thread(target=lambda: answers.append(client.sendmail(SENDER, [told], mail())))
            thread.start()
            assert at_it.wait(60)
            threading.Timer(0.2, go_on.set).start()
        thread.join(60)
    assert answers == [{}]
    db.session.rollback()
    assert len(comments(post_id)) == 1


def test_the_program_itself(run, told: str, post_id: int, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "lmtp.sock"
    command = ["-m", "flask", "--app", "wsgi", "mail", "listen"]
    settings = {"SEMINAR_REPLY_ADDRESS": answering.ADDRESS, "SEMINAR_LMTP": f"unix:{path}"}
    with run(command, **settings) as program:
        eventually(lambda: "Answers by mail are taken at" in program.said(), "it listens")
        with smtplib.LMTP(str(path)) as client:
            assert client.sendmail(SENDER, [told], mail("From a process")) == {}
            program.process.send_signal(signal.SIGTERM)
            assert program.process.wait(60) == 0
    assert "answer.post" in program.said()
    assert "Traceback" not in program.said()
    assert "Task was destroyed" not in program.said()
    db.session.rollback()
    assert [comment.body_markdown for comment in comments(post_id)] == ["From a process"]
