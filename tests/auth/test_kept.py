"""Words are never lost: the session ended while somebody was writing, or the page was too old."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from wtforms import TextAreaField

from forum import clock
from forum.auth import kept, queries
from forum.auth.models import KeptForm, Session
from forum.extensions import db
from forum.forms import Form
from tests.people import PASSWORD, Cast, email
from tests.visitor import TOKEN, Visitor

LONG = "An evening's work.\n\n" + 'Words & <marks> "quoted". ' * 20


def end_sessions() -> None:
    db.session.execute(delete(Session))
    db.session.commit()


def rows() -> int | None:
    db.session.rollback()
    return db.session.scalar(select(func.count(KeptForm.id)))


def place(answer: object, via: str) -> str:
    """Return where an answer sends the browser on, in its own way."""
    headers = answer.headers  # type: ignore[attr-defined]
    return str(headers["HX-Redirect"] if via == "htmx" else headers["Location"])


def test_the_session_ended_while_sam_was_writing(visit: Visitor, cast: Cast, via: str) -> None:
    visit.as_("sam")
    end_sessions()
    answer = visit.post("/settings/name", {"name": "Samuel Marchetti"}, via=via)
    assert answer.status_code == (401 if via == "htmx" else 303)
    sign_in = place(answer, via)

    assert "What you wrote is kept" in visit.get(sign_in).text
    answer = visit.post(sign_in, {"email": email("sam"), "password": PASSWORD})
    assert answer.location == "/kept?next=/"
    page = visit.get(answer.location).text
    assert 'value="Samuel Marchetti"' in page
    assert 'action="/settings/name"' in page
    assert rows() == 1  # looking does not lose it

    assert visit.post("/settings/name", {"name": "Samuel Marchetti", "kept": "1"}).status_code == 303
    assert queries.user(cast.sam).name == "Samuel Marchetti"
    assert rows() == 0
    assert visit.get("/kept?next=/settings").location == "/settings"


def test_the_page_was_too_old(visit: Visitor, cast: Cast, via: str) -> None:
    visit.as_("sam")
    answer = visit.post("/settings/name", {"name": "Samuel", "csrf_token": "stale"}, via=via)
    assert answer.status_code == (400 if via == "htmx" else 303)
    page = visit.get(place(answer, via))
    assert 'value="Samuel"' in page.text
    assert TOKEN.search(page.text)
    assert queries.user(cast.sam).name == "Sam"


def test_a_post_that_came_too_late_is_published_in_the_end(visit: Visitor, cast: Cast, via: str) -> None:
    visit.as_("sam").get("/c/supply-chains/posts/new")
    end_sessions()
    written = {"title": "Who pays?", "body": LONG.replace("\n", "\r\n"), "key": "a-key"}
    sign_in = place(visit.post("/c/supply-chains/posts", written, via=via), via)

    visit.get(sign_in)
    kept_page = visit.post(sign_in, {"email": email("sam"), "password": PASSWORD}).location
    page = visit.get(kept_page).text
    assert LONG in unescape(page).replace("\r\n", "\n")
    assert 'action="/c/supply-chains/posts"' in page
    answer = visit.post("/c/supply-chains/posts", {**written, "kept": "1"})
    assert answer.status_code == 303
    assert "Who pays?" in visit.get(answer.location).text
    assert rows() == 0


def test_every_field_comes_back_with_its_marks(visit: Visitor, cast: Cast) -> None:
    keep(
        cast.sam,
        "/c/supply-chains/posts",
        [["title", "A <title>"], ["body", LONG], ["category", "3"], ["category", "7"]],
    )
    page = visit.as_("sam").get("/kept").text
    assert "<marks>" not in page
    assert LONG in unescape(page)
    assert 'value="A &lt;title&gt;"' in page
    assert page.count('type="hidden" name="category"') == 2
    assert 'action="/c/supply-chains/posts"' in page


def keep(user_id: int, path: str, fields: list[list[str]]) -> None:
    db.session.add(KeptForm(user_id=user_id, path=path, fields=fields))
    db.session.commit()


def test_what_sam_wrote_is_not_offered_to_sue(visit: Visitor, cast: Cast) -> None:
    keep(cast.sam, "/settings/name", [["name", "Samuel"]])
    assert visit.as_("sue").get("/kept").location == "/"
    assert rows() == 1


def test_thrown_away_is_gone(visit: Visitor, cast: Cast) -> None:
    keep(cast.sam, "/settings/name", [["name", "Samuel"]])
    visit.as_("sam").get("/kept")
    assert visit.post("/kept/delete", {"next": "/settings"}).location == "/settings"
    assert visit.post("/kept/delete", {"next": "//evil.org"}).location == "/"
    assert rows() == 0


def test_a_wrong_form_shows_the_words_again(visit: Visitor, cast: Cast) -> None:
    keep(cast.sam, "/settings/name", [["name", "x" * 101]])
    visit.as_("sam").get("/kept")
    answer = visit.post("/settings/name", {"name": "x" * 101, "kept": "1"})
    assert answer.status_code == 422
    assert "x" * 101 in answer.text


@pytest.mark.parametrize(
    "refused", ["/c/elsewhere/posts", "/settings/sessions/999/delete", "/settings/nowhere"]
)
def test_a_refusal_loses_nothing(visit: Visitor, cast: Cast, refused: str) -> None:
    keep(cast.sam, refused, [["title", "Much work"]])
    visit.as_("sam").get("/kept")
    assert visit.post(refused, {"title": "Much work", "kept": "1"}).status_code in (404, 405)
    assert rows() == 1


def test_the_session_ended_once_more(visit: Visitor, cast: Cast) -> None:
    keep(cast.sam, "/settings/name", [["name", "Samuel"]])
    visit.as_("sam").get("/kept")
    end_sessions()
    assert visit.post("/settings/name", {"name": "Samuel", "kept": "1"}).status_code == 303
    assert rows() == 1
    assert 'value="Samuel"' in visit.as_("sam").get("/kept").text


def test_the_page_was_too_old_once_more(visit: Visitor, cast: Cast) -> None:
    keep(cast.sam, "/settings/name", [["name", "Samuel"]])
    visit.as_("sam").get("/kept")
    answer = visit.post("/settings/name", {"name": "Samuel", "kept": "1", "csrf_token": "stale"})
    assert answer.location.startswith("/kept")
    assert rows() == 1
    assert visit.get("/kept").text.count('name="kept"') == 1


def test_passwords_are_never_kept(visit: Visitor, cast: Cast) -> None:
    visit.as_("sam")
    end_sessions()
    visit.post("/settings/password", {"current_password": PASSWORD, "new_password": "four new words here"})
    assert rows() == 0
    visit.post("/settings/email", {"email": "new@example.org", "email_password": PASSWORD})
    row = db.session.scalars(select(KeptForm)).one()
    assert row.fields == [["email", "new@example.org"]]


@pytest.mark.parametrize("url", ["/sign-out", "/sign-out-everywhere", "/reset", "/kept/delete", "/sign-in"])
def test_nothing_is_kept_where_nobody_writes(visit: Visitor, url: str) -> None:
    visit.as_("sam").post(url, {"email": "sam@example.org", "next": "/", "csrf_token": "stale"})
    assert rows() == 0


def test_a_form_without_words_is_not_kept(visit: Visitor) -> None:
    visit.as_("sam").post("/c/supply-chains/posts", {"key": "abc", "category": "3", "csrf_token": "stale"})
    assert rows() == 0


def test_to_htmx_a_stale_form_without_words_is_a_notice_and_not_a_page(visit: Visitor, cast: Cast) -> None:
    answer = visit.as_("sam").post("/c/supply-chains/posts", {"csrf_token": "stale"}, via="htmx")
    assert answer.status_code == 400
    assert answer.headers["HX-Retarget"] == "#notices"
    assert "<h1" not in answer.text
    assert '<a class="link" href="">Reload the page</a>' in answer.text


def test_to_htmx_who_is_signed_out_by_now_is_shown_the_way_in(visit: Visitor) -> None:
    visit.get("/sign-in")
    answer = visit.post("/settings/name", {"name": "Nobody", "csrf_token": "stale"}, via="htmx")
    assert answer.status_code == 400
    assert answer.headers["HX-Retarget"] == "#notices"
    assert 'href="/sign-in"' in answer.text
    assert "Nobody" not in answer.text


def test_every_text_area_is_known_and_one_word_in_it_is_enough(app: Flask) -> None:
    forms = every(Form)
    areas = {
        name
        for form in forms
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is TextAreaField
    }
    assert len(areas) > 5
    assert {
        name for name in (*areas, "answer_7", "criteria-2-description") if kept.shown(name, "Yes") != "text"
    } == set()


def every(kind: type[Form]) -> list[type[Form]]:
    return [kind, *(each for below in kind.__subclasses__() for each in every(below))]


def test_a_stranger_keeps_nothing(app: Flask, visit: Visitor) -> None:
    visit.get("/sign-in")
    answer = visit.post("/settings/name", {"name": "Nobody"})
    assert answer.location == "/sign-in"
    assert rows() == 0


def test_it_is_offered_for_a_week(visit: Visitor, cast: Cast) -> None:
    keep(cast.sam, "/settings/name", [["name", "Samuel"]])
    visit.as_("sam")
    for age, status in ((kept.FOR - timedelta(minutes=5), 200), (kept.FOR + timedelta(minutes=5), 303)):
        db.session.execute(update(KeptForm).values(kept_at=clock.now() - age))
        db.session.commit()
        assert visit.get("/kept").status_code == status


def test_what_nobody_came_for_is_deleted(visit: Visitor, cast: Cast) -> None:
    keep(cast.sue, "/settings/name", [["name", "Susan"]])
    db.session.execute(update(KeptForm).values(kept_at=clock.now() - timedelta(days=8)))
    db.session.commit()
    visit.as_("sam").post("/settings/name", {"name": "Samuel", "csrf_token": "stale"})
    assert db.session.scalars(select(KeptForm.user_id)).all() == [cast.sam]
