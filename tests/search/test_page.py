"""The page: from a half-remembered sentence to the comment, and an answer to everything that can be typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forum.extensions import limiter
from forum.search import queries
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.markup import Page
from tests.posts.statements import recorded, writes
from tests.visitor import Visitor

HERE = f"/c/{SLUG}/search"
Browse = Callable[[str], Visitor]
AT_MOST = 6  # statements
WEEK_3 = datetime(2027, 1, 27, 12, tzinfo=UTC)
FOUND = re.compile(rf'<h2 dir="auto"><a href="/c/{SLUG}/((?:posts|comments)/\d+)"')
SAID = "My uncle says the inspector counted <b>shoes</b> & left before l'été."


def links(page: str) -> list[str]:
    return FOUND.findall(page)


def ask(visitor: Visitor, words: str, via: str = "plain", **more: str) -> str:
    sent = "&".join(f"{name}={quote_plus(value)}" for name, value in {"q": words, **more}.items())
    answer = visitor.get(f"{HERE}?{sent}", via=via)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture
def week_3(cast: Cast) -> str:
    """A comment of week 3, among others that share words with it."""
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sue, "Notes on the tannery", "A long walk along the river.", at=WEEK_3)
    said = factories.comment(sam, post_id, SAID, at=WEEK_3)
    for number in range(30):
        factories.comment(sue, post_id, f"My aunt says the uncle counted {number} of them.")
    return f"comments/{said}"


@pytest.mark.parametrize(
    "typed",
    [
        "inspector counted shoes",
        '"the inspector counted"',
        "INSPECTOR éte",
        "uncle inspectors counting some shoes",
        "insp* shoes -aunt",
        "inspector cou",
    ],
)
def test_a_stranger_finds_a_half_remembered_sentence(
    browse: Browse, week_3: str, typed: str, via: str
) -> None:
    page = ask(browse("olga"), typed, via)
    assert links(page)[0] == week_3
    assert browse("olga").get(f"/c/{SLUG}/{week_3}").status_code == 303


def test_a_result_tells_its_place_and_shows_the_words(browse: Browse, week_3: str) -> None:
    page = ask(browse("olga"), "inspector shoes ete", sort="")
    assert "Notes on the tannery</a></h2>" in page
    assert ">Sam</a></b>" in page
    assert '<time datetime="2027-01-27T12:00:00+00:00"' in page
    assert (
        "the <mark>inspector</mark> counted &lt;b&gt;<mark>shoes</mark>&lt;/b&gt; &amp; left before"
        " l&#39;<mark>été</mark>." in page
    )
    assert Page(page).problems == []


def test_titles_and_whole_sentences_come_first(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    other = factories.post(sam, "Other", "The water was old, and the basin new.")
    sentence = factories.post(sam, "Another", "It was said that the old basin leaks.")
    title = factories.post(sam, "The old basin", "We went there.")
    expected = [f"posts/{id}" for id in (title, sentence, other)]
    assert links(ask(browse("sue"), "old basin")) == expected
    assert links(ask(browse("sue"), "old basin", sort="newest")) == [expected[0], expected[1], expected[2]]
    assert links(ask(browse("sue"), "old basin", sort="nonsense")) == expected


def test_filters(browse: Browse, cast: Cast) -> None:
    sam, sue, ines = (factories.member(name) for name in ("sam", "sue", "ines"))
    kind = factories.category("Field notes", by=ines)
    noon = datetime(2027, 2, 1, 12, tzinfo=UTC)
    first = factories.post(sam, "Water", "One.", at=noon, category_ids=[kind])
    second = factories.post(sue, "Water", "Two.", at=noon + timedelta(days=1))
    said = factories.comment(sue, first, "Water again.", at=noon + timedelta(days=2))
    a, b, c = f"posts/{first}", f"posts/{second}", f"comments/{said}"
    asked: list[tuple[dict[str, str], set[str]]] = [
        ({}, {a, b, c}),
        ({"author": str(cast.sue)}, {b, c}),
        ({"author": "nobody"}, set()),
        ({"category": "field-notes"}, {a, c}),
        ({"category": "no-such"}, set()),
        ({"posts": "y"}, {a, b}),
        ({"mine": "y"}, {b, c}),
        ({"since": "2027-02-02"}, {b, c}),
        ({"until": "2027-02-01"}, {a}),
        ({"since": "2027-02-02", "until": "2027-02-02"}, {b}),
        ({"since": "2027-02-03", "until": "2027-02-01"}, set()),
        ({"since": "1970-01-02", "until": "2200-12-31"}, {a, b, c}),
        ({"posts": "y", "mine": "y", "since": "2027-02-02"}, {b}),
    ]
    for filters, expected in asked:
        assert set(links(ask(browse("sue"), "water", **filters))) == expected, filters
        if filters:
            assert set(links(ask(browse("sue"), "", **filters))) == expected, filters


def test_days_are_those_of_the_class(browse: Browse, cast: Cast) -> None:
    evening = datetime(2027, 2, 1, 23, 59, 59, tzinfo=UTC)
    factories.post(factories.member("sam"), "Water", at=evening)
    assert links(ask(browse("sue"), "water", until="2027-02-01"))
    assert not links(ask(browse("sue"), "water", since="2027-02-02"))


def test_there_is_more_until_there_is_no_more(browse: Browse, cast: Cast, via: str) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam, "Title", "Text.")
    for number in range(queries.PAGE + 5):
        factories.comment(sam, post_id, f"Water {number}.")
    page = ask(browse("sue"), "water", via)
    assert len(links(page)) == queries.PAGE
    assert f"The first {queries.PAGE} results." in page
    assert 'href="?q=water&amp;show=40"' in page
    page = ask(browse("sue"), "water", via, show="40")
    assert len(links(page)) == queries.PAGE + 5
    assert "25 results." in page
    assert "More results" not in page
    assert page.count("data-focus") == (via == "htmx")


def test_htmx_gets_the_results_and_their_address(browse: Browse, week_3: str) -> None:
    page = ask(browse("olga"), "shoes", "htmx", author="", posts="")
    assert "<html" not in page
    assert 'data-address="?q=shoes"' in page
    assert '<hx-partial hx-target="#said" hx-swap="innerHTML">1 result.' in page


def test_without_words_there_is_a_form_and_no_list(browse: Browse, week_3: str) -> None:
    page = browse("sam").get(HERE).text
    assert links(page) == []
    assert 'id="search-box"' in page
    assert '<a id="find"' in page
    assert Page(page).problems == []
    assert "My own only" in page


@pytest.mark.parametrize("typed", ["***", '"', "!!!", "-", "👍"])
def test_what_holds_no_word_is_no_search(browse: Browse, week_3: str, typed: str, via: str) -> None:
    page = browse("sam").get(f"{HERE}?{'q=' + quote_plus(typed)}", via=via).text
    assert links(page) == []
    assert "There is no word in this" in page


def test_categories_without_posts_are_offered_to_teachers_alone(browse: Browse, week_3: str) -> None:
    factories.category("Still empty", by=factories.member("ines"))
    offered = {name: "Still empty" in browse(name).get(HERE).text for name in ("sam", "ines")}
    assert offered == {"sam": False, "ines": True}


def test_a_search_without_an_end_is_answered_clearly(browse: Browse, cast: Cast, via: str) -> None:
    answer = browse("sam").get(f"{HERE}?q={'x ' * 5000}", via=via)
    assert answer.status_code == 422
    assert "at most 200 fit" in answer.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2027-02-31", "yesterday", "-1", "2027-1-1' OR"])
def test_a_day_that_is_none_is_answered_clearly(browse: Browse, cast: Cast, day: str) -> None:
    for name in ("since", "until"):
        answer = browse("sam").get(f"{HERE}?q=a&{name}={day}")
        assert answer.status_code == 422
        assert 'class="error"' in answer.text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
@example(typed="\\\\ %s %(x)s {} ${jndi}")
@example(typed="<script>alert(1)</script> <mark>")
@example(typed='" OR 1=1 --')
def test_whatever_is_typed_is_answered(browse: Browse, week_3: str, typed: str) -> None:
    limiter.reset()
    page = ask(browse("olga"), typed)
    assert "<script>alert" not in page
    assert Page(page).problems == []


@pytest.mark.parametrize("words", ["inspector", "nothing of this kind", "water -aunt", ""])
def test_it_costs_few_statements_and_writes_nothing(browse: Browse, week_3: str, words: str) -> None:
    visitor = browse("sam")
    for via in ("plain", "htmx"):
        with recorded() as statements:
            ask(visitor, words, via, author="", sort="newest")
        assert writes(statements) == []
        assert len(statements) <= AT_MOST, statements


def test_a_common_word_costs_no_more_and_keeps_its_title(
    browse: Browse, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "RANKED", 10)
    sam = factories.member("sam")
    titled = factories.post(sam, "The water of week one", "Text.", at=WEEK_3 - timedelta(days=400))
    for number in range(12):
        factories.comment(sam, titled, f"Water {number}.")
    visitor = browse("sue")
    with recorded() as statements:
        page = ask(visitor, "water")
    assert links(page)[0] == f"posts/{titled}"
    assert len(links(page)) == 11
    assert len(statements) <= AT_MOST


def test_the_class_that_is_closed_can_be_searched(browse: Browse, cast: Cast) -> None:
    factories.post(factories.member("sam"), "Water", "Text.")
    assert len(links(ask(browse("adam"), "water"))) == 1
