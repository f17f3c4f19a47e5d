"""What is stored of a text, and what its writer is told about it."""

from __future__ import annotations

import pytest
from flask import Flask

from forum import prose, text, text_maths
from forum.text_maths import Faulty

REASONS = """
    empty misplaced too-deep too-long too-many twice unclosed unfinished unknown-command unknown-environment
    unopened unreadable
"""


@pytest.fixture(autouse=True)
def _in_the_application(app: Flask) -> None:
    """Every test here asks for sentences, and for the site's name."""


def test_a_text_is_prepared_with_its_faults() -> None:
    made = prose.prepare(r"$x$ and $\foo$", heading=2)
    assert [prose.explain(fault) for fault in made.faults] == [r"The command \foo is not known here."]
    assert made.trouble == ""
    assert made.renderer == text.RENDERER_VERSION
    assert "faults" not in made.columns()


def test_a_text_that_is_not_rendered_says_why() -> None:
    made = prose.prepare("word " * text.POST_LIMIT, heading=2)
    assert prose.explain_trouble(made.trouble).startswith("This text is too long")
    assert prose.explain_trouble("") == ""


@pytest.mark.parametrize("trouble", ["long", "slow", "broken"])
def test_every_trouble_has_a_sentence(trouble: str) -> None:
    assert prose.explain_trouble(trouble).endswith("It is shown as it was written.")


@pytest.mark.parametrize("reason", REASONS.split())
def test_every_fault_has_a_sentence(reason: str) -> None:
    said = prose.explain(text.Fault("$x$", reason, "100%"))
    assert said.endswith(".")
    assert "%(" not in said
    assert (said == "It cannot be read as TeX.") == (reason == "unreadable")


def test_no_reason_was_forgotten() -> None:

    known = set(text_maths._COMPLAINTS.values())
    assert known <= set(REASONS.split())
    assert Faulty("twice").about == ""
