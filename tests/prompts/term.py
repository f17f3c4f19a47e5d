"""A class in which much has happened by chance: the rows go in at once, whatever the pages would allow."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from forum import clock
from forum.auth.models import User
from forum.comments.models import Comment
from forum.courses.models import Membership, Placing, Section
from forum.extensions import db
from forum.posts.models import CoAuthor, Post
from forum.prompts.models import Arrangement, Prompt, PromptSection

STUDENTS, PROMPTS, POSTS, COMMENTS, DAYS = 9, 6, 90, 260, 40
TEXT = {"body_markdown": "", "body_html": ""}


def fill(course_id: int, seed: int) -> None:
    """Add students, sections, prompts, arrangements, posts and comments to a class."""
    Term(course_id, Random(seed)).fill()  # noqa: S311  # the same class for the same seed
    db.session.commit()


class Term:
    def __init__(self, course_id: int, chance: Random) -> None:
        self.course_id, self.chance, self.start = course_id, chance, clock.now() - timedelta(days=DAYS)

    def fill(self) -> None:
        self.people = self._add(
            User(name=f"Student {n}", email=f"student-{self.course_id}-{n}@example.org")
            for n in range(STUDENTS)
        )
        here = {"course_id": self.course_id}
        self._add(Membership(**here, user_id=user.id, **self._standing()) for user in self.people)
        self.sections = self._add(Section(**here, name=name, position=ord(name)) for name in "ABC")
        self._place()
        self.prompts = self._add(self._prompt(n) for n in range(PROMPTS))
        self._add(
            PromptSection(prompt_id=prompt.id, section_id=section.id)
            for prompt in self.prompts
            for section in self.chance.sample(self.sections, self.chance.randrange(3))
        )
        self._arrange()
        self.posts = self._add(self._post() for _ in range(POSTS))
        self._co_write()
        self._add(self._comment(n) for n in range(COMMENTS))

    def _add(self, rows: Any) -> list[Any]:
        added = list(rows)
        db.session.add_all(added)
        db.session.flush()
        return added

    def _maybe(self, one_in: int = 2) -> bool:
        return self.chance.randrange(one_in) == 0

    def _moment(self) -> Any:
        return self.start + timedelta(minutes=self.chance.randrange(DAYS * 24 * 60))

    def _standing(self) -> dict[str, Any]:
        role = self.chance.choice(["student"] * 5 + ["observer", "assistant"])
        joined_at = self._moment() if self._maybe(3) else self.start
        return {
            "role": role,
            "removed_at": self._moment() if self._maybe(6) else None,
            "joined_at": joined_at,
        }

    def _place(self) -> None:
        here = {"course_id": self.course_id}
        for user in self.people:
            placed = self.chance.sample(self.sections, self.chance.randrange(3))
            self._add(Placing(**here, user_id=user.id, section_id=section.id) for section in placed)

    def _prompt(self, number: int) -> Prompt:
        return Prompt(
            course_id=self.course_id,
            title=f"Prompt {number}",
            **TEXT,
            opens_at=self._moment() + timedelta(days=10),
            posts_due_at=None if self._maybe(5) else self._moment(),
            replies_due_at=None if self._maybe(5) else self._moment(),
            posts_wanted=self.chance.randrange(3),
            replies_wanted=self.chance.randrange(3),
            post_words=self.chance.choice([0, 50]),
            reply_words=self.chance.choice([0, 20]),
            for_sections=self._maybe(),
            deleted_at=self._moment() if self._maybe(6) else None,
        )

    def _arrange(self) -> None:
        for prompt in self.prompts:
            for user in self.chance.sample(self.people, 3):
                self._deal(prompt, user_id=user.id)
            for section in self.chance.sample(self.sections, 1):
                self._deal(prompt, section_id=section.id)

    def _deal(self, prompt: Prompt, **whom: int) -> None:
        due = {f"{kind}_due_at": self._moment() for kind in ("posts", "replies") if self._maybe()}
        self._add(
            [
                Arrangement(
                    course_id=self.course_id,
                    prompt_id=prompt.id,
                    **self._excuse("user_id" in whom),
                    **whom,
                    **due,
                )
            ]
        )

    def _excuse(self, alone: bool) -> dict[str, bool]:
        """Excuse one in four; of those with whom it is arranged alone, let some owe it still."""
        is_excused = self._maybe(4)
        return {"is_excused": is_excused, "still_owes": alone and not is_excused and self._maybe()}

    def _gone(self) -> dict[str, Any]:
        return {name: self._moment() for name in ("hidden_at", "deleted_at") if self._maybe(10)}

    def _post(self) -> Post:
        prompt = self.chance.choice([*self.prompts, None])
        return Post(
            course_id=self.course_id,
            author_id=self.chance.choice(self.people).id,
            prompt_id=prompt and prompt.id,
            state=self.chance.choice(["published"] * 6 + ["draft", "private"]),
            title="T",
            **TEXT,
            month="2027-01",
            words=self.chance.randrange(100),
            published_at=self._moment(),
            counts_since=self._moment() if self._maybe(4) else None,
            **self._gone(),
        )

    def _co_write(self) -> None:
        here = {"course_id": self.course_id}
        for post in self.chance.sample(self.posts, 30):
            others = self.chance.sample(self.people, 2)
            self._add(
                CoAuthor(**here, post_id=post.id, user_id=user.id, place=place, since=self._named())
                for place, user in enumerate(others)
            )

    def _named(self) -> Any:
        return self._moment() if self._maybe(3) else None

    def _comment(self, number: int) -> Comment:
        return Comment(
            course_id=self.course_id,
            post_id=self.chance.choice(self.posts).id,
            author_id=self.chance.choice(self.people).id,
            path=f"{number:06d}",
            **TEXT,
            words=self.chance.randrange(40),
            created_at=self._moment(),
            counts_since=self._moment() if self._maybe(4) else None,
            **self._gone(),
        )
