"""The furnished site, made once and put back before every test that asks for it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.sweeps.world import World


@pytest.fixture(scope="session")
def furnished(the_app: Flask) -> World:
    return World(the_app)


@pytest.fixture
def world(furnished: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The furnished site as it is in the morning; it answers a crash with its page, as in production."""
    monkeypatch.setitem(furnished.app.config, "PROPAGATE_EXCEPTIONS", False)
    furnished.open()
    return furnished
