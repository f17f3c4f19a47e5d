"""Of which prompts the side of a page says that there are answers to read, and in which order."""

from __future__ import annotations

from forum.peers import queries
from tests.factories import member
from tests.peers.stories import share
from tests.people import Cast
from tests.prompts.stories import ago, answer, prompt


def test_what_is_due_next_comes_first_and_what_was_due_long_ago_last(cast: Cast) -> None:
    days = {"late": 9, "very late": 20, "never": None, "next": -2, "then": -5}
    for title, due in days.items():
        prompt_id = prompt(title, replies_due_at=None if due is None else ago(due))
        for name in ("sam", "sue"):
            answer(name, prompt_id)
        share(prompt_id)
    assert [row.title for row in queries.owed(member("sam"))] == ["next", "then", "never"]
