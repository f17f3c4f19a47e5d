"""Who people are: accounts, their sessions, the links mailed to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.clock import UtcDateTime, now
from forum.extensions import Model

NAME_LIMIT = 100  # characters
EMAIL_LIMIT = 254  # characters, RFC 5321 section 4.5.3.1.3
HANDLE_LIMIT = 40  # characters
CURRENT = text("is_current")


class User(Model):
    """A person. Without a password hash nobody can sign in as them until they set one by mail."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(
        String(EMAIL_LIMIT), unique=True
    )  # in lower case; None: unknown
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)
    uses_keys: Mapped[bool] = mapped_column(
        default=True, server_default=true()
    )  # single keys, as in static/keys.js
    # Where they live, as an IANA name, for the hours of their mail; "": where their class is.
    time_zone: Mapped[str] = mapped_column(String(60), default="", server_default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # nobody signs in; what they wrote stays
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Handle(Model):
    """What somebody is called behind an @. Handles that they had before lead to them as well, for ever."""

    __tablename__ = "handle"
    __table_args__ = (
        Index("uq_handle_current", "user_id", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT),
    )

    name: Mapped[str] = mapped_column(String(HANDLE_LIMIT), primary_key=True)  # folded, see auth/handles.py
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    is_current: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Session(Model):
    """One browser in which somebody is signed in; without its row a cookie is worth nothing."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    agent: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    user: Mapped[User] = relationship(lazy="raise")


class MailedLink(Model):
    """A secret that went to somebody's mailbox, good for one use."""

    __tablename__ = "mailed_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))  # "reset", "email" or "join"
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(EMAIL_LIMIT))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KeptForm(Model):
    """What somebody was sending when their session or its token had ended; offered again, then deleted."""

    __tablename__ = "kept_form"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), unique=True)
    path: Mapped[str] = mapped_column(String(500))
    fields: Mapped[list[list[str]]] = mapped_column(JSON)  # [[name, value], ...] as they were sent
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class AuditEvent(Model):
    """Who did what to what, and when; written by audit.record()."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_course_id_at", "course_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL"), index=True
    )
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    verb: Mapped[str] = mapped_column(String(40))  # "post.hide"
    target: Mapped[str] = mapped_column(String(40), default="")  # "post-42"
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
