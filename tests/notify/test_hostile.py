"""Mails that are made to break something: nothing breaks, and nothing is posted that should not be."""

from __future__ import annotations

from email.header import Header

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.extensions import limiter
from forum.notify import incoming, quotations, wrapping
from tests.notify import answering
from tests.notify.answering import comments, letters, mail, receive, trail
from tests.people import Cast

HEAD = b"From: Sam <sam@example.org>\r\nMessage-ID: <1@example.org>\r\n"
PLAIN = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
NESTED = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'

pytestmark = pytest.mark.usefixtures("answers")


def body(post_id: int) -> str:
    (comment,) = comments(post_id)
    return str(comment.body_markdown)


def test_parts_within_parts_without_end_are_refused(told: str, post_id: int) -> None:
    raw = HEAD + b"".join(NESTED % (depth, depth) for depth in range(10_000)) + b"\r\nDeep down\r\n"
    assert receive(raw, told).code == "554 5.6.0"
    assert trail() == [("answer.refuse", "form")]
    assert comments(post_id) == []


def test_so_are_mails_within_mails(told: str, post_id: int) -> None:
    raw = HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 10_000 + b"Deep down\r\n"
    assert receive(raw, told).code == "554 5.6.0"
    assert comments(post_id) == []


@pytest.mark.parametrize("name", ["From", "Content-Type", "Content-Disposition"])
def test_so_is_a_header_without_end(told: str, post_id: int, name: str) -> None:
    raw = f"{name}: text/plain; ".encode() + b"a=b; " * 100_000 + b"\r\n" + HEAD + b"\r\nWords\r\n"
    assert receive(raw, told).code == ("550 5.7.1" if name == "From" else "554 5.6.0")
    assert comments(post_id) == []


@pytest.mark.parametrize(
    "sender", ["(" * 1900, "\0", "\udce4\udcff", '"', "<<<>>>", "=?utf-8?b?////?=", ",,,;:"]
)
def test_a_from_that_cannot_be_read_is_nobodys(told: str, post_id: int, sender: str) -> None:
    raw = b"From: " + sender.encode(errors="surrogateescape") + b"\r\n\r\nWords\r\n"
    assert receive(raw, told).code == "550 5.7.1"
    assert comments(post_id) == []


def test_a_subject_or_a_name_adds_no_headers_to_a_letter(told: str) -> None:
    evil = Header("Hello\r\nBcc: all@example.org\r\n\r\nBuy", "utf-8").encode()
    raw = f"From: {evil} <sam@example.org>\r\nSubject: {evil}\r\n\r\n\r\n".encode()
    receive(raw, told)
    assert [(letter.recipient, letter.subject) for letter in letters()] == [
        ("sam@example.org", "Your answer was not posted")
    ]


def test_control_characters_and_halves_of_pairs_are_left_out(told: str, post_id: int) -> None:
    receive(PLAIN + b"Before\x00\x07\x1b[31m after\xed\xa0\x80\x0c\r\nNext\xe2\x80\xa8line\r\n", told)
    assert "\0" not in body(post_id)
    assert body(post_id).startswith("Before[31m after")


@pytest.mark.parametrize(
    "charset",
    [
        "utf-7",
        "idna",
        "punycode",
        "undefined",
        "unicode_escape",
        "rot13",
        "hex",
        "zip",
        "utf-16",
        "x\0y",
        "é" * 90,
    ],
)
def test_every_charset_is_read_in_some_way(told: str, post_id: int, charset: str) -> None:
    named = f'Content-Type: text/plain; charset="{charset}"\r\n\r\n'.encode()
    receive(HEAD + named + b"Words that everybody knows\r\n", told)
    assert len(comments(post_id)) == 1


def test_html_that_nests_without_end_is_refused(told: str, post_id: int) -> None:
    raw = HEAD + b"Content-Type: text/html\r\n\r\n" + b"<table><tr><td>" * 15_000
    assert receive(raw, told).code == "554 5.6.0"
    assert comments(post_id) == []


def test_so_is_html_of_many_megabytes(told: str, post_id: int) -> None:
    raw = HEAD + b"Content-Type: text/html\r\n\r\n" + b"<img " * 1_900_000
    assert receive(raw, told).code == "554 5.6.0"
    assert comments(post_id) == []


def test_nothing_in_html_acts(told: str, post_id: int) -> None:
    receive(answering.sample("hostile-html"), told)
    (comment,) = comments(post_id)
    assert comment.body_html == "<p>Ports</p>\n<p>Click</p>\n<p>Go</p>"


@pytest.mark.parametrize("piece", ["> a\nb\n", "On 10:12:\n> q\n", "-- \n", "From: a@b\n", "---\n", " ", ">"])
def test_the_longest_text_that_is_looked_at_is_looked_at_without_harm(told: str, piece: str) -> None:
    words = piece * (quotations.LONGEST // len(piece) - 1)
    for text in (words, f"{words}\n{answering.addresses.MARK}\n", f"> {answering.addresses.MARK}\n{words}"):
        assert len(quotations.own_words(text)) <= len(text)


def test_a_replay_after_the_address_is_gone_posts_nothing(told: str, post_id: int, cast: Cast) -> None:
    raw = mail()
    receive(raw, told)
    answering.db.session.execute(answering.Notification.__table__.delete())
    answering.db.session.commit()
    assert receive(raw, told).code == "550 5.1.1"
    assert len(comments(post_id)) == 1


FUZZED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
HEADERS = st.sampled_from(
    [
        b"From: sue@example.org",
        b"From: ",
        b"Content-Type: multipart/mixed; boundary=x",
        b"Content-Type: multipart/alternative; boundary=",
        b"Content-Type: text/html; charset=utf-16",
        b"Content-Type: text/plain; format=flowed; delsp=yes; charset=big5",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Transfer-Encoding: x-uuencode",
        b"Content-Disposition: attachment; filename*=utf-8''%ff",
        b"--x",
        b"--x--",
        b"",
    ]
)


@FUZZED
@given(raw=st.binary(max_size=2000))
def test_bytes_at_random_are_never_posted(told: str, post_id: int, raw: bytes) -> None:
    assert receive(raw, told).code in ("550 5.7.1", "250 2.0.0", "554 5.6.0")
    assert comments(post_id) == []


@FUZZED
@given(lines=st.lists(HEADERS | st.binary(max_size=80), max_size=30))
def test_what_sam_sends_is_posted_returned_or_refused(told: str, lines: list[bytes]) -> None:
    limiter.reset()
    outcome = receive(HEAD + b"\r\n".join(lines), told)
    assert outcome.code[:3] in ("250", "550", "554")


@FUZZED
@given(st.text("> -\n\tabc:.@10—On", max_size=300), st.sampled_from(["", answering.addresses.MARK]))
def test_no_text_breaks_what_takes_it_apart(before: str, mark: str) -> None:
    own = quotations.own_words(f"{before}\n{mark}\n> {before}")
    assert len(wrapping.rejoin(own)) <= len(own)
    assert wrapping.unflow(before).count("\n") <= before.count("\n")


@FUZZED
@given(st.text("abc ,.\n", max_size=300))
def test_words_of_ones_own_are_never_lost(words: str) -> None:
    above = quotations.own_words(f"{words}\n\n> {answering.addresses.MARK}\n> Theirs")
    assert above.split() == words.split()
    assert wrapping.rejoin(above).split() == words.split()


def test_a_mail_that_is_empty_is_a_strangers(told: str) -> None:
    assert receive(b"", told).code == "550 5.7.1"
    assert incoming.senders(incoming.headers_of(b"")) == []
