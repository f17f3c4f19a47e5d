"""The ladder: a file imports only downwards, and never in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from graphlib import TopologicalSorter

import pytest

from forum.config import HOME
from forum.policy import RULES
from tests.sweeps.house import calls, modules

# From the ground up. A name stands on the first rung that names it; within a rung all are neighbours.
RUNGS = {
    "ground": "allocation application assets clock config extensions forms fragments i18n jobs lists"
    " local_days logs migrating points ratelimits readers rows security sheets signing supervisor text text_*"
    " twins upserts web posts.cursors posts.names reports.terms search.words search.asked search.marks"
    " revisions.shortest revisions.words revisions.differences",
    "models": "models *.models courses.words comments.tree marking.things",
    "rules": "about audit policy policy_* standing prepared views errors auth.kept auth.session",
    "queries": "*.queries mentions prose comments.places courses.place courses.placings courses.roster"
    " keeping.state marking.whom posts.belonging posts.pinning posts.bylines posts.shelf posts.withheld"
    " reading.marks notify.bell search.index search.postgresql search.ranking search.sqlite"
    " revisions.recording posts.sealed posts.lists prompts.progress prompts.counted"
    " prompts.owed prompts.boards reports.counted"
    " peers.counted peers.waiting peers.overview peers.state peers.beside peers.told",
    "forms": "*.forms courses.invitation_forms courses.section_forms courses.term_forms"
    " prompts.extension_forms",
    "routes": "*.cli *.routes auth.settings courses.arriving courses.doorway courses.invitations"
    " courses.members courses.people courses.sections courses.settings courses.site courses.closings"
    " courses.copies"
    " courses.purges courses.retentions posts.archives posts.carrying posts.categories posts.editor"
    " posts.moderation posts.pins posts.publication posts.coauthors comments.moderation feeds.addresses"
    " feeds.doorway"
    " prompts.deletion prompts.board prompts.arrangements prompts.messages prompts.calendars"
    " letters.writing peers.sharing peers.reviews peers.unanswered"
    " keeping.bookmarks keeping.hearts keeping.things marking.lists marking.releases marking.scales"
    " marking.shown reading.keys reading.live reading.watching reports.people reports.silence"
    " writing.drafts notify.deliveries notify.seen notify.subscription notify.wishes",
    "actions": "rerender *.*",  # the verbs of a room, and their friends
    "rooms": "rooms commands",
    "house": "forum",
    "programs": "worker start tables",
}
ORDER = ("ground", "models", "rules", "queries", "actions", "forms", "routes", "rooms", "house", "programs")
# Imported where they are used: a dictionary of a megabyte and the maker of workbooks, that few
# requests need; Alembic and a server for mail, which none needs; the application itself, once its settings
# are known to be right.
LATE = {
    ("forum.migrating", "flask_migrate.Migrate"),
    ("forum.auth.guessable", "zxcvbn.frequency_lists"),
    ("forum.notify.cli", "forum.notify.listener"),
    ("forum.sheets", "xlsxwriter.Workbook"),
    ("forum.start", "wsgi"),
}
REQUEST = {"request", "session", "g"}


def short(name: str) -> str:
    return name.removeprefix("forum.")


def rung(name: str) -> str:
    """Return the rung that a module stands on, or "" where it was given none."""
    return next(
        (rung for rung, names in RUNGS.items() if any(fnmatch(short(name), n) for n in names.split())), ""
    )


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the full name of everything that is imported anywhere in a piece of code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(tree: ast.AST) -> set[str]:
    """Return the modules of ours that are imported."""
    known = modules()
    names = (name if name in known else name.rpartition(".")[0] for name in imported(tree))
    return {name for name in names if name in known}


def test_each_module_stands_on_a_rung() -> None:
    rooms = {name for name in modules() if (HOME / name.replace(".", "/")).is_dir() and name != "forum"}
    assert [name for name in modules() if name not in rooms and not rung(name)] == []
    assert set(ORDER) == set(RUNGS)


def test_nothing_is_imported_in_a_circle() -> None:
    TopologicalSorter({name: ours(tree) - {name} for name, tree in modules().items()}).prepare()


@pytest.mark.parametrize("name", modules())
def test_a_module_imports_only_downwards(name: str) -> None:
    height = ORDER.index(rung(name) or "ground")
    assert [other for other in ours(modules()[name]) if ORDER.index(rung(other)) > height] == []


def test_the_file_that_makes_a_folder_a_room_is_empty() -> None:
    files = (HOME / "forum").glob("*/__init__.py")
    assert [str(path) for path in files if path.read_text("utf-8")] == []


def test_imports_stand_at_the_top() -> None:
    late = {
        (name, found.removesuffix(".app").removesuffix(".FREQUENCY_LISTS"))
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for found in imported(node)
    }
    assert late == LATE


def test_what_happens_does_not_depend_on_a_request() -> None:
    """Actions and queries are called by the web, the command line, imports and tests alike."""
    verbs = {name: tree for name, tree in modules().items() if rung(name) in ("models", "queries", "actions")}
    asking = {
        name
        for name, tree in verbs.items()
        if REQUEST & {found.removeprefix("flask.") for found in imported(tree)}
    }
    assert asking == set()


def test_routes_do_not_speak_to_the_database() -> None:
    routes = {
        name: tree for name, tree in modules().items() if rung(name) == "routes" and not name.endswith(".cli")
    }
    speaking = [
        name for name, tree in routes.items() if any(i.startswith("sqlalchemy") for i in imported(tree))
    ]
    assert speaking == []


def test_every_permission_is_asked_for_by_a_name_that_exists() -> None:
    asked = {
        (name, call.args[1].value)
        for name, tree in modules().items()
        for call in calls(tree)
        if ast.unparse(call.func).split(".")[-1] in ("require", "may") and len(call.args) > 1
        if isinstance(call.args[1], ast.Constant)
    }
    assert {rule for _name, rule in asked} <= set(RULES)
