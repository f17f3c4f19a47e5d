"""Flask's application, without what no page of ours needs."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

import flask
import flask.templating


class Environment(flask.templating.Environment):
    """Jinja's, with what all templates may use in one dict: pages copy it, and a chain of two slowly.

    A template knows what was there when it was loaded, and nothing that is added later.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Application(flask.Flask):
    """Flask's application."""

    jinja_environment = Environment

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function as it is: none of ours is asynchronous, and every page asks that of fourteen."""
        return func
