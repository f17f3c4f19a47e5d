"""A mail is sent once, to one person, and not lost."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum import clock
from forum.auth import tasks
from forum.auth.models import AuditEvent, MailedLink, Session, User
from forum.extensions import db, huey
from forum.mail import outgoing, postbox
from forum.mail.models import Fate, Form, Mail
from tests.serving.mailserver import CERTIFICATE, PASSWORD, USER, Mailbox, certificate, serving
from tests.tools.redis import free_port

LINK = "http://localhost/reset/" + "a=b" * 40


def use(app: Flask, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setitem(app.config, "SEMINAR_SMTP_URL", url)


def written(to: str = "sam@example.org", subject: str = "Hello", body: str = "Good morning\n") -> int:
    mail_id = outgoing.write(to, subject, body)
    db.session.commit()
    return mail_id


def row(mail_id: int) -> Mail:
    db.session.expire_all()
    found = db.session.get(Mail, mail_id)
    assert found
    return found


def wait_over(mail_id: int) -> None:
    """Let the time pass until the next try."""
    db.session.execute(update(Mail).where(Mail.id == mail_id).values(try_at=clock.now()))
    db.session.commit()


def outbox(app: Flask) -> list[Path]:
    return sorted(Path(app.instance_path, "outbox").glob("*"))


def test_without_a_server_a_mail_becomes_a_private_readable_file(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "seminar.mail"):
        assert outgoing.deliver(written(subject="Grüße", body=f"Für Sam:\n{LINK}\n"))
    (file,) = outbox(app)
    assert file.suffix == ".eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert caplog.messages == [f"A mail to sam@example.org is in {file}"]
    assert f"Für Sam:\n{LINK}\n" in file.read_text()
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (message["To"], message["Subject"]) == ("sam@example.org", "Grüße")


def test_a_sent_mail_keeps_no_secrets_in_the_database(app: Flask) -> None:
    mail_id = written(body=LINK)
    outgoing.deliver(mail_id)
    sent = row(mail_id)
    assert sent.sent_at
    assert sent.body == ""


def test_what_a_mail_server_gets(app: Flask, smtp: int, mailbox: Mailbox) -> None:
    mail_id = written(subject="Grüße aus dem Seminar", body=f"Für Sam:\n{LINK}\n")
    assert outgoing.deliver(mail_id)
    (envelope,), (message,) = mailbox.envelopes, mailbox.mails
    sender = app.config["SEMINAR_MAIL_FROM"]
    assert (envelope.mail_from, envelope.rcpt_tos) == (sender, ["sam@example.org"])
    assert message["From"] == f"Seminar <{sender}>"
    assert (message["To"], message["Subject"]) == ("sam@example.org", "Grüße aus dem Seminar")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().splitlines() == ["Für Sam:", LINK]
    created = row(mail_id).created_at
    assert message["Date"].datetime == created.replace(microsecond=0)
    assert message["Message-ID"] == f"<{mail_id}.{created:%Y%m%d%H%M%S}@{sender.partition('@')[2]}>"
    assert bytes(envelope.content or b"").isascii()


def test_a_bounce_has_no_sender_that_a_machine_could_answer(app: Flask, smtp: int, mailbox: Mailbox) -> None:
    mail_id = outgoing.write("sam@example.org", "Not posted", "Because.", form=Form.BOUNCE)
    db.session.commit()
    assert outgoing.deliver(mail_id)
    (envelope,), (message,) = mailbox.envelopes, mailbox.mails
    assert (envelope.mail_from, message["Auto-Submitted"]) == ("<>", "auto-replied")


def test_a_sender_with_a_name_of_its_own(
    app: Flask, smtp: int, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SEMINAR_MAIL_FROM", "Global Studies <forum@uni.example>")
    outgoing.deliver(written())
    assert mailbox.mails[0]["From"] == "Global Studies <forum@uni.example>"
    assert mailbox.envelopes[0].mail_from == "forum@uni.example"


def test_a_host_name_in_any_script(app: Flask, smtp: int, mailbox: Mailbox) -> None:
    outgoing.deliver(written("sam@bücher.example"))
    assert mailbox.envelopes[0].rcpt_tos == ["sam@xn--bcher-kva.example"]


@pytest.mark.parametrize(
    "to",
    [
        "sam@example.org\r\nBcc: all@example.org",
        "sam@example.org\nDATA",
        "sam@example.org, sue@example.org",
        "<sam@example.org>",
        "sam@example.org\0",
        "sam",
        "",
    ],
)
def test_a_mail_goes_to_one_address(app: Flask, to: str) -> None:
    with pytest.raises(ValueError, match="not one mail address"):
        outgoing.write(to, "Hello", "")


def test_a_subject_cannot_add_headers_or_recipients(app: Flask, smtp: int, mailbox: Mailbox) -> None:
    outgoing.deliver(
        written(subject="Hello\r\nBcc: all@example.org\n\nGood morning", body="\r\n.\r\nQUIT\r\n")
    )
    (envelope,), (message,) = mailbox.envelopes, mailbox.mails
    assert envelope.rcpt_tos == ["sam@example.org"]
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: all@example.org Good morning"
    assert message.get_content().split() == [".", "QUIT"]


def test_it_is_sent_only_once(app: Flask, smtp: int, mailbox: Mailbox) -> None:
    mail_id = written()
    assert [outgoing.deliver(mail_id) for _ in range(3)] == [True, False, False]
    outgoing.deliver_waiting()
    assert len(mailbox.mails) == 1


def test_two_workers_at_the_same_mail(app: Flask, smtp: int, mailbox: Mailbox) -> None:
    mail_id = written()
    together, went = threading.Barrier(4), []

    def work() -> None:
        with app.app_context():
            together.wait()
            went.append(outgoing.deliver(mail_id))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(went) == [False, False, False, True]
    assert len(mailbox.mails) == 1


def test_another_worker_waits_until_the_one_at_it_must_be_dead(
    app: Flask, smtp: int, mailbox: Mailbox
) -> None:
    mail_id = written()
    outgoing._claim(mail_id)  # and then the worker was killed
    assert not outgoing.deliver(mail_id)
    left = row(mail_id).try_at - clock.now()
    assert timedelta(minutes=9) < left <= outgoing.CLAIM
    wait_over(mail_id)
    assert outgoing.deliver(mail_id)
    assert len(mailbox.mails) == 1


def test_the_only_worker_goes_on_with_what_the_one_before_was_at(
    app: Flask, smtp: int, mailbox: Mailbox
) -> None:
    mailbox.answers["sue@example.org"] = "451 later"
    mail_id, later = written(), written("sue@example.org")
    outgoing.deliver(later)
    outgoing._claim(mail_id)  # and then the worker was killed
    outgoing.take_over()
    mailbox.answers.clear()
    outgoing.deliver_waiting()
    assert [mail["To"] for mail in mailbox.mails] == ["sam@example.org"]
    assert row(later).tries == 1


def test_a_server_that_is_down_gets_it_later(
    app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    use(app, monkeypatch, f"smtp://127.0.0.1:{port}")
    mail_id = written()
    assert not outgoing.deliver(mail_id)
    waiting = row(mail_id)
    assert waiting.error
    assert "ConnectionRefusedError" in waiting.error
    assert waiting.try_at > clock.now()
    with serving(mailbox, port):
        outgoing.deliver_waiting()
        assert mailbox.mails == []
        wait_over(mail_id)
        outgoing.deliver_waiting()
    assert len(mailbox.mails) == 1
    assert row(mail_id).error is None


def test_the_tries_grow_rarer_and_end_after_two_days(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    use(app, monkeypatch, f"smtp://127.0.0.1:{free_port()}")
    mail_id, pauses = written(body=LINK), []
    for _ in range(outgoing.TRIES):
        before = clock.now()
        outgoing.deliver(mail_id)
        pauses.append(row(mail_id).try_at - before)
        wait_over(mail_id)
    assert pauses[:-1] == sorted(pauses[:-1])
    assert timedelta(days=1) < sum(pauses[:-1], timedelta()) < timedelta(days=2)
    assert not outgoing.deliver(mail_id)
    assert row(mail_id).body == ""
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.verb, event.target) == ("mail.give_up", f"mail-{mail_id}")


def test_who_is_unknown_there_is_not_tried_again(app: Flask, smtp: int, mailbox: Mailbox) -> None:
    mailbox.answers["sam@example.org"] = "550 no such user"
    mail_id = written()
    assert not outgoing.deliver(mail_id)
    assert row(mail_id).fate == Fate.FAILED
    assert "no such user" in (row(mail_id).error or "")
    assert db.session.scalars(select(AuditEvent.verb)).all() == ["mail.give_up"]


def test_who_is_asked_to_come_back_comes_back(app: Flask, smtp: int, mailbox: Mailbox) -> None:
    mailbox.answers["sam@example.org"] = "451 greylisted"
    mail_id = written()
    assert not outgoing.deliver(mail_id)
    mailbox.answers.clear()
    wait_over(mail_id)
    assert outgoing.deliver(mail_id)
    assert len(mailbox.mails) == 1


def test_one_bad_mail_does_not_hold_up_the_others(app: Flask, smtp: int, mailbox: Mailbox) -> None:
    mailbox.answers["sam@example.org"] = "451 later"
    for name in ("sam", "sue", "olga"):
        written(f"{name}@example.org")
    outgoing.deliver_waiting()
    assert {message["To"] for message in mailbox.mails} == {"sue@example.org", "olga@example.org"}


def test_a_server_that_says_nothing_holds_up_nothing_for_long(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postbox, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use(app, monkeypatch, f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        first, second = written(), written("sue@example.org")
        outgoing.deliver_waiting()
    assert "timed out" in (row(first).error or "")
    assert (row(first).fate, row(first).tries) == (Fate.QUEUED, 1)
    assert (row(second).error, row(second).tries) == (None, 0)  # the next sweep begins with it


def test_a_server_that_dies_in_the_middle_gets_it_once_more(app: Flask, smtp: int, mailbox: Mailbox) -> None:
    mailbox.dies = True
    first, second = written(), written("sue@example.org")
    outgoing.deliver_waiting()
    assert "SMTPServerDisconnected" in (row(first).error or "")
    assert row(second).tries == 0
    mailbox.dies = False
    wait_over(first)
    outgoing.deliver_waiting()
    assert sorted(str(mail["To"]) for mail in mailbox.mails) == ["sam@example.org", "sue@example.org"]


def test_a_connection_that_was_closed_meanwhile_is_opened_anew(
    app: Flask, smtp: int, mailbox: Mailbox
) -> None:
    with postbox.opened() as box:
        assert outgoing.deliver(written(), box)
        assert box.server
        assert box.server.sock
        box.server.sock.close()
        assert outgoing.deliver(written("sue@example.org"), box)
    assert len(mailbox.mails) == 2


def test_a_password_goes_through_an_encrypted_connection(
    app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"tls_context": certificate(), "authenticator": mailbox.check, "auth_required": True}
    with serving(mailbox, require_starttls=True, **options) as port:
        use(app, monkeypatch, f"smtp://{quote(USER)}:{quote(PASSWORD, safe='')}@127.0.0.1:{port}")
        assert outgoing.deliver(written())
    assert mailbox.signed_in == [USER.encode()]


def test_a_wrong_password_is_not_told_on(
    app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(mailbox, tls_context=certificate(), authenticator=mailbox.check) as port:
        use(app, monkeypatch, f"smtp://{quote(USER)}:not-the-one@127.0.0.1:{port}")
        mail_id = written()
        assert not outgoing.deliver(mail_id)
    assert "SMTPAuthenticationError" in (row(mail_id).error or "")
    assert row(mail_id).tries == 1
    assert "not-the-one" not in caplog.text + (row(mail_id).error or "")


def test_nothing_goes_unencrypted_to_another_machine(
    app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(mailbox) as port:
        # The same address, in a spelling that is not one of those that stand for this machine.
        use(app, monkeypatch, f"smtp://127.1:{port}")
        mail_id = written()
        assert not outgoing.deliver(mail_id)
    assert "unencrypted" in (row(mail_id).error or "")
    assert row(mail_id).body
    assert mailbox.mails == []


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_must_be_right(
    app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    options = {"ssl_context": certificate()} if scheme == "smtps" else {"tls_context": certificate()}
    with serving(mailbox, **options) as port:
        use(app, monkeypatch, f"{scheme}://127.1:{port}")
        mail_id = written()
        assert not outgoing.deliver(mail_id)
        assert "CERTIFICATE_VERIFY_FAILED" in (row(mail_id).error or "")
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        wait_over(mail_id)
        assert not outgoing.deliver(mail_id)  # now it is trusted, but it is another machine's
        assert "mismatch" in (row(mail_id).error or "")
        use(app, monkeypatch, f"{scheme}://localhost:{port}")
        wait_over(mail_id)
        assert outgoing.deliver(mail_id)
    assert len(mailbox.mails) == 1


def test_it_goes_into_the_queue(app: Flask) -> None:
    outgoing.deliver_later(written())
    task = huey.dequeue()
    assert task
    huey.execute(task)
    assert len(outbox(app)) == 1


def test_a_broken_queue_does_not_break_the_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huey.storage, "filename", "/no/such/folder/jobs.db")
    huey.storage.close()
    mail_id = written()
    outgoing.deliver_later(mail_id)
    outgoing.deliver_waiting()
    assert row(mail_id).sent_at


def test_tidying_keeps_what_is_still_of_use(app: Flask) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    soon = clock.now() + timedelta(hours=1)
    user = User(name="Sam", email="sam@example.org")
    db.session.add(user)
    db.session.flush()
    new = {"recipient": "sam@example.org", "subject": "", "body": ""}
    db.session.add_all(
        [
            Mail(**new, created_at=long_ago, fate=Fate.SENT),
            Mail(**new, created_at=long_ago, fate=Fate.FAILED),
            Mail(**new, created_at=long_ago, error="waiting"),
            Mail(**new, fate=Fate.SENT, error="new"),
            Session(user_id=user.id, token_hash="old", created_at=long_ago),
            Session(user_id=user.id, token_hash="idle", seen_at=clock.now() - timedelta(days=15)),
            Session(user_id=user.id, token_hash="now"),
        ]
    )
    for token, expires_at, used_at in (
        ("old", long_ago, None),
        ("used", soon, long_ago),
        ("just used", soon, clock.now()),
        ("open", soon, None),
    ):
        db.session.add(
            MailedLink(purpose="reset", email="", token_hash=token, expires_at=expires_at, used_at=used_at)
        )
    db.session.commit()
    tasks.tidy()
    assert set(db.session.scalars(select(Mail.error))) == {"waiting", "new"}
    assert set(db.session.scalars(select(Session.token_hash))) == {"now"}
    assert set(db.session.scalars(select(MailedLink.token_hash))) == {"just used", "open"}
