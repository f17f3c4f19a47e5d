"""A class is copied for another term: what goes along, what never does, and who makes it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from forum import audit, clock
from forum.auth.models import AuditEvent
from forum.courses import actions, copying, grouping, parcel
from forum.courses.models import Copy, Course, Membership, Role, Section
from forum.extensions import db
from forum.mail.models import Mail
from forum.posts import actions as posts
from forum.posts import carried, counters, pinning, shelf
from forum.posts.draft import Draft
from forum.posts.models import Category, CoAuthor, HeldBack, Post, State, Tell
from forum.posts.scheduling import moment_of
from forum.posts.whom import Whom
from forum.prompts.models import Prompt, PromptSection
from forum.search.models import Passage
from tests import factories
from tests.courses.copies import FORM, URL, WISHED, in_class, make, marked, prompt, row, section
from tests.courses.stories import (
    EVERYBODY_BUT_THOSE_WHO_TEACH,
    HERE,
    at_once,
    change,
    course,
    leads_to,
    role,
    statements,
)
from tests.factories import member
from tests.people import Cast, email
from tests.visitor import Visitor

ZONE = "Europe/Berlin"


def local(year: int, month: int, day: int, hour: int = 23, minute: int = 59) -> datetime:
    return moment_of(datetime(year, month, day, hour, minute), ZONE)


# --- What goes along ---------------------------------------------------------------------------------


def test_the_class_is_what_was_wished(cast: Cast) -> None:
    change(cast.course, time_zone=ZONE, visibility="public", is_listed=True, is_open=False)
    made = course(make(cast))
    assert (made.title, made.term, made.slug) == ("Upgrading, Again", "Autumn 2027", "again")
    assert (made.first_day, made.weeks, made.colour) == (date(2027, 9, 6), 14, "teal")
    assert (made.time_zone, made.visibility, made.is_listed) == (ZONE, "members", False)
    assert (made.is_open, made.closed_at, made.keep_until) == (True, None, None)


def test_categories_go_along_with_words_and_order(cast: Cast) -> None:
    ines = member("ines")
    for name in ("Readings", "Field notes"):
        factories.category(name, f"About {name}.", by=ines)
    default = update(Category).where(Category.course_id == cast.course, Category.is_default)
    db.session.execute(default.values(name="The rest", description="What else?"))
    db.session.commit()
    columns = (Category.name, Category.slug, Category.description, Category.is_default)
    found = select(*columns).order_by(Category.position)
    old, new = (
        db.session.execute(found.where(Category.course_id == id)).all() for id in (cast.course, make(cast))
    )
    assert new == old
    assert [each.name for each in new] == ["Readings", "Field notes", "The rest"]


def test_prompts_go_along_and_their_dates_move_by_whole_weeks(cast: Cast) -> None:
    change(cast.course, time_zone=ZONE)
    topic = factories.category("Readings", by=member("ines"))
    kept = {"posts_wanted": 2, "replies_wanted": 3, "post_words": 150, "reply_words": 50}
    gate = {"must_post_first": True, "after_posting": "marked"}
    dates = {"opens_at": local(2027, 1, 18, 8, 0), "posts_due_at": local(2027, 1, 22)}
    prompt(cast, "First", category_id=topic, replies_due_at=local(2027, 1, 25), **dates, **kept, **gate)
    prompt(cast, "Gone", deleted_at=clock.now())
    new = make(cast)
    (made,) = db.session.scalars(select(Prompt).where(Prompt.course_id == new))
    assert (made.title, made.created_by_id, made.deleted_at) == ("First", cast.ines, None)
    assert {name: getattr(made, name) for name in (*kept, *gate)} == kept | gate
    # 34 weeks later, and in summer time: the clock shows the same.
    assert made.opens_at == local(2027, 9, 13, 8, 0)
    assert made.posts_due_at == local(2027, 9, 17)
    assert made.replies_due_at == local(2027, 9, 20)
    assert db.session.get_one(Category, made.category_id).course_id == new


def test_sections_go_along_where_that_is_wanted(cast: Cast) -> None:
    monday, friday = section(cast, "Monday"), section(cast, "Friday", grouping="group", position=1)
    asked = prompt(cast, "For Monday", for_sections=True)
    db.session.add(PromptSection(prompt_id=asked, section_id=monday))
    db.session.commit()
    told = marked(member("ines"), "For Friday")
    db.session.execute(update(Post).where(Post.id == told).values(section_id=friday))
    db.session.commit()
    new = make(cast, with_sections=True)
    sections = in_class(Section, new, Section.id, Section.name, Section.grouping, Section.position)
    assert [each[1:] for each in sections] == [("Monday", "section", 0), ("Friday", "group", 1)]
    (made,) = db.session.scalars(select(Prompt).where(Prompt.course_id == new))
    pairs = select(PromptSection.section_id).where(PromptSection.prompt_id == made.id)
    assert (made.for_sections, db.session.scalars(pairs).all()) == (True, [sections[0][0]])
    assert in_class(Post, new, Post.section_id) == [sections[1][0]]


def test_without_sections_all_is_for_the_whole_class(cast: Cast) -> None:
    monday = section(cast, "Monday")
    asked = prompt(cast, "For Monday", for_sections=True)
    db.session.add(PromptSection(prompt_id=asked, section_id=monday))
    told = marked(member("ines"))
    db.session.execute(update(Post).where(Post.id == told).values(section_id=monday))
    db.session.commit()
    new = make(cast)
    assert in_class(Section, new, Section.id) == []
    assert in_class(Prompt, new, Prompt.for_sections) == [False]
    assert in_class(Post, new, Post.section_id) == [None]


def test_marked_posts_go_along_as_the_copiers_in_their_order(cast: Cast) -> None:
    ines, asa = member("ines"), member("asa")
    topic = factories.category("Rules", by=ines)
    first = marked(asa, "First", "Words of Asa.", category_ids=[topic])
    second = marked(ines, "Second", is_announcement=True)
    factories.post(ines, "Not marked")
    pinning.pin(first, by=ines)
    pinning.pin(second, by=ines, until=datetime(2027, 1, 20, 22, 59, 59, tzinfo=UTC))
    new = make(cast)
    made = db.session.scalars(select(Post).where(Post.course_id == new).order_by(Post.id)).all()
    assert [(post.title, post.author_id, post.pinned_by_id) for post in made] == [
        ("First", cast.ines, cast.ines),
        ("Second", cast.ines, cast.ines),
    ]
    assert made[1].pin_position < made[0].pin_position
    assert made[1].pinned_until == datetime(2027, 9, 15, 22, 59, 59, tzinfo=UTC)
    assert [post.is_announcement for post in made] == [False, True]
    assert {post.tell for post in made} == {Tell.NOTHING}
    assert all(post.goes_along and post.comment_count == 0 and post.heart_count == 0 for post in made)
    assert factories.filed(made[0].id) == ["Rules"]


def test_a_template_of_ones_own_goes_along_as_a_draft_and_nobody_elses(cast: Cast) -> None:
    mine = factories.draft(member("ines"), "Week by week")
    theirs = factories.draft(member("asa"), "Of Asa")
    db.session.execute(update(Post).where(Post.id.in_([mine, theirs])).values(goes_along=True))
    db.session.commit()
    assert in_class(Post, make(cast), Post.title, Post.state) == [("Week by week", State.DRAFT)]


def test_numbers_and_the_search_know_the_copy(cast: Cast) -> None:
    topic = factories.category("Rules", by=member("ines"))
    marked(member("ines"), "First", "About zephyranths.", category_ids=[topic])
    draft = factories.draft(member("ines"))
    carried.mark(draft, True, by=member("ines"))
    new = make(cast)
    rail = shelf.rail(new)
    assert [(each.name, each.post_count) for each in rail.categories] == [("Rules", 1), ("Uncategorized", 0)]
    assert [each.post_count for each in rail.months] == [1]
    place = select(Membership.post_count).where(Membership.course_id == new)
    assert db.session.scalars(place).all() == [1]
    words = select(Passage.words).where(Passage.course_id == new)
    assert "about zephyranths" in db.session.scalars(words).all()


def test_who_opens_it_finds_it_and_searches_it(visit: Visitor, cast: Cast) -> None:
    post_id = marked(member("ines"), "Welcome", "About zephyranths.")
    pinning.pin(post_id, by=member("ines"))
    make(cast)
    visit.as_("ines")
    assert "Welcome" in visit.get("/c/again/").text
    assert "Welcome" in visit.get("/c/again/search?q=zephyranths").text
    assert visit.get("/c/again/members").status_code == 200


def test_a_draft_that_is_for_nobody_stays_so(cast: Cast) -> None:
    monday, ines = section(cast, "Monday"), member("ines")
    marked(ines, "For Monday", state=State.DRAFT, whom=Whom(section_id=monday))
    grouping.remove(monday, places=0, by=ines)
    marked(ines, "For all", state=State.DRAFT)
    closed = update(Post).where(Post.title == "For all").values(held_back=HeldBack.CLOSED)
    db.session.execute(closed)
    db.session.commit()
    columns = (Post.title, Post.held_back, Post.publish_at)
    found = sorted(in_class(Post, make(cast), *columns))
    assert found == [("For Monday", HeldBack.SECTION, None), ("For all", HeldBack.NO, None)]


# --- What never does ---------------------------------------------------------------------------------


def test_nobody_is_in_it_but_who_asked(cast: Cast) -> None:
    new = make(cast)
    people = select(Membership.user_id, Membership.role).where(Membership.course_id == new)
    assert db.session.execute(people).all() == [(cast.ines, Role.INSTRUCTOR)]
    assert course(new).member_count == 1


def by_a_student(cast: Cast) -> int:
    return factories.post(member("sam"))


def with_a_student(cast: Cast) -> int:
    return factories.post(member("ines"), co_author_ids=[cast.sam])


def with_one_who_took_their_name_off(cast: Cast) -> int:
    post_id = with_a_student(cast)
    posts.edit(post_id, Draft("Anew", "By Sam.", co_author_ids=None), by=member("sam"), seen=None)
    db.session.execute(CoAuthor.__table__.delete())
    edited = factories.of_post(post_id, "edited_at")
    posts.edit(post_id, Draft("Once more", "By Ines."), by=member("ines"), seen=edited)
    return post_id


def by_one_who_assists_by_now(cast: Cast) -> int:
    post_id = factories.post(member("sam"))
    actions.change_role(cast.course, cast.sam, Role.ASSISTANT, by=member("ines"))
    return post_id


def by_one_who_was_a_student_then(cast: Cast) -> int:
    audit.record("member.enrol", by=None, course=cast.course, target=f"user-{cast.asa}", role="student")
    post_id = factories.post(member("asa"))
    actions.change_role(cast.course, cast.asa, Role.STUDENT, by=member("ines"))
    actions.change_role(cast.course, cast.asa, Role.ASSISTANT, by=member("ines"))
    return post_id


def by_one_who_observes(cast: Cast) -> int:
    post_id = factories.post(member("asa"))
    actions.change_role(cast.course, cast.asa, Role.OBSERVER, by=member("ines"))
    return post_id


def hidden(cast: Cast) -> int:
    post_id = factories.post(member("asa"))
    posts.hide(post_id, by=member("ines"), reason="Not here.")
    return post_id


def deleted(cast: Cast) -> int:
    return factories.deleted(member("ines"))


def private(cast: Cast) -> int:
    return factories.private(member("ines"))


@pytest.mark.parametrize(
    "written",
    [
        by_a_student, with_a_student, with_one_who_took_their_name_off, by_one_who_assists_by_now,
        by_one_who_was_a_student_then, by_one_who_observes, hidden, deleted, private,
    ],
)  # fmt: skip
def test_what_a_student_had_a_hand_in_stays_even_if_it_is_marked(cast: Cast, written: Any) -> None:
    post_id = written(cast)
    db.session.execute(update(Post).where(Post.id == post_id).values(goes_along=True))
    db.session.commit()
    new = make(cast)
    assert in_class(Post, new, Post.id) == []
    assert db.session.scalar(select(func.count()).select_from(Passage).where(Passage.course_id == new)) == 0


def test_what_one_wrote_as_a_teacher_goes_although_they_had_studied_before(cast: Cast) -> None:
    actions.change_role(cast.course, cast.sam, Role.ASSISTANT, by=member("ines"))
    post_id = factories.post(member("sam"), "As an assistant")
    db.session.execute(update(Post).where(Post.id == post_id).values(goes_along=True))
    db.session.commit()
    assert in_class(Post, make(cast), Post.title) == ["As an assistant"]


def test_the_preview_says_what_stays_although_it_is_marked(visit: Visitor, cast: Cast) -> None:
    post_id = with_a_student(cast)
    db.session.execute(update(Post).where(Post.id == post_id).values(goes_along=True, title="Ours"))
    db.session.commit()
    page = visit.as_("ines").get(f"{URL}/preview", query_string=FORM).text
    assert re.search(r"Marked, but not copied.*Ours", page, re.DOTALL)


def test_names_are_words_and_links_lead_nowhere_old(cast: Cast) -> None:
    other = marked(member("ines"), "The rules")
    asked = prompt(cast, "A prompt", f"See [Sam](/c/supply-chains/authors/{cast.sam}) and @sue.")
    body = (
        f"@sue, read [the rules]({HERE}/posts/{other}), [the prompt]({HERE}/prompts/{asked}),"
        f" [Sam]({HERE}/authors/{cast.sam}) and [this]({HERE}/posts/999)."
    )
    marked(member("ines"), "Welcome", body)
    db.session.execute(
        update(Prompt).values(body_html=f'<a class="mention" href="{HERE}/authors/4">@sue</a>')
    )
    db.session.commit()
    new = make(cast)
    ids = dict(in_class(Post, new, Post.title, Post.id))
    (new_prompt,) = db.session.scalars(select(Prompt).where(Prompt.course_id == new))
    html = factories.of_post(ids["Welcome"], "body_html")
    assert f'href="/c/again/posts/{ids["The rules"]}"' in html
    assert f'href="/c/again/prompts/{new_prompt.id}"' in html
    assert html.count("<a ") == 2
    assert "Sam and this." in html
    source = factories.of_post(ids["Welcome"], "body_markdown")
    assert f"/c/again/posts/{ids['The rules']}" in source
    for text in (html, source, new_prompt.body_html, new_prompt.body_markdown):
        assert "supply-chains" not in text
        assert 'class="mention"' not in text
        assert "@sue" in text
    assert "See Sam and @sue." in new_prompt.body_markdown


def test_an_answer_that_shows_how_keeps_its_gate(cast: Cast) -> None:
    asked = prompt(cast, must_post_first=True)
    shown = marked(member("ines"), "An answer as it might be")
    db.session.execute(update(Post).where(Post.id == shown).values(prompt_id=asked, gate_id=asked))
    db.session.commit()
    new = make(cast)
    made = in_class(Prompt, new, Prompt.id)
    assert in_class(Post, new, Post.prompt_id, Post.gate_id) == [(made[0], made[0])]


def test_the_old_class_is_as_it_was(cast: Cast) -> None:
    marked(member("ines"))
    prompt(cast)
    before = [in_class(table, cast.course, *table.__table__.columns) for table in (Post, Prompt, Category)]
    make(cast)
    after = [in_class(table, cast.course, *table.__table__.columns) for table in (Post, Prompt, Category)]
    assert after == before


# --- Who makes it, and how often ---------------------------------------------------------------------


def preview(visit: Visitor, **changes: str) -> Any:
    return visit.get(f"{URL}/preview", query_string=FORM | changes)


def test_an_admin_makes_it_at_once(visit: Visitor, cast: Cast, via: str) -> None:
    assert "Make this class" in preview(visit.as_("adam")).text
    assert leads_to(visit.post(URL, FORM, via=via), "/c/again/members")
    made = db.session.scalars(select(Course).where(Course.slug == "again")).one()
    assert role(made.id, cast.adam) is None
    verbs = select(AuditEvent.verb).where(AuditEvent.target == f"course-{made.id}").order_by(AuditEvent.id)
    assert db.session.scalars(verbs).all() == ["course.create", "course.copy"]


def test_the_same_form_sent_twice_makes_one_class(visit: Visitor, cast: Cast, via: str) -> None:
    preview(visit.as_("adam"))
    for _ in range(2):
        assert leads_to(visit.post(URL, FORM, via=via), "/c/again/members")
    assert db.session.scalar(select(func.count()).select_from(Course)) == 3


def test_sent_twice_at_the_same_moment_too(app: Flask, cast: Cast) -> None:
    adam, old = member("adam"), row(cast.course)
    marked(member("ines"))
    both = [lambda: copying.make(old, WISHED, key="same", by=adam)] * 2
    assert at_once(app, *both) == ["again", "again"]
    assert db.session.scalar(select(func.count()).select_from(Course)) == 3
    assert db.session.scalar(select(func.count()).select_from(Post)) == 2


def test_two_forms_that_want_one_short_name(visit: Visitor, cast: Cast) -> None:
    preview(visit.as_("adam"))
    visit.post(URL, FORM)
    answer = visit.post(URL, FORM | {"key": "another", "title": "Kept as typed"})
    assert answer.status_code == 422
    assert "Another class has this short name" in answer.text
    assert "Kept as typed" in answer.text
    assert "Another class has this short name" in preview(visit).text
    assert db.session.scalar(select(func.count()).select_from(Copy)) == 1


def test_when_something_fails_there_is_no_class(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked(member("ines"))
    db.session.execute(update(Category).where(Category.course_id == cast.course).values(is_default=False))
    db.session.commit()
    with pytest.raises(StopIteration):
        copying.make(row(cast.course), WISHED, key="k", by=member("adam"))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Course)) == 2
    assert db.session.scalar(select(func.count()).select_from(Copy)) == 0


def test_an_instructor_asks_and_makes_nothing(visit: Visitor, cast: Cast, via: str) -> None:
    page = preview(visit.as_("ines")).text
    assert "Ask for this class" in page
    assert "Make this class" not in page
    for _ in range(2):
        assert leads_to(visit.post(URL, FORM, via=via), URL)
    assert db.session.scalar(select(func.count()).select_from(Course)) == 2
    assert "Waits for an admin" in visit.get(URL).text
    (mail,) = db.session.execute(select(Mail.recipient, Mail.body)).all()
    assert mail.recipient == email("adam")
    assert f"/courses/copies/{copying.waiting()[0].id}" in mail.body


def test_an_admin_grants_it(visit: Visitor, app: Flask, cast: Cast, via: str) -> None:
    copying.ask(row(cast.course), WISHED, key=None, by=member("ines"))
    asked = f"/courses/copies/{copying.waiting()[0].id}"
    adam = visit.as_("adam")
    assert asked in adam.get("/").text
    page = adam.get(asked).text
    assert "Ines asks for a copy" in page
    answer = adam.post(asked, {"slug": "elsewhere"}, via=via)
    assert answer.status_code == 422
    assert "Another class has this short name" in answer.text
    assert leads_to(
        adam.post(asked, {"slug": "under-another-name"}, via=via), "/c/under-another-name/members"
    )
    assert adam.post(asked, {"slug": "a-third"}).status_code == 409
    assert "This was answered already." in adam.get(asked).text
    ines = Visitor(app).as_("ines")
    assert ines.get("/c/under-another-name/settings").status_code == 200
    assert 'href="/c/under-another-name/"' in ines.get(URL).text
    assert (
        "Your class is ready"
        in db.session.scalars(select(Mail.subject).where(Mail.recipient == email("ines"))).one()
    )


def test_of_two_admins_one_grants_it(app: Flask, cast: Cast) -> None:
    copying.ask(row(cast.course), WISHED, key=None, by=member("ines"))
    copy_id = copying.waiting()[0].id
    db.session.rollback()
    names = ("again", "once-more")
    acts = [lambda name=name: copying.grant(copy_id, name, by=cast.adam) for name in names]
    results = at_once(app, *acts)
    assert sorted(isinstance(result, str) for result in results) == [False, True]
    assert db.session.scalar(select(func.count()).select_from(Course)) == 3


def test_an_admin_declines_it(visit: Visitor, cast: Cast, via: str) -> None:
    copying.ask(row(cast.course), WISHED, key=None, by=member("ines"))
    asked = f"/courses/copies/{copying.waiting()[0].id}"
    visit.as_("adam").get(asked)
    assert leads_to(visit.post(f"{asked}/delete", via=via), "/?all=1")
    assert visit.post(asked, {"slug": "again"}).status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Course)) == 2
    subject = select(Mail.subject).where(Mail.recipient == email("ines"))
    assert "is not copied" in db.session.scalars(subject).one()


def test_who_teaches_no_more_gets_no_copy(visit: Visitor, cast: Cast) -> None:
    copying.ask(row(cast.course), WISHED, key=None, by=member("ines"))
    actions.change_role(cast.course, cast.ines, Role.STUDENT, by=member("adam"))
    asked = f"/courses/copies/{copying.waiting()[0].id}"
    visit.as_("adam").get(asked)
    answer = visit.post(asked, {"slug": "again"})
    assert answer.status_code == 409
    assert "does not teach the class any more" in answer.text


def test_ten_may_wait_and_no_more(visit: Visitor, cast: Cast) -> None:
    preview(visit.as_("ines"))
    for number in range(copying.MOST_WAITING):
        visit.post(URL, FORM | {"key": f"form-{number}"})
    answer = visit.post(URL, FORM | {"key": "one too many"})
    assert answer.status_code == 409
    assert "Enough copies" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Copy)) == copying.MOST_WAITING


@pytest.mark.parametrize("name", EVERYBODY_BUT_THOSE_WHO_TEACH)
def test_others_neither_look_nor_ask(visit: Visitor, cast: Cast, name: str) -> None:
    visit.as_(name)
    assert (visit.get(URL).status_code, preview(visit).status_code, visit.post(URL, FORM).status_code) == (
        403, 403, 403
    )  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(Copy)) == 0


# --- The pages ---------------------------------------------------------------------------------------


def test_a_year_later_is_proposed_in_another_colour(visit: Visitor, cast: Cast) -> None:
    page = visit.as_("ines").get(URL).text
    assert 'value="2028-01-10"' in page
    assert 'value="Spring 2028"' in page
    assert 'value="upgrading-in-global-supply-chains"' in page
    assert re.search(r'<input checked[^>]*value="teal"', page)


def test_whoever_changes_something_finds_what_they_wished(visit: Visitor, cast: Cast) -> None:
    section(cast, "Monday")
    looked_at = preview(visit.as_("ines"), with_sections="y").text
    (address,) = set(re.findall(r'href="(/c/[^"]+/settings/copy\?[^"]+)"', looked_at))
    page = visit.get(unescape(address)).text
    for words in ('value="Upgrading, Again"', 'value="Autumn 2027"', 'value="2027-09-06"', 'value="again"'):
        assert words in page, words
    assert re.search(r'<input checked[^>]*value="teal"', page)
    (sections,) = re.findall(r'<input[^>]*name="with_sections"[^>]*>', page)
    assert "checked" in sections


def test_the_preview_says_exactly_what_will_be_copied(visit: Visitor, cast: Cast) -> None:
    change(cast.course, time_zone=ZONE)
    factories.category("Readings", by=member("ines"))
    monday = section(cast, "Monday")
    asked = prompt(
        cast, "The first", opens_at=local(2027, 1, 18, 8), posts_due_at=local(2027, 1, 22), for_sections=True
    )
    db.session.add(PromptSection(prompt_id=asked, section_id=monday))
    db.session.commit()
    marked(member("ines"), "Welcome all")
    page = preview(visit.as_("ines")).text
    text = re.sub(r"[\s→]+", " ", re.sub(r"<[^>]*>", " ", page)).replace(" ,", ",")
    for words in (
        "34 weeks", "2 categories", "Readings, Uncategorized", "No sections or groups", "1 prompt",
        "1 marked post",
        "January 18, 2027, 8:59 AM becomes September 13, 2027, 8:59 AM",
        "January 22, 2027, 11:59 PM becomes September 17, 2027, 11:59 PM",
        "For the whole class; it was for Monday", "Welcome all", "/c/again/",
    ):  # fmt: skip
        assert words in text, words
    with_sections = preview(visit, with_sections="y").text
    assert "The name of 1 section or group" in with_sections
    assert "it was for Monday" not in with_sections
    assert db.session.scalar(select(func.count()).select_from(Copy)) == 0


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "Give the class a title."),
        ("first_day", "soon", "year-month-day"),
        ("weeks", "0", "from 1 to 60"),
        ("slug", "No Such Name", "letters a to z"),
        ("slug", "elsewhere", "Another class has this short name"),
        ("colour", "black", "Not a valid choice"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    visit: Visitor, cast: Cast, field: str, value: str, says: str
) -> None:
    answer = preview(visit.as_("ines"), **{field: value})
    assert answer.status_code == 422
    assert says in answer.text
    assert "Autumn 2027" in answer.text


def test_without_a_short_name_one_is_made(visit: Visitor, cast: Cast) -> None:
    assert "/c/upgrading-again/" in preview(visit.as_("adam"), slug="").text
    for _ in range(2):
        assert leads_to(visit.post(URL, FORM | {"slug": ""}), "/c/upgrading-again/members")


# --- Many of them ------------------------------------------------------------------------------------


def fill(cast: Cast, many: int, kind: str = "") -> None:
    """Add so many categories, prompts and marked posts."""
    counters.hold(cast.course)
    here = {"course_id": cast.course}
    text = {"title": "T", "body_markdown": "w", "body_html": "<p>w</p>"}
    if kind in ("", "categories"):
        db.session.add_all([Category(**here, slug=f"s-{kind}{n}-{many}", name=f"N {n}") for n in range(many)])
    if kind in ("", "prompts"):
        db.session.add_all([Prompt(**here, **text) for _n in range(many)])
    if kind in ("", "posts"):
        post = {"author_id": cast.ines, "month": "2027-01", "goes_along": True}
        db.session.add_all([Post(**here, **text, **post) for _n in range(many)])
    db.session.commit()


def test_many_take_no_more_statements_than_few(cast: Cast) -> None:
    adam, old = member("adam"), row(cast.course)
    fill(cast, 5)
    few = statements(lambda: copying.make(old, WISHED | {"slug": "few"}, key=None, by=adam))
    fill(cast, 200)
    many = statements(lambda: copying.make(old, WISHED | {"slug": "many"}, key=None, by=adam))
    assert many - few <= 6  # a long insert goes in a few parts
    assert len(in_class(Prompt, row_of("many"), Prompt.id)) == 205


def row_of(slug: str) -> int:
    return db.session.scalars(select(Course.id).where(Course.slug == slug)).one()


@pytest.mark.parametrize("kind", ["categories", "prompts", "posts"])
def test_more_than_it_takes_along_is_said_before(visit: Visitor, cast: Cast, kind: str) -> None:
    fill(cast, parcel.MOST + 1, kind)
    answer = preview(visit.as_("adam"))
    assert answer.status_code == 409
    assert "at most 500" in answer.text
    assert visit.post(URL, FORM).status_code == 409
    assert db.session.scalar(select(func.count()).select_from(Course)) == 2


LEFT = {
    Category: {"id", "course_id", "position", "is_default", "post_count", "slug", "name", "description"},
    Section: {"id", "course_id", "created_at", "name", "grouping", "position"},
    Prompt: {
        "id", "course_id", "created_by_id", "created_at", "edited_at", "deleted_at", "deleted_by_id",
        "form_key", *(column.key for column in parcel.OF_PROMPT),
    },
    Post: {
        "id", "course_id", "author_id", "published_at", "month", "publish_at", "held_back", "created_at",
        "edited_at", "edited_by_id", "pinned_by_id", "goes_along", "comment_count", "heart_count",
        "active_at", "comment_number", "hidden_at", "hidden_by_id", "hidden_reason", "deleted_at",
        "deleted_by_id", "changed_after_at", "counts_since", "tell", "form_key", "import_key",
        *(column.key for column in parcel.OF_POST),
    },
}  # fmt: skip


@pytest.mark.parametrize("table", LEFT, ids=lambda table: str(table.__tablename__))
def test_of_every_column_it_is_known_whether_it_goes_along(table: Any) -> None:
    """Who adds a column decides: it is copied (parcel.py, unpacking.py), or begins anew and is named here."""
    assert set(table.__table__.columns.keys()) == LEFT[table]
