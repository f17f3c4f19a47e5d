"""The rules about prompts and their SQL twin say the same, for everybody and every prompt."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select, update

from forum import policy
from forum.courses.models import Membership, Placing
from forum.extensions import db
from forum.policy import may, prompts_readable
from forum.policy_prompts import RULES
from forum.prompts.models import Prompt, PromptSection
from forum.prompts.queries import SECTION_IDS
from forum.standing import Member
from tests import factories
from tests.people import Cast
from tests.prompts.stories import ago, section

READERS = ("ines", "asa", "sam", "sue", "olga", "adam", "otto")
TEXT = {"title": "T", "body_markdown": "", "body_html": ""}
STAFF, TEACH = {"ines", "asa", "adam"}, {"ines", "adam"}
INSIDE = {"ines", "asa", "sam", "sue", "olga", "adam"}


def everybody() -> dict[str, Member]:
    """Return each reader of the class while it is open, and after it was closed."""
    people = {name: factories.member(name) for name in READERS} | {"vera": factories.vera()}
    return people | {f"{name}, closed": replace(who, course_open=False) for name, who in people.items()}


def every_prompt(cast: Cast) -> list[Any]:
    """Add prompts, open or to come, deleted or not, for all or for sections or for none that is left."""
    tuesday = section("Tuesday", cast.sue, cast.olga, course_id=cast.course)
    wednesday = section("Wednesday", cast.sam, cast.asa, course_id=cast.course)
    for_whom = (None, [], [tuesday], [tuesday, wednesday])
    kinds = product((cast.course, cast.elsewhere), (1, -1), (None, ago(0)), for_whom)
    for course_id, opened, deleted_at, sections in kinds:
        values = {"opens_at": ago(opened), "deleted_at": deleted_at, "for_sections": sections is not None}
        made = Prompt(course_id=course_id, **TEXT, **values)
        db.session.add(made)
        db.session.flush()
        db.session.add_all([PromptSection(prompt_id=made.id, section_id=id) for id in sections or ()])
    db.session.commit()
    query = select(*Prompt.__table__.columns, SECTION_IDS).where(Prompt.course_id == cast.course)
    return list(db.session.execute(query))


@pytest.mark.parametrize("tied", [False, True])
def test_who_may_read_a_prompt_finds_it_in_lists_and_nobody_else_does(cast: Cast, tied: bool) -> None:
    prompts = every_prompt(cast)
    db.session.execute(update(Membership).values(only_sections=tied))
    db.session.commit()
    for name, reader in everybody().items():
        listed = set(db.session.scalars(select(Prompt.id).where(prompts_readable(reader))))
        assert listed == {prompt.id for prompt in prompts if may(reader, "prompt.read", prompt)}, name


def allowed(rule: str, thing: Any) -> set[str]:
    return {name for name, who in everybody().items() if may(who, rule, thing)}


def one(prompts: list[Any], opened: bool, for_sections: bool, gone: bool = False) -> Any:
    return next(
        p
        for p in prompts
        if (p.opens_at < ago(0), p.for_sections, p.deleted_at is not None) == (opened, for_sections, gone)
        if p.section_ids or not for_sections
    )


def with_closed(names: set[str]) -> set[str]:
    return names | {f"{name}, closed" for name in names}


def test_who_does_what(cast: Cast) -> None:
    prompts = every_prompt(cast)
    plain, coming, gone = (
        one(prompts, True, False),
        one(prompts, False, False),
        one(prompts, True, False, True),
    )
    for_some = one(prompts, True, True)
    assert allowed("prompts.read", None) == with_closed(INSIDE)
    assert allowed("prompt.read", plain) == with_closed(INSIDE)
    assert allowed("prompt.read", coming) == with_closed(STAFF)
    assert allowed("prompt.read", gone) == set()
    assert allowed("prompt.read", for_some) == with_closed(STAFF | {"sue", "olga"})
    assert allowed("prompt.write", None) == TEACH
    assert allowed("prompt.edit", plain) == TEACH
    assert allowed("prompt.edit", gone) == set()
    assert allowed("prompt.restore", plain) == set()
    assert allowed("prompt.restore", gone) == TEACH
    assert allowed("prompt.board.read", coming) == with_closed(STAFF)
    assert allowed("prompt.arrange", plain) == STAFF


def test_the_test_above_names_every_rule() -> None:
    named = {"prompts.read", "prompt.read", "prompt.write", "prompt.edit", "prompt.restore"}
    assert set(RULES) == named | {"prompt.board.read", "prompt.arrange"}
    assert RULES.items() <= policy.RULES.items()


def test_a_tied_assistant_sees_the_prompts_of_their_sections(cast: Cast) -> None:
    prompts = every_prompt(cast)
    asa = replace(factories.member("asa"), is_tied=True)
    tuesday = [p.id for p in prompts if p.for_sections and p.section_ids and "," not in p.section_ids]
    seen = {p.id for p in prompts if may(asa, "prompt.read", p)}
    assert seen.isdisjoint(tuesday)
    db.session.execute(update(Placing).where(Placing.user_id == cast.asa).values(section_id=1))
    db.session.commit()
    asa = replace(factories.member("asa"), is_tied=True)
    assert {p.id for p in prompts if p.id in tuesday and not p.deleted_at} <= {
        p.id for p in prompts if may(asa, "prompt.read", p)
    }
