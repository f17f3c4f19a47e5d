"""Hearts: who gives them to what, how they are counted, and who learns whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from forum.auth.models import User
from forum.comments import actions as comments
from forum.comments.models import Comment
from forum.courses import actions as courses
from forum.courses.models import Course, Role
from forum.extensions import db
from forum.keeping import actions, queries
from forum.keeping.models import Kind, Regard
from forum.posts import actions as posts
from forum.posts.models import Post
from forum.standing import Member
from tests import factories
from tests.courses.stories import at_once
from tests.people import SLUG, Cast
from tests.posts import recount
from tests.posts.statements import recorded, writes
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
BUTTON = re.compile(r'id="give-([\w-]+)"[^>]*formaction="([^"]+)"[^>]*aria-pressed="(\w+)"')
NUMBER = re.compile(r'id="heart-([\w-]+)">.*?aria-hidden="true">(\d+)<')
MODELS = {Kind.POST: Post, Kind.COMMENT: Comment}


@pytest.fixture(params=[Kind.POST, Kind.COMMENT], ids=str)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Tell the same story of a post and of a comment."""
    return Kind(request.param)


@pytest.fixture
def sams(cast: Cast, kind: Kind) -> int:
    """The id of what sam wrote: a post, or a comment under one of asa's."""
    sam = factories.member("sam")
    return factories.post(sam) if kind is Kind.POST else factories.comment(sam, _asas())


def _asas() -> int:
    return factories.post(factories.member("asa"))


def url(kind: Kind, thing_id: int) -> str:
    return f"{HERE}/{kind}s/{thing_id}"


def page(visitor: Visitor, kind: Kind, thing_id: int) -> TestResponse:
    """Return the page that shows a thing."""
    return visitor.get(url(kind, thing_id), follow_redirects=True)


def count(kind: Kind, thing_id: int) -> int:
    db.session.rollback()
    return db.session.scalars(select(MODELS[kind].heart_count).where(MODELS[kind].id == thing_id)).one()


def buttons(answer: TestResponse) -> dict[str, tuple[str, str]]:
    """Return the hearts that can be given or taken back: where each is sent, and whether it is pressed."""
    return {name: (to, pressed) for name, to, pressed in BUTTON.findall(answer.text)}


def numbers(answer: TestResponse) -> dict[str, int]:
    return {name: int(many) for name, many in NUMBER.findall(answer.text)}


def test_one_click_gives_it_and_one_takes_it_back(
    browse: Browse, kind: Kind, sams: int, cast: Cast, via: str
) -> None:
    sue, name, heart = browse("sue"), f"{kind}-{sams}", f"{url(kind, sams)}/heart"
    assert buttons(page(sue, kind, sams))[name] == (heart, "false")
    answer = sue.post(heart, via=via)
    answer = answer if via == "htmx" else page(sue, kind, sams)
    assert buttons(answer)[name] == (f"{heart}/delete", "true")
    assert "Marked as worth reading." in answer.text
    assert count(kind, sams) == 1
    assert numbers(page(browse("ines"), kind, sams)) == {name: 1}
    assert buttons(page(browse("ines"), kind, sams))[name] == (heart, "false")
    answer = sue.post(f"{heart}/delete", via=via)
    answer = answer if via == "htmx" else page(sue, kind, sams)
    assert buttons(answer)[name] == (heart, "false")
    assert numbers(answer) == {}
    recount.check(cast.course)


def test_without_javascript_one_comes_back_to_the_thing(browse: Browse, kind: Kind, sams: int) -> None:
    answer = browse("sue").post(f"{url(kind, sams)}/heart")
    assert answer.status_code == 303
    place = f"#comment-{sams}" if kind is Kind.COMMENT else url(kind, sams)
    assert answer.location.endswith(place)


def test_each_member_gives_one(browse: Browse, kind: Kind, sams: int, cast: Cast) -> None:
    for name in ("sue", "sue", "ines", "sue", "ines"):
        assert browse(name).post(f"{url(kind, sams)}/heart").status_code == 303
    assert count(kind, sams) == 2
    for name in ("sue", "sue", "ines"):
        browse(name).post(f"{url(kind, sams)}/heart/delete")
    assert count(kind, sams) == 0
    assert db.session.scalars(select(Regard)).all() == []


def test_a_heart_and_a_bookmark_do_not_touch_each_other(kind: Kind, sams: int, cast: Cast) -> None:
    sue = factories.member("sue")
    actions.keep(kind, sams, by=sue)
    actions.give_heart(kind, sams, by=sue)
    actions.let_go(kind, sams, by=sue)
    assert count(kind, sams) == 1
    actions.keep(kind, sams, by=sue)
    actions.take_heart_back(kind, sams, by=sue)
    assert count(kind, sams) == 0
    assert len(queries.kept(sue).rows) == 1
    assert len(db.session.scalars(select(Regard)).all()) == 1


@pytest.mark.parametrize(
    ("name", "status"), [("sam", 403), ("olga", 403), ("otto", 404), ("adam", 303), ("asa", 303)]
)
def test_who_may_give_one(browse: Browse, kind: Kind, sams: int, name: str, status: int, via: str) -> None:
    visitor = browse(name)
    assert visitor.post(f"{url(kind, sams)}/heart", via=via).status_code == (
        200 if status == 303 and via == "htmx" else status
    )
    assert count(kind, sams) == (1 if status == 303 else 0)


def test_nobody_is_offered_a_heart_of_their_own_words(browse: Browse, kind: Kind, sams: int) -> None:
    for name, offered in {"sam": False, "olga": False, "sue": True, "ines": True}.items():
        assert (f"{kind}-{sams}" in buttons(page(browse(name), kind, sams))) is offered, name


def test_who_was_removed_gives_none_and_what_they_gave_stays(
    browse: Browse, kind: Kind, sams: int, cast: Cast
) -> None:
    sue = browse("sue")
    sue.post(f"{url(kind, sams)}/heart")
    courses.remove(cast.course, cast.sue, by=factories.member("ines"))
    assert sue.post(f"{url(kind, sams)}/heart/delete").status_code == 404
    assert count(kind, sams) == 1
    assert ">Sue<" in browse("ines").get(f"{url(kind, sams)}/hearts").text


def test_in_a_closed_class_hearts_stay_as_they_are(browse: Browse, kind: Kind, sams: int, cast: Cast) -> None:
    actions.give_heart(kind, sams, by=factories.member("sue"))
    courses.change(db.session.get_one(Course, cast.course), {"is_open": False}, by=cast.ines)
    for path in ("/heart", "/heart/delete"):
        assert browse("sue").post(f"{url(kind, sams)}{path}").status_code == 403
    shown = page(browse("sue"), kind, sams)
    assert (buttons(shown), numbers(shown)) == ({}, {f"{kind}-{sams}": 1})


def hide(kind: Kind, thing_id: int, by: Member) -> None:
    (posts if kind is Kind.POST else comments).hide(thing_id, by=by, reason="Why.")


def unhide(kind: Kind, thing_id: int, by: Member) -> None:
    (posts if kind is Kind.POST else comments).unhide(thing_id, by=by)


def test_what_is_hidden_keeps_its_hearts_and_gets_none(
    browse: Browse, kind: Kind, sams: int, cast: Cast
) -> None:
    ines = factories.member("ines")
    actions.give_heart(kind, sams, by=factories.member("sue"))
    hide(kind, sams, ines)
    assert browse("sue").post(f"{url(kind, sams)}/heart").status_code == 404
    assert browse("sue").get(f"{url(kind, sams)}/hearts").status_code == 404
    assert browse("ines").post(f"{url(kind, sams)}/heart").status_code == 403
    assert f"{kind}-{sams}" not in numbers(browse("sue").get(f"{HERE}/"))
    unhide(kind, sams, ines)
    assert numbers(page(browse("sue"), kind, sams)) == {f"{kind}-{sams}": 1}
    recount.check(cast.course)


def test_members_see_who_gave_it(browse: Browse, kind: Kind, sams: int, via: str) -> None:
    for name in ("sue", "ines"):
        browse(name).post(f"{url(kind, sams)}/heart")
    for name in ("sam", "olga", "asa"):
        assert f'<a href="{url(kind, sams)}/hearts">' in page(browse(name), kind, sams).text
        names = browse(name).get(f"{url(kind, sams)}/hearts", via=via)
        assert names.status_code == 200
        assert re.findall(r">(Sue|Ines|Asa)<", names.text.partition('id="main"')[2] or names.text)[:2] == [
            "Sue",
            "Ines",
        ]


def test_a_visitor_of_a_public_class_sees_how_many(browse: Browse, kind: Kind, sams: int, cast: Cast) -> None:
    actions.give_heart(kind, sams, by=factories.member("sue"))
    courses.change(db.session.get_one(Course, cast.course), {"visibility": "public"}, by=cast.ines)
    for name in ("vera", "otto"):
        shown = page(browse(name), kind, sams)
        assert (numbers(shown), buttons(shown)) == ({f"{kind}-{sams}": 1}, {})
        assert "/hearts" not in shown.text
        assert "Sue" not in shown.text
        names = browse(name).get(f"{url(kind, sams)}/hearts")
        assert names.status_code == 403
        assert "Sue" not in names.text


def crowd(cast: Cast, many: int) -> list[Member]:
    users = [User(name=f"N {number}", email=f"n{number}@example.org") for number in range(many)]
    db.session.add_all(users)
    db.session.flush()
    for user in users:
        courses.enrol(cast.course, user.id, Role.STUDENT, by=None)
    db.session.commit()
    return [Member(cast.course, True, user.id, Role.STUDENT) for user in users]


def test_many_names_become_a_few_and_a_number(browse: Browse, kind: Kind, sams: int, cast: Cast) -> None:
    for member in crowd(cast, queries.NAMED + 5):
        actions.give_heart(kind, sams, by=member)
    tip = browse("sue").get(f"{url(kind, sams)}/hearts", via="htmx").text
    assert (tip.count("<bdi>"), "and 5 more" in tip) == (queries.NAMED, True)
    listed = browse("sue").get(f"{url(kind, sams)}/hearts").text
    assert (listed.count('<li class="by">'), " more</p>" in listed) == (queries.NAMED + 5, False)


def test_nothing_is_ranked_by_hearts(browse: Browse, cast: Cast) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    ids = [factories.post(sam, f"Post {n}") for n in range(3)]
    said = [factories.comment(sam, ids[0], f"Comment {n}") for n in range(3)]
    visitor = browse("asa")

    def order() -> list[list[str]]:
        feed, thread = visitor.get(f"{HERE}/").text, visitor.get(f"{HERE}/posts/{ids[0]}").text
        return [re.findall(r'id="post-(\d+)"', feed), re.findall(r'id="comment-(\d+)"', thread)]

    before = order()
    actions.give_heart(Kind.POST, ids[0], by=sue)
    actions.give_heart(Kind.COMMENT, said[-1], by=sue)
    assert order() == before


def test_many_clicks_at_once_give_one_heart(app: Flask, kind: Kind, sams: int, cast: Cast) -> None:
    sue = factories.member("sue")
    assert at_once(app, *[lambda: actions.give_heart(kind, sams, by=sue)] * 6) == [None] * 6
    assert count(kind, sams) == 1
    assert at_once(app, *[lambda: actions.take_heart_back(kind, sams, by=sue)] * 6) == [None] * 6
    assert count(kind, sams) == 0
    recount.check(cast.course)


def test_hearts_of_many_at_once_are_all_counted(app: Flask, kind: Kind, sams: int, cast: Cast) -> None:
    members = crowd(cast, 6)
    acts = [lambda by=member: actions.give_heart(kind, sams, by=by) for member in members]
    acts += [lambda by=member: actions.keep(kind, sams, by=by) for member in members]
    assert at_once(app, *acts) == [None] * 12
    assert count(kind, sams) == 6
    recount.check(cast.course)


def test_giving_and_taking_back_at_once_keeps_the_count_true(
    app: Flask, kind: Kind, sams: int, cast: Cast
) -> None:
    sue = factories.member("sue")
    both = [
        lambda: actions.give_heart(kind, sams, by=sue),
        lambda: actions.take_heart_back(kind, sams, by=sue),
    ]
    assert at_once(app, *both * 4) == [None] * 8
    recount.check(cast.course)


def test_what_a_click_costs(browse: Browse, kind: Kind, sams: int) -> None:
    sue = browse("sue")
    page(sue, kind, sams)
    for path in ("/heart", "/heart/delete", "/bookmark", "/bookmark/delete"):
        with recorded() as statements:
            assert sue.post(f"{url(kind, sams)}{path}", via="htmx").status_code == 200
        assert len(writes(statements)) <= 3
        assert len(statements) <= 9, (path, statements)
    with recorded() as statements:
        sue.get(f"{url(kind, sams)}/hearts", via="htmx")
    assert len(statements) <= 5
