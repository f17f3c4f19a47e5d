"""What no form of ours sends: foreign and impossible ids, broken text. A clear 4xx, never a 5xx."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import func, select

from forum.comments.models import Comment
from forum.extensions import db
from forum.posts.models import Post
from tests import factories
from tests.people import SLUG, Cast
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
FORM = "application/x-www-form-urlencoded"
READING = ("", "/edit", "/deletion", "/hiding", "/comments/new")
ACTING = ("/edit", "/deletion", "/deletion/delete", "/hiding", "/hiding/delete")
PINNING = ("/closing", "/closing/delete", "/pin", "/pin/delete", "/pin/raise")
OF_COMMENTS = ("", "/replies", "/edit", "/deletion", "/hiding")
NO_ID = ["9" * 30, "0", "-1", "1e3", "x", "%20", "1.5", "999999999", "0x1"]
TYPED = {"title": "A", "body": "B", "reason": "C", "name": "D"}


def rows() -> tuple[int, int]:
    def count(kind: type) -> int:
        return db.session.scalar(select(func.count()).select_from(kind)) or 0

    return count(Post), count(Comment)


@pytest.mark.parametrize("id", NO_ID)
def test_an_id_that_nothing_has_is_not_found(browse: Browse, id: str) -> None:
    ines = browse("ines")
    for way in READING:
        assert ines.get(f"{HERE}/posts/{id}{way}").status_code == 404, way
    for way in (*ACTING, *PINNING, "/comments"):
        assert ines.post(f"{HERE}/posts/{id}{way}", TYPED).status_code == 404, way
    for way in OF_COMMENTS:
        assert ines.get(f"{HERE}/comments/{id}{way}").status_code == 404, way
    for way in ("/edit", "/deletion", "/deletion/delete", "/hiding", "/hiding/delete"):
        assert ines.post(f"{HERE}/comments/{id}{way}", TYPED).status_code == 404, way
    assert ines.get(f"{HERE}/authors/{id}").status_code == 404
    for way in ("/edit", "/deletion", "/raise"):
        assert ines.post(f"{HERE}/categories/{id}{way}", TYPED).status_code == 404, way


def test_what_belongs_to_another_class_is_not_here(browse: Browse, cast: Cast, via: str) -> None:
    """adam may do everything in both classes, and still only under the right address."""
    otto, adam = factories.member("otto", "elsewhere"), factories.member("adam", "elsewhere")
    post_id = factories.post(otto, "Of another class")
    comment_id = factories.comment(adam, post_id)
    mine = factories.post(factories.member("adam"))
    visitor = browse("adam")
    for way in READING:
        assert visitor.get(f"{HERE}/posts/{post_id}{way}", via=via).status_code == 404, way
    for way in (*ACTING, *PINNING, "/comments"):
        assert visitor.post(f"{HERE}/posts/{post_id}{way}", TYPED, via=via).status_code == 404, way
    for way in OF_COMMENTS:
        assert visitor.get(f"{HERE}/comments/{comment_id}{way}", via=via).status_code == 404, way
    for way in ("/edit", "/deletion", "/deletion/delete", "/hiding", "/hiding/delete"):
        assert visitor.post(f"{HERE}/comments/{comment_id}{way}", TYPED, via=via).status_code == 404, way
    for parent in (str(comment_id), "9" * 30, "x", "0", "-1"):
        url = f"{HERE}/posts/{mine}/comments"
        assert visitor.get(f"{url}/new?parent={parent}", via=via).status_code == 404
        assert visitor.post(url, {"body": "B", "parent": parent}, via=via).status_code == 404
    assert visitor.get(f"{HERE}/authors/{cast.otto}", via=via).status_code == 404
    assert rows() == (2, 1)
    untouched = ("Of another class", None, None)
    assert factories.of_post(post_id, "title", "hidden_at", "pin_position") == untouched


def test_a_comment_under_another_post_of_the_class_cannot_be_answered_here(browse: Browse, via: str) -> None:
    sam = factories.member("sam")
    here, there = factories.post(sam), factories.post(sam)
    theirs = str(factories.comment(sam, there))
    url = f"{HERE}/posts/{here}/comments"
    assert browse("sam").get(f"{url}/new?parent={theirs}", via=via).status_code == 404
    assert browse("sam").post(url, {"body": "B", "parent": theirs}, via=via).status_code == 404
    assert rows() == (2, 1)


BROKEN = {
    "NUL": b"Words%00here",
    "a raw NUL": b"Words\x00here",
    "a lone surrogate": b"Words%ED%A0%80here",
    "invalid UTF-8": b"Words%FF%FEhere",
    "Latin-1": b"Caf%E9",
    "overlong": b"Words%C0%AFhere",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_text_that_no_database_takes_is_refused(browse: Browse, via: str, kind: str) -> None:
    sam = browse("sam")
    post_id = factories.post(factories.member("sam"))
    comment_id = factories.comment(factories.member("sam"), post_id)
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if via == "htmx" else {}
    token = b"csrf_token=" + sam.token.encode()
    urls = ("/posts", f"/posts/{post_id}/edit", f"/posts/{post_id}/comments", f"/comments/{comment_id}/edit")
    for url in urls:
        for field, other in ((b"title", b"body"), (b"body", b"title"), (b"key", b"body")):
            data = b"&".join((token, field + b"=" + BROKEN[kind], other + b"=Words", b"title=T"))
            answer = sam.client.post(f"{HERE}{url}", data=data, content_type=FORM, headers=headers)
            assert 400 <= answer.status_code < 500, (url, field)
    assert rows() == (1, 1)
    assert factories.of_post(post_id, "title") == "A title"


@pytest.mark.parametrize("words", ["Words\0here", "\ud800".encode("utf-8", "surrogatepass"), b"\xff\xfe"])
def test_the_same_in_a_form_of_parts_is_no_error_of_ours(browse: Browse, words: str | bytes) -> None:
    sam = browse("sam")
    raw = words if isinstance(words, bytes) else words.encode()
    before = rows()
    parts = [b"csrf_token", sam.token.encode(), b"title", b"T" + raw, b"body", b"B" + raw]
    data = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair
        for pair in zip(parts[::2], parts[1::2], strict=True)
    )
    kind = "multipart/form-data; boundary=x"
    answer = sam.client.post(f"{HERE}/posts", data=data + b"--x--\r\n", content_type=kind)
    assert 400 <= answer.status_code < 500
    assert rows() == before


@pytest.mark.parametrize("query", ["before=%00", "before=%FF", "from=%ED%A0%80", "parent=%00"])
def test_a_query_that_is_no_text_is_refused(browse: Browse, query: str) -> None:
    post_id = factories.post(factories.member("sam"))
    for url in ("/", "/drafts", f"/posts/{post_id}", f"/posts/{post_id}/comments/new"):
        assert browse("sam").get(f"{HERE}{url}?{query}").status_code == 400


@pytest.mark.parametrize("slug", ["%00", "%FF", "%ED%A0%80", "x" * 101, "..", "%2e%2e%2fetc", "a%20b"])
def test_a_category_that_cannot_be_is_not_found(browse: Browse, slug: str) -> None:
    assert browse("sam").get(f"{HERE}/categories/{slug}").status_code == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "BREW", "post"])
def test_a_method_that_nothing_knows_is_refused(browse: Browse, method: str) -> None:
    sam = browse("sam")
    post_id = factories.post(factories.member("sam"))
    for url in ("/", "/posts", f"/posts/{post_id}", f"/posts/{post_id}/comments", f"/posts/{post_id}/pin"):
        answer = sam.client.open(f"{HERE}{url}", method=method, headers={"X-CSRFToken": sam.token})
        assert 400 <= answer.status_code < 500, url


def test_a_body_of_ten_megabytes_is_too_large(browse: Browse) -> None:
    sam = browse("sam")
    post_id = factories.post(factories.member("sam"))
    for url in ("/posts", f"/posts/{post_id}/edit", f"/posts/{post_id}/comments"):
        answer = sam.post(f"{HERE}{url}", {"title": "A", "body": "x" * 10_000_000})
        assert answer.status_code == 413, url


def test_a_body_that_is_too_large_arrives_before_the_answer(browse: Browse) -> None:
    sam = browse("sam")
    for size, taken in ((1_100_000, 1_100_000), (10_000_000, 2_097_152)):
        body = BytesIO(b"x" * size)
        answer = sam.client.post(
            f"{HERE}/posts", input_stream=body, content_length=size, headers={"X-CSRFToken": sam.token}
        )
        assert (answer.status_code, body.tell()) == (413, taken)
