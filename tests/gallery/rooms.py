"""The classes of the pictures: the demo, one where everything is long, one of many scripts, an empty one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from forum import clock
from forum.auth.models import User
from forum.auth.passwords import hash_password
from forum.comments.models import Comment
from forum.courses import actions as courses
from forum.courses.models import Course, Role, Section
from forum.demo import content, fill
from forum.extensions import db
from forum.mail.models import Fate, Form, Mail
from forum.marking import actions as marking
from forum.marking import rubrics
from forum.marking.actions import Words
from forum.marking.models import About
from forum.marking.rubrics import Line
from forum.marking.things import Thing
from forum.notify.models import ByMail, Notification
from forum.peers import actions as peers
from forum.peers import allotting
from forum.peers import queries as peer_rows
from forum.posts.models import Category, CoAuthor, Post, State
from forum.posts.whom import Whom
from forum.prompts import actions as prompts
from forum.prompts.asked import Asked
from forum.prompts.models import Prompt, PromptSection
from forum.standing import Member
from tests import factories
from tests.browser import classroom, crowded
from tests.browser.classroom import Classroom
from tests.browser.server import Site
from tests.people import PASSWORD, SLUG, Cast
from tests.sweeps import furniture

Things = dict[str, Any]
DRAFT = "She laughed first. Then she took out the ledger, and this is where I have to look up a word."
DISCUSSED = "Does a public score%"
EVERY = timedelta(minutes=7)  # between the comments of the long thread
SPEAKERS = ("mei", "jonas", "sofia", "linh", "aisha", "ben")
ALIKE = ("title", "term", "time_zone", "first_day", "weeks", "colour", "visibility")
TOPS, ANSWERS = 60, (0, 7, 1, 12, 0, 3, 0, 9, 0, 8)  # 60 comments, 240 answers: 300 in all

CRITERIA = (
    ("Argument", "A claim that somebody could deny, and reasons for it.", Decimal(4)),
    ("Evidence", "Two sources at least, one of them seen with your own eyes.", Decimal(4)),
    ("Voice", "", Decimal(2)),
)
GIVEN = (Decimal(4), Decimal("2.5"), Decimal(1))
QUESTIONS = (
    peers.Line("What is the strongest point, and what carries it?"),
    peers.Line("How clear is it?", 5),
)

TEXTS = Path(__file__).parent / "texts"  # each is hard to set well in its own way
SCRIPTS = {
    "arabic": ("amal", "ملاحظات ميدانية من حي المدابغ"),
    "hebrew": ("noa", "שלושה דפים על קיר"),
    "cjk": ("wei", "全球供应链中的产业升级"),
    "mixed": ("amal", "Three alphabets on one door: باب المدبغة"),
    "unbroken": ("sam", "A word without an end"),
    "code": ("sam", "What the scorer does, line by line"),
    "tables": ("sue", "Nine factories in two tables"),
    "notes": ("sue", "Teaching or sorting: where the two claims come from"),
}


def furnish(site: Site) -> Things:
    """Fill the site and return the names of things with their ids, slugs and tokens."""
    with site.app.app_context():
        things = furniture.furnish(the_cast())
        things |= demo()
    return things | many_scripts(site) | everything_long(site) | nothing_yet(site) | a_term(site)


def the_cast() -> Cast:
    """Return the ids of those who were gathered when the site was prepared."""
    ids = {row.email.partition("@")[0]: row.id for row in db.session.execute(select(User.email, User.id))}
    classes = dict(db.session.execute(select(Course.slug, Course.id)).all())
    return Cast(**ids, course=classes[SLUG], elsewhere=classes["elsewhere"])


def demo() -> Things:
    """Fill the demo class; everybody may read it, and the sessions of its people open with our password."""
    emails = [account.email for account in fill.fill()]
    known = {"password_hash": hash_password(PASSWORD)}
    db.session.execute(update(User).where(User.email.in_(emails)).values(known))
    slug = content.load().slug
    db.session.execute(update(Course).where(Course.slug == slug).values(visibility="public"))
    db.session.commit()
    ben = factories.member("ben", slug)
    factories.draft(ben, "What the treasurer said", DRAFT)
    others = [factories.member(name, slug).user_id for name in ("mei", "jonas")]
    at = clock.now() + timedelta(days=3)
    draft = {"state": State.DRAFT, "publish_at": at, "co_author_ids": others}
    factories.post(ben, "What three of us saw", DRAFT, **draft)
    found = {"demo": f"/c/{slug}", **of_the_demo(factories.member("amara", slug).course_id)}
    return found | marked(slug) | talked_over(slug)


def talked_over(slug: str) -> Things:
    """Open a twin of the demo class for what is more than a class says: its numbers stay as they would be."""
    course = db.session.scalars(select(Course).where(Course.slug == slug)).one()
    like = {name: getattr(course, name) for name in ALIKE}
    twin = f"{slug}-twin"
    course_id = courses.create(slug=twin, by=None, **like).id
    for name in ("amara", *SPEAKERS):
        old = factories.member(name, slug)
        courses.enrol(course_id, old.user_id or 0, old.role or Role.STUDENT, by=None)
    db.session.commit()
    return {"twin": f"/c/{twin}", "long": long_thread(twin)} | read_by_each_other(twin)


def marked(slug: str) -> Things:
    """Let one more have answered the prompt that has a rubric, and have a note that nobody has released."""
    amara, mei = factories.member("amara", slug), factories.member("mei", slug).user_id
    in_order = select(Prompt.id).where(Prompt.course_id == amara.course_id).order_by(Prompt.id)
    over, due = db.session.scalars(in_order)
    theirs = select(Post.id).where(Post.author_id == mei, Post.state == State.PUBLISHED).order_by(Post.id)
    post_id = db.session.scalars(theirs).first()
    db.session.execute(update(Post).where(Post.id == post_id).values(prompt_id=due))
    criteria = [each.id for each in rubrics.scale(amara.course_id, due).criteria]
    shares = dict(zip(criteria, GIVEN, strict=True))
    told = Words(
        "A strong question. What would change your mind?", sum(GIVEN, Decimal()), Decimal(10), shares
    )
    marking.write(Thing(About.POST, post_id or 0, mei or 0), told, by=amara, seen=None)
    return {"demo_prompt": due, "demo_over": over, "mei": mei, "meis": post_id}


def of_the_demo(course_id: int) -> Things:
    post = select(Post.id, Post.author_id, Post.month).where(Post.course_id == course_id)
    discussed = db.session.execute(post.where(Post.title.like(DISCUSSED))).one()
    counted = db.session.execute(post.where(Post.title.like("I counted%"))).one()
    comments = select(Comment.id).where(Comment.post_id == discussed.id).order_by(Comment.path)
    announcements = select(Post.id).where(Post.course_id == course_id, Post.is_announcement)
    announced = db.session.scalars(announcements.order_by(Post.id.desc())).first()
    delivered(announced)
    half = db.session.scalars(select(Post.id).where(Post.title == "What the treasurer said")).one()
    scheduled = db.session.scalars(select(Post.id).where(Post.publish_at.is_not(None))).one()
    category = select(Category.slug).where(Category.course_id == course_id, Category.name == "Disclosure")
    return {
        "demo_announced": announced, "discussed": discussed.id, "counted": counted.id, "half": half,
        "scheduled": scheduled,
        "first_comment": db.session.scalars(comments).first(),
        "read": db.session.scalars(comments.order_by(None).order_by(Comment.id.desc()).offset(3)).first(),
        "jonas": discussed.author_id, "demo_month": counted.month,
        "demo_category": db.session.scalars(category).one(),
    }  # fmt: skip


def delivered(post_id: int | None) -> None:
    """Let the mails of an announcement have gone to most, and not to all."""
    about = (Notification.post_id == post_id, Notification.comment_id.is_(None))
    for number, told in enumerate(db.session.scalars(select(Notification).where(*about))):
        fate, error = [(Fate.SENT, None), (Fate.SENT, None), (Fate.FAILED, "550 5.1.1 No such user")][
            number % 3
        ]
        mail = Mail(
            form=Form.NOTICE,
            recipient="",
            subject="",
            body="",
            fate=fate,
            error=error,
            sent_at=told.created_at,
        )
        db.session.add(mail)
        db.session.flush()
        told.by_mail, told.mail_id = ByMail.AT_ONCE, mail.id
    db.session.commit()


def long_thread(slug: str) -> int:
    """Put 300 comments under a post: the demo's own words again and again, some in long branches."""
    people = [factories.member(name, slug) for name in SPEAKERS]
    title = "Open question: what would you measure instead?"
    began = clock.now() - timedelta(days=40)
    post_id = factories.post(people[0], title, "One number, and one line of reasons. Go.", at=began)
    speeches = zip(cycle(people), cycle(words()), count(1), strict=False)

    def say(under: int | None = None) -> int:
        by, body, number = next(speeches)
        return factories.comment(by, post_id, body, under=under, at=began + number * EVERY)

    for answers in islice(cycle(ANSWERS), TOPS):
        top = last = say()
        for number in range(answers):
            last = say(under=last if number % 3 else top)
    return post_id


def read_by_each_other(slug: str) -> Things:
    """Let a prompt's answers be given to students with questions, and some of them be reviewed."""
    amara = factories.member("amara", slug)
    people = {name: factories.member(name, slug) for name in ("mei", "jonas", "sofia", "linh", "aisha")}
    asked = Asked("Week 6: whose scores?", "Whom does the score serve, and who pays for it?")
    prompt_id = prompts.write(asked, by=amara)
    of_prompt = Whom(prompt_id=prompt_id)
    mine = [
        factories.post(by, f"What {by_name} saw", DRAFT, whom=of_prompt) for by_name, by in people.items()
    ]
    peers.arrange(prompt_id, peers.Terms(2, names_shown=False, questions=QUESTIONS), by=amara)
    allotting.share_out_now(prompt_id, by=amara)
    first, second = [row.id for row in peer_rows.questions(prompt_id)]
    for by in list(people.values())[1:]:
        given = [row.id for row in peer_rows.yours(by, prompt_id)]
        for post_id in given[: 1 + (by is people["jonas"])]:
            said = [
                peers.Said(first, "The *ledger*: it is there, and everybody can look it up."),
                peers.Said(second, rating=4),
            ]
            peers.review(peer_rows.work(by, post_id), said, by=by, seen=None)
    theirs = [row.id for row in peer_rows.yours(people["mei"], prompt_id)]
    overdue = answered_too_late(people["mei"], by=amara)
    return {"read_prompt": prompt_id, "of_mei": mine[0], "for_mei": theirs[0], "overdue_prompt": overdue}


def answered_too_late(mei: Member, by: Member) -> int:
    """Let an answer come when it is too late for others to be given it."""
    yesterday = clock.now() - timedelta(days=1)
    asked = Asked("Week 5: an inspector's diary", "Go along for a day.", replies_due_at=yesterday)
    prompt_id = prompts.write(asked, by=by)
    factories.post(mei, "A day with two inspectors, and no ladder", DRAFT, whom=Whom(prompt_id=prompt_id))
    peers.arrange(prompt_id, peers.Terms(1), by=by)
    allotting.share_out_now(prompt_id, by=by)
    return prompt_id


def words() -> list[str]:
    """Return what is said in the demo class, in its order."""
    return [comment.body for post in content.load().posts for comment in post.comments]


def many_scripts(site: Site) -> Things:
    """Open a class in which each post is hard to set in its own way."""
    room = classroom.opened(site, "Field Notes in Many Hands")
    for login, name in (("amal", "ليلى حداد"), ("noa", "נועה ברק"), ("wei", "王小明")):
        room.joined_by(login, called=name)
    filed = [room.category(name) for name in ("ملاحظات ميدانية", "Reading")]
    made = {
        name: room.post(by, title, (TEXTS / f"{name}.md").read_text("utf-8"), category_ids=filed)
        for name, (by, title) in SCRIPTS.items()
    }
    said = room.comment("sam", made["arabic"], "Which of the two basins is the *old* one? شكرا.")
    room.comment("amal", made["arabic"], "الحوض القديم هو الأول من اليسار.", under=said)
    room.comment("wei", made["arabic"], "我也想知道。", under=said)
    doubt = room.comment(
        "sam", made["notes"], "Does [the register](https://example.org/register) say who left?"
    )
    room.comment(
        "sue", made["notes"], "From the third year on. Before that there is only “inactive”.", under=doubt
    )
    room.pin(made["hebrew"])
    return {"scripts": f"/c/{room.slug}", **made}


def everything_long(site: Site) -> Things:
    """Open the class in which nothing is short."""
    full = crowded.crowded(site)
    return {
        "crowded": f"/c/{full.room.slug}", "crowded_post": full.post_id, "crowded_comment": full.comment_id,
        "crowded_category": full.category_id, "crowded_slug": full.category_slug,
        "crowded_month": full.month, "liesl": full.reader_id,
    }  # fmt: skip


def nothing_yet(site: Site) -> Things:
    """Open a class on its first day, and one that is over."""
    empty, over = classroom.opened(site, "Water and Law"), classroom.opened(site, "Ports of the North")
    over.post("sam", "What we leave behind", "Three maps and an unpaid bill.")
    colour(site, empty, "violet")
    colour(site, over, "ochre", is_open=False, closed_at=clock.now() - timedelta(days=40))
    return {"empty": f"/c/{empty.slug}", "over": f"/c/{over.slug}"}


def a_term(site: Site) -> Things:
    """Open a class from which there is something to take along, and something to leave behind."""
    room = classroom.opened(site, "Harbours and Their Cities")
    welcome, rules = (
        room.post("ines", "Welcome", "How we work."),
        room.post("ines", "How to cite", "With care."),
    )
    ours = room.post("ines", "What we found together", "A list.")
    room.pin(welcome, rules)
    for name in ("Readings", "Field notes", "Questions for the guests"):
        room.category(name)
    with room.member("ines") as ines:
        _set_prompts(ines)
        marked = update(Post).where(Post.id.in_([welcome, rules, ours])).values(goes_along=True)
        db.session.execute(marked)
        until = {"pinned_until": datetime(2027, 2, 5, 22, 59, tzinfo=UTC)}
        db.session.execute(update(Post).where(Post.id == rules).values(until))
        sam = factories.member("sam", room.slug).user_id
        db.session.add(CoAuthor(post_id=ours, user_id=sam, course_id=ines.course_id, place=0))
        db.session.commit()
    colour(site, room, "blue", time_zone="Europe/Berlin")
    wished = "title=Harbours+and+Their+Cities&term=Autumn+2027&first_day=2027-09-06&weeks=14&colour=teal"
    return {"term": f"/c/{room.slug}", "wished": wished, "welcome": welcome}


def _set_prompts(by: Member) -> None:
    course_id = by.course_id
    section = Section(course_id=course_id, name="Monday at ten")
    db.session.add(section)
    text = {"body_markdown": "Say why.", "body_html": "<p>Say why.</p>"}
    dates = {
        "opens_at": datetime(2027, 1, 18, 7, tzinfo=UTC),
        "posts_due_at": datetime(2027, 1, 22, 22, 59, tzinfo=UTC),
    }
    both = dates | {"replies_due_at": datetime(2027, 1, 25, 22, 59, tzinfo=UTC)}
    first = Prompt(course_id=course_id, title="A harbour you know", **text, **both)
    second = Prompt(course_id=course_id, title="Who pays for the cranes?", **text, **dates, for_sections=True)
    db.session.add_all([first, second])
    db.session.flush()
    db.session.add(PromptSection(prompt_id=second.id, section_id=section.id))
    db.session.commit()
    rubrics.write(None, None, [Line(*line) for line in CRITERIA], by=by)
    rubrics.write(first.id, Decimal(20), [], by=by)
    peers.arrange(second.id, peers.Terms(2, questions=QUESTIONS), by=by)


def colour(site: Site, room: Classroom, name: str, **more: Any) -> None:
    with site.app.app_context():
        db.session.execute(update(Course).where(Course.slug == room.slug).values(colour=name, **more))
        db.session.commit()
