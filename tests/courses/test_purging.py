"""Destroying a class: nothing of it is left anywhere, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, MetaData, Table, func, select, text, update

from forum import clock
from forum.auth.models import AuditEvent, KeptForm, User
from forum.courses import closing, purging, retention
from forum.courses.models import Copy, Course, Grouping, Placing, Section
from forum.courses.tasks import purge_later
from forum.extensions import db, huey
from forum.feeds import keys
from forum.letters.models import Letter
from forum.notify import telling
from forum.peers.models import Answer, Review
from forum.posts import actions as posts
from forum.posts.draft import Draft
from forum.posts.models import Post
from forum.prompts.models import Arrangement, Prompt, PromptSection
from forum.reading.models import Seen
from forum.search.models import FTS5
from tests import factories
from tests.courses.stories import HERE, at_once, change, course, leads_to
from tests.factories import member
from tests.people import SLUG, Cast, email
from tests.sweeps import furniture
from tests.visitor import Visitor

WORD = "zephyranth"  # in every text of the class, and in no other
URL = f"/courses/{SLUG}/purge"

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def full(cast: Cast) -> dict[str, Any]:
    """Both classes with something in every table; what is in the one says the word."""
    things = furniture.furnish(cast)
    _say_the_word(cast, things)
    _teach(cast)
    telling.tell()
    assert closing.close(cast.course, keep_until=None, by=member("ines"))
    return things


def _say_the_word(cast: Cast, things: dict[str, Any]) -> None:
    sam, ines = member("sam"), member("ines")
    post_id = posts.write(Draft(f"On the {WORD}", f"A {WORD}, @sue.", co_author_ids=[cast.sue]), by=sam)
    factories.comment(member("sue"), post_id, f"No {WORD}!")
    posts.edit(
        post_id, Draft(f"The {WORD} anew", f"Another {WORD}.", co_author_ids=[cast.sue]), by=ines, seen=None
    )
    posts.hide(factories.post(sam), by=ines, reason=f"Too much {WORD}.")
    db.session.execute(update(KeptForm).values(fields=[["body", f"A kept {WORD}."]]))
    db.session.add(Seen(user_id=cast.sue, post_id=post_id, course_id=cast.course, comment_id=0))
    db.session.commit()


def _teach(cast: Cast) -> None:
    section = Section(course_id=cast.course, name=f"The {WORD}s", grouping=Grouping.SECTION)
    prompt = Prompt(course_id=cast.course, title=WORD, body_markdown=WORD, body_html=WORD, for_sections=True)
    db.session.add_all([section, prompt])
    db.session.flush()
    db.session.add(Placing(course_id=cast.course, section_id=section.id, user_id=cast.sam))
    db.session.add(PromptSection(prompt_id=prompt.id, section_id=section.id))
    db.session.add(Arrangement(course_id=cast.course, prompt_id=prompt.id, user_id=cast.sam, note=WORD))
    of_sam = select(Post.id).where(Post.author_id == cast.sam, Post.course_id == cast.course)
    about = {"course_id": cast.course, "prompt_id": prompt.id, "post_id": db.session.scalar(of_sam)}
    review = Review(user_id=cast.sue, **about)
    db.session.add(review)
    db.session.flush()
    db.session.add(Answer(review_id=review.id, body_markdown=WORD, body_html=WORD))
    db.session.add(Letter(course_id=cast.course, sender_id=cast.ines, subject=WORD, recipients=1))
    db.session.flush()
    answered = {"prompt_id": prompt.id, "gate_id": prompt.id, "section_id": section.id}
    db.session.execute(update(Post).where(Post.author_id == cast.sam).values(**answered))
    db.session.commit()


def reflected() -> MetaData:
    """Return the tables as the database has them, whatever the models say."""
    found = MetaData()
    found.reflect(db.engine)
    return found


def of_class(connection: Connection, table: Table, course_id: int) -> int:
    here = select(func.count()).select_from(table).where(table.c.course_id == course_id)
    return connection.scalar(here) or 0


def left(course_id: int) -> dict[str, int]:
    """Return how many rows each table has of a class."""
    with db.engine.connect() as connection:
        tables = [table for table in reflected().tables.values() if "course_id" in table.c]
        return {table.name: of_class(connection, table, course_id) for table in tables}


def everything() -> Rows:
    """Return all rows of all tables, but for the index that hangs on the words."""
    with db.engine.connect() as connection:
        tables = reflected().sorted_tables
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in tables
            if not table.name.startswith(FTS5)
        }


def saying(word: str) -> Iterator[str]:
    """Yield the tables in which a word stands."""
    for name, rows in everything().items():
        if any(word in str(value).lower() for row in rows for value in row):
            yield name


def purge(cast: Cast) -> None:
    assert purging.begin(cast.course, by=cast.adam)
    purging.go_on()


def test_before_it_every_table_has_something_of_the_class(cast: Cast, full: dict[str, Any]) -> None:
    """Else the tests below would prove little. Who adds a table fills it above."""
    assert [name for name, rows in left(cast.course).items() if not rows] == []
    assert {"post", "comment", "revision", "passage", "prompt", "kept_form"} <= set(saying(WORD))


def test_after_it_no_table_has_a_row_of_the_class(cast: Cast, full: dict[str, Any]) -> None:
    purge(cast)
    assert {name: rows for name, rows in left(cast.course).items() if rows} == {}
    assert db.session.get(Course, cast.course) is None
    assert list(saying(WORD)) == []


def test_other_classes_and_people_are_untouched(cast: Cast, full: dict[str, Any]) -> None:
    before = everything()
    purge(cast)
    after = everything()
    for table in reflected().tables.values():
        if "course_id" in table.c and table.name in after:
            place = table.c.keys().index("course_id")
            others = [row for row in before[table.name] if row[place] not in (cast.course, None)]
            assert [row for row in after[table.name] if row[place] is not None] == others, table.name
    for name in ("user_account", "handle", "user_session"):
        assert after[name] == before[name], name
    assert [row for row in before["course"] if row[0] != cast.course] == after["course"]


def test_accounts_stay_and_open_what_else_they_have(cast: Cast, full: dict[str, Any], visit: Visitor) -> None:
    users = db.session.scalar(select(func.count()).select_from(User))
    purge(cast)
    assert db.session.scalar(select(func.count()).select_from(User)) == users
    assert visit.as_("sam").get("/").status_code == 200
    assert visit.get(f"{HERE}/").status_code == 404


def test_the_search_has_none_of_its_words(cast: Cast, full: dict[str, Any]) -> None:
    purge(cast)
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM passage WHERE words LIKE '%zephyr%'")) == 0
        if db.engine.dialect.name == "sqlite":
            connection.execute(
                text(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', '{FTS5}', 'row')")
            )
            words = select(text("term")).select_from(text("temp.vocabulary"))
            assert [word for word in connection.scalars(words) if word.startswith("zephyr")] == []
            blocks = connection.scalars(select(text("block")).select_from(text(f"{FTS5}_data"))).all()
            assert [block for block in blocks if b"zephyr" in block] == []


def test_the_trail_says_that_it_was_and_no_more(cast: Cast, full: dict[str, Any]) -> None:
    purge(cast)
    trail = select(
        AuditEvent.verb, AuditEvent.actor_id, AuditEvent.course_id, AuditEvent.target, AuditEvent.detail
    )
    events = db.session.execute(
        trail.where(AuditEvent.verb.like("course.purge%")).order_by(AuditEvent.id)
    ).all()
    title = "Upgrading in Global Supply Chains"
    assert [tuple(event) for event in events] == [
        ("course.purge", cast.adam, None, f"course-{cast.course}", {"slug": SLUG, "title": title}),
        ("course.purged", None, None, f"course-{cast.course}", {}),
    ]


def test_killed_after_any_batch_it_goes_on_where_it_was(
    cast: Cast, full: dict[str, Any], visit: Visitor
) -> None:
    assert purging.begin(cast.course, by=cast.adam)
    runs, rows = 1, sum(left(cast.course).values())
    while not purging.destroy(cast.course, until=0.0):  # each time after a single batch
        fewer = sum(left(cast.course).values())
        assert fewer <= rows
        rows, runs = fewer, runs + 1
        assert visit.get(f"{HERE}/").status_code == 303  # asked to sign in, as for any address
    assert runs > 10
    assert sum(left(cast.course).values()) == 0
    assert list(saying(WORD)) == []


def test_a_killed_batch_is_done_whole_by_the_next_run(cast: Cast, full: dict[str, Any]) -> None:
    assert purging.begin(cast.course, by=cast.adam)
    batches = purging._batches(cast.course)
    for _ in range(3):
        next(batches)
    batches.close()
    db.session.remove()
    purging.go_on()
    assert sum(left(cast.course).values()) == 0


def test_two_workers_destroy_it_once(app: Flask, cast: Cast, full: dict[str, Any]) -> None:
    assert purging.begin(cast.course, by=cast.adam)
    assert at_once(app, purging.go_on, purging.go_on) == [None, None]
    assert sum(left(cast.course).values()) == 0
    done = select(func.count()).select_from(AuditEvent).where(AuditEvent.verb == "course.purged")
    assert db.session.scalar(done) == 1


def test_the_worker_does_it_from_the_queue(cast: Cast, full: dict[str, Any]) -> None:
    assert purging.begin(cast.course, by=cast.adam)
    purge_later()
    while (task := huey.dequeue()) is not None:
        if task.name.startswith("purge"):
            huey.execute(task)
    assert sum(left(cast.course).values()) == 0


@pytest.mark.parametrize("name", ["sam", "ines", "adam", "vera"])
def test_from_the_first_moment_nobody_enters(
    visit: Visitor, cast: Cast, full: dict[str, Any], name: str
) -> None:
    change(cast.course, visibility="public")
    feed = f"/feeds/{keys.secret(keys.of(member('sam')))}/feed.atom"
    assert visit.get(feed).status_code == 200
    if name != "vera":
        visit.as_(name)
    assert purging.begin(cast.course, by=cast.adam)
    assert visit.get(f"{HERE}/").status_code == (303 if name == "vera" else 404)
    assert visit.get(feed).status_code == 404
    assert f'href="{HERE}/"' not in visit.get("/?all=1").text


@pytest.mark.parametrize("gone", [False, True])
def test_old_links_lead_to_a_page_that_says_so(
    visit: Visitor, cast: Cast, full: dict[str, Any], gone: bool
) -> None:
    assert purging.begin(cast.course, by=cast.adam)
    if gone:
        purging.go_on()
    for link in ("/join/{invitation_link}", "/join/{by_mail_link}", "/join/mailed/{newcomers_link}"):
        assert visit.get(link.format_map(full)).status_code in (404, 410), link
    assert visit.get("/unsubscribe/{sams_way_out}".format_map(full)).status_code in (200, 404)
    assert visit.post("/unsubscribe/{sams_way_out}".format_map(full)).status_code in (200, 404)
    assert visit.as_("sam").get("/drafts").status_code == 200
    assert visit.get("/kept").status_code in (200, 303)


def test_an_open_class_is_not_destroyed(visit: Visitor, cast: Cast) -> None:
    visit.as_("adam")
    assert "This class is open" in visit.get(URL).text
    assert visit.post(URL, {"slug": SLUG}).status_code == 409
    assert purging.begin(cast.course, by=cast.adam) is False
    assert course(cast.course).purging_at is None


def test_the_page_shows_what_is_destroyed_and_wants_the_name(
    visit: Visitor, cast: Cast, full: dict[str, Any], via: str
) -> None:
    visit.as_("adam")
    page = visit.get(URL).text
    for name in ("Posts", "Comments", "Prompts", "Earlier versions of texts"):
        assert name in page
    for typed in ("", "elsewhere", SLUG.upper()):
        answer = visit.post(URL, {"slug": typed}, via=via)
        assert answer.status_code == 422
        assert f"Type the short name of this class: {SLUG}." in answer.text
    assert course(cast.course).purging_at is None
    assert leads_to(visit.post(URL, {"slug": SLUG}, via=via), "/?all=1")
    assert "Being destroyed" in visit.get("/?all=1").text
    assert visit.get(URL).status_code == 404


@pytest.mark.parametrize("name", ["ines", "sam", "otto"])
def test_only_an_admin_purges(visit: Visitor, cast: Cast, full: dict[str, Any], name: str) -> None:
    visit.as_(name)
    assert (visit.get(URL).status_code, visit.post(URL, {"slug": SLUG}).status_code) == (403, 403)
    assert course(cast.course).purging_at is None


def test_a_class_that_is_being_destroyed_is_asked_about_no_more(cast: Cast, full: dict[str, Any]) -> None:
    change(cast.course, keep_until=clock.now().date().replace(year=2020))
    assert purging.begin(cast.course, by=cast.adam)
    assert cast.course not in [row.id for row in retention.overdue()]
    assert [row.id for row in retention.being_purged()] == [cast.course]


def test_its_copy_stays_and_forgets_where_it_came_from(cast: Cast, full: dict[str, Any]) -> None:
    db.session.execute(update(Copy).values(made_id=cast.elsewhere))
    db.session.commit()
    purge(cast)
    assert db.session.get(Course, cast.elsewhere)
    assert db.session.scalar(select(func.count()).select_from(Copy)) == 0


def run(app: Flask, *words: str, typed: str | None = None) -> Any:
    db.session.commit()
    return app.test_cli_runner().invoke(args=["course", "purge", *words], input=typed)


def test_from_the_command_line(app: Flask, cast: Cast, full: dict[str, Any]) -> None:
    assert run(app, SLUG, typed=f"{SLUG}\n").exit_code == 0
    assert sum(left(cast.course).values()) == 0
    assert run(app, "bygone", "--yes").exit_code == 0
    assert db.session.scalars(select(Course.slug)).all() == ["elsewhere"]


@pytest.mark.parametrize(
    ("words", "typed", "says"),
    [
        (("no-such",), None, "There is no class no-such."),
        (("elsewhere",), None, "is open: close it first"),
        ((SLUG,), "another\n", "That is another name. Nothing is destroyed."),
    ],
)
def test_the_command_line_refuses(
    app: Flask, cast: Cast, full: dict[str, Any], words: tuple[str, ...], typed: str | None, says: str
) -> None:
    result = run(app, *words, typed=typed)
    assert result.exit_code == 1
    assert says in result.output
    assert course(cast.course).purging_at is None


def test_who_was_in_it_can_be_written_to_elsewhere(cast: Cast, full: dict[str, Any]) -> None:
    purge(cast)
    assert db.session.scalar(select(User.email).where(User.id == cast.sam)) == email("sam")
