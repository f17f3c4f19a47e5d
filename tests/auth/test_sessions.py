"""Sessions are rows: what ends them, and that a copied cookie does not outlive them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum import clock
from forum.auth.models import Session
from forum.extensions import db
from tests.people import Cast
from tests.visitor import Visitor

COOKIE = "seminar"


def copied(app: Flask, from_: Visitor) -> Visitor:
    """Return another browser with the same cookie."""
    thief = Visitor(app)
    cookie = from_.client.get_cookie(COOKIE)
    assert cookie
    thief.client.set_cookie(COOKIE, cookie.value)
    return thief


def inside(visitor: Visitor) -> bool:
    return visitor.get("/settings").status_code == 200


def count(user_id: int) -> int | None:
    return db.session.scalar(select(func.count(Session.id)).where(Session.user_id == user_id))


def test_a_copied_cookie_is_dead_after_signing_out(app: Flask, visit: Visitor) -> None:
    thief = copied(app, visit.as_("sam"))
    assert inside(thief)
    assert visit.post("/sign-out").status_code == 303
    assert not inside(visit)
    assert not inside(thief)


def test_signing_out_by_a_link_does_nothing(visit: Visitor) -> None:
    assert visit.as_("sam").get("/sign-out").status_code == 405
    assert inside(visit)


def test_signing_out_twice_is_no_error(visit: Visitor) -> None:
    visit.get("/sign-in")
    assert visit.post("/sign-out").status_code == 303


def test_signing_in_makes_a_new_cookie_and_a_new_token(app: Flask, visit: Visitor) -> None:
    visit.get("/sign-in")
    before, token = copied(app, visit), visit.token
    visit.as_("sam")
    assert not inside(before)  # the cookie that was planted opens nothing
    visit.token = token
    assert visit.post("/settings/name", {"name": "Other"}).location.startswith("/kept")
    assert "Other" not in visit.get("/settings").text


def test_signing_in_anew_ends_the_session_before(app: Flask, visit: Visitor, cast: Cast) -> None:
    thief = copied(app, visit.as_("sam"))
    visit.post("/sign-out")
    visit.as_("sue")
    assert count(cast.sam) == 0
    assert not inside(thief)


def test_the_cookie_is_for_this_site_and_no_script(visit: Visitor) -> None:
    visit.get("/sign-in")
    answer = visit.post("/sign-in", {"email": "sam@example.org", "password": "correct horse battery staple"})
    header = answer.headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Path=/" in header
    assert "Domain" not in header


@pytest.mark.parametrize("column", ["seen_at", "created_at"])
def test_a_session_ends_by_itself(app: Flask, visit: Visitor, cast: Cast, column: str) -> None:
    limits = {"seen_at": "SEMINAR_SESSION_IDLE_DAYS", "created_at": "SEMINAR_SESSION_DAYS"}
    visit.as_("sam")
    for extra, still in ((timedelta(minutes=-5), True), (timedelta(minutes=5), False)):
        age(cast.sam, **{column: clock.now() - app.config[limits[column]] - extra})
        assert inside(visit) is still


def age(user_id: int, **values: Any) -> None:
    db.session.execute(update(Session).where(Session.user_id == user_id).values(**values))
    db.session.commit()


def test_signing_in_sweeps_what_ran_out(app: Flask, visit: Visitor, cast: Cast) -> None:
    visit.as_("sam")
    age(cast.sam, created_at=clock.now() - timedelta(days=400))
    Visitor(app).as_("sam")
    assert count(cast.sam) == 1


def test_sam_ends_another_session_but_nobody_elses(app: Flask, visit: Visitor, cast: Cast) -> None:
    phone, stranger = Visitor(app).as_("sam"), Visitor(app).as_("sue")
    visit.as_("sam")
    of_sam, of_sue = (
        db.session.scalar(select(func.min(Session.id)).where(Session.user_id == who))
        for who in (cast.sam, cast.sue)
    )
    assert visit.post(f"/settings/sessions/{of_sue}/delete").status_code == 404
    assert inside(stranger)
    assert visit.post(f"/settings/sessions/{of_sam}/delete").status_code == 303
    assert not inside(phone)
    assert inside(visit)


def test_the_settings_list_the_sessions(app: Flask, visit: Visitor) -> None:
    Visitor(app).as_("sam").client.get("/settings")
    page = visit.as_("sam").get("/settings").text
    assert page.count("127.0.0.1") == 2
    assert page.count("This one") == 1
    assert page.count("/delete") == 2  # the other one, and all others


def test_all_others_end_together(app: Flask, visit: Visitor, cast: Cast) -> None:
    others = [Visitor(app).as_("sam") for _ in range(2)]
    sue = Visitor(app).as_("sue")
    visit.as_("sam")
    visit.post("/settings/sessions/delete")
    assert "2 other browsers are signed out" in visit.get("/settings").text
    assert [inside(other) for other in others] == [False, False]
    assert inside(sue)
    assert count(cast.sam) == 1


def test_signing_out_everywhere_ends_this_one_too(app: Flask, visit: Visitor) -> None:
    other, sue = Visitor(app).as_("sam"), Visitor(app).as_("sue")
    assert visit.as_("sam").post("/sign-out-everywhere").location == "/sign-in"
    assert not inside(visit)
    assert not inside(other)
    assert inside(sue)


def test_no_rows_and_no_cookie_before_signing_in(visit: Visitor) -> None:
    visit.get("/sign-in")
    assert db.session.scalar(select(func.count(Session.id))) == 0
