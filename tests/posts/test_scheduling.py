"""A draft that comes out at a time: asked for, waited for, let out once, or held back with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from forum import audit, clock
from forum.auth.models import AuditEvent, User
from forum.courses.models import Course, Membership, Role
from forum.extensions import db
from forum.posts import actions, due, lists, scheduling
from forum.posts.models import HeldBack, Post, State
from tests import factories
from tests.courses.stories import at_once
from tests.factories import member, of_post
from tests.notify.steps import tell, told
from tests.people import SLUG, Cast
from tests.posts.markup import entries, sound
from tests.posts.recount import check
from tests.posts.test_editing import save, seen
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]
BERLIN = "Europe/Berlin"
HOUR = timedelta(hours=1)


def scheduled(name: str = "sam", at: datetime | None = None, **more: Any) -> int:
    """Return a draft that is to come out; without a time, now."""
    draft = actions.Draft("To come", "Some *words*.", state=State.DRAFT, publish_at=at or clock.now(), **more)
    return actions.write(draft, by=member(name))


def let_out() -> None:
    due.publish()
    assert due._rests == {}
    db.session.rollback()


def events(verb: str) -> list[str | None]:
    return list(db.session.scalars(select(AuditEvent.target).where(AuditEvent.verb == verb)))


def soon(hours: int = 48) -> str:
    """Return a time to come as a form sends it, in a class whose zone is UTC."""
    return (clock.now() + hours * HOUR).strftime("%Y-%m-%dT%H:%M")


def move_to(zone: str) -> None:
    db.session.execute(update(Course).where(Course.slug == SLUG).values(time_zone=zone))
    db.session.commit()


# --- The time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "moment"),
    [
        (datetime(2027, 1, 15, 9, 0), datetime(2027, 1, 15, 8, 0, tzinfo=UTC)),
        (datetime(2027, 7, 15, 9, 0), datetime(2027, 7, 15, 7, 0, tzinfo=UTC)),
        (datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # left out: it is 3:30
        (datetime(2027, 10, 31, 2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # twice: the first
    ],
)
def test_a_time_is_that_of_the_class(local: datetime, moment: datetime) -> None:
    assert scheduling.moment_of(local, BERLIN) == moment
    assert scheduling.is_left_out(local, BERLIN) == (local.month == 3)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    local=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),
    zone=st.sampled_from([BERLIN, "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
)
def test_a_time_is_shown_as_it_was_asked_for_unless_the_clocks_leave_it_out(
    local: datetime, zone: str
) -> None:
    shown = scheduling.local_time(scheduling.moment_of(local, zone), zone)
    assert (shown == local) != scheduling.is_left_out(local, zone)
    assert shown >= local


@settings(max_examples=40, derandomize=True, deadline=None)
@given(local=st.datetimes())
def test_every_time_that_a_form_can_name_is_over_too_far_or_within_a_year(local: datetime) -> None:
    over, far = scheduling.is_over(local, BERLIN), scheduling.is_too_far(local, BERLIN)
    assert not (over and far)
    if not over and not far:
        assert clock.now() <= scheduling.moment_of(local, BERLIN) <= clock.now() + scheduling.FARTHEST


# --- Asking for it -----------------------------------------------------------------------------------


def test_with_a_time_publishing_waits_for_it(browse: Browse) -> None:
    move_to(BERLIN)
    page = browse("sam").get(f"{HERE}/posts/new")
    assert BERLIN in page.text
    local = (clock.now().astimezone(clock.zone(BERLIN)) + timedelta(days=3)).replace(hour=9, minute=30)
    typed = {"title": "A", "body": "B", "state": "published", "publish_at": local.strftime("%Y-%m-%dT%H:%M")}
    answer = browse("sam").post(f"{HERE}/posts", typed)
    assert answer.status_code == 303
    post_id = int(answer.location.rsplit("/", 1)[1])
    row = of_post(post_id, "state", "publish_at")
    assert row == (State.DRAFT, local.replace(second=0, microsecond=0).astimezone(UTC))
    for url in (answer.location, answer.location, f"{HERE}/drafts"):
        assert "9:30" in browse("sam").get(url).text
    assert entries(browse("sam").get(f"{HERE}/drafts")) == [post_id]
    assert browse("sue").get(answer.location).status_code == 404
    assert browse("ines").get(answer.location).status_code == 404
    page = browse("sam").get(f"{answer.location}/edit")
    assert sound(page)
    assert typed["publish_at"] in page.text


def test_a_time_that_the_clocks_leave_out_is_moved_and_the_page_says_so(browse: Browse) -> None:
    zone, gap = next(
        (zone, local)
        for zone in (BERLIN, "America/New_York", "Australia/Sydney", "America/Santiago")
        for local in _nights_to_come()
        if scheduling.is_left_out(local, zone)
    )
    move_to(zone)
    typed = {"title": "A", "body": "B", "publish_at": gap.strftime("%Y-%m-%dT%H:%M")}
    browse("sam").get(f"{HERE}/posts/new")
    answer = browse("sam").post(f"{HERE}/posts", typed)
    assert "leave that time out" in browse("sam").get(answer.location).text
    post_id = int(answer.location.rsplit("/", 1)[1])
    assert of_post(post_id, "publish_at") == scheduling.moment_of(gap, zone)


def _nights_to_come() -> list[datetime]:
    today = clock.now().replace(tzinfo=None, hour=2, minute=30, second=0, microsecond=0)
    return [today + timedelta(days=n) for n in range(2, 360)]


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2020-01-01T00:00", "This time is over"),
        ("0001-01-01T00:00", "This time is over"),
        ("9999-12-31T23:59", "within a year"),
        ("soon", "Not a valid"),
        ("2027-02-30T10:00", "Not a valid"),
    ],
)
def test_other_times_are_refused_with_a_sentence(browse: Browse, at: str, says: str) -> None:
    browse("sam").get(f"{HERE}/posts/new")
    answer = browse("sam").post(f"{HERE}/posts", {"title": "A", "body": "Kept.", "publish_at": at})
    assert answer.status_code == 422
    assert says in answer.text
    assert "Kept." in answer.text
    assert 'id="publish_at-error"' in answer.text
    assert db.session.scalars(select(Post.id)).all() == []


def test_a_draft_is_saved_without_the_time_and_the_page_says_so(browse: Browse) -> None:
    browse("sam").get(f"{HERE}/posts/new")
    typed = {"title": "A", "body": "B", "state": "draft", "publish_at": soon()}
    answer = browse("sam").post(f"{HERE}/posts", typed)
    assert "without the time" in browse("sam").get(answer.location).text
    assert of_post(int(answer.location.rsplit("/", 1)[1]), "publish_at") is None


def test_its_author_changes_the_time_takes_it_away_or_publishes_now(browse: Browse) -> None:
    sam, post_id = browse("sam"), scheduled(at=clock.now() + 48 * HOUR)
    url = f"{HERE}/posts/{post_id}"
    later = soon(96)
    save(sam, post_id, state="published", publish_at=later)
    assert of_post(post_id, "publish_at") == datetime.fromisoformat(later).replace(tzinfo=UTC)
    sam.get(url)
    assert sam.post(f"{url}/schedule/delete").status_code == 303
    assert of_post(post_id, "publish_at", "state") == (None, State.DRAFT)
    save(sam, post_id, state="published", publish_at=later)
    save(sam, post_id, state="draft", publish_at=later)
    assert of_post(post_id, "publish_at", "state") == (None, State.DRAFT)
    save(sam, post_id, state="published", publish_at=later)
    save(sam, post_id, state="now", publish_at=later)
    assert of_post(post_id, "publish_at", "state") == (None, State.PUBLISHED)


def test_publish_now_is_one_click_for_its_author_and_nobody_else(browse: Browse, cast: Cast) -> None:
    post_id = scheduled(at=clock.now() + 48 * HOUR)
    url = f"{HERE}/posts/{post_id}"
    for name in ("sue", "ines", "asa", "olga"):
        browse(name).get(f"{HERE}/")
        for verb in ("publication", "schedule/delete"):
            assert browse(name).post(f"{url}/{verb}").status_code == 404
    assert f"{url}/publication" in sound(browse("sam").get(url)).posts_to
    assert browse("sam").post(f"{url}/publication").status_code == 303
    assert of_post(post_id, "state", "publish_at") == (State.PUBLISHED, None)
    assert entries(browse("sue").get(f"{HERE}/")) == [post_id]
    check(cast.course)


# --- Coming out --------------------------------------------------------------------------------------


def test_at_its_time_it_comes_out_with_everything(browse: Browse, cast: Cast) -> None:
    notes = factories.category("Field notes", by=member("ines"))
    post_id = scheduled(category_ids=[notes])
    waits = scheduled(at=clock.now() + HOUR)
    tell()
    before = clock.now()
    assert told("sue") == []
    let_out()
    tell()
    row = of_post(post_id, "state", "published_at", "active_at", "month", "edited_by_id")
    assert before <= row.published_at == row.active_at <= clock.now()
    assert (row.state, row.month) == (State.PUBLISHED, clock.month_of(row.published_at, "UTC"))
    assert of_post(waits, "state") == State.DRAFT
    assert entries(browse("sue").get(f"{HERE}/")) == [post_id]
    assert entries(browse("sue").get(f"{HERE}/categories/field-notes")) == [post_id]
    assert "To come" in browse("sue").get(f"{HERE}/search?q=words").text
    assert "edited by" not in browse("sue").get(f"{HERE}/posts/{post_id}").text
    assert events("post.publish") == [f"post-{post_id}"]
    check(cast.course)


def test_what_an_instructor_wished_for_holds(browse: Browse, cast: Cast) -> None:
    until = clock.now() + timedelta(days=10)
    post_id = scheduled("ines", is_announcement=True, pinned=True, pinned_until=until)
    assert entries(browse("ines").get(f"{HERE}/")) == []
    assert 'name="pinned" type="checkbox" value="y" checked' in _sorted_attributes(
        browse("ines").get(f"{HERE}/posts/{post_id}/edit").text
    )
    let_out()
    tell()
    assert of_post(post_id, "is_announcement", "pinned_until", "pinned_by_id") == (True, until, cast.ines)
    assert factories.titles(lists.pinned(member("sue"))) == ["To come"]
    assert told("sue") == told("sam") == ["announcement"]


def _sorted_attributes(html: str) -> str:
    """Return the page with the pin's box as one spelling of it."""
    start = html.index('name="pinned"')
    tag = html[html.rindex("<input", 0, start) : html.index(">", start)]
    assert "checked" in tag
    return 'name="pinned" type="checkbox" value="y" checked'


def test_a_draft_that_is_published_by_somebody_who_no_longer_teaches_is_a_post_like_others(
    cast: Cast, browse: Browse
) -> None:
    post_id = scheduled("ines", at=clock.now() + HOUR, is_announcement=True, pinned=True)
    _place(cast.ines, role=Role.STUDENT)
    browse("ines").get(f"{HERE}/posts/{post_id}")
    assert browse("ines").post(f"{HERE}/posts/{post_id}/publication").status_code == 303
    assert of_post(post_id, "is_announcement", "pin_position", "state") == (False, None, State.PUBLISHED)


def _place(user_id: int, **values: Any) -> None:
    db.session.execute(update(Membership).where(Membership.user_id == user_id).values(**values))
    db.session.commit()


def _close(open_: bool = False) -> None:
    db.session.execute(update(Course).where(Course.slug == SLUG).values(is_open=open_))
    db.session.commit()


@pytest.mark.parametrize(
    ("name", "more", "why"),
    [
        ("removed", {}, HeldBack.GONE),
        ("account closed", {}, HeldBack.GONE),
        ("observes", {}, HeldBack.ROLE),
        ("assists", {"is_announcement": True}, HeldBack.ROLE),
        ("assists", {"pinned": True}, HeldBack.ROLE),
        ("class closed", {}, HeldBack.CLOSED),
    ],
)
def test_what_may_not_come_out_by_then_stays_a_draft(
    cast: Cast, browse: Browse, name: str, more: dict[str, Any], why: HeldBack
) -> None:
    post_id = scheduled("ines", **more)
    happens = {
        "removed": lambda: _place(cast.ines, removed_at=clock.now()),
        "account closed": lambda: db.session.execute(
            update(User).where(User.id == cast.ines).values(closed_at=clock.now())
        ),
        "observes": lambda: _place(cast.ines, role=Role.OBSERVER),
        "assists": lambda: _place(cast.ines, role=Role.ASSISTANT),
        "class closed": _close,
    }
    happens[name]()
    db.session.commit()
    let_out()
    let_out()
    assert of_post(post_id, "state", "held_back") == (State.DRAFT, why)
    assert events("post.hold_back") == [f"post-{post_id}"]
    assert events("post.publish") == []
    check(cast.course)


# --- An announcement of several authors -----------------------------------------------------------------


def to_be_announced(cast: Cast, **more: Any) -> int:
    """Return an announcement of ines and sam that is to come out in two days."""
    return scheduled("ines", clock.now() + 48 * HOUR, is_announcement=True, co_author_ids=[cast.sam], **more)


def save_with_its_time(visitor: Visitor, post_id: int, **typed: Any) -> Any:
    at = f"{of_post(post_id, 'publish_at'):%Y-%m-%dT%H:%M}"
    kept = {"title": "To come", "body": "Some *words*.", "state": "published", "publish_at": at}
    return save(visitor, post_id, **kept | typed)


@pytest.mark.parametrize("typed", [{"title": "Others"}, {"body": "Others."}, {"excerpt": "Others."}])
def test_an_announcement_waits_for_who_teaches_when_somebody_else_changes_its_words(
    cast: Cast, browse: Browse, typed: dict[str, str]
) -> None:
    post_id = to_be_announced(cast)
    url = f"{HERE}/posts/{post_id}"
    assert "it waits until one of its authors who teaches" in browse("sam").get(f"{url}/edit").text
    assert save_with_its_time(browse("sam"), post_id, **typed).status_code == 303
    assert "waits until one of its authors who teaches" in browse("sam").get(url).text
    for unchanged in ({}, typed):  # nor does the same form again, or one without a change, send it on its way
        save_with_its_time(browse("sam"), post_id, **{**typed, **unchanged})
        assert of_post(post_id, "held_back", "is_announcement") == (HeldBack.WORDS, True)
    for page in (url, f"{HERE}/drafts"):
        assert "somebody who does not teach has changed its words" in browse("ines").get(page).text
    assert f"{of_post(post_id, 'publish_at'):%Y-%m-%dT%H:%M}" not in browse("sam").get(f"{url}/edit").text
    assert f"{of_post(post_id, 'publish_at'):%Y-%m-%dT%H:%M}" in browse("ines").get(f"{url}/edit").text
    save_with_its_time(browse("ines"), post_id, announcement="y", co_authors="@sam", **typed)
    assert of_post(post_id, "held_back", "is_announcement", "state") == ("", True, State.DRAFT)


def test_what_waits_for_who_teaches_does_not_come_out_at_its_time(cast: Cast, browse: Browse) -> None:
    post_id = to_be_announced(cast)
    save_with_its_time(browse("sam"), post_id, body="Others.")
    db.session.execute(update(Post).where(Post.id == post_id).values(publish_at=clock.now() - HOUR))
    db.session.commit()
    let_out()
    assert of_post(post_id, "state", "held_back") == (State.DRAFT, HeldBack.WORDS)
    assert 'name="publish_at" type="datetime-local" value=""' in browse("ines").get(
        f"{HERE}/posts/{post_id}/edit"
    ).text.replace('id="publish_at" ', "")


def test_its_words_stay_on_their_way_where_only_something_else_is_changed(cast: Cast, browse: Browse) -> None:
    post_id = to_be_announced(cast)
    notes = factories.category("Field notes", by=member("ines"))
    save_with_its_time(browse("sam"), post_id, categories=notes)
    assert of_post(post_id, "held_back", "is_announcement") == ("", True)
    assert factories.filed(post_id) == ["Field notes"]


def test_who_teaches_changes_its_words_and_it_stays_on_its_way(cast: Cast, browse: Browse) -> None:
    post_id = to_be_announced(cast)
    at = of_post(post_id, "publish_at").replace(second=0, microsecond=0)
    save_with_its_time(browse("ines"), post_id, body="Others.", announcement="y", co_authors="@sam")
    assert of_post(post_id, "held_back", "is_announcement", "publish_at") == ("", True, at)


def test_an_announcement_gets_no_time_at_which_its_first_author_could_not_announce(
    cast: Cast, browse: Browse
) -> None:
    post_id = scheduled("sam", clock.now() + HOUR, co_author_ids=[cast.ines])
    typed = {"title": "Ours", "body": "Kept.", "publish_at": soon(), "announcement": "y"}
    refused = save(browse("ines"), post_id, state="published", **typed)
    assert refused.status_code == 422
    assert "come out by its first author" in refused.text
    assert "Kept." in refused.text
    assert save(browse("ines"), post_id, state="now", **typed).status_code == 303
    assert of_post(post_id, "state", "is_announcement") == (State.PUBLISHED, True)


def test_its_author_is_told_among_the_drafts_and_chooses_anew(browse: Browse) -> None:
    post_id = scheduled()
    _close()
    let_out()
    for url in ("/drafts", f"/posts/{post_id}"):
        assert "the class was closed then" in browse("sam").get(f"{HERE}{url}").text
    _close(True)
    let_out()
    assert of_post(post_id, "state") == State.DRAFT
    assert "the class was closed then" in browse("sam").get(f"{HERE}/drafts").text
    save(browse("sam"), post_id, state="published", publish_at=soon())
    assert of_post(post_id, "held_back") == HeldBack.NO
    assert "closed then" not in browse("sam").get(f"{HERE}/drafts").text


def test_somebody_who_has_it_open_learns_that_it_came_out(browse: Browse) -> None:
    post_id = scheduled()
    opened = seen(browse("sam").get(f"{HERE}/posts/{post_id}/edit"))
    let_out()
    typed = {"title": "Not yet", "body": "Half.", "state": "draft", "seen": opened}
    assert browse("sam").post(f"{HERE}/posts/{post_id}/edit", typed).status_code == 409
    assert of_post(post_id, "title") == "To come"


def test_what_was_deleted_does_not_come_out_when_it_is_restored(cast: Cast) -> None:
    post_id = scheduled()
    actions.delete(post_id, by=member("sam"))
    let_out()
    actions.restore(post_id, by=member("sam"))
    let_out()
    assert of_post(post_id, "state") == State.DRAFT


def test_two_workers_publish_once(app: Flask, cast: Cast) -> None:
    posts = [scheduled() for _ in range(5)]
    results = at_once(app, due.publish, due.publish, due.publish)
    assert not [result for result in results if isinstance(result, Exception)], results
    assert sorted(events("post.publish")) == sorted(f"post-{id}" for id in posts)
    check(cast.course)


def test_one_that_breaks_off_has_not_begun_and_holds_up_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = scheduled(), scheduled()
    real = audit.record

    def breaks(verb: str, **detail: Any) -> None:
        if detail.get("target") == f"post-{first}":
            raise OSError("The disk is full.")
        real(verb, **detail)

    monkeypatch.setattr(audit, "record", breaks)
    due.publish()
    assert (of_post(first, "state"), of_post(second, "state")) == (State.DRAFT, State.PUBLISHED)
    check(cast.course)
    monkeypatch.undo()
    due._rests.clear()
    let_out()
    assert sorted(events("post.publish")) == sorted(f"post-{id}" for id in (first, second))
    check(cast.course)
