"""The people of a roster: what each row of a file says of somebody, or why it says nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

from flask_babel import gettext as _

from forum.auth.models import EMAIL_LIMIT, NAME_LIMIT
from forum.courses import addresses
from forum.courses.models import SECTION_LIMIT, Role
from forum.rosters import columns
from forum.rosters.columns import Column, Origin
from forum.rosters.reading import Record, Table, Unreadable
from forum.sheets import unguarded

CELL_LIMIT = 300  # characters of a cell that are kept
PLAIN = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
ROLES = {
    Role.INSTRUCTOR: "instructor|teacher|lecturer|professor|teacherenrollment|editing teacher|dozent"
    "|dozentin",
    Role.ASSISTANT: "assistant|ta|teaching assistant|taenrollment|non editing teacher|tutor|tutorin|grader",
    Role.STUDENT: "student|learner|participant|studentenrollment|studentin|teilnehmer|étudiant|estudiante",
    Role.OBSERVER: "observer|auditor|guest|observerenrollment|gast",
}
CALLED = {name: role for role, names in ROLES.items() for name in names.split("|")}
BETWEEN = {False: re.compile(r"[|;]"), True: re.compile(r"[|;,]")}  # several sections; True: in Moodle's file
# Rows of a Canvas gradebook that are nobody: what assignments are worth, and the student of its preview.
NOBODY = ("points possible", "student, test", "test student")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says of somebody; with a fault, the cells as they stood there."""

    line: int
    email: str
    name: str = ""
    role: str = ""  # "": not said
    sections: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    fault: str = ""  # a sentence

    def stored(self) -> list[Any]:
        """Return it as JSON can hold it."""
        return [self.line, self.email, self.name, self.role, self.sections, self.groups, self.fault]

    @classmethod
    def restored(cls, row: Sequence[Any]) -> Self:
        """Return what stored() has made a row of."""
        line, email, name, role, sections, groups, fault = row
        return cls(line, email, name, role, tuple(sections), tuple(groups), fault)


def read(table: Table, *, domain: str = "") -> list[Entry]:
    """Return the people of a table, by line. The first row with an address counts, later ones are faulty.

    `domain` makes an address of a name without an @. Raises Unreadable where no column can be an address.
    """
    places, origin = columns.places(table.head), columns.origin(table.head)
    if Column.EMAIL not in places and Column.LOGIN not in places:
        named = ", ".join(filter(None, (" ".join(cell.split()) for cell in table.head)))[:CELL_LIMIT]
        raise Unreadable(_("No column is called “email”. The first line says: %(named)s", named=named))
    canvas = origin == Origin.CANVAS
    people = (record for record in table.records if not (canvas and _is_nobody(record, places)))
    return list(_each_once(_entry(_cells(record, places), record, origin, domain) for record in people))


def _is_nobody(record: Record, places: Mapping[Column, int]) -> bool:
    """Say whether a row of a Canvas gradebook is about its assignments."""
    name = _cells(record, places).get(Column.NAME, "").casefold()
    return not name or name in NOBODY


def _cells(record: Record, places: Mapping[Column, int]) -> dict[Column, str]:
    """Return the cells of a row that we know, each in one line."""
    cells = record.cells
    known = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
    return {column: _tidied(cell) for column, cell in known.items()}


def _tidied(cell: str) -> str:
    """Return a cell in one line, without what guards it in a CSV of ours; in most there is nothing to do."""
    return " ".join((unguarded(cell) if "'" in cell else cell).split())


def _entry(cells: Mapping[Column, str], record: Record, origin: Origin, domain: str) -> Entry:
    said = cells.get(Column.ROLE, "")[:CELL_LIMIT]
    entry = Entry(
        record.line,
        _email(cells, domain)[:CELL_LIMIT],
        _name(cells, origin)[:CELL_LIMIT],
        _role(said) or said,
        _several(cells.get(Column.SECTION, ""), origin),
        _several(cells.get(Column.GROUP, ""), origin),
    )
    fault = _fault(entry) if record.is_whole else _("The quotation marks in this line do not fit together.")
    return replace(entry, fault=fault) if fault else entry


@lru_cache(maxsize=256)
def _role(said: str) -> str:
    """Return the role that somebody means by a word, "" where it is none that we know."""
    return str(CALLED.get(columns.folded(said), ""))


def _email(cells: Mapping[Column, str], domain: str) -> str:
    """Return the address; a name for signing in may be one, or become one with the domain."""
    found = cells.get(Column.EMAIL) or cells.get(Column.LOGIN) or ""
    email = found.lower().removeprefix("mailto:")
    return f"{email}@{domain}" if email and domain and "@" not in email else email


def _name(cells: Mapping[Column, str], origin: Origin) -> str:
    """Return what somebody is called. Canvas writes "Lima, Ines"."""
    name = cells.get(Column.NAME, "")
    if not name:
        return " ".join(filter(None, (cells.get(Column.FIRST), cells.get(Column.LAST))))
    last, comma, first = name.partition(", ")
    turned = origin == Origin.CANVAS and comma and "," not in first
    return f"{first} {last}" if turned else name


def _several(cell: str, origin: Origin) -> tuple[str, ...]:
    """Return the sections that a cell names: between | or ;, in Moodle's between commas. None twice."""
    if not cell:
        return ()
    names = BETWEEN[origin == Origin.MOODLE].split(cell)
    tidied = {name.strip().casefold(): name.strip()[:CELL_LIMIT] for name in reversed(names)}
    return tuple(name for name in reversed(tidied.values()) if name)


def _fault(said: Entry) -> str:
    """Return what is wrong with a row, or "" where nothing is."""
    if not said.email:
        return _("There is no e-mail address in this row.")
    if not is_address(said.email):
        if "@" not in said.email:
            return _("“%(name)s” is no e-mail address. Say what stands after its @.", name=said.email[:60])
        return _("“%(name)s” is no e-mail address.", name=said.email[:60])
    if len(said.name) > NAME_LIMIT:
        return _("The name is longer than 100 characters.")
    if said.role and not _role(said.role):
        return _("The role “%(name)s” is not known.", name=said.role[:60])
    if any(len(name) > SECTION_LIMIT for name in (*said.sections, *said.groups)):
        return _("The name of a section is longer than 80 characters.")
    return _("A character in this row is no text.") if _has_controls(said) else ""


def _has_controls(said: Entry) -> bool:
    text = "".join((said.name, *said.sections, *said.groups))
    return not text.isprintable() and any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)


def is_address(text: str) -> bool:
    """Say whether a text is one e-mail address; for a plain one its domain is looked at once for all."""
    name, _at, domain = text.rpartition("@")
    if PLAIN.match(name):
        return len(text) <= EMAIL_LIMIT and _is_domain(domain)
    return addresses.is_one(text)


@lru_cache(maxsize=2048)
def _is_domain(domain: str) -> bool:
    return addresses.is_one(f"a@{domain}")


def _each_once(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield all, those whose address stood in an earlier line as faulty."""
    lines: dict[str, int] = {}
    for entry in entries:
        first = lines.setdefault(entry.email, entry.line) if not entry.fault else entry.line
        if first != entry.line:
            entry = replace(entry, fault=_("Line %(line)s has the same address.", line=first))
        yield entry
