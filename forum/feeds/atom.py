"""Atom documents (RFC 4287), with paging (RFC 5005 section 3) and threads (RFC 4685).

What a document says is put together without its texts; its mark (ETag) is known then, before a text is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "application/atom+xml"
PAGE = "text/html"
VERSION = 1  # raised when the same document is written otherwise: every copy out there is old then

NAMESPACES = {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:thr": "http://purl.org/syndication/thread/1.0"}
# What XML 1.0 cannot hold (section 2.2), not even as a reference.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Link:
    """Where something is, and what it is there for (`rel`); `count` is of what is there."""

    rel: str
    href: str
    type: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote something, and the page about them."""

    name: str
    uri: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a comment answers: its id, and where it is."""

    id: str
    href: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A post or a comment, without its text. `key` is what its text is found by, `rendering` its version."""

    key: int
    rendering: int
    id: str
    title: str
    authors: tuple[Person, ...]
    published: datetime
    updated: datetime
    links: tuple[Link, ...]
    summary: str = ""
    categories: tuple[tuple[str, str], ...] = ()  # (slug, name)
    answers: Answered | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """One document of a feed."""

    id: str
    language: str
    title: str
    subtitle: str
    updated: datetime
    links: tuple[Link, ...]
    entries: tuple[Entry, ...] = field(default=())


def mark(feed: Feed, *reader: object) -> str:
    """Return what tells this document from every other state of it, and from what other readers get."""
    return sha256(repr((VERSION, reader, feed)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def write(feed: Feed, texts: Mapping[int, str]) -> bytes:
    """Write the document; `texts` are HTML by the keys of the entries, with absolute addresses in it."""
    root = Element("feed", {**NAMESPACES, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _time(feed.updated))
    _add(root, "generator", "Seminar")
    _add_links(root, feed.links)
    for entry in feed.entries:
        _add_entry(root, entry, texts.get(entry.key))
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _add_entry(root: Element, entry: Entry, text: str | None) -> None:
    node = SubElement(root, "entry")
    _add(node, "id", entry.id)
    _add(node, "title", entry.title)
    _add(node, "published", _time(entry.published))
    _add(node, "updated", _time(entry.updated))
    for author in entry.authors:
        person = SubElement(node, "author")
        _add(person, "name", author.name)
        _add(person, "uri", author.uri)
    _add_links(node, entry.links)
    for slug, name in entry.categories:
        _add(node, "category", term=slug, label=name)
    if entry.answers:
        _add(node, "thr:in-reply-to", ref=entry.answers.id, href=entry.answers.href, type=PAGE)
    if entry.summary:
        _add(node, "summary", entry.summary)
    if text is not None:
        _add(node, "content", text, type="html")


def _add_links(node: Element, links: Iterable[Link]) -> None:
    for link in links:
        count = {} if link.count is None else {"thr:count": str(link.count)}
        _add(node, "link", rel=link.rel, type=link.type, href=link.href, **count)


def _add(node: Element, name: str, text: str = "", **attributes: str) -> None:
    """Add an element. Everything that a person wrote passes here, and leaves behind what XML cannot hold."""
    made = SubElement(node, name, {key: fit(value) for key, value in attributes.items()})
    if text:
        made.text = fit(text)


def fit(text: str) -> str:
    """Return a text without the characters that no XML document can hold."""
    return _UNFIT.sub("", text)


def _time(moment: datetime) -> str:
    """Write a time as RFC 3339 has it, in UTC and whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
