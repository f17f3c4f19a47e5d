"""What becomes of an answer by mail: posted, dropped, refused, returned, or put off."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from forum import clock
from forum.auth.actions import set_closed
from forum.comments import actions as comment_actions
from forum.comments import saying
from forum.comments.models import Comment
from forum.courses.models import Course, Membership, Role
from forum.extensions import db, huey, limiter
from forum.mail import outgoing
from forum.notify import addresses, incoming
from forum.posts import actions as post_actions
from forum.posts.models import Post
from forum.text import COMMENT_LIMIT
from tests import factories
from tests.factories import member
from tests.mail import mailbox
from tests.notify import answering
from tests.notify.answering import comments, letters, mail, receive, sample, trail
from tests.people import Cast, email
from tests.visitor import Visitor


@pytest.fixture(autouse=True)
def _on(app: Flask, answers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SEMINAR_MAIL_FROM", "Seminar <seminar@localhost>")


@pytest.fixture
def comment_id(post_id: int) -> int:
    return factories.comment(member("sue"), post_id)


@pytest.fixture
def told_of_comment(cast: Cast, post_id: int, comment_id: int) -> str:
    """Where sam answers to sue's comment under the post."""
    return answering.tell(cast.sam, cast.course, post_id, comment_id)


# --- Posted ------------------------------------------------------------------------------------------


def test_an_answer_to_a_post_is_a_comment_under_it(cast: Cast, told: str, post_id: int) -> None:
    outcome = receive(mail("I agree, *mostly*."), told)
    assert (outcome.code, outcome.status) == ("250 2.0.0", os.EX_OK)
    (comment,) = comments(post_id)
    assert (comment.author_id, comment.parent_id, comment.body_markdown) == (
        cast.sam,
        None,
        "I agree, *mostly*.",
    )
    assert trail() == [("answer.post", None)]


def test_an_answer_to_a_comment_stands_under_it(told_of_comment: str, post_id: int, comment_id: int) -> None:
    receive(mail(), told_of_comment)
    assert [comment.parent_id for comment in comments(post_id)] == [None, comment_id]
    assert factories.of_comment(comment_id, "reply_count") == 1


def test_it_looks_as_if_it_were_typed_on_the_web(
    cast: Cast, told: str, post_id: int, browse: Callable[[str], Visitor]
) -> None:
    words = "See [this](https://example.org):\n\n- one\n- two"
    receive(mail(words), told)
    browse("sue").post(f"/c/supply-chains/posts/{post_id}/comments", {"body": words})
    by_mail, typed = comments(post_id)
    for column in ("body_markdown", "body_html", "body_format", "renderer", "tell", "course_id"):
        assert getattr(by_mail, column) == getattr(typed, column)
    assert factories.of_post(post_id, "comment_count") == 2
    page = browse("olga").get(f"/c/supply-chains/posts/{post_id}").text
    assert page.count('<a href="https://example.org"') == 2


@pytest.mark.parametrize("who", ["ines", "asa", "sue"])
def test_who_writes_in_the_class_answers_by_mail(cast: Cast, post_id: int, who: str) -> None:
    told = answering.tell(getattr(cast, who), cast.course, post_id)
    assert receive(mail(by=who), told).code == "250 2.0.0"
    assert [comment.author_id for comment in comments(post_id)] == [getattr(cast, who)]


def test_the_admin_of_the_site_answers_in_every_class(cast: Cast, post_id: int) -> None:
    told = answering.tell(cast.adam, cast.course, post_id)
    receive(mail(by="adam"), told)
    assert [comment.author_id for comment in comments(post_id)] == [cast.adam]


def test_a_mail_that_comes_twice_is_one_comment(told: str, post_id: int) -> None:
    raw = mail()
    assert [receive(raw, told).code for _ in range(3)] == ["250 2.0.0"] * 3
    assert len(comments(post_id)) == 1
    assert trail() == [("answer.post", None)]


def test_so_is_one_without_a_message_id(told: str, post_id: int) -> None:
    raw = mail(Message_ID="")
    receive(raw, told)
    _let_it_be_old(post_id)
    receive(raw, told)
    assert len(comments(post_id)) == 1


def _let_it_be_old(post_id: int) -> None:
    """Put comments so far back that the same words would be another one."""
    old = clock.now() - saying.SAME_WORDS * 2
    db.session.execute(update(Comment).where(Comment.post_id == post_id).values(created_at=old))
    db.session.commit()


def test_a_mail_that_comes_again_does_not_bring_back_what_was_deleted(told: str, post_id: int) -> None:
    raw = mail()
    receive(raw, told)
    comment_actions.delete(comments(post_id)[0].id, by=member("sam"))
    _let_it_be_old(post_id)
    assert receive(raw, told).code == "250 2.0.0"
    assert [comment.deleted_at is None for comment in comments(post_id)] == [False]


def test_two_mails_with_the_same_words_are_two_comments_after_a_while(told: str, post_id: int) -> None:
    receive(mail("Yes."), told)
    _let_it_be_old(post_id)
    receive(mail("Yes."), told)
    assert len(comments(post_id)) == 2


def test_one_mail_about_two_things_is_two_answers(
    told: str, told_of_comment: str, post_id: int, comment_id: int
) -> None:
    raw = mail()
    receive(raw, told)
    receive(raw, told_of_comment)
    assert [comment.parent_id for comment in comments(post_id)[1:]] == [None, comment_id]


def test_the_address_of_an_account_counts_in_any_capitals(told: str, post_id: int) -> None:
    receive(mail(From="SAM@Example.ORG"), told.upper())
    assert len(comments(post_id)) == 1


def test_an_address_in_another_script_is_the_same_in_both_its_forms(
    cast: Cast, told: str, post_id: int
) -> None:
    answering.user(cast.sam).email = "sam@bücher.example"
    db.session.commit()
    receive(mail(From="sam@xn--bcher-kva.example"), told)
    assert len(comments(post_id)) == 1


def test_a_sender_may_stand_on_two_lines(told: str, post_id: int) -> None:
    raw = b"From: Sam of the long names\r\n\t(who studies)\r\n <sam@example.org>\r\n" + mail(From="")
    receive(raw, told)
    assert len(comments(post_id)) == 1


@pytest.mark.parametrize(("sender", "posted"), [(None, 1), ("bounce-4711@lists.example.org", 1), ("", 0)])
def test_the_sender_of_the_envelope_only_tells_a_bounce(
    told: str, post_id: int, sender: str | None, posted: int
) -> None:
    receive(mail(), told, sender)
    assert len(comments(post_id)) == posted


# --- Files -------------------------------------------------------------------------------------------


def test_files_are_left_out_and_named_in_a_letter(told: str, post_id: int) -> None:
    receive(sample("files"), told)
    assert [comment.body_markdown for comment in comments(post_id)] == ["See the picture and the table."]
    (letter,) = letters()
    assert (letter.recipient, letter.subject) == (
        email("sam"),
        "Your answer was posted without its files",
    )
    assert "- Hafen bei Nacht \u2013 groß.jpg\n- table.csv\n" in letter.body
    assert "image001" not in letter.body
    assert huey.pending_count() == 1


def test_the_letter_comes_once_also_where_the_mail_comes_twice(told: str) -> None:
    receive(sample("files"), told)
    receive(sample("files"), told)
    assert len(letters()) == 1


def test_the_letter_comes_where_we_were_killed_before_it(cast: Cast, told: str, post_id: int) -> None:
    raw = sample("files")
    key = incoming.mark_of(raw, incoming.headers_of(raw), addresses.behind(told).id)
    words = incoming.said(raw).own
    saying.reply(post_id, words, by=member("sam"), key=key)
    receive(raw, told)
    assert (len(comments(post_id)), len(letters())) == (1, 1)


# --- Dropped: no person wrote it ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "raw"),
    [
        ("Auto-Submitted", mail(Auto_Submitted="auto-replied")),
        ("Auto-Submitted", mail(Auto_Submitted="Auto-Generated; owner=x")),
        ("Auto-Submitted", sample("out-of-office")),
        ("Precedence", mail(Precedence="bulk")),
        ("Precedence", mail(Precedence="Auto_Reply")),
        ("List-Id", mail(List_Id="<list.example.org>")),
        ("X-Auto-Response-Suppress", mail(X_Auto_Response_Suppress="OOF")),
        ("X-Autoreply", mail(X_Autoreply="yes")),
        ("multipart/report", sample("delivery-report")),
        ("Message-ID", mail(Message_ID="<42.20270301091200@localhost>")),
    ],
)
def test_what_a_machine_wrote_is_dropped_and_never_answered(
    told: str, post_id: int, why: str, raw: bytes
) -> None:
    outcome = receive(raw, told)
    assert (outcome.code, outcome.status) == ("250 2.0.0", os.EX_OK)
    assert comments(post_id) == letters() == []
    assert trail() == [("answer.swallow", why)]


@pytest.mark.parametrize("sender", ["", "<>", "MAILER-DAEMON"])
def test_so_is_a_mail_that_nobody_sent(told: str, sender: str) -> None:
    receive(mail(), told, sender)
    assert trail() == [("answer.swallow", "no sender")]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "no"},
        {"Auto_Submitted": "No; by=hand"},
        {"Precedence": "first-class"},
        {"Message_ID": "<42.2027@localhost>"},
        {"Message_ID": "<42.20270301091200@elsewhere.example>"},
    ],
)
def test_what_only_looks_like_it_is_posted(told: str, post_id: int, headers: dict[str, str]) -> None:
    receive(mail(**headers), told)
    assert len(comments(post_id)) == 1


# --- Refused: the relay sends it back ----------------------------------------------------------------


@pytest.mark.parametrize(
    "sender",
    [
        "Sue <sue@example.org>",
        '"sam@example.org" <mallory@evil.example>',
        "sam@example.org, sue@example.org",
        "sam@example.org.evil.example",
        "Sam: sam@example.org, mallory@evil.example;",
        "sam",
        "<>",
        "",
    ],
)
def test_a_stranger_answers_for_nobody(told: str, post_id: int, sender: str) -> None:
    outcome = receive(mail(From=sender), told)
    assert (outcome.code, outcome.status) == ("550 5.7.1", os.EX_NOPERM)
    assert comments(post_id) == letters() == []
    assert trail() == [("answer.refuse", "sender")]


def test_two_senders_are_strangers(told: str, post_id: int) -> None:
    raw = b"From: sam@example.org\r\nFrom: sam@example.org\r\n" + mail(From="")
    assert receive(raw, told).code == "550 5.7.1"
    assert comments(post_id) == []


def test_whose_address_is_not_known_answers_on_the_web(cast: Cast, told: str, post_id: int) -> None:
    answering.user(cast.sam).email = None
    db.session.commit()
    for sender in ("<>", "sam@example.org", ""):
        assert receive(mail(From=sender), told).code == "550 5.7.1"
    assert comments(post_id) == []


@pytest.mark.parametrize(
    "address", ["reply@seminar.example.org", "reply+1-aaaaaaaaaaaaaaaa@seminar.example.org"]
)
def test_an_address_that_we_did_not_make_takes_nothing(told: str, address: str) -> None:
    outcome = receive(mail(), address)
    assert (outcome.code, outcome.status) == ("550 5.1.1", os.EX_NOUSER)
    assert trail() == [("answer.refuse", "address")]


def test_an_address_of_another_class_opens_that_one_only(cast: Cast, told: str, post_id: int) -> None:
    there = factories.post(member("otto", "elsewhere"))
    told_there = answering.tell(cast.otto, cast.elsewhere, there)
    assert receive(mail(), told_there).code == "550 5.7.1"
    assert receive(mail(by="otto"), told).code == "550 5.7.1"
    assert comments(there) == comments(post_id) == []
    receive(mail(by="otto"), told_there)
    assert len(comments(there)) == 1


def test_a_closed_account_is_nobody(cast: Cast, told: str, post_id: int) -> None:
    set_closed(answering.user(cast.sam), True, by=None)
    assert receive(mail(), told).code == "550 5.1.1"
    assert comments(post_id) == []


def test_who_was_removed_is_nobody_in_a_public_class_too(cast: Cast, told: str, post_id: int) -> None:
    mine = (Membership.user_id == cast.sam, Membership.course_id == cast.course)
    db.session.execute(update(Membership).where(*mine).values(removed_at=clock.now()))
    db.session.execute(update(Course).values(visibility="public"))
    db.session.commit()
    assert receive(mail(), told).code == "550 5.1.1"
    assert comments(post_id) == letters() == []


def test_a_mail_may_be_so_large_and_no_larger(told: str, post_id: int) -> None:
    raw = mail()
    filled = raw + b"\r\n" * ((incoming.LIMIT - len(raw)) // 2)
    assert receive(filled + b"\r\n\r\n", told).code == "552 5.3.4"
    assert trail() == [("answer.refuse", "size")]
    assert comments(post_id) == []
    assert receive(filled, told).code == "250 2.0.0"


# --- Returned: its writer gets the words back --------------------------------------------------------


def close_comments(cast: Cast, post_id: int) -> None:
    db.session.execute(update(Post).where(Post.id == post_id).values(comments_open=False))


def hide_post(cast: Cast, post_id: int) -> None:
    post_actions.hide(post_id, by=member("ines"), reason="Not here.")


def delete_post(cast: Cast, post_id: int) -> None:
    post_actions.delete(post_id, by=member("ines"))


def close_class(cast: Cast, post_id: int) -> None:
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))


def make_observer(cast: Cast, post_id: int) -> None:
    db.session.execute(update(Membership).where(Membership.user_id == cast.sam).values(role=Role.OBSERVER))


@pytest.mark.parametrize(
    ("meanwhile", "why", "sentence"),
    [
        (close_comments, "not allowed", "The comments of this post were closed meanwhile."),
        (hide_post, "post gone", "The post was taken away meanwhile, or hidden."),
        (delete_post, "post gone", "The post was taken away meanwhile, or hidden."),
        (close_class, "not allowed", "This class is closed: everything can be read, nothing can be changed."),
        (make_observer, "not allowed", "You observe this class: you can read everything, but not write."),
    ],
)
def test_what_cannot_be_posted_any_more_goes_back_with_the_reason(
    cast: Cast,
    told: str,
    post_id: int,
    meanwhile: Callable[[Cast, int], None],
    why: str,
    sentence: str,
) -> None:
    meanwhile(cast, post_id)
    db.session.commit()
    outcome = receive(mail("Words of mine.\n\nAnd more."), told)
    assert (outcome.code, outcome.status) == ("250 2.0.0", os.EX_OK)
    assert comments(post_id) == []
    (letter,) = letters()
    assert letter.recipient == email("sam")
    assert sentence in letter.body
    assert "> Words of mine.\n>\n> And more.\n" in letter.body
    assert trail() == [("answer.return", why)]
    assert huey.pending_count() == 1


@pytest.mark.parametrize("verb", ["delete", "hide"])
def test_so_does_an_answer_to_a_comment_that_is_gone(
    told_of_comment: str, post_id: int, comment_id: int, verb: str
) -> None:
    if verb == "hide":
        comment_actions.hide(comment_id, by=member("ines"), reason="No.")
    else:
        comment_actions.delete(comment_id, by=member("sue"))
    receive(mail(), told_of_comment)
    assert [comment.id for comment in comments(post_id)] == [comment_id]
    assert "The comment that you answer was taken away meanwhile" in letters()[0].body


def test_who_may_read_a_hidden_comment_may_answer_it(cast: Cast, post_id: int, comment_id: int) -> None:
    comment_actions.hide(comment_id, by=member("ines"), reason="No.")
    receive(mail(by="asa"), answering.tell(cast.asa, cast.course, post_id, comment_id))
    assert len(comments(post_id)) == 2


@pytest.mark.parametrize("name", ["winmail", None])
def test_a_mail_without_words_is_told_where_to_write_them(told: str, name: str | None) -> None:
    receive(sample(name) if name else mail("\n \n"), told)
    (letter,) = letters()
    assert "Write them above the line “--- Write above this line to answer ---”." in letter.body
    assert "(nothing)" in letter.body
    assert trail() == [("answer.return", "empty")]


def test_words_that_are_taken_for_a_quotation_go_back_with_all_of_it(told: str, post_id: int) -> None:
    receive(mail("--- Write above this line to answer ---\n\nI wrote below it."), told)
    assert comments(post_id) == []
    assert "> I wrote below it." in letters()[0].body


def test_a_comment_by_mail_may_be_as_long_as_any(told: str, post_id: int) -> None:
    receive(mail("a" * COMMENT_LIMIT), told)
    assert len(comments(post_id)) == 1
    words = "b" * (COMMENT_LIMIT + 1)
    receive(mail(words), told)
    assert len(comments(post_id)) == 1
    (letter,) = letters()
    assert f"> {words}" in letter.body
    assert "It is 10001 characters long; at most 10000 fit." in letter.body


def test_a_letter_about_an_answer_is_sent_as_one_that_nothing_answers(app: Flask, told: str) -> None:
    receive(mail("\n"), told)
    assert outgoing.deliver(letters()[0].id)
    (file,) = Path(app.instance_path, "outbox").iterdir()
    assert "Auto-Submitted: auto-replied" in file.read_text()


def test_after_ten_letters_a_day_the_relay_says_why(cast: Cast, told: str, post_id: int) -> None:
    close_comments(cast, post_id)
    db.session.commit()
    codes = [receive(mail(), told).code for _ in range(10)]
    assert codes == ["250 2.0.0"] * 10
    outcome = receive(mail(), told)
    assert (outcome.reply, outcome.status) == (
        "550 5.7.1 The comments of this post were closed meanwhile.",
        os.EX_NOPERM,
    )
    assert len(letters()) == 10


# --- Put off -----------------------------------------------------------------------------------------


def test_twenty_answers_an_hour_are_enough_for_one_person(cast: Cast, told: str, post_id: int) -> None:
    codes = [receive(mail(f"Answer {number}"), told).code for number in range(20)]
    assert codes == ["250 2.0.0"] * 20
    outcome = receive(mail("One more"), told)
    assert (outcome.code, outcome.status) == ("451 4.7.1", os.EX_TEMPFAIL)
    assert len(comments(post_id)) == 20
    assert trail()[-1] == ("answer.defer", "rate")
    assert receive(mail(by="sue"), answering.tell(cast.sue, cast.course, post_id)).code == "250 2.0.0"


def test_strangers_use_up_nobodys_answers(told: str, post_id: int) -> None:
    for _ in range(25):
        receive(mail(by="sue"), told)
    receive(mail(), told)
    assert len(comments(post_id)) == 1


def test_a_database_that_does_not_answer_is_a_matter_of_time(told: str, post_id: int) -> None:
    db.session.rollback()
    _run("ALTER TABLE notification RENAME TO away")
    try:
        outcome = receive(mail(), told)
    finally:
        _run("ALTER TABLE away RENAME TO notification")
    assert (outcome.code, outcome.status) == ("451 4.3.0", os.EX_TEMPFAIL)
    assert receive(mail(), told).code == "250 2.0.0"
    assert len(comments(post_id)) == 1


def _run(sql: str) -> None:
    with db.engine.begin() as other:
        other.exec_driver_sql(sql)


def test_so_are_counters_that_cannot_be_reached(told: str, post_id: int) -> None:
    storage = limiter.limiter.storage
    storage._db().execute("ALTER TABLE hits RENAME TO away")
    try:
        assert receive(mail(), told).code == "451 4.3.0"
    finally:
        storage._db().execute("ALTER TABLE away RENAME TO hits")
    assert comments(post_id) == []
    assert receive(mail(), told).code == "250 2.0.0"


def test_the_queue_of_jobs_has_nothing_but_deliveries(told: str) -> None:
    receive(mail("\n"), told)
    assert mailbox.letters(email("sam")) == [letters()[0].body]
