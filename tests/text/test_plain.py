import pytest

from forum.text import EXCERPT_LIMIT, plain
from forum.text_child import rendered
from forum.text_plain import count_words, cut


def render(source: str) -> dict[str, object]:
    return rendered(source, format="markdown", anchor="", site="", heading=2)


def test_plain_text_has_one_space_between_blocks_and_none_inside_words():
    assert plain("<p>a<b>b</b>c</p><p>d<br>e &amp; f&#160;g</p><ul><li>h</li></ul>") == "abc d e & f g h"


def test_plain_text_leaves_out_what_belongs_to_footnotes_only():
    page = render("Chains[^1].\n\n[^1]: A note.")
    assert plain(page["html"]) == "Chains. A note."
    assert page["excerpt"] == "Chains."


def test_excerpt_leaves_out_code_unless_there_is_nothing_else():
    assert render('Look:\n\n```python title="a.py"\nx = 1\n```\n\nNice.')["excerpt"] == "Look: Nice."
    assert render("```\nx = 1\n```")["excerpt"] == "x = 1"


def test_excerpt_is_text_not_html():
    assert render("1 < 2 & <b>")["excerpt"] == "1 < 2 & <b>"


def test_excerpt_ends_at_a_word():
    excerpt = str(render("word, " * 100)["excerpt"])
    assert excerpt.endswith("word…")
    assert EXCERPT_LIMIT - 10 < len(excerpt) <= EXCERPT_LIMIT


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("one two", 7, "one two"),
        ("one two three", 8, "one two…"),
        ("one two, three four", 13, "one two…"),
        ("中" * 20, 10, "中" * 9 + "…"),
        ("a https://example.org/long", 12, "a https://e…"),
        ("", 5, ""),
    ],
)
def test_cut(text, limit, expected):
    assert cut(text, limit) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two", 2),
        ("don't well-known it\u2019s", 3),
        ("— … !", 0),
        ("3 chains, 2019", 3),
        ("供应链 and 升级", 6),
        ("한국어 단어", 2),
        ("Wörter zählen", 2),
    ],
)
def test_words(text, words):
    assert count_words(text) == words


def test_words_count_the_whole_text():
    assert render("# Title\n\nOne *two*[^1].\n\n[^1]: Three.")["words"] == 4
