"""What an import tells when it is done: what came, what did not and why, and who became whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flask_babel import gettext as _

from forum.exchange.lines import ELLIPSIS, line
from forum.exchange.people import Becoming

EXAMPLES = 3  # of each thing that was left out or changed
WIDTH = 60  # characters of an example


@dataclass(slots=True)
class Tally:
    """How often something happened, and the first few times."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, example: str) -> None:
        self.count += 1
        if example and len(self.examples) < EXAMPLES:
            self.examples.append(line(example, WIDTH))


@dataclass(slots=True)
class Report:
    """The numbers of one import; the keys of all but `came` are words for a person."""

    came: Counter[str] = field(default_factory=Counter)  # by the names in _kinds()
    was_here: dict[str, int] = field(default_factory=dict)
    changes: dict[str, Tally] = field(default_factory=dict)
    left: dict[str, Tally] = field(default_factory=dict)
    people: list[Becoming] = field(default_factory=list)

    def came_in(self, what: str, number: int = 1) -> None:
        """Count what is new in the class: posts, pages, comments, categories or people."""
        self.came[what] += number

    def is_here(self, what: str) -> None:
        """Count what an earlier import has brought."""
        self.was_here[what] = self.was_here.get(what, 0) + 1

    def changed(self, how: str, example: str = "") -> None:
        """Count what came in another way than it stood in the blog."""
        self.changes.setdefault(how, Tally()).add(example)

    def left_out(self, why: str, example: str = "") -> None:
        """Count what did not come."""
        self.left.setdefault(why, Tally()).add(example)

    def lines(self) -> Iterator[str]:
        """Yield the report as lines of text."""
        came = {words: self.came[kind] for kind, words in _kinds().items() if self.came[kind]}
        yield from _counts(_("Came in"), came) if came else ("", _("Nothing new came in."))
        yield from _counts(_("Was here already, and stays as it is"), self.was_here)
        yield from _tallies(_("Came in, but"), self.changes)
        yield from _tallies(_("Left out"), self.left)
        yield from _people(self.people)


def _kinds() -> dict[str, str]:
    return {
        "posts": _("posts"),
        "pages": _("pages, as posts"),
        "comments": _("comments"),
        "categories": _("categories"),
        "people": _("people, who have no password yet"),
    }


def _counts(heading: str, counts: dict[str, int]) -> Iterator[str]:
    if counts:
        yield from ("", heading)
        yield from (f"  {number:>7}  {what}" for what, number in counts.items())


def _tallies(heading: str, tallies: dict[str, Tally]) -> Iterator[str]:
    if tallies:
        yield from ("", heading)
    for sentence, tally in tallies.items():
        yield f"  {tally.count:>7}  {sentence}"
        yield from (f"             {example}" for example in tally.examples)
        if tally.examples and tally.count > len(tally.examples):
            yield f"             {ELLIPSIS}"


def _people(people: Iterable[Becoming]) -> Iterator[str]:
    if people := sorted(people, key=lambda person: person.name.casefold()):
        yield from ("", _("Who became whom"))
    for person in people:
        yield f"  {line(person.name, WIDTH)} \u2192 {_account(person)}"


def _account(person: Becoming) -> str:
    parts = [person.account_name if person.is_here else _("new account"), person.email or _("no address")]
    if person.is_here and person.email and not person.is_confirmed:
        parts.append(_("address not confirmed"))
    if not person.joins:
        parts.append(_("no member"))
    return ", ".join(parts)
