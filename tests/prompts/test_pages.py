"""What the pages say of prompts: the list, one of them, and what is owed beside every page of the class."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import update

from forum.courses.models import Course
from forum.extensions import db
from forum.prompts import actions, owed
from forum.prompts import due as due_dates
from tests import factories
from tests.factories import member, of_post
from tests.people import Cast
from tests.posts.markup import entries
from tests.posts.recount import check
from tests.posts.statements import recorded
from tests.prompts.stories import DAY, HERE, ago, answer, of_prompt, prompt, said, section, sound
from tests.visitor import Visitor

Browse = Callable[[str], Visitor]


def item(page: str, prompt_id: int) -> str:
    found = re.search(rf'<li id="prompt-{prompt_id}">(.*?)</li>', page, re.DOTALL)
    assert found, page
    return sound(found[1])


def test_the_list_says_what_is_owed_on_each(browse: Browse, cast: Cast) -> None:
    open_ = prompt("Open", posts_due_at=ago(-2), replies_due_at=ago(-4), replies_wanted=2)
    past = prompt("Past", posts_due_at=ago(2), opens_at=ago(9))
    coming = prompt("Coming", opens_at=ago(-2))
    post_id = answer("sue", open_)
    factories.comment(member("sam"), post_id)
    page = browse("sam").get(f"{HERE}/prompts").text
    assert [sound(found) for found in re.findall(r"<h2.*?</h2>", page)] == ["Open", "Past"]
    assert "Still owed: 1 post, 1 of 2 replies" in item(page, open_)
    assert item(page, past).endswith("Overdue")
    assert f"prompt-{coming}" not in page
    staff = browse("asa").get(f"{HERE}/prompts").text
    assert [sound(found) for found in re.findall(r"<h2.*?</h2>", staff)] == ["Open", "To come", "Past"]
    assert "0 of 2 done" in item(staff, open_)
    factories.comment(member("sam"), post_id)
    answer("sam", open_)
    answer("sam", past)
    page = browse("sam").get(f"{HERE}/prompts").text
    assert item(page, open_).endswith("Done")
    assert item(page, past).endswith("Late")
    assert "1 of 2 done" in item(browse("asa").get(f"{HERE}/prompts").text, open_)


def test_without_prompts_the_list_says_what_they_are(browse: Browse) -> None:
    assert "Set a prompt" in browse("ines").get(f"{HERE}/prompts").text
    assert "Set a prompt" not in browse("sam").get(f"{HERE}/prompts").text
    assert f'href="{HERE}/prompts"' not in browse("sam").get(f"{HERE}/").text
    assert f'href="{HERE}/prompts"' in browse("ines").get(f"{HERE}/").text
    prompt()
    assert f'href="{HERE}/prompts"' in browse("sam").get(f"{HERE}/").text


def test_a_prompt_says_what_is_still_owed_and_until_when(browse: Browse) -> None:
    prompt_id = prompt(posts_due_at=ago(-2), replies_due_at=ago(-2), replies_wanted=2)
    page = browse("sam").get(f"{HERE}/prompts/{prompt_id}")
    assert said(page, "owing").startswith("Still owed: 1 post, 2 replies · until ")
    factories.comment(member("sam"), answer("sue", prompt_id))
    answer("sam", prompt_id)
    page = browse("sam").get(f"{HERE}/prompts/{prompt_id}")
    assert said(page, "owing").startswith("Still owed: 1 of 2 replies · until ")
    assert "owing" not in browse("olga").get(f"{HERE}/prompts/{prompt_id}").text
    assert "owing" not in browse("ines").get(f"{HERE}/prompts/{prompt_id}").text


def test_the_side_says_it_too_at_the_price_of_two_statements(browse: Browse) -> None:
    def asked(who: str, path: str = "/") -> tuple[int, str]:
        browse(who).get(HERE + path)
        with recorded() as statements:
            page = browse(who).get(HERE + path)
        return len(statements), page.text

    before = {who: asked(who)[0] for who in ("sam", "ines", "olga")}
    ids = [prompt(f"Week {n}", posts_due_at=ago(-n), replies_wanted=1) for n in range(1, 6)]
    post_id = answer("sue", ids[0])
    after = {who: asked(who) for who in before}
    assert {who: many - before[who] for who, (many, _text) in after.items()} == {
        "sam": 2,  # what is owed, and what is given to be answered
        "ines": 2,  # what is due next, and what waits for a reply
        "olga": 0,
    }
    beside = re.search(r'<section class="due">(.*?)</section>', after["sam"][1], re.DOTALL)
    assert beside
    assert re.findall(r"Week \d", beside[1]) == ["Week 1", "Week 2", "Week 3"]
    assert "1 post, 1 reply · until" in beside[1]
    assert "1 answer · until" in after["ines"][1]
    assert 'class="due"' not in after["olga"][1]
    factories.comment(member("sam"), post_id)
    answer("sam", ids[0])
    beside = re.search(
        r'<section class="due">(.*?)</section>', asked("sam", f"/posts/{post_id}")[1], re.DOTALL
    )
    assert beside
    assert re.findall(r"Week \d", beside[1]) == ["Week 2", "Week 3", "Week 4"]


def test_a_prompt_of_a_section_is_for_those_in_it(browse: Browse, cast: Cast) -> None:
    tuesday = section("Tuesday <b>", cast.sue, course_id=cast.course)
    prompt_id = prompt("For some", section_ids=[tuesday])
    assert "Tuesday &lt;b&gt;" in browse("sue").get(f"{HERE}/prompts/{prompt_id}").text
    assert browse("sam").get(f"{HERE}/prompts/{prompt_id}").status_code == 404
    assert "For some" not in browse("sam").get(f"{HERE}/prompts").text
    assert "For some" not in browse("sam").get(f"{HERE}/").text
    assert "0 of 1 done" in item(browse("ines").get(f"{HERE}/prompts").text, prompt_id)


@pytest.mark.parametrize("who", ["ines", "asa", "olga"])
def test_answers_are_shown_at_once_to_those_who_owe_none(browse: Browse, who: str) -> None:
    prompt_id = prompt(must_post_first=True)
    post_id = answer("sue", prompt_id)
    assert entries(browse(who).get(f"{HERE}/prompts/{prompt_id}")) == [post_id]


def test_who_must_post_first_sees_a_sentence_in_their_place(browse: Browse) -> None:
    prompt_id = prompt(must_post_first=True, post_words=5)
    theirs = answer("sue", prompt_id, 9)
    sentence = "The answers of others are shown to you once you have posted yours."
    short = answer("sam", prompt_id, 2)
    page = browse("sam").get(f"{HERE}/prompts/{prompt_id}")
    assert sentence in page.text
    assert entries(page) == [short]
    long = answer("sam", prompt_id, 5)
    page = browse("sam").get(f"{HERE}/prompts/{prompt_id}")
    assert sentence not in page.text
    assert entries(page) == [long, short, theirs]


def test_the_gate_follows_the_prompt(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt()
    post_id = answer("sue", prompt_id)
    asked = actions.Asked("Week 7", "More", must_post_first=True)
    actions.edit(prompt_id, asked, by=member("ines"), seen=None)
    assert of_post(post_id, "gate_id") == prompt_id
    assert browse("sam").get(f"{HERE}/posts/{post_id}").status_code == 404
    edited_at = of_prompt(prompt_id, "edited_at")
    actions.edit(prompt_id, actions.Asked("Week 7", "Less"), by=member("ines"), seen=edited_at)
    assert of_post(post_id, "gate_id", "prompt_id") == (None, prompt_id)
    assert browse("sam").get(f"{HERE}/posts/{post_id}").status_code == 200


def test_deleting_says_what_becomes_of_the_answers_and_can_be_taken_back(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt(must_post_first=True)
    post_id = answer("sue", prompt_id)
    url = f"{HERE}/prompts/{prompt_id}"
    ask = browse("ines").get(f"{url}/deletion")
    assert "The 1 answer to it stays in the journal" in ask.text
    assert "Everybody whom they are for can read them then" in ask.text
    assert browse("sam").post(f"{url}/deletion").status_code == 403
    assert browse("ines").post(f"{url}/deletion").status_code == 303
    assert of_post(post_id, "gate_id", "prompt_id") == (None, prompt_id)
    assert browse("sam").get(f"{HERE}/posts/{post_id}").status_code == 200
    for who in ("ines", "sam"):
        assert browse(who).get(url).status_code == 404
        listed = browse(who).get(f"{HERE}/prompts").text.replace("“Week 7”", "")
        assert "Week 7" not in listed.partition("deleted-heading")[0]
    undo = f"{url}/deletion/delete"
    assert browse("sam").post(undo).status_code == 403
    assert browse("ines").post(undo).status_code == 303
    assert of_post(post_id, "gate_id") == prompt_id
    assert browse("sam").get(f"{HERE}/posts/{post_id}").status_code == 404
    check(cast.course)


def test_what_is_frozen_only_teachers_change(browse: Browse) -> None:
    prompt_id = prompt(must_post_first=True, after_posting="frozen", post_words=3)
    short, whole = answer("sam", prompt_id, 2), answer("sam", prompt_id, 3)
    assert browse("sam").get(f"{HERE}/posts/{short}/edit").status_code == 200
    page = browse("sam").get(f"{HERE}/posts/{whole}").text
    assert "it stays as it is" in page
    assert f"/posts/{whole}/edit" not in page
    for path in ("edit", "deletion"):
        assert browse("sam").get(f"{HERE}/posts/{whole}/{path}").status_code == 403
    assert browse("sam").post(f"{HERE}/posts/{whole}/publication/delete").status_code == 403
    typed = {"title": "Changed", "body": "Changed by a teacher, for a reason.", "seen": "0"}
    assert browse("sam").post(f"{HERE}/posts/{whole}/edit", typed).status_code == 403
    browse("ines").get(f"{HERE}/")
    assert browse("ines").post(f"{HERE}/posts/{whole}/edit", typed).status_code == 303
    assert of_post(whole, "title", "changed_after_at") == ("Changed", None)
    actions.delete(prompt_id, by=member("ines"))
    assert browse("sam").get(f"{HERE}/posts/{whole}/edit").status_code == 200


def test_what_is_marked_says_so_to_all(browse: Browse) -> None:
    prompt_id = prompt(must_post_first=True, after_posting="marked", post_words=3)
    short, whole = answer("sam", prompt_id, 2), answer("sam", prompt_id, 3)
    sentence = "changed after seeing others\u2019 answers"
    for post_id, marked in ((short, False), (whole, True)):
        browse("sam").get(f"{HERE}/posts/{post_id}/edit")
        typed = {"title": "Changed", "body": "Other words than before.", "seen": "0"}
        assert browse("sam").post(f"{HERE}/posts/{post_id}/edit", typed).status_code == 303
        assert (of_post(post_id, "changed_after_at") is not None) == marked
    answer("sue", prompt_id)
    for who in ("sue", "sam", "ines", "olga"):
        assert sentence in browse(who).get(f"{HERE}/posts/{whole}").text
        assert sentence not in browse(who).get(f"{HERE}/posts/{short}").text
    assert f'href="{HERE}/posts/{whole}/history"' in browse("ines").get(f"{HERE}/posts/{whole}").text
    assert f'href="{HERE}/posts/{whole}/history"' not in browse("sue").get(f"{HERE}/posts/{whole}").text


def test_more_answers_come_in_pages(browse: Browse) -> None:
    prompt_id = prompt()
    ids = [answer("sue", prompt_id, published_at=ago(30) + n * DAY / 24) for n in range(21)]
    page = browse("sam").get(f"{HERE}/prompts/{prompt_id}")
    assert entries(page) == ids[:0:-1]
    older = re.search(r'id="older" href="(\?before=[^"]+)"', page.text)
    assert older
    for via in ("plain", "htmx"):
        assert entries(browse("sam").get(f"{HERE}/prompts/{prompt_id}{older[1]}", via=via)) == ids[:1]


def test_in_a_closed_class_nothing_is_overdue(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt("Week 7", posts_due_at=ago(2))
    pages = {"ines": f"{HERE}/prompts/{prompt_id}/board", "sam": f"{HERE}/participation/me"}
    assert all("overdue" in browse(name).get(page).text for name, page in pages.items())
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
    db.session.commit()
    for name, page in pages.items():
        assert "overdue" not in browse(name).get(page).text.lower()


def test_in_a_closed_class_nothing_is_owed_any_more(browse: Browse, cast: Cast) -> None:
    prompt_id = prompt("Week 7", posts_due_at=ago(-2))
    sam = browse("sam")
    assert "Still owed" in sam.get(f"{HERE}/").text
    assert "Still owed" in sam.get(f"{HERE}/prompts/{prompt_id}").text
    assert [due.kind for due in due_dates.of(member("sam"))] == ["posts"]
    db.session.execute(update(Course).where(Course.id == cast.course).values(is_open=False))
    db.session.commit()
    for address in ("/", "/prompts", f"/prompts/{prompt_id}"):
        page = sam.get(f"{HERE}{address}").text
        assert "Still owed" not in page
        assert "Overdue" not in page
    assert "Nothing is owed any more." in sam.get(f"{HERE}/prompts/{prompt_id}").text
    board = browse("ines").get(f"{HERE}/prompts/{prompt_id}/board").text
    mine = sam.get(f"{HERE}/participation/me").text
    for page in (board, mine):
        assert "Not done" in page
        assert "Not yet" not in page
        assert "until " not in page
    assert ">Past<" in sam.get(f"{HERE}/prompts").text
    assert due_dates.of(member("sam")) == []
    assert owed.beside(member("ines")) == ()


def test_a_deleted_prompt_is_listed_for_who_may_bring_it_back(browse: Browse) -> None:
    prompt_id = prompt("Audits")
    actions.delete(prompt_id, by=member("ines"))
    ines = browse("ines")
    page = ines.get(f"{HERE}/prompts").text
    assert ">Deleted<" in page
    assert "Audits" in page
    for name in ("sam", "asa"):
        assert "Audits" not in browse(name).get(f"{HERE}/prompts").text
    assert ines.post(f"{HERE}/prompts/{prompt_id}/deletion/delete").status_code == 303
    assert ">Deleted<" not in ines.get(f"{HERE}/prompts").text


def test_the_side_begins_with_what_can_still_be_in_time(browse: Browse) -> None:
    for number in range(3):
        prompt(f"Missed {number}", opens_at=ago(20), posts_due_at=ago(9 - number))
    prompt("This week", posts_due_at=ago(-2))
    page = browse("sam").get(f"{HERE}/").text
    side = page.partition('class="due"')[2].partition("</section>")[0]
    assert re.findall(r"This week|Missed \d", side) == ["This week", "Missed 0", "Missed 1"]
    assert "All prompts" in side
