"""What becomes of an @handle in a text, what does not, and that nobody can forge one."""

from __future__ import annotations

import re
from itertools import product

import pytest
from bleach._vendor import html5lib
from hypothesis import given, settings
from hypothesis import strategies as st

from forum import text
from forum.feeds.absolute import absolute
from forum.mentions import MOST, named
from forum.text_child import rendered
from forum.text_clean import clean
from forum.text_mentions import candidates, folded
from forum.text_unmarked import unmarked

SAM, STONE, JOSE, MIN = (f"/c/here/authors/{number}" for number in (3, 4, 5, 6))
PEOPLE = {"sam": SAM, "sam-stone": STONE, "jose": JOSE, folded("김민준"): MIN, "王-小明": "/c/here/authors/7"}
APART = "jose\u0301"  # the accent stands by itself


def html(source: str, format: str = "markdown", **options: object) -> str:
    given = {"anchor": "p7", "site": "class.example", "heading": 2, "mentions": PEOPLE}
    return str(rendered(source, format=format, **(given | options))["html"])


def link(written: str, address: str = SAM) -> str:
    return f'<a class="mention" href="{address}">{written}</a>'


def shown(page: str) -> list[str]:
    """Return where everything leads that looks like a mention to a browser."""
    elements = html5lib.parseFragment(page, namespaceHTMLElements=False).iter()
    return [each.get("href") for each in elements if "mention" in each.get("class", "").split()]


# --- What is a mention -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@sam", link("@sam")),
        ("Ask @sam.", f"Ask {link('@sam')}."),
        ("@Sam, @SAM: yes!", f"{link('@Sam')}, {link('@SAM')}: yes!"),
        ("@sam's and @sam\u2019s", f"{link('@sam')}'s and {link('@sam')}\u2019s"),
        ('(@sam) "@sam" @sam/@sam', f'({link("@sam")}) "{link("@sam")}" {link("@sam")}/@sam'),
        ("@sam-stone", link("@sam-stone", STONE)),
        ("@sam-stone- and @sam--so", f"{link('@sam-stone', STONE)}- and {link('@sam')}--so"),
        ("@sam\u2014so", f"{link('@sam')}\u2014so"),
        ("*@sam* **@sam** _@sam_ ~~@sam~~", "<em>{0}</em> <strong>{0}</strong> <em>{0}</em> <del>{0}</del>"),
        ("**See @sam now**", "<strong>See {0} now</strong>"),
        ("@sam\n@sam", "{0}<br>\n{0}"),
        ("[@sam]", "[{0}]"),
        ("@José @" + APART, f"{link('@José', JOSE)} {link('@' + APART, JOSE)}"),
        ("@김민준, @王-小明。", f"{link('@김민준', MIN)}, {link('@王-小明', '/c/here/authors/7')}。"),
    ],
)
def test_a_handle_of_a_member_becomes_a_link(source: str, expected: str) -> None:
    assert html(source) == f"<p>{expected.replace('{0}', link('@sam'))}</p>"


@pytest.mark.parametrize(
    "source",
    [
        "# To @sam",
        "> said @sam",
        "- one @sam",
        "a | b\n--|--\n@sam | c",
        "A note.[^1]\n\n[^1]: By @sam.",
        "- [ ] @sam reads",
    ],
)
def test_it_stands_wherever_sentences_stand(source: str) -> None:
    assert html(source).count(link("@sam")) == 1


def test_a_heading_s_id_is_that_of_its_words() -> None:
    assert html("# To @sam") == f'<h2 id="p7-to-sam">To {link("@sam")}</h2>'


@pytest.mark.parametrize(
    "source",
    [
        "@nobody",
        "@sam-x",
        "@sam_jones",
        "@samuel",
        "@ sam",
        "@",
        "@-sam",
        "x@sam",
        "x_@sam",
        "sam@sam",
        "@sam@sam.example",
        "@@sam",
        "/@sam",
        "class.example/@sam",
        r"\@sam",
        "&#64;sam",
        "`@sam`",
        "    @sam",
        "```\n@sam\n```",
        "```python\n@sam\ndef f(): pass\n```",
        '```python title="@sam"\nx\n```',
        "sam@sam.example",
        "<sam@sam.example>",
        "https://e.org/@sam",
        "https://e.org/?to=@sam",
        "www.e.org/@sam",
        "<https://e.org/@sam>",
        "[@sam](https://e.org/)",
        "[to @sam **@sam** *a **@sam***](/x)",
        "[to @sam][1]\n\n[1]: /x",
        "[x](/x '@sam')",
        "![@sam](/a.png)",
        "![x](/a.png '@sam')",
        "![@sam](https://e.org/a.png)",
    ],
)
def test_anything_else_is_none(source: str) -> None:
    page = html(source)
    assert "mention" not in page
    assert page == html(source, mentions={})


def test_no_mention_without_anybody_and_none_of_the_text_before() -> None:
    assert html("@sam", mentions=None) == "<p>@sam</p>"
    assert html("@sam", mentions={}) == "<p>@sam</p>"
    assert html("@sam") == f"<p>{link('@sam')}</p>"
    assert html("@sam", mentions={}) == "<p>@sam</p>"


def test_it_reads_as_what_was_written() -> None:
    made = text.render("Ask @Sam, *now*.", mentions=PEOPLE)
    assert made.html == f"<p>Ask {link('@Sam')}, <em>now</em>.</p>"
    assert (made.excerpt, made.plain, made.words) == ("Ask @Sam, now.", "Ask @Sam, now.", 3)


def test_it_leads_there_from_elsewhere_too() -> None:
    whole = absolute(html("@sam"), "https://class.example/c/here/posts/1")
    assert whole == f"<p>{link('@sam', 'https://class.example' + SAM)}</p>"


# --- What nobody can forge ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        f'<a class="mention" href="{STONE}">Sam</a>',
        f"[Sam]({STONE})",
        f"[@sam]({STONE})",
        f'[@sam]({STONE} "x\\" class=\\"mention")',
        f"[@sam]({STONE}){{.mention}}",
        f"[@sam]({STONE}){{: class=mention }}",
        f'[@sam](<{STONE}" class="mention>)',
        f"[@sam][mention]\n\n[mention]: {STONE}",
        "```{.mention}\nx\n```",
        "```mention\nx\n```",
        "# Sam {#mention .mention}",
        f"<{STONE} class=mention>",
    ],
)
@pytest.mark.parametrize("format", ["markdown", "html"])
def test_nothing_that_is_written_looks_like_a_mention(source: str, format: str) -> None:
    page = html(source, format)
    assert set(shown(page)) <= {SAM}
    assert set(named(page)) <= {3}


@pytest.mark.parametrize("mentions", [{}, PEOPLE])
def test_imported_html_mentions_nobody(mentions: dict[str, str]) -> None:
    page = html(f"{link('@sam')} @sam", "html", mentions=mentions)
    assert page == f'<a href="{SAM}">@sam</a> @sam'


@pytest.mark.parametrize(
    "address", [SAM + "/", STONE + "?x", "https://e.org" + SAM, "//e.org" + SAM, "/c/other/authors/3", ""]
)
def test_only_an_address_of_ours_is_one(address: str) -> None:
    markup, ours = link("@sam", address), {SAM, STONE}
    assert shown(clean(markup, format="markdown", anchor="", site="e.org", heading=2, mentions=ours)) == []


WORDS = r"""@sam @Sam-Stone @nobody @ sam @@sam sam@sam.example [ ] ( ) ]( [@sam](/x) ` ``` > * ** _ ~~ | <a
    <a&#32;class="mention"> </a> {.mention} class="mention" href="/c/here/authors/4" /c/here/authors/4 \ " ' &
    &lt;     [^1] [^1]: [x]: https://e.org/@sam www.e.org # - 1. [x] ! ![@sam](y) : . , é 김민준 @김민준"""
pieces = st.sampled_from([*WORDS.split(), " ", " ", " ", "\n", "\n\n", "    "])


@settings(max_examples=1000, deadline=None)
@given(st.lists(pieces, max_size=30).map("".join))
def test_every_mention_is_one_that_was_written(source: str) -> None:
    page = html(source)
    links = re.findall(r'<a class="mention" href="([^"]*)">@([^<]*)</a>', page)
    assert [address for address, _handle in links] == shown(page)
    assert all(PEOPLE[folded(handle)] == address for address, handle in links)
    assert all(f"@{handle}" in source for _address, handle in links)


# --- What is looked up -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Sam Stone", "sam-stone"),
        ("  Zoë O'Brien-Ölçer ", "zoe-o-brien-olcer"),
        ("Straße", "strasse"),
        ("İpek", "ipek"),
        ("Ὀδυσσεύς", "οδυσσευσ"),
        ("王 小明", "王-小明"),
        ("a_b", "a-b"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_how_a_name_is_folded(name: str, handle: str) -> None:
    assert folded(name) == handle


@given(st.text())
def test_what_is_folded_stays_as_it_is(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert re.fullmatch(r"(?:[^\W_]+(?:-[^\W_]+)*)?", folded(name))


def test_different_spellings_are_looked_up_once_and_no_more_than_a_number() -> None:
    assert candidates("@sam @Sam's x@sue @olga-x, `@code` @sam", 9) == ["sam", "olga-x", "code"]
    assert candidates(" ".join(f"@n{number}" for number in range(99)), MOST) == [f"n{n}" for n in range(MOST)]


def test_a_text_with_the_sign_never_takes_the_quick_way() -> None:
    for before, after in product(("", "Ask ", "*a* ", "(", "\n"), ("", "sam", " sam", "sam.", "\n")):
        assert unmarked(f"{before}@{after}") is None


@pytest.mark.parametrize(
    "source", ["@" * 60_000, "@a" * 30_000, "@a_" * 20_000, "@a" + "-a" * 30_000, "@" + "_" * 60_000]
)
def test_no_text_takes_long_to_look_through(source: str) -> None:
    assert len(candidates(source, MOST)) <= MOST


# --- Whom a stored text mentions ---------------------------------------------------------------------


def test_each_is_named_once_and_in_order() -> None:
    assert named(html("@sam-stone and @sam, and @Sam-Stone, not @nobody")) == [4, 3]


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ("Nobody at all", []),
        ("> @sam", []),
        ("> @sam\n\n@sam-stone", [4]),
        ("> a\n> > @sam\n>\n> @sam\n\n@jose", [5]),
        ("- > @sam\n- @sam-stone", [4]),
        ("> @sam\n\nWell, @sam, @jose\n\n> @sam-stone", [3, 5]),
        ("`@sam` [@sam](/c/here/authors/3) sam@sam.example", []),
        ("A note.[^1]\n\n[^1]: By @sam.", [3]),
    ],
)
def test_who_is_quoted_was_called_by_somebody_else(source: str, ids: list[int]) -> None:
    assert named(html(source)) == ids


def test_a_text_that_is_shown_as_written_mentions_nobody() -> None:
    page = text.render(link("@sam") * 3, format="no format").html
    assert page.startswith("<pre")
    assert named(page) == []


def test_nobody_calls_a_whole_school() -> None:
    many = "".join(link(f"@n{number}", f"/c/here/authors/{number}") for number in range(1, 99))
    assert named(many) == list(range(1, MOST + 1))
