"""Who somebody is in a class: what the rules of policy.py are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, Protocol

from forum.courses.models import Role

NOBODY = 0  # no user has this id


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who looks at a class: a member, a site admin, or a visitor of a public class."""

    course_id: int
    course_open: bool
    user_id: int | None = None  # None: a visitor who is not signed in
    role: str | None = None  # None: not a member
    is_admin: bool = False
    is_tied: bool = False  # an assistant, to the sections that they are in
    sections: frozenset[int] = frozenset()  # in which they are
    answered: frozenset[int] = frozenset()  # prompts, of those where who reads must post first
    has_apart: bool = True  # some posts of the class are not for everybody
    # What follows from these; a page asks it some hundred times.
    teaches: bool = field(init=False, compare=False)  # an instructor of this class, or the admin of the site
    staff: bool = field(init=False, compare=False)  # instructors and their assistants
    belongs: bool = field(init=False, compare=False)  # in the class in any role, observers too
    takes_part: bool = field(
        init=False, compare=False
    )  # writes: observers and visitors never, in a closed class nobody
    everywhere: bool = field(init=False, compare=False)  # sees what is for any section
    ungated: bool = field(init=False, compare=False)  # sees the answers to a prompt before having answered it
    misses: bool = field(init=False, compare=False)  # there may be posts that are not for them

    def __post_init__(self) -> None:
        know = partial(object.__setattr__, self)  # it is frozen from here on
        know("teaches", self.is_admin or self.role == Role.INSTRUCTOR)
        know("staff", self.teaches or self.role == Role.ASSISTANT)
        know("belongs", self.is_admin or self.role is not None)
        know("takes_part", self.course_open and (self.staff or self.role == Role.STUDENT))
        know("everywhere", self.teaches or (self.role == Role.ASSISTANT and not self.is_tied))
        know("ungated", self.staff or self.role == Role.OBSERVER)
        know("misses", self.has_apart and not (self.everywhere and self.ungated))

    def somebody(self) -> Member:
        """Return somebody else of the same standing: who may do the same to all that is not one's own.

        They have no sections, nor answers: what they are shown has been found for the member already.
        """
        if self.user_id is None:
            return self
        return _somebody(self.course_id, self.course_open, self.role, self.is_admin, self.is_tied)


@lru_cache(maxsize=512)
def _somebody(course_id: int, course_open: bool, role: str | None, is_admin: bool, is_tied: bool) -> Member:
    return Member(course_id, course_open, NOBODY, role, is_admin, is_tied)


class Reader(Protocol):
    """What the SQL twins need to know: a member, or the place of one in a statement (prepared.Asker)."""

    @property
    def staff(self) -> bool: ...
    @property
    def belongs(self) -> bool: ...
    @property
    def user_id(self) -> Any: ...
    @property
    def course_id(self) -> Any: ...
    @property
    def everywhere(self) -> Any: ...
    @property
    def ungated(self) -> Any: ...
    @property
    def has_apart(self) -> bool: ...


def visitor(course: Any) -> Member:
    """Return the member that somebody without an account is in a public class."""
    return Member(course.id, course.is_open, has_apart=bool(course.has_apart))
