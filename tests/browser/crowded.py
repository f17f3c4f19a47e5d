"""A class whose every name, title and text is hard to lay out."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from forum.courses import joining
from forum.courses.models import Invitation, Role
from forum.extensions import db
from forum.mail import outgoing
from forum.mail.models import Fate, Mail
from forum.posts.models import Category, Post
from tests import factories
from tests.browser import classroom
from tests.browser.classroom import Classroom
from tests.browser.server import Site

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
RTL = "ملاحظات ميدانية من حي المدابغ"
CJK = "全球供应链中的产业升级与环境治理来自制革区的田野笔记"
DOMAIN = "students.of-a-department-whose-name-does-not-end.example.org"
SUM = "$" + " + ".join(f"a_{{{number}}}" for number in range(20)) + "$"
URL = "https://example.org/" + "a-very-long-path-that-does-not-end/" * 5
TEXT = f"""{LONG * 2}

{URL} and `{LONG}` and **{LONG}**

| Place | {LONG} | 环境 | Findings | Audits | Follow-ups | Notes |
|---|---|---|---|---|---|---|
| {RTL} | 12 | {CJK} | {LONG} | 3 | 4 | 5 |

```python
def a_function_with_a_long_line(of_many, arguments, that_go, on_and, on_until, the_line, is_too, long):
```

> {RTL} {RTL} {RTL}

1. {CJK}{CJK}
    - {LONG}
        - {LONG}

> [!{LONG[:30]}] {LONG}
> {LONG}

??? "{LONG}"
    {LONG}

{LONG}
: {LONG}

```poem
{LONG}
        {RTL}
```

$\\text{{{LONG}}}$ and {SUM}, and ${LONG}${LONG}

$$\\text{{{LONG * 3}}}$$

A note.[^1] ~~{LONG}~~

[^1]: {LONG}
"""


@dataclass(frozen=True)
class Crowded:
    """The class, and what stands in it."""

    room: Classroom
    post_id: int
    comment_id: int
    category_id: int
    category_slug: str
    month: str
    reader_id: int


def crowded(site: Site) -> Crowded:
    """Make the class; sam wrote most of it."""
    room = classroom.opened(site, LONG * 2)
    room.joined_by("liesl", called=LONG)
    room.joined_by("layla", called=f"{RTL} {RTL}")
    room.joined_by("ming", called=CJK)
    category_id = room.category(LONG, f"{LONG} {CJK}")
    filed = [category_id, room.category(RTL), room.category(CJK[:40])]
    room.post("ming", CJK * 3, CJK * 20, category_ids=filed)
    room.post("layla", RTL * 4, f"{RTL} " * 40, category_ids=filed)
    room.pin(room.post("ines", LONG * 2, TEXT, category_ids=filed, is_announcement=True))
    room.pin(room.post("layla", RTL, RTL))
    post_id = room.post("liesl", LONG * 2, TEXT, category_ids=filed)
    comment_id = discuss(room, post_id)
    with room.member("ines") as ines:
        joining.invite(ines.course_id, role=Role.STUDENT, by=ines.user_id, email_domain=DOMAIN, max_uses=30)
        refuse(joining.invite(ines.course_id, role=Role.STUDENT, by=ines.user_id, max_uses=1))
        slug = db.session.scalars(select(Category.slug).where(Category.id == category_id)).one()
        month = db.session.scalars(select(Post.month).where(Post.id == post_id)).one()
        reader_id = factories.member("layla", room.slug).user_id or 0
        db.session.commit()
    return Crowded(room, post_id, comment_id, category_id, slug, month, reader_id)


def refuse(invitation_id: int) -> None:
    """Let an invitation have been mailed to a long address, which its server refused in long words."""
    address = f"{'somebody-with-a-long-name' * 2}@{DOMAIN}"
    mail_id = outgoing.write(address, "Hello", "Come!")
    error = f"550 5.1.1 {LONG} {address}"
    failed = {"fate": Fate.FAILED, "error": error}
    db.session.execute(update(Mail).where(Mail.id == mail_id).values(**failed))
    mailed = {"email": address, "mail_id": mail_id}
    db.session.execute(update(Invitation).where(Invitation.id == invitation_id).values(**mailed))


def discuss(room: Classroom, post_id: int) -> int:
    """Fill a thread to its last level and beyond; return the first comment."""
    first = last = room.comment("layla", post_id, f"{RTL}\n\n{TEXT}")
    for name in ("liesl", "ming", "ines", "layla", "liesl"):
        last = room.comment(name, post_id, f"{LONG} {CJK}", under=last)
    return first
