"""An answer by mail becomes the comment of whoever was told, by the same rules and actions as on the web.

Nothing is acknowledged before it is committed, so a relay may bring a mail twice; it is one comment. Nothing
is answered that a machine wrote, so no two machines go on writing to each other (RFC 3834).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from flask import current_app
from limits import parse
from sqlalchemy import and_, bindparam, select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import Forbidden, NotFound

from forum import audit, text
from forum.auth.actions import normal_email
from forum.auth.models import AuditEvent, User
from forum.comments import queries as comment_rows
from forum.comments import saying
from forum.comments.models import Comment
from forum.courses import place
from forum.courses.models import Course, Membership
from forum.extensions import db, limiter
from forum.mail import outgoing
from forum.mail.models import Form
from forum.notify import addresses, incoming, outcomes, returned
from forum.notify.incoming import Said, Unreadable
from forum.notify.outcomes import Outcome
from forum.policy import require
from forum.posts import queries as posts
from forum.posts.once import key_of
from forum.prepared import number
from forum.rows import commit, fetch
from forum.standing import Member

ANSWERS = parse("20 per hour")  # of one person
LETTERS = parse("10 per day")  # to one person, about answers that were not posted
OF_ITS_WRITER = ("answer.post", "answer.return", "answer.defer")  # the sender is known when they are noted
NO_SENDER = ("", "<>", "mailer-daemon")  # what relays call it

IN_CLASS = and_(
    Membership.course_id == Course.id,
    Membership.user_id == User.id,
    Membership.removed_at.is_(None),
)
WHO = (
    select(User.email, User.is_admin, Course.is_open, *place.columns(number("user"), number("course")))
    .select_from(User)
    .join(Course, Course.id == number("course"))
    .outerjoin(Membership, IN_CLASS)
    .where(User.id == number("user"), User.closed_at.is_(None))
)
# Deleted ones, too: a mail that comes again does not bring back what its writer took away.
BEFORE = select(Comment.id).where(
    Comment.author_id == number("author"), Comment.form_key == bindparam("form_key")
)
NOTED = select(AuditEvent.id).where(
    AuditEvent.actor_id == number("actor"),
    AuditEvent.verb == "answer.post",
    AuditEvent.target == bindparam("target"),
)

log = logging.getLogger("seminar.mail")


@dataclass(frozen=True, slots=True)
class Told:
    """Whoever was told something and may answer it: who they are in the class today, and about what."""

    member: Member
    email: str | None
    notification: Any  # a row of addresses.ANSWERED


class NotPosted(Exception):
    """An answer that cannot be posted: a word for the trail, and a sentence for its writer."""

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(why)
        self.why, self.sentence = why, sentence


def receive(raw: bytes, *, recipient: str, sender: str | None) -> Outcome:
    """Take in a mail for one recipient; what became of it is committed and in the trail.

    `sender` is that of the envelope: "" is a bounce, None is not known. Raises nothing that another try could
    mend: then the outcome is BUSY.
    """
    try:
        return _received(raw, recipient, sender)
    except (SQLAlchemyError, _counters_fail()):
        db.session.rollback()
        log.warning("An answer by mail has to wait.", exc_info=True)
        return outcomes.BUSY


def told(recipient: str) -> Told | None:
    """Return who may answer at an address; None where it is nobody's, or no longer anybody's in the class."""
    row = addresses.behind(recipient)
    who = row and fetch(WHO, user=row.user_id, course=row.course_id).one_or_none()
    if not who:
        return None
    member = place.member(who, user_id=row.user_id, is_admin=who.is_admin, course_id=row.course_id)
    return Told(member, who.email, row) if member.belongs else None


def _received(raw: bytes, recipient: str, sender: str | None) -> Outcome:
    who = told(recipient)
    if who is None:
        return _refused(outcomes.UNKNOWN, "address", None)
    if len(raw) > incoming.LIMIT:
        return _refused(outcomes.TOO_LARGE, "size", who)
    headers = incoming.headers_of(raw)
    why = _why_no_person(headers, sender)
    if why:
        return _done("answer.swallow", outcomes.SWALLOWED, why, who)
    if not _is_from(who, headers):
        return _refused(outcomes.STRANGER, "sender", who)
    if not _counts(ANSWERS, "answers by mail", who):
        return _done("answer.defer", outcomes.TOO_FAST, "rate", who)
    return _taken(raw, incoming.mark_of(raw, headers, who.notification.id), who)


def _why_no_person(headers: Any, sender: str | None) -> str:
    if sender is not None and sender.strip().lower() in NO_SENDER:
        return "no sender"
    our_address = parseaddr(current_app.config["SEMINAR_MAIL_FROM"])[1]
    return incoming.why_automatic(headers, our_host=our_address.rpartition("@")[2].lower())


def _is_from(who: Told, headers: Any) -> bool:
    """Say whether a mail names the account's address as its sender, and no other."""
    own = _same_form(who.email or "")
    return own != "" and [_same_form(address) for address in incoming.senders(headers)] == [own]


def _same_form(address: str) -> str:
    """Return an address so that two that are the same are equal: host names have a form in ASCII."""
    name, at, host = normal_email(address).rpartition("@")
    try:
        return f"{name}{at}{host.encode('idna').decode()}"
    except UnicodeError:
        return ""


def _taken(raw: bytes, key: str, who: Told) -> Outcome:
    try:
        said = incoming.said(raw)
    except Unreadable:
        return _refused(outcomes.UNREADABLE, "form", who)
    before = fetch(BEFORE, author=who.member.user_id, form_key=key_of(key, said.own)).scalar()
    try:
        return _posted(before or _post(said, key, who), said, who)
    except NotPosted as no:
        return _returned(no, said, who)


def _post(said: Said, key: str, who: Told) -> int:
    post_id, comment_id = who.notification.post_id, who.notification.comment_id
    parent = _answered(who.member, post_id, comment_id)
    if not said.own.strip():
        raise NotPosted("empty", returned.nothing_written())
    if len(said.own) > text.COMMENT_LIMIT:
        raise NotPosted("length", returned.too_long(len(said.own), text.COMMENT_LIMIT))
    try:
        return saying.reply(post_id, said.own, by=who.member, parent=parent, key=key).id
    except saying.AnsweredIsGone:
        raise NotPosted("comment gone", returned.comment_gone()) from None
    except NotFound:
        raise NotPosted("post gone", returned.post_gone()) from None


def _answered(member: Member, post_id: int, comment_id: int | None) -> Any:
    """Return the comment that is answered, None for a post. Raises NotPosted where the web would refuse."""
    try:
        post = posts.to_comment_on(member, post_id)
    except NotFound:
        raise NotPosted("post gone", returned.post_gone()) from None
    try:
        require(member, "comment.write", post)
    except Forbidden as no:
        sentence = returned.comments_closed() if member.takes_part else str(no.description)
        raise NotPosted("not allowed", sentence) from None
    try:
        return comment_rows.readable(member, comment_id) if comment_id else None
    except NotFound:
        raise NotPosted("comment gone", returned.comment_gone()) from None


def _posted(comment_id: int, said: Said, who: Told) -> Outcome:
    """Note that an answer is posted, and tell of files, once: also when we were killed before that."""
    target = f"comment-{comment_id}"
    if fetch(NOTED, actor=who.member.user_id, target=target):
        return outcomes.POSTED
    letter = bool(said.files) and _counts(LETTERS, "letters", who)
    mail_id = _write(who, *returned.without_files(said.files)) if letter else None
    return _done("answer.post", outcomes.POSTED, "", who, target=target, mail_id=mail_id)


def _returned(no: NotPosted, said: Said, who: Told) -> Outcome:
    if not _counts(LETTERS, "letters", who):
        return _refused(outcomes.NOT_POSTED.saying(no.sentence), no.why, who)
    mail_id = _write(who, *returned.not_posted(no.sentence, said.own or said.whole))
    return _done("answer.return", outcomes.RETURNED, no.why, who, mail_id=mail_id)


def _write(who: Told, subject: str, body: str) -> int:
    return outgoing.write(who.email or "", subject, body, form=Form.BOUNCE)


def _refused(outcome: Outcome, why: str, who: Told | None) -> Outcome:
    return _done("answer.refuse", outcome, why, who)


def _done(
    verb: str, outcome: Outcome, why: str, who: Told | None, *, target: str = "", mail_id: int | None = None
) -> Outcome:
    """Note what became of a mail, commit that with all that belongs to it, and have a letter sent."""
    detail: dict[str, Any] = {"why": why} if why else {}
    if who is None:
        audit.record(verb, by=None, **detail)
    else:
        member = who.member
        by = member.user_id if verb in OF_ITS_WRITER else None
        target = target or f"post-{who.notification.post_id}"
        audit.record(verb, by=by, course=member.course_id, target=target, to=member.user_id, **detail)
    commit()
    if mail_id is not None:
        outgoing.deliver_later(mail_id)
    return outcome


def _counts(limit: Any, what: str, who: Told) -> bool:
    """Count one more, and say whether it is within the limit."""
    return bool(limiter.limiter.hit(limit, f"writer:{who.member.user_id}", what))


def _counters_fail() -> Any:
    return limiter.limiter.storage.base_exceptions
