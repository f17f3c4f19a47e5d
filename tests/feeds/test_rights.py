"""Nothing is shown to the wrong person: each way in beside each way that is shut."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from forum.auth import actions as accounts
from forum.auth.models import User
from forum.comments import actions as comments
from forum.courses import actions as courses
from forum.extensions import db
from forum.feeds import keys
from forum.policy import may
from forum.posts import actions as posts
from forum.standing import Member
from tests import factories
from tests.courses.stories import change, publish
from tests.feeds.reading import HERE, held, key_of, titles
from tests.people import Cast
from tests.visitor import Visitor

READERS = ("ines", "asa", "sam", "sue", "olga", "adam")


@pytest.fixture
def everything(cast: Cast) -> dict[str, int]:
    """One post of each kind, all by sam."""
    sam, ines = factories.member("sam"), factories.member("ines")
    return {
        "Shown": factories.post(sam, "Shown"),
        "Hidden": factories.hidden(sam, ines, "Hidden"),
        "Private": factories.private(sam, "Private"),
        "Draft": factories.draft(sam, "Draft"),
        "Deleted": factories.deleted(sam, "Deleted"),
    }


def shown(visit: Visitor, path: str) -> set[str]:
    return {title.rpartition(": ")[2] for title in titles(visit.get(path))}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "feed", ["/feed.atom", "/categories/uncategorized/feed.atom", "/authors/{sam}/feed.atom"]
)
def test_a_key_shows_what_its_owner_may_read(
    visit: Visitor, cast: Cast, everything: dict[str, int], name: str, feed: str
) -> None:
    reader = factories.member(name)
    rows = factories.as_read(*everything.values())
    readable = {row.title for row in rows if may(reader, "post.read", row)} - {"Draft"}
    assert shown(visit, key_of(reader) + feed.format(sam=cast.sam)) == readable
    assert readable == (
        {"Shown", "Hidden", "Private"} if name in ("ines", "asa", "sam", "adam") else {"Shown"}
    )


@pytest.mark.parametrize("name", READERS)
def test_and_so_does_the_feed_of_comments(
    visit: Visitor, cast: Cast, everything: dict[str, int], name: str
) -> None:
    sam, reader = factories.member("sam"), factories.member(name)
    for words in ("shown", "hidden", "deleted"):
        said = factories.comment(sam, everything["Shown"], f"It was {words}.")
        if words == "hidden":
            comments.hide(said, by=factories.member("ines"), reason="Not here.")
        if words == "deleted":
            comments.delete(said, by=sam)
    answer = visit.get(f"{key_of(reader)}/posts/{everything['Shown']}/comments.atom")
    sees_hidden = name not in ("sue", "olga")
    assert len(titles(answer)) == 1 + sees_hidden
    assert ("It was hidden." in answer.text) == sees_hidden
    assert "It was deleted." not in answer.text
    for title in ("Hidden", "Private", "Draft", "Deleted"):
        answer = visit.get(f"{held(reader)}/posts/{everything[title]}/comments.atom")
        assert answer.status_code == (200 if sees_hidden and title in ("Hidden", "Private") else 404)


def test_a_visitor_sees_what_everybody_may(visit: Visitor, cast: Cast, everything: dict[str, int]) -> None:
    publish(cast.course)
    assert shown(visit, f"{HERE}/feed.atom") == {"Shown"}
    answer = visit.get(f"{HERE}/feed.atom")
    assert not any(f"{word} words" in answer.text for word in ("hidden", "deleted"))


def test_the_feeds_of_a_private_class_tell_a_visitor_nothing(visit: Visitor, cast: Cast) -> None:
    post = factories.post(factories.member("sam"), "Among us")
    paths = (
        "/feed.atom",
        "/categories/uncategorized/feed.atom",
        f"/posts/{post}/comments.atom",
        "/categories/x/feed.atom",
    )
    for path in (*paths, f"/authors/{cast.sam}/feed.atom", "/feeds"):
        here, nowhere = visit.get(HERE + path), visit.get("/c/nowhere" + path)
        assert here.status_code == nowhere.status_code == 303
        assert here.location.replace("supply-chains", "nowhere") == nowhere.location


def secret_of(name: str) -> str:
    return held(factories.member(name)).removeprefix("/feeds/")


def leave(cast: Cast) -> None:
    courses.remove(cast.course, cast.sam, by=factories.member("ines"))


def close_account(cast: Cast) -> None:
    accounts.set_closed(db.session.get_one(User, cast.sam), True, by=None)


def switch_off(_cast: Cast) -> None:
    keys.switch_off(by=factories.member("sam"))


def renew(_cast: Cast) -> None:
    keys.renew(by=factories.member("sam"))


@pytest.mark.parametrize("end", [leave, close_account, switch_off, renew], ids=lambda end: end.__name__)
def test_a_key_that_was_good_opens_nothing(visit: Visitor, cast: Cast, end: Callable[[Cast], None]) -> None:
    factories.post(factories.member("sam"), "Among us")
    root = key_of(factories.member("sam"))
    assert titles(visit.get(f"{root}/feed.atom")) == ["Among us"]
    end(cast)
    dead, wrong = visit.get(f"{root}/feed.atom"), visit.get("/feeds/made-up/feed.atom")
    assert (dead.status_code, dead.text) == (404, wrong.text)


def test_who_comes_back_reads_again(visit: Visitor, cast: Cast) -> None:
    root = key_of(factories.member("sam"))
    leave(cast)
    courses.restore(cast.course, cast.sam, by=factories.member("ines"))
    assert visit.get(f"{root}/feed.atom").status_code == 200


def wrong_keys(app: Flask) -> list[str]:
    good, other = secret_of("sam"), secret_of("sue")
    payload, _dot, signature = good.rpartition(".")
    forged = app.session_interface.get_signing_serializer(app).dumps(
        [1, "x"]
    )  # signed by us, for another purpose
    return [
        payload,
        f"{payload}.{other.rpartition('.')[2]}",
        f"{other.rpartition('.')[0]}.{signature}",
        good[:-6],
        good.swapcase(),
        forged,
        "x",
        "%E2%98%83.%E2%98%83",
        "0" * 2000,
    ]


def test_a_wrong_key_is_not_found(app: Flask, visit: Visitor, cast: Cast) -> None:
    key_of(factories.member("sam"))
    key_of(factories.member("sue"))
    wrong = visit.get("/feeds/made-up/feed.atom")
    for secret in wrong_keys(app):
        answer = visit.get(f"/feeds/{secret}/feed.atom")
        assert (answer.status_code, answer.text) == (404, wrong.text), secret


def test_a_key_opens_one_class(visit: Visitor, cast: Cast) -> None:
    ours = factories.post(factories.member("sam"), "Ours")
    theirs = factories.post(factories.member("otto", "elsewhere"), "Theirs")
    sam, otto = key_of(factories.member("sam")), key_of(factories.member("otto", "elsewhere"))
    assert titles(visit.get(f"{otto}/feed.atom")) == ["Theirs"]
    assert visit.get(f"{otto}/posts/{ours}/comments.atom").status_code == 404
    assert visit.get(f"{sam}/posts/{theirs}/comments.atom").status_code == 404
    assert visit.get(f"{otto}/authors/{cast.sam}/feed.atom").status_code == 404
    assert visit.get(f"{otto}/members").status_code == 404


def test_what_goes_wrong_behind_a_key_names_nothing(visit: Visitor, cast: Cast) -> None:
    root = key_of(factories.member("sam"))
    answer = visit.get(f"{root}/posts/999/comments.atom")
    assert answer.status_code == 404
    assert "Supply" not in answer.text
    assert root not in answer.text


def test_the_key_says_who_reads_and_not_the_cookie(
    app: Flask, cast: Cast, everything: dict[str, int]
) -> None:
    root = key_of(factories.member("sue"))
    assert shown(Visitor(app).as_("ines"), f"{root}/feed.atom") == {"Shown"}
    assert shown(Visitor(app).as_("otto"), f"{root}/feed.atom") == {"Shown"}


def test_another_role_is_another_feed_at_once(visit: Visitor, cast: Cast, everything: dict[str, int]) -> None:
    path = f"{key_of(factories.member('sue'))}/feed.atom"
    before = visit.get(path)
    courses.change_role(cast.course, cast.sue, "assistant", by=factories.member("ines"))
    assert shown(visit, path) == {"Shown", "Hidden", "Private"}
    assert visit.get(path).headers["ETag"] != before.headers["ETag"]


def test_a_member_reads_by_the_cookie_as_well(app: Flask, cast: Cast, everything: dict[str, int]) -> None:
    assert shown(Visitor(app).as_("sam"), f"{HERE}/feed.atom") == {"Shown", "Hidden", "Private"}
    assert Visitor(app).as_("otto").get(f"{HERE}/feed.atom").status_code == 404


def test_a_key_goes_on_in_a_closed_class_and_a_public_one(
    visit: Visitor, cast: Cast, everything: dict[str, int]
) -> None:
    path = f"{key_of(factories.member('sam'))}/feed.atom"
    for state in ({"is_open": False}, {"visibility": "public"}):
        change(cast.course, **state)
        assert shown(visit, path) == {"Shown", "Hidden", "Private"}


def test_what_is_taken_away_is_gone_from_the_next_answer(visit: Visitor, cast: Cast) -> None:
    publish(cast.course)
    sam, ines = factories.member("sam"), factories.member("ines")
    first, second = factories.post(sam, "First"), factories.post(sam, "Second")
    posts.hide(first, by=ines, reason="Not here.")
    assert titles(visit.get(f"{HERE}/feed.atom")) == ["Second"]
    posts.delete(second, by=sam)
    assert titles(visit.get(f"{HERE}/feed.atom")) == []
    posts.restore(second, by=sam)
    posts.unhide(first, by=ines)
    assert titles(visit.get(f"{HERE}/feed.atom")) == ["Second", "First"]


def test_a_visitor_has_no_rights_to_a_key() -> None:
    assert not may(Member(1, True), "feeds.read", None)
    assert not may(Member(1, True, user_id=7), "feeds.read", None)
