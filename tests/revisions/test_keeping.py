"""Each edit keeps the version that it replaces; what was never edited costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from forum import clock
from forum.auth.models import User
from forum.comments import actions as comments
from forum.comments.models import Comment
from forum.extensions import db
from forum.posts import actions as posts
from forum.posts.actions import Draft, EditedMeanwhile
from forum.posts.models import Post, State
from forum.revisions.models import Revision
from forum.standing import Member
from tests import factories
from tests.courses.stories import at_once
from tests.people import Cast
from tests.posts.statements import recorded, writes
from tests.revisions.versions import kept

WHEN = datetime(2027, 2, 1, 12, tzinfo=UTC)


def edit_post(post_id: int, body: str, *, by: Member, title: str = "A title", **draft: object) -> None:
    seen = factories.of_post(post_id, "edited_at")
    posts.edit(post_id, Draft(title, body, **draft), by=by, seen=seen)  # type: ignore[arg-type]


def edit_comment(comment_id: int, body: str, *, by: Member) -> bool:
    return comments.edit(comment_id, body, by=by, seen=factories.of_comment(comment_id, "edited_at"))


def versions() -> int:
    return db.session.scalar(select(func.count()).select_from(Revision)) or 0


@pytest.fixture
def sam(cast: Cast) -> Member:
    return factories.member("sam")


@pytest.fixture
def ines(cast: Cast) -> Member:
    return factories.member("ines")


def test_what_is_posted_costs_no_row_and_no_statement_more(sam: Member) -> None:
    with recorded() as statements:
        post_id = factories.post(sam)
        factories.comment(sam, post_id)
    assert not [text for text in statements if "revision" in text]
    assert versions() == 0


def test_an_edit_keeps_what_it_replaces_who_wrote_it_and_when(sam: Member, ines: Member) -> None:
    post_id = factories.post(sam, "First", "One.", at=WHEN)
    edit_post(post_id, "Two.", by=ines, title="Second")
    second = factories.of_post(post_id, "edited_at")
    edit_post(post_id, "Three.", by=sam, title="Second")
    rows = db.session.execute(
        select(Revision.number, Revision.title, Revision.body_markdown, Revision.editor_id, Revision.at)
        .where(Revision.post_id == post_id)
        .order_by(Revision.number)
    ).all()
    assert [tuple(row) for row in rows] == [
        (1, "First", "One.", sam.user_id, WHEN),
        (2, "Second", "Two.", ines.user_id, second),
    ]


def test_the_same_of_a_comment(sam: Member, ines: Member) -> None:
    comment_id = factories.comment(sam, factories.post(sam), "One.", at=WHEN)
    edit_comment(comment_id, "Two.", by=ines)
    second = factories.of_comment(comment_id, "edited_at")
    edit_comment(comment_id, "Three.", by=sam)
    rows = db.session.execute(
        select(Revision.number, Revision.body_markdown, Revision.editor_id, Revision.at)
        .where(Revision.comment_id == comment_id)
        .order_by(Revision.number)
    ).all()
    expected = [(1, "One.", sam.user_id, WHEN), (2, "Two.", ines.user_id, second)]
    assert [tuple(row) for row in rows] == expected


def test_saves_that_follow_each_other_closely_are_versions_all_the_same(sam: Member) -> None:
    post_id = factories.post(sam, body="0")
    for number in range(1, 6):
        edit_post(post_id, str(number), by=sam)
    assert kept(post_id=post_id) == [(number, str(number - 1)) for number in range(1, 6)]


def test_an_edit_that_changes_no_word_makes_no_version_and_no_mark(sam: Member, ines: Member) -> None:
    post_id, kind = factories.post(sam), factories.category("Field notes", by=ines)
    comment_id = factories.comment(sam, post_id, "One.")
    edit_post(post_id, "Some words.", by=ines)
    edit_post(post_id, "Some words.", by=ines, category_ids=[kind], is_announcement=True)
    edit_comment(comment_id, "One.", by=ines)
    assert versions() == 0
    assert factories.of_post(post_id, "edited_at", "edited_by_id") == (None, None)
    assert factories.of_comment(comment_id, "edited_at", "edited_by_id") == (None, None)
    assert factories.filed(post_id) == ["Field notes"]
    assert factories.of_post(post_id, "is_announcement")


def test_a_title_alone_is_an_edit(sam: Member) -> None:
    post_id = factories.post(sam)
    edit_post(post_id, "Some words.", by=sam, title="Another title")
    assert kept(post_id=post_id) == [(1, "Some words.")]


def test_a_text_that_was_edited_before_there_were_versions_begins_with_what_it_was(
    sam: Member, ines: Member
) -> None:
    post_id = factories.post(sam, body="Of old.")
    known = {"edited_at": WHEN, "edited_by_id": ines.user_id}
    db.session.execute(update(Post).where(Post.id == post_id).values(**known))
    db.session.commit()
    edit_post(post_id, "New.", by=sam)
    row = db.session.execute(select(Revision.number, Revision.editor_id, Revision.at)).one()
    assert tuple(row) == (1, ines.user_id, WHEN)


def test_versions_of_a_draft_say_that_they_were_drafts(sam: Member) -> None:
    post_id = factories.draft(sam, "A title", "One.")
    edit_post(post_id, "Two.", by=sam, state=State.DRAFT)
    edit_post(post_id, "Three.", by=sam)
    edit_post(post_id, "Four.", by=sam)
    flags = select(Revision.was_draft).order_by(Revision.number)
    assert db.session.scalars(flags).all() == [True, True, False]


def test_a_draft_that_comes_out_as_it_is_makes_no_version(sam: Member) -> None:
    post_id = factories.draft(sam, "A title", "One.")
    edit_post(post_id, "One.", by=sam)
    assert versions() == 0
    assert factories.of_post(post_id, "state", "edited_by_id") == (State.PUBLISHED, None)


def test_imported_html_is_kept_as_html(sam: Member) -> None:
    post_id = factories.post(sam, body="<p>One.</p>", format="html")
    edit_post(post_id, "<p>Two.</p>", by=sam, format="html")
    assert db.session.scalars(select(Revision.body_format)).all() == ["html"]


@pytest.mark.parametrize("table", [Post, Comment])
def test_versions_go_with_what_they_are_of(sam: Member, table: type[Post] | type[Comment]) -> None:
    post_id = factories.post(sam)
    comment_id = factories.comment(sam, post_id)
    edit_post(post_id, "Two.", by=sam)
    edit_comment(comment_id, "Two.", by=sam)
    id = post_id if table is Post else comment_id
    db.session.execute(delete(table).where(table.id == id))
    db.session.commit()
    assert versions() == (0 if table is Post else 1)


def test_softly_deleted_texts_keep_theirs_for_when_they_come_back(sam: Member) -> None:
    post_id = factories.post(sam)
    edit_post(post_id, "Two.", by=sam)
    posts.delete(post_id, by=sam)
    assert versions() == 1
    posts.restore(post_id, by=sam)
    edit_post(post_id, "Three.", by=sam)
    assert kept(post_id=post_id) == [(1, "Some words."), (2, "Two.")]


def test_a_version_stays_when_who_made_it_goes(sam: Member, cast: Cast) -> None:
    gone = User(name="Rita", email="rita@example.org")
    db.session.add(gone)
    db.session.flush()
    post_id = factories.post(sam)
    rita = Member(cast.course, True, gone.id, "instructor")
    edit_post(post_id, "Two.", by=rita)
    edit_post(post_id, "Three.", by=sam)
    db.session.execute(delete(User).where(User.id == rita.user_id))
    db.session.commit()
    assert db.session.scalars(select(Revision.editor_id).order_by(Revision.number)).all() == [
        sam.user_id,
        None,
    ]


@pytest.mark.parametrize("both", [True, False])
def test_a_version_is_of_one_text(cast: Cast, sam: Member, both: bool) -> None:
    post_id = factories.post(sam)
    of = {"post_id": post_id, "comment_id": factories.comment(sam, post_id)} if both else {}
    row = {"course_id": cast.course, "number": 1, "at": clock.now(), "body_markdown": ""}
    db.session.add(Revision(**row, **of))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


# --- At once -----------------------------------------------------------------------------------------


def saving(what: str, id: int, body: str, by: Member) -> Callable[[], object]:
    """Return what saves a text whose first version was seen."""
    if what == "post":
        return lambda: posts.edit(id, Draft("A title", body), by=by, seen=None)
    return lambda: comments.edit(id, body, by=by, seen=None)


@pytest.mark.parametrize("what", ["post", "comment"])
def test_of_two_who_save_at_once_one_wins_and_the_other_is_told(
    app: Flask, sam: Member, ines: Member, what: str
) -> None:
    for _ in range(3):
        post_id = factories.post(sam)
        id = post_id if what == "post" else factories.comment(sam, post_id, "Some words.")
        texts = ["One.", "Two.", "Three."]
        people = [sam, ines, sam]
        results = at_once(app, *(saving(what, id, *each) for each in zip(texts, people, strict=True)))
        refused = [isinstance(result, EditedMeanwhile) for result in results]
        assert sorted(refused) == [False, True, True], results
        now = (factories.of_post if what == "post" else factories.of_comment)(id, "body_markdown")
        assert now == texts[refused.index(False)]
        assert kept(**{f"{what}_id": id}) == [(1, "Some words.")]


def test_an_edit_that_fails_keeps_nothing(sam: Member, ines: Member) -> None:
    post_id = factories.post(sam)
    edit_post(post_id, "Two.", by=sam)
    with pytest.raises(EditedMeanwhile):
        posts.edit(post_id, Draft("A title", "Three."), by=ines, seen=None)
    assert kept(post_id=post_id) == [(1, "Some words.")]


def test_an_edit_writes_one_row_more_than_it_did(sam: Member) -> None:
    comment_id = factories.comment(sam, factories.post(sam))
    with recorded() as statements:
        edit_comment(comment_id, "Two.", by=sam)
    assert sum("revision" in text for text in writes(statements)) == 1
