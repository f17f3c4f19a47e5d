"""Many accounts at once, in as many statements as for a few."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from forum import audit, clock
from forum.auth import handles
from forum.auth.models import User
from forum.extensions import db
from forum.rows import batched

TABLE = User.metadata.tables[User.__tablename__]
NEW = {
    dialect.dialect.name: dialect.insert(TABLE).on_conflict_do_nothing(index_elements=[TABLE.c.email])
    for dialect in (sqlite, postgresql)
}


def create(people: Mapping[str, str], *, by: int | None) -> dict[str, int]:
    """Make accounts without a password, {address: name}, and return their ids by address. The caller commits.

    Addresses are as normal_email() gives them. Who has an account keeps it, and the name that it has.
    """
    there = ids(people)
    new = sorted(people.keys() - there.keys())  # in order, so that two who do this never lock each other
    now = clock.now()
    rows = [
        {"email": email, "name": people[email], "is_admin": False, "uses_keys": True, "time_zone": ""}
        | {"created_at": now}
        for email in new
    ]
    if not rows:
        return there
    db.session.execute(NEW[db.engine.dialect.name], rows)
    made = ids(new)
    handles.give_all({user_id: people[email] for email, user_id in made.items()})
    audit.record_all("user.add", {f"user-{user_id}": {} for user_id in made.values()}, by=by, course=None)
    return there | made


def ids(emails: Iterable[str]) -> dict[str, int]:
    """Return the ids of the accounts that have these addresses."""
    return {
        row.email: row.id
        for some in batched(emails)
        for row in db.session.execute(select(User.email, User.id).where(User.email.in_(some)))
    }
