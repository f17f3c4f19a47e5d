"""How a thread reads: answers under what they answer, by time, four levels deep and then flat."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forum.comments import actions, queries
from tests import factories
from tests.comments.threads import drawn, ids
from tests.people import SLUG, Cast
from tests.posts.markup import sound
from tests.visitor import Visitor

HERE = f"/c/{SLUG}"
Browse = Callable[[str], Visitor]


def test_answers_stand_under_what_they_answer_in_the_order_of_time(browse: Browse) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sue)
    a = factories.comment(sam, post_id, "A")
    b = factories.comment(sue, post_id, "B")
    b1 = factories.comment(sam, post_id, "B1", under=b)
    a1 = factories.comment(sue, post_id, "A1", under=a)
    a11 = factories.comment(sam, post_id, "A11", under=a1)
    a2 = factories.comment(sue, post_id, "A2", under=a)
    c = factories.comment(sam, post_id, "C")
    page = browse("olga").get(f"{HERE}/posts/{post_id}")
    assert drawn(page) == [(a, 0), (a1, 1), (a11, 2), (a2, 1), (b, 0), (b1, 1), (c, 0)]
    assert "7 comments" in page.text


def test_what_is_deeper_than_four_goes_on_flat_and_says_whom_it_answers(browse: Browse) -> None:
    people = [factories.member(name) for name in ("sam", "sue", "asa", "ines")]
    post_id, above = factories.post(people[0]), None
    chain = [above := factories.comment(people[n % 4], post_id, f"Level {n}", under=above) for n in range(8)]
    late = factories.comment(people[0], post_id, "Late", under=chain[3])
    page = browse("olga").get(f"{HERE}/posts/{post_id}")
    depths = [0, 1, 2, 3, 3, 3, 3, 3]
    assert drawn(page) == [*zip(chain, depths, strict=True), (late, 3)]
    for comment_id, answered in ((chain[4], "Ines"), (chain[5], "Sam"), (chain[7], "Asa"), (late, "Ines")):
        place = page.text.index(f'id="said-{comment_id}"')
        assert f"answering {answered}" in page.text[place : place + 800]
    assert page.text.count("answering ") == 5
    sound(page)


def test_a_deep_answer_by_htmx_lands_where_the_page_would_draw_it(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id, above = factories.post(sam), None
    chain = [above := factories.comment(sam, post_id, under=above) for _ in range(4)]
    browse("sue").get(f"{HERE}/posts/{post_id}")
    typed = {"body": "Deep.", "parent": str(chain[3])}
    answer = browse("sue").post(f"{HERE}/posts/{post_id}/comments", typed, via="htmx")
    assert f'hx-target="#replies-{chain[2]}" hx-swap="beforeend"' in answer.text
    assert "answering Sam" in answer.text
    ((new_id, _depth),) = drawn(answer)
    assert drawn(browse("sue").get(f"{HERE}/posts/{post_id}"))[-1] == (new_id, 3)


def test_a_comment_names_its_author_role_and_time(browse: Browse, cast: Cast) -> None:
    post_id = factories.post(factories.member("sam"))
    said = factories.comment(factories.member("ines"), post_id)
    text = browse("sue").get(f"{HERE}/posts/{post_id}").text
    assert f'<a href="{HERE}/authors/{cast.ines}" dir="auto">Ines</a>' in text
    assert "Instructor" in text
    assert f'href="{HERE}/comments/{said}"' in text
    created = factories.of_comment(said, "created_at").isoformat(timespec="seconds")
    assert f'<time datetime="{created}"' in text


def test_notes_of_two_comments_do_not_collide(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam, body="Post[^1].\n\n[^1]: Note.")
    for number in range(3):
        factories.comment(sam, post_id, f"# Head\n\nSaid {number}[^1].\n\n[^1]: Note.")
    page = sound(browse("sue").get(f"{HERE}/posts/{post_id}"))
    notes = [link for link in page.links if link.startswith("#") and link != "#main"]
    assert len(notes) == len(set(notes)) == 8
    assert {note.removeprefix("#") for note in notes} <= set(page.ids)


def gone_and_back(browse: Browse, post_id: int, *expected: int) -> None:
    assert ids(browse("olga").get(f"{HERE}/posts/{post_id}")) == list(expected)


def test_a_leaf_that_is_deleted_goes_and_one_with_answers_stays_as_a_stone(browse: Browse) -> None:
    sam, sue = factories.member("sam"), factories.member("sue")
    post_id = factories.post(sam)
    above = factories.comment(sam, post_id, "Secret words")
    below = factories.comment(sue, post_id, "Below", under=above)
    leaf = factories.comment(sam, post_id, "Leaf")
    actions.delete(leaf, by=sam)
    gone_and_back(browse, post_id, above, below)
    actions.delete(above, by=sam)
    gone_and_back(browse, post_id, above, below)
    for name in ("olga", "sue", "ines", "sam"):
        page = browse(name).get(f"{HERE}/posts/{post_id}")
        assert "This comment was deleted." in page.text
        assert "Secret words" not in page.text
        assert (f"{HERE}/comments/{above}/deletion/delete" in page.text) == (name == "sam")
        assert "1 comment<" in page.text.replace("\n", "")
    actions.restore(above, by=sam)
    assert "Secret words" in browse("olga").get(f"{HERE}/posts/{post_id}").text


def test_a_chain_of_stones_goes_with_its_last_leaf_and_comes_back_with_it(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id, above = factories.post(sam), None
    chain = [above := factories.comment(sam, post_id, under=above) for _ in range(6)]
    other = factories.comment(sam, post_id, "Other")
    for comment_id in chain[:5]:
        actions.delete(comment_id, by=sam)
    gone_and_back(browse, post_id, *chain, other)
    actions.delete(chain[5], by=sam)
    gone_and_back(browse, post_id, other)
    assert factories.of_post(post_id, "comment_count") == 1
    actions.restore(chain[5], by=sam)
    gone_and_back(browse, post_id, *chain, other)
    actions.delete(chain[5], by=sam)
    actions.restore(chain[2], by=sam)
    gone_and_back(browse, post_id, *chain[:3], other)
    actions.restore(chain[5], by=sam)
    gone_and_back(browse, post_id, *chain, other)
    assert factories.of_post(post_id, "comment_count") == 3


def test_a_stone_stays_as_long_as_one_of_two_branches_does(browse: Browse) -> None:
    sam = factories.member("sam")
    post_id = factories.post(sam)
    stone = factories.comment(sam, post_id)
    left, right = (factories.comment(sam, post_id, under=stone) for _ in range(2))
    for comment_id in (stone, left):
        actions.delete(comment_id, by=sam)
    gone_and_back(browse, post_id, stone, right)
    actions.delete(right, by=sam)
    gone_and_back(browse, post_id)
    actions.restore(left, by=sam)
    gone_and_back(browse, post_id, stone, left)


@pytest.mark.parametrize("name", ["sue", "olga"])
def test_a_hidden_comment_is_a_gap_for_the_class_and_plain_for_its_author_and_the_teachers(
    browse: Browse, name: str
) -> None:
    ines, sam, sue = (factories.member(person) for person in ("ines", "sam", "sue"))
    post_id = factories.post(sue)
    above = factories.comment(sam, post_id, "Rude words")
    below = factories.comment(sue, post_id, "Below", under=above)
    leaf = factories.comment(sam, post_id, "Rude leaf")
    for comment_id in (above, leaf):
        actions.hide(comment_id, by=ines, reason="It hurts somebody.")
    page = browse(name).get(f"{HERE}/posts/{post_id}")
    assert ids(page) == [above, below]
    assert "This comment was hidden by a teacher." in page.text
    for secret in ("Rude", "hurts"):
        assert secret not in page.text
    for person in ("sam", "ines", "asa", "adam"):
        page = browse(person).get(f"{HERE}/posts/{post_id}")
        assert ids(page) == [above, below, leaf]
        assert page.text.count("Hidden from the class: It hurts somebody.") == 2
        assert "Rude leaf" in page.text


def test_words_that_a_reader_may_not_see_do_not_leave_the_database(cast: Cast) -> None:
    ines, sam, sue = (factories.member(person) for person in ("ines", "sam", "sue"))
    post_id = factories.post(sue)
    deleted, hidden = (factories.comment(sam, post_id, words) for words in ("Deleted", "Hidden"))
    for comment_id in (deleted, hidden):
        factories.comment(sue, post_id, under=comment_id)
    actions.delete(deleted, by=sam)
    actions.hide(hidden, by=ines, reason="A reason.")
    for reader, allowed in ((sue, set()), (ines, {hidden}), (sam, {hidden})):
        for comment_id in (deleted, hidden):
            row = queries.standing(reader, comment_id)
            assert (row.body_html is not None) == (comment_id in allowed)
            assert row.hidden_reason == ("A reason." if comment_id in allowed else "")
        branches = queries.thread(reader, factories.of_post(post_id, "id", "comment_number")).branches
        tops = {branch.root.id for branch in branches if branch.root.body_html is not None}
        assert tops == allowed
