"""A page goes on with its own draft, also where it never heard that a save of it had arrived."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.extensions import db
from forum.writing import actions
from forum.writing.actions import Words
from forum.writing.models import Unsent
from forum.writing.places import Place
from forum.writing.turns import Turn
from tests.factories import member
from tests.people import Cast
from tests.visitor import Visitor
from tests.writing.test_saving import KEY, kept, save

Browse = Callable[[str], Visitor]
PAGE, OTHER = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"

pytestmark = pytest.mark.usefixtures("cast")


def drafts() -> int:
    return db.session.scalar(select(func.count()).select_from(Unsent)) or 0


def test_a_page_whose_answer_was_lost_goes_on_with_its_draft(browse: Browse) -> None:
    sam = browse("sam")
    save(sam, "Half", turns=f"{PAGE}-1")
    lost = save(sam, "Half a thought", turns=f"{PAGE}-2", saw=1)
    assert lost.headers["Saves"] == "2"
    assert save(sam, "Half a thought, and more", turns=f"{PAGE}-3", saw=1).headers["Saves"] == "3"
    assert kept().body == "Half a thought, and more"
    assert kept().fields == []


def test_so_does_one_whose_first_answer_was_lost(browse: Browse) -> None:
    sam = browse("sam")
    save(sam, "Half", turns=f"{PAGE}-1")
    assert save(sam, "Half a thought", turns=f"{PAGE}-2").status_code == 200
    assert (drafts(), kept().body) == (1, "Half a thought")


def test_the_last_draft_that_there_may_be_goes_on_as_well(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    sam = browse("sam")
    save(sam, "Half", turns=f"{PAGE}-1")
    assert save(sam, "Half a thought", turns=f"{PAGE}-2").status_code == 200
    assert save(sam, "Another", key="fedcba9876543210", turns=f"{PAGE}-3").status_code == 429


def test_another_page_does_not(browse: Browse) -> None:
    sam = browse("sam")
    save(sam, "Half", turns=f"{PAGE}-1")
    assert save(sam, "Something else", turns=f"{OTHER}-2").status_code == 409
    assert save(sam, "Half, and more", turns=f"{PAGE}-2").status_code == 200
    assert save(sam, "Half, but other", turns=f"{OTHER}-3", saw=2).status_code == 200
    assert save(sam, "Half, and more, and more", turns=f"{PAGE}-3", saw=2).status_code == 409
    assert kept().body == "Half, but other"


def test_an_old_save_that_arrives_late_overwrites_nothing(browse: Browse) -> None:
    sam = browse("sam")
    save(sam, "Half", turns=f"{PAGE}-1")
    save(sam, "Half a thought, and more", turns=f"{PAGE}-3", saw=1)
    for words in ("Half a thought", "Half a thought, and more"):
        late = save(sam, words, turns=f"{PAGE}-2", saw=2, categories="1")
        assert (late.status_code, late.headers["Saves"]) == (204, "2")
    assert (kept().body, kept().fields, kept().saves) == ("Half a thought, and more", [], 2)


def test_the_very_same_save_twice_is_one(browse: Browse) -> None:
    sam = browse("sam")
    for _time in range(2):
        again = save(sam, "Half", turns=f"{PAGE}-1")
        assert (again.status_code, again.headers["Saves"]) == (200, "1")
        assert again.text.strip().startswith("Draft saved ")


def test_a_page_goes_on_with_what_an_earlier_one_may_have_saved(browse: Browse) -> None:
    sam = browse("sam")
    save(sam, "Half", turns=f"{PAGE}-2")
    assert save(sam, "Other", turns=f"{OTHER}-1 {PAGE}-1").status_code == 409  # it knows of less
    assert save(sam, "Half a thought", turns=f"{OTHER}-1 cccccccccccccccc-7 {PAGE}-3").status_code == 200
    assert save(sam, "Half, too", turns=f"{PAGE}-4", saw=1).status_code == 409
    assert kept().body == "Half a thought"


def test_a_page_that_says_no_turn_is_known_by_what_it_saw(browse: Browse) -> None:
    sam = browse("sam")
    save(sam, "Half", turns=f"{PAGE}-1")
    assert save(sam, "Half a thought", saw=1).status_code == 200
    assert save(sam, "Half a thought, and more", saw=1).status_code == 409
    assert save(sam, "Half, and more", turns=f"{PAGE}-2", saw=1).status_code == 409
    assert kept().body == "Half a thought"


def test_what_was_sent_is_over_for_the_page_that_wrote_it(browse: Browse, cast: Cast) -> None:
    sam = browse("sam")
    save(sam, "Half", turns=f"{PAGE}-2")
    actions.throw_away(KEY, cast.sam)
    for turn in (1, 2, 3):
        late = save(sam, "Half a thought", turns=f"{PAGE}-{turn}")
        assert (late.status_code, late.headers.get("Saves")) == (204, None)
    actions.bring_back(KEY, cast.sam)
    assert save(sam, "Half a thought", turns=f"{PAGE}-3").status_code == 200


@pytest.mark.parametrize(
    "turns",
    [
        "1",
        PAGE,
        f"{PAGE}-",
        f"{PAGE}--1",
        f"{PAGE}-1.5",
        f"{PAGE}-1234567890",
        f"{PAGE}-\u0661",
        f"{PAGE}-²",
        f"{PAGE}0-1",
        f"{PAGE.upper()}-1",
        f"{PAGE}-1,{PAGE}-2",
        f"{PAGE}-1\n",
        f" {PAGE}-1",
        " ".join([f"{PAGE}-1"] * 5),
        "' or 1=1 --",
        "9" * 100_000,
    ],
)
def test_there_are_no_other_turns(browse: Browse, turns: str) -> None:
    assert save(browse("sam"), "Words", turns=turns).status_code == 422
    assert drafts() == 0


def test_the_largest_turn_fits_into_the_database(browse: Browse) -> None:
    turns = " ".join(f"{page}-999999999" for page in (PAGE, OTHER, PAGE, OTHER))
    assert save(browse("sam"), "Words", turns=turns).status_code == 200
    assert kept().turn == 999_999_999


def test_two_saves_of_one_page_at_once_leave_the_newer(app: Flask, cast: Cast) -> None:
    by, place = member("sam"), Place("posts", 0, "new")

    def one(number: int) -> None:
        with app.app_context(), suppress(actions.Overtaken):
            actions.save(Words(place, "", f"Words {number}", []), KEY, by=by, saw=0, turn=Turn(PAGE, number))

    threads = [threading.Thread(target=one, args=(number,)) for number in (1, 2, 3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (drafts(), kept().body, kept().turn) == (1, "Words 4", 4)
