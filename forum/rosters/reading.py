"""Reading a table out of what spreadsheets write: CSV, with the letters and separators of any country."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from flask_babel import gettext as _

from forum.rosters import columns

MOST_BYTES = 8_000_000
MOST_ROWS = 50_000
MOST_LINES = 20  # of one record: longer ones begin with a quotation mark that nobody closed
SEPARATORS = ",;\t"
NAMED_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # what Excel wants, as the first line
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls


class Unreadable(Exception):
    """A file out of which no roster can be read; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file."""

    line: int  # where it begins; the first line is 1
    cells: Sequence[str]
    is_whole: bool = True  # False: its quotation marks do not fit together


@dataclass(frozen=True, slots=True)
class Table:
    """What stands in a file: the names of its columns, and its rows but for empty ones."""

    head: Sequence[str]
    records: Sequence[Record]


def read(data: bytes) -> Table:
    """Read a file. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_("This file is larger than 8 MB. Leave columns out, or send it in two parts."))
    if data.startswith(WORKBOOKS):
        raise Unreadable(_("This is a workbook. Save it as CSV in your spreadsheet, and send that file."))
    text = decoded(data)
    if "\0" in text:
        raise Unreadable(_("This is no text. Save the list as CSV in your spreadsheet, and send that file."))
    return _table(text)


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8, UTF-16, or the letters of Western Europe (Windows-1252, Latin-1).

    What is valid UTF-8 is UTF-8: of texts in another encoding with a letter beyond ASCII almost none is.
    """
    named = next((name for bom, name in BOMS.items() if data.startswith(bom)), None)
    guesses = [named] if named else [*_without_bom(data), "utf-8", "cp1252", "latin-1"]
    for encoding in guesses:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The letters of this file cannot be read. Save it as CSV in UTF-8."))


def _without_bom(data: bytes) -> list[str]:
    """Return UTF-16 where every other byte of the first two letters is none."""
    if data[1:2] == data[3:4] == b"\0":
        return ["utf-16-le"]
    return ["utf-16-be"] if data[0:1] == data[2:3] == b"\0" and len(data) > 2 else []


def _table(text: str) -> Table:
    named = NAMED_SEPARATOR.match(text)
    lines = list(StringIO(text, newline=""))  # newline="": they keep the ends they have
    begin = 1 if named else 0
    separator = named.group(1) if named else _separator(lines)
    rows = [record for record in _records(lines, begin, separator) if any(map(str.strip, record.cells))]
    if not rows:
        raise Unreadable(_("There is nothing in it. The first line names the columns, the others people."))
    head, *records = rows
    if len(records) > MOST_ROWS:
        raise Unreadable(_("These are %(many)s rows; 50000 fit. Send the file in parts.", many=len(records)))
    return Table(head.cells, records)


def _separator(lines: Sequence[str]) -> str:
    """Return what parts the cells: what names the most columns that we know, else just the most."""
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)

    def score(separator: str) -> tuple[int, int]:
        head = next(iter(_records(lines, first, separator)), Record(0, ())).cells
        return len(columns.places(head)), len(head)

    return max(SEPARATORS, key=score)


def _records(lines: Sequence[str], begin: int, separator: str) -> Iterator[Record]:
    place = begin
    while place < len(lines):
        cells, used, is_whole = _next(lines[place : place + MOST_LINES], separator)
        yield Record(place + 1, cells, is_whole)
        place += used


def _next(lines: Sequence[str], separator: str) -> tuple[list[str], int, bool]:
    """Return the first record of some lines, how many of them it takes, and whether it is whole.

    Where quotation marks do not fit together it is the first line alone, so that no row after it is lost.
    """
    if '"' not in lines[0]:
        lines = lines[:1]
    strictly = csv.reader(lines, delimiter=separator, strict=True)
    try:
        return next(strictly), strictly.line_num, True
    except csv.Error:
        pass
    try:
        return next(csv.reader(lines[:1], delimiter=separator)), 1, False
    except csv.Error:  # a cell of more than 131072 characters
        return [lines[0][:200]], 1, False
