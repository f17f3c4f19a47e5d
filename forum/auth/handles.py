"""Handles: what people are called behind an @. Who had one keeps it, so that it leads to them for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Integer, String, bindparam, cast, literal, select, update

from forum import audit, clock, upserts
from forum.auth import attempts, queries
from forum.auth.attempts import Refused
from forum.auth.models import HANDLE_LIMIT, Handle, User
from forum.extensions import db
from forum.lists import among, pairs
from forum.rows import fetch
from forum.text_mentions import folded

SHORTEST = 2  # characters of a handle that is chosen
MOST = 10  # handles of one person, earlier ones included: nobody else can ever have them
ROOM_FOR_NUMBER = 6  # characters at the end of a handle, for "-2" and its like
ROUNDS = 20  # in which many at once try for a free number
NAMELESS = "member"  # whose name has neither letters nor digits
TABLE = Handle.metadata.tables[Handle.__tablename__]


@upserts.built_once
def _unless_taken() -> Any:
    """Build the statement that gives a handle, and nothing where somebody else was faster."""
    new = upserts.insert(TABLE).values({column.name: bindparam(column.name) for column in TABLE.c})
    return new.on_conflict_do_nothing(index_elements=[TABLE.c.name]).returning(TABLE.c.user_id)


def give(user: User) -> str:
    """Give a new account the handle that its name suggests, or the next that is free; return it.

    The account has its id already. The caller commits.
    """
    base = suggested(user.name)
    taken = set(db.session.scalars(select(Handle.name).where(Handle.name.startswith(base, autoescape=True))))
    free = (name for name in _numbered(base) if name not in taken)
    return next(name for name in free if _is_given(user.id, name))


def give_all(users: Mapping[int, str]) -> None:
    """Give new accounts, {id: name}, the handles that give() would give them. The caller commits.

    In a few statements for all; whose handle somebody else took meanwhile get theirs one by one.
    """
    waiting = {user_id: suggested(name) for user_id, name in users.items()}
    numbers: Counter[str] = Counter()
    for _round in range(ROUNDS):
        wished = {user_id: _next(base, numbers) for user_id, base in waiting.items()}
        asked = select(Handle.name).where(Handle.name.in_(among(wished.values(), String)))
        taken = set(db.session.scalars(asked))
        _write({name: user_id for user_id, name in wished.items() if name not in taken})
        waiting = {user_id: waiting[user_id] for user_id, name in wished.items() if name in taken}
        if not waiting:
            break
    for user_id in _without(users):
        give(queries.user(user_id))


def _next(base: str, numbers: Counter[str]) -> str:
    """Return the next handle that a name suggests."""
    numbers[base] += 1
    return base if numbers[base] == 1 else f"{base}-{numbers[base]}"


def _write(handles: Mapping[str, int]) -> None:
    """Give people handles, but those that somebody has."""
    given = pairs(handles)
    current = (cast(given.c.value, Integer), given.c.key, literal(True))
    rows = select(*current).where(given.c.key != "").order_by(given.c.key)
    new = upserts.insert(TABLE).from_select(["user_id", "name", "is_current"], rows)
    db.session.execute(new.on_conflict_do_nothing(index_elements=[TABLE.c.name]))


def _without(user_ids: Iterable[int]) -> list[int]:
    """Return those of some accounts that have no handle."""
    having = select(Handle.user_id).where(Handle.user_id == User.id, Handle.is_current).exists()
    return list(db.session.scalars(select(User.id).where(User.id.in_(among(user_ids)), ~having)))


def suggested(name: str) -> str:
    """Return the handle that a name suggests, with room for a number."""
    return folded(name)[: HANDLE_LIMIT - ROOM_FOR_NUMBER].strip("-") or NAMELESS


def _numbered(base: str) -> Iterator[str]:
    yield base
    yield from (f"{base}-{number}" for number in count(2))


def _is_given(user_id: int, name: str) -> bool:
    """Give somebody a handle as their current one, if nobody has or had it; say whether that was so."""
    row = {"name": name, "user_id": user_id, "is_current": True, "made_at": clock.now()}
    return bool(fetch(_unless_taken(), **row))


def change(user: User, name: str, *, address: str) -> None:
    """Give somebody a handle that they chose, as folded() writes it: a new one, or one that they had.

    Raises Refused when it is or was somebody else's, or when they had too many.
    """
    attempts.count("handle", f"user-{user.id}", address)
    db.session.execute(select(User.id).where(User.id == user.id).with_for_update())  # one window at a time
    own = set(db.session.scalars(select(Handle.name).where(Handle.user_id == user.id)))
    if name not in own and len(own) >= MOST:
        raise Refused(_("You have had %(most)d handles. Go back to one of them.", most=MOST))
    if not _is_current_now(user.id, name, had=name in own):
        db.session.rollback()
        raise Refused(_("This handle is taken. Choose another one."))
    audit.record("handle.change", by=user.id, target=f"user-{user.id}", handle=name)
    db.session.commit()


def _is_current_now(user_id: int, name: str, *, had: bool) -> bool:
    """Let somebody's current handle be this one and no other; say whether they could have it."""
    mine = update(Handle).where(Handle.user_id == user_id)
    db.session.execute(mine.where(Handle.is_current).values(is_current=False))
    if not had:
        return _is_given(user_id, name)
    db.session.execute(mine.where(Handle.name == name).values(is_current=True))
    return True
