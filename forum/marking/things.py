"""What a mark can be about, as an address: a post of a student's, their part in a thread, a prompt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forum.marking.models import About, Mark


@dataclass(frozen=True, slots=True)
class Thing:
    """What one student is given a note and points for: a post, what they said under it, or a prompt."""

    about: About
    id: int  # of the post, or of the prompt
    student_id: int

    @property
    def path(self) -> str:
        """Where its mark is written, below the address of the class."""
        if self.about == About.PROMPT:
            return f"/prompts/{self.id}/marks/{self.student_id}"
        return f"/posts/{self.id}/marks/{self.student_id}" + ("/part" if self.about == About.PART else "")

    @property
    def columns(self) -> dict[str, Any]:
        """Return the columns of a mark that say what it is about."""
        of_prompt = self.about == About.PROMPT
        about = {"post_id": None if of_prompt else self.id, "prompt_id": self.id if of_prompt else None}
        return {"student_id": self.student_id, "about": self.about, **about}

    @property
    def key(self) -> tuple[str, ...]:
        """Return by which columns there is one mark for it."""
        of_prompt = self.about == About.PROMPT
        return ("student_id", "prompt_id") if of_prompt else ("student_id", "post_id", "about")

    def its(self) -> tuple[Any, ...]:
        """Return what is true of its mark."""
        return tuple(getattr(Mark, name) == self.columns[name] for name in self.key)


def thing_of(mark: Any) -> Thing:
    """Return what a mark is about."""
    return Thing(About(mark.about), mark.post_id or mark.prompt_id, mark.student_id)
