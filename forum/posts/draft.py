"""What the editor of a post sends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.posts.models import State
from forum.posts.whom import Whom


@dataclass(frozen=True, slots=True)
class Draft:
    """What the editor sends: the text, where it belongs, and for whom it is."""

    title: str
    body: str
    category_ids: Sequence[int] = ()
    new_category: str = ""  # the name of one more, which may not be there yet
    state: str = State.PUBLISHED
    is_announcement: bool = False
    pinned: bool = False
    pinned_until: datetime | None = None
    publish_at: datetime | None = None  # when a draft is to come out
    co_author_ids: Sequence[int] | None = None  # None: they stay who they are
    shown_ids: Sequence[int] | None = None  # who they were in the editor: only what was changed is changed
    whom: Whom | None = None  # for whom it is; None: as it was, of a new post for the class
    excerpt: str = ""  # its own; else it is made from the text
    format: str = "markdown"
