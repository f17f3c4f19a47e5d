"""Links that let nobody in: ended, or none of ours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from itsdangerous import URLSafeSerializer
from sqlalchemy import func, select

from forum import clock
from forum.auth.models import User
from forum.courses import joining
from forum.courses.models import Role
from forum.extensions import db, limiter
from tests.courses.stories import (
    GOOD_PASSWORD,
    HERE,
    change,
    invitation,
    invite,
    leads_to,
    present,
    role,
)
from tests.people import Cast
from tests.visitor import Visitor

NEW = {"name": "Nina Nwosu", "email": "nina@example.org", "password": GOOD_PASSWORD}


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def use(visit: Visitor, link: str, form: dict[str, str] | None = None, via: str = "plain") -> Any:
    visit.get(link)
    return visit.post(link, form, via=via)


def closed(cast: Cast) -> str:
    link = invite(cast)
    change(cast.course, is_open=False)
    return link


def revoked(cast: Cast) -> str:
    link = invite(cast)
    joining.revoke(cast.course, invitation().id, by=cast.ines)
    return link


def used_up(cast: Cast) -> str:
    link = invite(cast, max_uses=2)
    invitation().uses = 2
    db.session.commit()
    return link


def expired(cast: Cast) -> str:
    return invite(cast, expires_at=clock.now() - timedelta(seconds=1))


DEAD = {
    closed: "This class is closed",
    revoked: "was revoked",
    used_up: "is used up",
    expired: "has expired",
}


@pytest.mark.parametrize("how", DEAD)
@pytest.mark.parametrize("name", ["otto", "vera"])
def test_a_dead_link_says_why(visit: Visitor, cast: Cast, via: str, how: Any, name: str) -> None:
    link, before = how(cast), people()
    visit.get("/sign-in")
    if name == "otto":
        visit.as_("otto")
    for answer in (visit.get(link, via=via), visit.post(link, NEW, via=via)):
        assert answer.status_code == 410
        assert DEAD[how] in answer.text
    assert present(cast.course) == 5
    assert people() == before


def test_a_link_that_dies_between_the_page_and_the_button(visit: Visitor, cast: Cast) -> None:
    for kill in ({"is_open": False}, {"is_open": True}):
        link = invite(cast)
        visit.as_("otto").get(link)
        if kill["is_open"]:
            joining.revoke(cast.course, invitation().id, by=cast.ines)
        change(cast.course, **kill)
        assert visit.post(link).status_code == 410
        assert role(cast.course, cast.otto) is None


def test_an_admin_of_the_site_who_is_no_member_may_join(visit: Visitor, cast: Cast) -> None:
    assert leads_to(use(visit.as_("adam"), invite(cast)), f"{HERE}/")
    assert role(cast.course, cast.adam) == Role.STUDENT


# --- Links that are none of ours ---------------------------------------------------------------------


def test_a_link_that_somebody_tampered_with_leads_nowhere(visit: Visitor, cast: Cast, app: Flask) -> None:
    token = invite(cast).rpartition("/")[2]
    payload, _dot, signature = token.rpartition(".")
    other = invite(cast, role=Role.INSTRUCTOR).rpartition("/")[2].rpartition(".")[0]
    forged = URLSafeSerializer("guess", salt="invitation").dumps([invitation().id, invitation().nonce])
    salt = URLSafeSerializer(app.config["SECRET_KEY"], salt="other").dumps(
        [invitation().id, invitation().nonce]
    )
    unknown = URLSafeSerializer(app.config["SECRET_KEY"], salt="invitation")
    visit.as_("otto")
    for bad in (
        payload,
        f"{payload}.",
        f"{payload}.{signature[:-1]}",
        f"{payload}.{signature.swapcase()}",
        f"{other}.{signature}",
        forged,
        salt,
        unknown.dumps([999_999, invitation().nonce]),
        unknown.dumps([invitation().id, "another nonce"]),
        "1",
        "a" * 3000,
        "%F0%9F%A6%86",
    ):
        limiter.reset()
        assert visit.get(f"/join/{bad}").status_code == 404, bad
        assert visit.post(f"/join/{bad}").status_code == 404, bad
    assert role(cast.course, cast.otto) is None


def test_the_token_of_the_form_is_needed(visit: Visitor, cast: Cast) -> None:
    link = invite(cast)
    visit.as_("otto").token = ""
    assert visit.post(link).status_code == 400
    assert role(cast.course, cast.otto) is None
