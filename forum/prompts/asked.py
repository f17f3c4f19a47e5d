"""What an instructor asks for, as the form of a prompt sends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

TWICE = timedelta(minutes=1)  # a prompt that opens at once, sent again by a double click


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt: its words, of whom what is asked, and until when."""

    title: str
    body: str
    category_id: int | None = None
    opens_at: datetime | None = None  # None: at once, or when it did
    posts_due_at: datetime | None = None
    replies_due_at: datetime | None = None
    posts_wanted: int = 1
    replies_wanted: int = 0
    post_words: int = 0
    reply_words: int = 0
    section_ids: Sequence[int] | None = None  # None: the whole class
    must_post_first: bool = False
    after_posting: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the columns of the prompt that are taken as they are."""
        names = (
            "title",
            "category_id",
            "posts_due_at",
            "replies_due_at",
            "posts_wanted",
            "replies_wanted",
            "post_words",
            "reply_words",
            "must_post_first",
            "after_posting",
        )
        opens = {} if self.opens_at is None else {"opens_at": self.opens_at}
        return {
            **{name: getattr(self, name) for name in names},
            **opens,
            "for_sections": self.section_ids is not None,
        }

    def is_said_by(self, prompt: Any) -> bool:
        """Say whether a prompt has these words and columns; its sections are not looked at."""
        same = {name: value for name, value in self.columns().items() if name != "opens_at"}
        opens = self.opens_at is None or abs(self.opens_at - prompt.opens_at) < TWICE
        said = all(getattr(prompt, name) == value for name, value in same.items())
        return opens and said and prompt.body_markdown == self.body
