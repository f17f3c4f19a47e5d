"""No form acts without the token of its own session, whoever sends it and however."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from werkzeug.test import TestResponse

from tests.sweeps.roles import UNSAFE, Line
from tests.sweeps.world import World

KEPT = "kept_form"  # the only table that a refused form may change: what somebody wrote is not lost


def send(world: World, line: Line, token: str, via: str = "plain") -> TestResponse:
    return world.ask(line.doer, line.method, world.path(line.path), line.form, token=token, via=via)


def refused(answer: TestResponse) -> bool:
    """Say whether an answer tells that the form did not count: in words, or by offering it again."""
    onward = answer.headers.get("HX-Redirect") or answer.location or ""
    offered = onward.startswith(("/kept?", "/kept", "/sign-in?"))
    return offered if answer.status_code == 303 or not answer.data else answer.status_code == 400


def wrongly_done(world: World, answers: Iterable[TestResponse]) -> list[str]:
    wrong = [f"{answer.status} {answer.location}" for answer in answers if not refused(answer)]
    return wrong + [table for table in world.changed() if table != KEPT]


@pytest.mark.parametrize("line", UNSAFE, ids=str)
def test_without_a_token_nothing_happens(world: World, line: Line) -> None:
    answers = [send(world, line, "", via) for via in ("plain", "htmx")]
    assert wrongly_done(world, answers) == []


@pytest.mark.parametrize("line", UNSAFE, ids=str)
def test_with_the_token_of_somebody_else_nothing_happens(world: World, line: Line) -> None:
    stolen = world.doors["rita"].token
    assert wrongly_done(world, [send(world, line, stolen)]) == []


@pytest.mark.parametrize("line", UNSAFE, ids=str)
def test_a_token_in_the_address_does_not_count(world: World, line: Line) -> None:
    path = f"{world.path(line.path)}?csrf_token={world.doors[line.doer].token}"
    answer = world.ask(line.doer, line.method, path, line.form, token="")
    assert wrongly_done(world, [answer]) == []
