"""What happens to words on their way: saved while they are typed, ended when they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, not_, or_, select, update
from werkzeug.exceptions import Conflict, Gone, TooManyRequests

from forum import clock, upserts
from forum.clock import UtcDateTime
from forum.extensions import db
from forum.rows import fetch
from forum.standing import Member
from forum.writing import places
from forum.writing.models import Unsent
from forum.writing.places import Place
from forum.writing.turns import NO_TURN, Turn

MOST = 200  # drafts of one member in one class
ENDED_KEPT = timedelta(days=1)  # a throwing away can be taken back so long
KEY_KEPT = timedelta(weeks=5)  # longer than WEEKS in static/writing.js: none come back from a browser
WAIT = 3600  # seconds, for who has too many

UNSENT: Any = Unsent.__table__
HAS_WORDS = or_(Unsent.title != "", Unsent.body != "")
ROW = ("user_id", "key", "course_id")
SAVED = (UNSENT.c.key, UNSENT.c.saves, UNSENT.c.saved_at, UNSENT.c.post_id)


class SavedElsewhere(Conflict):
    """The same draft was saved from another page since: this one is to be another draft."""


class Ended(Gone):
    """These words were sent, or thrown away: what comes now comes too late."""


class Overtaken(Ended):
    """Newer words of the same page are here; `saves` says how often they were saved."""

    def __init__(self, saves: int) -> None:
        super().__init__()
        self.saves = saves


@dataclass(frozen=True, slots=True)
class Words:
    """What a form holds: where it stands, its title and text, and the rest of it as [[name, value], ...]."""

    place: Place
    title: str
    body: str
    fields: list[list[str]]


def save(words: Words, key: str, *, by: Member, saw: int, turn: Turn = NO_TURN) -> Any:
    """Save the words of a form; return how often that was done by now, when, and the post they belong to.

    `saw` is the number of saves that the form's page knows of. The same words sent twice are saved once more,
    whatever it saw, and so are words of the very page that saved last. Raises SavedElsewhere, Ended,
    Overtaken, and TooManyRequests for more than MOST drafts.
    """
    if not saw and _has_many(by, key):
        raise TooManyRequests(retry_after=WAIT)
    row = {
        "user_id": by.user_id,
        "key": key,
        "course_id": by.course_id,
        "place": str(words.place),
        "post_id": places.post_at(words.place, by.course_id),
        "comment_id": places.comment_at(words.place, by.course_id),
        "title": words.title,
        "body": words.body,
        "fields": words.fields,
        "page": turn.page,
        "turn": turn.number,
        "saved_at": clock.now(),
    }
    saved = db.session.execute(_upsert(row, saw, turn)).one_or_none() or _saved_before(row, turn)
    db.session.commit()
    return saved


def _has_many(by: Member, key: str) -> bool:
    mine = (Unsent.user_id == by.user_id, Unsent.course_id == by.course_id, Unsent.ended_at.is_(None))
    others = select(func.count()).select_from(Unsent).where(*mine, Unsent.key != key)
    return (db.session.scalar(others) or 0) >= MOST


def _upsert(row: dict[str, Any], saw: int, turn: Turn) -> Any:
    new = upserts.insert(UNSENT).values(**row, saves=1)
    as_seen = UNSENT.c.saves == saw
    the_same = and_(UNSENT.c.title == row["title"], UNSENT.c.body == row["body"])
    changed = {name: new.excluded[name] for name in row if name not in ROW}
    return new.on_conflict_do_update(
        index_elements=["user_id", "key"],
        set_={**changed, "saves": UNSENT.c.saves + 1},
        where=and_(
            UNSENT.c.ended_at.is_(None),
            UNSENT.c.course_id == row["course_id"],
            or_(as_seen, the_same, turn.goes_on(UNSENT.c)),
            not_(turn.comes_late(UNSENT.c)),
        ),
    ).returning(*SAVED)


def _saved_before(row: dict[str, Any], turn: Turn) -> Any:
    """Return the draft if this very save has made it before. Raises why else it was not written."""
    late = and_(turn.comes_late(UNSENT.c), UNSENT.c.course_id == row["course_id"]).label("late")
    mine = (UNSENT.c.user_id == row["user_id"], UNSENT.c.key == row["key"])
    query = select(*SAVED, UNSENT.c.turn, UNSENT.c.ended_at, late).where(*mine)
    there = db.session.execute(query).one_or_none()
    db.session.rollback()
    if there and there.ended_at:
        raise Ended
    if not there or not there.late:
        raise SavedElsewhere
    if there.turn > turn.number:
        raise Overtaken(there.saves)
    return there


@upserts.built_once
def _end() -> Any:
    values = {name: bindparam(name, type_=UNSENT.c[name].type) for name in ROW}
    at = bindparam("at", type_=UtcDateTime())
    nothing = {
        "fields": [],
        **dict.fromkeys(("title", "body", "page"), ""),
        **dict.fromkeys(("saves", "turn"), 0),
    }
    new = upserts.insert(UNSENT).values(**values, **nothing, place=places.NEW_POST, saved_at=at, ended_at=at)
    return new.on_conflict_do_update(
        index_elements=["user_id", "key"], set_={"ended_at": new.excluded.ended_at}
    )


def end(key: str | None, *, by: Member) -> None:
    """Let words be no draft any more, for they were sent; without a key there were none. The caller commits.

    A save that was on its way meanwhile finds that out, also where it would have been the first.
    """
    if key:
        fetch(_end(), user_id=by.user_id, key=key, course_id=by.course_id, at=clock.now())


def throw_away(key: str, user_id: int) -> bool:
    """Throw a draft away; it is kept for a day, for who changes their mind."""
    return _change(key, user_id, Unsent.ended_at.is_(None), ended_at=clock.now())


def bring_back(key: str, user_id: int) -> bool:
    """Take a throwing away back."""
    return _change(key, user_id, Unsent.ended_at.is_not(None), ended_at=None)


def _change(key: str, user_id: int, condition: Any, **values: Any) -> bool:
    mine = (Unsent.user_id == user_id, Unsent.key == key, HAS_WORDS, condition)
    changed = update(Unsent).where(*mine).values(**values).returning(Unsent.key)
    found = db.session.scalar(changed.execution_options(synchronize_session=False))
    db.session.commit()
    return found is not None


def tidy() -> None:
    """Forget the words that were ended a day ago, and then their keys; and what has no words any more."""
    now = clock.now()
    no_words = and_(Unsent.title == "", Unsent.body == "")
    empty = and_(no_words, Unsent.ended_at.is_(None), Unsent.saved_at < now - ENDED_KEPT)
    done = update(Unsent).where(Unsent.ended_at < now - ENDED_KEPT, ~no_words)
    for old in (
        done.values(title="", body="", fields=[]),
        delete(Unsent).where(or_(Unsent.ended_at < now - KEY_KEPT, empty)),
    ):
        db.session.execute(old.execution_options(synchronize_session=False))
    db.session.commit()
