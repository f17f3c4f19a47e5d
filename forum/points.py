"""Points: decimals with two places, stored as whole hundredths. No binary fraction is ever among them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Dialect, Integer
from sqlalchemy.types import TypeDecorator

HIGHEST = Decimal(10_000)
HUNDREDTH = Decimal("0.01")
PLACES = 2
WRITTEN = re.compile(r"[0-9]{1,5}(?:\.[0-9]{0,2})?|\.[0-9]{1,2}")


class NoPoints(ValueError):
    """What was written is no number from 0 to HIGHEST with at most two decimals."""


class Points(TypeDecorator[Decimal]):
    """A decimal with two places; SQLite, which knows no decimals, would make it a binary fraction."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        return None if value is None else int((Decimal(value) * 100).to_integral_value(ROUND_HALF_UP))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-PLACES)


def read(written: str) -> Decimal | None:
    """Return the points that somebody wrote, with a point or a comma; None where they wrote nothing.

    Raises NoPoints.
    """
    text = written.strip().replace(",", ".")
    if not text:
        return None
    number = Decimal(text) if WRITTEN.fullmatch(text) else HIGHEST + 1
    if number > HIGHEST:
        raise NoPoints
    return number.quantize(HUNDREDTH)


def plain(points: Decimal | None) -> str:
    """Return points as they are typed and exported: "7.5", "10", "" for none."""
    if points is None:
        return ""
    text = f"{points:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
