"""The rules and their SQL twins say the same, for everybody and everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.exceptions import Forbidden

from forum import policy, policy_marking, policy_peers, policy_prompts
from forum.comments.models import Comment
from forum.courses.models import Visibility
from forum.extensions import db
from forum.policy import comments_readable, may, posts_readable, versions_readable
from forum.posts.models import CoAuthor, Post, State
from forum.revisions.models import Revision
from forum.standing import Member
from tests import factories
from tests.people import Cast

WHEN = datetime(2027, 2, 1, 12, tzinfo=UTC)
AUTHORS = ("ines", "asa", "sam", "olga", "adam")
READERS = ("ines", "asa", "sam", "sue", "olga", "adam", "otto")
ONES_OWN = {
    "marks.keep",
    "bookmark.keep",
    "bell.hear",
}  # what nobody else sees, and so may change in a closed class, too
OF_THE_CLASS = {name for name in policy.RULES if not name.endswith(".read")} - {"course.edit"}
ROOMS = (policy_prompts, policy_marking, policy_peers)
ELSEWHERE = {name for room in ROOMS for name in room.RULES}  # in the tests of these rooms
OF_TERMS = {"course.make", "course.purge", "post.carry"}  # also, or only, when the class is closed
WRITING = sorted(OF_THE_CLASS - ONES_OWN - ELSEWHERE - OF_TERMS - {"drafts.keep", "silence.break"})


def post_row(course_id: int, author_id: int, state: str, hidden: bool, deleted: bool) -> Post:
    return Post(
        course_id=course_id,
        author_id=author_id,
        state=state,
        title="T",
        body_markdown="",
        body_html="",
        month="2027-02",
        hidden_at=WHEN if hidden else None,
        deleted_at=WHEN if deleted else None,
        deleted_by_id=author_id if deleted else None,
        comments_open=True,
        comment_number=0,
    )


def alone(*kind: Any) -> Any:
    """Return a post that was written by one author."""
    post = post_row(*kind)
    # What pages read beside it:
    post.co_authors = post.after_posting = None  # type: ignore[attr-defined]
    return post


def every_post(cast: Cast) -> list[Any]:
    """Add a post of each author in each state, alone or with others, and the same in another class."""
    authors = [getattr(cast, name) for name in AUTHORS]
    courses = (cast.course, cast.elsewhere)
    kinds = product(courses, authors, State, (False, True), (False, True))
    posts = [post_row(*kind) for kind in kinds]
    db.session.add_all(posts)
    db.session.flush()
    db.session.add_all([CoAuthor(**pair) for post in posts[::2] for pair in with_others(cast, post)])
    db.session.commit()
    return factories.as_read(*(post.id for post in posts if post.course_id == cast.course))


def with_others(cast: Cast, post: Post) -> list[dict[str, Any]]:
    """Return co-authors of a post: one who writes, one who only observes by now, one who is gone."""
    here = {"post_id": post.id, "course_id": post.course_id}
    others = enumerate((cast.sue, cast.olga, cast.otto))
    return [{**here, "user_id": id, "place": place} for place, id in others]


def every_comment(cast: Cast) -> list[Comment]:
    """Add a comment of each author in each state, and the same in another class."""
    courses = (cast.course, cast.elsewhere)
    posts = {id: post_row(id, cast.ines, State.PUBLISHED, False, False) for id in courses}
    db.session.add_all(posts.values())
    db.session.flush()
    authors = [getattr(cast, name) for name in AUTHORS]
    kinds = enumerate(product(posts, authors, (False, True), (False, True)))
    comments = [comment_row(number, posts[kind[0]].id, *kind) for number, kind in kinds]
    db.session.add_all(comments)
    db.session.commit()
    return [comment for comment in comments if comment.course_id == cast.course]


def comment_row(
    number: int, post_id: int, course_id: int, author_id: int, hidden: bool, deleted: bool
) -> Comment:
    return Comment(
        course_id=course_id,
        post_id=post_id,
        author_id=author_id,
        path=f"{number:06d}",
        body_markdown="",
        body_html="",
        hidden_at=WHEN if hidden else None,
        deleted_at=WHEN if deleted else None,
        deleted_by_id=author_id if deleted else None,
    )


def everybody() -> dict[str, Member]:
    """Return each reader of the class while it is open, and after it was closed."""
    people = {name: factories.member(name) for name in READERS} | {"vera": factories.vera()}
    closed = {f"{name}, closed": replace(who, course_open=False) for name, who in people.items()}
    return people | closed


def test_who_may_read_a_post_finds_it_in_lists_and_nobody_else_does(cast: Cast) -> None:
    posts = every_post(cast)
    for name, reader in everybody().items():
        listed = set(db.session.scalars(select(Post.id).where(posts_readable(reader))))
        assert listed == {post.id for post in posts if may(reader, "post.read", post)}, name


def test_who_may_read_a_comment_finds_it_in_threads_and_nobody_else_does(cast: Cast) -> None:
    comments = every_comment(cast)
    for name, reader in everybody().items():
        listed = set(db.session.scalars(select(Comment.id).where(comments_readable(reader))))
        assert listed == {c.id for c in comments if may(reader, "comment.read", c)}, name


def test_somebody_of_the_same_standing_may_the_same_to_what_is_not_ones_own(cast: Cast) -> None:
    rules = [name for name in policy.RULES if name.startswith("comment.") and name != "comment.write"]
    for comment in every_comment(cast):
        for name, reader in everybody().items():
            if reader.user_id in (comment.author_id, comment.deleted_by_id) and reader.user_id is not None:
                continue
            both = [[may(who, rule, comment) for rule in rules] for who in (reader, reader.somebody())]
            assert both[0] == both[1], (name, comment.path)


def test_what_counts_is_what_a_visitor_can_see(cast: Cast) -> None:
    vera, posts = factories.vera(), every_post(cast)
    for post in posts:
        assert policy.post_counts(post) == may(vera, "post.read", post)
    comments = every_comment(cast)
    for comment in comments:
        assert policy.comment_counts(comment) == may(vera, "comment.read", comment)
    counted = set(
        db.session.scalars(
            select(Comment.id).where(policy.comments_counted(), Comment.id.in_([c.id for c in comments]))
        )
    )
    assert counted == {comment.id for comment in comments if policy.comment_counts(comment)}
    here = Post.id.in_([post.id for post in posts])
    shown = set(db.session.scalars(select(Post.id).where(policy.posts_counted(), here)))
    assert shown == {post.id for post in posts if policy.post_counts(post)}


@pytest.mark.parametrize(
    ("state", "hidden", "readers"),
    [
        (State.PUBLISHED, False, {"ines", "asa", "sam", "sue", "olga", "adam", "vera"}),
        (State.PUBLISHED, True, {"ines", "asa", "sam", "adam"}),
        (State.PRIVATE, False, {"ines", "asa", "sam", "adam"}),
        (State.DRAFT, False, {"sam"}),
        (State.DRAFT, True, {"sam"}),
    ],
)
def test_who_sees_what_sam_wrote(cast: Cast, state: str, hidden: bool, readers: set[str]) -> None:
    post = alone(cast.course, cast.sam, state, hidden, False)
    people = {name: who for name, who in everybody().items() if "," not in name and name != "otto"}
    assert {name for name, who in people.items() if may(who, "post.read", post)} == readers
    post.deleted_at = WHEN
    assert not any(may(who, "post.read", post) for who in people.values())


TEACH, STAFF = {"ines", "adam"}, {"ines", "adam", "asa"}
OF_A_POST = {
    "post.write": STAFF | {"sam", "sue"},
    "post.edit": STAFF | {"sam"},
    "post.share": {"sam"},
    "post.leave": set(),
    "post.publish": set(),
    "post.unpublish": {"sam"},
    "post.delete": {"sam"},
    "post.restore": set(),
    "post.hide": STAFF,
    "post.announce": TEACH,
    "post.pin": TEACH,
    "post.close": STAFF,
    "post.heart": STAFF | {"sue"},
    "comment.write": STAFF | {"sam", "sue"},
}
OF_A_COMMENT = {
    "comment.edit": STAFF | {"sam"},
    "comment.delete": {"sam"},
    "comment.restore": set(),
    "comment.hide": STAFF,
    "comment.heart": STAFF | {"sue"},
}


def allowed(rule: str, thing: Any) -> set[str]:
    return {name for name, who in everybody().items() if may(who, rule, thing)}


@pytest.mark.parametrize("rule", OF_A_POST)
def test_who_does_what_to_sams_post(cast: Cast, rule: str) -> None:
    assert allowed(rule, alone(cast.course, cast.sam, State.PUBLISHED, False, False)) == OF_A_POST[rule]


def test_a_draft_is_published_by_its_author_and_what_was_answered_is_not_taken_back(cast: Cast) -> None:
    draft = alone(cast.course, cast.sam, State.DRAFT, False, False)
    assert (allowed("post.publish", draft), allowed("post.unpublish", draft)) == ({"sam"}, set())
    answered = alone(cast.course, cast.sam, State.PUBLISHED, False, False)
    answered.comment_number = 1
    assert allowed("post.unpublish", answered) == set()
    hidden = alone(cast.course, cast.sam, State.PUBLISHED, True, False)
    assert allowed("post.unpublish", hidden) == set()


@pytest.mark.parametrize("rule", OF_A_COMMENT)
def test_who_does_what_to_sams_comment(cast: Cast, rule: str) -> None:
    assert allowed(rule, comment_row(1, 1, cast.course, cast.sam, False, False)) == OF_A_COMMENT[rule]


def test_only_who_deleted_takes_that_back(cast: Cast) -> None:
    assert allowed("post.restore", alone(cast.course, cast.sam, State.PUBLISHED, False, True)) == {"sam"}
    assert allowed("comment.restore", comment_row(1, 1, cast.course, cast.sam, False, True)) == {"sam"}


def test_the_tables_above_name_every_rule() -> None:
    assert set(WRITING) == set(OF_A_POST) | set(OF_A_COMMENT)


@pytest.mark.parametrize("rule", WRITING)
def test_a_closed_class_is_read_only_for_everyone(cast: Cast, rule: str) -> None:
    things = [*every_post(cast), *every_comment(cast)]
    closed = {name: who for name, who in everybody().items() if not who.course_open}
    for name, who in closed.items():
        for thing in things:
            if isinstance(thing, Comment) == (rule in OF_A_COMMENT):
                assert not may(who, rule, thing), name


def test_what_somebody_is_writing_is_kept_wherever_they_belong(cast: Cast) -> None:
    belonging = {"ines", "asa", "sam", "sue", "olga", "adam"}
    assert allowed("drafts.keep", None) == belonging | {f"{name}, closed" for name in belonging}


@pytest.mark.parametrize("rule", sorted(ONES_OWN))
def test_who_has_a_place_in_a_class_keeps_their_own_things_in_it(cast: Cast, rule: str) -> None:
    insiders = {"ines", "asa", "sam", "sue", "olga"}
    assert allowed(rule, None) == insiders | {f"{name}, closed" for name in insiders}


def test_who_announces_sees_whom_it_reached_also_in_a_closed_class(cast: Cast) -> None:
    post = alone(cast.course, cast.ines, State.PUBLISHED, False, False)
    assert allowed("delivery.read", post) == set()
    post.is_announcement = True
    assert allowed("delivery.read", post) == TEACH | {"ines, closed", "adam, closed"}


@pytest.mark.parametrize("rule", ["post.history.read", "comment.history.read"])
def test_who_sees_what_a_text_of_sams_said_before_also_in_a_closed_class(cast: Cast, rule: str) -> None:
    def sees(hidden: bool, deleted: bool) -> set[str]:
        if rule.startswith("post"):
            return allowed(rule, alone(cast.course, cast.sam, State.PUBLISHED, hidden, deleted))
        return allowed(rule, comment_row(1, 1, cast.course, cast.sam, hidden, deleted))

    those = STAFF | {"sam"}
    those |= {f"{name}, closed" for name in those}
    for hidden in (False, True):
        assert sees(hidden, deleted=False) == those
        assert sees(hidden, deleted=True) == set()


@pytest.mark.parametrize("author", ["olga", "otto"])
def test_who_does_not_study_here_looks_back_on_nothing(cast: Cast, author: str) -> None:
    post = alone(cast.course, getattr(cast, author), State.PUBLISHED, False, False)
    assert not may(everybody()[author], "post.history.read", post)


def test_no_history_shows_more_than_the_text_itself(cast: Cast) -> None:
    for kind, things in (("post", every_post(cast)), ("comment", every_comment(cast))):
        for thing in things:
            assert allowed(f"{kind}.history.read", thing) <= allowed(f"{kind}.read", thing)


def test_old_drafts_are_shown_to_their_author_and_all_else_to_who_sees_the_history(cast: Cast) -> None:
    post = post_row(cast.course, cast.sam, State.PUBLISHED, False, False)
    db.session.add(post)
    db.session.flush()
    for number, was_draft in enumerate((True, False), start=1):
        row = {"course_id": cast.course, "post_id": post.id, "at": WHEN, "body_markdown": ""}
        db.session.add(Revision(number=number, was_draft=was_draft, **row))
    db.session.commit()
    for name, reader in everybody().items():
        shown = select(Revision.number).where(versions_readable(reader, post)).order_by(Revision.number)
        mine = name.startswith("sam")
        assert db.session.scalars(shown).all() == ([1, 2] if mine else [2]), name


def test_hearts_go_to_what_all_can_see(cast: Cast) -> None:
    for post in every_post(cast):
        assert bool(allowed("post.heart", post)) == policy.post_counts(post)
    for comment in every_comment(cast):
        assert bool(allowed("comment.heart", comment)) == policy.comment_counts(comment)


def test_comments_close_for_students_and_teachers_alike(cast: Cast) -> None:
    post = alone(cast.course, cast.sam, State.PUBLISHED, False, False)
    post.comments_open = False
    assert allowed("comment.write", post) == set()


@pytest.mark.parametrize("state", [State.DRAFT, State.PRIVATE])
def test_nobody_comments_on_what_is_not_published(cast: Cast, state: str) -> None:
    assert allowed("comment.write", alone(cast.course, cast.sam, state, False, False)) == set()


def test_a_class_is_for_its_members_and_a_public_one_for_all(cast: Cast) -> None:
    class Class:
        visibility = Visibility.MEMBERS

    insiders = {"ines", "asa", "sam", "sue", "olga", "adam"}
    open_names = {name for name in allowed("course.read", Class) if "," not in name}
    assert open_names == insiders
    Class.visibility = Visibility.PUBLIC
    assert {name for name in allowed("course.read", Class) if "," not in name} == insiders | {"vera", "otto"}
    assert {name for name in allowed("members.read", Class) if "," not in name} == insiders
    assert {name for name in allowed("course.edit", Class) if "," not in name} == TEACH


@pytest.mark.parametrize(
    ("name", "says"),
    [("sue", "not yours"), ("olga", "You observe"), ("vera", "Sign in"), ("ines, closed", "is closed")],
)
def test_a_refusal_says_why(cast: Cast, name: str, says: str) -> None:
    post = alone(cast.course, cast.sam, State.PUBLISHED, False, False)
    with pytest.raises(Forbidden, match=says):
        policy.require(everybody()[name], "post.delete", post)
