"""Whose answer each student is given: for classes of any shape, and as people and posts come and go."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.peers.sharing_out import Pair, Piece, Reader, is_for, share_out

SECTIONS = (1, 2)
whom = st.sampled_from((None, None, *SECTIONS))
placed = st.sampled_from([frozenset(), *map(frozenset, ({1}, {2}, {1, 2}))])


@st.composite
def classes(draw: st.DrawFn, most: int = 12) -> tuple[list[Piece], list[Reader], int]:
    """Make a class: students, some of them in sections, and posts, some by two of them or by others."""
    people = range(1, draw(st.integers(0, most)) + 1)
    readers = [Reader(id, draw(placed)) for id in people]
    anybody = st.frozensets(st.integers(1, most + 2), min_size=1, max_size=2)
    pieces = [Piece(100 + n, draw(anybody), draw(whom)) for n in range(draw(st.integers(0, most)))]
    return pieces, readers, draw(st.integers(1, 4))


def loads(pairs: set[Pair], place: int) -> Counter[int]:
    return Counter(pair[place] for pair in pairs)


def choices(readers: list[Reader], pieces: list[Piece]) -> dict[int, set[int]]:
    return {reader.id: {piece.id for piece in pieces if is_for(reader, piece)} for reader in readers}


@settings(max_examples=300)
@given(classes(), st.integers(0, 9))
def test_each_gets_what_is_theirs_and_no_post_stays_alone(
    made: tuple[list[Piece], list[Reader], int], seed: int
) -> None:
    pieces, readers, each = made
    pairs = share_out(pieces, readers, each, seed=seed)
    may, has, read = choices(readers, pieces), loads(set(pairs), 0), loads(set(pairs), 1)
    assert len(set(pairs)) == len(pairs)
    assert all(post in may[reader] for reader, post in pairs)
    for piece in pieces:
        assert read[piece.id] or not any(piece.id in may[reader.id] for reader in readers)
    for reader in readers:
        assert has[reader.id] >= min(each, len(may[reader.id]))
    assert share_out(pieces[::-1], readers[::-1], each, seed=seed) == pairs


@settings(max_examples=300)
@given(classes(), st.integers(0, 9), st.data())
def test_late_comers_find_readers_and_something_to_read(
    made: tuple[list[Piece], list[Reader], int], seed: int, data: st.DataObject
) -> None:
    """What was given stays; people and posts that are gone leave room, new ones are cared for."""
    pieces, readers, each = made
    early = data.draw(st.integers(0, len(pieces))), data.draw(st.integers(0, len(readers)))
    before = set(share_out(pieces[: early[0]], readers[: early[1]], each, seed=seed))
    gone = data.draw(st.frozensets(st.sampled_from(sorted(before)), max_size=3)) if before else frozenset()
    left = before - gone
    after = set(share_out(pieces, readers, each, given=left, seed=seed))
    assert not after & left
    whole, may = left | after, choices(readers, pieces)
    assert all(post in may[reader] for reader, post in after)
    read, has = loads(whole, 1), loads(whole, 0)
    assert all(read[p.id] or not any(p.id in may[r.id] for r in readers) for p in pieces)
    assert all(has[reader.id] >= min(each, len(may[reader.id])) for reader in readers)
    assert not share_out(pieces, readers, each, given=whole, seed=seed)


@given(st.integers(2, 40), st.integers(1, 6), st.integers(0, 9))
def test_in_a_class_where_all_have_written_all_is_equal(many: int, each: int, seed: int) -> None:
    pieces = [Piece(100 + id, frozenset({id})) for id in range(1, many + 1)]
    pairs = set(share_out(pieces, [Reader(id) for id in range(1, many + 1)], each, seed=seed))
    wanted = min(each, many - 1)
    assert set(loads(pairs, 0).values()) == set(loads(pairs, 1).values()) == {wanted}


@given(st.integers(3, 25), st.integers(1, 25), st.integers(1, 4), st.integers(0, 9))
def test_loads_differ_by_one_at_most_where_nothing_is_in_the_way(
    many: int, written: int, each: int, seed: int
) -> None:
    pieces = [Piece(100 + n, frozenset({200 + n})) for n in range(written)]
    pairs = set(share_out(pieces, [Reader(id) for id in range(1, many + 1)], each, seed=seed))
    read, has = loads(pairs, 1), loads(pairs, 0)
    assert max(read.values()) - min(read[piece.id] for piece in pieces) <= 1
    assert max(has.values()) - min(has[id] for id in range(1, many + 1)) <= 1


@settings(max_examples=150, deadline=None)
@given(classes(most=4), st.integers(0, 3))
def test_no_other_choice_is_more_even(made: tuple[list[Piece], list[Reader], int], seed: int) -> None:
    """Compare with every way there is of giving each their number, in classes that are small enough."""
    pieces, readers, each = made
    each = min(each, 2)
    may = choices(readers, pieces)
    ways = product(*(combinations(sorted(may[r.id]), min(each, len(may[r.id]))) for r in readers))
    best = min((even([post for posts in way for post in posts], pieces) for way in ways), default=())
    pairs = share_out(pieces, readers, each, seed=seed)
    extra = sum(loads(set(pairs), 0)[r.id] - min(each, len(may[r.id])) for r in readers)
    alone = [piece for piece in pieces if not any(piece.id in may[reader.id] for reader in readers)]
    assert extra == best.count(0) - len(alone)  # only what nobody could read otherwise is one more
    if not extra:
        assert even([post for _reader, post in pairs], pieces) == best


def even(posts: list[int], pieces: list[Piece]) -> tuple[int, ...]:
    """Return how often each post is read, the most read first: what is more even comes first among such."""
    read = Counter(posts)
    return tuple(sorted((read[piece.id] for piece in pieces), reverse=True))
