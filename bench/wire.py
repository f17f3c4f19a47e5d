"""What browsers get through nginx: each page, and on a first visit everything that a page names; in bytes."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPSConnection
from itertools import islice
from urllib.parse import urljoin

from bench import client
from bench.client import Request
from bench.measure import Served
from bench.pages import PAGES, Plan
from bench.servers import Server
from tests.deploy.proxy import proxying

URL_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)""")
TRIES = 10
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


def later_pages(served: Served) -> dict[str, int]:
    """Return the bytes of each page for a browser that has the files, by the page's name.

    It is the most of TRIES: members differ, and a header of no steady length hides how long a page is.
    """
    with _through_nginx(served.server) as line:
        return {page.name: max(_sizes(line, served.plans[page.name])) for page in PAGES}


def first_visit(server: Server, page: str) -> dict[str, int]:
    """Return the bytes of a page, and of each file that it needs, for a visitor who has nothing of it yet.

    Every font of the stylesheets counts, although a page without italics leaves that one out.
    """
    with _through_nginx(server) as line:
        sizes = {page: _size(line, page)}
        for address in _named_in(_text(line, page)):
            sizes[address] = _size(line, address)
            if ".css" in address:
                found = URL_IN_CSS.findall(_text(line, address))
                sizes |= {inner: _size(line, inner) for inner in (urljoin(address, url) for url in found)}
        return sizes


@contextmanager
def _through_nginx(server: Server) -> Iterator[HTTPConnection]:
    """Connect to a server as browsers do: through nginx with the site's own file."""
    with proxying(f"127.0.0.1:{server.port}") as proxy:
        trusted = ssl.create_default_context(cafile=str(proxy.folder / "localhost.pem"))
        line = HTTPSConnection("localhost", proxy.https, timeout=client.PATIENCE, context=trusted)
        with closing(line):
            yield line


def _sizes(line: HTTPConnection, plan: Plan) -> list[int]:
    return [client.size(*client.send(line, request)) for request in islice(plan, TRIES)]


def _named_in(html: str) -> list[str]:
    parser = _Named()
    parser.feed(html)
    return parser.addresses


def _size(line: HTTPConnection, address: str) -> int:
    return client.size(*client.send(line, Request(address, {})))


def _text(line: HTTPConnection, address: str) -> str:
    return client.send(line, Request(address, {"Accept-Encoding": "identity"}))[1].decode()
