"""A browser in front of nginx: one connection that is kept, cookies, and the token of the last page."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPSConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.deploy.proxy import NAME
from tests.people import PASSWORD, email
from tests.serving.mailserver import CERTIFICATE
from tests.serving.running import LIMIT
from tests.visitor import TOKEN

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """Somebody's browser; `Browser(port).sign_in("sam")`."""

    def __init__(self, port: int) -> None:
        trusted = ssl.create_default_context(cafile=str(CERTIFICATE))
        self.connection = HTTPSConnection(NAME, port, timeout=LIMIT, context=trusted)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        """Send a request and return the answer, whatever it is. Raises OSError or HTTPException for none."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self.connection.request(method, path, body, sent)
            with self.connection.getresponse() as response:
                answer = Answer(response.status, response.headers, response.read())
        except BaseException:
            self.connection.close()  # the next request opens another
            raise
        self._keep(answer)
        return answer

    def _keep(self, answer: Answer) -> None:
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if found := TOKEN.search(answer.body.decode(errors="replace")):
            self.token = found[1]

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form with the token of the last page that was read."""
        return self.ask("POST", path, urlencode({"csrf_token": self.token, **fields}), **FORM, **headers)

    def sign_in(self, name: str) -> Browser:
        self.get("/sign-in")
        answer = self.post("/sign-in", {"email": email(name), "password": PASSWORD})
        assert answer.status == 303, answer.text
        self.get("/settings")
        return self

    def close(self) -> None:
        self.connection.close()
