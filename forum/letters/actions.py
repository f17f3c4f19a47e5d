"""Sending a letter: one mail each, so that nobody sees who else gets it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import current_app
from sqlalchemy.exc import IntegrityError

from forum import audit
from forum.extensions import db
from forum.letters import queries
from forum.letters.models import Letter
from forum.mail import outgoing
from forum.posts.once import key_of
from forum.standing import Member
from forum.writing import actions as writing


def send(
    subject: str,
    text: str,
    to: Collection[int],
    *,
    by: Member,
    course: Any,
    key: str | None,
    about: str,
    unsent: str | None = None,
) -> int:
    """Write to those of these people whom a mail reaches; return how many they are.

    Who may be written to is looked up anew. The same form sent twice is one letter, and what was saved under
    the key `unsent` while it was typed is no draft any more. The worker sends it; answers go to its writer,
    if their address is confirmed.
    """
    people = [person for person in queries.students(by, to) if person.is_reachable]
    key = key_of(key, subject, text, *sorted(str(person.id) for person in people))
    letter = Letter(course_id=by.course_id, sender_id=by.user_id, subject=subject, recipients=len(people))
    letter.form_key = key
    try:
        db.session.add(letter)
        db.session.flush()
    except IntegrityError:  # it went already
        db.session.rollback()
        writing.end(unsent, by=by)
        db.session.commit()
        return len(people)
    _write(people, subject, text, by, course)
    ids = [person.id for person in people]
    audit.record("letter.send", by=by.user_id, course=by.course_id, target=about, to=ids)
    writing.end(unsent, by=by)
    db.session.commit()
    outgoing.deliver_waiting_later()
    return len(people)


def _write(people: Collection[Any], subject: str, text: str, by: Member, course: Any) -> None:
    who = queries.sender(by.user_id)
    here = f"{current_app.config['SEMINAR_BASE_URL']}/c/{course.slug}/"
    body = f"{text.rstrip()}\n\n-- \n{who.name}\n{course.title}\n{here}\n"
    reply_to = who.email if who.is_reachable else ""
    whose = {"sender": who.name, "reply_to": reply_to, "course_id": by.course_id}
    for person in people:
        outgoing.write(person.email, subject, body, **whose)
