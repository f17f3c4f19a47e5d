"""Reading the rosters that were uploaded, and the roster that a class has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from forum import clock
from forum.courses import placings, roster
from forum.courses.models import Grouping
from forum.extensions import db
from forum.rosters.models import Upload
from forum.sheets import Sheet
from forum.standing import Member

FOR = timedelta(days=1)  # that an upload is kept
HEAD = ("email", "name", "section", "group", "role", "joined", "posts", "comments")  # as columns.py reads it


def upload(member: Member, upload_id: int) -> Upload:
    """Return what somebody uploaded for a class. Raises NotFound for others, and when its day is over."""
    own = (Upload.user_id == member.user_id, Upload.course_id == member.course_id)
    fresh = Upload.made_at > clock.now() - FOR
    found = db.session.scalar(select(Upload).where(Upload.id == upload_id, *own, fresh))
    if found is None:
        raise NotFound
    return found


def sheet(member: Member) -> Sheet:
    """Return who is in a class as a table, which can be read as a roster again; for those who teach."""
    where = placings.of_people(member)
    rows = []
    for person in roster.members(member):
        theirs = where.get(person.id, ())
        sections, groups = (_names(theirs, kind) for kind in Grouping)
        known = (person.email or "", person.name, sections, groups, str(person.role))
        rows.append([*known, person.joined_at.date(), person.post_count, person.comment_count])
    return Sheet("roster", HEAD, rows)


def _names(sections: Sequence[Any], kind: Grouping) -> str:
    return "|".join(row.name for row in sections if row.grouping == kind)
