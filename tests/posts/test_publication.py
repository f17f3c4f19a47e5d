"""A published post becomes a draft again, while nobody has answered: nothing of it is left to be seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forum.comments import actions as comments
from forum.extensions import db
from forum.keeping import actions as keeping
from forum.keeping.models import Kind
from forum.notify import bell
from forum.posts import actions, lists, publishing, shelf
from forum.posts.models import State
from tests import factories
from tests.factories import member, of_post
from tests.notify.steps import tell, told
from tests.people import SLUG, Cast
from tests.posts.markup import entries, sound
from tests.posts.recount import check
from tests.posts.test_editing import save, seen
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]


def take_back(visitor: Visitor, post_id: int) -> str:
    """Press "Back to draft" on the page of a post, and return the page that follows."""
    url = f"{HERE}/posts/{post_id}"
    assert f"{url}/publication/delete" in sound(visitor.get(url)).posts_to
    answer = visitor.post(f"{url}/publication/delete")
    assert (answer.status_code, answer.location) == (303, url)
    return visitor.get(url).text


def test_its_author_takes_it_back_and_nobody_finds_it_any_more(browse: Browse, cast: Cast) -> None:
    ines = member("ines")
    notes = factories.category("Field notes", by=ines)
    post_id = factories.post(member("sam"), "Elephants", "Too early, @sue.", category_ids=[notes])
    factories.pin(post_id, by=ines)
    tell()
    assert (told("sue"), bell.of(member("sue"))) == (["mention"], 1)
    page = take_back(browse("sam"), post_id)
    assert "It is a draft again" in page
    assert "This is a draft. Only you see it." in page
    for url in ("/", "/categories/field-notes", f"/authors/{cast.sam}", "/new"):
        assert "Elephants" not in browse("sue").get(f"{HERE}{url}").text, url
    assert "/posts/" + str(post_id) not in browse("sue").get(f"{HERE}/search?q=elephants").text
    for name in ("sue", "ines", "asa"):
        assert browse(name).get(f"{HERE}/posts/{post_id}").status_code == 404
    assert "Elephants" not in browse("sue").get(f"{HERE}/notifications").text
    assert bell.of(member("sue")) == 0
    assert entries(browse("sam").get(f"{HERE}/drafts")) == [post_id]
    assert shelf.rail(cast.course).months == ()
    check(cast.course)


def test_it_comes_out_again_with_its_hearts_and_its_pin_and_tells_nobody_twice(
    browse: Browse, cast: Cast
) -> None:
    post_id = factories.post(member("ines"), "Late", is_announcement=True, pinned=True)
    keeping.give_heart(Kind.POST, post_id, by=member("sue"))
    keeping.keep(Kind.POST, post_id, by=member("sue"))
    tell()
    take_back(browse("ines"), post_id)
    assert lists.pinned(member("ines")) == []
    assert "Late" not in browse("sue").get(f"{HERE}/bookmarks").text
    save(browse("ines"), post_id, title="Late", state="draft", announcement="y", pinned="y")
    assert browse("ines").post(f"{HERE}/posts/{post_id}/publication").status_code == 303
    tell()
    assert of_post(post_id, "state", "heart_count") == (State.PUBLISHED, 1)
    assert factories.titles(lists.pinned(member("sue"))) == ["Late"]
    assert "Late" in browse("sue").get(f"{HERE}/bookmarks").text
    assert told("sue") == told("sam") == ["announcement"]
    check(cast.course)


@pytest.mark.parametrize("name", ["sue", "olga", "ines", "asa", "adam"])
def test_nobody_else_takes_it_back(browse: Browse, name: str) -> None:
    post_id = factories.post(member("sam"))
    url = f"{HERE}/posts/{post_id}"
    assert f"{url}/publication/delete" not in browse(name).get(url).text
    assert browse(name).post(f"{url}/publication/delete").status_code == 403
    assert of_post(post_id, "state") == State.PUBLISHED


@pytest.mark.parametrize("then", ["stands", "hidden", "deleted"])
def test_what_was_commented_on_stays_published(browse: Browse, cast: Cast, then: str) -> None:
    post_id = factories.post(member("sam"))
    comment_id = factories.comment(member("sue"), post_id)
    if then == "hidden":
        comments.hide(comment_id, by=member("ines"), reason="No.")
    if then == "deleted":
        comments.delete(comment_id, by=member("sue"))
    url = f"{HERE}/posts/{post_id}"
    assert "publication/delete" not in browse("sam").get(url).text
    assert browse("sam").post(f"{url}/publication/delete").status_code == 403
    assert not publishing.take_back(post_id, by=member("sam"))  # and when it was commented on just now
    assert of_post(post_id, "state") == State.PUBLISHED
    check(cast.course)


def test_what_was_hidden_stays_published_and_hidden(browse: Browse, cast: Cast) -> None:
    post_id = factories.hidden(member("sam"), member("ines"))
    browse("sam").get(f"{HERE}/posts/{post_id}")
    assert browse("sam").post(f"{HERE}/posts/{post_id}/publication/delete").status_code == 403
    assert not publishing.take_back(post_id, by=member("sam"))
    actions.unhide(post_id, by=member("ines"))
    db.session.rollback()
    take_back(browse("sam"), post_id)
    check(cast.course)


def test_who_had_it_in_an_editor_learns_of_it(browse: Browse) -> None:
    post_id = factories.post(member("sam"))
    opened = seen(browse("ines").get(f"{HERE}/posts/{post_id}/edit"))
    take_back(browse("sam"), post_id)
    typed = {"title": "Mine", "body": "Now.", "seen": opened}
    assert browse("ines").post(f"{HERE}/posts/{post_id}/edit", typed).status_code == 404
    assert of_post(post_id, "title") == "A title"
