"""Templates: nothing inline, nothing untranslated, nothing that needs JavaScript, nothing unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from forum.config import HOME
from tests.sweeps.house import modules

TEMPLATES = HOME / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*"))
FORBIDDEN = {
    "a style": r"\sstyle\s*=|<style",
    "a handler": r"\son[a-z]+\s*=|hx-on|\bjs:|javascript:",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "hx-boost": r"hx-boost",
    "an unclean |safe": r"\|\s*safe\b|autoescape",
    "a picture or script from elsewhere": r"""(?:src|srcset|data-src|action)\s*=\s*["'](?:https?:)?//""",
}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
BLOCK = re.compile(r"\{%.*?%\}", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
SPOKEN = re.compile(
    r"""\s(?:aria-label|alt|title|placeholder|label|data-(?:broken|unreachable))="([^"]*)\""""
)
STORED = re.compile(r"([\w.]+)\s*\|\s*stored")
SHAPE = re.compile(r"\{% block shape %\}[a-z ]*\{% endblock %\}")  # holds a CSS class
# What another request, reader or moment would answer otherwise.
ASKS = re.compile(
    r"\b(?:may|time|csrf_token|csrf_field|focus_here|new_key|request|session|g|me|member|config"
    r"|get_flashed_messages|canonical|url_for)\b(?=[(.|])"
)
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
TOKEN = re.compile(r"csrf_field\(|name=\"csrf_token\"")
WORDS_OF_PROGRAMS = {"utf-8", "DOCTYPE", "html"}
SENTENCE = re.compile(r"^[A-Z][a-z]+|[a-z]+ [a-z]+")


def source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def markup(name: str) -> str:
    """Return a template with its comments left out."""
    return COMMENT.sub("", source(name))


def tags(name: str, opening: str) -> list[str]:
    """Return the opening tags that hold a text; Jinja's own signs do not end them."""
    flat = re.sub(
        r"\{%.*?%\}|\{\{.*?\}\}", lambda found: found[0].replace(">", "\x01"), markup(name), flags=re.DOTALL
    )
    return [tag.replace("\x01", ">") for tag in re.findall(r"<[^>]*>", flat) if opening in tag]


def attribute(tag: str, name: str) -> str | None:
    """Return what an attribute holds; quotes inside a Jinja expression do not end it."""
    found = re.search(rf"\s{name}=\"((?:\{{\{{.*?\}}\}}|\{{%.*?%\}}|[^\"])*)\"", tag, re.DOTALL)
    return found[1] if found else None


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    assert [name for name in NAMES if re.search(FORBIDDEN[what], markup(name))] == []


def test_only_html_that_was_cleaned_before_it_was_stored_goes_out_as_it_is() -> None:
    found = {expression for name in NAMES for expression in STORED.findall(markup(name))}
    assert {expression.rpartition(".")[2] for expression in found} <= {"body_html"}


@pytest.mark.parametrize("verb", ["hx-post", "hx-put", "hx-patch", "hx-delete"])
def test_what_htmx_sends_a_browser_can_send_too(verb: str) -> None:
    sent = [(name, tag) for name in NAMES for tag in tags(name, f"{verb}=")]
    assert [f"{name}: {tag}" for name, tag in sent if not is_sent_there_too(tag, verb)] == []


def is_sent_there_too(tag: str, verb: str) -> bool:
    """Say whether a form, or a button of its own or of the one in base.html, goes where htmx sends it."""
    if tag.startswith("<button"):
        is_of_a_form = (
            attribute(tag, "form") == "act" or " data-preview" in tag
        )  # which stands in every editor
        return is_of_a_form and attribute(tag, "formaction") == attribute(tag, verb)
    is_form = tag.startswith("<form") and attribute(tag, "method") == "post"
    return is_form and attribute(tag, "action") == attribute(tag, verb)


def test_what_htmx_gets_a_browser_can_get_too() -> None:
    gets = [(name, tag) for name in NAMES for tag in tags(name, "hx-get=")]
    assert [f"{name}: {tag}" for name, tag in gets if not leads_there_too(tag)] == []


def leads_there_too(tag: str) -> bool:
    """Say whether a link's href is its hx-get; it may leave out the path of the page that it stands on.

    A form that is sent with GET goes where htmx sends it.
    """
    if tag.startswith("<form"):
        return attribute(tag, "method") == "get" and attribute(tag, "action") == attribute(tag, "hx-get")
    href, got = (attribute(tag, "href") or "").partition("#")[0], attribute(tag, "hx-get") or ""
    return href == got or (href.startswith("?") and got.endswith(href))


def test_every_form_says_where_it_goes_and_carries_its_token() -> None:
    bare = [f"{name}: {tag}" for name in NAMES for tag in tags(name, "<form") if not attribute(tag, "action")]
    forms = [(name, form) for name in NAMES for form in FORM.findall(markup(name)) if 'method="post"' in form]
    assert bare == []
    untold = {name for name, form in forms if not TOKEN.search(form)}
    assert untold == {"notify/unsubscribe.html"}  # its address is the proof: mail programs have no token
    assert forms


def test_what_is_drawn_once_asks_for_nothing_but_its_arguments() -> None:
    drawn = [name for name in NAMES if Path(name).name == "_drawn.html"]
    assert {name: ASKS.findall(markup(name)) for name in drawn} == {name: [] for name in drawn}
    assert len(drawn) == 10


def test_a_partial_says_in_its_first_line_what_it_needs() -> None:
    partials = [name for name in NAMES if Path(name).name.startswith("_")]
    assert [name for name in partials if not source(name).startswith("{#- ")] == []


# --- Words -------------------------------------------------------------------------------------------


def bare_words(name: str) -> list[str]:
    """Return the words of a template that gettext does not see: in its text and in spoken attributes."""
    text = TRANSLATED.sub("", SHAPE.sub("", markup(name)))
    text = BLOCK.sub("", EXPRESSION.sub("", text))
    seen = [TAG.sub(" ", text), *SPOKEN.findall(text)]
    return [word for part in seen for word in re.findall(r"[^\W\d_]{2,}", re.sub(r"&\w+;", "", part))]


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html")])
def test_every_word_goes_through_gettext(name: str) -> None:
    assert set(bare_words(name)) - WORDS_OF_PROGRAMS == set()


def constants(node: nodes.Node) -> Iterator[str]:
    """Yield the texts that an expression can put into a page, but for what is translated."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, nodes.Call | nodes.Filter | nodes.Compare):
        return
    for child in node.iter_child_nodes():
        yield from constants(child)


@pytest.mark.parametrize("name", NAMES)
def test_no_expression_holds_a_sentence(the_app: Flask, name: str) -> None:
    tree = the_app.jinja_env.parse(source(name))
    shown = [part for output in tree.find_all(nodes.Output) for part in output.nodes]
    assert [text for part in shown for text in constants(part) if SENTENCE.search(text)] == []


# --- Order -------------------------------------------------------------------------------------------


def names_in_code() -> set[str]:
    """Return every text in the code that may be a template's name."""
    nodes_ = (
        node for tree in modules().values() for node in ast.walk(tree) if isinstance(node, ast.Constant)
    )
    return {node.value for node in nodes_ if isinstance(node.value, str)}


def test_every_template_is_used(the_app: Flask) -> None:
    used = names_in_code() | {text for name in NAMES for text in re.findall(r'"([\w/]+\.\w+)"', source(name))}
    drawn = {text for name in NAMES for text in re.findall(r'\bdraw(?:_all)?\("([\w/]+)"', source(name))}
    used |= {f"{room}{slash}_drawn.html" for room, slash, _macro in (text.rpartition("/") for text in drawn)}
    assert [name for name in NAMES if name not in used] == []


def test_no_address_is_built_in_a_loop(the_app: Flask) -> None:
    building = [
        name
        for name in NAMES
        for loop in the_app.jinja_env.parse(source(name)).find_all(nodes.For)
        for call in loop.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "url_for"
    ]
    assert building == []


def test_only_one_file_knows_how_htmx_asks() -> None:
    """What a fragment is, and which header says so, is known to web.py alone."""
    asking = [name for name, tree in modules().items() if "HX-Request" in ast.unparse(tree)]
    assert set(asking) <= {"forum.web", "forum.security"}
