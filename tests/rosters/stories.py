"""What the stories of rosters have in common."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from forum.auth.models import User
from forum.courses.models import Membership, Placing, Section
from forum.extensions import db
from forum.rosters import entries, reading
from forum.rosters.entries import Entry
from tests.courses.stories import HERE
from tests.people import Cast
from tests.visitor import HTMX, Visitor

URL = f"{HERE}/members/roster"
NINA, BEN = "nina@uni.example", "ben@uni.example"
LIST = f"email,name,section,role\n{NINA},Nina Nwosu,Section A,student\n{BEN},Ben Kowalski,Section B,\n"


def read(text: str | bytes, **more: Any) -> list[Entry]:
    """Read a roster."""
    return entries.read(reading.read(text.encode() if isinstance(text, str) else text), **more)


def faults(text: str, **more: Any) -> dict[int, str]:
    """Return what is wrong with a roster, by line."""
    return {entry.line: entry.fault for entry in read(text, **more) if entry.fault}


def send(visit: Visitor, text: str | bytes, via: str = "plain", **form: str) -> Any:
    """Upload a file, as somebody who opened the page."""
    visit.get(URL)
    data = text.encode() if isinstance(text, str) else text
    return post(visit, {"pasted": "", "domain": "", **form}, data, via)


def post(visit: Visitor, fields: dict[str, str], file: bytes, via: str = "plain") -> Any:
    """Send the form with a file, in parts as browsers write them."""
    part = '--parts\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    named = {"csrf_token": visit.token, **fields}
    texts = "".join(part.format(name, "") + value + "\r\n" for name, value in named.items())
    begin = part.format(
        "file", '; filename="list.csv"\r\nContent-Type: text/csv' if file else '; filename=""'
    )
    body = texts.encode() + begin.encode() + file + b"\r\n--parts--\r\n"
    headers = HTMX if via == "htmx" else {}
    kind = "multipart/form-data; boundary=parts"
    return visit.client.post(URL, data=body, content_type=kind, headers=headers)


def preview(visit: Visitor, text: str | bytes, **form: str) -> Any:
    """Upload a file and return the page of what would happen."""
    answer = send(visit, text, **form)
    assert answer.status_code == 303, answer.text
    return visit.get(answer.location)


def do(visit: Visitor, page: Any, via: str = "plain", **form: str) -> Any:
    """Press the button of a page of what would happen."""
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', page.text)
    assert seen
    return visit.post(f"{page.request.path}/application", {"seen": seen.group(1), **form}, via=via)


def bring(visit: Visitor, text: str | bytes, **form: str) -> Any:
    """Upload a file and do what it says; return the page of what came of it."""
    page = preview(visit, text)
    answer = do(visit, page, **form)
    assert answer.status_code == 303, answer.text
    return visit.get(answer.location)


def placed(cast: Cast) -> dict[str, list[str]]:
    """Return in which sections people are, by their addresses."""
    db.session.expire_all()
    query = select(User.email, Section.name).join(Placing, Placing.user_id == User.id)
    rows = db.session.execute(query.join(Section, Section.id == Placing.section_id).order_by(Section.name))
    found: dict[str, list[str]] = {}
    for email, name in rows:
        found.setdefault(email or "", []).append(name)
    return found


def roles(cast: Cast) -> dict[str, str]:
    """Return the roles of the members of the class, by their addresses."""
    db.session.expire_all()
    here = (Membership.course_id == cast.course, Membership.removed_at.is_(None))
    query = select(User.email, Membership.role).join(User, User.id == Membership.user_id)
    return {email or "": role for email, role in db.session.execute(query.where(*here))}
