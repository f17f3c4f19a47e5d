"""What comes of each thing in a blog: states, dates, categories, pins, threads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from forum import clock
from forum.courses.models import Course
from forum.extensions import db
from forum.posts.models import Category, Filing, Post, State
from tests.exchange.blog import author, blog, bring, category, comment, comments, post, posts, recount
from tests.people import Cast
from tests.visitor import Visitor

HERE = "/c/supply-chains"


def filed(post: Post) -> set[str]:
    names = select(Category.name).join(Filing, Filing.category_id == Category.id)
    return set(db.session.scalars(names.where(Filing.post_id == post.id)))


def test_states_are_kept_and_nobody_sees_more_than_before(
    app: Flask, cast: Cast, visit: Visitor, tmp_path: Path
) -> None:
    states = ("publish", "private", "draft", "pending", "future", "trash", "auto-draft", "archived")
    items = [post(number, f"It was {state}", status=state) for number, state in enumerate(states, 1)]
    locked = post(20, "It was locked", post_password="week7")
    result = bring(app, blog(tmp_path, author("nora", "sam@example.org"), *items, locked))
    assert {title: row.state for title, row in posts(cast.course).items()} == {
        "It was publish": State.PUBLISHED,
        "It was private": State.PRIVATE,
        "It was draft": State.DRAFT,
        "It was pending": State.DRAFT,
        "It was future": State.DRAFT,
        "It was archived": State.DRAFT,
        "It was locked": State.PRIVATE,
    }
    assert "2  posts in the trash" in result.output
    assert (
        "1  had a state unknown here; they are drafts\n             It was archived (archived)"
        in result.output
    )
    check_who_sees_what(app, posts(cast.course))
    recount(cast.course)


def check_who_sees_what(app: Flask, found: dict[str, Post]) -> None:
    ids = {title: row.id for title, row in found.items()}
    seen = {"sam": 7, "ines": 3, "asa": 3, "sue": 1, "olga": 1}  # sam wrote them
    for name, number in seen.items():
        visit = Visitor(app).as_(name)
        answers = [visit.get(f"{HERE}/posts/{id}").status_code for id in ids.values()]
        assert sorted(answers) == [200] * number + [404] * (7 - number), name


def test_dates_are_kept_and_months_are_those_of_the_class(app: Flask, cast: Cast, tmp_path: Path) -> None:
    db.session.execute(update(Course).values(time_zone="America/New_York"))
    db.session.commit()
    late = post(1, "Late", at="2010-03-01 03:00:00")
    undated = post(2, "Undated", at="0000-00-00 00:00:00")
    future = post(3, "Future", at="2999-01-01 00:00:00", status="future")
    edited = post(4, "Draft", status="draft", post_modified_gmt="2010-02-09 12:00:00")
    result = bring(app, blog(tmp_path, late, undated, future, edited))
    found = posts(cast.course)
    assert found["Late"].published_at == datetime(2010, 3, 1, 3, tzinfo=UTC)
    assert found["Late"].month == "2010-02"
    assert found["Undated"].published_at <= clock.now()
    assert found["Future"].published_at <= clock.now()
    assert found["Draft"].published_at == datetime(2010, 2, 9, 12, tzinfo=UTC)
    assert "1  had no date; they have today's\n             Undated" in result.output


def test_categories_are_found_by_name_and_stand_side_by_side(app: Flask, cast: Cast, tmp_path: Path) -> None:
    db.session.add(
        Category(course_id=cast.course, slug="etude", name="Étude", description="Ours", position=1)
    )
    db.session.commit()
    terms = [category("étude", "Theirs"), category("Codes", "About codes", parent="étude"), category("Empty")]
    items = [
        post(1, "One", filed=("étude", "Codes"), tags=("coffee",)),
        post(2, "None"),
        post(3, "A page", post_type="page"),
        post(4, "Long", filed=("x" * 90,)),
    ]
    result = bring(app, blog(tmp_path, *terms, *items))
    found = posts(cast.course)
    assert filed(found["One"]) == {"Étude", "Codes"}
    assert filed(found["None"]) == {"Uncategorized"}
    assert filed(found["A page"]) == {"Pages"}
    assert filed(found["Long"]) == {"x" * 79 + "…"}
    described = dict(db.session.execute(select(Category.name, Category.description)).all())
    assert described["Étude"] == "Ours"
    assert described["Codes"] == "About codes"
    assert "Empty" in described
    assert "1  stood under another category; they stand beside it\n             Codes" in result.output
    recount(cast.course)


def test_tags_become_categories_when_asked(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = blog(tmp_path, post(1, "One", filed=("Codes",), tags=("coffee", "wages")))
    assert bring(app, file, "--tags").exit_code == 0
    assert filed(posts(cast.course)["One"]) == {"Codes", "coffee", "wages"}


def test_sticky_posts_are_pinned_below_what_is_pinned_here(
    app: Flask, cast: Cast, visit: Visitor, tmp_path: Path
) -> None:
    first = blog(tmp_path, post(1, "Old", is_sticky=1), post(2, "New", at="2010-05-01 00:00:00", is_sticky=1))
    assert bring(app, first).exit_code == 0
    bring(app, blog(tmp_path, post(3, "Newest", is_sticky=1), post(4, "Mine", is_sticky=1, status="draft")))
    found = posts(cast.course)
    assert [found[title].pin_position for title in ("New", "Old", "Newest", "Mine")] == [1, 2, 3, None]
    assert found["New"].pinned_by_id is None
    assert visit.as_("sue").get(f"{HERE}/").status_code == 200


def test_closed_comments_stay_closed(app: Flask, cast: Cast, tmp_path: Path) -> None:
    bring(
        app, blog(tmp_path, post(1, "Open", comment_status="open"), post(2, "Shut", comment_status="closed"))
    )
    assert posts(cast.course)["Open"].comments_open
    assert not posts(cast.course)["Shut"].comments_open


def test_titles_are_found_or_cut(app: Flask, cast: Cast, tmp_path: Path) -> None:
    untitled, empty = post(1, "", body="Six words stand at the beginning."), post(2, "", body="")
    result = bring(app, blog(tmp_path, untitled, empty, post(3, "long " * 50), post(4, "Odd\x9b\u202etitle")))
    assert result.exit_code == 0
    found = posts(cast.course)
    assert {"Six words stand at the beginning.", "Untitled", "Odd title"} < set(found)
    assert max(len(title) for title in found) <= 200
    assert "1  had a title of more than 200 characters, which is cut" in result.output
    assert "\x9b" not in result.output


def test_threads_keep_their_shape_without_what_was_not_approved(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    said = [
        comment(11, "Top"),
        comment(12, "Not approved", under=11, approved=0),
        comment(13, "Answers what is not there", under=12),
        comment(14, "A ping", type="pingback"),
        comment(15, "Under the ping", under=14),
        comment(10, "Answers one that came later", under=11),
    ]
    result = bring(app, blog(tmp_path, post(1, "One", *said)))
    found = comments(cast.course)
    assert {body: row.path for body, row in found.items()} == {
        "Answers one that came later": "000001",
        "Top": "000002",
        "Answers what is not there": "000002000003",
        "Under the ping": "000004",
    }
    assert found["Answers what is not there"].parent_id == found["Top"].id
    assert found["Top"].created_at == datetime(2010, 2, 4, 0, 11, tzinfo=UTC)
    assert "3  answer a comment that did not come; they stand higher" in result.output
    assert "1  comments that were not approved\n             Carla: Not approved" in result.output
    recount(cast.course)


def test_files_menus_and_what_hangs_on_them_stay_behind(app: Flask, cast: Cast, tmp_path: Path) -> None:
    picture = post(
        2, "tannery", post_type="attachment", attachment_url="http://blog.example.edu/t.jpg", post_parent=1
    )
    menu = post(3, "Main", comment(31, "On a menu"), post_type="nav_menu_item")
    result = bring(app, blog(tmp_path, post(1, "One", body="Look: [gallery]"), picture, menu))
    assert set(posts(cast.course)) == {"One"}
    assert "http://blog.example.edu/t.jpg" in posts(cast.course)["One"].body_html
    assert "1  menus and other things that are no posts\n             Main (nav_menu_item)" in result.output
    assert "1  comments on what is left out\n             Carla: On a menu" in result.output
    assert "1  files; links to them lead to where they were" in result.output


def test_hostile_texts_come_as_harmless_ones(app: Flask, cast: Cast, visit: Visitor, tmp_path: Path) -> None:
    attack = (
        '<script>alert(1)</script><p onclick="x()">Fine &#xD800; &#0; <a href="javascript:x()">link</a></p>'
    )
    said = comment(1, attack, name="<img src=x onerror=x()>", author_email="nobody")
    result = bring(app, blog(tmp_path, post(1, "A <script>title</script>", said, body=attack)))
    assert result.exit_code == 0, result.output
    [found] = posts(cast.course).values()
    page = visit.as_("sam").get(f"{HERE}/posts/{found.id}").text
    for danger in ("<script>alert", "onclick", "javascript:", "<img src=x"):
        assert danger not in page
    assert "Fine" in page


def test_an_old_post_is_edited_like_any_other(app: Flask, cast: Cast, visit: Visitor, tmp_path: Path) -> None:
    poem = "<pre>  two  spaces\n\n\n<b>bold</b></pre>"
    file = blog(tmp_path, author("sam", "sam@example.org"), post(1, "Poem", by="sam", body=poem))
    result = bring(app, file)
    assert "are edited as HTML" in result.output
    assert posts(cast.course)["Poem"].body_format == "html"
    assert visit.as_("sam").get(f"{HERE}/posts/{posts(cast.course)['Poem'].id}/edit").status_code == 200
