"""Words: what visitors read can be translated, the documents tell everything, no file tells too much."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import click
import pytest
from flask import Flask

from forum.commands import GROUPS
from forum.config import HOME, SETTINGS
from tests.sweeps.house import calls, files, modules, text_of

# Written so that they do not find themselves.
FORBIDDEN = {
    "a number of the tracker": r"\b[Ii]ssue [#]?\d|\b[Ss]ession [#]?\d",
    "what wrote it": r"\b(?:sub|AI|coding)[ -]?[a]gents?\b|(?<!no-)[s]andbox|[C]laude|[A]nthropic|[C]hatGPT",
    "a folder of one machine": r"(?<![\w.~-])/(?:[w]ork|[r]oot|[h]ome/\w+)/",
    "the address of a registry": r"[p]ypi\.org|[p]ythonhosted\.org|registry\.[n]pmjs|[n]pmjs\.(?:org|com)",
    "something left to do": r"\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b",
    "a secret key": r"-----BEGIN (?:RSA |EC )?[P]RIVATE KEY-----",
}
TEST_KEYS = "tests/serving/localhost.pem"  # a certificate for localhost that a test's mail server shows
SAYING = {"notice", "refuse", "Forbidden", "NotFound", "BadRequest", "Gone", "Conflict", "ValidationError"}
ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.*) \|$", re.MULTILINE)


def documents() -> str:
    paths = [HOME / "README.md", HOME / "CONTRIBUTING.md", *sorted((HOME / "docs").rglob("*.md"))]
    return "\n".join(path.read_text("utf-8") for path in paths)


def readme() -> str:
    return (HOME / "README.md").read_text("utf-8")


# --- What no file says -------------------------------------------------------------------------------


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_tells(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = {str(path.relative_to(HOME)): pattern.findall(text_of(path)) for path in files()}
    assert {path: words for path, words in found.items() if words and path != TEST_KEYS} == {}


# --- What the code says ------------------------------------------------------------------------------


def said_plainly() -> Iterator[str]:
    """Yield every text that the code shows to a visitor without asking for its translation."""
    for name, tree in modules().items():
        for call in calls(tree):
            verb = ast.unparse(call.func).rpartition(".")[2]
            given = [
                *call.args,
                *(keyword.value for keyword in call.keywords if keyword.arg in (None, "label")),
            ]
            spoken = given if verb in SAYING else given[:1] if verb.endswith("Field") else []
            texts = (each for each in spoken if isinstance(each, ast.Constant | ast.JoinedStr))
            yield from (f"{name}: {verb}({ast.unparse(text)})" for text in texts if not is_empty(text))


def is_empty(text: ast.expr) -> bool:
    return isinstance(text, ast.Constant) and not (isinstance(text.value, str) and text.value)


def test_what_the_code_says_goes_through_gettext() -> None:
    assert list(said_plainly()) == []


def test_what_is_translated_is_a_text_and_not_built() -> None:
    """A sentence that is put together before it is translated is in no catalogue."""
    built = [
        f"{name}: {ast.unparse(call)}"
        for name, tree in modules().items()
        for call in calls(tree)
        if ast.unparse(call.func) in ("_", "_l", "gettext", "lazy_gettext", "ngettext")
        and call.args
        and not isinstance(call.args[0], ast.Constant | ast.Name)
    ]
    assert built == []


# --- What the documents say --------------------------------------------------------------------------


def test_the_table_of_settings_is_that_of_the_code() -> None:
    assert ROW.findall(readme()) == [(each.name, each.default, each.says) for each in SETTINGS]


def variables() -> set[str]:
    """Return every environment variable that our programs read by its name."""
    trees = [*modules().values(), ast.parse((HOME / "gunicorn.conf.py").read_text("utf-8"))]
    trees += [ast.parse((HOME / "wsgi.py").read_text("utf-8"))]
    reading = ("os.environ.get", "environ.get", "os.getenv", "getenv")
    found = [call.args[0] for tree in trees for call in calls(tree) if ast.unparse(call.func) in reading]
    found += [
        node.slice
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ")
    ]
    return {str(name.value) for name in found if isinstance(name, ast.Constant)}


def test_every_variable_that_is_read_is_explained() -> None:
    assert [name for name in variables() if f"`{name}`" not in documents()] == []


def test_settings_that_are_used_exist(the_app: Flask) -> None:
    used = {
        node.slice.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("config")
        if isinstance(node.slice, ast.Constant)
    }
    assert used - set(the_app.config) == set()


def commands(group: click.Group, words: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


def our_commands(app: Flask) -> dict[str, click.Command]:
    """Return the commands of our own groups by what one types."""
    context = click.Context(app.cli)
    assert set(GROUPS) <= set(app.cli.list_commands(context))
    groups = {name: app.cli.get_command(context, name) for name in GROUPS}
    ours = [(name, group) for name, group in groups.items() if isinstance(group, click.Group)]
    return dict(pair for name, group in ours for pair in commands(group, ("flask", name)))


def test_every_command_and_option_is_in_the_readme(the_app: Flask) -> None:
    missing = []
    for typed, command in our_commands(the_app).items():
        row = next((line for line in readme().splitlines() if line.startswith(f"| `{typed}")), "")
        options = [param.opts[-1] for param in command.params if isinstance(param, click.Option)]
        missing += [f"{typed} {option}" for option in options if option != "--help" and option not in row]
        missing += [] if row else [typed]
    assert missing == []


def test_every_command_in_the_readme_exists(the_app: Flask) -> None:
    told = set(
        re.findall(r"^\| `(flask (?:user|course|exchange|text|search|mail) [\w-]+)", readme(), re.MULTILINE)
    )
    assert told == set(our_commands(the_app))


def test_every_command_says_what_it_does(the_app: Flask) -> None:
    assert [
        typed for typed, command in our_commands(the_app).items() if not command.get_short_help_str()
    ] == []


def test_links_between_the_documents_lead_somewhere() -> None:
    broken = []
    for path in files():
        if path.suffix == ".md":
            links = re.findall(r"\]\(([^)#:\s/][^)#:\s]*)(?:#[\w-]*)?\)", text_of(path))
            broken += [f"{path.name}: {link}" for link in links if not (path.parent / link).exists()]
    assert broken == []


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (HOME / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", documents())) <= targets
