"""The worker finishes what it is at, and takes its jobs from Redis as well."""

from collections.abc import Iterator

import pytest
from flask import Flask

from forum import jobs
from forum.mail import outgoing
from tests.serving.conftest import Run
from tests.serving.mailserver import Mailbox, serving
from tests.serving.running import WORKER, eventually
from tests.serving.test_gunicorn import is_sent, write
from tests.tools import redis


@pytest.fixture
def queue_in_redis(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with redis.server() as url:
        with monkeypatch.context() as patch:
            patch.setitem(app.config, "SEMINAR_JOBS_URL", url)
            jobs.init_app(app)
            yield url
        jobs.init_app(app)


def test_it_takes_its_jobs_from_redis(app: Flask, queue_in_redis: str, run: Run) -> None:
    with run(WORKER, SEMINAR_JOBS_URL=queue_in_redis) as worker:
        eventually(lambda: "The worker is up" in worker.said(), "the worker is up")
        mail_id = write()
        outgoing.deliver_later(mail_id)
        eventually(lambda: is_sent(mail_id), "the mail is sent")
        assert worker.end() == 0


def test_a_job_is_finished_although_the_worker_is_asked_to_end_twice(app: Flask, run: Run) -> None:
    mailbox = Mailbox()
    with serving(mailbox) as port, run(WORKER, SEMINAR_SMTP_URL=f"smtp://127.0.0.1:{port}") as worker:
        mailbox.open.clear()
        mail_id = write()
        assert mailbox.arriving.wait(60)
        worker.process.terminate()
        eventually(lambda: "The worker ends" in worker.said(), "it was told")
        worker.process.terminate()
        mailbox.open.set()
        assert worker.process.wait(60) == 0
    assert is_sent(mail_id)
    assert len(mailbox.mails) == 1


def test_a_wrong_setting_is_a_sentence(run: Run) -> None:
    with run(WORKER, SEMINAR_SMTP_URL="ftp://user:secret@example.org") as worker:
        assert worker.process.wait(60) == 2
    assert worker.said() == (
        "SEMINAR_SMTP_URL is 'ftp://...@example.org'; it must be like smtp://user:password@host:587"
        " or smtps://user:password@host.\n"
    )
