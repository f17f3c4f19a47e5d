"""Links in a text of one class, when the text goes into another: they lead there, or are links no more.

A link to a person, a comment or a post that stays behind would lead nowhere, and name somebody: only its
words stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from flask import current_app

REST = r"""(?P<rest>(?:[/?#][^\s<>()\[\]"'`]*)?)(?![\w-])"""
WORDS = r"""\[(?P<words>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"""
TITLE = r"""(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?"""
PLACES = re.compile(r"/(members|search|prompts|calendar|new|bookmarks|drafts|feeds|categories)\b/?")
THING = re.compile(r"/(posts|prompts)/([0-9]{1,9})\b")
CATEGORY = re.compile(r"/categories/([^/?#]+)")


@dataclass(frozen=True, slots=True)
class Ways:
    """Which addresses of the old class are in the new one as well."""

    old: str  # the slugs of both
    new: str
    posts: Collection[int]
    prompts: Collection[int]
    categories: Collection[str]  # their slugs, which stay

    def lead(self, text: str) -> str:
        """Return a text (Markdown, or HTML of an import) whose links lead into the new class, or nowhere.

        Posts and prompts keep their old numbers in it: `renumbered` puts in the new ones.
        """
        if f"/c/{self.old}" not in text:
            return text
        address = rf"(?P<host>{_hosts()})?/c/{re.escape(self.old)}{REST}"
        in_markdown = re.compile(rf"!?{WORDS}\(\s*<?{address}>?{TITLE}\s*\)")
        in_html = re.compile(rf"""<a\s[^<>]*?href=["']?{address}["']?[^<>]*>(?P<words>.*?)</a>""", re.DOTALL)
        for link in (in_markdown, in_html):
            text = link.sub(lambda found: self._link(found), text)
        return re.sub(rf"(?<![\w/]){address}", lambda found: self._address(found), text)

    def _link(self, found: re.Match[str]) -> str:
        """Return a link as it is where there is a way for it, else its words."""
        return found[0] if self._way(found["rest"]) is not None else found["words"]

    def _address(self, found: re.Match[str]) -> str:
        """Return where an address leads now: where there is no way for it, to the new class."""
        return f"{found['host'] or ''}/c/{self.new}{self._way(found['rest']) or '/'}"

    def _way(self, rest: str) -> str | None:
        if rest in ("", "/"):
            return "/"
        if thing := THING.match(rest):
            return thing[0] if int(thing[2]) in getattr(self, thing[1]) else None
        if category := CATEGORY.match(rest):
            return category[0] if unquote(category[1]) in self.categories else None
        place = PLACES.match(rest)
        return f"/{place[1]}" if place else None


def _hosts() -> str:
    """Return what an address may begin with and still be one of this site."""
    return rf"(?:{re.escape(current_app.config['SEMINAR_BASE_URL'])})"


def renumbered(text: str, slug: str, posts: Mapping[int, int], prompts: Mapping[int, int]) -> str:
    """Return a text in whose links the posts and prompts have their new numbers."""
    if f"/c/{slug}/" not in text:
        return text
    ids = {"posts": posts, "prompts": prompts}
    thing = re.compile(rf"(/c/{re.escape(slug)}/(posts|prompts)/)([0-9]{{1,9}})\b")
    return thing.sub(lambda found: found[1] + str(ids[found[2]].get(int(found[3]), found[3])), text)
