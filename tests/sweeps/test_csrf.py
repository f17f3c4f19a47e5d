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
def test_without_its_own_token_a_form_does_nothing(world: World, line: Line) -> None:
    own, path = world.doors[line.doer].token, world.path(line.path)
    answers = [
        send(world, line, ""),
        send(world, line, "", via="htmx"),
        send(world, line, world.doors["rita"].token),
        world.ask(line.doer, line.method, f"{path}?csrf_token={own}", line.form, token=""),
    ]
    assert wrongly_done(world, answers) == []
