"""Flask's application, without what no page of ours needs."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import partial
from types import FunctionType, MethodType
from typing import Any

import flask
import flask.templating
import jinja2.runtime
from jinja2 import Template

# What templates call. Only a function that says so wants to be told of the context.
PLAIN = {FunctionType, MethodType, partial}


class Context(jinja2.runtime.Context):
    """Jinja's, for pages that say some forty sentences: it would look at each function thrice."""

    def call(
        self, obj: Any, /, *args: Any, _loop_vars: Any = None, _block_vars: Any = None, **kwargs: Any
    ) -> Any:
        if type(obj) in PLAIN and not hasattr(obj, "jinja_pass_arg"):
            return obj(*args, **kwargs)
        return super().call(obj, *args, _loop_vars=_loop_vars, _block_vars=_block_vars, **kwargs)


class Environment(flask.templating.Environment):
    """Jinja's, with what all templates may use in one dict: pages copy it, and a chain of two slowly.

    A template knows what was there when it was loaded, and nothing that is added later.
    """

    context_class = Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found: dict[str, Template] = {}

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> Template:
        """Return a template; where none changes on the disk, as it was found before.

        A page asks for eight: what it extends and includes. Jinja would look into a locked cache for each.
        """
        if self.auto_reload or globals or name not in self.found:
            template = super().get_template(name, parent, globals)
            if isinstance(name, str):
                self.found[name] = template
            return template
        return self.found[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Application(flask.Flask):
    """Flask's application."""

    jinja_environment = Environment

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function as it is: none of ours is asynchronous, and every page asks that of fourteen."""
        return func
