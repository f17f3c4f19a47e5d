"""The one door of every sign-in: sessions are rows, the cookie holds a secret that opens one."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response, current_app, request
from flask import session as cookie
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy import CursorResult, bindparam, delete, insert, select, update
from sqlalchemy.exc import OperationalError

from forum import clock
from forum.auth import kept
from forum.auth.models import Session, User
from forum.extensions import db, login
from forum.rows import fetch
from forum.signing import SignedCookie

SEEN_EVERY = timedelta(minutes=10)  # a reading member writes no more often than that

# Built once: every request of a member runs it.
BY_TOKEN = (
    select(
        Session.id,
        Session.seen_at,
        Session.created_at,
        User.id.label("user_id"),
        User.name,
        User.email,
        User.is_admin,
        User.uses_keys,
    )
    .join(User, User.id == Session.user_id)
    .where(Session.token_hash == bindparam("token_hash"), User.closed_at.is_(None))
)


@dataclass(frozen=True, slots=True, eq=False)
class SignedIn(UserMixin):
    """Who is signed in, as one statement read it."""

    id: int
    name: str
    email: str | None
    is_admin: bool
    uses_keys: bool
    session_id: int
    token: str

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    """Let Flask-Login find people by their session row."""
    app.session_interface = SignedCookie()
    login.session_protection = None  # the row decides, not the browser's name,
    login._session_identifier_generator = str  # of which each request would make a hash none the less
    login.init_app(app)
    login.user_loader(load)
    login.unauthorized_handler(ask_to_sign_in)


def digest(token: str) -> str:
    """Return what is stored of a secret: its SHA-256; the secret has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def load(token: str) -> SignedIn | None:
    """Return who holds this session, unless it was ended, was idle too long, or is too old."""
    row = fetch(BY_TOKEN, token_hash=digest(token)).one_or_none()
    now = clock.now()
    if row is None or _expired(row.created_at, row.seen_at, now):
        return None
    if now - row.seen_at > SEEN_EVERY:
        _touch(row.id, now)
    return SignedIn(row.user_id, row.name, row.email, row.is_admin, row.uses_keys, row.id, token)


def _expired(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    idle: timedelta = current_app.config["SEMINAR_SESSION_IDLE_DAYS"]
    absolute: timedelta = current_app.config["SEMINAR_SESSION_DAYS"]
    return now - seen_at > idle or now - created_at > absolute


def _touch(session_id: int, now: datetime) -> None:
    """Note that somebody is still here; a page is not refused because that could not be written."""
    try:
        db.session.execute(update(Session).where(Session.id == session_id).values(seen_at=now))
        db.session.commit()
    except OperationalError:
        db.session.rollback()


def begin(user: User) -> None:
    """Sign somebody in: a new session row, a new cookie; whatever session came before is ended."""
    token = secrets.token_urlsafe(32)
    agent, address = request.user_agent.string[:200], (request.remote_addr or "")[:45]
    created = db.session.execute(
        insert(Session)
        .values(user_id=user.id, token_hash=digest(token), agent=agent, address=address)
        .returning(Session.id)
    ).scalar_one()
    end_expired(user.id)
    _end_present()
    db.session.commit()
    cookie.clear()
    cookie.permanent = True
    cookie["writer"] = user.id  # outlives the session: whose words to keep when it has ended
    login_user(SignedIn(user.id, user.name, user.email, user.is_admin, user.uses_keys, created, token))


def end() -> None:
    """Sign out: the row goes, so that a copied cookie is dead."""
    _end_present()
    db.session.commit()
    writer = cookie.get("writer")
    logout_user()
    cookie.clear()
    cookie["writer"] = writer


def _end_present() -> None:
    """Delete the row of this request's session: by its secret, for SQLite gives a free id to another row."""
    if current_user.is_authenticated:
        db.session.execute(delete(Session).where(Session.token_hash == digest(current_user.token)))


def end_others(user_id: int, *, keep: int | None = None) -> int:
    """End all sessions of somebody but the one to keep; return how many. The caller commits."""
    gone = delete(Session).where(Session.user_id == user_id)
    result = db.session.execute(gone if keep is None else gone.where(Session.id != keep))
    return result.rowcount if isinstance(result, CursorResult) else 0


def end_expired(user_id: int) -> None:
    """Delete somebody's sessions that have run out, so that the table does not grow with every sign-in."""
    now = clock.now()
    idle: timedelta = current_app.config["SEMINAR_SESSION_IDLE_DAYS"]
    absolute: timedelta = current_app.config["SEMINAR_SESSION_DAYS"]
    old = (Session.seen_at < now - idle) | (Session.created_at < now - absolute)
    db.session.execute(delete(Session).where(Session.user_id == user_id, old))


def ask_to_sign_in() -> Response:
    """Send a stranger to the sign-in page; what they were sending is kept for them."""
    return kept.sign_in_first()
