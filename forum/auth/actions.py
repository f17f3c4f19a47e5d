"""What happens to accounts: made, entered, renamed, given a new password."""

from __future__ import annotations

import logging

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import CursorResult, delete
from sqlalchemy.exc import IntegrityError

from forum import audit, clock
from forum.auth import attempts, guessable, handles, letters, links, queries
from forum.auth.attempts import Refused
from forum.auth.models import Session, User
from forum.auth.passwords import LONGEST, SHORTEST, hash_password, is_outdated, matches
from forum.auth.session import end_others
from forum.extensions import db
from forum.mail import outgoing

log = logging.getLogger("seminar.audit")


class AddressTaken(Exception):
    """Another account has this e-mail address."""


def normal_email(text: str) -> str:
    """Return an e-mail address as it is stored: without white space around it, in lower case."""
    return text.strip().lower()


def check_password(password: str, *, name: str = "", email: str = "") -> str | None:
    """Return a sentence when a password cannot be had, else None. Any characters, in any mixture, will do."""
    length = len(password)
    if length < SHORTEST:
        return ngettext(
            "This is %(num)d character long; use at least %(least)d. Four words are easy to remember.",
            "This is %(num)d characters long; use at least %(least)d. Four words are easy to remember.",
            length,
            least=SHORTEST,
        )
    if length > LONGEST:
        return _("This is %(length)d characters long; at most %(most)d fit.", length=length, most=LONGEST)
    if not _is_text(password):
        return _("This holds a character that is no text. Choose another one.")
    known = [email, name, *name.split(), current_app.config["SEMINAR_SITE_NAME"]]
    if guessable.is_guessable(password, known):
        return _("This is easy to guess. Four words that have nothing in common are better.")
    return None


def _is_text(password: str) -> bool:
    try:
        return bool(password.encode())
    except UnicodeEncodeError:  # half of a surrogate pair, from a terminal with another encoding
        return False


def create_account(
    name: str, email: str | None, password: str | None, *, confirmed: bool = False, admin: bool = False
) -> User:
    """Add an account with a handle to the transaction and return it; the caller commits.

    Without a password nobody can sign in as this person until one is set by mail. Raises AddressTaken;
    when two came with one address at the same moment, the second one's transaction is rolled back.
    """
    email = normal_email(email) if email else None
    if email and queries.by_email(email):
        raise AddressTaken(email)
    user = User(
        name=name,
        email=email,
        email_confirmed_at=clock.now() if confirmed else None,
        password_hash=hash_password(password) if password else None,
        is_admin=admin,
    )
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise AddressTaken(email) from None
    handles.give(user)
    return user


def authenticate(email: str, password: str) -> User | None:
    """Return whose e-mail address and password these are; to say no takes as long for an unknown address."""
    user = queries.by_email(normal_email(email))
    if not matches(password, user.password_hash if user and user.closed_at is None else None):
        return None
    if user and user.password_hash and is_outdated(user.password_hash):
        user.password_hash = hash_password(password)
    return user


def sign_in(email: str, password: str, *, address: str) -> User:
    """Return who may come in; session.begin() lets them in. Raises Refused, with one sentence for all."""
    email = normal_email(email)
    attempts.count("sign-in", email, address)
    user = authenticate(email, password)
    if user is None:
        log.warning("session.refuse address=%s", address)  # what was typed may be a password
        raise Refused(_("This e-mail address and this password do not belong together."))
    attempts.forgive("sign-in", email, address)
    audit.record("session.begin", by=user.id, address=address)
    return user


def prove(user: User, password: str, *, address: str) -> None:
    """Make sure that it is really them who change something weighty. Raises Refused."""
    account = f"user-{user.id}"
    attempts.count("password", account, address)
    if not matches(password, user.password_hash):
        log.warning("password.refuse by=%s address=%s", user.id, address)
        raise Refused(_("This is not your password."))
    attempts.forgive("password", account, address)


def use_keys(user: User, uses: bool) -> None:
    """Switch the single keys on or off."""
    user.uses_keys = uses
    db.session.commit()


def rename(user: User, name: str) -> None:
    """Change what somebody is called."""
    user.name = name
    audit.record("name.change", by=user.id, target=f"user-{user.id}")
    db.session.commit()


def set_password(user: User, password: str, *, by: int | None, verb: str = "password.change") -> None:
    """Change a password: all sessions and mailed links of its owner end, and a mail tells them."""
    user.password_hash = hash_password(password)
    end_others(user.id)
    links.revoke(user.id)
    audit.record(verb, by=by, target=f"user-{user.id}")
    notice = outgoing.write(user.email, *letters.password_changed()) if user.email else None
    db.session.commit()
    if notice is not None:
        outgoing.deliver_later(notice)


def set_admin(user: User, admin: bool, *, by: int | None) -> None:
    """Make somebody an admin of the site, or no longer."""
    user.is_admin = admin
    audit.record("admin.give" if admin else "admin.take", by=by, target=f"user-{user.id}")
    db.session.commit()


def set_closed(user: User, closed: bool, *, by: int | None) -> None:
    """Close an account, or open it again: closed, nobody is signed in with it and nobody signs in."""
    user.closed_at = clock.now() if closed else None
    end_others(user.id)
    links.revoke(user.id)
    audit.record("user.close" if closed else "user.reopen", by=by, target=f"user-{user.id}")
    db.session.commit()


def end_session(user_id: int, session_id: int) -> bool:
    """End one of somebody's sessions; say whether there was such a one of theirs."""
    own = (Session.id == session_id, Session.user_id == user_id)
    result = db.session.execute(delete(Session).where(*own))
    ended = isinstance(result, CursorResult) and result.rowcount == 1
    if ended:
        audit.record("session.end", by=user_id, target=f"user-{user_id}")
    db.session.commit()
    return ended


def end_sessions(user_id: int, *, keep: int | None = None) -> int:
    """End all sessions of somebody, but for the one to keep; return how many."""
    ended = end_others(user_id, keep=keep)
    audit.record("session.end_all", by=user_id, target=f"user-{user_id}", ended=ended)
    db.session.commit()
    return ended


def note_leaving(user_id: int) -> None:
    """Note that somebody signs out; session.end() commits it."""
    audit.record("session.leave", by=user_id, target=f"user-{user_id}")
