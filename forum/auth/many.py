"""Many accounts at once, in as many statements as for a few."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import String, select

from forum import audit, upserts
from forum.auth import handles
from forum.auth.models import User
from forum.auth.queries import UNPROVED
from forum.extensions import db
from forum.lists import among, pairs

TABLE = User.metadata.tables[User.__tablename__]


def create(people: Mapping[str, str], *, by: int | None) -> dict[str, int]:
    """Make accounts without a password, {address: name}, and return their ids by address. The caller commits.

    Addresses are as normal_email() gives them. Who has an account keeps it, and the name that it has.
    """
    if not people:
        return {}
    made = _insert(people)
    handles.give_all({user_id: people[email] for email, user_id in made.items()})
    audit.record_people("user.add", made.values(), by=by)
    return made | ids(people.keys() - made.keys())


def _insert(people: Mapping[str, str]) -> dict[str, int]:
    """Make accounts and return their ids by address; of those only that were not there.

    In the order of their addresses: two who do this at once never lock each other.
    """
    given = pairs(people)
    rows = select(given.c.key, given.c.value).where(given.c.key != "").order_by(given.c.key)
    new = upserts.insert(TABLE).from_select(["email", "name"], rows)
    made = new.on_conflict_do_nothing(index_elements=[TABLE.c.email]).returning(TABLE.c.email, TABLE.c.id)
    return {row.email: row.id for row in db.session.execute(made)}


def ids(emails: Iterable[str]) -> dict[str, int]:
    """Return the ids of the accounts that have these addresses."""
    return {email: row.id for email, row in known(emails).items()}


def known(emails: Iterable[str]) -> dict[str, Any]:
    """Return the accounts that have these addresses, by address: id, name, is_unproved."""
    query = select(User.email, User.id, User.name, UNPROVED.label("is_unproved"))
    rows = db.session.execute(query.where(User.email.in_(among(emails, String))))
    return {row.email or "": row for row in rows}
