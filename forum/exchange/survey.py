"""The first reading of an export: that it is sound, who wrote in it, and which files it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from forum.exchange import wxr
from forum.exchange.entries import Author, Item, Site, Term
from forum.exchange.shortcodes import Pictures

Progress = Callable[[int], None]
"""Given how far something has got since the last time: bytes read, or texts made ready."""


@dataclass(slots=True)
class Survey:
    """What has to be known of the whole export before its first text is made ready."""

    path: Path
    zone: tzinfo
    site: Site = field(default_factory=lambda: Site("", "", ""))
    authors: list[Author] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    files: dict[int, tuple[str, str]] = field(default_factory=dict)  # title and address by id
    files_of: dict[int, list[int]] = field(default_factory=dict)  # ids of files by that of their post
    texts: int = 0  # items and comments, whatever becomes of them

    def items(self) -> Iterator[Item]:
        """Read the file once more and yield its items. Raises wxr.BrokenExport if it has changed since."""
        with self.path.open("rb") as stream:
            yield from (entry for entry in wxr.read(stream, zone=self.zone) if isinstance(entry, Item))

    def pictures_of(self, item: Item) -> Pictures:
        """Return what finds the files that a gallery in this item names, or else those of the item."""

        def pictures(ids: tuple[int, ...]) -> Iterator[tuple[str, str]]:
            wanted = ids or self.files_of.get(item.id, ())
            return (self.files[number] for number in wanted if number in self.files)

        return pictures


def survey(path: Path, *, zone: tzinfo, progress: Progress) -> Survey:
    """Read an export once from end to end. Raises wxr.BrokenExport, wxr.RefusedExport, wxr.NotAnExport."""
    found = Survey(path, zone)
    with path.open("rb") as stream:
        told = 0
        for entry in wxr.read(stream, zone=zone):
            _take(found, entry)
            if stream.tell() > told:
                progress(stream.tell() - told)
                told = stream.tell()
    return found


def _take(found: Survey, entry: Site | Author | Term | Item) -> None:
    match entry:
        case Site():
            found.site = entry
        case Author():
            found.authors.append(entry)
        case Term():
            found.terms.append(entry)
        case Item():
            found.texts += 1 + len(entry.comments)
            _take_file(found, entry)


def _take_file(found: Survey, item: Item) -> None:
    if item.attachment_url:
        found.files[item.id] = (item.title, item.attachment_url)
        found.files_of.setdefault(item.parent_id, []).append(item.id)
