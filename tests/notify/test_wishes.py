"""How members choose what is mailed to them, and stop it: on the site, and from a mail without signing in."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.auth.models import User
from forum.courses import actions as courses
from forum.courses.models import Membership
from forum.extensions import db
from forum.notify import unsubscribing
from tests.factories import comment, member, post
from tests.notify.steps import send, tell, wishes
from tests.people import SLUG, Cast
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
WISHES = f"/c/{SLUG}/notifications/mail"
NEW = {"pace": "weekly", "hour": "7", "weekday": "0", "zone": "Asia/Tokyo"}

pytestmark = pytest.mark.usefixtures("cast")


def pace(user_id: int) -> Any:
    """Return what somebody wishes in the class: how often, and whether announcements."""
    columns = (Membership.mail_pace, Membership.mails_announcements)
    return tuple(db.session.execute(select(*columns).where(Membership.user_id == user_id)).one())


def test_wishes_are_kept(browse: Browse, cast: Cast) -> None:
    sam = browse("sam")
    page = sam.get(WISHES).text
    assert "sam@example.org" in page
    assert sam.post(WISHES, NEW).status_code == 303
    assert pace(cast.sam) == ("weekly", False)
    assert db.session.get_one(User, cast.sam).time_zone == "Asia/Tokyo"
    assert '<input checked id="pace-2" name="pace" type="radio" value="weekly">' in sam.get(WISHES).text


@pytest.mark.parametrize(
    "wrong", [{"pace": "hourly"}, {"hour": "24"}, {"hour": "x"}, {"weekday": "7"}, {"zone": "Mars/Base"}]
)
def test_what_cannot_be_wished_changes_nothing(browse: Browse, cast: Cast, wrong: dict[str, str]) -> None:
    sam = browse("sam")
    sam.get(WISHES)
    assert sam.post(WISHES, NEW | wrong).status_code == 422
    assert pace(cast.sam) == ("daily", True)


def test_who_has_not_confirmed_an_address_is_told_so(browse: Browse, cast: Cast) -> None:
    db.session.execute(update(User).where(User.id == cast.sam).values(email_confirmed_at=None))
    db.session.commit()
    assert "before you confirm that it is yours" in browse("sam").get(WISHES).text


def test_what_is_followed_is_listed(browse: Browse) -> None:
    post(member("sam"), "My own post")
    tell()
    page = browse("sam").get(WISHES).text
    assert "My own post" in page
    assert "/following/delete" in page


def way_out(mails: list[EmailMessage]) -> str:
    """Return the address of the last mail by which its reader stops them."""
    header = str(mails[-1]["List-Unsubscribe"])
    return header.strip("<>").removeprefix("http://localhost")


@pytest.mark.usefixtures("smtp")
def test_one_post_stops_the_mail_without_signing_in(
    browse: Browse, cast: Cast, post_bag: Callable[[str], list[EmailMessage]]
) -> None:
    wishes("sam", mail_pace="at_once")
    post_id = post(member("sam"))
    comment(member("sue"), post_id)
    tell()
    send()
    address, outside = way_out(post_bag("sam")), browse("vera")
    for method in (outside.client.get, outside.client.head):  # mail scanners follow links
        assert method(address).status_code == 200
    assert pace(cast.sam) == ("at_once", True)
    answer = outside.client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "nothing of this class is mailed to you any more" in answer.text
    assert pace(cast.sam) == ("never", False)
    comment(member("sue"), post_id)
    post(member("ines"), is_announcement=True)
    tell()
    send()
    assert len(post_bag("sam")) == 1
    assert outside.client.post(f"{address}/delete", data=undo_in(answer.text)).status_code == 200
    assert pace(cast.sam) == ("at_once", True)


def undo_in(page: str) -> dict[str, str]:
    """Return what the button that takes it back sends."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("never", True), ("never", True)),
        (("weekly", False), ("weekly", False)),
        (("never", False), ("daily", True)),  # there was no mail: what newcomers begin with
    ],
)
def test_undoing_gives_back_what_there_was(
    browse: Browse, cast: Cast, before: tuple[str, bool], after: tuple[str, bool]
) -> None:
    wishes("sam", mail_pace=before[0], mails_announcements=before[1])
    address = unsubscribing.address(cast.sam, cast.course).removeprefix("http://localhost")
    stopped = browse("vera").client.post(address).text
    assert pace(cast.sam) == ("never", False)
    browse("vera").client.post(f"{address}/delete", data=undo_in(stopped))
    assert pace(cast.sam) == after


def test_the_click_comes_in_either_form_of_a_form(browse: Browse, cast: Cast) -> None:
    address = unsubscribing.address(cast.sam, cast.course).removeprefix("http://localhost")
    data = {"List-Unsubscribe": "One-Click"}
    answer = browse("vera").client.post(address, data=data, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert pace(cast.sam) == ("never", False)
    refused = browse("vera").client.post(f"{address}/delete", data=data, content_type="multipart/form-data")
    assert refused.status_code == 415


@pytest.mark.usefixtures("smtp")
def test_what_waits_when_the_mail_is_stopped_does_not_go(
    cast: Cast, browse: Browse, post_bag: Callable[[str], list[EmailMessage]]
) -> None:
    wishes("sam", mail_pace="at_once")
    comment(member("sue"), post(member("sam")))
    post(member("ines"), is_announcement=True)
    tell()
    address = unsubscribing.address(cast.sam, cast.course).removeprefix("http://localhost")
    browse("vera").client.post(address)
    send()
    assert post_bag("sam") == []


def test_a_made_up_way_out_leads_nowhere(browse: Browse, cast: Cast) -> None:
    address = unsubscribing.address(cast.sam, cast.course).removeprefix("http://localhost")
    signed, _dot, seal = address.rpartition(".")
    forged = unsubscribing.address(cast.sue, cast.course).rpartition("/")[2].rpartition(".")[0]
    for wrong in (
        f"{signed}.x{seal[1:]}x",
        f"/unsubscribe/{forged}.{seal}",
        f"{address}x",
        "/unsubscribe/x.y",
    ):
        for answer in (browse("vera").client.get(wrong), browse("vera").client.post(wrong)):
            assert answer.status_code == 404
    assert pace(cast.sam) == ("daily", True)


def test_an_old_way_out_of_who_has_left_says_so(browse: Browse, cast: Cast) -> None:
    address = unsubscribing.address(cast.sam, cast.course).removeprefix("http://localhost")
    courses.remove(cast.course, cast.sam, by=member("ines"))
    answer = browse("vera").client.post(address)
    assert answer.status_code == 200
    assert "not in this class any more" in answer.text


def test_undoing_never_asks_for_more_than_there_is(browse: Browse, cast: Cast, app: Flask) -> None:
    address = unsubscribing.address(cast.sam, cast.course).removeprefix("http://localhost")
    for sent in ({"pace": "hourly"}, {"pace": "never"}, {}):
        browse("vera").client.post(f"{address}/delete", data=sent)
        assert pace(cast.sam) == ("daily", True)
