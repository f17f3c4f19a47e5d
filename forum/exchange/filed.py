"""The categories of a blog, and the ones that they are here: found by name, without a hierarchy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forum.exchange.entries import Term
from forum.exchange.lines import line
from forum.posts import filing, shelf
from forum.posts.models import CATEGORY_LIMIT, DESCRIPTION_LIMIT


class Categories:
    """Remembers which categories are needed, and makes those that a class does not have."""

    def __init__(self, course_id: int, terms: Iterable[Term]) -> None:
        self.course_id = course_id
        self._here = self._ids()
        self._descriptions = {fold(term.name): line(term.description, DESCRIPTION_LIMIT) for term in terms}
        self.new: dict[str, str] = {}  # names by what tells them apart

    def need_all(self, terms: Iterable[Term], *, with_tags: bool) -> None:
        """Note that the class gets every category of the blog, also those without a post."""
        for term in terms:
            if with_tags or term.kind == "category":
                self.need(term.name)

    def need(self, name: str) -> str:
        """Note that a post is filed under this category, and return the name it has here."""
        name = line(name, CATEGORY_LIMIT)
        if name and fold(name) not in self._here:
            self.new.setdefault(fold(name), name)
        return name

    def make(self) -> None:
        """Make the categories that are needed and missing. The caller commits."""
        here = self._ids()
        for folded, name in self.new.items():
            if folded not in here:
                filing.find_or_add(self.course_id, name, self._descriptions.get(folded, ""))
        self._here = self._ids()

    def ids(self, names: Sequence[str]) -> list[int]:
        """Return the ids of categories that are here by now."""
        return [self._here[fold(name)] for name in names if name]

    def _ids(self) -> dict[str, int]:
        return {fold(row.name): row.id for row in shelf.categories(self.course_id)}


def fold(name: str) -> str:
    """Return what two names have in common that differ in their case only, or in their length beyond ours."""
    return line(name, CATEGORY_LIMIT).casefold()
