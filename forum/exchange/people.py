"""Who wrote in a blog, and whose account that is here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select

from forum.auth.models import NAME_LIMIT, User
from forum.courses.models import Membership, Role
from forum.exchange.entries import Author, Comment, Item
from forum.exchange.lines import address, line
from forum.extensions import db

STAFF = (Role.INSTRUCTOR, Role.ASSISTANT)


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody as the blog knew them. A visitor commented without an account there, under any name."""

    key: str
    name: str
    email: str | None
    is_visitor: bool = False


@dataclass(slots=True)
class Becoming:
    """Which account a writer gets: one that is here, or a new one, which has no password yet."""

    name: str
    email: str | None
    joins: bool  # becomes a student, where they are not in the class in some way
    user_id: int | None = None
    account_name: str = ""
    is_confirmed: bool = False
    has_place: bool = False  # is or was in the class, and stays what they are there

    @property
    def is_here(self) -> bool:
        return bool(self.account_name)


class Writers:
    """Everybody that an export names, by what tells them apart: address, login, name."""

    def __init__(self, authors: Iterable[Author]) -> None:
        found = [(author, _of_author(author)) for author in authors]
        self._by_login = {author.login: writer for author, writer in found}
        self._by_id = {author.id: writer for author, writer in found if author.id}

    def of_post(self, item: Item) -> Writer:
        """Return who wrote a post; its author may be missing among the authors of the file."""
        login = item.author_login
        return self._by_login.get(login) or Writer(f"login:{login}", _name(login), None)

    def of_comment(self, comment: Comment) -> Writer:
        """Return who wrote a comment: an author, somebody else with an account in the blog, or a visitor."""
        if comment.user_id in self._by_id:
            return self._by_id[comment.user_id]
        email, name = address(comment.author_email), _name(comment.author_name)
        if comment.user_id:
            return Writer(f"mail:{email}" if email else f"user:{comment.user_id}", name, email)
        return Writer(f"visitor:{email or name.casefold()}", name, email, is_visitor=True)


def _of_author(author: Author) -> Writer:
    email = address(author.email)
    name = _name(author.display_name or author.login)
    return Writer(f"mail:{email}" if email else f"login:{author.login}", name, email)


def _name(name: str) -> str:
    return line(name, NAME_LIMIT) or _("Anonymous")


class Accounts:
    """Finds for each writer the account that they become."""

    def __init__(self, course_id: int, writers: Iterable[Writer], earlier: dict[str, int]) -> None:
        """Look the accounts up; `earlier` has the authors of what is here already, by the writer's key."""
        # Who had an account in the blog comes first: what visitors typed may be an address of theirs.
        writers = sorted(writers, key=lambda writer: writer.is_visitor)
        rows = _accounts(course_id, {w.email for w in writers if w.email}, set(earlier.values()))
        self._by_id = {row.id: row for row in rows}
        self._by_email = {row.email: row for row in rows if row.email}
        self._earlier = earlier
        self._new: dict[str, Becoming] = {}
        self._here: dict[int, Becoming] = {}
        self.of = {writer.key: self._becoming(writer) for writer in writers}

    def all(self) -> list[Becoming]:
        """Return everybody once; two writers may be one person."""
        return list({id(becoming): becoming for becoming in self.of.values()}.values())

    def _becoming(self, writer: Writer) -> Becoming:
        row = self._by_id.get(self._earlier.get(writer.key, 0)) or self._by_email.get(writer.email)
        speaks_as_staff = writer.is_visitor and row is not None and _teaches(row)
        if row is not None and not speaks_as_staff:
            return self._here.setdefault(row.id, _old(writer, row))
        # Anybody could type the teacher's address under a comment; nobody gets the teacher's voice by that.
        email = None if speaks_as_staff else writer.email
        return self._new.setdefault(email or writer.key, Becoming(writer.name, email, not writer.is_visitor))


def _accounts(course_id: int, emails: set[str], ids: set[int]) -> list[Any]:
    place = and_(Membership.user_id == User.id, Membership.course_id == course_id)
    return list(
        db.session.execute(
            select(
                User.id,
                User.name,
                User.email,
                User.email_confirmed_at,
                User.is_admin,
                Membership.id.label("membership_id"),
                Membership.role,
                Membership.removed_at,
            )
            .outerjoin(Membership, place)
            .where(or_(User.email.in_(emails), User.id.in_(ids)))
        )
    )


def _teaches(row: Any) -> bool:
    return row.is_admin or (row.role in STAFF and row.removed_at is None)


def _old(writer: Writer, row: Any) -> Becoming:
    return Becoming(
        name=writer.name,
        email=row.email,
        joins=row.removed_at is None and (row.membership_id is not None or not writer.is_visitor),
        user_id=row.id,
        account_name=row.name,
        is_confirmed=row.email_confirmed_at is not None,
        has_place=row.membership_id is not None,
    )
