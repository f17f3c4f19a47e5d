"""People who sign in by the real door, and stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench import client, seed
from bench.texts import PEOPLE

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"


@dataclass
class Browser:
    """Somebody's browser, as far as a class needs one: cookies, and the token of its forms."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers that this browser adds to each request."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookie} if cookie else {}

    def get(self, path: str) -> str:
        """Open a page and keep the token of its forms. Raises Refused."""
        return self._open("GET", path, None, {}, 200)

    def send(self, path: str, fields: Mapping[str, str], *, status: int = 303) -> str:
        """Send a form of the page that was opened last. Raises Refused."""
        body = form({"csrf_token": self.token, **fields})
        return self._open("POST", path, body, {"Content-Type": FORM}, status)

    def _open(
        self, method: str, path: str, body: bytes | None, more: Mapping[str, str], expected: int
    ) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=client.PATIENCE)
        headers = {**client.HEADERS, "Accept-Encoding": "identity", **self.headers, **more}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        html = answer.read().decode()
        connection.close()
        if answer.status != expected:
            raise client.Refused(f"{method} {path} was answered with {answer.status}: {html[:300]}")
        self._keep(answer, html)
        return html

    def _keep(self, answer: HTTPResponse, html: str) -> None:
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        if found := TOKEN.search(html):
            self.token = unescape(found[1])


def form(fields: Mapping[str, str]) -> bytes:
    """Return a form as it is sent."""
    return urlencode(fields).encode()


def sign_in(port: int, user_id: int) -> Browser:
    """Return the browser of a member who has signed in and opened the class. Raises Refused."""
    browser = Browser(port)
    browser.get("/sign-in")
    browser.send("/sign-in", {"email": seed.email(user_id), "password": seed.PASSWORD})
    browser.get(f"/c/{seed.SLUG}/")
    return browser


def whole_class(port: int) -> list[Browser]:
    """Return the browsers of all members, signed in."""
    return [sign_in(port, user_id) for user_id in range(1, len(PEOPLE) + 1)]
