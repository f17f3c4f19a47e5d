"""Where drafts, times, co-authors and versions meet: what one does is not undone by another's old window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.exceptions import NotFound

from forum import clock
from forum.comments import saying
from forum.courses.models import Course
from forum.extensions import db
from forum.posts import actions, due, publishing, sharing
from forum.posts.draft import Draft
from forum.posts.models import Post, State
from forum.revisions.models import Revision
from tests import factories
from tests.factories import member, of_post
from tests.people import SLUG, Cast
from tests.posts.test_editing import seen
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
HERE = f"/c/{SLUG}"
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("cast")


def its_time_has_come(post_id: int) -> None:
    earlier = update(Post).where(Post.id == post_id).values(publish_at=clock.now() - HOUR)
    db.session.execute(earlier)
    db.session.commit()
    due.publish()


def open_class(is_open: bool) -> None:
    db.session.execute(update(Course).where(Course.slug == SLUG).values(is_open=is_open))
    db.session.commit()


def edit(post_id: int, body: str, *, by: str, **more: Any) -> None:
    draft = Draft("T", body, **more)
    actions.edit(post_id, draft, by=member(by), seen=of_post(post_id, "edited_at"))


def later(post_id: int, body: str, *, by: str) -> None:
    edit(post_id, body, by=by, state=State.DRAFT, publish_at=clock.now() + HOUR)


def test_bringing_a_version_back_does_not_publish_what_was_held_back(browse: Browse) -> None:
    post_id = factories.draft(member("sam"), "T", "One.")
    later(post_id, "Two.", by="sam")
    open_class(False)
    its_time_has_come(post_id)
    open_class(True)
    page = browse("sam").get(f"{HERE}/posts/{post_id}/history?new=1")
    browse("sam").post(f"{HERE}/posts/{post_id}/history/1/restoration", {"seen": seen(page)})
    due.publish()
    assert of_post(post_id, "state", "body_markdown") == ("draft", "One.")


@pytest.mark.parametrize("body", ["One.", "Another."])
def test_a_post_that_was_taken_back_stays_so_in_an_editor_that_was_open(
    browse: Browse, cast: Cast, body: str
) -> None:
    post_id = factories.post(member("sam"), "T", "One.", co_author_ids=[cast.sue])
    sue = browse("sue")
    version = seen(sue.get(f"{HERE}/posts/{post_id}/edit"))
    assert publishing.take_back(post_id, by=member("sam"))
    form = {
        "title": "T",
        "body": body,
        "excerpt": "x",
        "seen": version,
        "state": "published",
        "was": "published",
    }
    answer = sue.post(f"{HERE}/posts/{post_id}/edit", form)
    assert of_post(post_id, "state") == "draft"
    if body != "One.":
        assert answer.status_code == 409
        assert 'name="state" value="draft"' in answer.text  # what "Keep mine" does


def test_a_comment_on_what_became_a_draft_meanwhile_is_refused() -> None:
    post_id = factories.post(member("sam"), "T", "One.")
    assert publishing.take_back(post_id, by=member("sam"))  # after sue's page had come
    with pytest.raises(NotFound):
        saying.reply(post_id, "Hello", by=member("sue"))
    assert of_post(post_id, "comment_number", "comment_count") == (0, 0)


def test_a_students_post_that_was_pinned_can_be_scheduled_again() -> None:
    post_id = factories.post(member("sam"), "T", "One.")
    factories.pin(post_id, by=member("ines"))
    publishing.take_back(post_id, by=member("sam"))
    later(post_id, "Two.", by="sam")
    its_time_has_come(post_id)
    assert of_post(post_id, "state", "pin_position") == ("published", None)


def test_what_was_published_leaves_its_trace_when_it_is_taken_back(cast: Cast) -> None:
    post_id = factories.post(member("sam"), "T", "Rude words.")
    edit(post_id, "Words of the teacher.", by="ines")
    publishing.take_back(post_id, by=member("sam"))
    edit(post_id, "Nice words.", by="sam")
    kept = select(Revision.editor_id, Revision.was_draft).where(Revision.post_id == post_id)
    rows = list(db.session.execute(kept.order_by(Revision.number)))
    assert rows[:2] == [(cast.sam, False), (cast.ines, False)]


def test_a_student_schedules_no_announcement(cast: Cast) -> None:
    post_id = factories.post(
        member("ines"), "T", "One.", state=State.DRAFT, is_announcement=True, co_author_ids=[cast.sam]
    )
    later(post_id, "Sam's words.", by="sam")
    its_time_has_come(post_id)
    assert of_post(post_id, "state", "is_announcement") == ("published", False)


def test_the_same_form_with_a_time_is_not_the_form_without(browse: Browse) -> None:
    sam = browse("sam")
    sam.get(f"{HERE}/posts/new")
    at = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    form = {"title": "T", "body": "B", "key": "kkkk"}
    sam.post(f"{HERE}/posts", form | {"state": "draft"})
    answer = sam.post(f"{HERE}/posts", form | {"state": "published", "publish_at": at})
    assert of_post(int((answer.location or "").rpartition("/")[2]), "publish_at") is not None


def test_who_took_their_name_off_is_not_named_again_by_an_open_editor(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(member("sam"), "T", "One.", co_author_ids=[cast.sue])
    sam = browse("sam")
    page = sam.get(f"{HERE}/posts/{post_id}/edit")
    assert 'name="named" value="@sue"' in page.text
    sharing.leave(post_id, by=member("sue"))
    form = {"title": "T", "body": "Two.", "co_authors": "@sue, @asa", "named": "@sue", "seen": seen(page)}
    assert sam.post(f"{HERE}/posts/{post_id}/edit", form | {"state": "published"}).status_code == 303
    assert sharing.ids(post_id) == [cast.asa]


def test_both_versions_of_a_scheduled_draft_come_with_its_buttons(browse: Browse) -> None:
    post_id = factories.draft(member("sam"), "T", "One.")
    sam = browse("sam")
    version = seen(sam.get(f"{HERE}/posts/{post_id}/edit"))
    later(post_id, "Two.", by="sam")
    form = {"title": "T", "body": "Three.", "seen": version, "state": "draft", "was": "draft"}
    answer = sam.post(f"{HERE}/posts/{post_id}/edit", form)
    assert answer.status_code == 409
    assert "Publish now" in answer.text


def test_an_old_window_does_not_take_the_time_off_a_draft(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(member("sam"), "T", "One.", state=State.DRAFT, co_author_ids=[cast.sue])
    sam = browse("sam")
    version = seen(sam.get(f"{HERE}/posts/{post_id}/edit"))
    later(post_id, "One.", by="sue")
    form = {"title": "T", "body": "One.", "co_authors": "@sue", "named": "@sue", "seen": version}
    answer = sam.post(f"{HERE}/posts/{post_id}/edit", form | {"state": "draft", "was": "draft"})
    assert answer.status_code == 303
    assert of_post(post_id, "publish_at") is not None


def test_one_long_field_does_not_take_the_others_of_a_draft_along(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(member("sam"), "T", "One.", co_author_ids=[cast.sue])
    sam = browse("sam")
    sam.get(f"{HERE}/posts/{post_id}/edit")
    words = {"place": f"posts/{post_id}/edit", "unsent": "0123456789abcdef", "saves": "0", "body": "Two."}
    fields = {"title": "T", "co_authors": "@sue", "named": "@sue", "excerpt": "x" * 20_000}
    assert sam.post(f"{HERE}/drafts", words | fields, via="htmx").status_code == 200
    assert "@sue</textarea>" in sam.get(f"{HERE}/posts/{post_id}/edit").text
