"""A browser without a screen: follows pages, fills forms with their token, by plain HTTP or as htmx does."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.extensions import db
from tests.people import PASSWORD, email

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class Client(FlaskClient):
    """A client whose every request has an application context of its own, as on a server.

    Tests hold one open for the database; Flask would lend it, and everything in `g`, to each request.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.rollback()  # what the test reads next is what the request wrote
        return answer


class Visitor:
    """One person's browser. `Visitor(app).as_("sam")` signs in through the real door."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.token = ""

    def as_(self, name: str, password: str = PASSWORD) -> Visitor:
        self.get("/sign-in")
        answer = self.post("/sign-in", {"email": email(name), "password": password})
        assert answer.status_code == 303, answer.text
        self.get("/no-such-page")  # any page brings the token of the new session, and this one costs least
        return self

    def get(self, url: str, via: str = "plain", **kwargs: Any) -> TestResponse:
        answer = self.client.get(url, headers=HTMX if via == "htmx" else {}, **kwargs)
        found = TOKEN.search(answer.text) if answer.mimetype == "text/html" else None
        self.token = found.group(1) if found else self.token
        return answer

    def post(
        self, url: str, data: dict[str, Any] | None = None, via: str = "plain", **kwargs: Any
    ) -> TestResponse:
        """Send a form with the token of the last page that was read."""
        fields = {"csrf_token": self.token, **(data or {})}
        return self.client.post(url, data=fields, headers=HTMX if via == "htmx" else {}, **kwargs)
