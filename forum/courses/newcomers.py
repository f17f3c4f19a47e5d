"""People who come to a class: with a new account, by a link mailed to them, or named by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from werkzeug.exceptions import Conflict, Gone

from forum import audit, clock
from forum.auth import links
from forum.auth import queries as accounts
from forum.auth.actions import create_account
from forum.auth.by_mail import ask_to_confirm, reset_link
from forum.auth.models import MailedLink, User
from forum.courses import actions, haste, joining, letters, queries
from forum.courses.models import Role
from forum.courses.words import Way, unproved
from forum.extensions import db
from forum.mail import outgoing
from forum.policy_class import asks_for_proof, may_become


class NameMissing(Exception):
    """There is no account with that address, and no name to make one with."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who is named for a class; `email` as normal_email() gives it."""

    email: str
    name: str = ""


def way_in(invitation: Any, who: Any) -> Way:
    """Say how somebody who holds a good invitation comes in; `who` is signed in, or nobody."""
    if not who.is_authenticated:
        return _newcomers_way(invitation)
    if not joining.admits(invitation, who.email):
        return Way.NOT_WITH_THIS_ADDRESS
    proved = not asks_for_proof(invitation) or _has_confirmed(who.id)
    return Way.AT_ONCE if proved else Way.BY_PROOF


def _newcomers_way(invitation: Any) -> Way:
    if invitation.email:
        return Way.SIGN_IN_FIRST if queries.account(invitation.email) else Way.WITH_THIS_ADDRESS
    return Way.BY_MAIL if asks_for_proof(invitation) else Way.WITH_NEW_ACCOUNT


def _has_confirmed(user_id: int) -> bool:
    return db.session.scalar(select(User.email_confirmed_at).where(User.id == user_id)) is not None


def join(invitation: Any, user_id: int) -> None:
    """Take somebody with an account into the class. Raises Gone when the invitation ended meanwhile.

    Who comes with one that was mailed has the mailbox: their address is confirmed by it (courses/mailing.py).
    """
    if invitation.email:
        _confirm(user_id, invitation.email)
    joining.join(invitation, user_id)
    db.session.commit()


def _confirm(user_id: int, email: str) -> None:
    """Note that an address was proved, if it is somebody's still. The caller commits."""
    unconfirmed = (User.id == user_id, User.email == email, User.email_confirmed_at.is_(None))
    db.session.execute(update(User).where(*unconfirmed).values(email_confirmed_at=clock.now()))


def join_anew(invitation: Any, *, name: str, email: str, password: str) -> User:
    """Make an account and take its owner into the class: both, or neither. Raises AddressTaken, Gone.

    Nobody has proved the address: a mail asks whether it is theirs.
    """
    user = create_account(name, email, password)
    letter = ask_to_confirm(user)
    audit.record("user.join", by=user.id, course=invitation.course_id, target=f"user-{user.id}")
    join(invitation, user.id)
    outgoing.deliver_later(letter)
    return user


def join_as_invited(invitation: Any, *, name: str, password: str) -> User:
    """Make an account for the address that an invitation was mailed to, and take its owner into the class.

    Raises AddressTaken, Gone.
    """
    user = create_account(name, invitation.email, password, confirmed=True)
    audit.record("user.join", by=user.id, course=invitation.course_id, target=f"user-{user.id}")
    join(invitation, user.id)
    return user


def mail_link(invitation: Any, email: str, *, user_id: int | None = None) -> None:
    """Mail a link that proves an address and then joins: for an account's owner, or for a newcomer."""
    token = links.make("join", email, user_id=user_id, invitation_id=invitation.id)
    letter = letters.join(invitation.title, links.url("join/mailed", token))
    mail_id = outgoing.write(email, *letter)
    db.session.commit()
    outgoing.deliver_later(mail_id)


def join_by_link(link: MailedLink, invitation: Any) -> None:
    """Confirm the address of an account by a mailed link, and take its owner into the class.

    Raises Gone when the link was used, or the account has another address by now.
    """
    owner = (User.id == link.user_id, User.email == link.email)
    user_id = db.session.scalar(select(User.id).where(*owner))
    if user_id is None or not links.use(link):
        raise spent()
    _confirm(user_id, link.email)
    join(invitation, user_id)


def join_anew_by_link(link: MailedLink, invitation: Any, *, name: str, password: str) -> User:
    """Make an account for a proven address and take its owner into the class. Raises AddressTaken, Gone."""
    user = create_account(name, link.email, password, confirmed=True)
    if not links.use(link):
        db.session.rollback()
        raise spent()
    audit.record("user.join", by=user.id, course=invitation.course_id, target=f"user-{user.id}")
    join(invitation, user.id)
    return user


def spent() -> Gone:
    """Return what to raise when a mailed link is not, or no longer, good."""
    return Gone(_("This link was used, or is too old. Open the invitation again to have a new one mailed."))


def name_person(course: Any, named: Named, role: str, *, by: int | None) -> int | None:
    """Put whoever has this address into the class; make the account where there is none and there is a name.

    Returns the id of the mail that lets the owner of a new account choose a password: the caller commits,
    then calls outgoing.deliver_later(). Raises NameMissing, Unproved.
    """
    known = queries.account(named.email)
    if known is not None:
        if not may_become(known, role):
            raise actions.Unproved(unproved(known.name))
        actions.enrol(course.id, known.id, role, by=by)
        return None
    if not named.name:
        raise NameMissing
    user = create_account(named.name, named.email, None)
    audit.record("user.add", by=by, target=f"user-{user.id}")
    actions.enrol(course.id, user.id, role, by=by)
    return outgoing.write(named.email, *letters.welcome(course.title, reset_link(user)))


def welcome_again(course: Any, user_id: int, *, by: int) -> None:
    """Mail somebody of a class once more the link that lets them choose their first password.

    Raises Conflict for who has a password already, or no address; and Refused when a link was mailed to them
    a moment ago, or the class wrote too many mails.
    """
    actions.hold(course.id)
    if not awaits_password(queries.present(course.id, user_id)):
        db.session.rollback()
        raise Conflict(_("They have chosen a password already, or have no address: no mail is sent."))
    haste.count(course.id, 1, after=links.made_at("reset", user_id))
    user = accounts.user(user_id)
    letter = outgoing.write(user.email or "", *letters.welcome(course.title, reset_link(user)))
    audit.record("member.welcome", by=by, course=course.id, target=f"user-{user_id}")
    db.session.commit()
    outgoing.deliver_later(letter)


def awaits_password(person: Any) -> bool:
    """Say whether somebody has never signed in, and can be written to so that they do."""
    return not person.has_password and person.email is not None and person.closed_at is None


def open_class(values: dict[str, Any], instructor: Named | None, *, by: int | None) -> str:
    """Make a class and name who teaches it, in one transaction; return the slug.

    Raises SlugTaken, NameMissing and Unproved, after a rollback.
    """
    course, letter = actions.create(**values, by=by), None
    if instructor is not None:
        try:
            letter = name_person(course, instructor, Role.INSTRUCTOR, by=by)
        except (NameMissing, actions.Unproved):
            db.session.rollback()
            raise
    slug = course.slug
    db.session.commit()
    if letter is not None:
        outgoing.deliver_later(letter)
    return slug
