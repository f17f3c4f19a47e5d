"""A term of fourteen weeks, played through the pages by thirty students, with a ledger of what they did."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine
from flask import Flask

from forum.mail import outgoing
from tests.people import PASSWORD, SLUG, Cast
from tests.rosters.stories import bring
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
ZONE = ZoneInfo("Europe/Berlin")  # the clocks are put forward on 28 March, in the eleventh week
FIRST_DAY = date(2027, 1, 11)
WEEKS, STUDENTS = 14, 30
POST_DUE, REPLIES_DUE = (3, 23, 59), (6, 23, 59)  # Thursday, Sunday
REPLIES = 2
CLASS = {
    "title": "Upgrading in Global Supply Chains",
    "slug": SLUG,
    "time_zone": str(ZONE),
    "first_day": FIRST_DAY.isoformat(),
    "weeks": str(WEEKS),
    "colour": "green",
    "visibility": "members",
}
ANSWER = re.compile(r'href="/c/[\w-]+/posts/(\d+)"')


def local(week: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a week (from 1) where the class is; day 0 is its Monday."""
    on = FIRST_DAY + timedelta(weeks=week - 1, days=day)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZONE)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be another time."""
    with time_machine.travel(moment.astimezone(UTC), tick=True):
        yield


@dataclass
class Ledger:
    """What was played, by student and week."""

    posts: dict[tuple[str, int], datetime] = field(default_factory=dict)
    replies: dict[tuple[str, int], list[datetime]] = field(default_factory=dict)
    received: Counter[str] = field(default_factory=Counter)
    post_due: dict[tuple[str, int], datetime] = field(default_factory=dict)  # where it is not everybody's
    excused: set[tuple[str, int]] = field(default_factory=set)
    written: dict[str, Counter[int]] = field(default_factory=dict)  # by the week in which it was
    days: dict[str, set[date]] = field(default_factory=dict)

    def note(self, who: str, moment: datetime) -> None:
        """Write down that somebody wrote something."""
        on = moment.astimezone(ZONE).date()
        week = (on - FIRST_DAY).days // 7 + 1
        self.written.setdefault(who, Counter())[week] += 1
        self.days.setdefault(who, set()).add(on)

    def state(self, who: str, week: int) -> str:
        """Return what the board of a week is to say of somebody when the term is over."""
        if (who, week) in self.excused:
            return "excused"
        posted, replies = self.posts.get((who, week)), sorted(self.replies.get((who, week), []))
        if posted is None or len(replies) < REPLIES:
            return "open"
        due = self.post_due.get((who, week), local(week, *POST_DUE)) + timedelta(minutes=1)
        in_time = posted < due and replies[REPLIES - 1] < local(week, *REPLIES_DUE) + timedelta(minutes=1)
        return "done" if in_time else "late"


class Term:
    """The people and what they do: every step is a request to a page."""

    def __init__(self, app: Flask, cast: Cast, seed: int) -> None:
        self.app, self.cast = app, cast
        self.chance = random.Random(seed)  # noqa: S311  # the same term for the same seed
        self.names = [f"Student {number:02d}" for number in range(1, STUDENTS + 1)]
        self.people = {"Ines": Visitor(app)} | {name: Visitor(app) for name in self.names}
        self.prompts: dict[int, int] = {}  # by week
        self.ids: dict[str, int] = {}
        self.authors: dict[int, str] = {}  # of posts
        self.ledger = Ledger()

    def play(self) -> Ledger:
        """Play the whole term; return what was done in it."""
        with at(local(1, 0, 7)):
            self._begin()
        for week in range(1, WEEKS + 1):
            with at(local(week, 0, 8)):
                self._set_prompt(week)
            self._post(week, 2, 10, share=0.75)
            self._post(week, 4, 12, share=0.4)  # a day late
            self._reply(week, 5, 18, counts=(0, 1, 2, 2, 3))
            self._reply(week, 7, 9, counts=(0, 0, 0, 1, 2))  # on the Monday after
        return self.ledger

    def _begin(self) -> None:
        ines = self.visit("Ines", f"{HERE}/settings")
        assert ines.post(f"{HERE}/settings", CLASS).status_code == 303
        rows = [f"{address(name)},{name},{'AB'[n % 2]}" for n, name in enumerate(self.names)]
        bring(ines, "\n".join(["email,name,section", *rows]), welcome="y")
        outgoing.deliver_waiting()
        links = self._links()
        for name in self.names:
            theirs = self.people[name]
            theirs.get(links[address(name)])
            assert theirs.post(links[address(name)], {"password": PASSWORD}).status_code == 303
        page = ines.get(f"{HERE}/members").text
        found = re.findall(r'/authors/(\d+)" dir="auto">(Student \d\d)<', page)
        self.ids = {name: int(id) for id, name in found}

    def _links(self) -> dict[str, str]:
        letters = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in Path(self.app.instance_path, "outbox").iterdir()
        ]
        found = {}
        for letter in letters:
            body = letter.get_body(("plain",))
            assert body
            found[str(letter["To"])] = re.findall(r"http://localhost(/\S+)", body.get_content())[0]
        return found

    def visit(self, name: str, url: str) -> Visitor:
        """Return the browser of somebody who looks at a page, signed in again where a session has ended."""
        visitor = self.people[name]
        if visitor.get(url).status_code != 200:
            login = "ines@example.org" if name == "Ines" else address(name)
            visitor.get("/sign-in")
            answer = visitor.post("/sign-in", {"email": login, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            assert visitor.get(url).status_code == 200
        return visitor

    def _set_prompt(self, week: int) -> None:
        ines = self.visit("Ines", f"{HERE}/prompts/new")
        due = {"posts_due_at": local(week, *POST_DUE), "replies_due_at": local(week, *REPLIES_DUE)}
        asked = {
            "title": f"Week {week}",
            "body": "What did you find?",
            "category": "",
            "posts_wanted": "1",
            "replies_wanted": str(REPLIES),
            "post_words": "0",
            "reply_words": "0",
            "whom": "class",
            "after_posting": "marked" if week % 2 else "",
            **({"must_post_first": "y"} if week % 2 else {}),
            **{name: moment.strftime("%Y-%m-%dT%H:%M") for name, moment in due.items()},
        }
        answer = ines.post(f"{HERE}/prompts", asked)
        assert answer.status_code == 303, answer.text
        self.prompts[week] = int(answer.location.rsplit("/", 1)[1])
        self._arrange(week, ines)

    def _arrange(self, week: int, ines: Visitor) -> None:
        """Excuse one student, and give another until Saturday, in every third week."""
        board = f"{HERE}/prompts/{self.prompts[week]}/board"
        if week % 3:
            return
        excused, later = self.chance.sample(self.names, 2)
        assert ines.post(f"{board}/excuses/user-{self.ids[excused]}").status_code == 303
        self.ledger.excused.add((excused, week))
        until = local(week, 5, 20)
        more = {"posts_due_at": until.strftime("%Y-%m-%dT%H:%M"), "note": "Ill."}
        assert ines.post(f"{board}/extensions/user-{self.ids[later]}", more).status_code == 303
        self.ledger.post_due[later, week] = until

    def _post(self, week: int, day: int, hour: int, *, share: float) -> None:
        """Let a share of those who have not answered yet do so."""
        for number, name in enumerate(self.names):
            if (name, week) in self.ledger.posts or self.chance.random() > share:
                continue
            moment = local(week, day, hour, number)
            with at(moment):
                writer = self.visit(name, f"{HERE}/posts/new?prompt={self.prompts[week]}")
                typed = {"title": f"{name} on week {week}", "body": "What I found is this."}
                answer = writer.post(f"{HERE}/posts", {**typed, "prompt": str(self.prompts[week])})
            assert answer.status_code == 303, answer.text
            self.authors[int(answer.location.rsplit("/", 1)[1])] = name
            self.ledger.posts[name, week] = moment
            self.ledger.note(name, moment)

    def _reply(self, week: int, day: int, hour: int, *, counts: tuple[int, ...]) -> None:
        """Let everybody answer some posts, of those that the page of the prompt shows them."""
        for number, name in enumerate(self.names):
            moment = local(week, day, hour, number)
            with at(moment):
                reader = self.visit(name, url := f"{HERE}/prompts/{self.prompts[week]}")
                shown = {int(id) for id in ANSWER.findall(reader.get(url).text)} & self.authors.keys()
                others = sorted(id for id in shown if self.authors[id] != name)
                assert not others or self._may_see(name, week)
                for post_id in self.chance.sample(others, min(self.chance.choice(counts), len(others))):
                    said = {"body": f"I saw that as well, {moment:%d %B %H:%M}."}
                    answer = reader.post(f"{HERE}/posts/{post_id}/comments", said)
                    assert answer.status_code == 303, answer.text
                    self._replied(name, week, post_id, moment)

    def _may_see(self, name: str, week: int) -> bool:
        """Say whether somebody may be shown answers of others: in every other week only if they posted."""
        key = (name, week)
        return week % 2 == 0 or key in self.ledger.posts or key in self.ledger.excused

    def _replied(self, name: str, week: int, post_id: int, moment: datetime) -> None:
        self.ledger.replies.setdefault((name, week), []).append(moment)
        self.ledger.received[self.authors[post_id]] += 1
        self.ledger.note(name, moment)


def address(name: str) -> str:
    """Return the address of a student."""
    return f"{name.replace(' ', '-').lower()}@uni.example"
