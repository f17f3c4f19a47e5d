"""A text looks in the preview as it will when it is published."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.posts.models import Post
from forum.writing.models import Unsent
from tests.factories import member, post
from tests.people import SLUG
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
HERE = f"/c/{SLUG}"
TEXT = """# A heading

Ask @asa about *this*:

| a | b |
|---|---|
| 1 | <b>2</b> |

- [x] done[^1]

[^1]: A note.
"""
WORDS = {"place": "posts/new", "title": "A title", "body": TEXT}

pytestmark = pytest.mark.usefixtures("cast")


def alike(html: str) -> str:
    """Return HTML with the part of its ids that is another each time left out."""
    return re.sub(r"t[0-9a-f]{8}-", "", html)


def test_it_is_what_will_be_published(browse: Browse) -> None:
    sam = browse("sam")
    sam.get(f"{HERE}/")
    shown = sam.post(f"{HERE}/preview", WORDS, via="htmx")
    assert shown.status_code == 200
    sam.post(f"{HERE}/posts", WORDS)
    published = db.session.scalars(select(Post.body_html)).one()
    assert alike(published) in alike(shown.text)
    assert "<h2" in published
    assert "<b>2</b>" not in shown.text


def test_nothing_of_it_is_stored_with_htmx(browse: Browse) -> None:
    sam = browse("sam")
    sam.get(f"{HERE}/")
    sam.post(f"{HERE}/preview", WORDS, via="htmx")
    assert db.session.scalars(select(Unsent)).all() == []


def test_without_javascript_it_is_a_page_and_the_words_are_back_in_the_form(browse: Browse) -> None:
    sam, post_id = browse("sam"), post(member("sue"))
    sam.get(f"{HERE}/")
    sent = sam.post(f"{HERE}/preview", {"place": f"posts/{post_id}/comments", "body": "Look *here*"})
    assert sent.status_code == 303
    page = sam.get(sent.location).text
    assert "Look <em>here</em>" in page
    found = re.search(r'href="([^"]+)">Go on writing', page)
    assert found
    back = found[1].replace("&amp;", "&")
    assert "Look *here*</textarea>" in sam.get(back).text
    assert browse("sue").get(sent.location).status_code == 404


def test_an_answer_is_gone_on_with_under_its_comment(browse: Browse) -> None:
    sam, post_id = browse("sam"), post(member("sue"))
    sam.get(f"{HERE}/")
    sam.post(f"{HERE}/posts/{post_id}/comments", {"body": "First"})
    sent = sam.post(f"{HERE}/preview", {"place": "comments/1/answer", "body": "Second"})
    assert f"/posts/{post_id}/comments/new?" in sam.get(sent.location).text
    assert "parent=1" in sam.get(sent.location).text


def test_an_empty_text_has_nothing_to_show(browse: Browse) -> None:
    sam = browse("sam")
    sam.get(f"{HERE}/")
    answer = sam.post(f"{HERE}/preview", {"place": "posts/new", "body": "  "}, via="htmx")
    assert "There is nothing to show yet." in answer.text


def test_two_previews_of_a_draft_that_was_sent_meanwhile_keep_the_words(browse: Browse) -> None:
    sam = browse("sam")
    sam.get(f"{HERE}/")
    sam.post(f"{HERE}/posts", {"title": "T", "body": "Sent", "unsent": "a-key-of-it"})
    sent = sam.post(f"{HERE}/preview", WORDS | {"unsent": "a-key-of-it"})
    assert "A heading" in sam.get(sent.location).text


def test_a_faulty_formula_is_told_with_the_reason(browse: Browse) -> None:
    sam = browse("sam")
    sam.get(f"{HERE}/")
    text = {"place": "posts/new", "body": r"Good: $x^2$. Bad: $\frac{1$ and <b>."}
    shown = sam.post(f"{HERE}/preview", text, via="htmx").text
    assert "<math" in shown
    assert "A formula is shown as you wrote it:" in shown
    assert re.search(r"<code dir=\"ltr\">[^<]*\\frac\{1[^<]*</code> [A-Z}]", shown)
    assert "<b>." not in shown


def test_a_text_that_takes_too_long_costs_a_sentence_and_not_the_words(browse: Browse) -> None:
    sam = browse("sam")
    sam.get(f"{HERE}/")
    shown = sam.post(f"{HERE}/preview", {"place": "posts/new", "body": "[" * 20_000}, via="htmx")
    assert shown.status_code == 200
    assert "Formatting this text took too long. It is shown as it was written." in shown.text
    assert "[" * 20_000 in shown.text
