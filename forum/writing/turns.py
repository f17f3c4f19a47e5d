"""Which save of which page it is, so that a page goes on with its own draft also if it never heard of a save.

Answers get lost on the way. Then a page cannot say how often its words were saved; but the site knows who
saved them. Why it is done like this: docs/decisions/unsent-words.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from forum.writing.models import PAGE

_ONE = re.compile(rf"([0-9a-f]{{{PAGE}}})-([0-9]{{1,9}})")
TURNS = rf"{_ONE.pattern}(?: {_ONE.pattern}){{0,3}}\Z"


@dataclass(frozen=True, slots=True)
class Turn:
    """One save of a page. Its number is higher than those of all that this page sent before.

    `after` has the last turns of earlier pages whose words this one goes on with, as when it was loaded anew.
    Nothing is known of a page that says no name.
    """

    page: str = ""
    number: int = 0
    after: tuple[tuple[str, int], ...] = ()

    def goes_on(self, draft: Any) -> ColumnElement[bool]:
        """Say of a draft (the table's columns) whether what stands there came from here."""
        own = ((self.page, self.number),) if self.page else ()
        known = (and_(draft.page == page, draft.turn <= number) for page, number in own + self.after)
        return or_(false(), *known)

    def comes_late(self, draft: Any) -> ColumnElement[bool]:
        """Say of a draft whether this save, or a newer one of the same page, has reached it before."""
        return and_(draft.page == self.page, draft.turn >= self.number) if self.page else false()


NO_TURN = Turn()


def read(said: str) -> Turn:
    """Read a turn that a form has sent, and that matches TURNS; nothing is no turn."""
    turns = [(page, int(number)) for page, number in _ONE.findall(said)]
    return Turn(*turns[0], after=tuple(turns[1:])) if turns else NO_TURN
