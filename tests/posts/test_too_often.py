"""Who posts too often is asked to wait, and loses no words meanwhile."""

from __future__ import annotations

from tests.visitor import Visitor

CLASS = "/c/supply-chains"
A_MINUTE = 10  # posts


def test_the_words_are_shown_and_the_key_of_the_form_is_not(visit: Visitor) -> None:
    sam = visit.as_("sam")
    form = {"title": "", "body": "Twenty-three words that took an hour.", "key": "a-key-of-more-than-twenty"}
    answers = [sam.post(f"{CLASS}/posts", form) for _ in range(A_MINUTE + 1)]
    assert [answer.status_code for answer in answers] == [422] * A_MINUTE + [429]
    assert form["body"] in answers[-1].text
    assert form["key"] not in answers[-1].text
