"""A roster through the pages: looked at, applied, applied again; what it changes, and what it never does."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update

from forum import clock
from forum.auth.models import AuditEvent, Handle, User
from forum.courses import actions, grouping
from forum.courses.models import Membership, Role
from forum.extensions import db
from forum.rosters import actions as uploads
from forum.rosters import queries
from forum.rosters.models import Upload
from tests.courses.groups import called, group, inside, section
from tests.courses.stories import (
    EVERYBODY_BUT_THOSE_WHO_TEACH,
    HERE,
    admin_in,
    leads_to,
    place,
    present,
    statements,
    wrote,
)
from tests.factories import member
from tests.mail.mailbox import letters
from tests.people import Cast, email, unconfirm
from tests.rosters.stories import BEN, LIST, NINA, URL, bring, do, placed, post, preview, read, roles, send
from tests.visitor import Visitor


def user(address: str) -> User:
    db.session.expire_all()
    return db.session.scalars(select(User).where(User.email == address)).one()


def everything() -> list[Any]:
    """Return what a roster could change, to compare."""
    db.session.expire_all()
    tables = (User, Membership, Handle)
    rows = [
        db.session.execute(select(*t.__table__.columns).order_by(*t.__table__.primary_key)) for t in tables
    ]
    return [*map(list, rows), called(), sorted(db.session.scalars(select(AuditEvent.verb)))]


# --- Looking at it -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_it_is_looked_at_first_and_nothing_happens(visit: Visitor, cast: Cast, via: str, name: str) -> None:
    visit.as_(name)
    before = everything()
    answer = send(visit, LIST, via)
    upload = db.session.scalars(select(Upload.id)).one()
    assert leads_to(answer, f"{URL}/{upload}")
    page = visit.get(f"{URL}/{upload}").text
    assert "comes as Student · gets an account · into Section A" in page
    assert "2 sections or groups are made:" in page
    assert "2 new" in page
    assert everything() == before


def test_a_pasted_table_does_as_well(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines").get(URL)
    answer = visit.post(URL, {"pasted": LIST.replace("\n", "\r\n"), "domain": ""})
    assert answer.status_code == 303
    assert "Nina Nwosu" in visit.get(answer.location).text


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "Choose a file, or paste the table below."),
        ({"pasted": "Ann,Lee"}, "No column is called “email”"),
        ({"pasted": LIST, "domain": "no domain"}, "Write what stands after the @"),
        ({"pasted": "email\na\0@b.org"}, "This is no text"),
    ],
)
def test_what_cannot_be_read_is_told_beside_what_was_typed(
    visit: Visitor, cast: Cast, form: dict[str, str], says: str
) -> None:
    visit.as_("ines").get(URL)
    answer = post(visit, {"pasted": "", "domain": "", **form}, b"")
    assert answer.status_code == 422
    assert says in answer.text
    assert form.get("domain", "") in answer.text
    assert db.session.scalars(select(Upload.id)).all() == []


def test_a_file_that_is_too_large_is_refused_in_words(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines")
    assert "larger than 8 MB" in send(visit, b"x" * 8_050_000).text
    answer = send(visit, b"x" * 8_200_000)
    assert (answer.status_code, "larger than 8 MB" in answer.text) == (413, True)


def test_only_who_uploaded_it_sees_it_and_only_for_a_day(visit: Visitor, cast: Cast) -> None:
    page = preview(visit.as_("ines"), LIST)
    adam = Visitor(visit.client.application).as_("adam")
    assert adam.get(page.request.path).status_code == 404
    db.session.execute(update(Upload).values(made_at=clock.now() - queries.FOR))
    db.session.commit()
    assert visit.get(page.request.path).status_code == 404
    uploads.tidy()
    assert db.session.scalars(select(Upload.id)).all() == []


def test_of_ones_files_the_last_is_kept(visit: Visitor, cast: Cast) -> None:
    first = preview(visit.as_("ines"), LIST)
    preview(visit, LIST.replace("Nina", "Nia"))
    assert len(db.session.scalars(select(Upload.id)).all()) == 1
    assert do(visit, first).status_code in (404, 409), "SQLite may give the number of the first to the second"
    assert present(cast.course) == 5


@pytest.mark.parametrize("name", [*EVERYBODY_BUT_THOSE_WHO_TEACH, "otto"])
def test_others_bring_nobody(visit: Visitor, cast: Cast, name: str) -> None:
    refusal = 404 if name == "otto" else 403
    assert send(visit.as_(name), LIST).status_code == refusal
    assert visit.get(f"{HERE}/members/roster.csv").status_code == refusal
    assert present(cast.course) == 5


# --- Doing it ----------------------------------------------------------------------------------------


def test_all_of_it_is_done_at_once(visit: Visitor, cast: Cast, via: str) -> None:
    page = preview(visit.as_("ines"), LIST)
    assert leads_to(do(visit, page, via), page.request.path)
    assert roles(cast) | {} == {
        email("ines"): "instructor", email("asa"): "assistant", email("sam"): "student",
        email("sue"): "student", email("olga"): "observer", NINA: "student", BEN: "student",
    }  # fmt: skip
    assert placed(cast) == {NINA: ["Section A"], BEN: ["Section B"]}
    assert present(cast.course) == 7
    told = visit.get(page.request.path).text
    assert "2 people came." in told
    assert "2 sections or groups were made." in told


def test_accounts_are_made_as_if_they_had_been_made_one_by_one(visit: Visitor, cast: Cast) -> None:
    bring(visit.as_("ines"), LIST)
    nina = user(NINA)
    assert (nina.name, nina.password_hash, nina.email_confirmed_at) == ("Nina Nwosu", None, None)
    assert db.session.scalars(select(Handle.name).where(Handle.user_id == nina.id)).one() == "nina-nwosu"
    joined = place(cast.course, nina.id)
    sam = place(cast.course, cast.sam)
    assert joined
    assert sam
    assert (joined.mail_pace, joined.only_sections, joined.removed_at) == (sam.mail_pace, False, None)
    verbs = select(AuditEvent.verb).where(AuditEvent.target == f"user-{nina.id}")
    assert sorted(db.session.scalars(verbs)) == ["member.enrol", "user.add"]
    assert db.session.scalars(select(AuditEvent.actor_id).where(AuditEvent.verb == "roster.import")).one()


def test_a_second_run_changes_nothing_and_says_so(visit: Visitor, cast: Cast) -> None:
    bring(visit.as_("ines"), LIST)
    before = everything()
    page = preview(visit, LIST)
    assert "Nothing would change" in page.text
    assert "/application" not in page.text
    assert everything() == before


def test_pressed_twice_it_is_done_once(visit: Visitor, cast: Cast) -> None:
    page = preview(visit.as_("ines"), LIST)
    do(visit, page)
    before = everything()
    assert do(visit, page).status_code == 303
    assert everything() == before


def test_what_was_looked_at_is_what_is_done(visit: Visitor, cast: Cast) -> None:
    page = preview(visit.as_("ines"), LIST)
    actions.change_role(cast.course, cast.sam, Role.OBSERVER, by=admin_in(cast.course))
    answer = do(visit, page)
    assert answer.status_code == 303, "what is not about the file holds nothing up"
    again = preview(visit, f"email,role\n{email('sue')},assistant\n")
    actions.change_role(cast.course, cast.sue, Role.OBSERVER, by=admin_in(cast.course))
    answer = do(visit, again)
    assert answer.status_code == 409
    assert "The class has changed since you looked" in answer.text
    assert roles(cast)[email("sue")] == "observer"
    answer.request = again.request
    assert do(visit, answer).status_code == 303
    assert roles(cast)[email("sue")] == "assistant"


def test_a_made_up_fingerprint_does_nothing(visit: Visitor, cast: Cast) -> None:
    page = preview(visit.as_("ines"), LIST)
    for seen in ("", "x", "x" * 500):
        assert visit.post(f"{page.request.path}/application", {"seen": seen}).status_code == 409
    assert present(cast.course) == 5


def test_faulty_rows_never_stop_the_good_ones_and_come_back_as_a_file(visit: Visitor, cast: Cast) -> None:
    text = LIST + "nobody,Nob,A,\n=cmd@x.y,=1+1,B,king\nnew@uni.example,,,\n"
    page = preview(visit.as_("ines"), text)
    assert "?list=faulty#list" in page.text
    assert "Of 3 rows nothing was taken." in visit.get(do(visit, page).location).text
    assert NINA in roles(cast)
    answer = visit.get(f"{page.request.path}/faulty.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "line,email,name,section,group,role,reason"
    assert lines[1].startswith("4,nobody,Nob,A,,,")
    assert lines[2].startswith("5,'=cmd@x.y,'=1+1,B,,king,")
    assert "without a name no account is made" in lines[3]
    assert [entry.email for entry in read(answer.data)] == ["nobody", "=cmd@x.y", "new@uni.example"]


# --- Who is there already ----------------------------------------------------------------------------


def test_roles_and_sections_of_members_change(visit: Visitor, cast: Cast) -> None:
    one, team = section("Section A", cast.sam, cast.sue), group("G", cast.sam)
    text = f"email,section,role\n{email('sam')},section b,\n{email('sue')},,assistant\n{email('olga')},,\n"
    page = preview(visit.as_("ines"), text)
    assert "into section b · out of Section A" in visit.get(f"{page.request.path}?list=changed").text
    assert "becomes Assistant" in page.text
    do(visit, page)
    assert placed(cast) == {email("sam"): ["G", "section b"], email("sue"): ["Section A"]}
    assert roles(cast)[email("sue")] == "assistant"
    assert inside(one) == {cast.sue}
    assert inside(team) == {cast.sam}, "a file that names no groups leaves them"


def test_a_section_is_known_by_its_name_however_it_is_written(visit: Visitor, cast: Cast) -> None:
    one = section("Section Ä")
    bring(visit.as_("ines"), f"email,section\n{email('sam')},SECTION ä\n{email('sue')},section ä\n")
    assert called() == ["Section Ä"]
    assert inside(one) == {cast.sam, cast.sue}


def test_groups_and_several_sections(visit: Visitor, cast: Cast) -> None:
    bring(visit.as_("ines"), f'email,section,group\n{email("sam")},A|B,"Red; Blue"\n')
    assert placed(cast) == {email("sam"): ["A", "B", "Blue", "Red"]}
    assert called() == ["A", "B", "Red", "Blue"]


def test_who_has_an_account_keeps_its_name(visit: Visitor, cast: Cast) -> None:
    bring(visit.as_("ines"), f"email,name\n{email('otto')},Otto the Great\n{email('sam')},Samuel\n")
    assert (user(email("otto")).name, user(email("sam")).name) == ("Otto", "Sam")
    assert roles(cast)[email("otto")] == "student"


@pytest.mark.parametrize("name", ["otto", "sam"])
def test_nobody_teaches_by_an_address_that_they_only_typed(visit: Visitor, cast: Cast, name: str) -> None:
    someone, text = getattr(cast, name), f"email,name,role\n{email(name)},Prof Real,assistant\n"
    unconfirm(someone)
    page = preview(visit.as_("ines"), text)
    assert f"{name.title()} has an account with this address, but nobody has proved yet" in page.text
    assert "/application" not in page.text
    assert roles(cast).get(email(name)) != "assistant"
    db.session.execute(update(User).where(User.id == someone).values(email_confirmed_at=clock.now()))
    db.session.commit()
    bring(visit, text)
    assert roles(cast)[email(name)] == "assistant"


def test_nobody_teaches_again_by_an_address_that_they_only_typed(visit: Visitor, cast: Cast) -> None:
    actions.remove(cast.course, cast.asa, by=member("ines"))
    unconfirm(cast.asa)
    page = preview(visit.as_("ines"), f"email,role\n{email('asa')},\n")
    assert "nobody has proved yet" in page.text


def test_who_teaches_already_and_who_never_signed_in_need_no_proof(visit: Visitor, cast: Cast) -> None:
    unconfirm(cast.asa)
    unconfirm(cast.otto)
    db.session.execute(update(User).where(User.id == cast.otto).values(password_hash=None))
    db.session.commit()
    bring(visit.as_("ines"), f"email,role,section\n{email('asa')},,A\n{email('otto')},assistant,\n")
    assert placed(cast) == {email("asa"): ["A"]}
    assert roles(cast)[email("otto")] == "assistant"


def test_what_somebody_calls_themselves_stands_beside_the_name_in_the_file(
    visit: Visitor, cast: Cast
) -> None:
    unconfirm(cast.otto)
    page = preview(visit.as_("ines"), f"email,name\n{email('otto')},Prof Real\n{NINA},Nina\n").text
    assert page.count("has an account as") == 1
    assert "has an account as Otto" in page
    assert "has an account as" not in preview(visit, f"email,name\n{email('otto')},OTTO\n").text


def test_who_was_removed_comes_back_with_places_and_numbers(visit: Visitor, cast: Cast) -> None:
    one = section("Section A", cast.sue)
    wrote(cast.course, cast.sue, 7, 31)
    actions.change_role(cast.course, cast.sue, Role.OBSERVER, by=member("ines"))
    actions.remove(cast.course, cast.sue, by=member("ines"))
    page = preview(visit.as_("ines"), f"email,name\n{email('sue')},Sue\n")
    assert "comes back as Observer" in page.text
    do(visit, page)
    back = place(cast.course, cast.sue)
    assert back
    assert (back.removed_at, back.role, back.post_count, back.comment_count) == (None, "observer", 7, 31)
    assert inside(one) == {cast.sue}
    assert present(cast.course) == 5


def test_nobody_is_removed_and_those_who_are_not_in_it_are_listed(visit: Visitor, cast: Cast) -> None:
    page = preview(visit.as_("ines"), f"email\n{email('ines')}\n{email('sam')}\n")
    listed = visit.get(f"{page.request.path}?list=absent").text
    assert all(f">{name}</a></b></td>" in listed for name in ("Asa", "Sue", "Olga"))
    assert ">Sam</a></b></td>" not in listed
    bring(visit, LIST)
    assert present(cast.course) == 7


# --- Those who teach ---------------------------------------------------------------------------------


def test_nobody_changes_their_own_role_by_a_file(visit: Visitor, cast: Cast) -> None:
    actions.change_role(cast.course, cast.olga, Role.INSTRUCTOR, by=member("ines"))
    page = preview(visit.as_("ines"), f"email,role\n{email('ines')},student\n{email('olga')},observer\n")
    assert "This is you" in visit.get(f"{page.request.path}?list=faulty").text
    do(visit, page)
    assert (roles(cast)[email("ines")], roles(cast)[email("olga")]) == ("instructor", "observer")


def test_a_class_keeps_an_instructor(visit: Visitor, cast: Cast) -> None:
    page = preview(visit.as_("adam"), f"email,role\n{email('ines')},student\n{email('sam')},assistant\n")
    assert "Nobody else would instruct this class." in visit.get(f"{page.request.path}?list=faulty").text
    do(visit, page)
    assert (roles(cast)[email("ines")], roles(cast)[email("sam")]) == ("instructor", "assistant")


def test_they_change_places_when_the_file_names_another(visit: Visitor, cast: Cast) -> None:
    bring(visit.as_("adam"), f"email,role\n{email('ines')},student\n{email('sam')},instructor\n")
    assert (roles(cast)[email("ines")], roles(cast)[email("sam")]) == ("student", "instructor")


def test_no_role_stands_above_the_class(visit: Visitor, cast: Cast) -> None:
    page = preview(visit.as_("ines"), f"email,role\n{email('sam')},admin\n")
    assert "The role “admin” is not known." in page.text
    assert not user(email("sam")).is_admin


def test_a_class_gets_no_more_sections_than_it_can_have(
    visit: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "MOST", 2)
    section("A")
    text = "email,name,section\na@b.org,A,B\nb@b.org,B,C\nc@b.org,C,a\n"
    page = preview(visit.as_("ines"), text)
    assert "this would be one more" in visit.get(f"{page.request.path}?list=faulty").text
    do(visit, page)
    assert called() == ["A", "B"]
    assert placed(cast) == {"a@b.org": ["B"], "c@b.org": ["A"]}


# --- Mail --------------------------------------------------------------------------------------------


def test_newcomers_are_welcomed_if_that_is_wished(visit: Visitor, cast: Cast) -> None:
    text = LIST + f"{email('otto')},Otto,,\n"
    assert "2 welcome mails are on their way." in bring(visit.as_("ines"), text, welcome="y").text
    assert "/reset/" in letters(NINA)[0]
    assert letters(email("otto")) == []


def test_else_nobody_is_written_to(visit: Visitor, cast: Cast) -> None:
    bring(visit.as_("ines"), LIST)
    assert letters(NINA) == []
    page = visit.get(f"{HERE}/members").text
    assert "2 people have not signed in yet." in page
    assert visit.post(f"{HERE}/members/welcome").status_code == 303
    assert "2 mails are on their way." in visit.get(f"{HERE}/members").text
    assert len(letters(NINA)) == len(letters(BEN)) == 1
    visit.post(f"{HERE}/members/welcome")
    assert "Mailed a moment ago, and not again: 2." in visit.get(f"{HERE}/members").text
    assert len(letters(NINA)) == 1


def many(rows: int) -> str:
    people = (f"s{n}@uni.example,Student Nomen,Section {n % 7}" for n in range(rows))
    return "email,name,section\n" + "\n".join(people)


def test_mails_that_are_too_many_for_an_hour_wait(visit: Visitor, cast: Cast) -> None:
    told = bring(visit.as_("ines"), many(310), welcome="y").text
    assert "300 welcome mails are on their way." in told
    assert "10 mails were too many for an hour" in told
    assert present(cast.course) == 315


# --- Many --------------------------------------------------------------------------------------------


def test_namesakes_get_handles_of_their_own(visit: Visitor, cast: Cast) -> None:
    bring(visit.as_("ines"), many(30))
    bring(visit, many(60))
    handles = set(db.session.scalars(select(Handle.name).where(Handle.name.startswith("student-nomen"))))
    assert handles == {"student-nomen", *(f"student-nomen-{n}" for n in range(2, 61))}


def test_statements_do_not_grow_with_the_rows(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines")
    preview(visit, many(10))
    few = statements(lambda: bring(visit, many(20)))
    assert statements(lambda: bring(visit, many(400))) <= few


def test_fifty_thousand_rows(visit: Visitor, cast: Cast) -> None:
    rows = "".join(f"{n:05}@uni.example,Student {n},Section {n % 20}\n" for n in range(50_000))
    page = preview(visit.as_("ines"), f"email,name,section\n{rows}".encode("latin-1"))
    assert "50000 new" in page.text
    assert page.text.count('<tr role="row">') == 101
    assert "after=101" in page.text
    do(visit, page)
    assert db.session.scalar(select(func.count()).select_from(Membership)) == 50_006
    assert present(cast.course) == 50_005


# --- The roster as a file ----------------------------------------------------------------------------


def test_the_roster_is_downloaded_and_can_be_read_again(visit: Visitor, cast: Cast) -> None:
    section("-1, morning", cast.sam)
    group("=G", cast.sam, cast.sue)
    db.session.get_one(User, cast.sue).name = "=HYPERLINK(1)"
    db.session.commit()
    answer = visit.as_("ines").get(f"{HERE}/members/roster.csv")
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    assert text.splitlines()[0] == "email,name,section,group,role,joined,posts,comments"
    assert "'=HYPERLINK(1)" in text
    assert "Nothing would change" in preview(visit, answer.data).text
