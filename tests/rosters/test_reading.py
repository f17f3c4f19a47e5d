"""Files as spreadsheets of many countries write them: what was written is what is read."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.rosters import reading
from forum.rosters.reading import Unreadable

HEAD = ["email", "name", "section", "role"]
WESTERN = "aZ09 ,;\t\"'|=+-@éßÑ\n"  # in every encoding below
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "latin-1": "latin-1",
    "cp1252": "cp1252",
}
cells = st.one_of(
    st.text(alphabet=WESTERN, max_size=12),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=12),
)
rows = st.lists(st.lists(cells, min_size=1, max_size=6), max_size=8)


def written(rows: Sequence[Sequence[str]], separator: str, end: str, quoting: Any) -> str:
    """Write a table as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting).writerows([HEAD, *rows])
    return text.getvalue()


def as_read(data: bytes) -> list[list[str]]:
    return [list(record.cells) for record in reading.read(data).records]


@given(
    rows,
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(sorted(ENCODINGS)),
    st.booleans(),
)
def test_what_was_written_is_read(
    rows: list[list[str]], separator: str, end: str, quoting: int, encoding: str, says: bool
) -> None:
    if any("\r" in cell or "\n" in cell for row in rows for cell in row):
        quoting = csv.QUOTE_ALL  # Python writes the line ends that are not its own without quotation marks
    text = written(rows, separator, end, quoting)
    try:
        data = text.encode(ENCODINGS[encoding])
    except UnicodeEncodeError:
        assume(False)
    if encoding in ("latin-1", "cp1252"):
        assume(_is_told_apart(data, text))
    if says and end != "\r" and not encoding.startswith("utf-16"):
        named = f"sep={separator}{end}".encode()
        data = data[:3] + named + data[3:] if data.startswith(b"\xef\xbb\xbf") else named + data
    longest = max((cell.count("\n") + cell.count("\r") for row in rows for cell in row), default=0)
    assert longest < reading.MOST_LINES
    assert as_read(data) == [row for row in rows if any(cell.strip() for cell in row)]


def _is_told_apart(data: bytes, text: str) -> bool:
    """Say whether bytes can be nothing else: some are UTF-8 as well, and some letters only in Latin-1."""
    try:
        return data.decode("utf-8") == text
    except UnicodeDecodeError:
        try:
            return data.decode("cp1252") == text
        except UnicodeDecodeError:
            return True


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    table = reading.read(b'email,name\r\n\r\na@b.org,"A\r\nB"\r\n,,\r\nc@d.org,C\r\n')
    assert [(record.line, list(record.cells)) for record in table.records] == [
        (3, ["a@b.org", "A\r\nB"]),
        (6, ["c@d.org", "C"]),
    ]


def test_a_quotation_mark_that_nobody_closes_swallows_no_row() -> None:
    rest = "".join(f"s{n}@b.org,S\n" for n in range(40))
    table = reading.read(f'email,name\na@b.org,"Ann\n{rest}'.encode())
    assert [record.line for record in table.records] == list(range(2, 43))
    assert [record.line for record in table.records if not record.is_whole] == [2]


def test_a_cell_without_an_end_is_one_faulty_row() -> None:
    table = reading.read(b'email,name\na@b.org,"' + b"x" * 200_000 + b"\nb@b.org,B\n")
    assert [(record.line, record.is_whole) for record in table.records] == [(2, False), (3, True)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "There is nothing in it"),
        (b"\n\n,,\n", "There is nothing in it"),
        (b"PK\x03\x04" + b"x" * 50, "This is a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This is a workbook"),
        (b"email\na\0b@x.org", "This is no text"),
        (b"\xff\xfea", "cannot be read"),
        (b"email\n" + b"a@b.org\n" * 50_001, "50001 rows; 50000 fit"),
        (b"x" * 8_000_001, "larger than 8 MB"),
    ],
)
def test_what_is_no_list_is_refused_in_words(app: Flask, data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        reading.read(data)


@given(st.binary(max_size=200))
def test_no_bytes_break_it(data: bytes) -> None:
    with suppress(Unreadable):
        reading.read(data)
