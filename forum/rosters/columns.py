"""The columns of a roster, as people and other programs name them, and whose export a file is.

What the exports of others hold was looked up in files of theirs: the gradebook of Canvas ("Student, ID,
SIS User ID, SIS Login ID, Section", with a row "Points Possible"), the list of participants of Moodle ("First
name", "Surname" or "Last name", "Email address", Groups, in the language of who exports it) and the grade
center of Blackboard ("Last Name", "First Name", "Username", "Student ID", as text with tabs in UTF-16).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from forum.sheets import unguarded


class Column(StrEnum):
    """What a column of a roster tells."""

    EMAIL = "email"
    LOGIN = "login"  # a name for signing in elsewhere, which may be an address or the beginning of one
    NAME = "name"
    FIRST = "first"
    LAST = "last"
    SECTION = "section"
    GROUP = "group"
    ROLE = "role"


class Origin(StrEnum):
    """Whose export a file is."""

    OWN = "own"
    CANVAS = "canvas"
    MOODLE = "moodle"
    BLACKBOARD = "blackboard"


NAMES = {
    Column.EMAIL: "email|e mail|mail|email address|e mail address|primary email|school email|e mail adresse"
    "|emailadresse|adresse e mail|adresse de courriel|courriel|correo|correo electrónico|dirección de correo"
    "|dirección email|e mailadres",
    Column.LOGIN: "sis login id|login id|username|user name|login|benutzername|anmeldename|nom d'utilisateur"
    "|nombre de usuario",
    Column.NAME: "name|full name|student|student name|display name|vollständiger name|nom complet"
    "|nombre completo|nom",
    Column.FIRST: "first name|firstname|given name|vorname|prénom|nombre|voornaam",
    Column.LAST: "last name|lastname|surname|family name|nachname|familienname|nom de famille|apellido(s)"
    "|apellidos|achternaam",
    Column.SECTION: "section|sections|section name",
    Column.GROUP: "group|groups|group name|gruppe|gruppen|groupe|groupes|grupo|grupos|groep|groepen",
    Column.ROLE: "role|roles|rolle|rollen|rôle|rôles|rol",
}
CALLED = {name: column for column, names in NAMES.items() for name in names.split("|")}
CANVAS = ({"student", "sis login id"}, {"student", "sis user id"}, {"student", "id", "section"})
BLACKBOARD = ({"last name", "first name", "username"},)
MOODLE = (
    {"first name", "surname", "email address"}, {"first name", "last name", "email address"},
    {"vorname", "nachname", "e mail adresse"}, {"prénom", "nom de famille", "adresse de courriel"},
    {"nombre", "apellido(s)", "dirección de correo"}, {"voornaam", "achternaam", "e mailadres"},
)  # fmt: skip
SIGNS = {Origin.CANVAS: CANVAS, Origin.BLACKBOARD: BLACKBOARD, Origin.MOODLE: MOODLE}


def folded(cell: str) -> str:
    """Return the name of a column as it is compared: in small letters, with single spaces for _ and -."""
    return " ".join(unguarded(cell).casefold().replace("_", " ").replace("-", " ").split())


def places(head: Sequence[str]) -> Mapping[Column, int]:
    """Return which columns a head names, and where; the first of two counts.

    A name beside a first name is a last name, as in "Name;Vorname".
    """
    found: dict[Column, int] = {}
    for place, cell in enumerate(head):
        column = CALLED.get(folded(cell))
        if column is not None:
            found.setdefault(column, place)
    if Column.FIRST in found and Column.LAST not in found and Column.NAME in found:
        found[Column.LAST] = found.pop(Column.NAME)
    return found


def origin(head: Sequence[str]) -> Origin:
    """Say whose export a file with this head is."""
    names = {folded(cell) for cell in head}
    known = (origin for origin, signs in SIGNS.items() if any(sign <= names for sign in signs))
    return next(known, Origin.OWN)
