"""The database finds what a plain reading of the words finds, whatever is typed: the same on both."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forum.extensions import db
from forum.search import queries
from forum.search.asked import Asked, Term, loosened, read
from forum.search.queries import Narrowed
from forum.search.words import fold
from tests import factories
from tests.people import Cast

TEXTS = (
    ("Der Fluß am Abend", "L'été, l'école: the water was café brown."),
    ("Water and law", "The old basin, the new basin, and the OLD water."),
    ("Basin old", "Nothing here but words, co-op words and 3.14 words."),
    ("供应链 upgrading", "全球价值链与产业升级, said the professor."),
    ("Quoted", 'He said "old basin" twice -- and <b>bold</b> & *stars*.'),
    ("Добро\u0301", "Привет, жить. Smørrebrød in Łódź; ﬁne \u0131stanbul naïve."),
    ("हिन्दी", "नमस्ते दुनिया and the basin"),
    ("the", "the the the the"),
    ("c1 a1 p w2", "marks are out of reach"),
    ("Long", "a" * 200 + " " + "b" * 64),
)
PIECES = (
    *("the", "THE", "old", "basin", "old basin", "wat", "water", "été", "ecole", "Fluss", "链", "供应链"),
    *("c1", "a1", "@c1", "=the", "p", "3.14", "co-op", "istanbul", "fine", "жить", "добро", "lodz", "नमस्ते"),
    *('"', "-", "*", "(", ")", "'", ":", "\\", "&", "|", "!", "<->", "%", "_", " ", " ", " ", "\u0301"),
    *("AND", "OR", "NOT", "NEAR", "{title}", "\ufdfa", "a" * 70, "b" * 64, "\u200d", "\U0001f600"),
)
queries_typed = st.one_of(
    st.text(max_size=20),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join),
)


@dataclass(frozen=True)
class Library:
    """The texts by the ids of their posts, folded: title and body."""

    texts: dict[int, tuple[str, str]]

    def having(self, asked: Asked) -> set[int]:
        return {id for id, text in self.texts.items() if _matches(asked, text)}


def _matches(asked: Asked, text: tuple[str, str]) -> bool:
    many = sum(_has(text, term) for term in asked.terms)
    need = asked.need or len(asked.terms)
    return many >= need and not any(_has(text, term) for term in asked.without)


def _has(text: tuple[str, str], term: Term) -> bool:
    looked_for = f" {' '.join(term.words)}" + ("" if term.is_beginning else " ")
    return any(looked_for in f" {part} " for part in text)


@pytest.fixture
def library(cast: Cast) -> Library:
    sam, otto = factories.member("sam"), factories.member("otto", "elsewhere")
    ids = {factories.post(sam, title, body): (fold(title), fold(body)) for title, body in TEXTS}
    for title, body in TEXTS:
        factories.post(otto, title, body)
    return Library(ids)


def found(asked: Asked) -> set[int]:
    db.session.rollback()
    member = factories.member("sue")
    ids = [row.id for row in queries._candidates(member, asked, Narrowed())]
    return {row.post_id for row in queries._rows(member, ids)}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=queries_typed)
@example(typed='"')
@example(typed='-"the')
@example(typed="-the -old")
@example(typed='"old basin"')
@example(typed='-"old basin" the')
@example(typed='"the the the"')
@example(typed="bas* -old")
@example(typed="00000:0000")
def test_it_finds_what_a_reader_would(library: Library, typed: str) -> None:
    asked = read(typed)
    assert found(asked) == library.having(asked)
    looser = loosened(asked)
    if looser:
        assert found(looser) == library.having(looser)


@pytest.mark.parametrize("word", ["the", "water", "basin"])
def test_titles_alone_can_be_asked(library: Library, word: str) -> None:
    member = factories.member("sue")
    statement = queries._matching(member, read(f'"{word}"'), Narrowed(), 50, in_title=True)
    rows = queries._rows(member, [row.id for row in db.session.execute(statement)])
    assert {row.post_id for row in rows} == {
        id for id, (title, _body) in library.texts.items() if f" {word} " in f" {title} "
    }
