"""Who wrote in the blog becomes who here, and what they may do then."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import select, update

from forum import clock
from forum.auth.models import User
from forum.courses.models import Membership
from forum.extensions import db
from tests.exchange.blog import author, blog, bring, comment, comments, post, posts, recount
from tests.mail.mailbox import link
from tests.people import PASSWORD, Cast, unconfirm
from tests.visitor import Visitor

NEW = "four words, nothing in common"


def place(course_id: int, user_id: int) -> Membership | None:
    mine = (Membership.course_id == course_id, Membership.user_id == user_id)
    return db.session.scalar(select(Membership).where(*mine))


def named(name: str) -> list[User]:
    return list(db.session.scalars(select(User).where(User.name == name).order_by(User.id)))


def test_somebody_new_gets_in_by_a_mailed_link_only(
    app: Flask, cast: Cast, visit: Visitor, tmp_path: Path
) -> None:
    bring(app, blog(tmp_path, author("nora", "Nora@Example.ORG"), post(1, by="nora")))
    visit.get("/sign-in")
    for password in ("", PASSWORD):
        assert visit.post("/sign-in", {"email": "nora@example.org", "password": password}).status_code == 422
    visit.get("/reset")
    visit.post("/reset", {"email": "nora@example.org"})
    visit.get(page := link("nora@example.org"))
    assert visit.post(page, {"password": NEW}).status_code == 303
    assert "A post" in visit.get("/c/supply-chains/").text
    [post_id] = [found.id for found in posts(cast.course).values()]
    assert visit.get(f"/c/supply-chains/posts/{post_id}/edit").status_code == 200


def test_who_is_here_is_found_by_address_and_keeps_their_role(app: Flask, cast: Cast, tmp_path: Path) -> None:
    people = [
        author("admin", "INES@example.org"),
        author("sam", "sam@example.org"),
        author("otto", "otto@example.org"),
    ]
    written = [post(number, login, by=login) for number, login in enumerate(("admin", "sam", "otto"), 1)]
    unconfirm(cast.ines)
    result = bring(app, blog(tmp_path, *people, *written))
    found = posts(cast.course)
    assert [found[t].author_id for t in ("admin", "sam", "otto")] == [cast.ines, cast.sam, cast.otto]
    roles = {"ines": "instructor", "sam": "student", "otto": "student"}
    for name, role in roles.items():
        mine = place(cast.course, getattr(cast, name))
        assert mine
        assert (mine.role, mine.removed_at) == (role, None)
    assert "Admin → Ines, ines@example.org, address not confirmed" in result.output
    assert "Sam → Sam, sam@example.org\n" in result.output
    assert "people, who have" not in result.output
    recount(cast.course)


def test_nobody_is_made_a_teacher_or_an_admin(app: Flask, cast: Cast, tmp_path: Path) -> None:
    bring(app, blog(tmp_path, author("admin", "boss@example.org"), post(1, by="admin")))
    [boss] = named("Admin")
    assert not boss.is_admin
    mine = place(cast.course, boss.id)
    assert mine
    assert mine.role == "student"


def test_people_without_an_address_are_told_apart_by_login(app: Flask, cast: Cast, tmp_path: Path) -> None:
    people = [author("a", ""), author("b", "no address"), author("a.", "")]
    file = blog(
        tmp_path, *people, *(post(n, login, by=login) for n, login in enumerate(("a", "b", "a.", "lost"), 1))
    )
    result = bring(app, file)
    assert len({found.author_id for found in posts(cast.course).values()}) == 4
    assert all(user.email is None for name in ("A", "B", "A.", "lost") for user in named(name))
    assert "A → new account, no address" in result.output
    bring(app, blog(tmp_path, *people, post(1, "a", by="a"), post(9, "More", by="a")))
    found = posts(cast.course)
    assert found["More"].author_id == found["a"].author_id


def test_an_author_and_their_comments_are_one_person(app: Flask, cast: Cast, tmp_path: Path) -> None:
    said = [
        comment(1, "Signed in", name="Someone", user_id=5, author_email=""),
        comment(2, "By address", name="N.", user_id=0, author_email="nora@example.org"),
        comment(3, "Without", name="Max", user_id=0, author_email=""),
        comment(4, "Without too", name="MAX", user_id=0, author_email=""),
        comment(5, "Nobody", name="", user_id=0, author_email=""),
    ]
    bring(app, blog(tmp_path, author("nora", "nora@example.org", 5), post(1, "One", *said, by="nora")))
    found = {body: row.author_id for body, row in comments(cast.course).items()}
    nora = posts(cast.course)["One"].author_id
    assert found["Signed in"] == found["By address"] == nora
    assert found["Without"] == found["Without too"] == named("Max")[0].id
    assert found["Nobody"] == named("Anonymous")[0].id


def test_a_visitor_of_the_blog_is_let_in_by_nobody_but_the_instructor(
    app: Flask, cast: Cast, visit: Visitor, tmp_path: Path
) -> None:
    said = (comment(1, "Hello", name="Vic", user_id=0), comment(2, "Hi", name="otto", user_id=0))
    result = bring(app, blog(tmp_path, post(1, "One", *said)))
    assert "Vic → new account, vic@example.org, no member" in result.output
    visit.get("/reset")
    visit.post("/reset", {"email": "vic@example.org"})
    visit.get(page := link("vic@example.org"))
    assert visit.post(page, {"password": NEW}).status_code == 303
    assert visit.get("/c/supply-chains/").status_code == 404
    assert Visitor(app).as_("otto").get("/c/supply-chains/").status_code == 404
    assert comments(cast.course)["Hi"].author_id == cast.otto
    recount(cast.course)
    ines = Visitor(app).as_("ines")
    ines.get("/c/supply-chains/members/new")
    added = ines.post("/c/supply-chains/members/new", {"email": "vic@example.org", "role": "student"})
    assert added.status_code == 303
    assert (
        "Hello"
        in visit.get(
            f"/c/supply-chains/comments/{comments(cast.course)['Hello'].id}", follow_redirects=True
        ).text
    )


def test_no_visitor_speaks_with_the_voice_of_a_teacher(app: Flask, cast: Cast, tmp_path: Path) -> None:
    said = [comment(n, who, name=who, user_id=0) for n, who in enumerate(("ines", "asa", "adam", "sue"), 1)]
    file = blog(tmp_path, post(1, "One", *said))
    bring(app, file)
    found = {body: row.author_id for body, row in comments(cast.course).items()}
    assert {found["ines"], found["asa"], found["adam"]}.isdisjoint({cast.ines, cast.asa, cast.adam})
    assert found["sue"] == cast.sue
    assert [user.email for user in named("ines")] == [None]
    bring(app, blog(tmp_path, post(1, "One", *said, comment(9, "again", name="ines", user_id=0))))
    assert comments(cast.course)["again"].author_id == found["ines"]


def test_who_was_removed_stays_out_and_who_has_a_new_address_is_known(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    nora = author("nora", "nora@example.org")
    bring(app, blog(tmp_path, nora, post(1, "One", by="nora")))
    user_id = posts(cast.course)["One"].author_id
    db.session.execute(update(User).where(User.id == user_id).values(email="new@example.org"))
    db.session.execute(update(Membership).where(Membership.user_id == user_id).values(removed_at=clock.now()))
    db.session.commit()
    result = bring(app, blog(tmp_path, nora, post(1, "One", by="nora"), post(2, "Two", by="nora")))
    assert posts(cast.course)["Two"].author_id == user_id
    mine = place(cast.course, user_id)
    assert mine
    assert mine.removed_at is not None
    assert "Nora → Nora, new@example.org, address not confirmed, no member" in result.output


def test_long_and_strange_names_fit(app: Flask, cast: Cast, tmp_path: Path) -> None:
    said = comment(1, "One", name="x" * 150, author_email="x@example.org")
    other = comment(2, "Two", name="\u202eevil\x85name", author_email="y@example.org")
    assert bring(app, blog(tmp_path, post(1, "One", said, other))).exit_code == 0
    assert named("x" * 99 + "…")
    assert named("evil name")
