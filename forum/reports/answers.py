"""Who answers whom: the students of a class or section, and how often each answered each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from forum.reports import heat, queries, terms
from forum.reports.heat import Scale
from forum.reports.terms import EVER, Span
from forum.standing import Member

MOST = 30  # students whose graph can be read, and whose matrix has its numbers in it
NAMED = 3  # of those whom somebody answers most


@dataclass(slots=True)
class Person:
    """A student, and what they have to do with others: numbers by the ids of those."""

    id: int
    name: str
    to: dict[int, int] = field(default_factory=dict)  # students whom they answered
    to_others: int = 0  # and those who teach, observe or are not here any more
    by: dict[int, int] = field(default_factory=dict)
    by_others: int = 0

    @property
    def given(self) -> int:
        """Return how often they answered somebody; two who wrote a post together are two."""
        return sum(self.to.values()) + self.to_others

    @property
    def received(self) -> int:
        """Return how often somebody answered them."""
        return sum(self.by.values()) + self.by_others

    def most(self, people: dict[int, Person]) -> list[tuple[str, int]]:
        """Return whom they answered most, and how often."""
        often = sorted(self.to.items(), key=lambda pair: (-pair[1], people[pair[0]].name))
        return [(people[id].name, number) for id, number in often[:NAMED]]


@dataclass(frozen=True, slots=True)
class Answers:
    """All of them, by name."""

    people: dict[int, Person]
    scale: Scale

    @property
    def is_small(self) -> bool:
        """Whether all fit into one graph."""
        return len(self.people) <= MOST

    @property
    def squares(self) -> list[tuple[int, str]]:
        """Return the squares of the matrix as one path for each shade; who answers is the row."""
        place = {id: n for n, id in enumerate(self.people)}
        paths: dict[int, list[str]] = defaultdict(list)
        for person in self.people.values():
            for id, number in person.to.items():
                paths[self.scale.shade(number)].append(f"M{place[id]} {place[person.id]}h1v1h-1z")
        return [(shade, "".join(parts)) for shade, parts in sorted(paths.items())]


def of_class(member: Member, course: Any, span: Span = EVER, section_id: int | None = None) -> Answers:
    """Return who of the students that somebody of the staff sees answered whom."""
    students = queries.students(member, section_id)
    return build(students, queries.pairs(course.id, terms.of(course), span))


def build(students: Iterable[Any], pairs: Sequence[Any]) -> Answers:
    """Put together who answered whom; what concerns others is one number for each."""
    people = {row.id: Person(row.id, row.name) for row in students}
    numbers: dict[tuple[int, int], int] = defaultdict(int)
    for row in pairs:
        numbers[row.by_id, row.user_id] += row.number
    for (by_id, user_id), number in numbers.items():
        _take_up(people.get(by_id), people.get(user_id), number)
    return Answers(people, heat.scale(many for person in people.values() for many in person.to.values()))


def _take_up(by: Person | None, whom: Person | None, number: int) -> None:
    if by and whom:
        by.to[whom.id] = whom.by[by.id] = number
    elif by:
        by.to_others += number
    elif whom:
        whom.by_others += number
