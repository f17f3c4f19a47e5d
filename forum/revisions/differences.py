"""What differs between two versions of a text, by words, in pieces that a page can show.

First paragraphs are compared, then the words of those that changed. Both stop when they would take too long:
what has changed is then shown whole. Why so: docs/decisions/revisions.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from forum.revisions.shortest import Budget, Edit, edits
from forum.revisions.words import paragraphs, words

STEPS = 600_000  # of one comparison: some tenths of a second
STEPS_OF_ONE = 300_000  # of these, for one part of the text: some 300 words in the place of 300 others
AROUND = 1  # unchanged paragraphs that are shown beside a changed one


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, all of one kind."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text: words in their order, or unchanged paragraphs (`many`) that need not be shown."""

    pieces: tuple[Piece, ...]
    many: int = 0

    @property
    def changed(self) -> bool:
        """Say whether anything in it is not as it was."""
        return any(piece.kind != Kind.SAME for piece in self.pieces)

    @property
    def both(self) -> list[Piece]:
        """What stood there before and what stands there now, for one column."""
        return _trimmed(self.pieces)

    @property
    def before(self) -> list[Piece]:
        """What stood there before."""
        return _trimmed([piece for piece in self.pieces if piece.kind != Kind.NEW])

    @property
    def after(self) -> list[Piece]:
        """What stands there now."""
        return _trimmed([piece for piece in self.pieces if piece.kind != Kind.GONE])


def _trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out the empty lines at the end, unless they are all that changed: parts stand apart anyway."""
    kept = list(pieces)
    for place in range(len(kept) - 1, -1, -1):
        kind, bare = kept[place].kind, kept[place].text.rstrip("\n")
        kept[place] = Piece(kind, bare if bare or kind == Kind.SAME else kept[place].text)
        if (kind == Kind.SAME and bare) or (place and kept[place - 1].kind == Kind.SAME):
            break
    return [piece for piece in kept if piece.text]


def compare(old: str, new: str, steps: int = STEPS) -> list[Part]:
    """Return a text in parts that say what became of the old version in the new one."""
    budget, a, b = Budget(steps), paragraphs(old), paragraphs(new)
    parts: list[Part] = []
    done = 0
    for edit in edits(a, b, budget):
        parts += _unchanged(a[done : edit.a1], 0 if not done else AROUND, AROUND)
        parts += _changed("".join(a[edit.a1 : edit.a2]), "".join(b[edit.b1 : edit.b2]), budget)
        done = edit.a2
    return [*parts, *_unchanged(a[done:], AROUND if parts else 0, 0)]


def whole(text: str) -> list[Part]:
    """Return a text in parts as it is, where there is nothing to compare it with."""
    return [_whole(paragraph) for paragraph in paragraphs(text)]


def line(old: str, new: str) -> Part:
    """Return what became of a single line, such as a title."""
    return Part(tuple(_pieces(old, new, Budget(STEPS_OF_ONE))))


def _unchanged(same: Sequence[str], head: int, tail: int) -> Iterator[Part]:
    """Show what stands beside a change, and fold away the rest where it is worth a click."""
    end = len(same) - tail
    if end - head < 2:
        yield from map(_whole, same)
        return
    yield from map(_whole, same[:head])
    yield Part(_whole("".join(same[head:end])).pieces, end - head)
    yield from map(_whole, same[end:])


def _whole(text: str) -> Part:
    return Part((Piece(Kind.SAME, text),))


def _changed(old: str, new: str, budget: Budget) -> Iterator[Part]:
    """Compare by words, and part what is found where a paragraph ends in both versions."""
    own = budget.share(STEPS_OF_ONE)
    row: list[Piece] = []
    for piece in _pieces(old, new, own):
        for text in paragraphs(piece.text) if piece.kind == Kind.SAME else [piece.text]:
            row.append(Piece(piece.kind, text))
            if piece.kind == Kind.SAME and text.endswith("\n\n"):
                yield Part(tuple(row))
                row = []
    budget.give_back(own)
    if row:
        yield Part(tuple(row))


def _pieces(old: str, new: str, budget: Budget) -> Iterator[Piece]:
    a, b = words(old), words(new)
    done = 0
    for edit in _joined(a, b, edits(a, b, budget)):
        yield from _piece(Kind.SAME, a[done : edit.a1])
        yield from _piece(Kind.GONE, a[edit.a1 : edit.a2])
        yield from _piece(Kind.NEW, b[edit.b1 : edit.b2])
        done = edit.a2
    yield from _piece(Kind.SAME, a[done:])


def _piece(kind: Kind, some: Sequence[str]) -> Iterator[Piece]:
    if some:
        yield Piece(kind, "".join(some))


def _joined(a: Sequence[str], b: Sequence[str], found: Sequence[Edit]) -> list[Edit]:
    """Make one edit of two that only a few words part: they read more easily than many small ones."""
    joined: list[Edit] = []
    for edit in found:
        edit = _moved(edit, a, b, joined[-1].a2 if joined else 0)
        if joined and _is_less(a[joined[-1].a2 : edit.a1], joined[-1], edit):
            edit = Edit(joined[-1].a1, edit.a2, joined[-1].b1, edit.b2)
            joined.pop()
        joined.append(edit)
    return joined


def _is_less(same: Sequence[str], *beside: Edit) -> bool:
    """Say whether what stayed between two edits is a space, or less than what changed on either side."""
    text = "".join(same)
    if "\n\n" in text:
        return False
    return not text.strip() or len(same) <= min(max(e.a2 - e.a1, e.b2 - e.b1) for e in beside)


def _moved(edit: Edit, a: Sequence[str], b: Sequence[str], floor: int) -> Edit:
    """Move what only came or only went to where a line or a word begins, if it says the same there."""
    if edit.a1 < edit.a2 and edit.b1 < edit.b2:
        return edit
    all_, first, last = (a, edit.a1, edit.a2) if edit.a1 < edit.a2 else (b, edit.b1, edit.b2)
    best = (_edge(all_, first), 0)
    for back in range(1, edit.a1 - floor + 1):
        if all_[first - back] != all_[last - back]:
            break
        best = max(best, (_edge(all_, first - back), -back))
    return Edit(*(place + best[1] for place in edit))


def _edge(all_: Sequence[str], place: int) -> int:
    before = all_[place - 1] if place else "\n"
    return 2 if before == "\n" else int(before.isspace())
