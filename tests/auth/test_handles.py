"""What people are called behind an @: given, changed, never lost, never somebody else's."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.auth import actions, handles, queries
from forum.auth.attempts import Refused
from forum.auth.models import HANDLE_LIMIT, AuditEvent, Handle, User
from forum.extensions import db, limiter
from tests.courses.stories import at_once
from tests.people import SLUG, Cast
from tests.visitor import Visitor

AT_ONCE = 4


def current(user_id: int) -> list[str]:
    db.session.rollback()
    return [row.name for row in queries.handles(user_id) if row.is_current]


def earlier(user_id: int) -> set[str]:
    db.session.rollback()
    return {row.name for row in queries.handles(user_id) if not row.is_current}


def made(name: str) -> str:
    """Make an account and return its handle."""
    user = actions.create_account(name, None, None)
    db.session.commit()
    [handle] = current(user.id)
    return handle


def choose(visit: Visitor, handle: str) -> Any:
    return visit.post("/settings/handle", {"handle": handle})


# --- Given -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Nora Stone", "nora-stone"),
        ("Zoë O'Brien", "zoe-o-brien"),
        ("王小明", "王小明"),
        ("!?", "member"),
        ("X", "x"),
        ("Ada " * 20, "ada-" * 8 + "ad"),
        ("a" * 33 + " b", "a" * 33),
    ],
)
def test_an_account_gets_the_handle_that_its_name_suggests(cast: Cast, name: str, handle: str) -> None:
    assert made(name) == handle


def test_the_next_of_a_name_gets_a_number(cast: Cast) -> None:
    assert [made("Nora") for _time in range(3)] == ["nora", "nora-2", "nora-3"]
    assert [made("%") for _time in range(2)] == ["member", "member-2"]
    assert [made("a" * 90) for _time in range(2)] == ["a" * 34, "a" * 34 + "-2"]


def test_a_number_that_is_a_name_is_passed_over(cast: Cast) -> None:
    assert [made(name) for name in ("Nora 2", "Nora", "Nora")] == ["nora-2", "nora", "nora-3"]


def test_an_account_that_is_not_made_leaves_no_handle(cast: Cast) -> None:
    actions.create_account("Nora", None, None)
    db.session.rollback()
    assert db.session.get(Handle, "nora") is None


def test_of_many_of_one_name_at_once_each_gets_a_handle(app: Flask, cast: Cast) -> None:
    def join() -> str:
        user = actions.create_account("Nora", None, None)
        db.session.commit()
        return current(user.id)[0]

    assert sorted(at_once(app, *[join] * AT_ONCE)) == ["nora", "nora-2", "nora-3", "nora-4"]


# --- Chosen ------------------------------------------------------------------------------------------


def test_sam_chooses_another_one_and_keeps_the_first(visit: Visitor, cast: Cast) -> None:
    visit.as_("sam")
    assert 'value="sam"' in visit.get("/settings").text
    assert choose(visit, " @Sam Stöne ").location == "/settings"
    assert (current(cast.sam), earlier(cast.sam)) == (["sam-stone"], {"sam"})
    page = visit.get("/settings").text
    assert "Your handle is @sam-stone now." in page
    assert 'value="sam-stone"' in page
    assert "<bdi>@sam</bdi>" in page


def test_sam_goes_back_to_an_earlier_one(visit: Visitor, cast: Cast) -> None:
    visit.as_("sam")
    for handle in ("sammy", "sam", "sam"):
        assert choose(visit, handle).status_code == 303
    assert (current(cast.sam), earlier(cast.sam)) == (["sam"], {"sammy"})


@pytest.mark.parametrize("wanted", ["sue", "@SUE", "suzie"])
def test_nobody_takes_what_is_or_was_somebody_else_s(visit: Visitor, cast: Cast, wanted: str) -> None:
    handles.change(queries.user(cast.sue), "suzie", address="")
    answer = choose(visit.as_("sam"), wanted)
    assert answer.status_code == 422
    assert 'id="handle-error">This handle is taken. Choose another one.' in answer.text
    assert (current(cast.sam), earlier(cast.sam)) == (["sam"], set())
    assert (current(cast.sue), earlier(cast.sue)) == (["suzie"], {"sue"})


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("", "Write letters or digits"),
        ("  ", "Write letters or digits"),
        ("@-_!", "Write letters or digits"),
        ("x", "at least two"),
        ("@É!", "at least two"),
        ("a" * (HANDLE_LIMIT + 1), "Shorten it by 1"),
        ("한" * 20, "Shorten it by 20"),
    ],
)
def test_a_handle_that_cannot_be_is_told(visit: Visitor, cast: Cast, wanted: str, said: str) -> None:
    answer = choose(visit.as_("sam"), wanted)
    assert answer.status_code == 422
    assert 'id="handle-error"' in answer.text
    assert said in answer.text
    assert current(cast.sam) == ["sam"]


@pytest.mark.parametrize(
    ("wanted", "handle"),
    [("ab", "ab"), ("a" * HANDLE_LIMIT, "a" * HANDLE_LIMIT), ("42", "42"), ("小明", "小明")],
)
def test_handles_of_any_script_and_of_each_length(
    visit: Visitor, cast: Cast, wanted: str, handle: str
) -> None:
    assert choose(visit.as_("sam"), wanted).status_code == 303
    assert current(cast.sam) == [handle]


def test_nobody_collects_handles(cast: Cast) -> None:
    for number in range(handles.MOST - 1):
        handles.change(queries.user(cast.sam), f"sam-{number}", address="")
        limiter.reset()
    with pytest.raises(Refused, match="You have had 10 handles"):
        handles.change(queries.user(cast.sam), "sam-more", address="")
    handles.change(queries.user(cast.sam), "sam", address="")
    assert current(cast.sam) == ["sam"]
    assert len(earlier(cast.sam)) == handles.MOST - 1


def test_trying_again_and_again_has_to_wait(visit: Visitor, cast: Cast) -> None:
    visit.as_("sam")
    assert [choose(visit, "sue").status_code for _time in range(11)] == [422] * 10 + [429]
    assert int(choose(visit, "sam-stone").headers["Retry-After"]) > 0
    assert current(cast.sam) == ["sam"]


def test_of_two_who_want_a_handle_the_first_gets_it(app: Flask, cast: Cast) -> None:
    def take(user_id: int) -> Any:
        return lambda: handles.change(queries.user(user_id), "captain", address="")

    results = at_once(app, take(cast.sam), take(cast.sue))
    assert [type(result) for result in results].count(Refused) == 1
    assert sorted(current(cast.sam) + current(cast.sue)) in (["captain", "sam"], ["captain", "sue"])


def test_two_windows_of_one_person_leave_one_current_handle(app: Flask, cast: Cast) -> None:
    def take(name: str) -> Any:
        return lambda: handles.change(queries.user(cast.sam), name, address="")

    assert at_once(app, *(take(name) for name in ("ann", "ben", "cem", "sam"))) == [None] * 4
    assert len(current(cast.sam)) == 1
    assert {*current(cast.sam), *earlier(cast.sam)} == {"ann", "ben", "cem", "sam"}


def test_a_change_leaves_a_trail(visit: Visitor, cast: Cast) -> None:
    choose(visit.as_("sam"), "sam-stone")
    choose(visit, "sue")
    found = select(AuditEvent.actor_id, AuditEvent.detail).where(AuditEvent.verb == "handle.change")
    assert db.session.execute(found).all() == [(cast.sam, {"handle": "sam-stone"})]


# --- Shown -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["members", "authors/{sam}"])
def test_the_present_handle_stands_beside_the_name(visit: Visitor, cast: Cast, page: str) -> None:
    handles.change(queries.user(cast.sam), "sam-stone", address="")
    shown = visit.as_("sue").get(f"/c/{SLUG}/{page.format(sam=cast.sam)}").text
    assert "@sam-stone</bdi>" in shown
    assert "@sam</bdi>" not in shown


def test_who_has_none_is_shown_all_the_same(visit: Visitor, cast: Cast) -> None:
    db.session.delete(db.session.get_one(Handle, "sue"))
    db.session.commit()
    visit.as_("sue")
    for page in (f"/c/{SLUG}/members", f"/c/{SLUG}/authors/{cast.sue}", "/settings"):
        answer = visit.get(page)
        assert answer.status_code == 200
        assert "Sue" in answer.text
        assert "@None" not in answer.text


def test_a_handle_goes_with_its_account(cast: Cast) -> None:
    db.session.delete(db.session.get_one(User, cast.otto))
    db.session.commit()
    assert db.session.get(Handle, "otto") is None
