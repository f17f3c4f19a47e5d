"""Every address, asked as everybody: nobody gets more, and nobody less, than the tables in roles.py say."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.sweeps.roles import CLASS, LINES, Line
from tests.sweeps.world import World

FREE = ("HEAD", "OPTIONS")
REMOVED = {"rita": "404"}
WITHOUT_A_WORD = "/unsubscribe/{sams_way_out}"  # who stops their mail is told on the spot (RFC 8058)
ENDS_AT_SIGN_IN = ("/sign-out", "/sign-out-everywhere", "/confirm/{confirm_link}")  # after it was done


def outcome(answer: TestResponse) -> str:
    """Return the status, or "in" where the answer is to sign in first."""
    leads_in = answer.status_code == 303 and (answer.location or "").startswith("/sign-in")
    return "in" if leads_in else str(answer.status_code)


def addresses(app: Flask) -> set[tuple[str, str]]:
    """Return every rule with each of its methods."""
    rules: list[Rule] = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    return {(method, rule.rule) for rule in rules for method in (rule.methods or ()) if method not in FREE}


def rule_of(world: World, line: Line) -> tuple[str, str]:
    """Return the rule that a line's address falls under."""
    urls = world.app.url_map.bind("localhost")
    rule, _values = urls.match(world.path(line.path), method=line.method, return_rule=True)
    return line.method, rule.rule


def test_each_address_has_a_line_and_each_line_an_address(world: World) -> None:
    known = {rule_of(world, line) for line in LINES}
    assert addresses(world.app) - known == set(), "addresses without a line in tests/sweeps/roles.py"


def test_no_line_stands_twice() -> None:
    assert [line for line, times in Counter(map(str, LINES)).items() if times > 1] == []


def test_only_two_methods_are_used(the_app: Flask) -> None:
    assert {method for method, _rule in addresses(the_app)} == {"GET", "POST"}


def test_a_class_does_not_exist_for_a_member_of_another() -> None:
    assert {line.usually["otto"] for line in LINES if line.path.startswith(CLASS)} == {"404"}


def test_a_class_asks_a_stranger_to_sign_in_and_tells_nothing_else() -> None:
    assert {line.usually["vera"] for line in LINES if line.path.startswith(CLASS)} == {"in"}


def answers(world: World, line: Line, expected: dict[str, str], **course: object) -> dict[str, str]:
    """Ask as everybody of whom something is expected, and return what each was answered.

    Those who are to be refused come first, and together must change nothing; each of the others finds
    everything as it was. What did change is told as the answer to "nobody".
    """
    acting = [name for name, word in expected.items() if acts(line, word)]
    world.put_back(**course)
    got = {name: answer_to(name, world, line) for name in expected if name not in acting}
    changed = world.changed(**course)
    for name in acting:
        world.put_back(**course)
        got[name] = answer_to(name, world, line)
    return got | ({"nobody": f"{', '.join(changed)} changed"} if changed else {})


def acts(line: Line, word: str) -> bool:
    """Say whether an answer means that something was done."""
    told_there = line.path in ENDS_AT_SIGN_IN or line.path.startswith(WITHOUT_A_WORD)
    return line.method != "GET" and (word == "303" or told_there)


def answer_to(name: str, world: World, line: Line) -> str:
    return outcome(world.ask(name, line.method, world.path(line.path), world.filled(line.form)))


@pytest.mark.parametrize("line", LINES, ids=str)
def test_everybody_gets_what_the_table_says(world: World, line: Line) -> None:
    assert answers(world, line, line.usually) == line.usually


IN_A_CLASS = [line for line in LINES if line.public]


@pytest.mark.parametrize("line", IN_A_CLASS, ids=str)
def test_visitors_of_a_public_class_get_what_the_table_says(world: World, line: Line) -> None:
    assert answers(world, line, line.public, visibility="public") == line.public


@pytest.mark.parametrize("line", IN_A_CLASS, ids=str)
def test_a_closed_class_is_read_only_as_the_table_says(world: World, line: Line) -> None:
    assert answers(world, line, line.closed, is_open=False) == line.closed


@pytest.mark.parametrize("line", IN_A_CLASS, ids=str)
def test_who_was_removed_is_a_stranger_again(world: World, line: Line) -> None:
    assert answers(world, line, REMOVED) == REMOVED
