"""A whole term: the board, the report, its file and each student's own page say what was played."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.people import Cast
from tests.reports.played import HERE, WEEKS, Ledger, Term, at, local
from tests.visitor import Visitor

STANDING = re.compile(r'id="user-(\d+)".*?class="standing (\w+)', re.DOTALL)
ROW = re.compile(r'/participation/(\d+)" dir="auto">.*?aria-label="([\d, ]+)"', re.DOTALL)
OWN = re.compile(r"<dt>([^<]+)</dt><dd><b>(\d+)(?: / (\d+))?</b>")


@pytest.fixture
def term(app: Flask, cast: Cast) -> Iterator[Term]:
    played = Term(app, cast, seed=7)
    played.play()
    with at(local(WEEKS + 1, 2, 10)):
        yield played


def given(ledger: Ledger, name: str) -> int:
    return sum(len(moments) for (who, _week), moments in ledger.replies.items() if who == name)


def posts(ledger: Ledger, name: str) -> int:
    return sum(1 for who, _week in ledger.posts if who == name)


def complete(ledger: Ledger, name: str) -> tuple[int, int]:
    """Return how many prompts somebody has done, and of how many."""
    states = [ledger.state(name, week) for week in range(1, WEEKS + 1)]
    return sum(state in ("done", "late") for state in states), sum(state != "excused" for state in states)


def weeks(ledger: Ledger, name: str) -> list[int]:
    """Return what somebody wrote in each week, and in the days after the last, for some replied then."""
    return [ledger.written.get(name, {}).get(week, 0) for week in range(1, WEEKS + 2)]


def test_what_pages_and_files_say_is_what_was_played(term: Term) -> None:
    ines = term.visit("Ines", f"{HERE}/participation")
    boards_agree(term, ines)
    table_agrees(term, ines)
    picture_agrees(term, ines)
    own_pages_agree(term)


def boards_agree(term: Term, ines: Visitor) -> None:
    for week, prompt_id in term.prompts.items():
        page = ines.get(f"{HERE}/prompts/{prompt_id}/board").text
        shown = {int(id): state for id, state in STANDING.findall(page)}
        played = {term.ids[name]: term.ledger.state(name, week) for name in term.names}
        silent = dict.fromkeys((term.cast.sam, term.cast.sue), "open")
        assert shown == played | silent, week


def table_agrees(term: Term, ines: Visitor) -> None:
    answer = ines.get(f"{HERE}/participation.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["Student"] for row in rows] == ["Sam", *term.names, "Sue"]
    for row in rows[1:-1]:
        name, ledger = row["Student"], term.ledger
        numbers = [int(row[key]) for key in ("Posts", "Replies given", "Replies received", "Days active")]
        days = len(ledger.days.get(name, ()))
        assert numbers == [posts(ledger, name), given(ledger, name), ledger.received[name], days], name
        assert (int(row["Prompts done"]), int(row["Prompts asked"])) == complete(ledger, name), name
        assert [int(value) for value in list(row.values())[-(WEEKS + 1) :]] == weeks(ledger, name), name


def picture_agrees(term: Term, ines: Visitor) -> None:
    page = ines.get(f"{HERE}/participation").text
    drawn = {int(id): [int(number) for number in said.split(", ")] for id, said in ROW.findall(page)}
    for name in term.names:
        assert drawn[term.ids[name]] == weeks(term.ledger, name), name


def own_pages_agree(term: Term) -> None:
    for name in term.names:
        page = term.visit(name, f"{HERE}/participation/me").get(f"{HERE}/participation/me").text
        own = {label: (int(number), int(of or 0)) for label, number, of in OWN.findall(page)}
        assert own["Posts"][0] == posts(term.ledger, name), name
        assert own["Replies given"][0] == given(term.ledger, name), name
        assert own["Replies received"][0] == term.ledger.received[name], name
        assert own["Prompts done"] == complete(term.ledger, name), name
        assert term.ledger.state(name, WEEKS) in page
        others = set(term.names) - {name}
        assert not [other for other in others if other in page], name
