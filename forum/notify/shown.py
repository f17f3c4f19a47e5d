"""Notifications as their reader sees them: what it takes to draw them (templates/notify/_drawn.html)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forum.i18n import Moments
from forum.notify.wording import first_words, short

WORDS = 160  # characters of each text


def told_rows(rows: Sequence[Any], when: Moments) -> tuple[tuple[Any, ...], ...]:
    """Return what draws the notifications about one post."""
    return tuple((row, short(row), first_words(row, WORDS), when(row.created_at)) for row in rows)
