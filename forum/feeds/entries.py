"""What rows become in a feed: words, ids that never change, addresses that hold everywhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from flask import current_app
from flask_babel import gettext as _

from forum import i18n
from forum.feeds.absolute import absolute
from forum.feeds.atom import ATOM, PAGE, Answered, Entry, Feed, Link, Person
from forum.feeds.queries import Page
from forum.posts import names
from forum.posts.models import State

# Characters that change in which direction what stands around them is read (Unicode Annex 9, section 2).
TURNING = {"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a feed is read: the class, and the path that its addresses begin with.

    `root` is "/c/<slug>" for who is known by a cookie or not at all, and "/feeds/<secret>" for who has a key.
    """

    course: Any
    root: str
    made_at: datetime

    @property
    def here(self) -> str:
        """Return the path of the class's pages."""
        return f"/c/{self.course.slug}"

    def tag(self, *things: str) -> str:
        """Return the id of a thing of this class (a tag URI, RFC 4151); it outlives changes of address."""
        host = (urlsplit(current_app.config["SEMINAR_BASE_URL"]).hostname or "").encode("idna").decode()
        return f"tag:{host},{self.made_at:%Y-%m-%d}:{'/'.join((f'class-{self.course.id}', *things))}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a feed is about: its name, its page, its own address (paths without the root), its id."""

    title: str
    page: str
    feed: str
    id: tuple[str, ...] = ()
    subtitle: str = ""


Enter = Callable[[Place, Any], Entry]


def url(path: str) -> str:
    """Return the absolute address of a path of this site."""
    return current_app.config["SEMINAR_BASE_URL"] + quote(path)


def of_class(course: Any) -> Subject:
    """Return what the feed of a whole class is about."""
    return Subject(course.title, "/", "/feed.atom", subtitle=course.term)


def of_category(course: Any, category: Any) -> Subject:
    """Return what the feed of a category is about."""
    page = f"/categories/{category.slug}"
    title = f"{isolated(category.name)} · {isolated(course.title)}"
    return Subject(title, page, f"{page}/feed.atom", (f"category-{category.id}",), category.description)


def of_author(course: Any, person: Any) -> Subject:
    """Return what the feed of somebody's posts is about."""
    page = f"/authors/{person.id}"
    title = f"{isolated(person.name)} · {isolated(course.title)}"
    return Subject(title, page, f"{page}/feed.atom", (f"author-{person.id}",))


def of_post(post: Any) -> Subject:
    """Return what the feed of the comments under a post is about."""
    title = _("Comments on “%(title)s”", title=isolated(post.title))
    page = f"/posts/{post.id}"
    return Subject(title, page, f"{page}/comments.atom", (f"post-{post.id}", "comments"))


def feed(place: Place, subject: Subject, page: Page, before: str, enter: Enter) -> Feed:
    """Return a document: the rows of a page as entries, and the way to the pages beside it."""
    entries = tuple([enter(place, row) for row in page.rows])
    return Feed(
        id=place.tag(*subject.id),
        language=i18n.language(),
        title=subject.title,
        subtitle=subject.subtitle,
        updated=max([entry.updated for entry in entries], default=page.made_at),
        links=_links(place, subject, page, before),
        entries=entries,
    )


def _links(place: Place, subject: Subject, page: Page, before: str) -> tuple[Link, ...]:
    """Return a document's links: RFC 5005 section 3, and "current", where the newest entries always are."""
    first = url(place.root + subject.feed)

    def to(rel: str, cursor: str | None) -> Link:
        return Link(rel, f"{first}?before={cursor}" if cursor else first, ATOM)

    links = [to("self", before), Link("alternate", url(place.here + subject.page), PAGE)]
    links += [to("first", ""), to("current", "")]
    if page.newer is not None:
        links.append(to("previous", page.newer))
    if page.older:
        links.append(to("next", page.older))
    return tuple(links)


def post(place: Place, row: Any) -> Entry:
    """Return what a feed says of a post."""
    page, comments = f"/posts/{row.id}", f"{place.root}/posts/{row.id}/comments.atom"
    return Entry(
        key=row.id,
        rendering=row.renderer,
        id=place.tag(f"post-{row.id}"),
        title=_marked(row, row.title),
        authors=_authors(place, row),
        published=row.published_at,
        updated=_updated(row),
        links=(
            Link("alternate", url(place.here + page), PAGE),
            Link("replies", url(comments), ATOM, row.comment_count),
            Link("replies", url(place.here + page) + "#comments", PAGE, row.comment_count),
        ),
        summary=row.excerpt,
        categories=_categories(row),
    )


def comment(under: Any, place: Place, row: Any) -> Entry:
    """Return what a feed says of a comment under a post."""
    words = _("%(name)s on “%(title)s”", name=isolated(row.author_name), title=isolated(under.title))
    return Entry(
        key=row.id,
        rendering=row.renderer,
        id=_id_of_comment(place, under, row.id),
        title=_marked(row, words),
        authors=_authors(place, row),
        published=row.published_at,
        updated=_updated(row),
        links=(Link("alternate", url(f"{place.here}/comments/{row.id}"), PAGE),),
        answers=_answered(place, under, row),
    )


def _id_of_comment(place: Place, under: Any, comment_id: int) -> str:
    return place.tag(f"post-{under.id}", f"comment-{comment_id}")


def _answered(place: Place, under: Any, row: Any) -> Answered:
    if row.parent_id is None:
        return Answered(place.tag(f"post-{under.id}"), url(f"{place.here}/posts/{under.id}"))
    answered = _id_of_comment(place, under, row.parent_id)
    return Answered(answered, url(f"{place.here}/comments/{row.parent_id}"))


def _marked(row: Any, title: str) -> str:
    """Let those who are shown what others are not know it: their reader does not tell them otherwise."""
    if row.hidden_at is not None:
        return _("Hidden: %(title)s", title=title)
    if getattr(row, "state", None) == State.PRIVATE:
        return _("Private: %(title)s", title=title)
    return title


def _authors(place: Place, row: Any) -> tuple[Person, ...]:
    return tuple([Person(who.name, url(f"{place.here}/authors/{who.id}")) for who in names.authors(row)])


def _updated(row: Any) -> datetime:
    return max(row.published_at, row.edited_at or row.published_at)


def _categories(row: Any) -> tuple[tuple[str, str], ...]:
    lines = sorted((row.filed or "").split("\n"))
    pairs = (line.partition("/") for line in lines if line)
    return tuple([(slug, name) for slug, _slash, name in pairs])


def isolated(text: str) -> str:
    """Keep a text that turns the direction of reading from turning the words around it (U+2068, U+2069)."""
    turns = any(unicodedata.bidirectional(sign) in TURNING for sign in text)
    return f"\u2068{text}\u2069" if turns else text


def whole(feed: Feed, texts: Mapping[int, str]) -> dict[int, str]:
    """Return stored texts as a feed holds them: in their own direction, with whole addresses."""
    pages = {entry.key: entry.links[0].href for entry in feed.entries}
    return {key: f'<div dir="auto">{absolute(text, pages[key])}</div>' for key, text in texts.items()}
