"""A post of several authors: named by the first, shown everywhere, edited by all, left by who wants to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from forum import clock
from forum.auth import handles
from forum.auth.models import AuditEvent, User
from forum.courses.models import Course, Membership, Role
from forum.extensions import db
from forum.keeping import actions as keeping
from forum.keeping.models import Kind
from forum.posts import actions, authors, bylines, names, publishing, queries, sharing
from forum.posts.models import State
from forum.reading.models import Level, Watch
from tests import factories
from tests.factories import member, of_post
from tests.feeds.reading import key_of, parsed
from tests.notify.steps import tell, told
from tests.people import SLUG, Cast
from tests.posts.markup import entries, sound
from tests.posts.recount import check
from tests.posts.statements import recorded
from tests.posts.test_editing import save, seen
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
NAMING = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
Browse = Callable[[str], Visitor]


def together(cast: Cast, *others: str, by: str = "sam", title: str = "Together", **more: Any) -> int:
    """Return a post of sam and of these."""
    ids = [getattr(cast, name) for name in others or ("sue",)]
    return factories.post(member(by), title, co_author_ids=ids, **more)


def write(visitor: Visitor, co_authors: str, **typed: str) -> Any:
    visitor.get(f"{HERE}/posts/new")
    return visitor.post(f"{HERE}/posts", {"title": "A", "body": "B", "co_authors": co_authors, **typed})


def place(user_id: int, **values: Any) -> None:
    db.session.execute(update(Membership).where(Membership.user_id == user_id).values(**values))
    db.session.commit()


def by(page: str, *people: str) -> bool:
    """Say whether a page names these people on end, as those who wrote something."""
    end, start = "</a></b>", '<b><a href="'
    found = [piece.split(">")[-1] for piece in page.split(end) if start in piece]
    return any(tuple(found[n : n + len(people)]) == people for n in range(len(found)))


# --- Being named -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("@sue", ["sue"]),
        ("sue", ["sue"]),
        ("@sue @ines", ["sue", "ines"]),
        ("@ines, Sue; ASA\n", ["ines", "sue", "asa"]),
        ("@SUE, @sue, Sue", ["sue"]),
        ("@sam, @sue", ["sue"]),
    ],
)
def test_co_authors_are_named_by_handle_or_name(
    browse: Browse, cast: Cast, typed: str, found: list[str]
) -> None:
    answer = write(browse("sam"), typed)
    assert answer.status_code == 303, answer.text
    post_id = int(answer.location.rsplit("/", 1)[1])
    assert [cast.name_of(id) for id in sharing.ids(post_id)] == found
    shown = ", ".join(f"@{name}" for name in found)
    assert sound(browse("sam").get(f"{answer.location}/edit"))
    assert f"{shown}</textarea>" in browse("sam").get(f"{answer.location}/edit").text
    check(cast.course)


def test_a_former_handle_and_a_long_name_mean_somebody_too(browse: Browse, cast: Cast) -> None:
    handles.change(db.session.get_one(User, cast.sue), "susanna", address="192.0.2.1")
    db.session.execute(update(User).where(User.id == cast.asa).values(name="Åsa  O'Neil"))
    db.session.commit()
    answer = write(browse("sam"), "@sue, Åsa O'Neil")
    assert answer.status_code == 303, answer.text
    post_id = int(answer.location.rsplit("/", 1)[1])
    assert sharing.ids(post_id) == [cast.sue, cast.asa]
    assert "@susanna, @asa</textarea>" in browse("sam").get(f"{answer.location}/edit").text


@pytest.mark.parametrize("typed", ["@otto", "@olga", "@adam", "@nobody", "Otto", "@sue, @otto", "@", "<b>"])
def test_others_are_refused_beside_the_field(browse: Browse, typed: str) -> None:
    answer = write(browse("sam"), typed, body="Kept.")
    assert answer.status_code == 422
    assert 'id="co_authors-error"' in answer.text
    assert "Nobody who writes in this class" in answer.text
    assert "Kept." in answer.text
    assert "<b>," not in answer.text


def test_two_of_one_name_are_told_apart_by_their_handles(cast: Cast) -> None:
    db.session.execute(update(User).where(User.id == cast.asa).values(name="Sue"))
    db.session.commit()
    assert bylines.meant(member("sam"), "Sue") == ([cast.sue], [])  # it is a handle, too
    db.session.execute(update(User).where(User.id.in_([cast.asa, cast.ines])).values(name="Kim"))
    db.session.commit()
    assert bylines.meant(member("sam"), "Kim, @sue") == ([cast.sue], ["Kim"])


def test_the_action_names_nobody_who_does_not_write_in_the_class(cast: Cast) -> None:
    post_id = together(cast, "otto", "olga", "adam", "sam", "sue")
    assert sharing.ids(post_id) == [cast.sue]
    many = [cast.sue] * 30
    assert sharing.ids(factories.post(member("sam"), co_author_ids=many)) == [cast.sue]


def test_only_the_first_author_changes_them(browse: Browse, cast: Cast) -> None:
    post_id = together(cast)
    for name in ("sue", "ines", "asa"):
        assert "co_authors" not in browse(name).get(f"{HERE}/posts/{post_id}/edit").text
        assert save(browse(name), post_id, co_authors="@ines").status_code == 303
        assert sharing.ids(post_id) == [cast.sue]
    seen = of_post(post_id, "edited_at")
    actions.edit(post_id, actions.Draft("A", "B", co_author_ids=[cast.ines]), by=member("sue"), seen=seen)
    assert sharing.ids(post_id) == [cast.sue]
    save(browse("sam"), post_id, co_authors="@ines, @sue")
    assert sharing.ids(post_id) == [cast.ines, cast.sue]
    save(browse("sam"), post_id, co_authors="")
    assert sharing.ids(post_id) == []
    check(cast.course)


# --- Being an author ---------------------------------------------------------------------------------


def test_all_are_shown_wherever_an_author_is(browse: Browse, cast: Cast) -> None:
    post_id = together(cast, "sue", "asa", title="Elephants")
    keeping.keep(Kind.POST, post_id, by=member("ines"))
    browse("ines").get(f"{HERE}/")
    browse("ines").post(f"{HERE}/following")
    ways = ["/new", "/", f"/posts/{post_id}", "/categories/uncategorized", "/bookmarks"]
    ways += [
        f"/authors/{cast.sue}",
        f"/authors/{cast.sam}",
        "/search?q=elephants",
        f"/search?q=elephants&author={cast.sue}",
    ]
    for url in ways:
        assert by(browse("ines").get(f"{HERE}{url}").text, "Sam", "Sue", "Asa"), url
    other = factories.post(member("ines"), "Mice")
    assert entries(browse("ines").get(f"{HERE}/authors/{cast.sue}")) == [post_id]
    assert other not in entries(browse("ines").get(f"{HERE}/authors/{cast.asa}"))
    assert authors.find(member("ines"), cast.sue).post_count == 1


def test_feeds_name_each_as_an_author(browse: Browse, cast: Cast) -> None:
    together(cast, "sue", "asa")
    mine = key_of(member("ines"))
    feed = parsed(browse("vera").get(f"{mine}/authors/{cast.asa}/feed.atom"))
    assert [[person["name"] for person in entry["authors"]] for entry in feed.entries] == [
        ["Sam", "Sue", "Asa"]
    ]
    assert feed.entries[0]["authors"][1]["href"].endswith(f"{HERE}/authors/{cast.sue}")


def test_a_co_author_reads_and_edits_a_draft_and_lets_it_come_out(browse: Browse, cast: Cast) -> None:
    post_id = together(cast, state=State.DRAFT)
    assert entries(browse("sue").get(f"{HERE}/drafts")) == [post_id]
    page = browse("sue").get(f"{HERE}/posts/{post_id}")
    assert "Only its authors see it." in page.text
    for name in ("ines", "asa"):
        assert browse(name).get(f"{HERE}/posts/{post_id}").status_code == 404
        assert entries(browse(name).get(f"{HERE}/drafts")) == []
    assert save(browse("sue"), post_id, title="Better", state="draft").status_code == 303
    assert browse("sue").post(f"{HERE}/posts/{post_id}/publication").status_code == 303
    assert of_post(post_id, "title", "state", "author_id") == ("Better", State.PUBLISHED, cast.sam)
    assert authors.find(member("ines"), cast.sue).post_count == 1
    check(cast.course)


def test_a_co_author_neither_deletes_it_nor_takes_it_back_nor_hearts_it(browse: Browse, cast: Cast) -> None:
    post_id = together(cast)
    url = f"{HERE}/posts/{post_id}"
    page = browse("sue").get(url).text
    for verb in ("deletion", "publication/delete", "heart"):
        assert f"{url}/{verb}" not in page
        assert browse("sue").post(f"{url}/{verb}").status_code == 403
    assert browse("sue").post(f"{url}/edit", {"title": "A", "body": "B", "seen": "0"}).status_code == 303
    assert browse("asa").post(f"{url}/heart").status_code == 303


def test_it_is_never_new_to_its_authors_and_they_are_told_as_its_author_is(
    browse: Browse, cast: Cast
) -> None:
    for name in ("sam", "sue", "asa"):
        browse(name).get(f"{HERE}/")
        browse(name).post(f"{HERE}/following")
    post_id = together(cast, title="Elephants", body="With @sue and @asa.")
    tell()
    assert (told("sam"), told("sue"), told("asa")) == ([], [], ["mention"])
    assert "Sam, Sue" in browse("asa").get(f"{HERE}/notifications").text
    assert "Elephants" not in browse("sue").get(f"{HERE}/new").text
    assert "Elephants" in browse("asa").get(f"{HERE}/new").text
    factories.comment(member("ines"), post_id)
    tell()
    assert (told("sam"), told("sue")) == (["comment"], ["comment"])


def test_an_announcement_is_no_news_to_those_who_wrote_it(cast: Cast, browse: Browse) -> None:
    post_id = together(cast, "asa", by="ines", is_announcement=True)
    tell()
    assert (told("ines"), told("asa"), told("sue")) == ([], [], ["announcement"])
    page = browse("ines").get(f"{HERE}/posts/{post_id}/delivery").text
    assert ("Asa" in page, "Sue" in page) == (False, True)


@given(people=st.dictionaries(st.integers(1, 10**9), st.text(NAMING, min_size=1), max_size=10))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_names_are_read_as_they_were_written(people: dict[int, str]) -> None:
    lines = [f"{place} {id} {name}" for place, (id, name) in enumerate(people.items())]
    read = names.listed("\n".join(reversed(lines)))
    assert [(author.id, author.name) for author in read] == list(people.items())


def test_a_role_stands_beside_whose_it_is(browse: Browse, cast: Cast) -> None:
    page = browse("sue").get(f"{HERE}/posts/{together(cast, by='ines')}").text
    said = page[page.index('<article class="post"') :].split("min read")[0]
    assert said.index(">Ines<") < said.index('class="role"') < said.index(">Sue<")


def test_a_name_is_text_wherever_it_stands(browse: Browse, cast: Cast) -> None:
    name = '<i>"Sue" & co</i> 0 1 Ines'
    db.session.execute(update(User).where(User.id == cast.sue).values(name=name))
    db.session.commit()
    post_id = together(cast, title="Elephants")
    for url in ("/", f"/posts/{post_id}", "/search?q=elephants"):
        page = browse("ines").get(f"{HERE}{url}").text
        assert "&lt;i&gt;&#34;Sue&#34; &amp; co&lt;/i&gt; 0 1 Ines</a></b>" in page, url
        assert name not in page


# --- And no longer -----------------------------------------------------------------------------------


def test_a_co_author_takes_their_name_off(browse: Browse, cast: Cast) -> None:
    post_id = together(cast, "sue", "asa", title="Elephants")
    url = f"{HERE}/posts/{post_id}"
    assert f"{url}/co-authors/me" in sound(browse("sue").get(url)).links
    assert f"{url}/co-authors/me/delete" in sound(browse("sue").get(f"{url}/co-authors/me")).posts_to
    for name in ("sam", "ines"):
        assert "co-authors/me" not in browse(name).get(url).text
        assert browse(name).get(f"{url}/co-authors/me").status_code == 403
        assert browse(name).post(f"{url}/co-authors/me/delete").status_code == 403
    answer = browse("sue").post(f"{url}/co-authors/me/delete")
    assert (answer.status_code, answer.location) == (303, url)
    assert sharing.ids(post_id) == [cast.asa]
    assert by(browse("ines").get(url).text, "Sam", "Asa")
    assert browse("sue").get(f"{url}/edit").status_code == 403
    assert "Elephants" not in browse("ines").get(f"{HERE}/search?q=elephants&author={cast.sue}").text
    targets = select(AuditEvent.target).where(AuditEvent.verb == "post.leave")
    assert db.session.scalars(targets).all() == [f"post-{post_id}"]
    check(cast.course)


def test_who_leaves_a_draft_no_longer_sees_it(browse: Browse, cast: Cast) -> None:
    post_id = together(cast, state=State.DRAFT)
    browse("sue").get(f"{HERE}/posts/{post_id}")
    answer = browse("sue").post(f"{HERE}/posts/{post_id}/co-authors/me/delete")
    assert answer.location == f"{HERE}/"
    assert browse("sue").get(f"{HERE}/posts/{post_id}").status_code == 404
    check(cast.course)


def test_who_only_observes_by_now_keeps_their_name_and_may_take_it_off(browse: Browse, cast: Cast) -> None:
    post_id = together(cast)
    place(cast.sue, role=Role.OBSERVER)
    url = f"{HERE}/posts/{post_id}"
    assert browse("sue").get(f"{url}/edit").status_code == 403
    assert save(browse("sam"), post_id, co_authors="@sue").status_code == 303
    assert sharing.ids(post_id) == [cast.sue]
    assert browse("sue").post(f"{url}/co-authors/me/delete").status_code == 303
    assert write(browse("sam"), "@sue").status_code == 422


def test_who_was_removed_from_the_class_keeps_their_name(browse: Browse, cast: Cast) -> None:
    post_id = together(cast)
    place(cast.sue, removed_at=clock.now())
    assert by(browse("ines").get(f"{HERE}/").text, "Sam", "Sue")
    assert browse("sue").get(f"{HERE}/posts/{post_id}").status_code == 404
    assert save(browse("sam"), post_id, title="More", co_authors="@sue").status_code == 303
    assert sharing.ids(post_id) == [cast.sue]
    assert browse("ines").get(f"{HERE}/authors/{cast.sue}").status_code == 200


def test_who_was_removed_from_a_public_class_reads_there_what_everybody_does(
    browse: Browse, cast: Cast
) -> None:
    db.session.execute(update(Course).where(Course.id == cast.course).values(visibility="public"))
    draft, shown = together(cast, state=State.DRAFT, title="Elephants"), together(cast, title="Mice")
    hidden = together(cast, title="Gone too far")
    actions.hide(hidden, by=member("ines"), reason="No.")
    place(cast.sue, removed_at=clock.now())
    for post_id, status in ((draft, 404), (hidden, 404), (shown, 200)):
        assert browse("sue").get(f"{HERE}/posts/{post_id}").status_code == status
    assert browse("sue").get(f"{HERE}/posts/{draft}/history").status_code == 404
    for url in ("/search?q=elephants", f"/authors/{cast.sam}", f"/authors/{cast.sue}"):
        assert f"/posts/{draft}" not in browse("sue").get(f"{HERE}{url}").text, url
    assert browse("sue").post(f"{HERE}/posts/{shown}/co-authors/me/delete").status_code == 303


def test_an_editor_that_showed_nobody_takes_nobody_off(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(member("sam"))
    page = {"title": "A title", "body": "Other words.", "seen": seen(browse("sam").get(edit_of(post_id)))}
    save(browse("sam"), post_id, title="A title", body="Some words.", co_authors="@sue")
    assert sharing.ids(post_id) == [cast.sue]
    late = {**page, "named": "", "co_authors": "@asa"}
    assert browse("sam").post(edit_of(post_id), late).status_code == 303
    assert sharing.ids(post_id) == [cast.sue, cast.asa]
    check(cast.course)


def edit_of(post_id: int) -> str:
    return f"{HERE}/posts/{post_id}/edit"


def test_numbers_follow_through_every_change(cast: Cast) -> None:
    post_id = together(cast, "sue", "asa")
    steps: list[Callable[[], object]] = [
        lambda: actions.hide(post_id, by=member("ines"), reason="No."),
        lambda: sharing.leave(post_id, by=member("asa")),
        lambda: actions.unhide(post_id, by=member("ines")),
        lambda: publishing.take_back(post_id, by=member("sam")),
        lambda: publishing.publish(post_id, by=member("sue")),
        lambda: actions.delete(post_id, by=member("sam")),
        lambda: actions.restore(post_id, by=member("sam")),
    ]
    for step in steps:
        assert step()
        check(cast.course)
    assert names.said(queries.readable(member("ines"), post_id)) == "Sam, Sue"


def test_a_heart_that_somebody_gave_before_is_withdrawn(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(member("sam"))
    for name in ("sue", "asa"):
        keeping.give_heart(Kind.POST, post_id, by=member(name))
    save(browse("sam"), post_id, co_authors="@sue")
    assert of_post(post_id, "heart_count") == 1
    check(cast.course)


def test_new_co_authors_follow_the_post(cast: Cast) -> None:
    post_id = together(cast)
    watching = select(Watch.user_id).where(Watch.post_id == post_id, Watch.level == Level.FOLLOWING)
    assert set(db.session.scalars(watching)) == {cast.sam, cast.sue}


def test_pages_with_co_authors_cost_no_more_statements(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(member("sam"))
    urls = ("/", f"/posts/{post_id}", f"/authors/{cast.sam}", f"/posts/{post_id}/edit", "/drafts")
    for url in urls:
        browse("sam").get(f"{HERE}{url}")
    cheap = [cost(browse("sam"), url) for url in urls]
    save(browse("sam"), post_id, co_authors="@sue, @asa, @ines")
    for number in range(5):
        together(cast, "sue", "asa", title=f"Number {number}")
        together(cast, "sue", "asa", title=f"Number {number}", state=State.DRAFT)
    browse("sam").get(f"{HERE}/")  # what the shelf holds by now
    assert [cost(browse("sam"), url) for url in urls] == cheap


def cost(visitor: Visitor, url: str) -> int:
    with recorded() as statements:
        assert visitor.get(f"{HERE}{url}").status_code == 200
    return len(statements)
