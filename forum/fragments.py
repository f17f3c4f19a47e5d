"""Pieces of pages that are drawn once: the same words for the same rights make the same HTML.

A macro in a _drawn.html is a function of its arguments and the language. So what it draws is kept under
exactly these, words and rights included: what changes has another key, and nothing can be stale or meant for
somebody else. It may ask for nothing beside them: no request, no token, no clock; a test sees to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

GENERATION = 750_000  # characters; the two generations and their keys take about 5 MB of a process
LONGEST = 20_000  # characters; a longer piece is drawn again each time
FILE = "_drawn.html"

Draw = Callable[..., Markup]
Drawing = tuple[Any, ...]  # what a macro is given beside `here`


class Fragments:
    """What the macros of one application have drawn. When the young pieces are many, the old ones go."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.macros: dict[str, Draw] = {}
        self.young: dict[Any, Markup] = {}
        self.old: dict[Any, Markup] = {}
        self.characters = 0  # of the young

    def within(self, language: str) -> dict[str, Draw]:
        """Return what templates call, for a page in this language."""
        return {"draw": partial(self.draw, language), "draw_all": partial(self.draw_all, language)}

    def draw(self, language: str, name: str, *args: Any) -> Markup:
        """Return what a macro draws of these arguments, which are equal only where they look alike.

        "posts/entry" is the macro `entry` of templates/posts/_drawn.html.
        """
        key = (language, name, *args)
        html = self.young.get(key)
        if html is None:
            html = self.old.get(key)
            if html is None:
                html = self._macro(name)(*args)
            self._keep(key, html)
        return html

    def draw_all(self, language: str, name: str, here: str, many: Iterable[Drawing]) -> Markup:
        """Return what a macro draws of each of these, one after the other; `here` comes first for all."""
        drawn = [self.draw(language, name, here, *args) for args in many]
        return Markup("".join(drawn))  # noqa: S704  # each of them is Markup

    def _macro(self, name: str) -> Draw:
        if name not in self.macros or self.environment.auto_reload:
            room, slash, macro = name.rpartition("/")
            self.macros[name] = getattr(self.environment.get_template(room + slash + FILE).module, macro)
        return self.macros[name]

    def _keep(self, key: Any, html: Markup) -> None:
        """Keep a piece. Threads may do so at once: the worst that can happen is that it is drawn again."""
        if len(html) > LONGEST:
            return
        if self.characters + len(html) > GENERATION:
            self.young, self.old, self.characters = {}, self.young, 0
        self.young[key] = html
        self.characters += len(html)
