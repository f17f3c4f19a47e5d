"""A post that is to be reviewed, for the stories of this room."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from forum.extensions import db
from forum.peers.models import Allotment
from tests.peers.stories import ASKED, share, students
from tests.people import Cast
from tests.prompts.stories import ago, answer, prompt


@pytest.fixture
def of_sue(cast: Cast) -> int:
    """A post of sue's that sam, and he alone, was given to review; rob studies here as well."""
    students(cast, "rob")
    prompt_id = prompt(replies_due_at=ago(-2), replies_wanted=1)
    post_id = answer("sue", prompt_id)
    share(prompt_id, questions=ASKED)
    db.session.execute(delete(Allotment).where(Allotment.user_id != cast.sam))
    db.session.commit()
    return post_id


@pytest.fixture
def four(cast: Cast) -> dict[str, int]:
    """sam and sue, and two more who study."""
    return {"sam": cast.sam, "sue": cast.sue} | students(cast, "rob", "uma")
