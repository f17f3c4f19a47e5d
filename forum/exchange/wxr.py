"""WordPress exports (WXR 1.0, 1.1 and 1.2) as a stream: one entry at a time, whatever the size of the file.

Read off what WordPress writes (wp-admin/includes/export.php) and what its own importer accepts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, tzinfo
from xml.etree.ElementTree import Element

from flask_babel import gettext as _

from forum.exchange.entries import Author, Comment, Entry, Filed, Item, Site, Term
from forum.exchange.wxr_values import fields, moment, plain, qualified, whole
from forum.exchange.xml_stream import BrokenExport, NotAnExport, Readable, RefusedExport, branches

__all__ = ["BrokenExport", "NotAnExport", "RefusedExport", "read"]

VERSION = re.compile(r"1\.\d+")
TERMS = {  # slug, name, parent's slug, description
    "wp:category": ("wp:category_nicename", "wp:cat_name", "wp:category_parent", "wp:category_description"),
    "wp:tag": ("wp:tag_slug", "wp:tag_name", "wp:tag_parent", "wp:tag_description"),
    "wp:term": ("wp:term_slug", "wp:term_name", "wp:term_parent", "wp:term_description"),
}
KINDS = {"": "category", "category": "category", "post_tag": "tag", "tag": "tag"}


def read(stream: Readable, *, zone: tzinfo = UTC) -> Iterator[Entry]:
    """Yield what the export holds, in the order of the file: the site first, then authors, terms and items.

    One item is in memory at a time. `zone` is the time zone of dates that the file gives without their UTC
    twin (drafts, old exports). Raises BrokenExport, RefusedExport or NotAnExport, often after some entries.
    """
    channel = _Channel(zone)
    line = 1
    for line, element in branches(stream):
        yield from channel.take(element, line)
    yield from channel.opening(line)


class _Channel:
    """Turns the elements of the channel into entries; remembers the header and the terms it handed out."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.header: dict[str, str] = {}
        self.opened = False
        self.terms: set[tuple[str, str]] = set()

    def take(self, element: Element, line: int) -> Iterator[Entry]:
        name = qualified(element.tag)
        if name != "item" and name != "wp:author" and name not in TERMS:
            self.header.setdefault(name, (element.text or "").strip())
            return
        yield from self.opening(line)
        if name == "item":
            yield _item(element, line, self.zone)
        elif name == "wp:author":
            yield _author(fields(element))
        else:
            yield from self.new(_term(name, fields(element)))

    def opening(self, line: int) -> Iterator[Site]:
        """Yield the site once, as soon as its header is over."""
        if not self.opened:
            self.opened = True
            yield _site(self.header, line)

    def new(self, term: Term | None) -> Iterator[Term]:
        # Newer exports list every category and tag a second time, as wp:term.
        if term and (term.kind, term.slug) not in self.terms:
            self.terms.add((term.kind, term.slug))
            yield term


def _site(header: dict[str, str], line: int) -> Site:
    version = header.get("wp:wxr_version", "")
    if not version:
        raise NotAnExport(_no_version(), line)
    if not VERSION.fullmatch(version):
        raise NotAnExport(_("WXR version %(version)s cannot be read; 1.0 to 1.2 can.", version=version), line)
    address = header.get("wp:base_blog_url") or header.get("wp:base_site_url") or header.get("link", "")
    return Site(title=plain(header.get("title", "")), version=version, base_url=address)


def _no_version() -> str:
    return _(
        "This is a feed and no WordPress export: it names no WXR version. "
        "In WordPress, make one under Tools > Export."
    )


def _author(found: dict[str, str]) -> Author:
    login = found.get("wp:author_login", "").strip()
    return Author(
        id=whole(found.get("wp:author_id", "")),
        login=login,
        email=found.get("wp:author_email", "").strip(),
        display_name=plain(found.get("wp:author_display_name", "")) or login,
    )


def _term(name: str, found: dict[str, str]) -> Term | None:
    """Read a term in any of its three spellings; None for what is neither a category nor a tag."""
    taxonomy = found.get("wp:term_taxonomy", name.removeprefix("wp:"))
    slug, label, parent, description = (found.get(field, "") for field in TERMS[name])
    if taxonomy not in KINDS:
        return None
    return Term(KINDS[taxonomy], slug.strip(), plain(label), parent.strip(), plain(description))


def _item(element: Element, line: int, zone: tzinfo) -> Item:
    found = fields(element)
    text = {name: value.strip() for name, value in found.items()}.get
    return Item(
        line=line,
        id=whole(text("wp:post_id", "")),
        title=plain(text("title", "")),
        link=text("link", ""),
        kind=text("wp:post_type", "") or "post",
        status=text("wp:status", "") or "publish",
        author_login=text("dc:creator", ""),
        published=moment(text("wp:post_date_gmt", ""), text("pubDate", ""), text("wp:post_date", ""), zone),
        modified=moment(text("wp:post_modified_gmt", ""), "", text("wp:post_modified", ""), zone),
        body=found.get("content:encoded", ""),
        excerpt=found.get("excerpt:encoded", ""),
        slug=text("wp:post_name", ""),
        is_sticky=text("wp:is_sticky") == "1",
        password=found.get("wp:post_password", ""),
        comment_status=text("wp:comment_status", "") or "open",
        terms=_filed(element),
        comments=tuple(_comment(fields(child), zone) for child in element if _is(child, "wp:comment")),
        attachment_url=text("wp:attachment_url", ""),
        parent_id=whole(text("wp:post_parent", "")),
    )


def _is(element: Element, name: str) -> bool:
    return qualified(element.tag) == name


def _filed(element: Element) -> tuple[Filed, ...]:
    """List categories and tags once each: WXR 1.0 writes every one a second time, without its slug."""
    every = [
        _filing(child) for child in element if _is(child, "category") and child.get("domain", "") in KINDS
    ]
    with_slug = {filed.name for filed in every if filed.slug}
    return tuple(dict.fromkeys(filed for filed in every if filed.slug or filed.name not in with_slug))


def _filing(element: Element) -> Filed:
    return Filed(KINDS[element.get("domain", "")], element.get("nicename", ""), plain(element.text or ""))


def _comment(found: dict[str, str], zone: tzinfo) -> Comment:
    text = {name.removeprefix("wp:comment_"): value.strip() for name, value in found.items()}.get
    return Comment(
        id=whole(text("id", "")),
        parent_id=whole(text("parent", "")),
        author_name=plain(text("author", "")),
        author_email=text("author_email", ""),
        author_url=text("author_url", ""),
        user_id=whole(text("user_id", "")),
        at=moment(text("date_gmt", ""), "", text("date", ""), zone),
        body=found.get("wp:comment_content", ""),
        approved=text("approved") == "1",
        kind=text("type", "") or "comment",
    )
