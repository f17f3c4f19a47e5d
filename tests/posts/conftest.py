"""What the stories of posts share: browsers of the cast, each with contexts of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.courses.conftest import OwnContext
from tests.people import Cast
from tests.visitor import Visitor


@pytest.fixture(autouse=True)
def own_contexts(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the test's database session and its g out of every request."""
    monkeypatch.setattr(app, "test_client_class", OwnContext)


@pytest.fixture
def browse(app: Flask, cast: Cast) -> Callable[[str], Visitor]:
    """Give the browser of somebody of the cast, signed in at the first use; vera stays outside."""
    browsers: dict[str, Visitor] = {"vera": Visitor(app)}

    def of(name: str) -> Visitor:
        if name not in browsers:
            browsers[name] = Visitor(app).as_(name)
        return browsers[name]

    return of
