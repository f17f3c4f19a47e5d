"""The demo class hangs together: what its files name exists, in the numbers and order a reader expects."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from forum.courses.models import Colour, Role, Visibility
from forum.demo import content

DEMO = content.load()
NOW = datetime(2027, 3, 18, 12, tzinfo=UTC)
ENTRIES = [post for post in DEMO.posts if not post.announcement]
ANNOUNCEMENTS = [post for post in DEMO.posts if post.announcement]
THREADS = [post for post in DEMO.posts if post.comments]
LOGINS = {person.login: person for person in DEMO.people}


def slug(post: content.DemoPost) -> str:
    return post.slug


def words(text: str) -> int:
    return len(text.split())


def test_the_class_uses_settings_that_exist():
    assert DEMO.colour in set(Colour)
    assert DEMO.visibility in set(Visibility)
    assert ZoneInfo(DEMO.time_zone).key == DEMO.time_zone


def test_eight_people_and_every_role():
    assert len(LOGINS) == len(DEMO.people) == 8
    roles = Counter(person.role for person in DEMO.people)
    assert roles == {Role.INSTRUCTOR: 1, Role.ASSISTANT: 1, Role.STUDENT: 5, Role.OBSERVER: 1}


def test_addresses_belong_to_nobody():
    assert LOGINS["amara"].email == "amara@example.org"


def test_the_observer_only_reads():
    authors = {post.author for post in DEMO.posts} | {c.author for post in DEMO.posts for c in post.comments}
    assert authors == {person.login for person in DEMO.people if person.role != Role.OBSERVER}


def test_thirteen_posts_two_announcements_forty_comments():
    assert (len(ENTRIES), len(ANNOUNCEMENTS)) == (13, 2)
    assert sum(len(post.comments) for post in DEMO.posts) == 40
    assert len({post.slug for post in DEMO.posts}) == 15


@pytest.mark.parametrize("post", ENTRIES, ids=slug)
def test_a_post_has_the_length_of_a_post(post):
    assert 150 <= words(post.body) <= 500


@pytest.mark.parametrize("post", ANNOUNCEMENTS, ids=slug)
def test_an_announcement_is_short_and_by_the_instructor(post):
    assert 40 <= words(post.body) <= 90
    assert LOGINS[post.author].role == Role.INSTRUCTOR


def test_the_newer_announcement_is_pinned_above_the_older():
    assert [post.pin for post in ANNOUNCEMENTS] == [2, 1]
    assert all(post.pin is None for post in ENTRIES)


def test_posts_are_filed_under_categories_that_exist():
    known = {category.slug for category in DEMO.categories}
    assert len(known) == len(DEMO.categories) == 6
    assert {slug for post in DEMO.posts for slug in post.categories} == known


def test_most_posts_are_filed_under_several_and_one_under_none():
    assert sum(len(set(post.categories)) >= 2 for post in ENTRIES) >= 9
    assert sum(not post.categories for post in ENTRIES) == 1


def test_every_student_and_the_assistant_is_in_a_section():
    placed = Counter(login for section in DEMO.sections for login in section.people)
    students = [person.login for person in DEMO.people if person.role == Role.STUDENT]
    assert placed == Counter(students) | Counter({"aisha": len(DEMO.sections)})


def test_one_prompt_is_over_and_one_is_due():
    over, due = DEMO.prompts
    assert over.opens > over.posts_due > over.replies_due > 0
    assert due.opens > 0 > due.posts_due > due.replies_due
    assert due.replies_due + 7 * (DEMO.weeks - DEMO.weeks_ago) > 0


def test_answers_come_after_their_prompt_and_are_long_enough():
    prompts = {prompt.slug: prompt for prompt in DEMO.prompts}
    answers = [post for post in DEMO.posts if post.prompt]
    assert {post.prompt for post in answers} == set(prompts)
    assert all(post.days_ago < prompts[post.prompt].opens - 1 for post in answers)
    assert all(words(post.body) >= prompts[post.prompt].post_words for post in answers)


def test_a_note_gives_points_for_each_criterion_and_no_more_than_there_are():
    rubrics = {prompt.slug: [each["points"] for each in prompt.rubric] for prompt in DEMO.prompts}
    answered = {post.slug: post.prompt for post in DEMO.posts}
    assert [note.released for note in DEMO.notes] == [True, False]
    for note in DEMO.notes:
        most = rubrics[answered[note.post]]
        assert all(float(given) <= each for given, each in zip(note.points, most, strict=True))


def test_categories_are_described_in_one_sentence():
    assert all(c.description.endswith(".") and c.description.count(". ") == 0 for c in DEMO.categories)


def test_feed_shows_none_one_and_many_comments():
    counts = Counter(min(len(post.comments), 2) for post in ENTRIES)
    assert counts == {0: 4, 1: 1, 2: 8}


def test_posts_cover_ten_weeks_up_to_a_few_hours_ago():
    ages = [post.days_ago for post in DEMO.posts]
    assert all(older > newer for older, newer in pairwise(ages))
    assert 63 <= ages[0] <= 70
    assert 0 < ages[-1] <= 0.25


@pytest.mark.parametrize("post", THREADS, ids=slug)
def test_a_comment_comes_after_what_it_answers(post):
    ages = {None: post.days_ago} | {comment.place: comment.days_ago for comment in post.comments}
    assert len(ages) == len(post.comments) + 1
    assert all(0 < comment.days_ago < ages[comment.parent] for comment in post.comments)


@pytest.mark.parametrize("post", THREADS, ids=slug)
def test_siblings_stand_in_the_order_they_were_written(post):
    for parent in {comment.parent for comment in post.comments}:
        siblings = [comment for comment in post.comments if comment.parent == parent]
        assert [c.order[-1] for c in siblings] == list(range(1, len(siblings) + 1))
        assert all(first.days_ago > second.days_ago for first, second in pairwise(siblings))


@pytest.mark.parametrize("post", THREADS, ids=slug)
def test_nobody_answers_themselves(post):
    authors = {None: post.author} | {comment.place: comment.author for comment in post.comments}
    assert all(comment.author != authors[comment.parent] for comment in post.comments)


def test_one_thread_goes_deeper_than_threads_are_drawn():
    assert max(len(comment.order) for post in DEMO.posts for comment in post.comments) == 5


def test_times_count_back_from_now():
    post = next(post for post in DEMO.posts if post.slug == "new-room-and-a-guest")
    assert post.at(NOW) == NOW - timedelta(days=1.4)
    assert post.comments[1].at(NOW) == NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "first_day", "term"),
    [
        (date(2027, 3, 18), date(2027, 1, 4), "Spring 2027"),
        (date(2027, 7, 19), date(2027, 5, 10), "Summer 2027"),
        (date(2027, 1, 10), date(2026, 10, 26), "Autumn 2026"),
    ],
)
def test_the_term_moves_with_the_calendar(today, first_day, term):
    assert (DEMO.first_day(today), DEMO.term(today)) == (first_day, term)


def test_every_post_and_comment_falls_into_the_term():
    for day in range(7):
        now = NOW + timedelta(days=day)
        began = DEMO.first_day(now.date())
        assert all(post.at(now).date() >= began for post in DEMO.posts)
        assert began + timedelta(weeks=DEMO.weeks) > now.date()


def test_the_bodies_show_what_markdown_can_do():
    bodies = "\n\n".join(post.body for post in DEMO.posts)
    for mark in ("\n> ", "\n- ", "\n1. ", "\n|---|", "\n[^1]: ", "\n```python\n", "](https://"):
        assert mark in bodies


@pytest.mark.parametrize("post", [post for post in DEMO.posts if "```" not in post.body], ids=slug)
def test_paragraphs_are_not_wrapped_since_every_line_break_is_shown(post):
    for line, following in pairwise(post.body.split("\n")):
        assert not (line[:1].isalpha() and following[:1].isalpha())


def test_a_thread_under_no_post_is_refused(tmp_path, monkeypatch):
    (tmp_path / "posts").mkdir()
    (tmp_path / "comments.toml").write_text('[[nowhere]]\nplace = "1"\n', encoding="utf-8")
    (tmp_path / "class.toml").write_text("people = []\ncategories = []\nsections = []\n", encoding="utf-8")
    (tmp_path / "prompts.toml").write_text("prompts = []\nnotes = []\n", encoding="utf-8")
    monkeypatch.setattr(content, "HERE", tmp_path)
    with pytest.raises(ValueError, match="nowhere"):
        content.load()
