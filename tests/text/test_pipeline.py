"""The whole pipeline on hostile texts: what comes out is sound, harmless, and so when it is read again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import nh3
import pytest
from bleach._vendor import html5lib
from bleach.sanitizer import Cleaner
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.text import printable
from forum.text_child import rendered
from forum.text_clean import LINK_SCHEMES, TAGS
from tests.text.hostile import payloads, texts
from tests.text.test_clean import ATTRIBUTES, CLASSES
from tests.text.test_mathml import ATTRIBUTES as MATH_ATTRIBUTES
from tests.text.test_mathml import TAGS as MATH_TAGS

MATH = re.compile(r"<math.*?</math>", re.DOTALL)
MATHML = "{http://www.w3.org/1998/Math/MathML}"
XHTML = "{http://www.w3.org/1999/xhtml}"
MATH_NAMES = set(MATH_TAGS.split()) - {"span", "code"}
FORMATS = ["markdown", "html"]
# Of these each has some attributes only; text_clean says which, and nh3 only that there are no others.
KNOWN = {tag: set(ATTRIBUTES.split()) for tag in TAGS}
KNOWN |= {tag: set(MATH_ATTRIBUTES.split()) for tag in MATH_NAMES}
# nh3 takes away such an address if it is none (http://[), which a browser makes nothing of.
ELSEWHERE = re.compile(r"(?:https?|mailto):", re.IGNORECASE)

bounded = settings(max_examples=300, deadline=None, derandomize=True, database=None)
formats = st.sampled_from(FORMATS)


def page(source: str, format: str, anchor: str = "p7") -> str:
    people = {"sam": "/c/x/authors/1"}
    source = printable(source)
    made = rendered(source, format=format, anchor=anchor, site="class.example", heading=2, mentions=people)
    return str(made["html"])


def tree(html: str, *, strict: bool = False) -> Any:
    return html5lib.HTMLParser(strict=strict).parseFragment(html)


def outline(html: str) -> list[tuple[Any, ...]]:
    """Return all that a browser makes of it, in order."""
    parsed = tree(html)
    return [(each.tag, compared(each), each.text or "", each.tail or "") for each in parsed.iter()]


def compared(element: Any) -> list[tuple[str, str]]:
    return sorted(
        (name, value) for name, value in element.items() if name != "href" or not ELSEWHERE.match(value)
    )


def ids(html: str) -> list[str]:
    return [each.get("id") for each in tree(html).iter() if each.get("id")]


def unknown(html: str) -> Iterator[str]:
    """Yield every element and attribute that no list has, as a browser reads them."""
    for element in tree(html).iter():
        name = str(element.tag)
        if name == "DOCUMENT_FRAGMENT":
            continue
        known = MATH_NAMES if name.startswith(MATHML) else TAGS if name.startswith(XHTML) else set()
        plain = name.rpartition("}")[2]
        if plain not in known:
            yield name
        yield from (f"{plain} {name}" for name in set(element.attrib) - KNOWN.get(plain, set()))
        if name.startswith(XHTML):
            yield from (c for c in element.get("class", "").split() if not CLASSES.fullmatch(c))


def by_nh3(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(KNOWN),
        attributes=KNOWN,
        url_schemes=set(LINK_SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


@pytest.mark.parametrize("format", FORMATS)
@bounded
@given(texts)
def test_nothing_unknown_is_in_it(format: str, source: str) -> None:
    assert list(unknown(page(source, format))) == []


@pytest.mark.parametrize("format", FORMATS)
@bounded
@given(texts)
def test_a_second_sanitizer_finds_nothing_to_remove(format: str, source: str) -> None:
    html = page(source, format)
    assert outline(by_nh3(html)) == outline(html)


@pytest.mark.parametrize("format", FORMATS)
@bounded
@given(texts)
def test_read_and_written_again_it_is_the_same(format: str, source: str) -> None:
    """What means something else when it is read twice is how sanitizers are deceived."""
    html = MATH.sub("", page(source, format))
    html = re.sub(r"(<pre[^>]*>)\n", r"\1", html)  # which every parser leaves out
    everything = Cleaner(tags=TAGS, attributes=lambda *_: True, protocols=LINK_SCHEMES)
    assert everything.clean(html) == html


@bounded
@given(texts)
def test_what_markdown_gives_is_without_a_fault(source: str) -> None:
    tree(page(source, "markdown"), strict=True)


@bounded
@given(texts, texts, formats)
def test_ids_are_unique_in_a_text_and_among_texts(one: str, other: str, format: str) -> None:
    first, second = ids(page(one, format, "t1")), ids(page(other, format, "t12"))
    assert len(set(first)) == len(first)
    assert not set(first) & set(second)
    assert all(id.startswith("t1-") for id in first)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("payload", payloads())
def test_a_known_payload_is_harmless(payload: str, format: str) -> None:
    html = page(payload, format)
    assert list(unknown(html)) == []
    assert outline(by_nh3(html)) == outline(html)


def test_the_collection_is_large_enough() -> None:
    assert len(set(payloads())) >= 150
