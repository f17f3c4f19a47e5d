"""A class in which much is for some only, made by chance; and who may see what of it, found without SQL."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import select, update

from forum.auth import handles
from forum.auth.models import User
from forum.comments.models import Comment
from forum.courses.models import Course, Membership, Placing, Role, Section, Visibility
from forum.extensions import db
from forum.posts import actions
from forum.posts.models import CoAuthor, Post, State
from forum.posts.whom import Whom
from forum.prompts.models import Arrangement, Prompt, PromptSection
from tests import factories
from tests.people import Cast, email

WRITERS = ("ines", "asa", "sam", "sue", "rob", "uma")
STUDENTS = ("sam", "sue", "rob", "uma")
LONG = 30  # words
MANY = 16  # posts, and comments


@dataclass
class Crowd:
    """The ids of what there is; `words` are what only one post or comment says."""

    cast: Cast
    people: dict[str, int]
    posts: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)


def words(kind: str, number: int) -> str:
    """Return what nobody else in the class says: a word to search for, and one that only then is found."""
    return f"{key(kind, number)} {kind}secret{number:04d}x"


def key(kind: str, number: int) -> str:
    """Return the word to search for."""
    return f"{kind}key{number:04d}x"


def fill(cast: Cast, seed: int) -> Crowd:
    """Fill a class with sections, prompts, answers, and what is said under them."""
    chance = random.Random(seed)  # noqa: S311  # the same class for the same seed
    people = {name: getattr(cast, name) for name in ("ines", "asa", "sam", "sue", "olga")} | _more(cast)
    crowd = Crowd(cast, people)
    _open_to_all(cast)
    sections = _sections(cast, people, chance)
    prompts = _prompts(cast, sections, people, chance)
    _write(crowd, sections, prompts, chance)
    _talk(crowd, chance)
    return crowd


def _more(cast: Cast) -> dict[str, int]:
    """Let two more students be in the class."""
    like = db.session.get_one(User, cast.sam)
    known = {"password_hash": like.password_hash, "email_confirmed_at": like.email_confirmed_at}
    more = {name: User(name=name.title(), email=email(name), **known) for name in ("rob", "uma")}
    db.session.add_all(more.values())
    db.session.flush()
    for user in more.values():
        handles.give(user)
        db.session.add(Membership(course_id=cast.course, user_id=user.id))
    db.session.commit()
    return {name: user.id for name, user in more.items()}


def _open_to_all(cast: Cast) -> None:
    db.session.execute(update(Course).where(Course.id == cast.course).values(visibility=Visibility.PUBLIC))


def _sections(cast: Cast, people: dict[str, int], chance: random.Random) -> list[int]:
    sections = [Section(course_id=cast.course, name=name, position=n) for n, name in enumerate("AB")]
    db.session.add_all(sections)
    db.session.flush()
    ids = [section.id for section in sections]
    for name in ("sam", "sue", "rob", "asa"):
        where = ids[0] if name == "sam" else chance.choice(ids)
        db.session.add(Placing(section_id=where, user_id=people[name], course_id=cast.course))
    tied = update(Membership).where(Membership.user_id == cast.asa)
    db.session.execute(tied.values(only_sections=chance.random() < 0.5))
    db.session.commit()
    return ids


def _prompts(cast: Cast, sections: list[int], people: dict[str, int], chance: random.Random) -> list[int]:
    common = {"course_id": cast.course, "body_markdown": "", "body_html": ""}
    opened = {"opens_at": datetime(2026, 1, 1, tzinfo=UTC), "created_by_id": cast.ines}
    prompts = [
        Prompt(title="Gated", must_post_first=True, **common, **opened),
        Prompt(title="Open", **common, **opened),
        Prompt(title="Long", must_post_first=True, post_words=LONG, **common, **opened),
        Prompt(title="Apart", must_post_first=chance.random() < 0.5, for_sections=True, **common, **opened),
    ]
    db.session.add_all(prompts)
    db.session.flush()
    ids = [prompt.id for prompt in prompts]
    db.session.add_all([PromptSection(prompt_id=ids[3], section_id=id) for id in sections])
    here = {"course_id": cast.course, "is_excused": True, "made_by_id": cast.ines}
    db.session.add(Arrangement(prompt_id=ids[2], user_id=people["uma"], **here))
    for_section = chance.choice(ids)
    db.session.add(Arrangement(prompt_id=for_section, section_id=sections[1], **here))
    placed = select(Placing.user_id).where(Placing.section_id == sections[1]).order_by(Placing.user_id)
    students = {people[name] for name in STUDENTS}
    for user_id in [id for id in db.session.scalars(placed) if id in students][:1]:
        after_all = here | {"is_excused": False, "still_owes": True}
        db.session.add(Arrangement(prompt_id=for_section, user_id=user_id, **after_all))
    db.session.commit()
    return ids


def _write(crowd: Crowd, sections: list[int], prompts: list[int], chance: random.Random) -> None:
    for number in range(MANY):
        name = chance.choice(WRITERS)
        by = factories.member(name)
        mine = sorted(by.sections) if name in STUDENTS else sections
        allowed = prompts if mine else prompts[:3]
        answer, some = Whom(prompt_id=chance.choice(allowed)), Whom(chance.choice([None, *mine]))
        whom = chance.choice([answer, some, Whom()])
        state = State.DRAFT if chance.random() < 0.1 else State.PUBLISHED
        secret, body = words("post", number), "so " * chance.choice([3, LONG])
        post_id = factories.post(by, f"About {secret}", f"{secret} {body}", whom=whom, state=state)
        crowd.posts.append(post_id)
        _happen(crowd, post_id, by.user_id, chance)


def _happen(crowd: Crowd, post_id: int, author_id: int | None, chance: random.Random) -> None:
    """Let a post be hidden, deleted, or written with somebody, now and then."""
    fate = chance.random()
    by = next(name for name, id in crowd.people.items() if id == author_id)
    if fate < 0.1:
        actions.hide(post_id, by=factories.member("ines"), reason="No.")
    elif fate < 0.2:
        actions.delete(post_id, by=factories.member(by))
    elif fate < 0.3:
        students = [id for name, id in crowd.people.items() if name in STUDENTS]
        other = chance.choice([id for id in students if id != author_id])
        db.session.add(CoAuthor(post_id=post_id, user_id=other, course_id=crowd.cast.course, place=0))
        counted = Post.state == State.PUBLISHED
        if db.session.scalar(select(counted).where(Post.id == post_id)):
            more = update(Membership).where(Membership.user_id == other)
            db.session.execute(more.values(post_count=Membership.post_count + 1))
        db.session.commit()


def _talk(crowd: Crowd, chance: random.Random) -> None:
    rules = Rules(crowd)
    published = [post for post in rules.posts.values() if post.state == State.PUBLISHED]
    for number in range(MANY):
        post, name = chance.choice(published), chance.choice(WRITERS)
        if rules.reads_post(name, post):
            said = f"{words('comment', number)} indeed"
            crowd.comments.append(factories.comment(factories.member(name), post.id, said))


class Rules:
    """Who may see what, over plain rows: what policy_audience.py and its SQL are compared with."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        course = crowd.cast.course
        here = lambda table: db.session.scalars(select(table).where(table.course_id == course)).all()  # noqa: E731
        self.posts = {post.id: post for post in here(Post)}
        self.comments = {comment.id: comment for comment in here(Comment)}
        self.prompts = {prompt.id: prompt for prompt in here(Prompt)}
        self.placings = [(placing.user_id, placing.section_id) for placing in here(Placing)]
        self.arranged = here(Arrangement)
        self.members = {place.user_id: place for place in here(Membership)}
        self.co_authors = [(pair.post_id, pair.user_id) for pair in here(CoAuthor)]
        db.session.expunge_all()

    def wrote(self, user_id: int | None, post: Post) -> bool:
        return post.author_id == user_id or (post.id, user_id) in self.co_authors

    def counts(self, post: Post) -> bool:
        return post.state == State.PUBLISHED and not post.hidden_at and not post.deleted_at

    def answered(self, user_id: int | None, prompt: Prompt) -> bool:
        answers = [post for post in self.posts.values() if post.prompt_id == prompt.id and self.counts(post)]
        if any(self.wrote(user_id, post) and post.words >= prompt.post_words for post in answers):
            return True
        sections = [section for user, section in self.placings if user == user_id]
        arranged = [each for each in self.arranged if each.prompt_id == prompt.id]
        alone = next((each for each in arranged if each.user_id and each.user_id == user_id), None)
        if alone and (alone.is_excused or alone.still_owes):
            return alone.is_excused
        return any(each.is_excused and each.section_id in sections for each in arranged)

    def is_for(self, name: str, post: Post) -> bool:
        user_id = self.crowd.people.get(name)
        if self.wrote(user_id, post) and user_id is not None:
            return True
        place = self.members.get(user_id or 0)
        role = place.role if place else None
        everywhere = role == Role.INSTRUCTOR or (role == Role.ASSISTANT and not place.only_sections)
        if post.section_id and not everywhere and (user_id, post.section_id) not in self.placings:
            return False
        prompt = self.prompts.get(post.prompt_id or 0)
        if prompt is None or not prompt.must_post_first or role not in (Role.STUDENT, None):
            return True
        return user_id is not None and self.answered(user_id, prompt)

    def reads_post(self, name: str, post: Post) -> bool:
        user_id = self.crowd.people.get(name)
        if post.deleted_at or not self.is_for(name, post):
            return False
        mine = user_id is not None and self.wrote(user_id, post)
        if post.state == State.DRAFT:
            return mine
        return not post.hidden_at or mine or name in ("ines", "asa")

    def reads_comment(self, name: str, comment: Comment) -> bool:
        """Say whether a comment shows: under what is left of a deleted post the talk goes on."""
        post = self.posts[comment.post_id]
        left = post.deleted_at and not post.hidden_at and self.is_for(name, post)
        return bool(left or self.reads_post(name, post))

    def counted(self, name: str) -> list[Post]:
        """Return the posts that are in the numbers that somebody is shown."""
        return [post for post in self.posts.values() if self.counts(post) and self.is_for(name, post)]
