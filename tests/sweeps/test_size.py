"""The grain of the code: small functions, short files."""

from __future__ import annotations

import ast
from statistics import median, quantiles

from forum.config import HOME
from tests.sweeps.house import modules

LONGEST_FUNCTION = 40  # lines, with its docstring
LONGEST_FILE = 260
USUAL_FUNCTION = 8  # the median
LONG_FUNCTION = 20  # nine of ten are not longer


def functions() -> dict[str, int]:
    """Return the length of every function by its full name."""
    return {
        f"{name}.{node.name}:{node.lineno}": (node.end_lineno or 0) - node.lineno + 1
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_no_function_is_long() -> None:
    assert {name: length for name, length in functions().items() if length > LONGEST_FUNCTION} == {}


def test_most_functions_are_short() -> None:
    lengths = list(functions().values())
    assert median(lengths) <= USUAL_FUNCTION
    assert quantiles(lengths, n=10)[-1] <= LONG_FUNCTION


def test_no_file_is_long() -> None:
    lengths = {
        str(path): len(path.read_text("utf-8").splitlines()) for path in (HOME / "forum").rglob("*.py")
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}
