"""What is drawn once is never stale, never another's, and never too much."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from jinja2 import DictLoader, Environment
from sqlalchemy import update

from forum import fragments
from forum.auth.models import User
from forum.comments import actions
from forum.extensions import db
from forum.fragments import Fragments
from tests import factories
from tests.people import SLUG, Cast
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]


@pytest.fixture
def drawn() -> list[str]:
    """Return what was drawn, in order."""
    return []


@pytest.fixture
def pieces(drawn: list[str]) -> Fragments:
    """Return fragments whose one macro notes what it draws."""
    source = "{% macro word(text, times=1) %}{{ note(text) }}{{ text * times }}{% endmacro %}"
    environment = Environment(
        loader=DictLoader({"room/_drawn.html": source}), autoescape=True, auto_reload=False
    )
    environment.globals["note"] = lambda text: drawn.append(text) or ""
    return Fragments(environment)


def test_the_same_is_drawn_once(pieces: Fragments, drawn: list[str]) -> None:
    draw = pieces.within("en")["draw"]
    assert [draw("room/word", text) for text in ("<a>", "<a>", "b")] == ["&lt;a&gt;", "&lt;a&gt;", "b"]
    assert drawn == ["<a>", "b"]


def test_each_language_has_its_own(pieces: Fragments, drawn: list[str]) -> None:
    for language in ("en", "de", "en"):
        assert pieces.within(language)["draw_all"]("room/word", "a", [(1,), (2,)]) == "aaa"
    assert len(drawn) == 4


def test_what_is_not_asked_for_goes_and_what_is_stays(
    pieces: Fragments, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "GENERATION", 100)
    for number in range(200):
        pieces.draw("en", "room/word", "often")
        pieces.draw("en", "room/word", f"once {number}")
    assert drawn.count("often") == 1
    assert len(pieces.young) + len(pieces.old) < 30


def test_a_long_piece_is_not_kept(pieces: Fragments, drawn: list[str]) -> None:
    for _ in range(2):
        assert len(pieces.draw("en", "room/word", "long", fragments.LONGEST)) > fragments.LONGEST
    assert drawn == ["long", "long"]


def test_nothing_on_a_page_is_older_than_the_database(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam, "First title")
    comment_id = factories.comment(sam, post_id, "First words.")
    sue = browse("sue")
    for page in ("/", f"/posts/{post_id}"):
        assert "Sam" in sue.get(HERE + page).text
    actions.edit(comment_id, "Other words.", by=sam, seen=None)
    db.session.execute(update(User).where(User.id == cast.sam).values(name="Samuel Renamed"))
    db.session.commit()
    for page in ("/", f"/posts/{post_id}"):
        assert "Samuel Renamed" in sue.get(HERE + page).text
    assert "Other words." in sue.get(f"{HERE}/posts/{post_id}").text


def test_each_reader_is_offered_what_is_theirs_whoever_looked_before(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sue"))
    comment_id = factories.comment(factories.member("sam"), post_id)
    offered = {"ines": {"edit", "hiding"}, "sue": set(), "sam": {"edit", "deletion"}, "olga": set()}
    for name in [*offered, *reversed(offered)]:
        page = browse(name).get(f"{HERE}/posts/{post_id}").text
        links = {verb for verb in ("edit", "deletion", "hiding") if f"/comments/{comment_id}/{verb}" in page}
        assert links == offered[name], name
