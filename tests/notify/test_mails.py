"""What goes by mail, to whom, and how it reads: through a real mail server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum import clock
from forum.auth import tasks
from forum.auth.models import User
from forum.comments import actions as comments
from forum.courses import actions as courses
from forum.courses.models import Course, Membership
from forum.extensions import db
from forum.mail.models import Fate, Mail
from forum.notify import actions, hours
from forum.notify.models import Notification
from forum.reading import actions as reading
from forum.reading.models import Level
from tests import factories
from tests.factories import comment, member, post
from tests.notify.steps import hour_has_come, send, tell, wishes
from tests.people import Cast, email
from tests.serving.mailserver import Mailbox

pytestmark = pytest.mark.usefixtures("cast", "smtp")
PostBag = Callable[[str], list[EmailMessage]]


def part(mail: EmailMessage, kind: str) -> str:
    """Return one of the two forms of a mail: "plain" or "html"."""
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def fates() -> list[str]:
    return list(db.session.scalars(select(Mail.fate).order_by(Mail.id)))


def test_who_wants_it_gets_a_comment_at_once_and_in_both_forms(post_bag: PostBag) -> None:
    wishes("sam", mail_pace="at_once")
    post_id = post(member("sam"), "On upgrading")
    comment_id = comment(member("sue"), post_id, "I *do* agree. $a^2$")
    tell()
    send()
    (mail,) = post_bag("sam")
    assert mail["Subject"] == "Re: On upgrading"
    assert mail["From"].addresses[0].display_name == "Sue in Upgrading in Global Supply Chains"
    assert mail.get_content_type() == "multipart/alternative"
    assert "Sue commented on “On upgrading”" in part(mail, "plain")
    assert "I *do* agree." in part(mail, "plain")
    assert f"http://localhost/c/supply-chains/comments/{comment_id}" in part(mail, "plain")
    assert "I <em>do</em> agree. <code>a^2</code>" in part(mail, "html")
    assert f'href="http://localhost/c/supply-chains/comments/{comment_id}"' in part(mail, "html")
    assert fates() == ["sent"]


def test_mail_programs_thread_them_and_know_the_class(post_bag: PostBag, app: Flask) -> None:
    wishes("sam", mail_pace="at_once")
    post_id = post(member("sue"))
    mine = comment(member("sam"), post_id)
    answer = comment(member("sue"), post_id, under=mine)
    other = comment(member("asa"), post_id)
    tell()
    send()
    first, second = post_bag("sam")
    domain = app.config["SEMINAR_MAIL_FROM"].partition("@")[2]
    assert first["Message-ID"] == f"<comment-{answer}@{domain}>"
    assert first["In-Reply-To"] == f"<comment-{mine}@{domain}>"
    assert first["References"] == f"<post-{post_id}@{domain}> <comment-{mine}@{domain}>"
    assert second["Message-ID"] == f"<comment-{other}@{domain}>"
    assert second["In-Reply-To"] == second["References"] == f"<post-{post_id}@{domain}>"
    assert first["List-Id"] == '"Upgrading in Global Supply Chains" <supply-chains.localhost>'
    assert first["List-Unsubscribe"].startswith("<http://localhost/unsubscribe/")
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first["Auto-Submitted"] == "auto-generated"


def test_no_address_in_a_header_is_encoded_however_long(
    app: Flask, mailbox: Mailbox, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = "https://" + ".".join(["a-name-of-a-school"] * 5) + ".example"
    monkeypatch.setitem(app.config, "SEMINAR_BASE_URL", host)
    monkeypatch.setitem(app.config, "SEMINAR_REPLY_ADDRESS", f"reply@{host.removeprefix('https://')}")
    values = {"title": "Übergänge: 全球供应链", "slug": "a-short-name-that-is-not-short-at-all"}
    wishes("sam", mail_pace="at_once")
    post_id = post(member("sam"))
    comment(member("asa"), post_id, under=comment(member("sam"), post_id))
    tell()
    db.session.execute(update(Course).where(Course.id == cast.course).values(**values))
    db.session.commit()
    send()
    lines = bytes(mailbox.envelopes[0].content or b"").split(b"\r\n")
    for name, begin in (
        (b"List-Unsubscribe", b"<https://a-name"),
        (b"List-Archive", b"<https://a-name"),
        (b"List-Id", b"<a-short-name"),
        (b"Reply-To", b"reply+"),
        (b"References", b"<post-"),
    ):
        (line,) = (line for line in lines if line.startswith(name + b": "))
        assert line.startswith(name + b": " + begin)
        assert line.endswith((b">", b".example"))
    assert max(map(len, lines)) < 998
    assert mailbox.mails[0]["From"].addresses[0].display_name == "Asa in Übergänge: 全球供应链"


def test_an_announcement_goes_at_once_unless_switched_off(post_bag: PostBag) -> None:
    wishes("sam", mail_pace="never")
    wishes("sue", mails_announcements=False)
    post_id = post(member("ines"), "No class on Monday", is_announcement=True)
    tell()
    send()
    assert [mail["Subject"] for mail in post_bag("sam")] == ["No class on Monday"]
    assert post_bag("sam")[0]["Message-ID"].startswith(f"<post-{post_id}@")
    assert post_bag("sam")[0]["In-Reply-To"] is None
    assert [len(post_bag(name)) for name in ("sue", "asa", "olga", "ines", "otto")] == [0, 1, 1, 0, 0]


def test_a_digest_gathers_by_thread_what_was_not_read(post_bag: PostBag) -> None:
    mine, other = post(member("sam"), "My post"), post(member("sue"), "Another post")
    first = comment(member("sue"), mine, "The first thing.")
    comment(member("asa"), other, "Not for Sam.")
    comment(member("asa"), mine, "The second thing.")
    reading.watch(Level.FOLLOWING, by=member("sam"), post_id=other)
    tell()
    send()
    assert post_bag("sam") == []
    comment(member("ines"), other, "A third thing.")
    tell()
    actions.read(mine, [first], by=member("sam"))
    hour_has_come()
    send()
    (mail,) = post_bag("sam")
    text = part(mail, "plain")
    assert mail["Subject"] == "Upgrading in Global Supply Chains: 3 new for you"
    assert "The first thing." not in text
    assert text.index("My post\n=======") < text.index("The second thing.")
    assert text.count("Another post\n============") == 1
    assert "A third thing." in text
    assert "<h2" in part(mail, "html")


def test_nothing_new_is_no_digest(post_bag: PostBag) -> None:
    post_id = post(member("sam"))
    ids = [comment(member("sue"), post_id) for _ in range(2)]
    tell()
    actions.read(post_id, ids, by=member("sam"))
    hour_has_come()
    send()
    assert post_bag("sam") == []
    assert fates() == ["dropped"]
    hour_has_come()
    send()
    assert fates() == ["dropped"]


@pytest.mark.parametrize("pace", ["at_once", "daily"])
@pytest.mark.parametrize("what", ["hidden", "deleted", "post hidden"])
def test_what_is_gone_before_it_is_sent_is_not_sent(post_bag: PostBag, what: str, pace: str) -> None:
    wishes("sam", mail_pace=pace)
    post_id = post(member("sam"))
    comment_id = comment(member("sue"), post_id)
    tell()
    if what == "deleted":
        comments.delete(comment_id, by=member("sue"))
    elif what == "hidden":
        comments.hide(comment_id, by=member("ines"), reason="Not here.")
    else:
        factories.posts.hide(post_id, by=member("ines"), reason="Not here.")
    hour_has_come()
    send()
    assert post_bag("sam") == []
    assert fates() == ["dropped"]


def test_who_left_or_has_another_address_by_then(post_bag: PostBag, mailbox: Mailbox, cast: Cast) -> None:
    for name in ("sam", "sue"):
        wishes(name, mail_pace="at_once")
    mine, hers = post(member("sam")), post(member("sue"))
    for each in (mine, hers):
        comment(member("asa"), each)
    tell()
    courses.remove(cast.course, cast.sam, by=member("ines"))
    db.session.execute(update(User).where(User.id == cast.sue).values(email="sue@new.example"))
    db.session.commit()
    send()
    assert [mail["To"] for mail in mailbox.mails] == ["sue@new.example"]
    assert db.session.scalars(select(Mail.recipient).where(Mail.fate == Fate.SENT)).all() == [
        "sue@new.example"
    ]


def test_nothing_goes_to_an_address_that_nobody_confirmed(post_bag: PostBag, cast: Cast) -> None:
    wishes("sam", mail_pace="at_once")
    db.session.execute(update(User).where(User.id == cast.sam).values(email_confirmed_at=None))
    post(member("ines"), is_announcement=True)
    comment(member("sue"), post(member("sam")))
    tell()
    send()
    assert post_bag("sam") == []
    assert len(post_bag("sue")) == 1


def test_names_and_titles_add_no_headers_and_no_recipients(
    post_bag: PostBag, mailbox: Mailbox, cast: Cast
) -> None:
    wishes("sam", mail_pace="at_once")
    evil = 'Sue"\r\nBcc: all@example.org\r\n\r\n<b>'
    db.session.execute(update(User).where(User.id == cast.sue).values(name=evil))
    db.session.execute(update(Course).where(Course.id == cast.course).values(title=evil))
    post_id = post(member("sam"), evil)
    db.session.commit()
    comment(member("sue"), post_id, "<script>alert(1)</script>\r\n.\r\nQUIT\r\n")
    tell()
    send()
    (mail,), (envelope,) = post_bag("sam"), mailbox.envelopes
    assert envelope.rcpt_tos == [email("sam")]
    assert mail["Bcc"] is None
    assert mail["Subject"] == 'Re: Sue" Bcc: all@example.org <b>'
    assert mail["From"].addresses[0].addr_spec.startswith("seminar@")
    assert "<script" not in part(mail, "html")


@pytest.mark.parametrize("answer", ["550 no such user", "451 later"])
def test_a_refused_mail_leaves_the_others_alone(post_bag: PostBag, mailbox: Mailbox, answer: str) -> None:
    mailbox.answers[email("sam")] = answer
    post(member("ines"), is_announcement=True)
    tell()
    send()
    assert [len(post_bag(name)) for name in ("sam", "sue", "asa", "olga")] == [0, 1, 1, 1]
    failed = db.session.execute(select(Mail.fate, Mail.error).where(Mail.recipient == email("sam"))).one()
    assert failed == ("failed" if answer.startswith("5") else "queued", answer)


def test_a_repeated_mail_carries_the_same_message_id(post_bag: PostBag) -> None:
    wishes("sam", mail_pace="at_once")
    comment(member("sue"), post(member("sam")))
    tell()
    for _ in range(2):  # as if the worker had died between the server's yes and its own note of it
        db.session.execute(update(Mail).values(fate="queued", try_at=clock.now()))
        db.session.commit()
        send()
    first, second = post_bag("sam")
    assert first["Message-ID"] == second["Message-ID"]


def test_many_go_through_one_connection(mailbox: Mailbox, cast: Cast) -> None:
    people = [
        User(name=f"Nr. {n}", email=f"n{n}@example.org", email_confirmed_at=clock.now()) for n in range(120)
    ]
    db.session.add_all(people)
    db.session.flush()
    db.session.add_all([Membership(course_id=cast.course, user_id=person.id) for person in people])
    db.session.commit()
    post(member("ines"), is_announcement=True)
    tell()
    send()
    assert len(mailbox.mails) == 124
    assert len({mail["To"] for mail in mailbox.mails}) == 124
    assert len({mail["List-Unsubscribe"] for mail in mailbox.mails}) == 124
    assert mailbox.connections == 2  # a hundred through each


def test_what_a_digest_told_long_ago_is_not_told_again(post_bag: PostBag) -> None:
    post_id = post(member("sam"))
    comment(member("sue"), post_id, "The old one.")
    tell()
    hour_has_come()
    send()
    long_ago = clock.now() - 2 * tasks.MAIL_KEPT
    db.session.execute(update(Mail).values(created_at=long_ago))
    db.session.commit()
    tasks.tidy()
    comment(member("sue"), post_id, "The new one.")
    tell()
    hour_has_come()
    send()
    first, second = (part(mail, "plain") for mail in post_bag("sam"))
    assert "The old one." in first
    assert "The old one." not in second
    assert "The new one." in second


def test_new_wishes_hold_for_what_waits(post_bag: PostBag) -> None:
    def wish(name: str, pace: str) -> None:
        actions.wish(actions.Wishes(pace, 7, 0, "", True), by=member(name))

    for name in ("sam", "sue"):
        comment(member("asa"), post(member(name)))
    tell()
    wish("sam", "never")
    wish("sue", "at_once")
    send()
    assert post_bag("sam") == []
    assert len(post_bag("sue")) == 1
    hour_has_come()
    send()
    assert post_bag("sam") == []


ZURICH = {"zone": "Europe/Zurich", "weekday": 4}


@pytest.mark.parametrize(
    ("after", "hour", "pace", "then"),
    [
        ("2027-03-27T16:59", 18, "daily", "2027-03-27T17:00"),  # before the change, UTC+1
        ("2027-03-27T17:00", 18, "daily", "2027-03-28T16:00"),  # after it, UTC+2
        ("2027-10-30T16:00", 18, "daily", "2027-10-31T17:00"),  # and back
        ("2027-03-28T00:30", 2, "daily", "2027-03-28T01:00"),  # an hour that does not exist that day
        ("2027-10-30T23:30", 2, "daily", "2027-10-31T00:00"),  # one that comes twice: the first
        ("2027-10-31T00:30", 2, "daily", "2027-11-01T01:00"),  # and only once
        ("2027-03-26T17:30", 18, "weekly", "2027-04-02T16:00"),  # a week of 167 hours
        ("2027-03-25T17:30", 18, "weekly", "2027-03-26T17:00"),
    ],
)
def test_the_hour_of_a_reader_across_changes_of_the_clocks(
    after: str, hour: int, pace: str, then: str
) -> None:
    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert hours.next_time(moment(after), pace=pace, hour=hour, **ZURICH) == moment(then)


def test_a_digest_comes_at_the_hour_where_its_reader_lives(cast: Cast) -> None:
    actions.wish(actions.Wishes("daily", 7, 0, "Pacific/Auckland", True), by=member("sam"))
    comment(member("sue"), post(member("sam")))
    tell()
    due: Any = db.session.scalar(select(Membership.digest_at).where(Membership.user_id == cast.sam))
    there = due.astimezone(clock.zone("Pacific/Auckland"))
    assert (there.hour, there.minute) == (7, 0)
    assert db.session.scalars(select(Notification.by_mail)).all() == ["digest"]
