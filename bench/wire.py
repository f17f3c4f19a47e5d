"""What a first visit loads: the page, and everything that the page names."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import urljoin

from bench import client

URL_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)""")
LOADED = {"link": "href", "script": "src", "img": "src"}


class _Named(HTMLParser):
    """The addresses of what a browser loads with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        rel = attributes.get("rel") or "stylesheet"
        address = attributes.get(LOADED.get(tag, ""))
        if address and rel in ("stylesheet", "icon", "preload", "modulepreload"):
            self.addresses.append(address)


def first_visit(port: int, page: str) -> dict[str, int]:
    """Return the bytes of a page and of each file that it needs, as sent to a browser that takes brotli.

    Every font of the stylesheets counts, although a page without italics leaves that one out.
    """
    sizes = {page: _size(port, page)}
    for address in _named_in(_text(port, page)):
        sizes[address] = _size(port, address)
        if ".css" in address:
            found = URL_IN_CSS.findall(_text(port, address))
            sizes |= {inner: _size(port, inner) for inner in (urljoin(address, url) for url in found)}
    return sizes


def _named_in(html: str) -> list[str]:
    parser = _Named()
    parser.feed(html)
    return parser.addresses


def _size(port: int, address: str) -> int:
    return _get(port, address, client.HEADERS["Accept-Encoding"])[0]


def _text(port: int, address: str) -> str:
    return _get(port, address, "identity")[1].decode()


def _get(port: int, address: str, encoding: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=client.PATIENCE)
    connection.request("GET", address, headers=client.HEADERS | {"Accept-Encoding": encoding})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise client.Refused(f"{address} was answered with {answer.status}")
    return client.size(answer, body), body
