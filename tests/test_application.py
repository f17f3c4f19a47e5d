"""What the application leaves out of Flask and Jinja, no template misses."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, FileSystemLoader, pass_context, pass_environment

from forum.application import Environment


class OfLoop:
    """An object that is called and wants the context."""

    @pass_context
    def __call__(self, context: Any) -> str:
        return f"{context['who']}!"


@pass_context
def greeted(context: Any, words: str) -> str:
    return f"{words} {context['who']}"


def test_what_wants_the_context_gets_it_and_what_does_not_does_not(the_app: Any) -> None:
    source = """
        {%- macro twice(words, times=2) %}{{ words * times }}{{ caller() if caller }}{% endmacro %}
        {%- block all %}{{ greeted("Hello,") }} {{ of_loop() }} {{ plain(1, by=2) }} {{ "".join(["a", "b"]) }}
        {%- for each in "xy" %}{{ bound(each) }}{{ loop.cycle("-", "+") }}{% endfor %}
        {%- endblock %} {{ twice("x", times=3) }} {% call twice("y") %}z{% endcall %} {{ has_loader() }}"""
    environment = Environment(the_app, loader=DictLoader({"page": source}))
    environment.globals.update(
        greeted=greeted,
        of_loop=OfLoop(),
        plain=lambda number, by: number + by,
        bound=partial("{}{}".format, "b"),
        has_loader=pass_environment(lambda environment: environment.loader is not None),
    )
    html = environment.get_template("page").render(who="Sam")
    assert html == "Hello, Sam Sam! 3 abbx-by+ xxx yyz True"


@pytest.mark.parametrize("reloads", [True, False])
def test_a_template_is_found_once_unless_it_may_change(the_app: Any, tmp_path: Path, reloads: bool) -> None:
    page, part = tmp_path / "page", tmp_path / "part"
    page.write_text("{% include 'part' %}")
    part.write_text("before")
    environment = Environment(the_app, loader=FileSystemLoader(tmp_path), auto_reload=reloads)
    assert environment.get_template("page").render() == "before"
    part.write_text("changed afterwards")
    assert environment.get_template("page").render() == ("changed afterwards" if reloads else "before")
    assert environment.get_template("page") is environment.get_template("page")
