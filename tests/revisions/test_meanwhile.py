"""Two who edit the same text, or one in two windows: the second is shown both versions and chooses."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from tests import factories
from tests.people import SLUG, Cast
from tests.posts.markup import sound
from tests.revisions.test_keeping import edit_comment, edit_post
from tests.revisions.versions import kept, marked, seen, sides
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
BODY = re.compile(r"<textarea[^>]*name=\"body\"[^>]*>\s*(.*?)</textarea>", re.DOTALL)


@dataclass
class Text:
    """A text of sam's with an address to edit it at."""

    kind: str
    id: int

    @property
    def url(self) -> str:
        return f"{HERE}/{self.kind}/{self.id}"

    @property
    def body(self) -> str:
        read = factories.of_post if self.kind == "posts" else factories.of_comment
        return str(read(self.id, "body_markdown"))

    @property
    def kept(self) -> list[str]:
        of = {"post_id": self.id} if self.kind == "posts" else {"comment_id": self.id}
        return [words for _number, words in kept(**of)]

    def edit(self, name: str, words: str) -> None:
        change = edit_post if self.kind == "posts" else edit_comment
        change(self.id, words, by=factories.member(name))


@pytest.fixture(params=["posts", "comments"])
def text(request: pytest.FixtureRequest, cast: Cast) -> Text:
    sam = factories.member("sam")
    post_id = factories.post(sam, body="We saw five ships.")
    if request.param == "posts":
        return Text("posts", post_id)
    return Text("comments", factories.comment(sam, post_id, "We saw five ships."))


def save(visitor: Visitor, text: Text, words: str, version: str, via: str, **more: str) -> TestResponse:
    typed = {"title": "A title", "body": words, "seen": version, **more}
    return visitor.post(f"{text.url}/edit", typed, via=via)


def typed(answer: TestResponse) -> str:
    found = BODY.search(answer.text)
    assert found
    return html.unescape(found[1])


def late(browse: Browse, text: Text, via: str, name: str = "sam", first: str = "ines") -> TestResponse:
    """Let somebody open the editor, and save after somebody else has."""
    opened = seen(browse(name).get(f"{text.url}/edit", via=via))
    text.edit(first, "We saw six ships.")
    return save(browse(name), text, "We saw five boats.", opened, via)


def test_the_second_is_told_who_saved_and_sees_both(browse: Browse, text: Text, via: str) -> None:
    answer = late(browse, text, via)
    assert answer.status_code == 409
    sound(answer)
    assert ("<html" in answer.text) == (via == "plain" or text.kind == "posts")
    assert "Ines saved another version while you were writing, <time" in answer.text
    assert sides(answer) == ("We saw six ships.", "We saw five boats.")
    assert (marked(answer, "del"), marked(answer, "ins")) == (["six ships"], ["five boats"])
    assert 'class="hidden">only in theirs: </bdi>' in answer.text
    assert typed(answer) == "We saw five boats."
    assert text.body == "We saw six ships."


def test_who_keeps_their_own_saves_over_the_other_which_stays_in_the_history(
    browse: Browse, text: Text, via: str
) -> None:
    answer = late(browse, text, via)
    assert "Keep mine" in answer.text
    done = save(browse("sam"), text, typed(answer), seen(answer), via)
    assert done.status_code in (200, 303)
    assert text.body == "We saw five boats."
    assert text.kept == ["We saw five ships.", "We saw six ships."]


def test_who_takes_the_other_leaves_by_a_link_and_changes_nothing(
    browse: Browse, text: Text, via: str
) -> None:
    answer = late(browse, text, via)
    page = sound(answer)
    assert text.url in page.links
    assert "Drop mine" in answer.text
    assert browse("sam").get(text.url, via=via, follow_redirects=True).status_code == 200
    assert (text.body, text.kept) == ("We saw six ships.", ["We saw five ships."])


def test_who_puts_both_together_saves_that(browse: Browse, text: Text, via: str) -> None:
    answer = late(browse, text, via)
    assert any(link.startswith("#") and link[1:] in sound(answer).ids for link in sound(answer).links)
    done = save(browse("sam"), text, "We saw six boats.", seen(answer), via)
    assert done.status_code in (200, 303)
    assert text.body == "We saw six boats."


def test_a_third_who_saves_meanwhile_is_not_overwritten_either(browse: Browse, text: Text, via: str) -> None:
    answer = late(browse, text, via)
    text.edit("asa", "We saw seven ships.")
    again = save(browse("sam"), text, typed(answer), seen(answer), via)
    assert again.status_code == 409
    assert "Asa saved another version" in again.text
    assert sides(again)[0] == "We saw seven ships."
    assert text.body == "We saw seven ships."


def test_two_windows_of_one_person_are_called_so(browse: Browse, text: Text, via: str) -> None:
    answer = late(browse, text, via, first="sam")
    assert answer.status_code == 409
    assert "You saved another version in another window" in answer.text


def test_a_double_click_is_no_second_version(browse: Browse, text: Text, via: str) -> None:
    opened = seen(browse("sam").get(f"{text.url}/edit", via=via))
    for _ in range(2):
        answer = save(browse("sam"), text, "We saw six ships.", opened, via)
        assert answer.status_code in (200, 303)
    assert text.kept == ["We saw five ships."]


def test_the_same_words_from_another_window_still_do_what_was_asked_for(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    text = Text("posts", factories.draft(sam, "A title", "One."))
    opened = seen(browse("sam").get(f"{text.url}/edit"))
    edit_post(text.id, "Two.", by=sam, state="draft")
    assert (
        save(browse("sam"), text, "Two.", opened, "plain", state="published", was="draft").status_code == 303
    )
    assert factories.of_post(text.id, "state") == "published"


def test_what_is_wrong_is_said_before_anything_is_compared(browse: Browse, text: Text, via: str) -> None:
    opened = seen(browse("sam").get(f"{text.url}/edit", via=via))
    text.edit("ines", "We saw six ships.")
    answer = save(browse("sam"), text, "", opened, via)
    assert answer.status_code == 422
    assert seen(answer) == opened


def test_hostile_words_of_both_are_shown_as_words(browse: Browse, text: Text, via: str) -> None:
    opened = seen(browse("sam").get(f"{text.url}/edit", via=via))
    text.edit("ines", "<script>theirs()</script>")
    answer = save(browse("sam"), text, "<script>mine()</script>", opened, via)
    assert sides(answer) == ("<script>theirs()</script>", "<script>mine()</script>")
    assert "<script>theirs" not in answer.text
    assert "<script>mine" not in answer.text


def test_another_title_is_another_version(browse: Browse, cast: Cast) -> None:
    text = Text("posts", factories.post(factories.member("sam"), body="Words."))
    opened = seen(browse("sam").get(f"{text.url}/edit"))
    edit_post(text.id, "Words.", by=factories.member("ines"), title="Her title")
    answer = save(browse("sam"), text, "Words.", opened, "plain", title="My title")
    assert answer.status_code == 409
    assert sides(answer) == ("Her title\nWords.", "My title\nWords.")


@pytest.mark.parametrize("state", ["draft", "published"])
def test_keeping_mine_of_a_draft_does_what_was_asked_for(browse: Browse, cast: Cast, state: str) -> None:
    sam = factories.member("sam")
    text = Text("posts", factories.draft(sam, "A title", "One."))
    opened = seen(browse("sam").get(f"{text.url}/edit"))
    edit_post(text.id, "Two.", by=sam, state="draft")
    answer = save(browse("sam"), text, "Three.", opened, "plain", state=state, was="draft")
    assert f'form="editor" name="state" value="{state}">Keep mine' in answer.text


def test_an_edit_of_a_comment_that_was_deleted_meanwhile_is_not_found(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    text = Text("comments", factories.comment(sam, factories.post(sam)))
    opened = seen(browse("ines").get(f"{text.url}/edit"))
    browse("sam").get(f"{text.url}/deletion")
    assert browse("sam").post(f"{text.url}/deletion").status_code == 303
    assert save(browse("ines"), text, "Too late.", opened, "plain").status_code == 404
