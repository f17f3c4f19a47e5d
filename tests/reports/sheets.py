"""A report as it comes out: the table of the page, the CSV, the workbook; each as rows of the same kind."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from io import BytesIO, StringIO
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from werkzeug.test import TestResponse

ROW = re.compile(r'<tr role="row">\s*<th role="rowheader".*?</tr>', re.DOTALL)
NAME = re.compile(r'<a href="[^"]*/participation/(\d+)"[^>]*>(.*?)</a>')
NUMBER = re.compile(r'<td class="number"[^>]*>(.*?)</td>')
HEAD = re.compile(r'<th (?:class="[^"]*" )?role="columnheader"[^>]*>(.*?)</th>')
TIME = re.compile(r'<time datetime="([^"]+)"')


@dataclass(frozen=True)
class Row:
    """One student as a page or file shows them: with the numbers of prompts, of weeks by their names."""

    name: str
    numbers: list[int]
    weeks: dict[str, int]
    last: str  # in the zone of the class, to the minute; "" for never


def of_page(answer: TestResponse, zone: str) -> list[Row]:
    """Read the page on which weeks are numbers."""
    heads = [re.sub("<[^>]*>", "", head) for head in HEAD.findall(answer.text)]
    weeks = [_week(head) for head in heads if "eek" in head]
    return [_of_page(row, weeks, ZoneInfo(zone)) for row in ROW.findall(answer.text)]


def _of_page(row: str, weeks: list[str], zone: ZoneInfo) -> Row:
    name = NAME.search(row)
    last = TIME.search(row)
    assert name
    numbers = [int(n) for cell in NUMBER.findall(row) for n in cell.split(" / ")]
    own, of_weeks = numbers[: len(numbers) - len(weeks)], numbers[len(numbers) - len(weeks) :]
    at = datetime.fromisoformat(last[1]).astimezone(zone).strftime("%Y-%m-%d %H:%M") if last else ""
    return Row(unescape(name[2]), padded(own), dict(zip(weeks, of_weeks, strict=True)), at)


def _week(head: str) -> str:
    """Return the name of a week without the day on which it begins."""
    return head.partition(", from ")[0]


def padded(numbers: list[int]) -> list[int]:
    """Return the numbers of all columns; where nothing was asked there is none for prompts."""
    return [*numbers, 0, 0][:7]


def of_csv(answer: TestResponse) -> list[Row]:
    """Read the CSV."""
    text = answer.get_data().decode("utf-8-sig")
    return _of_file(list(csv.reader(StringIO(text, newline=""))))


def of_xlsx(answer: TestResponse) -> list[Row]:
    """Read the workbook, with another program's eyes."""
    rows = load_workbook(BytesIO(answer.get_data())).active.iter_rows(values_only=True)
    return _of_file([[_text(cell) for cell in row] for row in rows])


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return "" if cell is None else str(cell)


def _of_file(lines: list[list[str]]) -> list[Row]:
    head, *rows = lines
    last = head.index("Last wrote")
    return [
        Row(
            name=row[0],
            numbers=padded([int(cell) for cell in row[4:last]]),
            weeks={
                _week(name): int(cell) for name, cell in zip(head[last + 1 :], row[last + 1 :], strict=True)
            },
            last=row[last],
        )
        for row in rows
    ]
