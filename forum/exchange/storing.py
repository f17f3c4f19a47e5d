"""Writing a prepared import into the database: everything in one transaction, or nothing."""

from __future__ import annotations

from sqlalchemy import func, select

from forum import audit, clock
from forum.auth.actions import AddressTaken, create_account
from forum.courses import actions as courses
from forum.courses.models import Membership, Role
from forum.exchange import comment_rows, keys
from forum.exchange.people import Becoming
from forum.exchange.plan import NewPost, Plan
from forum.extensions import db
from forum.posts import actions as posts
from forum.posts import counters
from forum.posts.changing import zone_of
from forum.posts.models import Post, State
from forum.reading.following import follow_what_they_wrote


class ChangedMeanwhile(Exception):
    """Something that the plan relies on is no longer so; nothing was written."""


def store(plan: Plan) -> None:
    """Write everything that a plan holds. Raises ChangedMeanwhile, after a rollback."""
    try:
        _store(plan)
    except AddressTaken:
        raise ChangedMeanwhile from None
    finally:
        db.session.rollback()


def _store(plan: Plan) -> None:
    _hold(plan)
    users = _people(plan)
    plan.categories.make()
    ids = _posts(plan, users)
    comment_rows.add(plan, ids, users)
    follow_what_they_wrote(plan.course_id)
    numbers = {"posts": len(plan.posts), "comments": len(plan.comments), "people": len(set(users.values()))}
    target = f"course-{plan.course_id}"
    audit.record("exchange.import", by=None, course=plan.course_id, target=target, blog=plan.blog, **numbers)
    db.session.commit()


def _hold(plan: Plan) -> None:
    """Let nobody change the class, its people and the posts that are commented on until the end.

    They are locked in the order in which every other action locks them, so that no two wait for each other.
    """
    courses.hold(plan.course_id)
    counters.hold(plan.course_id)
    commented = {plan.known.posts[c.post].id for c in plan.comments if c.post in plan.known.posts}
    db.session.execute(select(Post.id).where(Post.id.in_(commented)).order_by(Post.id).with_for_update())
    places = select(Membership.id).where(Membership.course_id == plan.course_id)
    db.session.execute(places.order_by(Membership.id).with_for_update())
    if keys.known(plan.course_id) != plan.known:
        raise ChangedMeanwhile


def _people(plan: Plan) -> dict[str, int]:
    """Give everybody an account and a place in the class; return the accounts by the writers' keys."""
    ids = {id(person): _account(person, plan.course_id) for person in plan.accounts.all()}
    return {key: ids[id(person)] for key, person in plan.accounts.of.items()}


def _account(person: Becoming, course_id: int) -> int:
    user_id = person.user_id or create_account(person.name, person.email, None).id
    if person.has_place:
        return user_id
    if person.joins:
        courses.enrol(course_id, user_id, Role.STUDENT, by=None)
    else:
        # As if removed: the name stands at the comments, and the class stays closed to a passer-by.
        db.session.add(Membership(course_id=course_id, user_id=user_id, removed_at=clock.now()))
    db.session.flush()
    return user_id


def _posts(plan: Plan, users: dict[str, int]) -> dict[str, int]:
    """Add the posts and pin those that were; return the ids by key, also of those that were here."""
    zone = zone_of(plan.course_id)
    pins = _pin_positions(plan)
    ids = {key: row.id for key, row in plan.known.posts.items()}
    for new in plan.posts:
        post = _row(new, plan.course_id, users[new.writer], zone)
        post.pin_position = pins.get(new.key)
        posts.add(post, plan.categories.ids(new.filed), new.prose.plain)
        ids[new.key] = post.id
    return ids


def _row(new: NewPost, course_id: int, author_id: int, zone: str) -> Post:
    return Post(
        course_id=course_id,
        author_id=author_id,
        title=new.title,
        state=new.state,
        published_at=new.at,
        active_at=new.at,
        created_at=new.at,
        month=clock.month_of(new.at, zone),
        comments_open=new.comments_open,
        excerpt=new.excerpt or new.prose.excerpt,
        own_excerpt=new.excerpt,
        import_key=new.key,
        **new.prose.columns(),
    )


def _pin_positions(plan: Plan) -> dict[str, int]:
    """Give the sticky posts places below what is pinned here, the newest first, as WordPress shows them."""
    last = select(func.max(Post.pin_position)).where(Post.course_id == plan.course_id)
    first = (db.session.scalar(last) or 0) + 1
    sticky = [new for new in plan.posts if new.is_sticky and new.state == State.PUBLISHED]
    newest_first = sorted(sticky, key=lambda new: new.at, reverse=True)
    return {new.key: place for place, new in enumerate(newest_first, first)}
