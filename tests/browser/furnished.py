"""A site with everything in it that a page can show: what the sweeps furnish, and more classes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text, update

from forum.auth import handles
from forum.auth.models import User
from forum.auth.passwords import hash_password
from forum.courses import joining
from forum.courses.models import Course, Role
from forum.extensions import db
from tests.browser import classroom
from tests.browser.classroom import Classroom
from tests.browser.server import Site, prepared
from tests.people import PASSWORD, SLUG, Cast, email
from tests.sweeps import furniture
from tests.sweeps.furniture import Things

OLD_POSTS = 21  # a page holds 20
TOP_COMMENTS = 51  # with their answers, more than a page holds
THREADS, ANSWERS = 18, 5  # not all answers are shown at once
RICH = """Everything that a text can hold: a [link](https://example.org/) in a sentence, @sam, a note.[^1]

## A heading

### One below it

> A quotation, *with* **emphasis** and `code` in it.

- a list
- [x] done
- [ ] to do

| Place | A long heading of a column | Another heading | Findings | Audits | Follow-ups | Notes |
|---|---|---|---:|---:|---|---|
| Tannery | 12 | 3 | 4 | 5 | none | of_a_word_that_does_not_break |

```python
from __future__ import annotations
@dataclass(frozen=True)
class Audit:  # a comment
    def findings(self, place: str = "Tannery", number: int = 0x1F) -> dict[str, float]:
        return {"a": 1.5, 'b': None} if place is not "x" else print(f"{place}\\n") or len(self.findings())
```

```diff
- taken out
+ put in
```

```html
<p class="first">A paragraph &amp; more</p>
```

Of $n$ firms $\\frac{n(n-1)}{2}$ pairs, H~2~O and m^2^, $\\unknown$, $\\textcolor{red}{a} \\cancel{b}$.

$$
\\begin{align} (a+b)^2 &= a^2 + 2ab + b^2 \\\\ \\sum_{i=1}^{n} a_1 + a_2 + a_3 + a_4 + a_5
+ a_6 + a_7 &= c \\end{align}
$$

Tannery
: Where leather is made, a [place](/c/) among others.

> [!NOTE]
> A call-out, *with* **emphasis**, `code` and a [link](/c/).

> [!TIP] Its own title
> Words.

> [!IMPORTANT]
> Words.

> [!WARNING]- To be opened
> Words.

??? "More about it"
    Words that are closed at first.

???+ "Open from the start"
    Words, and `code`.

```poem
So much depends
    upon *a* wheel
```

---

[^1]: The note.
"""


@dataclass(frozen=True)
class Furnished:
    """The site, and the names of its things with their ids, slugs and tokens."""

    site: Site
    things: Things

    def url(self, pattern: str) -> str:
        """Return an address with the ids of things in the place of their names."""
        return self.site.url + pattern.format_map(self.things)

    def take_back(self, name: str) -> None:
        """Delete one of sue's comments, while a page shows it."""
        Classroom(self.site, SLUG, "").take_back("sue", self.things[name])

    def lose_table(self, name: str, *, found: bool = False) -> None:
        """Hide a table from the site, so that it breaks; found=True brings it back."""
        names = (f"lost_{name}", name) if found else (name, f"lost_{name}")
        with self.site.app.app_context(), db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE {} RENAME TO {}".format(*names)))


@contextmanager
def furnished(folder: Path) -> Iterator[Furnished]:
    """Serve the site as long as the block lasts."""
    with prepared(folder) as site:
        things = _furnish(site)
        site.start()
        yield Furnished(site, things)


def _furnish(site: Site) -> Things:
    with site.app.app_context():
        cast = _cast()
        things = furniture.furnish(cast)
        things |= _more_invitations(cast)
        nemo = User(name="Nemo", email=email("nemo"), password_hash=hash_password(PASSWORD))
        db.session.add(nemo)
        db.session.flush()
        handles.give(nemo)
        db.session.execute(update(Course).where(Course.id == cast.course).values(visibility="public"))
        db.session.commit()
    return things | _rich(site) | _long(site) | _empty(site) | _closed(site)


def _cast() -> Cast:
    """Return the ids of those whom `prepared` has gathered."""
    users = {row.email.partition("@")[0]: row.id for row in db.session.execute(select(User.email, User.id))}
    courses = {row.slug: row.id for row in db.session.execute(select(Course.slug, Course.id))}
    return Cast(**users, course=courses[SLUG], elsewhere=courses["elsewhere"])


def _more_invitations(cast: Cast) -> Things:
    """Invite those whose addresses are of the domain that the whole cast has."""
    number = joining.invite(cast.course, role=Role.OBSERVER, by=cast.ines, email_domain="example.org")
    return {"for_the_cast_link": joining.token(joining.numbered(number))}


def _rich(site: Site) -> Things:
    """Write a post with every kind of text, an announcement, and comments that people act upon."""
    here = Classroom(site, SLUG, "")
    rich, talk = here.post("sue", "Everything at once", RICH), here.post("sue", "Much to change")
    told = here.post("ines", "No class on Monday", RICH, is_announcement=True)
    names = ("kept", "edited", "deleted", "vanished", "hidden_later")
    said = {f"sues_{name}": here.comment("sue", talk, f"Said by Sue, {name}.") for name in names}
    return {"rich": rich, "ines_rich": here.comment("ines", rich, RICH), "talk": talk, "told": told, **said}


def _long(site: Site) -> Things:
    """Fill a class with more posts, comments and answers than a page shows at once."""
    room = classroom.opened(site, "A Long Class")
    first, *_rest, discussed = [room.post("sam", f"Number {n}") for n in range(OLD_POSTS)]
    room.long_thread("sue", discussed, TOP_COMMENTS, 1)
    top = room.long_thread("sue", first, THREADS, ANSWERS)[0]
    return {"long": room.slug, "discussed": discussed, "answered": first, "top": top}


def _empty(site: Site) -> Things:
    room = classroom.opened(site, "An Empty Class")
    _change(site, room, visibility="public")
    return {"empty": room.slug}


def _closed(site: Site) -> Things:
    room = classroom.opened(site, "A Closed Class")
    post_id = room.post("sam")
    room.comment("sue", post_id)
    _change(site, room, is_open=False)
    return {"closed": room.slug, "closed_post": post_id}


def _change(site: Site, room: Classroom, **values: object) -> None:
    with site.app.app_context():
        db.session.execute(update(Course).where(Course.slug == room.slug).values(**values))
        db.session.commit()
