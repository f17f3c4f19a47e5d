"""Browsers whose every request has a context of its own, as on a real server: nothing leaks."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from forum.extensions import db
from tests.people import Cast
from tests.visitor import Visitor


class OwnContext(FlaskClient):
    """A client that shares neither g nor the database session with the test or with its last request."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(autouse=True)
def own_contexts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every browser of the story such a client."""
    monkeypatch.setattr(app, "test_client_class", OwnContext)


@pytest.fixture
def visit(own_contexts: None, app: Flask, cast: Cast) -> Visitor:
    """A browser that nobody is signed in with: vera, the visitor."""
    return Visitor(app)
