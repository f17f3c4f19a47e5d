"""gunicorn and its worker come up, go down, and survive a kill, together."""

import os
import signal

from flask import Flask

from forum.extensions import db
from forum.mail import outgoing
from forum.mail.models import Mail
from tests.serving.conftest import Run
from tests.serving.mailserver import Mailbox, serving
from tests.serving.running import GUNICORN, SUPERVISOR, WORKER, all_gone, eventually, is_gone, is_worker


def write(to: str = "sam@example.org") -> int:
    mail_id = outgoing.write(to, "Hello", "Good morning\n")
    db.session.commit()
    return mail_id


def is_sent(mail_id: int) -> bool:
    db.session.rollback()
    db.session.expire_all()
    found = db.session.get(Mail, mail_id)
    return found is not None and found.sent_at is not None


def test_the_worker_comes_stays_and_goes_with_gunicorn(app: Flask, run: Run) -> None:
    with run(GUNICORN) as site:
        site.is_up()
        worker = site.worker_is_up()
        mail_id = write()
        outgoing.deliver_later(mail_id)
        eventually(lambda: is_sent(mail_id), "the mail is sent")
        family = site.family()
        assert len(family) >= 5  # gunicorn, two processes that answer, the supervisor, the worker
        assert [
            file.path for file in family[0].open_files() if ".db" in file.path
        ] == []  # nor any after a fork

        site.process.send_signal(signal.SIGHUP)
        eventually(lambda: set(site.family()) - set(family), "a reload brings other processes")
        site.is_up()
        assert site.worker_is_up() == worker

        family = site.family()
        assert site.end() == 0
        assert all_gone(family), site.said()
    assert "/no-such-page" not in site.said()  # addresses can hold secrets


def test_a_killed_worker_comes_back_and_its_mail_goes_out_once(app: Flask, run: Run) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port, run(GUNICORN, SEMINAR_SMTP_URL=f"smtp://127.0.0.1:{port}") as site:
        killed = site.worker_is_up()
        first = write("sam@example.org")
        outgoing.deliver_later(first)
        eventually(lambda: is_sent(first), "the first mail is sent")
        killed.kill()
        lost = write("sue@example.org")  # no entry in the queue tells of it
        eventually(lambda: is_sent(lost), "the new worker sends what waited")
        assert [message["To"] for message in mailbox.mails] == ["sam@example.org", "sue@example.org"]
        assert site.worker_is_up().pid != killed.pid
        assert site.answers() == 404


def test_no_process_outlives_a_killed_gunicorn(app: Flask, run: Run) -> None:
    with run(GUNICORN) as site:
        site.is_up()
        site.worker_is_up()
        family = site.family()
        site.process.kill()
        eventually(lambda: all_gone(family), "all processes have ended")


def test_no_worker_outlives_a_killed_supervisor(app: Flask, run: Run) -> None:
    with run([*SUPERVISOR, str(os.getpid())]) as supervisor:
        worker = supervisor.worker_is_up()
        supervisor.process.kill()
        eventually(lambda: is_gone(worker), "the worker has ended")


def test_the_worker_may_be_somebody_elses(app: Flask, run: Run) -> None:
    with run(GUNICORN, SEMINAR_WORKER="external") as site:
        site.is_up()
        assert not any(is_worker(each) for each in site.family())
        mail_id = write()
        with run(WORKER) as worker:
            eventually(lambda: is_sent(mail_id), "the worker beside gunicorn sends the mail")
            assert worker.end() == 0


def test_a_wrong_setting_is_a_sentence(run: Run) -> None:
    with run(GUNICORN, SEMINAR_PROXIES="many") as site:
        assert site.process.wait(60) == 1
    assert site.said() == "SEMINAR_PROXIES is 'many'; it must be a whole number, 0 or more.\n"
