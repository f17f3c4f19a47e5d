"""What stands in the furnished site: posts, comments and links in every state that routes tell apart."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from forum import clock
from forum.auth import links
from forum.auth.models import KeptForm, Session, User
from forum.auth.passwords import hash_password
from forum.comments import actions as comments
from forum.comments import queries as threads
from forum.courses import joining
from forum.courses.models import Membership, Role
from forum.extensions import db
from forum.feeds import keys
from forum.keeping import actions as keeping
from forum.keeping.models import Kind
from forum.notify import unsubscribing
from forum.posts import actions as posts
from forum.posts import filing, pinning
from forum.posts.actions import Draft
from forum.posts.models import Category, Post, State
from forum.reading import actions as reading
from forum.standing import Member
from tests.people import PASSWORD, SLUG, Cast, email

Things = dict[str, Any]


def furnish(cast: Cast) -> Things:
    """Furnish both classes and return the names of things with their ids, slugs and tokens."""
    rita = _remove_rita(cast)
    sam, ines = _as(cast, "sam", Role.STUDENT), _as(cast, "ines", Role.INSTRUCTOR)
    otto = Member(cast.elsewhere, True, cast.otto, Role.STUDENT)
    things = {"here": SLUG, "rita": rita, "month": clock.month_of(clock.now(), "UTC"), **_ids(cast)}
    things |= _categories(ines, otto) | _posts(sam, ines, otto)
    things |= _comments(things, sam, ines, otto) | _invitations(cast)
    things |= _mailed(cast, things["invitation"])
    things |= _feeds(sam, otto, Member(cast.course, True, rita, Role.STUDENT))
    _regard(things, sam, _as(cast, "sue", Role.STUDENT), ines)
    _settle(things)
    _keep(cast)
    # Everything has been read: what is asked for changes nothing.
    db.session.execute(update(Membership).values(new_since=clock.now(), new_after=reading.newest_comment()))
    db.session.commit()
    return things


def _ids(cast: Cast) -> Things:
    return {name: getattr(cast, name) for name in ("sam", "sue", "otto", "ines")}


def _as(cast: Cast, name: str, role: Role) -> Member:
    return Member(cast.course, True, getattr(cast, name), role)


def _remove_rita(cast: Cast) -> int:
    """Add somebody who was in the class, wrote something, and was removed."""
    user = User(name="Rita", email=email("rita"), password_hash=hash_password(PASSWORD))
    db.session.add(user)
    db.session.flush()
    db.session.add(Membership(course_id=cast.course, user_id=user.id, removed_at=clock.now()))
    return user.id


def _categories(ines: Member, otto: Member) -> Things:
    for by, name in ((ines, "Field notes"), (ines, "Readings"), (otto, "Ottos topic")):
        filing.add(by.course_id, name, "What it is about.", by=by)
    ids = {row.slug: row.id for row in db.session.execute(select(Category.id, Category.slug))}
    default = select(Category.id).where(Category.course_id == ines.course_id, Category.is_default.is_(True))
    return {
        "slug": "field-notes",
        "topic": ids["field-notes"],
        "second_topic": ids["readings"],
        "ottos_topic": ids["ottos-topic"],
        "default_topic": db.session.scalars(default).one(),
    }


def _posts(sam: Member, ines: Member, otto: Member) -> Things:
    written = {name: _write(sam, name) for name in ("sams", "hidden", "private", "gone", "ended")}
    written |= {name: _write(ines, name) for name in ("first_pin", "second_pin")}
    written["announced"] = posts.write(Draft("No class", "On *Monday*.", is_announcement=True), by=ines)
    written |= {"ottos": _write(otto, "ottos"), "draft": _write(sam, "draft", State.DRAFT)}
    for name in ("second_pin", "first_pin"):
        pinning.pin(written[name], by=ines)
    posts.hide(written["hidden"], by=ines, reason="It names somebody.")
    posts.set_comments_open(written["ended"], False, by=ines)
    return written


def _write(by: Member, title: str, state: State = State.PUBLISHED) -> int:
    return posts.write(Draft(title.title(), "A text of *some* words.", state=state), by=by)


def _comments(things: Things, sam: Member, ines: Member, otto: Member) -> Things:
    said = _say(things["sams"], sam)
    made = {
        "said": said,
        "answer": _say(things["sams"], ines, parent=threads.readable(sam, said)),
        "hushed": _say(things["sams"], sam, "*She* told me so."),
        "unsaid": _say(things["sams"], sam, "I take *that* back."),
        "said_privately": _say(things["private"], sam),
        "ottos_comment": _say(things["ottos"], otto),
    }
    comments.hide(made["hushed"], by=ines, reason="It names somebody.")
    comments.delete(made["unsaid"], by=sam)
    return made


def _say(post_id: int, by: Member, words: str = "I see it *otherwise*.", parent: Any = None) -> int:
    return comments.reply(post_id, words, by=by, parent=parent).id


def _regard(things: Things, sam: Member, sue: Member, ines: Member) -> None:
    for by in (sue, ines):
        keeping.give_heart(Kind.POST, things["sams"], by=by)
        keeping.give_heart(Kind.COMMENT, things["said"], by=by)
    for by in (sam, ines):
        keeping.keep(Kind.POST, things["sams"], by=by)
        keeping.keep(Kind.COMMENT, things["answer"], by=by)


def _settle(things: Things) -> None:
    """Bring posts into states that they reach by an import, or that no comment could be made in."""
    gone = {"deleted_at": clock.now(), "deleted_by_id": things["sam"]}
    db.session.execute(update(Post).where(Post.id == things["gone"]).values(gone))
    db.session.execute(update(Post).where(Post.id == things["private"]).values(state=State.PRIVATE))


def _invitations(cast: Cast) -> Things:
    made = {
        "invitation": joining.invite(cast.course, role=Role.STUDENT, by=cast.ines),
        "for_a_domain": joining.invite(
            cast.course, role=Role.STUDENT, by=cast.ines, email_domain="uni.example"
        ),
        "revoked": joining.invite(cast.course, role=Role.STUDENT, by=cast.ines),
        "ottos_invitation": joining.invite(cast.elsewhere, role=Role.STUDENT, by=None),
    }
    joining.revoke(cast.course, made["revoked"], by=cast.ines)
    tokens = {f"{name}_link": joining.token(joining.numbered(id)) for name, id in made.items()}
    return made | tokens


def _mailed(cast: Cast, invitation: int) -> Things:
    return {
        "reset_link": links.make("reset", email("sam"), user_id=cast.sam),
        "sams_way_out": unsubscribing.address(cast.sam, cast.course).rpartition("/")[2],
        "confirm_link": links.make("email", "sam@elsewhere.example", user_id=cast.sam),
        "newcomers_link": links.make("join", email("nina"), invitation_id=invitation),
        "ottos_link": links.make("join", email("otto"), user_id=cast.otto, invitation_id=invitation),
    }


def _feeds(sam: Member, otto: Member, rita: Member) -> Things:
    """Give feeds to sam and otto, and to rita from when she was in the class."""
    for member in (sam, otto, rita):
        keys.renew(by=member)
    holders = {"sams_feed": sam, "ottos_feed": otto, "ritas_feed": rita}
    return {name: keys.secret(keys.of(member)) for name, member in holders.items()}


def _keep(cast: Cast) -> None:
    fields = [["title", "Kept"], ["body", "What sam wrote when the session ended."]]
    db.session.add(KeptForm(user_id=cast.sam, path=f"/c/{SLUG}/posts", fields=fields))


def sessions(cast: Cast) -> Things:
    """Return the id of the session that sam has, and of a second one that is made for him here."""
    own = db.session.scalars(select(Session.id).where(Session.user_id == cast.sam)).one()
    made = insert(Session).values(user_id=cast.sam, token_hash="0" * 64).returning(Session.id)
    second = db.session.execute(made).scalar_one()
    # Everything has been read: what is asked for changes nothing.
    db.session.execute(update(Membership).values(new_since=clock.now(), new_after=reading.newest_comment()))
    db.session.commit()
    return {"sams_session": own, "sams_phone": second}
