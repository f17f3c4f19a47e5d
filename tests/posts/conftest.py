"""What the stories of posts share: a browser for everybody of the cast."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.people import Cast
from tests.visitor import Visitor


@pytest.fixture
def browse(app: Flask, cast: Cast) -> Callable[[str], Visitor]:
    """Give somebody's browser, signed in at its first use; vera's stays outside."""
    browsers: dict[str, Visitor] = {"vera": Visitor(app)}

    def of(name: str) -> Visitor:
        if name not in browsers:
            browsers[name] = Visitor(app).as_(name)
        return browsers[name]

    return of
