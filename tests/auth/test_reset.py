"""A new password by mail: for whom, how often, how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum import clock
from forum.auth import links, queries
from forum.auth.models import AuditEvent, MailedLink, Session
from forum.extensions import db, huey
from forum.mail.models import Mail
from tests.mail.mailbox import letters, link, work
from tests.people import PASSWORD, Cast, email, unconfirm
from tests.visitor import TOKEN, Visitor

NEW = "four words, nothing in common"


def ask(visit: Visitor, address: str) -> str:
    visit.get("/reset")
    answer = visit.post("/reset", {"email": address})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def mailed(visit: Visitor, name: str) -> str:
    ask(visit, email(name))
    return link(email(name))


def test_sam_sets_a_new_password_and_is_signed_in(app: Flask, visit: Visitor, cast: Cast) -> None:
    elsewhere = Visitor(app).as_("sam")
    unconfirm(cast.sam)
    page = mailed(visit, "sam")
    assert "Sam" in visit.get(page).text
    assert visit.post(page, {"password": NEW}).location == "/"
    assert "Sam" in visit.get("/settings").text
    assert elsewhere.get("/settings").status_code == 303
    assert Visitor(app).as_("sam", NEW)
    assert queries.user(cast.sam).email_confirmed_at
    assert "password was changed" in letters(email("sam"))[-1]


def test_the_old_password_is_dead(app: Flask, visit: Visitor) -> None:
    visit.get(page := mailed(visit, "sam"))
    visit.post(page, {"password": NEW})
    other = Visitor(app)
    other.get("/sign-in")
    assert other.post("/sign-in", {"email": email("sam"), "password": PASSWORD}).status_code == 422


def test_somebody_imported_gets_in_this_way(visit: Visitor, cast: Cast) -> None:
    queries.user(cast.sue).password_hash = None
    db.session.commit()
    visit.get(page := mailed(visit, "sue"))
    assert visit.post(page, {"password": NEW}).status_code == 303
    assert visit.get("/settings").status_code == 200


def test_asking_looks_the_same_for_every_address(app: Flask, cast: Cast) -> None:
    seen = set()
    for address in (email("sam"), email("nobody")):
        visitor = Visitor(app)
        place = ask(visitor, address)
        seen.add((place, TOKEN.sub("", visitor.get(place).text)))
        assert huey.pending_count() == 1  # the same work too: who it is, is looked up by the worker
        assert db.session.scalar(select(func.count(Mail.id))) == 0
        huey.flush()
    assert len(seen) == 1


def test_a_mail_goes_to_sam_and_to_nobody_else(visit: Visitor) -> None:
    ask(visit, "SAM@example.org")
    ask(visit, email("nobody"))
    work()
    db.session.rollback()
    assert db.session.scalars(select(Mail.recipient)).all() == [email("sam")]


def test_the_link_is_made_from_the_settings_not_from_the_request(app: Flask, visit: Visitor) -> None:
    visit.get("/reset")
    visit.post("/reset", {"email": email("sam")}, base_url="http://localhost:8123")
    (text,) = letters(email("sam"))
    assert "http://localhost/reset/" in text
    assert "8123" not in text


def test_another_host_is_refused(visit: Visitor) -> None:
    visit.get("/reset")
    answer = visit.post("/reset", {"email": email("sam")}, base_url="http://evil.org")
    assert answer.status_code == 400
    assert letters(email("sam")) == []


def test_following_the_link_changes_nothing(visit: Visitor, cast: Cast) -> None:
    before = queries.user(cast.sam).password_hash
    page = mailed(visit, "sam")
    for _ in range(3):
        answer = visit.get(page)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"
    visit.client.head(page)
    db.session.rollback()
    assert queries.user(cast.sam).password_hash == before
    assert db.session.scalar(select(func.count(Session.id))) == 0
    assert visit.post(page, {"password": NEW}).status_code == 303


def test_a_link_works_once(app: Flask, visit: Visitor) -> None:
    page = mailed(visit, "sam")
    second = Visitor(app)
    second.get(page)
    visit.get(page)
    assert visit.post(page, {"password": NEW}).status_code == 303
    answer = second.post(page, {"password": "another four words here"})
    assert answer.status_code == 404
    assert "does not work" in answer.text
    assert second.get("/settings").status_code == 303
    assert Visitor(app).as_("sam", NEW)


def test_of_two_who_use_a_link_at_once_one_is_told_no(app: Flask, cast: Cast) -> None:
    token = links.make("reset", email("sam"), user_id=cast.sam)
    db.session.commit()
    first = links.find("reset", token)
    with app.app_context():
        second = links.find("reset", token)
        assert second
        assert links.use(second)
        db.session.commit()
    assert first
    assert not links.use(first)


def test_a_link_runs_out_after_two_hours(visit: Visitor) -> None:
    page = mailed(visit, "sam")
    for left, status in ((timedelta(minutes=1), 200), (timedelta(minutes=-1), 404)):
        db.session.execute(update(MailedLink).values(expires_at=clock.now() + left))
        db.session.commit()
        assert visit.get(page).status_code == status
    assert visit.post(page, {"password": NEW}).status_code == 404


def test_it_is_made_for_two_hours(visit: Visitor) -> None:
    mailed(visit, "sam")
    row = db.session.scalars(select(MailedLink)).one()
    assert row.expires_at - row.created_at <= timedelta(hours=2, minutes=1)
    assert row.token_hash not in letters(email("sam"))[0]


def test_a_newer_link_takes_the_place_of_the_older(visit: Visitor) -> None:
    older, newer = mailed(visit, "sam"), mailed(visit, "sam")
    assert visit.get(older).status_code == 404
    assert visit.get(newer).status_code == 200


def test_a_changed_password_kills_the_link(app: Flask, visit: Visitor) -> None:
    page = mailed(visit, "sam")
    visit.as_("sam").post("/settings/password", {"current_password": PASSWORD, "new_password": NEW})
    assert Visitor(app).get(page).status_code == 404


@pytest.mark.parametrize(
    "page", ["/reset/unknown", "/reset/" + "x" * 43, "/confirm/unknown", "/reset/" + "x" * 3000]
)
def test_an_invented_link_opens_nothing(visit: Visitor, page: str) -> None:
    visit.get("/reset")
    assert visit.get(page).status_code == 404
    assert visit.post(page, {"password": NEW}).status_code == 404


def test_a_link_for_one_end_does_not_serve_another(visit: Visitor, cast: Cast) -> None:
    token = links.make("email", "new@example.org", user_id=cast.sam)
    db.session.commit()
    assert visit.get(f"/reset/{token}").status_code == 404
    assert visit.get(f"/confirm/{token}").status_code == 200


@pytest.mark.parametrize("bad", ["short", "password123", email("sam"), "x" * 201])
def test_a_bad_password_is_told_and_the_link_still_works(visit: Visitor, bad: str) -> None:
    visit.get(page := mailed(visit, "sam"))
    answer = visit.post(page, {"password": bad})
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert f'value="{bad}"' not in answer.text.replace(f'value="{email("sam")}" readonly', "")
    assert visit.post(page, {"password": NEW}).status_code == 303


def test_no_address_and_half_an_address_are_told(visit: Visitor) -> None:
    visit.get("/reset")
    for typed in ("", "sam", "sam@", "a@b@c", "x" * 300 + "@example.org"):
        answer = visit.post("/reset", {"email": typed})
        assert answer.status_code == 422
        assert 'id="email-error"' in answer.text


def test_resetting_while_another_is_signed_in_ends_that_session(
    app: Flask, visit: Visitor, cast: Cast
) -> None:
    page = mailed(visit, "sam")
    visit.as_("sue").get(page)
    assert visit.post(page, {"password": NEW}).status_code == 303
    assert "Sam" in visit.get("/settings").text
    assert db.session.scalars(select(Session.user_id)).all() == [cast.sam]


def test_it_leaves_a_trail(visit: Visitor, cast: Cast) -> None:
    visit.get(page := mailed(visit, "sam"))
    visit.post(page, {"password": NEW})
    db.session.rollback()
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs == ["password.ask", "password.reset"]
