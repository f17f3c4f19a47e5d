"""Being told, from one end to the other: the real site, its worker, a real mail server, real LMTP."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from forum import clock
from forum.comments.models import Comment
from forum.courses.models import Membership
from forum.extensions import db
from forum.notify import actions
from tests.browser import classroom, steps
from tests.browser.classroom import Classroom
from tests.browser.server import Site, prepared
from tests.browser.test_bell import the_bell
from tests.browser.test_news import SOON, open_with_a_clock
from tests.people import email
from tests.serving.mailserver import Mailbox, serving
from tests.serving.running import Program, eventually, running
from tests.tools.redis import free_port

LISTEN = ["-m", "flask", "--app", "wsgi", "mail", "listen"]
ANSWERS = "answers@forum.example"


@dataclass(frozen=True)
class School:
    """A site with a class, and the mail around it."""

    room: Classroom
    site: Site
    program: Program
    mailbox: Mailbox
    lmtp: int

    def mails(self, name: str) -> list[EmailMessage]:
        return [mail for mail in self.mailbox.mails if mail["To"] == email(name)]

    def wish(self, name: str, *wishes: object) -> None:
        with self.room.member(name) as member:
            actions.wish(actions.Wishes(*wishes), by=member)  # type: ignore[arg-type]


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    mailbox, lmtp = Mailbox(), free_port()
    with ExitStack() as stack:
        smtp = stack.enter_context(serving(mailbox))
        site = stack.enter_context(prepared(tmp_path))
        settings = {"SEMINAR_REPLY_ADDRESS": ANSWERS, "SEMINAR_LMTP": f"127.0.0.1:{lmtp}"}
        program = site.start(SEMINAR_SMTP_URL=f"smtp://127.0.0.1:{smtp}", **settings)
        own = {"SEMINAR_INSTANCE": site.app.instance_path, "SEMINAR_BASE_URL": site.url}
        stack.enter_context(running(tmp_path, LISTEN, **own, **settings))
        yield School(classroom.opened(site), site, program, mailbox, lmtp)


@pytest.fixture
def window(school: School, browser: Browser) -> Iterator[Any]:
    contexts = []

    def of(name: str) -> Page:
        contexts.append(browser.new_context(locale="en"))
        steps.sign_in(page := contexts[-1].new_page(), school.site.url, name)
        return page

    yield of
    for context in contexts:
        context.close()


def killed_with_the_mail_in_its_hands(school: School) -> None:
    """Kill the worker when the mail server has not said yes yet; another one is started by itself."""
    assert school.mailbox.asked.wait(60)
    worker = school.program.worker_is_up()
    worker.kill()
    worker.wait()
    school.mailbox.patient.set()


def answer_to(mail: EmailMessage, words: str) -> EmailMessage:
    """Return an answer as mail programs write it: the words above, what they answer below."""
    quoted = mail.get_body(("plain",))
    assert quoted is not None
    answer = EmailMessage()
    answer["From"], answer["To"] = f"Sue <{mail['To']}>", mail["Reply-To"]
    answer["Subject"], answer["Message-ID"] = mail["Subject"], "<1@phone.example>"
    answer["In-Reply-To"] = mail["Message-ID"]
    below = "\n".join(f"> {line}" for line in quoted.get_content().splitlines())
    answer.set_content(f"{words}\n\nOn Mon, 29 Nov 2027 at 18:03, {mail['From']} wrote:\n\n{below}\n")
    return answer


def delivered(school: School, answer: EmailMessage) -> None:
    """Hand a mail over as a relay does."""
    with smtplib.LMTP("127.0.0.1", school.lmtp) as server:
        assert server.send_message(answer) == {}


def posted(address: str, form: str) -> int:
    """Send a form as a mail program does, without a cookie, and return the status of the answer."""
    url = urlsplit(address)
    connection = HTTPConnection(url.netloc, timeout=60)
    connection.request("POST", url.path, form, {"Content-Type": "application/x-www-form-urlencoded"})
    status = connection.getresponse().status
    connection.close()
    return status


def is_listening(school: School) -> bool:
    try:
        smtplib.LMTP("127.0.0.1", school.lmtp).close()
    except OSError:
        return False
    return True


def test_from_a_mention_to_an_answer_by_mail_and_the_digest_of_a_third(
    school: School, window: object
) -> None:
    room, mailbox = school.room, school.mailbox
    school.wish("sue", "at_once", 18, 4, "", True)
    school.wish("asa", "daily", 18, 4, "Europe/Zurich", True)
    post_id = room.post("asa", "Three hours on a night shift")
    sue, sam = window("sue"), window("sam")
    open_with_a_clock(sue, room.url("/members"))

    # Sam mentions Sue. The worker is killed with the mail in its hands, and the mail arrives once.
    mailbox.patient.clear()
    sam.goto(room.url(f"/posts/{post_id}"))
    sam.get_by_role("link", name="Leave a comment").click()
    steps.comment_box(sam).press_sequentially("What does @sue think of that?")
    sam.get_by_role("button", name="Comment").click()
    said = steps.said(sam, "What does @sue think of that?")
    expect(said.get_by_role("link", name="@sue")).to_be_visible()
    killed_with_the_mail_in_its_hands(school)
    eventually(lambda: school.mails("sue"), "the mail arrives")
    sue.clock.fast_forward(SOON)
    expect(the_bell(sue)).to_have_accessible_name("1 notification")

    # She answers by mail; it stands under what it answers.
    (mail,) = school.mails("sue")
    assert "Sam mentioned you" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    eventually(lambda: is_listening(school), "the listener is up")
    delivered(school, answer_to(mail, "I think that they slept."))
    delivered(school, answer_to(mail, "I think that they slept."))  # a relay that was not sure
    sue.goto(room.url(f"/posts/{post_id}"))
    under = steps.said(sue, "What does @sue think of that?").locator("ol.replies > li.comment")
    expect(under).to_have_count(1)
    expect(under).to_contain_text("I think that they slept.")
    expect(under).not_to_contain_text("wrote:")
    expect(the_bell(sue)).to_have_accessible_name("Notifications")

    # Asa, whose post it is, gets both in one mail, at six in the evening where she lives.
    there = eventually(lambda: digest_at(school, "asa"), "a digest is due").astimezone(
        clock.zone("Europe/Zurich")
    )
    assert (there.hour, there.minute) == (18, 0)
    assert school.mails("asa") == []
    let_its_hour_come(school, "asa")
    (digest,) = eventually(lambda: school.mails("asa"), "the digest arrives")
    text = digest.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert text.index("What does @sue think of that?") < text.index("I think that they slept.")

    # One POST, without signing in, and she gets no more.
    address = str(digest["List-Unsubscribe"]).strip("<>")
    assert posted(address, "List-Unsubscribe=One-Click") == 200
    room.comment("sam", post_id, "And one more thing.")
    eventually(lambda: not untold(school), "it is told")
    assert digest_at(school, "asa") is None
    assert len(school.mails("sue")) == len({mail["Message-ID"] for mail in school.mails("sue")})


def digest_at(school: School, name: str) -> Any:
    """Return when somebody's next digest is due, None while nothing waits."""
    with school.room.member(name) as member:
        mine = (Membership.user_id == member.user_id, Membership.course_id == member.course_id)
        return db.session.scalar(select(Membership.digest_at).where(*mine))


def let_its_hour_come(school: School, name: str) -> None:
    with school.room.member(name) as member:
        mine = (Membership.user_id == member.user_id, Membership.course_id == member.course_id)
        db.session.execute(update(Membership).where(*mine).values(digest_at=clock.now()))
        db.session.commit()


def untold(school: School) -> bool:
    """Say whether the worker has still to tell of something."""
    with school.room.member("ines"):
        return db.session.scalar(select(Comment.id).where(Comment.tell > 0).limit(1)) is not None
