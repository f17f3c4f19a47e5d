"""The order of a thread as text: paths, depths, and the trees that are drawn of them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.comments import tree


@dataclass
class Said:
    path: str


def paths(answers: list[int]) -> list[str]:
    """Return the paths of comments, each of which answers one before it (0: none)."""
    made: list[str] = []
    for number, answered in enumerate(answers, start=1):
        above = made[(answered - 1) % len(made)] if answered and made else ""
        made.append(tree.path_under(above, number))
    return made


THREADS = st.lists(st.integers(0, 30), min_size=1, max_size=30).map(paths)


def drawn(nodes: list[tree.Node]) -> list[str]:
    """Return the paths of trees in the order in which they are read."""
    return [path for node in nodes for path in (node.comment.path, *drawn(node.replies))]


def test_a_path_holds_the_numbers_on_the_way() -> None:
    top = tree.path_under("", 3)
    assert top == "000003"
    assert tree.path_under(top, 17) == "000003000017"
    assert tree.ancestors("000003000017000020") == ["000003", "000003000017"]
    assert (tree.top("000003000017"), tree.above("000003000017"), tree.above(top)) == (top, top, "")


def test_the_fifth_level_goes_on_beside_the_fourth() -> None:
    path = ""
    for number in range(1, 8):
        path = tree.path_under(path, number)
    assert path == "000001000002000003000007"
    assert tree.depth(path) == tree.DEPTH - 1


@given(THREADS)
def test_sorted_paths_read_as_the_trees_are_drawn(thread: list[str]) -> None:
    in_order = sorted(thread)
    assert drawn(tree.grow(map(Said, in_order))) == in_order


@given(THREADS)
def test_every_comment_stands_after_all_above_it_and_no_deeper_than_four(thread: list[str]) -> None:
    assert len(set(thread)) == len(thread)
    for path in thread:
        assert all(above in thread and above < path for above in tree.ancestors(path))
        assert 0 <= tree.depth(path) < tree.DEPTH


@given(THREADS, st.integers(0, 29))
def test_a_part_of_a_thread_keeps_its_order_and_knows_where_it_hangs(thread: list[str], start: int) -> None:
    part = sorted(thread)[start:]
    assert drawn(tree.grow(map(Said, part))) == part
    branches = tree.split(map(Said, part))
    assert [path for branch in branches for path in drawn([branch.grow()])] == part
    groups = tree.by_parent(branches)
    assert [branch for group in groups.values() for branch in group] == branches or len(groups) > 1
    assert all(tree.above(branch.root.path) == above for above, group in groups.items() for branch in group)
    assert not branches or branches[-1].last_path == part[-1]


@pytest.mark.parametrize("text", ["", "1", "0000001", "00000x", "-00001", "٣٣٣٣٣٣", "1" * 30, "1" * 13])
def test_what_is_no_path(text: str) -> None:
    assert not tree.is_path(text)
