"""What the demo class holds, read from the files beside this one. It knows no database."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MAIL_DOMAIN = "example.org"  # RFC 2606: nobody's mail
FRONT_MATTER_FENCE = "+++\n"
SUMMER_STARTS, AUTUMN_STARTS = 5, 8  # months in which a class of that term may begin


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody in the demo class."""

    login: str
    name: str
    role: str

    @property
    def email(self) -> str:
        return f"{self.login}@{MAIL_DOMAIN}"


@dataclass(frozen=True, slots=True)
class DemoCategory:
    """What demo posts are filed under."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class DemoSection:
    """A section of the demo class, with the logins of those who are in it."""

    name: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoPrompt:
    """What the demo class is asked. Days count back from now; one that is below 0 is to come."""

    slug: str
    title: str
    body: str
    opens: int
    posts_due: int
    replies_due: int
    replies_wanted: int
    post_words: int
    reply_words: int
    rubric: tuple[Mapping[str, Any], ...] = ()  # criteria: name, description, points
    longer: tuple[Mapping[str, Any], ...] = ()  # more time: student, replies_due, note


@dataclass(frozen=True, slots=True)
class DemoNote:
    """What the author of a post is told alone, with points for each criterion of its prompt's rubric."""

    post: str
    body: str
    points: tuple[str, ...]
    released: bool


@dataclass(frozen=True, slots=True)
class DemoComment:
    """A comment; its place "2.1" is that of the first answer to the second comment under the post."""

    place: str
    author: str
    days_ago: float
    body: str

    @property
    def parent(self) -> str | None:
        """The place of the comment that this one answers; None: it answers the post."""
        return self.place.rpartition(".")[0] or None

    @property
    def order(self) -> tuple[int, ...]:
        """What sorts comments as a thread is read, a parent before its answers."""
        return tuple(int(step) for step in self.place.split("."))

    def at(self, now: datetime) -> datetime:
        return now - timedelta(days=self.days_ago)


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A post with its comments in thread order. Without categories it is for "Uncategorized"."""

    slug: str
    title: str
    author: str
    categories: tuple[str, ...]
    days_ago: float
    body: str
    comments: tuple[DemoComment, ...]
    prompt: str = ""  # that it answers
    announcement: bool = False
    pin: int | None = None  # 1 stands above 2; None: not pinned

    def at(self, now: datetime) -> datetime:
        return now - timedelta(days=self.days_ago)


@dataclass(frozen=True, slots=True)
class DemoClass:
    """The demo class; its posts stand oldest first."""

    title: str
    slug: str
    time_zone: str
    weeks: int
    weeks_ago: int
    colour: str
    visibility: str
    people: tuple[DemoPerson, ...]
    categories: tuple[DemoCategory, ...]
    sections: tuple[DemoSection, ...]
    prompts: tuple[DemoPrompt, ...]
    notes: tuple[DemoNote, ...]
    posts: tuple[DemoPost, ...]

    def first_day(self, today: date) -> date:
        """Return the Monday on which a class began that is `weeks_ago` whole weeks old today."""
        start = today - timedelta(weeks=self.weeks_ago)
        return start - timedelta(days=start.weekday())

    def term(self, today: date) -> str:
        """Return the name of the term that the class began in, such as "Spring 2027"."""
        began = self.first_day(today)
        return f"{_season(began.month)} {began.year}"


def load() -> DemoClass:
    """Read the demo class from its files. Raises ValueError, TypeError or KeyError if they are malformed."""
    parts = _read_toml(HERE / "class.toml")
    people = tuple(DemoPerson(**person) for person in parts.pop("people"))
    categories = tuple(DemoCategory(**category) for category in parts.pop("categories"))
    sections = tuple(DemoSection(each["name"], tuple(each["people"])) for each in parts.pop("sections"))
    asked = _read_toml(HERE / "prompts.toml")
    return DemoClass(
        people=people,
        categories=categories,
        sections=sections,
        prompts=tuple(DemoPrompt(**_with_tuples(each)) for each in asked["prompts"]),
        notes=tuple(DemoNote(**_with_tuples(each)) for each in asked["notes"]),
        posts=_posts(),
        **parts,
    )


def _with_tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


def _posts() -> tuple[DemoPost, ...]:
    threads = _read_toml(HERE / "comments.toml")
    posts = tuple(_post(path, threads) for path in _post_files())
    if strays := threads.keys() - {post.slug for post in posts}:
        raise ValueError(f"comments.toml has threads for posts that do not exist: {sorted(strays)}")
    return tuple(sorted(posts, key=lambda post: -post.days_ago))


def _post_files() -> Iterator[Path]:
    return (HERE / "posts").glob("*.md")


def _post(path: Path, threads: Mapping[str, Any]) -> DemoPost:
    _, front_matter, body = path.read_text(encoding="utf-8").split(FRONT_MATTER_FENCE, 2)
    fields = tomllib.loads(front_matter)
    slug = path.stem.partition("-")[2]
    return DemoPost(
        slug=slug,
        body=body.strip(),
        categories=tuple(fields.pop("categories")),
        comments=_thread(threads.get(slug, [])),
        **fields,
    )


def _thread(comments: list[dict[str, Any]]) -> tuple[DemoComment, ...]:
    return tuple(sorted((DemoComment(**comment) for comment in comments), key=lambda comment: comment.order))


def _season(month: int) -> str:
    if month < SUMMER_STARTS:
        return "Spring"
    return "Summer" if month < AUTUMN_STARTS else "Autumn"


def _read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
