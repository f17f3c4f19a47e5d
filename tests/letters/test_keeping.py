"""A letter is kept while it is typed, like any other words, until it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum.extensions import db
from forum.mail.models import Mail
from forum.writing.models import Unsent
from tests.people import Cast
from tests.prompts.stories import HERE, ago, answer, prompt, section
from tests.reports.stories import all_joined
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]
KEY = "0123456789abcdef"
WORDS = {"title": "Week 7, once more", "body": "Hello,\n\nhow is it going?"}


def keep(browser: Visitor, place: str, *to: int) -> None:
    browser.get(f"{HERE}/")
    words = {"place": place, "unsent": KEY, "saves": "0", **WORDS, "to": [str(id) for id in to]}
    assert browser.post(f"{HERE}/drafts", words, via="htmx").status_code == 200


def kept() -> Unsent:
    db.session.expire_all()
    return db.session.scalars(select(Unsent).where(Unsent.key == KEY)).one()


def chosen(page: str) -> list[str]:
    return re.findall(r'checked [^>]*name="to"[^>]*value="(\d+)"', page)


@pytest.mark.parametrize("which", ["missing", "of a section", "silent"])
def test_it_comes_back_into_its_form_and_its_draft_leads_there(
    browse: Browse, cast: Cast, which: str
) -> None:
    prompt_id, monday = prompt(), section("Monday", cast.sue, course_id=cast.course)
    place, address = {
        "missing": (f"prompts/{prompt_id}/letter", f"/prompts/{prompt_id}/board/messages"),
        "of a section": (
            f"prompts/{prompt_id}/letter/{monday}",
            f"/prompts/{prompt_id}/board/messages?section={monday}",
        ),
        "silent": ("silent/letter", "/participation/messages"),
    }[which]
    all_joined(cast, ago(30))
    ines = browse("ines")
    assert f'name="place" value="{place}"' in ines.get(HERE + address).text
    keep(ines, place, cast.sue)
    page = ines.get(HERE + address).text
    assert 'value="Week 7, once more"' in page
    assert "how is it going?</textarea>" in page
    assert f'name="unsent" value="{KEY}"' in page
    assert chosen(page) == [str(cast.sue)]
    listed = ines.get(f"{HERE}/drafts").text
    assert "Week 7, once more" in listed
    (back,) = re.findall(rf'href="({HERE}[^"]*draft={KEY}[^"]*)">Go on writing', listed)
    assert "how is it going?</textarea>" in ines.get(back.replace("&amp;", "&")).text
    assert "Week 7, once more" in ines.get(f"/drafts/{KEY}").text


@pytest.mark.parametrize("clicks", [1, 2])
def test_what_was_sent_is_no_draft_any_more(browse: Browse, cast: Cast, clicks: int) -> None:
    prompt_id, ines = prompt(), browse("ines")
    keep(ines, f"prompts/{prompt_id}/letter", cast.sue)
    sent = {**WORDS, "to": [cast.sue], "unsent": KEY, "saves": "1"}
    for _click in range(clicks):
        assert ines.post(f"{HERE}/prompts/{prompt_id}/board/messages", sent).status_code == 303
    assert kept().ended_at
    assert len(db.session.scalars(select(Mail.id)).all()) == 1
    assert "how is it going" not in ines.get(f"{HERE}/prompts/{prompt_id}/board/messages").text
    assert "Week 7, once more" not in ines.get(f"{HERE}/drafts").text


def test_a_refused_one_stays_a_draft(browse: Browse, cast: Cast) -> None:
    prompt_id, ines = prompt(), browse("ines")
    keep(ines, f"prompts/{prompt_id}/letter", cast.sue)
    sent = {**WORDS, "unsent": KEY, "saves": "1"}
    answer_ = ines.post(f"{HERE}/prompts/{prompt_id}/board/messages", sent)
    assert answer_.status_code == 422
    assert f'name="unsent" value="{KEY}"' in answer_.text
    assert kept().ended_at is None


def test_who_has_answered_meanwhile_is_not_written_to(browse: Browse, cast: Cast) -> None:
    prompt_id, ines = prompt(), browse("ines")
    keep(ines, f"prompts/{prompt_id}/letter", cast.sam, cast.sue)
    answer("sue", prompt_id)
    assert chosen(ines.get(f"{HERE}/prompts/{prompt_id}/board/messages").text) == [str(cast.sam)]


def test_each_letter_has_its_own_draft(browse: Browse, cast: Cast) -> None:
    prompt_id, ines = prompt(), browse("ines")
    monday = section("Monday", cast.sue, course_id=cast.course)
    keep(ines, f"prompts/{prompt_id}/letter/{monday}", cast.sue)
    assert "how is it going" not in ines.get(f"{HERE}/prompts/{prompt_id}/board/messages").text
    assert (
        "how is it going"
        not in browse("asa").get(f"{HERE}/prompts/{prompt_id}/board/messages?section={monday}").text
    )
