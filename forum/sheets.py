"""Tables for spreadsheets: as CSV and as XLSX, in which nobody's words become a formula.

What members wrote is opened by a teacher's spreadsheet, which would run "=HYPERLINK(...)" in a cell of a CSV.
Guarded as the OWASP advises on CSV injection; XLSX says of each cell that it is text, and needs no guard.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

Cell = str | int | float | date | datetime | None

BOM = "\ufeff"  # without it Excel takes UTF-8 for the letters of its own country
LONGEST_CELL = 32_767  # characters, of XLSX
LONGEST_NAME = 31  # of a sheet within a file
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
WIDTHS = (6, 46)  # of a column, in characters: the least, the most

# A sign that begins a formula, at the beginning of a cell or where another separator than the comma would
# begin one: Excel takes the separator of its country. Full-width signs count as the others in Japan.
SIGNS = "=+\\-@\uff0b\uff0d\uff1d\uff20"
PLACES = rf"(?:^(?='*[\t\r\n]|[\s\"']*[{SIGNS}])|(?<=[;\t\r\n])(?=[\s\"']*[{SIGNS}]))"
GUARDS = rf"(?:^'(?='*[\t\r\n]|[\s\"']*[{SIGNS}])|(?<=[;\t\r\n])'(?=[\s\"']*[{SIGNS}]))"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: what it is called, the names of its columns, its rows. Times are in the zone of who reads."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def guarded(text: str) -> str:
    """Return a text that is no formula in a spreadsheet: with an apostrophe before what would begin one."""
    return re.sub(PLACES, "'", text)


def unguarded(text: str) -> str:
    """Return a cell of a CSV of ours as it was before it was guarded."""
    return re.sub(GUARDS, "", text)


def as_csv(sheet: Sheet) -> bytes:
    """Return a table as CSV (RFC 4180): UTF-8 with a byte order mark, commas, guarded texts."""
    lines = StringIO()
    writer = csv.writer(lines)
    writer.writerow(map(guarded, sheet.head))
    writer.writerows(map(_in_csv, row) for row in sheet.rows)
    return (BOM + lines.getvalue()).encode()


def _in_csv(cell: Cell) -> Any:
    if isinstance(cell, str):
        return guarded(cell)
    return cell.strftime("%Y-%m-%d %H:%M") if isinstance(cell, datetime) else cell


def as_xlsx(sheet: Sheet) -> bytes:
    """Return a table as a workbook (ECMA-376) of one sheet, the names of whose columns stay in sight."""
    from xlsxwriter import Workbook  # 4 MB that most workers never need

    made = BytesIO()
    with Workbook(made, {"constant_memory": True}) as book:
        page = book.add_worksheet(_sheet_name(sheet.name))
        _lay_out(page, sheet)
        head = book.add_format({"bold": True, "bottom": 1})
        for place, name in enumerate(sheet.head):
            page.write_string(0, place, name[:LONGEST_CELL], head)
        write = _writer(book, page)
        for line, row in enumerate(sheet.rows, 1):
            for place, cell in enumerate(row):
                write(line, place, cell)
    return made.getvalue()


def _lay_out(page: Any, sheet: Sheet) -> None:
    least, most = WIDTHS
    for place, name in enumerate(sheet.head):
        longest = max((len(str(row[place])) for row in sheet.rows), default=0)
        page.set_column(place, place, min(max(least, longest, len(name)) + 2, most))
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(len(sheet.rows), 1), max(len(sheet.head) - 1, 0))


def _writer(book: Any, page: Any) -> Callable[[int, int, Cell], None]:
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})

    def write(line: int, place: int, cell: Cell) -> None:
        if isinstance(cell, str):
            page.write_string(line, place, cell[:LONGEST_CELL])
        elif isinstance(cell, date):
            page.write_datetime(line, place, cell, moment if isinstance(cell, datetime) else day)
        elif cell is not None:
            page.write_number(line, place, cell)

    return write


def _sheet_name(name: str) -> str:
    """Return a name that a sheet may have: not empty, not too long, without the signs of addresses."""
    return NOT_IN_NAMES.sub(" ", name).strip("' ")[:LONGEST_NAME].strip("' ") or "Sheet"


# What a table can be had as: by the ending of its address.
KINDS: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}
