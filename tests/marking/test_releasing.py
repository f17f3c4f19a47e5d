"""A student sees a note once it is released, at their post and on a page of their own, and is told so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from forum.courses import actions as courses
from forum.courses.models import Course, Pace
from forum.extensions import db
from forum.marking import actions
from forum.marking.models import About, Mark
from forum.notify.models import Notification
from forum.posts import actions as posts
from tests import factories
from tests.marking import marked
from tests.marking.marked import HERE
from tests.notify.steps import hour_has_come, send, tell, wishes
from tests.people import Cast
from tests.serving.mailserver import Mailbox
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
SECRET = "Quixotic"


@pytest.fixture
def post_id(cast: Cast) -> int:
    return factories.post(factories.member("sam"), "Five ships")


@pytest.fixture
def mark_id(cast: Cast, post_id: int) -> int:
    return marked.mark(cast.sam, post_id, f"{SECRET} words.", "8.5", out_of="10")


def places(post_id: int) -> list[str]:
    return [f"{HERE}/posts/{post_id}", f"{HERE}/marks"]


def test_what_is_not_released_its_student_does_not_see(browse: Browse, post_id: int, mark_id: int) -> None:
    for place in places(post_id):
        assert SECRET not in browse("sam").get(place).text
    tell()
    assert db.session.scalars(select(Notification.mark_id)).all() == []


def test_what_is_released_its_student_sees_and_nobody_else(
    browse: Browse, post_id: int, mark_id: int
) -> None:
    browse("ines").get(HERE + "/")
    browse("ines").post(f"{HERE}/marks/{mark_id}/release")
    for place in places(post_id):
        page = browse("sam").get(place).text
        assert "A note for you from Ines" in page
        assert SECRET in page
        assert "8.5" in page
    for name in ("sue", "olga", "vera"):
        for place in places(post_id):
            assert SECRET not in browse(name).get(place).text


def test_released_and_taken_back(browse: Browse, cast: Cast, post_id: int, mark_id: int) -> None:
    ines = browse("ines")
    ines.get(HERE + "/")
    answer = ines.post(f"{HERE}/marks/{mark_id}/release")
    assert "Sam sees it" in ines.get(answer.location).text
    tell()
    assert "1 notification" in browse("sam").get(f"{HERE}/").text
    ines.post(f"{HERE}/marks/{mark_id}/release/delete")
    assert "1 notification" not in browse("sam").get(f"{HERE}/").text
    for place in places(post_id):
        assert SECRET not in browse("sam").get(place).text
    ines.post(f"{HERE}/marks/{mark_id}/release")
    tell()
    assert "1 notification" in browse("sam").get(f"{HERE}/").text


def test_who_may_not_mark_releases_nothing(browse: Browse, mark_id: int) -> None:
    for name in ("sam", "sue", "olga"):
        browse(name).get(HERE + "/")
        for verb in ("release", "release/delete", "deletion", "deletion/delete"):
            assert browse(name).post(f"{HERE}/marks/{mark_id}/{verb}").status_code == 403
    assert db.session.scalars(select(Mark.released_at)).all() == [None]


def test_deleted_and_back(browse: Browse, cast: Cast, post_id: int, mark_id: int) -> None:
    ines = browse("ines")
    ines.get(HERE + "/")
    ines.post(f"{HERE}/marks/{mark_id}/release")
    ines.post(f"{HERE}/marks/{mark_id}/deletion")
    for name in ("sam", "ines", "asa"):
        assert SECRET not in browse(name).get(f"{HERE}/members/{cast.sam}/marks").text
        assert SECRET not in browse(name).get(f"{HERE}/posts/{post_id}").text
    assert browse("asa").get(HERE + "/").status_code == 200
    assert browse("asa").post(f"{HERE}/marks/{mark_id}/deletion/delete").status_code == 404
    assert ines.post(f"{HERE}/marks/{mark_id}/deletion/delete").status_code == 303
    assert SECRET in browse("sam").get(f"{HERE}/marks").text


# --- The bell -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["post", "own"])
def test_the_bell_says_that_there_is_a_note_until_it_is_looked_at(
    browse: Browse, post_id: int, mark_id: int, place: str
) -> None:
    actions.release(mark_id, by=factories.member("ines"))
    tell()
    page = browse("sam").get(f"{HERE}/notifications").text
    assert "You have a note from Ines" in page
    assert SECRET not in page
    assert "Five ships" not in page
    assert "8.5" not in page
    browse("sam").get(f"{HERE}/marks" if place == "own" else f"{HERE}/posts/{post_id}")
    assert "1 notification" not in browse("sam").get(f"{HERE}/").text


def test_a_note_is_told_once_to_its_student_alone(cast: Cast, mark_id: int) -> None:
    actions.release(mark_id, by=factories.member("ines"))
    tell()
    tell()
    told = db.session.execute(select(Notification.user_id, Notification.kind, Notification.post_id)).all()
    assert told == [(cast.sam, "mark", None)]


# --- Mail ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pace", [Pace.AT_ONCE, Pace.DAILY])
def test_the_mail_says_that_there_is_a_note_and_not_a_word_of_it(
    smtp: int, mailbox: Mailbox, cast: Cast, mark_id: int, pace: Pace
) -> None:
    wishes("sam", mail_pace=pace)
    actions.release(mark_id, by=factories.member("ines"))
    tell()
    hour_has_come()
    send()
    [mail] = mailbox.mails
    bodies = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    said = "\n".join([str(mail["Subject"]), str(mail["From"]), *bodies])
    assert "You have a note from Ines" in said
    assert f"{HERE}/marks" in said
    for secret in (SECRET, "8.5", "Five ships"):
        assert secret not in said
    assert mail["Reply-To"] is None


def test_what_was_taken_back_before_its_mail_went_is_not_mailed(
    smtp: int, mailbox: Mailbox, cast: Cast, mark_id: int
) -> None:
    wishes("sam", mail_pace=Pace.AT_ONCE)
    actions.release(mark_id, by=factories.member("ines"))
    tell()
    actions.take_back(mark_id, by=factories.member("ines"))
    send()
    assert mailbox.mails == []


# --- What becomes of it -------------------------------------------------------------------------------


def test_a_removed_student_has_it_again_when_they_are_back(browse: Browse, cast: Cast, mark_id: int) -> None:
    ines = factories.member("ines")
    actions.release(mark_id, by=ines)
    courses.remove(cast.course, cast.sam, by=ines)
    assert browse("sam").get(f"{HERE}/marks").status_code == 404
    assert SECRET in browse("ines").get(f"{HERE}/members/{cast.sam}/marks").text
    browse("ines").get(HERE + "/")
    assert browse("ines").post(f"{HERE}/marks/{mark_id}/deletion").status_code == 403
    courses.restore(cast.course, cast.sam, by=ines)
    assert SECRET in browse("sam").get(f"{HERE}/marks").text


def test_a_removed_student_reads_nothing_in_a_public_class(
    browse: Browse, cast: Cast, post_id: int, mark_id: int
) -> None:
    ines = factories.member("ines")
    actions.release(mark_id, by=ines)
    browse("sam").get(HERE + "/")
    db.session.execute(update(Course).values(visibility="public"))
    db.session.commit()
    courses.remove(cast.course, cast.sam, by=ines)
    assert SECRET not in browse("sam").get(f"{HERE}/posts/{post_id}").text
    assert browse("sam").get(f"{HERE}/marks").status_code == 403


@pytest.mark.parametrize("fate", ["deleted", "hidden"])
def test_what_was_said_of_a_post_stays_when_the_post_is_gone(
    browse: Browse, cast: Cast, post_id: int, mark_id: int, fate: str
) -> None:
    actions.release(mark_id, by=factories.member("ines"))
    if fate == "deleted":
        posts.delete(post_id, by=factories.member("sam"))
    else:
        posts.hide(post_id, by=factories.member("ines"), reason="It names somebody.")
    assert SECRET in browse("sam").get(f"{HERE}/marks").text
    assert SECRET in browse("ines").get(f"{HERE}/members/{cast.sam}/marks").text


def test_of_a_thread_that_is_no_longer_shown_not_even_the_title_is(browse: Browse, cast: Cast) -> None:
    theirs = factories.post(factories.member("sue"), "Sues title")
    factories.comment(factories.member("sam"), theirs)
    marked.mark(cast.sam, theirs, "Good questions.", about=About.PART, release=True)
    assert "Sues title" in browse("sam").get(f"{HERE}/marks").text
    posts.hide(theirs, by=factories.member("ines"), reason="It names somebody.")
    page = browse("sam").get(f"{HERE}/marks").text
    assert "Good questions." in page
    assert "Sues title" not in page


def test_a_closed_class_is_read_and_not_written(
    browse: Browse, cast: Cast, post_id: int, mark_id: int
) -> None:
    actions.release(mark_id, by=factories.member("ines"))
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
    db.session.commit()
    assert SECRET in browse("sam").get(f"{HERE}/marks").text
    page = browse("ines").get(f"{HERE}/posts/{post_id}/marks/{cast.sam}")
    assert SECRET in page.text
    assert "The class is closed" in page.text
    assert browse("ines").post(f"{HERE}/posts/{post_id}/marks/{cast.sam}", {"points": "1"}).status_code == 403
    assert browse("ines").post(f"{HERE}/marks/{mark_id}/release/delete").status_code == 403


def test_co_authors_see_their_own_and_not_the_others(browse: Browse, cast: Cast) -> None:
    shared = factories.post(factories.member("sam"), "Together", co_author_ids=[cast.sue])
    marked.mark(cast.sam, shared, f"{SECRET} for sam.", release=True)
    marked.mark(cast.sue, shared, "For sue.", release=True)
    page = browse("sue").get(f"{HERE}/posts/{shared}").text
    assert "For sue." in page
    assert SECRET not in page
