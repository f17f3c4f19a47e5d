"""The files of the project, for the sweeps that read instead of running."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from forum.config import HOME

UNTRACKED = {".git", ".venv", ".tools", "instance", "__pycache__", "screenshots"}


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax tree of every module of ours by its dotted name."""
    paths = sorted((HOME / "forum").rglob("*.py"))
    return {name_of(path): ast.parse(path.read_text("utf-8")) for path in paths}


def name_of(path: Path) -> str:
    """Return the dotted name of a module's file."""
    parts = path.relative_to(HOME).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield every call in a piece of code."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the project: what git tracks, or, in a copy without git, what it would."""
    if (HOME / ".git").exists():
        command = ["git", "-C", str(HOME), "ls-files", "-z"]
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
        paths = [HOME / name for name in listed if name]
    else:
        paths = [path for path in HOME.rglob("*") if not UNTRACKED & set(path.relative_to(HOME).parts)]
    return tuple(path for path in paths if path.is_file())


@cache
def text_of(path: Path) -> str:
    """Return what a file says; "" for pictures and other binary files."""
    raw = path.read_bytes()
    return "" if b"\0" in raw else raw.decode("utf-8", errors="replace")
