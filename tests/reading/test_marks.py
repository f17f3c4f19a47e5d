"""What is new to whom: dots and numbers on pages, and the marks behind them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, delete, select, text
from werkzeug.test import TestResponse

from forum.comments import actions as comments
from forum.comments.queries import REPLIES_SHOWN, TOP_PAGE, WHOLE
from forum.courses import actions as courses
from forum.courses.models import Role, Visibility
from forum.extensions import SQLITE_PATIENCE, db
from forum.posts import actions as posts
from forum.posts import queries
from forum.posts.models import Filing, Post
from forum.reading import actions, marks
from forum.reading.models import Seen
from forum.search.models import Passage
from tests import factories
from tests.people import SLUG, Cast
from tests.posts.statements import recorded, writes
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]


def dots(page: TestResponse) -> int:
    return page.text.count('class="entry unread"') + page.text.count('class="pin unread"')


def fresh(page: TestResponse) -> int:
    return page.text.count('<li class="comment fresh"')


def mark(user_id: int, post_id: int) -> int | None:
    db.session.rollback()
    return db.session.scalar(select(Seen.comment_id).where(Seen.user_id == user_id, Seen.post_id == post_id))


def test_a_post_is_new_to_others_until_they_open_it(browse: Browse) -> None:
    post_id = factories.post(factories.member("sam"))
    sue = browse("sue")
    feed = sue.get(f"{HERE}/")
    assert dots(feed) == 1
    assert '<span class="hidden">New · </span>' in feed.text
    assert dots(browse("sam").get(f"{HERE}/")) == 0
    assert fresh(sue.get(f"{HERE}/posts/{post_id}")) == 0
    assert dots(sue.get(f"{HERE}/")) == 0
    assert dots(browse("ines").get(f"{HERE}/")) == 1


def test_a_pinned_post_is_new_as_well(browse: Browse) -> None:
    factories.pin(factories.post(factories.member("ines")), by=factories.member("ines"))
    assert dots(browse("sam").get(f"{HERE}/")) == 1


def test_new_comments_are_counted_marked_and_led_to(browse: Browse) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    post_id = factories.post(sam)
    old = factories.comment(ines, post_id)
    sue = browse("sue")
    sue.get(f"{HERE}/posts/{post_id}")
    first = factories.comment(ines, post_id, under=old)
    factories.comment(sam, post_id)
    factories.comment(factories.member("sue"), post_id)
    assert '<span class="new">2 new</span>' in sue.get(f"{HERE}/").text
    page = sue.get(f"{HERE}/posts/{post_id}")
    assert fresh(page) == 2
    assert f'id="first-new" data-key="n" href="#comment-{first}"' in page.text
    again = sue.get(f"{HERE}/posts/{post_id}")
    assert fresh(again) == 0
    assert "first-new" not in again.text
    assert 'class="new"' not in sue.get(f"{HERE}/").text


def test_the_first_view_writes_once_and_the_next_not_at_all(browse: Browse) -> None:
    post_id = factories.post(factories.member("sam"))
    sue = browse("sue")
    for expected in (1, 0):
        with recorded() as statements:
            sue.get(f"{HERE}/posts/{post_id}")
        assert len(writes(statements)) == expected
    factories.comment(factories.member("ines"), post_id)
    with recorded() as statements:
        sue.get(f"{HERE}/posts/{post_id}")
    assert len(writes(statements)) == 1


def test_nobody_has_read_what_a_browser_fetched_ahead(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    sue = browse("sue")
    ahead = {"Sec-Purpose": "prefetch;prerender"}
    assert sue.client.get(f"{HERE}/posts/{post_id}", headers=ahead).status_code == 200
    assert sue.client.head(f"{HERE}/posts/{post_id}").status_code == 200
    assert mark(cast.sue, post_id) is None
    sue.get(f"{HERE}/posts/{post_id}")
    assert mark(cast.sue, post_id) == 0


@pytest.mark.parametrize("via", ["plain", "htmx"])
def test_of_a_long_thread_as_much_is_read_as_was_shown(browse: Browse, cast: Cast, via: str) -> None:
    post_id = factories.post(factories.member("sam"))
    ids = factories.long_thread(factories.member("sam"), post_id, tops=WHOLE + 1)
    sue = browse("sue")
    page = sue.get(f"{HERE}/posts/{post_id}")
    read = [mark(cast.sue, post_id)]
    new = factories.comment(factories.member("sam"), post_id)
    while later := re.search(r'id="later"><a class="more" href="([^"]+)"', page.text):
        page = sue.get(later.group(1).replace("&amp;", "&"), via=via)
        read.append(mark(cast.sue, post_id))
    assert read == [*ids[TOP_PAGE - 1 :: TOP_PAGE], new]


def test_what_stands_elsewhere_in_a_long_thread_stays_new(browse: Browse, cast: Cast) -> None:
    """An answer on the first page came after one on the last: to read the first does not read the last."""
    sam, sue = factories.member("sam"), browse("sue")
    post_id = factories.post(sam)
    tops = factories.long_thread(sam, post_id, tops=WHOLE + 1)
    factories.read_all(cast.sue)
    below, above = (factories.comment(sam, post_id, under=top) for top in (tops[-1], tops[0]))
    sue.get(f"{HERE}/posts/{post_id}")
    assert mark(cast.sue, post_id) is None
    assert "2 new" in sue.get(f"{HERE}/").text
    sue.get(f"{HERE}/comments/{tops[-1]}/replies?new={below - 1}")
    assert mark(cast.sue, post_id) == above - 1
    sue.get(f"{HERE}/posts/{post_id}")
    assert mark(cast.sue, post_id) == above


def test_what_is_taken_into_a_long_thread_reads_no_more_than_is_shown(browse: Browse, cast: Cast) -> None:
    """What stands on a later page, and an answer that may be folded away, stay new."""
    sam, sue = factories.member("sam"), browse("sue")
    post_id = factories.post(sam)
    tops = factories.long_thread(sam, post_id, tops=WHOLE + 1, answers=REPLIES_SHOWN + 1)
    factories.read_all(cast.sue)
    news = f"{HERE}/posts/{post_id}/comments?since="
    first = factories.comment(sam, post_id)
    assert f"comment-{first}" in sue.get(news + str(first - 1), via="htmx").text
    assert mark(cast.sue, post_id) == first
    folded = factories.comment(sam, post_id, under=tops[0])
    last = factories.comment(sam, post_id)
    assert f"comment-{last}" in sue.get(news + str(first), via="htmx").text
    assert mark(cast.sue, post_id) == folded - 1
    sue.get(f"{HERE}/comments/{tops[0]}/replies?new={first}")
    assert mark(cast.sue, post_id) == last - 1
    sue.get(news + str(folded), via="htmx")
    assert mark(cast.sue, post_id) == last


def test_answers_on_a_page_of_their_own_are_read_there(browse: Browse, cast: Cast) -> None:
    sam, sue = factories.member("sam"), browse("sue")
    post_id = factories.post(sam)
    tops = factories.long_thread(sam, post_id, tops=WHOLE, answers=3)
    factories.read_all(cast.sue)
    answer = factories.comment(sam, post_id, under=tops[0])
    page = sue.get(f"{HERE}/comments/{answer}?new={answer - 1}")
    assert f"/comments/{tops[0]}/replies" in page.headers["Location"]
    sue.get(page.headers["Location"])
    assert mark(cast.sue, post_id) == answer


def test_a_page_does_not_wait_for_its_mark(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    sue = browse("sue")
    sue.get(f"{HERE}/posts/{post_id}")
    factories.comment(factories.member("sam"), post_id)
    other = create_engine(db.engine.url)
    with other.connect() as busy:
        if other.dialect.name == "sqlite":
            busy.execute(text("BEGIN IMMEDIATE"))
        else:
            mine = {"user": cast.sue, "post": post_id}
            busy.execute(
                text("SELECT 1 FROM seen WHERE user_id = :user AND post_id = :post FOR UPDATE"), mine
            )
        page = sue.get(f"{HERE}/posts/{post_id}")
        busy.rollback()
    other.dispose()
    assert page.status_code == 200
    assert fresh(page) == 1
    assert fresh(sue.get(f"{HERE}/posts/{post_id}")) == 1
    assert fresh(sue.get(f"{HERE}/posts/{post_id}")) == 0


def test_who_joins_late_has_read_what_was_there(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam, at=datetime.now(UTC) - timedelta(days=3))
    factories.comment(sam, post_id)
    courses.add(cast.course, cast.otto, Role.STUDENT, by=factories.member("ines"))
    otto = browse("otto")
    feed = otto.get(f"{HERE}/")
    assert dots(feed) == 0
    assert 'class="new"' not in feed.text
    factories.comment(sam, post_id)
    assert '<span class="new">1 new</span>' in otto.get(f"{HERE}/").text
    otto.get(f"{HERE}/new")
    assert otto.post(f"{HERE}/new/seen/delete").status_code == 303
    assert dots(otto.get(f"{HERE}/")) == 1


def test_what_is_hidden_deleted_or_elsewhere_is_never_new(browse: Browse) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    post_id = factories.post(sam)
    sue = browse("sue")
    sue.get(f"{HERE}/posts/{post_id}")
    gone, hushed = factories.comment(sam, post_id), factories.comment(sam, post_id)
    comments.delete(gone, by=sam)
    comments.hide(hushed, by=ines, reason="Not here.")
    factories.hidden(sam, ines)
    factories.draft(sam)
    factories.private(sam)
    factories.post(factories.member("otto", "elsewhere"))
    factories.deleted(sam)
    feed = sue.get(f"{HERE}/")
    assert dots(feed) == 0
    assert 'class="new"' not in feed.text
    assert "You have read everything" in sue.get(f"{HERE}/new").text


@pytest.mark.parametrize("name", ["vera", "adam"])
def test_who_is_in_no_class_keeps_no_marks(browse: Browse, cast: Cast, name: str) -> None:
    posts_id = factories.post(factories.member("sam"))
    db.session.execute(text("UPDATE course SET visibility = :public"), {"public": Visibility.PUBLIC})
    db.session.commit()
    reader = browse(name)
    assert dots(reader.get(f"{HERE}/")) == 0
    with recorded() as statements:
        page = reader.get(f"{HERE}/posts/{posts_id}")
    assert writes(statements) == []
    assert "Unread from here" not in page.text
    assert 'id="news"' not in page.text


def test_unread_from_a_comment_on(browse: Browse, cast: Cast, via: str) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    said = [factories.comment(sam, post_id) for _ in range(3)]
    sue = browse("sue")
    assert "Unread from here" in sue.get(f"{HERE}/posts/{post_id}").text
    assert mark(cast.sue, post_id) == said[2]
    answer = sue.post(f"{HERE}/comments/{said[1]}/seen/delete", via=via)
    assert answer.status_code == (303 if via == "plain" else 200)
    if via == "plain":  # where it leads to must not undo it
        sue.get(answer.headers["Location"])
    assert mark(cast.sue, post_id) == said[0]
    assert '<span class="new">2 new</span>' in sue.get(f"{HERE}/").text
    assert fresh(sue.get(f"{HERE}/posts/{post_id}")) == 2


def test_an_old_page_takes_nothing_back_and_reads_nothing_ahead(browse: Browse, cast: Cast) -> None:
    sam, sue = factories.member("sam"), browse("sue")
    post_id = factories.post(sam, at=datetime.now(UTC) - timedelta(hours=1))
    factories.comment(sam, post_id)
    sue.post(f"{HERE}/new/seen", {"until": datetime.now(UTC).isoformat(), "newest": "1"})
    assert dots(sue.get(f"{HERE}/")) == 0
    for until, newest in (("2020-01-01T00:00:00+00:00", "0"), ("2999-01-01T00:00:00+00:00", "999999999")):
        sue.post(f"{HERE}/new/seen", {"until": until, "newest": newest})
        assert dots(sue.get(f"{HERE}/")) == 0
    sue.get(f"{HERE}/posts/{post_id}")
    factories.comment(sam, post_id)
    assert '<span class="new">1 new</span>' in sue.get(f"{HERE}/").text


def test_ones_own_words_are_no_reason_to_write(browse: Browse) -> None:
    post_id = factories.post(factories.member("sam"))
    sue = browse("sue")
    sue.get(f"{HERE}/posts/{post_id}")
    factories.comment(factories.member("sue"), post_id)
    with recorded() as statements:
        sue.get(f"{HERE}/posts/{post_id}")
    assert writes(statements) == []


def test_a_mark_that_cannot_be_set_fails_no_page(cast: Cast) -> None:
    sue = factories.member("sue")
    post = queries.standing(sue, factories.post(factories.member("sam")))
    db.session.execute(delete(Filing).where(Filing.post_id == post.id))
    db.session.execute(delete(Passage).where(Passage.post_id == post.id))
    db.session.execute(delete(Post).where(Post.id == post.id))  # purged meanwhile
    db.session.commit()
    actions.opened(post, [], by=sue)
    assert mark(cast.sue, post.id) is None


def test_a_connection_is_as_patient_after_a_mark_as_before(browse: Browse, cast: Cast) -> None:
    """On SQLite the patience is the connection's, which others use afterwards."""
    if db.engine.dialect.name == "sqlite":
        sue = factories.member("sue")
        post = queries.standing(sue, factories.post(factories.member("sam")))
        with recorded() as statements:
            actions.opened(post, [], by=sue)
        said = [text for text in statements if "busy_timeout" in text]
        assert said == ["PRAGMA busy_timeout = 200", f"PRAGMA busy_timeout = {SQLITE_PATIENCE}"]
        assert db.session.scalar(text("PRAGMA busy_timeout")) == SQLITE_PATIENCE
    assert browse("sue").get(f"{HERE}/").status_code == 200


@pytest.mark.parametrize("header", ["Purpose", "Sec-Purpose"])
def test_a_page_that_a_browser_guesses_will_be_wanted_is_not_read(
    browse: Browse, cast: Cast, header: str
) -> None:
    post_id = factories.post(factories.member("sam"))
    sue = browse("sue")
    sue.client.get(f"{HERE}/posts/{post_id}", headers={header: "prefetch"})
    assert mark(cast.sue, post_id) is None


def test_a_post_can_be_unread_again_and_read_unopened(browse: Browse, cast: Cast, via: str) -> None:
    post_id = factories.post(factories.member("sam"), at=datetime.now(UTC) - timedelta(days=90))
    said = factories.comment(factories.member("sam"), post_id)
    sue = browse("sue")
    sue.get(f"{HERE}/posts/{post_id}")
    sue.post(f"{HERE}/posts/{post_id}/seen/delete")
    assert dots(sue.get(f"{HERE}/")) == 1
    answer = sue.post(f"{HERE}/posts/{post_id}/seen", via=via)
    assert answer.status_code == (303 if via == "plain" else 200)
    assert mark(cast.sue, post_id) == said
    assert dots(sue.get(f"{HERE}/")) == 0


@pytest.mark.parametrize("thing", ["post", "category"])
def test_what_is_muted_is_never_new(browse: Browse, cast: Cast, thing: str) -> None:
    sam, ines = factories.member("sam"), factories.member("ines")
    kind, other = factories.category("Off topic", by=ines), factories.category("On topic", by=ines)
    post_id = factories.post(sam, category_ids=[kind])
    both = factories.post(sam, category_ids=[kind, other])
    sue = browse("sue")
    assert dots(sue.get(f"{HERE}/")) == 2
    url = f"{HERE}/posts/{post_id}" if thing == "post" else f"{HERE}/categories/off-topic"
    page = sue.get(url)
    sue.post(f"{HERE}/posts/{post_id}/seen/delete")
    assert f'formaction="{url}/muting"' in page.text
    assert sue.post(f"{url}/muting").location == url
    factories.comment(sam, post_id)
    feed = sue.get(f"{HERE}/")
    assert dots(feed) == 1
    assert f'<article class="entry unread" id="post-{both}"' in feed.text
    assert "Unmute" in sue.get(url).text
    sue.post(f"{url}/muting/delete")
    sue.post(f"{HERE}/posts/{post_id}/seen/delete")
    assert dots(sue.get(f"{HERE}/")) == 2


@pytest.mark.parametrize("thing", ["posts/{}", "categories/uncategorized", "new"])
def test_following_is_one_click_and_so_is_the_end_of_it(browse: Browse, thing: str) -> None:
    post_id = factories.post(factories.member("sam"))
    sue = browse("sue")
    url = f"{HERE}/{thing.format(post_id)}"
    act = f"{HERE}/following" if thing == "new" else f"{url}/following"
    assert f'formaction="{act}"' in sue.get(url).text
    for _twice in range(2):
        assert sue.post(act).location == url
    assert f'formaction="{act}/delete"' in sue.get(url).text
    assert sue.post(f"{act}/delete").location == url
    assert f'formaction="{act}"' in sue.get(url).text


def test_all_is_read_that_the_page_knew_of(browse: Browse) -> None:
    sam = factories.member("sam")
    opened, unopened = factories.post(sam), factories.post(sam)
    sue = browse("sue")
    sue.get(f"{HERE}/posts/{opened}")
    factories.comment(sam, opened)
    page = sue.get(f"{HERE}/new")
    form = dict(zip(("until", "newest"), _hidden(page), strict=True))
    later = factories.comment(sam, opened)
    assert sue.post(f"{HERE}/new/seen", form).status_code == 303
    feed = sue.get(f"{HERE}/")
    assert dots(feed) == 0
    assert '<span class="new">1 new</span>' in feed.text
    assert f"comments/{later}?" in sue.get(f"{HERE}/new").text
    assert unopened != opened


def _hidden(page: TestResponse) -> list[str]:
    return [page.text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("until", "newest")]


@pytest.mark.parametrize("form", [{}, {"until": "9999-12-31", "newest": "x"}, {"until": "x", "newest": "-1"}])
def test_a_bent_form_marks_what_is_there_and_no_more(browse: Browse, form: dict[str, str]) -> None:
    factories.post(factories.member("sam"))
    sue = browse("sue")
    sue.get(f"{HERE}/new")
    assert sue.post(f"{HERE}/new/seen", form).status_code == 303
    assert dots(sue.get(f"{HERE}/")) == 0
    factories.post(factories.member("sam"), "Another")
    assert dots(sue.get(f"{HERE}/")) == 1


def test_what_comes_out_of_a_draft_is_new(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id = factories.draft(sam)
    factories.post(sam)
    sue = browse("sue")
    sue.get(f"{HERE}/new")
    sue.post(f"{HERE}/new/seen")
    posts.edit(post_id, posts.Draft("Out", "Words."), by=sam, seen=None)
    assert dots(sue.get(f"{HERE}/")) == 1


def test_very_much_is_told_shortly(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    sue = browse("sue")
    sue.get(f"{HERE}/posts/{post_id}")
    tops = factories.long_thread(sam, post_id, tops=marks.MANY, answers=1)
    assert "99+ new" in sue.get(f"{HERE}/").text
    page = sue.get(f"{HERE}/posts/{post_id}")
    assert "99+ new<" in page.text
    assert f'href="#comment-{tops[0]}"' in page.text
    further = page.text.split('id="later"><a class="more" href="')[1].split('"')[0].replace("&amp;", "&")
    assert fresh(sue.get(further)) == 2 * TOP_PAGE


def test_the_mark_of_two_tabs_only_goes_on(browse: Browse, cast: Cast) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    first, last = factories.comment(sam, post_id), factories.comment(sam, post_id)
    sue = browse("sue")
    sue.get(f"{HERE}/posts/{post_id}/comments?since={first}", via="htmx")
    sue.get(f"{HERE}/posts/{post_id}/comments?since={first - 1}", via="htmx")
    assert mark(cast.sue, post_id) == last


def test_who_was_removed_and_comes_back_has_not_read_what_was_said_meanwhile(
    browse: Browse, cast: Cast
) -> None:
    courses.remove(cast.course, cast.sue, by=factories.member("ines"))
    factories.post(factories.member("sam"))
    courses.restore(cast.course, cast.sue, by=factories.member("ines"))
    assert dots(browse("sue").get(f"{HERE}/")) == 1
