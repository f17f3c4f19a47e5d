"""How the stories of this room read a feed: with a real parser, and no mercy for what is not quite Atom."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import feedparser
from defusedxml.ElementTree import fromstring
from werkzeug.test import TestResponse

from forum.feeds import keys
from forum.feeds.doorway import root
from forum.standing import Member
from tests.people import SLUG
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
ONCE = ("id", "title", "updated")  # RFC 4287 sections 4.1.1 and 4.1.2


def parsed(answer: TestResponse) -> Any:
    """Return what feedparser makes of a feed that is sound in every respect."""
    assert answer.status_code == 200, answer.status
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert unsound(fromstring(answer.data)) == []
    feed = feedparser.parse(answer.data)
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10"
    return feed


def unsound(feed: Element) -> list[str]:
    """Return what a validator would find in a document."""
    nodes = [feed, *feed.iter(f"{ATOM}entry")]
    wrong = [
        f"{name} in {node.tag}" for node in nodes for name in ONCE if len(node.findall(ATOM + name)) != 1
    ]
    wrong += [
        f"{node.tag} without a name"
        for node in feed.iter(f"{ATOM}author")
        if not node.findtext(f"{ATOM}name")
    ]
    wrong += ["no author" for entry in nodes[1:] if entry.find(f"{ATOM}author") is None]
    wrong += [f"{node.tag} has no alternate" for node in nodes if len(links(node, "alternate")) != 1]
    wrong += ["no self"] * (len(links(feed, "self")) != 1)
    ids = [entry.findtext(f"{ATOM}id") for entry in nodes[1:]]
    wrong += ["an id twice"] * (len(set(ids)) != len(ids))
    addresses = [link.get("href") or "" for link in feed.iter(f"{ATOM}link")]
    return wrong + [f"{address} is not whole" for address in addresses if not urlsplit(address).netloc]


def links(node: Element, rel: str) -> list[str]:
    """Return where the links of a kind lead that stand right in a node."""
    return [link.get("href") or "" for link in node.findall(f"{ATOM}link") if link.get("rel") == rel]


def link(answer: TestResponse, rel: str) -> str:
    """Return the path and query of a feed's one link of a kind, "" where there is none."""
    found = links(fromstring(answer.data), rel)
    parts = urlsplit(found[0]) if found else urlsplit("")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def titles(answer: TestResponse) -> list[str]:
    """Return the titles of a feed's entries in their order."""
    return [entry.title for entry in parsed(answer).entries]


def ids(answer: TestResponse) -> list[str]:
    """Return the ids of a feed's entries in their order."""
    return [entry.id for entry in parsed(answer).entries]


def key_of(member: Member) -> str:
    """Give a member a key, and return the path that their feeds begin with."""
    keys.renew(by=member)
    return held(member)


def held(member: Member) -> str:
    """Return the path that the feeds of a member with a key begin with."""
    return root(keys.secret(keys.of(member)))


def pages(visitor: Visitor, path: str) -> list[TestResponse]:
    """Follow "next" to the end."""
    found = [visitor.get(path)]
    while further := link(found[-1], "next"):
        found.append(visitor.get(further))
        assert len(found) < 50
    return found
