"""Closing a class: it stays to be read, in all the ways that there were, and nothing changes any more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from forum import clock, policy
from forum.auth.models import AuditEvent
from forum.courses import closing, retention
from forum.extensions import db
from forum.feeds import keys
from forum.notify import digests, telling
from forum.notify.models import Notification
from forum.posts import due
from forum.posts.models import HeldBack, State
from forum.writing.models import Unsent
from tests import factories
from tests.courses.stories import EVERYBODY_BUT_THOSE_WHO_TEACH, HERE, change, course, leads_to
from tests.factories import member
from tests.marking import marked
from tests.people import Cast
from tests.visitor import Visitor

URL = f"{HERE}/settings/closing"


def close(cast: Cast) -> None:
    assert closing.close(cast.course, keep_until=None, by=member("ines"))


def verbs() -> list[str]:
    trail = select(AuditEvent.verb).where(AuditEvent.verb.in_(("course.close", "course.open")))
    return list(db.session.scalars(trail.order_by(AuditEvent.id)))


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_those_who_teach_close_it_and_open_it_again(visit: Visitor, cast: Cast, via: str, name: str) -> None:
    visit.as_(name).get(URL)
    assert leads_to(visit.post(URL, {"keep_until": ""}, via=via), f"{HERE}/settings")
    closed = course(cast.course)
    assert closed.is_open is False
    assert closed.closed_at
    assert "This class has been closed since" in visit.get(f"{HERE}/").text
    assert "Open this class again" in visit.get(URL).text
    assert leads_to(visit.post(f"{URL}/delete", via=via), f"{HERE}/settings")
    assert (course(cast.course).is_open, course(cast.course).closed_at) == (True, None)
    assert "This class has been closed" not in visit.get(f"{HERE}/").text
    assert verbs() == ["course.close", "course.open"]


@pytest.mark.parametrize("name", EVERYBODY_BUT_THOSE_WHO_TEACH)
def test_others_in_the_class_do_neither(visit: Visitor, cast: Cast, name: str) -> None:
    visit.as_(name)
    assert (visit.get(URL).status_code, visit.post(URL).status_code) == (403, 403)
    assert course(cast.course).is_open
    close(cast)
    assert visit.post(f"{URL}/delete").status_code == 403
    assert not course(cast.course).is_open


def test_otto_finds_nothing_there(visit: Visitor, cast: Cast) -> None:
    visit.as_("otto")
    assert (visit.get(URL).status_code, visit.post(URL).status_code) == (404, 404)
    assert course(cast.course).is_open


def test_closing_twice_is_closing_once(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines").get(URL)
    visit.post(URL, {"keep_until": ""})
    since = course(cast.course).closed_at
    visit.post(URL, {"keep_until": "2090-01-01"})
    assert (course(cast.course).closed_at, course(cast.course).keep_until) == (since, None)
    assert verbs() == ["course.close"]


def test_who_closes_it_is_told_of_what_was_not_released(visit: Visitor, cast: Cast) -> None:
    post_id = factories.post(member("sam"))
    page = visit.as_("ines").get(URL).text
    assert "nobody can write or release any." in page
    assert "to be released" not in page
    marked.mark(cast.sam, post_id, points="5")
    assert "1 waits to be released." in visit.get(URL).text


def test_a_day_is_proposed_until_which_it_is_kept(visit: Visitor, cast: Cast) -> None:
    proposed = retention.proposed()
    assert proposed
    assert proposed > clock.now().date() + timedelta(days=3 * 365)
    assert f'value="{proposed.isoformat()}"' in visit.as_("ines").get(URL).text
    visit.post(URL, {"keep_until": proposed.isoformat()})
    assert course(cast.course).keep_until == proposed


def test_the_day_that_was_named_before_stays_the_proposal(visit: Visitor, cast: Cast) -> None:
    change(cast.course, keep_until=date(2088, 2, 29))
    assert 'value="2088-02-29"' in visit.as_("ines").get(URL).text


@pytest.mark.parametrize(("day", "says"), [("2001-01-01", "from today on"), ("soon", "year-month-day")])
def test_a_wrong_day_is_named_and_closes_nothing(
    visit: Visitor, cast: Cast, via: str, day: str, says: str
) -> None:
    visit.as_("ines").get(URL)
    answer = visit.post(URL, {"keep_until": day}, via=via)
    assert answer.status_code == 422
    assert says in answer.text
    assert day in answer.text
    assert course(cast.course).is_open


def test_it_is_read_and_searched_as_before(visit: Visitor, cast: Cast) -> None:
    sam = member("sam")
    post_id = factories.post(sam, "The harbour", "Cranes and containers.")
    factories.comment(member("sue"), post_id, "I saw them too.")
    keys.renew(by=sam)
    feed = f"/feeds/{keys.secret(keys.of(sam))}/feed.atom"
    close(cast)
    assert "Cranes" in visit.get(feed).text
    visit.as_("sam")
    assert "The harbour" in visit.get(f"{HERE}/").text
    assert "I saw them too." in visit.get(f"{HERE}/posts/{post_id}").text
    assert "The harbour" in visit.get(f"{HERE}/search?q=cranes").text
    assert visit.get(f"{HERE}/feeds").status_code == 200


def test_nobody_writes(visit: Visitor, cast: Cast) -> None:
    post_id = factories.post(member("sam"))
    close(cast)
    visit.as_("sam").get(f"{HERE}/posts/{post_id}")
    for url in ("/posts", f"/posts/{post_id}/comments", f"/posts/{post_id}/edit"):
        answer = visit.post(HERE + url, {"title": "T", "body": "B"})
        assert answer.status_code == 403
        assert "This class is closed" in answer.text


def test_a_draft_whose_time_comes_stays_a_draft(cast: Cast) -> None:
    at = clock.now() - timedelta(minutes=1)
    post_id = factories.post(member("sam"), state=State.DRAFT, publish_at=at)
    close(cast)
    due.publish()
    assert factories.of_post(post_id, "state", "held_back") == (State.DRAFT, HeldBack.CLOSED)
    closing.open_again(cast.course, by=member("ines"))
    due.publish()
    assert factories.of_post(post_id, "state") == State.DRAFT


def test_what_was_not_sent_yet_is_kept(visit: Visitor, cast: Cast) -> None:
    words = {"place": "posts/new", "unsent": "0123456789abcdef", "saves": "0", "title": "Half"}
    visit.as_("sam").get(f"{HERE}/posts/new")
    visit.post(f"{HERE}/drafts", {**words, "body": "A thought"})
    close(cast)
    assert db.session.scalars(select(Unsent.body)).all() == ["A thought"]
    assert "Half" in visit.get(f"{HERE}/drafts").text


def test_what_was_said_before_is_told_also_afterwards(cast: Cast) -> None:
    post_id = factories.post(member("sam"))
    factories.comment(member("sue"), post_id)
    close(cast)
    telling.tell()
    digests.send()
    told = select(Notification.user_id).where(Notification.comment_id.is_not(None))
    assert db.session.scalars(told).all() == [cast.sam]


def test_the_rules_know_that_it_is_closed(cast: Cast) -> None:
    close(cast)
    for name in ("ines", "asa", "sam", "adam"):
        assert not policy.may(member(name), "post.write")
