"""What stands in the furnished site: posts, comments and links in every state that routes tell apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update

from forum import clock
from forum.auth import handles, links
from forum.auth.models import KeptForm, Session, User
from forum.auth.passwords import hash_password
from forum.auth.session import SignedIn
from forum.comments import actions as comments
from forum.comments import queries as threads
from forum.comments import saying
from forum.comments.models import Comment
from forum.courses import actions, copying, grouping, joining, mailing, proposing
from forum.courses.models import Copy, Course, Grouping, Invitation, Membership, Placing, Role, Section
from forum.courses.roster import COURSE
from forum.extensions import db
from forum.feeds import keys
from forum.keeping import actions as keeping
from forum.keeping.models import Kind
from forum.mail.models import Fate, Mail
from forum.marking import actions as marking
from forum.marking import rubrics
from forum.marking.actions import Words as Told
from forum.marking.models import About, Mark
from forum.marking.rubrics import Line
from forum.marking.things import Thing
from forum.notify import unsubscribing
from forum.peers import actions as peers
from forum.peers import allotting
from forum.posts import actions as posts
from forum.posts import filing, pinning
from forum.posts.draft import Draft
from forum.posts.models import Category, Post, State
from forum.posts.whom import Whom
from forum.prompts import actions as prompts
from forum.prompts.asked import Asked
from forum.prompts.models import Prompt
from forum.reading import actions as reading
from forum.rosters import actions as uploads
from forum.rosters import planning
from forum.rosters.models import Upload
from forum.standing import Member
from forum.writing import actions as writing
from forum.writing.actions import Words
from forum.writing.places import Place
from tests.people import PASSWORD, SLUG, Cast, email

Things = dict[str, Any]
OUTCOME = {"new": 2, "changed": 1, "same": 0, "faulty": 1, "sections": 1, "welcomed": 2, "unwelcomed": 1}
EDITED_AT = datetime(2027, 1, 1, tzinfo=UTC)  # roles.py has it in microseconds


def furnish(cast: Cast) -> Things:
    """Furnish both classes and return the names of things with their ids, slugs and tokens."""
    rita, nils = _remove_rita(cast), _name_nils(cast)
    sam, ines = _as(cast, "sam", Role.STUDENT), _as(cast, "ines", Role.INSTRUCTOR)
    otto = Member(cast.elsewhere, True, cast.otto, Role.STUDENT)
    things = {"here": SLUG, "month": clock.month_of(clock.now(), "UTC"), **_ids(cast)}
    things |= {"rita": rita, "nils": nils} | _sections(cast, ines, otto)
    things |= _categories(ines, otto) | _posts(sam, ines, otto, cast.sue)
    things |= _comments(things, sam, ines, otto) | _invitations(cast)
    things |= _mailed(cast, things["invitation"]) | _invited_by_mail(cast)
    things |= _feeds(sam, otto, Member(cast.course, True, rita, Role.STUDENT))
    _regard(things, sam, _as(cast, "sue", Role.STUDENT), ines)
    things |= _rosters(ines, otto)
    things |= _edit(things["sams"], sam, ines)
    things |= _marked(things, sam, ines, otto)
    things |= _prompts(cast, ines)
    things |= _given(sam, ines)
    _settle(things)
    _keep(cast)
    things |= _unsent(sam) | _bygone() | _asked_copy(ines)
    # Everything has been read: what is asked for changes nothing.
    db.session.execute(update(Membership).values(new_since=clock.now(), new_after=reading.newest_comment()))
    db.session.commit()
    return things


def _ids(cast: Cast) -> Things:
    return {name: getattr(cast, name) for name in ("sam", "sue", "otto", "ines", "asa")}


def _as(cast: Cast, name: str, role: Role) -> Member:
    return Member(cast.course, True, getattr(cast, name), role)


def _remove_rita(cast: Cast) -> int:
    """Add somebody who was in the class, wrote something, and was removed."""
    user = User(name="Rita", email=email("rita"), password_hash=hash_password(PASSWORD))
    db.session.add(user)
    db.session.flush()
    handles.give(user)
    db.session.add(Membership(course_id=cast.course, user_id=user.id, removed_at=clock.now()))
    return user.id


def _name_nils(cast: Cast) -> int:
    """Add somebody who was named for the class and has not signed in yet."""
    user = User(name="Nils", email=email("nils"))
    db.session.add(user)
    db.session.flush()
    actions.enrol(cast.course, user.id, Role.OBSERVER, by=cast.ines)
    return user.id


def _sections(cast: Cast, ines: Member, otto: Member) -> Things:
    """Make two sections with people in them and a group, and a section of the other class."""
    made = {
        "section": grouping.make(ines.course_id, "Section A", Grouping.SECTION, by=ines),
        "second_section": grouping.make(ines.course_id, "Section B", Grouping.SECTION, by=ines),
        "group": grouping.make(ines.course_id, "Group 1", Grouping.GROUP, by=ines),
        "ottos_section": grouping.make(otto.course_id, "Section A", Grouping.SECTION, by=otto),
    }
    for name, people in {"section": (cast.sam, cast.asa), "second_section": (cast.sue,)}.items():
        grouping.put(ines.course_id, made[name], people)
    return made


def _rosters(ines: Member, otto: Member) -> Things:
    """Upload a roster that would do each kind of thing, one that was applied, one for the other class."""
    text = f"email,name,section,role\nnora@uni.example,Nora,Section B,\n{email('sam')},,Section B,\n"
    data = (text + f"{email('sue')},,,\nnobody,Nobody,,king\n").encode()
    applied = uploads.keep(data, domain="", by=ines)
    theirs = update(Upload).where(Upload.id == applied)
    db.session.execute(theirs.values(applied_at=clock.now(), outcome=OUTCOME, user_id=otto.user_id))
    upload = uploads.keep(data, domain="", by=ines)  # of one person's the last is kept
    db.session.execute(theirs.values(user_id=ines.user_id))
    entries = uploads.people(db.session.get_one(Upload, upload))
    seen = planning.plan(ines.course_id, entries, by=ines.user_id).fingerprint
    ottos = uploads.keep(data, domain="", by=otto)
    return {"upload": upload, "applied": applied, "ottos_upload": ottos, "seen": seen}


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


def _posts(sam: Member, ines: Member, otto: Member, sue: int) -> Things:
    written = {name: _write(sam, name) for name in ("sams", "hidden", "private", "gone", "ended")}
    written |= {name: _write(ines, name) for name in ("first_pin", "second_pin")}
    written["announced"] = posts.write(Draft("No class", "On *Monday*.", is_announcement=True), by=ines)
    written |= {"ottos": _write(otto, "ottos"), "draft": _write(sam, "draft", State.DRAFT)}
    with_sue = Draft("Shared", "A text of *some* words.", state=State.DRAFT, co_author_ids=[sue])
    written["shared"] = posts.write(with_sue, by=sam)
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


def _edit(post_id: int, sam: Member, ines: Member) -> Things:
    """Add a post and a comment of sam's that ines and he himself edited, at moments that are known."""
    edited, reworded = _write(sam, "edited"), _say(post_id, sam, "As I *first* put it.")
    posts.edit(edited, Draft("Edited", "A text of *other* words."), by=ines, seen=None)
    comments.edit(reworded, "As I put it *now*.", by=sam, seen=None)
    for table, id in ((Post, edited), (Comment, reworded)):
        db.session.execute(update(table).where(table.id == id).values(edited_at=EDITED_AT))
    return {"edited": edited, "reworded": reworded}


def _say(post_id: int, by: Member, words: str = "I see it *otherwise*.", parent: Any = None) -> int:
    return saying.reply(post_id, words, by=by, parent=parent).id


def _regard(things: Things, sam: Member, sue: Member, ines: Member) -> None:
    for by in (sue, ines):
        keeping.give_heart(Kind.POST, things["sams"], by=by)
        keeping.give_heart(Kind.COMMENT, things["said"], by=by)
    for by in (sam, ines):
        keeping.keep(Kind.POST, things["sams"], by=by)
        keeping.keep(Kind.COMMENT, things["answer"], by=by)


def _marked(things: Things, sam: Member, ines: Member, otto: Member) -> Things:
    """Add a prompt that sam has answered, and notes for him: released and not, deleted, in another class."""
    words = {"body_markdown": "", "body_html": ""}
    asked = Prompt(course_id=ines.course_id, title="Week 4", **words)
    db.session.add(asked)
    db.session.flush()
    things = {**things, "prompt": asked.id, "answered": _write(sam, "answered")}
    db.session.execute(update(Post).where(Post.id == things["answered"]).values(prompt_id=asked.id))
    rubrics.write(asked.id, None, [Line("Argument", "Reasons for it.", Decimal(6))], by=ines)
    told = {name: Thing(About.POST, things[name], things["sam"]) for name in ("answered", "edited", "ended")}
    made = {f"mark_{name}": _tell_of(thing, ines) for name, thing in told.items()}
    marking.release(made["mark_edited"], by=ines)
    marking.delete(made["mark_ended"], by=ines)
    made["ottos_mark"] = _tell_of(Thing(About.POST, things["ottos"], things["otto"]), otto)
    return {name: things[name] for name in ("prompt", "answered")} | made


def _tell_of(thing: Thing, by: Member) -> int:
    marking.write(thing, Told("Well *argued*.", Decimal("8.5"), Decimal(10)), by=by, seen=None)
    return db.session.scalars(select(Mark.id).where(*thing.its())).one()


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


def _invited_by_mail(cast: Cast) -> Things:
    """Invite people by mail, and let each invitation be at another point of its way."""
    course = db.session.execute(select(*COURSE).where(Course.id == cast.course)).one()
    ines = SignedIn(cast.ines, "Ines", email("ines"), False, True, 0, "")
    people = [f"{name}@uni.example" for name in ("sent", "waiting", "refused", "late", "revoked", "declined")]
    terms = {"role": Role.STUDENT, "expires_at": clock.now() + timedelta(days=14), "words": ""}
    mailing.invite(course, [*people, email("otto"), email("rita")], by=ines, **terms)
    rows = db.session.execute(select(Invitation.email, Invitation.id, Invitation.mail_id)).all()
    ids = {row.email.partition("@")[0]: row.id for row in rows if row.email}
    mails = {row.email.partition("@")[0]: row.mail_id for row in rows if row.email}
    _move_on(ids, mails)
    made = {"by_mail": ids["sent"], "revoked_mail": ids["revoked"], "to_otto": ids["otto"]}
    return made | {f"{name}_link": joining.token(joining.numbered(id)) for name, id in made.items()}


def _move_on(ids: dict[str, int], mails: dict[str, int]) -> None:
    """Let an hour pass in which mails were sent, one was refused, and invitations were answered."""
    ago = clock.now() - timedelta(hours=1)
    refused = "550 5.1.1 No such user here"
    sent = {"fate": Fate.SENT, "body": "", "sent_at": ago}
    for name, mail_id in mails.items():
        fate = {"waiting": {}, "refused": {"fate": Fate.FAILED, "body": "", "error": refused}}.get(name, sent)
        db.session.execute(update(Mail).where(Mail.id == mail_id).values(created_at=ago, **fate))
    ends: dict[str, dict[str, Any]] = {
        "late": {"expires_at": ago},
        "revoked": {"revoked_at": ago},
        "declined": {"max_uses": 0},
        "rita": {"uses": 1},
    }
    for name, values in ends.items():
        db.session.execute(update(Invitation).where(Invitation.id == ids[name]).values(**values))


def _feeds(sam: Member, otto: Member, rita: Member) -> Things:
    """Give feeds to sam and otto, and to rita from when she was in the class."""
    for member in (sam, otto, rita):
        keys.renew(by=member)
    holders = {"sams_feed": sam, "ottos_feed": otto, "ritas_feed": rita}
    return {name: keys.secret(keys.of(member)) for name, member in holders.items()}


def _prompts(cast: Cast, ines: Member) -> Things:
    """Set prompts: one for all, one to come, one for sue's section, one that was deleted, one elsewhere."""
    section = Section(course_id=cast.course, name="Tuesday")
    db.session.add(section)
    db.session.flush()
    db.session.add(Placing(section_id=section.id, user_id=cast.sue, course_id=cast.course))
    soon, later = clock.now() + timedelta(days=2), clock.now() + timedelta(days=9)
    wanted = {"posts_due_at": soon, "replies_due_at": later, "replies_wanted": 2}
    elsewhere = Member(cast.elsewhere, True, cast.adam, is_admin=True)
    made = {
        "asked": prompts.write(Asked("Week 7", "What did the *audit* find?", **wanted), by=ines),
        "coming": prompts.write(Asked("Week 8", "Your own case.", opens_at=soon), by=ines),
        "for_tuesday": prompts.write(Asked("Tuesday", "For you.", section_ids=[section.id]), by=ines),
        "unasked": prompts.write(Asked("Taken back", "Never mind."), by=ines),
        "ottos_prompt": prompts.write(Asked("Elsewhere", "For otto."), by=elsewhere),
    }
    prompts.delete(made["unasked"], by=ines)
    return made | {"tuesday": section.id}


def _given(sam: Member, ines: Member) -> Things:
    """Let an answer of sam's be given to sue to review."""
    prompt_id = prompts.write(Asked("Week 6", "Whose word counts?"), by=ines)
    to = Whom(prompt_id=prompt_id)
    post_id = posts.write(Draft("Reviewed", "A text of *some* words.", whom=to), by=sam)
    asked = [peers.Line("What is the strongest point?")]
    peers.arrange(prompt_id, peers.Terms(1, questions=asked), by=ines)
    allotting.share_out_now(prompt_id, by=ines)
    return {"given": prompt_id, "reviewed": post_id}


def _keep(cast: Cast) -> None:
    fields = [["title", "Kept"], ["body", "What sam wrote when the session ended."]]
    db.session.add(KeptForm(user_id=cast.sam, path=f"/c/{SLUG}/posts", fields=fields))


def _bygone() -> Things:
    """Add a class that is closed, and was kept long enough."""
    long_ago = {"first_day": date(2020, 1, 6), "keep_until": date(2023, 6, 1), "is_open": False}
    closed_at = datetime(2020, 6, 1, tzinfo=UTC)
    actions.create(slug="bygone", title="A Class of Long Ago", by=None, closed_at=closed_at, **long_ago)
    db.session.commit()
    return {"bygone": "bygone"}


def _asked_copy(ines: Member) -> Things:
    """Let ines ask for a copy of her class."""
    course = db.session.execute(select(*COURSE).where(Course.id == ines.course_id)).one()
    wished = proposing.values(course) | {"title": "Upgrading, Another Time", "slug": "another-time"}
    copying.ask(course, wished, key=None, by=ines)
    return {"asked_copy": db.session.scalars(select(Copy.id)).one()}


def _unsent(sam: Member) -> Things:
    words = Words(Place("posts", 0, "new"), "Unsent", "What sam has not sent yet.", [])
    for key in ("sams-words", "sams-waste"):
        writing.save(words, key, by=sam, saw=0)
    writing.throw_away("sams-waste", sam.user_id or 0)
    return {"sams_words": "sams-words", "sams_waste": "sams-waste"}


def sessions(cast: Cast) -> Things:
    """Return the id of the session that sam has, and of a second one that is made for him here."""
    own = db.session.scalars(select(Session.id).where(Session.user_id == cast.sam)).one()
    made = insert(Session).values(user_id=cast.sam, token_hash="0" * 64).returning(Session.id)
    second = db.session.execute(made).scalar_one()
    # Everything has been read: what is asked for changes nothing.
    db.session.execute(update(Membership).values(new_since=clock.now(), new_after=reading.newest_comment()))
    db.session.commit()
    return {"sams_session": own, "sams_phone": second}
