"""Tables for spreadsheets say what they were given, and nothing in them is taken for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from forum import web
from forum.sheets import LONGEST_CELL, Sheet, as_csv, as_xlsx, guarded, unguarded

HOSTILE = (
    '=HYPERLINK("http://evil.example","Click")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1+1",
    "\uff1d1+1",
    'x;=cmd|"/c calc"!A1',
    'x;"=1',
    "two\n=lines",
)
PEACEFUL = ("Sam", "Sofía Reyes", "O'Brien", "5 - 3", "a=b", "me@example.org", "李明", "'quoted'", "")
TEXTS = st.text(st.sampled_from("=+-@;,\t\r\n\"' aß\uff1d'"), max_size=12)


def read(made: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(StringIO(made.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def read_xlsx(made: bytes) -> Iterator[tuple[Any, ...]]:
    return load_workbook(BytesIO(made)).active.iter_rows(values_only=True)


def sheet(*rows: Any, head: tuple[str, ...] = ("Name", "Posts"), name: str = "Participation") -> Sheet:
    return Sheet(name, head, rows)


def test_a_csv_is_what_spreadsheets_expect() -> None:
    made = as_csv(sheet(("Sofía, the first", 3), ("李明", None)))
    assert made == '\ufeffName,Posts\r\n"Sofía, the first",3\r\n李明,\r\n'.encode()


def test_numbers_and_days_are_written_for_machines() -> None:
    row = (-4, 2.5, date(2027, 3, 1), datetime(2027, 3, 28, 3, 5), None)
    assert read(as_csv(sheet(row, head=("a", "b", "c", "d", "e"))))[1] == [
        "-4",
        "2.5",
        "2027-03-01",
        "2027-03-28 03:05",
        "",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_in_a_name_is_text(text: str) -> None:
    assert guarded(text) != text
    assert read(as_csv(sheet((text, 1))))[1] == [guarded(text), "1"]
    assert list(read_xlsx(as_xlsx(sheet((text.replace("\r", "\n"), 1)))))[1] == (text.replace("\r", "\n"), 1)


@pytest.mark.parametrize("text", PEACEFUL)
def test_other_texts_are_left_alone(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


def test_a_formula_in_the_name_of_a_column_is_text() -> None:
    made = sheet(("Sam", 1), head=("Name", "=1+1"))
    assert read(as_csv(made))[0] == ["Name", "'=1+1"]
    assert next(read_xlsx(as_xlsx(made))) == ("Name", "=1+1")


@given(st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from(",;\t"))
def test_no_cell_begins_a_formula_whatever_separator_a_country_has(row: list[str], delimiter: str) -> None:
    made = as_csv(sheet(("Sam", *row, "end"), head=("Name", *row, "end")))
    cells = [cell for line in read(made, delimiter) for cell in line]
    assert [cell for cell in cells if re.match(r"\s*[=+\-@\uff1d]", cell)] == []


@given(TEXTS)
def test_what_was_guarded_is_read_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_a_workbook_is_read_by_another_program() -> None:
    rows = [("Sam", 3, 2.5, date(2027, 3, 1), datetime(2027, 3, 28, 3, 5)), ("Sue", 0, None, None, None)]
    head = ("Name", "Posts", "Median", "Day", "Last")
    page = load_workbook(BytesIO(as_xlsx(sheet(*rows, head=head)))).active
    assert page.title == "Participation"
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:E3"
    found = list(page.iter_rows(values_only=True))
    assert found[0] == head
    assert found[1] == ("Sam", 3, 2.5, datetime(2027, 3, 1), datetime(2027, 3, 28, 3, 5))
    assert found[2] == ("Sue", 0, None, None, None)


def test_a_workbook_holds_texts_and_never_formulas() -> None:
    made = as_xlsx(sheet(*[(text, 1) for text in (*HOSTILE, *PEACEFUL, "http://example.org", "12")]))
    page = ZipFile(BytesIO(made)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "<hyperlink" not in page
    cells = load_workbook(BytesIO(made)).active["A"]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}  # not "f"


@pytest.mark.parametrize("text", ["bell\x07", "_x0041_", "  room  ", "<b>&amp;</b>", "\U0001f600"])
def test_odd_letters_arrive_in_a_workbook(text: str) -> None:
    from openpyxl.utils.escape import unescape

    found = list(read_xlsx(as_xlsx(sheet((text, 1)))))[1][0]
    assert unescape(found) == text or found == text


def test_a_text_longer_than_a_cell_is_cut_and_not_left_out() -> None:
    found = list(read_xlsx(as_xlsx(sheet(("x" * (LONGEST_CELL + 1), 1)))))[1][0]
    assert found == "x" * LONGEST_CELL


@pytest.mark.parametrize("name", ["", "[2027] Who/has: what?", "'quoted'", "long name " * 9])
def test_any_name_will_do_for_a_sheet(name: str) -> None:
    assert load_workbook(BytesIO(as_xlsx(sheet(("Sam", 1), name=name)))).active.title


def test_an_empty_table_has_the_names_of_its_columns() -> None:
    assert read(as_csv(sheet())) == [["Name", "Posts"]]
    assert list(read_xlsx(as_xlsx(sheet()))) == [("Name", "Posts")]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_download_has_a_name_and_a_type(app: Any, kind: str) -> None:
    answer = web.download(sheet(("Sam", 1)), kind, "participation")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=participation.{kind}"
    assert answer.mimetype.endswith("csv" if kind == "csv" else "sheet")
