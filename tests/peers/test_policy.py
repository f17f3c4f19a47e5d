"""The rules about reviews and their SQL twins say the same, for everybody and every review."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, update

from forum.courses.models import Membership
from forum.extensions import db
from forum.peers.models import Review, Sharing
from forum.peers.told import RULED
from forum.policy import may, posts_readable
from forum.policy_peers import RULES, review_names, reviews_readable
from forum.posts.models import CoAuthor, Post
from forum.standing import Member
from tests import factories
from tests.people import Cast
from tests.prompts.stories import ago, answer, prompt, section

READERS = ("ines", "asa", "sam", "sue", "olga", "adam", "otto")
STAFF, TEACH = {"ines", "asa", "adam"}, {"ines", "adam"}


def everybody() -> dict[str, Member]:
    """Return each reader of the class while it is open, and after it was closed."""
    people = {name: factories.member(name) for name in READERS} | {"vera": factories.vera()}
    return people | {f"{name}, closed": replace(who, course_open=False) for name, who in people.items()}


def every_review(cast: Cast) -> list[Any]:
    """Add reviews of and by each, sent for some or all, with names or without, as each prompt has it now."""
    section("Tuesday", cast.sue, cast.asa, course_id=cast.course)
    for for_all, names in product((False, True), repeat=2):
        prompt_id = prompt()
        sharing = {"prompt_id": prompt_id, "course_id": cast.course, "for_all": for_all, "names_shown": names}
        db.session.add(Sharing(**sharing))
        for author in ("sam", "sue", "olga"):
            post_id = answer("sam" if author == "olga" else author, prompt_id)
            if author == "olga":
                co_author = {"post_id": post_id, "user_id": cast.olga, "course_id": cast.course}
                db.session.add(CoAuthor(**co_author, place=0))
            by_whom = (cast.sam, cast.sue, cast.olga, cast.otto)
            for user_id, (all_, name) in zip(by_whom, product((False, True), repeat=2), strict=True):
                its = {"course_id": cast.course, "prompt_id": prompt_id, "post_id": post_id}
                db.session.add(Review(user_id=user_id, for_all=all_, name_shown=name, **its))
    db.session.commit()
    return list(db.session.execute(joined(select(Review.id, *RULED))))


def joined(query: Any) -> Any:
    query = query.select_from(Review).join(Post, Post.id == Review.post_id)
    return query.join(Sharing, Sharing.prompt_id == Review.prompt_id)


@pytest.mark.parametrize("tied", [False, True])
def test_who_may_read_a_review_finds_it_and_nobody_else_does(cast: Cast, tied: bool) -> None:
    reviews = every_review(cast)
    db.session.execute(update(Membership).values(only_sections=tied))
    db.session.commit()
    for name, reader in everybody().items():
        for rule, twin in (("review.read", reviews_readable), ("review.name.read", review_names)):
            listed = set(db.session.scalars(joined(select(Review.id)).where(twin(reader))))
            assert listed == {row.id for row in reviews if may(reader, rule, row)}, (name, rule)


def test_whoever_reads_a_review_can_read_its_post(cast: Cast) -> None:
    every_review(cast)
    hidden = db.session.scalars(select(Post.id)).first()
    db.session.execute(update(Post).where(Post.id == hidden).values(hidden_at=ago(0)))
    db.session.commit()
    for reader in everybody().values():
        both = joined(select(Review.post_id)).where(reviews_readable(reader), posts_readable(reader))
        assert (hidden in set(db.session.scalars(both))) <= (reader.staff or reader.user_id == cast.sam)


@pytest.mark.parametrize(
    ("rule", "who"),
    [("waiting.read", STAFF | {f"{name}, closed" for name in STAFF}), ("sharing.edit", TEACH)],
)
def test_who_looks_after_what_is_shared_out(cast: Cast, rule: str, who: set[str]) -> None:
    shared = SimpleNamespace(for_sections=False, section_ids="", deleted_at=None, opens_at=ago(1))
    assert {name for name, reader in everybody().items() if may(reader, rule, shared)} == who - {"otto"}
    overview = {name for name, reader in everybody().items() if may(reader, "sharing.read", shared)}
    assert overview == STAFF | {f"{name}, closed" for name in STAFF}


def test_only_students_who_were_given_a_post_review_it(cast: Cast) -> None:
    fields = {"is_allotted": True, "is_on": True, "asks": True, "written_at": None, "due_at": ago(1)}
    assert who_writes(**fields) == {"sam", "sue"}
    assert who_writes(**fields | {"written_at": ago(2)}) == set()
    assert who_writes(**fields | {"written_at": ago(2), "due_at": ago(-1)}) == {"sam", "sue"}
    assert who_writes(**fields | {"written_at": ago(2), "due_at": None}) == {"sam", "sue"}
    for missing in ("is_allotted", "is_on", "asks"):
        assert who_writes(**fields | {missing: False}) == set()
    assert set(RULES) == {
        *("waiting.read", "sharing.edit", "sharing.read", "review.write", "review.read", "review.name.read")
    }


def who_writes(**work: Any) -> set[str]:
    return {name for name, who in everybody().items() if may(who, "review.write", SimpleNamespace(**work))}
