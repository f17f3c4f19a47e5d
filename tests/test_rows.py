"""Statements that are compiled once give what SQLAlchemy gives, and fail as it fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, event, func, insert, literal, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, MultipleResultsFound, NoResultFound, OperationalError

from forum import audit, rows
from forum.auth.models import AuditEvent, User
from forum.courses.models import Course
from forum.extensions import db
from forum.prepared import number
from tests import factories
from tests.people import SLUG, Cast
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]

PERSON = select(User.id, User.name, User.is_admin, User.created_at, User.closed_at).where(
    User.id == number("of")
)
EVERYBODY = select(User.id, User.name).order_by(User.id)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, cast: Cast) -> list[bool]:
    """Note of each statement whether it went our way."""
    ways: list[bool] = []

    def note(*args: Any) -> Any:
        ways.append(True)
        return run(*args)

    run = rows._run
    monkeypatch.setattr(rows, "_run", note)
    return ways


def the_long_way(statement: Any, **values: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(statement, values)]


def test_rows_have_the_types_and_the_names_of_the_columns(quick: list[bool], cast: Cast) -> None:
    row = rows.fetch(PERSON, of=cast.adam).one()
    assert (row.id, row.name, row.is_admin, row.closed_at) == (cast.adam, "Adam", True, None)
    assert row.created_at.tzinfo is UTC
    assert [tuple(row)] == the_long_way(PERSON, of=cast.adam)
    assert rows.fetch(PERSON, of=cast.sam).one().is_admin is False
    assert quick == [True, True]


def test_many_none_one_and_a_number(cast: Cast) -> None:
    everybody = rows.fetch(EVERYBODY)
    assert [tuple(row) for row in everybody] == the_long_way(EVERYBODY)
    assert rows.fetch(select(func.count()).select_from(User)).scalar() == len(everybody)
    nobody = rows.fetch(PERSON, of=0)
    assert (nobody, nobody.one_or_none(), nobody.scalar()) == ([], None, None)
    with pytest.raises(NoResultFound):
        nobody.one()
    for only in (everybody.one, everybody.one_or_none):
        with pytest.raises(MultipleResultsFound):
            only()


def test_values_fit_the_database_each_time(quick: list[bool], cast: Cast) -> None:
    """Times, states and JSON are turned into what the database takes: those of a run and those that stay."""
    at = datetime(2027, 3, 1, 12, 30, tzinfo=UTC)
    audit.record("test.note", by=cast.sam, course=cast.course, target="post-1", words=["é", None, 3])
    made = insert(AuditEvent.metadata.tables["audit_event"]).returning(AuditEvent.id, AuditEvent.at).inline()
    row = rows.fetch(made, verb="x", at=at, detail={}, actor_id=None, course_id=None, target="").one()
    assert row.at == at
    since = select(AuditEvent.verb, AuditEvent.detail).where(AuditEvent.at == bindparam("at", at))
    assert rows.fetch(since, at=at).one() == ("x", {})
    noted = select(AuditEvent.detail).where(AuditEvent.verb == literal("test.note"))
    assert rows.fetch(noted).scalar() == {"words": ["é", None, 3]}
    assert len(quick) == 4


def test_what_is_written_is_of_the_sessions_transaction(cast: Cast) -> None:
    rename = update(Course.metadata.tables["course"]).where(Course.id == number("of")).values(term="Now")
    rows.fetch(rename, of=cast.course)
    assert db.session.scalar(select(Course.term).where(Course.id == cast.course)) == "Now"
    db.session.rollback()
    assert db.session.scalar(select(Course.term).where(Course.id == cast.course)) != "Now"
    rows.fetch(rename, of=cast.course)
    db.session.commit()
    assert db.session.scalar(select(Course.term).where(Course.id == cast.course)) == "Now"


def test_columns_that_were_not_given_get_their_defaults(cast: Cast) -> None:
    comment_id = factories.comment(factories.member("sam"), factories.post(factories.member("sue")))
    assert factories.of_comment(comment_id, "reply_count", "heart_count", "hidden_reason") == (0, 0, "")


def test_an_in_of_many_goes_the_long_way(quick: list[bool], cast: Cast) -> None:
    some = select(User.name).where(User.id.in_(bindparam("ids", expanding=True))).order_by(User.id)
    for ids in ([cast.sam], [cast.sam, cast.sue]):
        assert [row.name for row in rows.fetch(some, ids=ids)] == ["Sam", "Sue"][: len(ids)]
    assert quick == []


def test_who_listens_hears_every_statement(quick: list[bool], cast: Cast) -> None:
    heard: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        row = rows.fetch(PERSON, of=cast.sam).one()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert (len(heard), quick) == (1, [])
    assert row == rows.fetch(PERSON, of=cast.sam).one()
    assert (len(heard), quick) == (1, [True])  # and nobody listens any more


def wrong(cast: Cast) -> dict[str, tuple[Any, dict[str, Any], type[DBAPIError]]]:
    taken = update(User.metadata.tables["user_account"]).where(User.id == number("of"))
    email = select(User.email).where(User.id == cast.sue).scalar_subquery()
    return {
        "a rule is broken": (taken.values(email=email), {"of": cast.sam}, IntegrityError),
        "there is no such thing": (select(text("nothing")).select_from(text("nowhere")), {}, DBAPIError),
    }


@pytest.mark.parametrize("what", ["a rule is broken", "there is no such thing"])
def test_it_fails_as_sqlalchemy_does(quick: list[bool], cast: Cast, what: str) -> None:
    statement, values, kind = wrong(cast)[what]
    with pytest.raises(kind) as theirs:
        db.session.execute(statement, values)
    db.session.rollback()
    with pytest.raises(kind) as ours:
        rows.fetch(statement, **values)
    db.session.rollback()
    assert type(ours.value) is type(theirs.value)
    assert not ours.value.connection_invalidated
    assert rows.fetch(PERSON, of=cast.sam).one().name == "Sam"


def test_a_locked_database_is_an_operational_error(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits in vain for another writer can say so: the callers of reading/actions.opened do."""
    touch = update(Course.metadata.tables["course"]).values(term="Now").where(Course.id == number("of"))
    on_postgresql = db.engine.dialect.name == "postgresql"
    with db.engine.connect() as other:
        other.execute(touch, {"of": cast.course})
        impatient = "SET LOCAL lock_timeout = '50ms'" if on_postgresql else "PRAGMA busy_timeout = 50"
        db.session.execute(text(impatient))
        with pytest.raises(OperationalError):
            rows.fetch(touch, of=cast.course)
        db.session.rollback()


def test_a_lost_connection_takes_the_others_out_of_the_pool(cast: Cast) -> None:
    """After a restart of the server one request fails, not one for each connection."""
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        some = [db.engine.connect() for _ in range(3)]
        pids = [each.execute(select(func.pg_backend_pid())).scalar_one() for each in some]
        for each in some[1:]:
            each.close()
        kill = text("SELECT pg_terminate_backend(pid) FROM unnest(:pids) AS pid")
        some[0].execute(kill, {"pids": pids[1:]})
        with pytest.raises(OperationalError) as lost:
            rows.fetch(PERSON, of=cast.sam)
        assert lost.value.connection_invalidated
        db.session.rollback()
        some[0].close()
    for _again in range(2):
        assert rows.fetch(PERSON, of=cast.sam).one().name == "Sam"
        db.session.remove()


def test_a_connection_that_was_closed_under_our_hands_is_told_as_well(cast: Cast) -> None:
    rows.fetch(PERSON, of=cast.sam)
    db.session.connection().connection.dbapi_connection.close()
    with pytest.raises(DBAPIError):
        rows.fetch(PERSON, of=cast.sam)
    db.session.remove()
    db.engine.dispose()
    assert rows.fetch(PERSON, of=cast.sam).one().name == "Sam"


PAGES = (
    "/",
    "/?all=1",
    HERE + "/",
    f"{HERE}/categories/uncategorized",
    f"{HERE}/new",
    f"{HERE}/search?q=word",
)


def test_a_page_that_was_seen_compiles_nothing(browse: Browse, cast: Cast) -> None:
    """A statement put together for each visit would be compiled each time, and push the others out."""
    post_id = factories.post(factories.member("sam"))
    pages = [*PAGES, f"{HERE}/posts/{post_id}", f"{HERE}/posts/{post_id}/news?since=0"]
    for name in ("sue", "adam"):
        visitor = browse(name)
        for _first in range(2):  # what was new is read then
            for page in pages:
                visitor.get(page)
        before = rows._compiled.cache_info().misses
        assert {page: visitor.get(page).status_code < 500 for page in pages} == dict.fromkeys(pages, True)
        assert rows._compiled.cache_info().misses == before


def test_everything_that_the_main_pages_ask_is_compiled(
    browse: Browse, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement that went the long way by mistake would be four times as dear, and nobody would see it."""
    post_id = factories.post(factories.member("sam"))
    long_ways: list[str] = []

    def look(statement: Any, *args: Any) -> Any:
        found = compiled(statement, *args)
        if found is None:
            long_ways.append(str(statement))
        return found

    compiled = rows._compiled
    monkeypatch.setattr(rows, "_compiled", look)
    sue = browse("sue")
    for page in ("/", "/categories/uncategorized", f"/posts/{post_id}", f"/posts/{post_id}/news?since=0"):
        assert sue.get(f"{HERE}{page}").status_code in (200, 204)
    answer = sue.post(f"{HERE}/posts/{post_id}/comments", {"body": "Said at once."}, via="htmx")
    assert (answer.status_code, long_ways) == (200, [])
