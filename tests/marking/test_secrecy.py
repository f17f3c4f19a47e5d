"""Whoever looks wherever: a note is seen by its student, once it is released, and by the staff."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from forum.courses.models import Course, Membership, Pace
from forum.courses.place import sections_listed
from forum.extensions import db, limiter
from forum.feeds import keys
from forum.mail.models import Mail
from forum.marking import actions
from forum.marking.models import About, Mark
from forum.notify.models import Notification
from forum.policy import may
from forum.standing import Member
from tests import factories
from tests.marking import marked
from tests.marking.marked import HERE
from tests.notify.steps import hour_has_come, send, tell
from tests.people import Cast
from tests.serving.mailserver import Mailbox
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
LOOKING = ("sam", "sue", "olga", "otto", "asa", "ines", "vera")
WRITES = ("sam", "sue")
FEW = settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True, slots=True)
class Site:
    """A class in which sam and sue wrote a post together and one each, and commented on each other's."""

    cast: Cast
    browse: Browse
    mailbox: Mailbox
    posts: dict[str, int]
    prompt: int
    feeds: dict[str, str]

    def things(self) -> list[tuple[str, About, int]]:
        """Return whatever there is to be marked: of whom, and what."""
        both = self.posts["both"]
        of_posts = [(who, About.POST, self.posts[who]) for who in WRITES]
        others = [(who, About.PART, self.posts["sue" if who == "sam" else "sam"]) for who in WRITES]
        whole = [(who, About.PROMPT, self.prompt) for who in WRITES]
        return [*of_posts, *others, *whole, *((who, About.POST, both) for who in WRITES)]


@pytest.fixture
def site(app: Any, cast: Cast, browse: Browse, smtp: int, mailbox: Mailbox) -> Site:
    sam, sue = factories.member("sam"), factories.member("sue")
    prompt = marked.prompt()
    posts = {"sam": marked.answer(sam, prompt, "Five ships"), "sue": factories.post(sue, "Four ships")}
    posts["both"] = factories.post(sam, "Together", co_author_ids=[cast.sue])
    factories.comment(sue, posts["sam"])
    factories.comment(sam, posts["sue"])
    marked.section("Tuesday", cast.asa, cast.sue)
    marked.tie(cast.asa)
    feeds = {}
    for name in ("sam", "sue", "olga"):
        member = factories.member(name)
        keys.renew(by=member)
        feeds[name] = keys.secret(keys.of(member))
    db.session.execute(update(Course).values(visibility="public"))
    db.session.execute(update(Membership).values(mail_pace=Pace.AT_ONCE))
    db.session.commit()
    tell()
    send()
    return Site(cast, browse, mailbox, posts, prompt, feeds)


def pages(site: Site) -> Iterator[str]:
    """Yield every address where a word of a note could stand."""
    yield from (
        "/",
        "/new",
        "/marks",
        "/marking",
        "/notifications",
        "/bookmarks",
        "/drafts",
        "/members",
        "/feed.atom",
    )
    yield from (f"/prompts/{site.prompt}/marks", "/marking.csv", f"/prompts/{site.prompt}/marks.csv")
    yield "/search?q=quixotic"
    for post_id in site.posts.values():
        yield from (
            f"/posts/{post_id}{end}" for end in ("", "/history", "/marks", "/comments.atom", "/hearts")
        )
    for user_id in (site.cast.sam, site.cast.sue):
        yield from (f"/authors/{user_id}", f"/authors/{user_id}/feed.atom", f"/members/{user_id}/marks")
    for _who, about, of in site.things():
        for user_id in (site.cast.sam, site.cast.sue):
            ends = {
                About.PROMPT: f"/prompts/{of}/marks/{user_id}",
                About.PART: f"/posts/{of}/marks/{user_id}/part",
            }
            yield ends.get(about, f"/posts/{of}/marks/{user_id}")


def told(site: Site, written: list[tuple[int, bool, bool]]) -> list[Any]:
    """Write these marks, and let the worker tell of them; return them as the rules know them."""
    ines, words = factories.member("ines"), {}
    for number, release, gone in written:
        who, about, of = site.things()[number]
        words[number] = f"quixotic{number}x"
        mark_id = marked.mark(getattr(site.cast, who), of, words[number], f"{number}.25", about=about)
        if release:
            actions.release(mark_id, by=ines)
        if gone:
            actions.delete(mark_id, by=ines)
    tell()
    hour_has_come()
    send()
    sections = sections_listed(Mark.student_id, site.cast.course).label("student_sections")
    return list(db.session.execute(select(*Mark.__table__.columns, sections)))


def forget(site: Site) -> None:
    for table in (Notification, Mail, Mark):
        db.session.execute(delete(table))
    db.session.commit()
    site.mailbox.envelopes.clear()
    limiter.reset()


def seen(site: Site, name: str) -> str:
    """Return all that somebody gets to see, plain and as htmx asks, and by their feed."""
    visitor = site.browse(name)
    answers = [visitor.get(HERE + url).text for url in dict.fromkeys(pages(site))]
    answers.append(visitor.get(f"{HERE}/posts/{site.posts['sam']}", via="htmx").text)
    if name in site.feeds:
        answers.append(site.browse("vera").get(f"/feeds/{site.feeds[name]}/feed.atom").text)
    return "\n".join(answers)


def reader(name: str) -> Member:
    return factories.vera() if name == "vera" else factories.member(name)


WRITTEN = st.lists(
    st.tuples(st.integers(0, 7), st.booleans(), st.sampled_from([False, False, True])),
    min_size=1,
    max_size=8,
    unique_by=lambda each: each[0],
)


@FEW
@given(written=WRITTEN)
def test_who_sees_a_word_of_a_note_may_read_it(site: Site, written: list[tuple[int, bool, bool]]) -> None:
    forget(site)
    marks = told(site, written)
    for name in LOOKING:
        text, who = seen(site, name), reader(name)
        for mark in marks:
            assert (mark.body_markdown in text) == may(who, "mark.read", mark), (name, mark.about)
    mails = "\n".join(str(mail) for mail in site.mailbox.mails)
    assert "quixotic" not in mails.lower()
    assert len(site.mailbox.mails) == sum(release and not gone for _number, release, gone in written)
