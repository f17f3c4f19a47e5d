"""Small exports for the tests, written the way the different WordPress versions write them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

CLASS_BLOG = Path(__file__).parent / "data" / "class-blog.xml"

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
    xmlns:excerpt="http://wordpress.org/export/{version}/excerpt/"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:media="http://search.yahoo.com/mrss/"
    xmlns:wp="http://wordpress.org/export/{version}/">
<channel>
    <title>A class &amp;amp; its blog</title>
    <link>http://blog.example.edu</link>
    <wp:wxr_version>{version}</wp:wxr_version>
    <wp:base_site_url>http://example.edu/</wp:base_site_url>
    <wp:base_blog_url>http://blog.example.edu</wp:base_blog_url>
"""
TAIL = "</channel>\n</rss>\n"


def export(*parts: str, version: str = "1.2") -> io.BytesIO:
    """Write an export whose channel holds these elements."""
    return io.BytesIO((HEAD.format(version=version) + "\n".join(parts) + TAIL).encode())


def item(*parts: str, number: int = 7, kind: str | None = "post") -> str:
    """Write an item with what every item has, and these elements."""
    post_type = f"<wp:post_type>{kind}</wp:post_type>" if kind else ""
    return f"<item><title>Post</title><wp:post_id>{number}</wp:post_id>{post_type}{''.join(parts)}</item>"


class LongExport(io.RawIOBase):
    """An export of so many posts of 20,000 characters each, that is never in memory as a whole."""

    def __init__(self, posts: int) -> None:
        self.left = self._parts(posts)
        self.ready = b""

    def _parts(self, posts: int) -> Iterator[bytes]:
        yield HEAD.format(version="1.2").encode()
        for number in range(posts):
            body = f"<content:encoded><![CDATA[{'words ' * 3333}]]></content:encoded>"
            yield item(body, number=number).encode()
        yield TAIL.encode()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self.ready) < size and (part := next(self.left, b"")):
            self.ready += part
        answer, self.ready = self.ready[:size], self.ready[size:]
        return answer
