"""Inviting people by mail: who is written to, who is left out, what the mail says."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select, update

from forum import clock
from forum.auth.models import AuditEvent, User
from forum.courses import actions, joining
from forum.courses.models import Invitation
from forum.extensions import db
from forum.mail.models import Fate, Mail
from tests.courses import stories
from tests.courses.mails import BEN, NINA, URL, deliver, invite, invited, let_pass, mail_of, settle
from tests.courses.stories import EVERYBODY_BUT_THOSE_WHO_TEACH, change, leads_to, statements
from tests.mail.mailbox import letters, link
from tests.people import Cast, email
from tests.visitor import Visitor

UNREACHED = "Our mail server could not be reached"


def count(table: type = Invitation) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def notice(visit: Visitor) -> str:
    found = re.search(r'<div class="notice">\s*<p>(.*?)</p>', visit.get(URL).text, re.DOTALL)
    return unescape(found[1]) if found else ""


# --- The usual way -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ines", "adam"])
def test_those_who_teach_invite_by_mail(visit: Visitor, cast: Cast, via: str, name: str) -> None:
    day = (clock.now().date() + timedelta(days=30)).isoformat()
    answer = invite(visit.as_(name), f"Nina <{NINA.title()}>, {BEN}", via, role="assistant", until=day)
    assert leads_to(answer, URL)
    assert notice(visit) == "2 invitations are on their way."
    for address in (NINA, BEN):
        made = invited(address)
        assert (made.course_id, made.role, made.max_uses, made.uses) == (cast.course, "assistant", 1, 0)
        assert (made.email_domain, made.created_by_id) == ("", getattr(cast, name))
        assert made.expires_at
        assert made.expires_at.date().isoformat() == day
        assert mail_of(address).recipient == address
    assert invited(NINA).nonce != invited(BEN).nonce
    assert link(NINA) != link(BEN)


def test_each_is_noted(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    noted = select(AuditEvent.verb, AuditEvent.actor_id, AuditEvent.course_id, AuditEvent.target)
    events = db.session.execute(noted.where(AuditEvent.verb.startswith("invitation."))).all()
    target = f"invitation-{invited().id}"
    assert events == [
        ("invitation.make", cast.ines, cast.course, target),
        ("invitation.send", cast.ines, cast.course, target),
    ]


def test_the_page_proposes_two_weeks_and_students(visit: Visitor) -> None:
    page = visit.as_("ines").get(f"{URL}/mail").text
    assert f'value="{clock.now().date() + timedelta(days=14)}"' in page
    assert re.search(r"<input checked[^>]*value=\"student\"", page)


def test_the_mail_says_who_invites_to_what_and_until_when(visit: Visitor, cast: Cast) -> None:
    day = clock.now().date() + timedelta(days=7)
    invite(visit.as_("ines"), NINA, until=day.isoformat(), words="Bring  the\nmap of the harbour.")
    assert mail_of().subject == "Ines invites you to Upgrading in Global Supply Chains"
    (letter,) = letters(NINA)
    assert "Ines invites you to the class Upgrading in Global Supply Chains." in letter
    assert "join as a student." in letter
    assert "Ines writes: “Bring the map of the harbour.”" in letter
    assert f"{day.day}, {day.year}" in letter
    assert "To get no more of these" in letter
    assert letter.count("http://localhost/join/") == 1


def test_without_an_end_and_without_words_the_mail_says_neither(visit: Visitor) -> None:
    invite(visit.as_("ines"), NINA)
    (letter,) = letters(NINA)
    assert "writes:" not in letter
    assert "until" not in letter
    assert invited().expires_at is None


def test_hostile_names_stay_in_their_lines(visit: Visitor, cast: Cast) -> None:
    title = "Maps\r\nBcc: everybody@example.org\r\n\r\n-- \nAnother site"
    change(cast.course, title=title)
    db.session.execute(update(User).where(User.id == cast.ines).values(name="Ines\nTo: x@example.org"))
    db.session.commit()
    invite(visit.as_("ines"), NINA)
    assert mail_of().subject == (
        "Ines To: x@example.org invites you to Maps Bcc: everybody@example.org -- Another site"
    )
    (letter,) = letters(NINA)
    assert [line for line in letter.splitlines() if line.startswith(("Bcc", "To:", "-- Another"))] == []
    assert letter.count("\n-- \n") == 1


# --- Who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*EVERYBODY_BUT_THOSE_WHO_TEACH, "otto"])
def test_others_invite_nobody(visit: Visitor, cast: Cast, name: str) -> None:
    refusal = 404 if name == "otto" else 403
    visit.as_(name)
    assert visit.get(f"{URL}/mail").status_code == refusal
    assert visit.post(f"{URL}/mail", {"addresses": NINA, "role": "student"}).status_code == refusal
    assert count() == count(Mail) == 0


def test_a_closed_class_invites_nobody(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines").get(f"{URL}/mail")
    change(cast.course, is_open=False)
    refused = visit.post(f"{URL}/mail", {"addresses": NINA, "role": "student"})
    assert refused.status_code == 403
    assert "Open it in the class settings first." in refused.text
    assert visit.get(f"{URL}/mail").status_code == 403
    assert f"{URL}/mail" not in visit.get(URL).text
    assert count() == 0


def test_nobody_who_teaches_sees_the_link(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    token = joining.token(joining.numbered(invited().id))
    for path in (URL, f"{URL}/mail", f"{URL}/new"):
        page = visit.get(path).text
        assert token not in page
        assert invited().nonce not in page
        assert "/join/" not in page
    assert NINA in visit.get(URL).text


# --- What is wrong is told ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("addresses", "", "Write at least one e-mail address"),
        ("addresses", ",;", "Nothing was sent"),
        ("addresses", f"{NINA}, ben.org, ada@", "Nothing was sent. No e-mail addresses: ben.org, ada@"),
        ("addresses", "x" * 61_000, "at most 60000 fit"),
        ("addresses", ",".join(f"n{n}@example.org" for n in range(201)), "These are 201 addresses."),
        ("role", "king", "Not a valid choice"),
        ("until", "soon", "year-month-day"),
        ("until", "9999-12-31", "from today on"),
        ("words", "x" * 501, "at most 500 fit"),
        ("words", "See https://evil.example/", "Leave links out"),
        ("words", "See WWW.evil.example", "Leave links out"),
        ("words", "bell \x07", "control character"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_is_kept(
    visit: Visitor, cast: Cast, via: str, field: str, value: str, says: str
) -> None:
    form = {"addresses": f"Nina <{NINA}>", "words": "Bring the map.", field: value}
    answer = invite(visit.as_("ines"), form.pop("addresses"), via, **form)
    assert answer.status_code == 422
    text = unescape(answer.text)
    assert says in text
    assert f'id="{field}-error"' in text or field == "role"
    assert "Bring the map." in text or field == "words"
    assert f"Nina <{NINA}>" in text or field == "addresses"
    assert value[:500] in text or field == "role"
    assert count() == count(Mail) == 0


def test_two_hundred_are_invited_at_once(visit: Visitor, cast: Cast) -> None:
    many = [f"number{n}@uni.example" for n in range(200)]
    assert leads_to(invite(visit.as_("ines"), "\n".join(many)), URL)
    assert count() == count(Mail) == 200
    assert notice(visit) == "200 invitations are on their way."


# --- Who is left out ---------------------------------------------------------------------------------


def test_members_are_left_out_and_named(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), f"{email('sam')}, {NINA}, {email('ines')}, {email('otto')}")
    said = notice(visit)
    assert "2 invitations are on their way." in said
    assert "In the class already: sam@example.org, ines@example.org." in said
    assert count() == 2
    assert letters(email("sam")) == []
    assert len(letters(email("otto"))) == 1


def test_only_members_make_no_mail(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), email("sam"))
    assert notice(visit) == "No invitation was sent. In the class already: sam@example.org."
    assert count() == count(Mail) == 0


def test_many_names_fit_into_the_notice(visit: Visitor, cast: Cast) -> None:
    for number in range(100):
        person = User(name=f"N{number}", email=f"number{number}.{'long' * 10}@uni.example")
        db.session.add(person)
        db.session.flush()
        actions.enrol(cast.course, person.id, "student", by=None)
    db.session.commit()
    people = [f"number{n}.{'long' * 10}@uni.example" for n in range(100)]
    invite(visit.as_("ines"), "\n".join(people))
    assert re.search(r"In the class already: number0\.long.* and 9\d more\.", notice(visit))


def test_who_has_an_open_invitation_gets_it_again(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA, role="observer")
    first, number, mail_id = link(NINA), invited().id, mail_of().id
    deliver()
    let_pass(minutes=11)
    day = (clock.now().date() + timedelta(days=3)).isoformat()
    assert leads_to(invite(visit, f"{NINA} {BEN}", role="student", until=day), URL)
    assert notice(visit) == "2 invitations are on their way."
    again = invited()
    assert (again.id, again.role) == (number, "student")
    assert again.expires_at
    assert again.mail_id != mail_id
    assert link(NINA) == first
    assert count() == 2


def test_who_was_mailed_a_moment_ago_is_left_out_and_named(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    assert leads_to(invite(visit, f"{NINA}, {BEN}"), URL)
    said = notice(visit)
    assert "1 invitation is on its way." in said
    assert f"Invited a moment ago: {NINA}." in said
    assert len(letters(NINA)) == 1


def test_revoking_does_not_get_round_the_pause(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    visit.post(f"{URL}/{invited().id}/revoke")
    invite(visit, NINA)
    assert f"Invited a moment ago: {NINA}." in notice(visit)
    assert count() == 1
    let_pass(minutes=11)
    invite(visit, NINA)
    assert count() == 2


def test_who_declined_is_left_out_and_named(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    settle(max_uses=0)
    let_pass(days=2)
    invite(visit, NINA)
    assert f"They declined: {NINA}." in notice(visit)
    assert len(letters(NINA)) == 1


def test_who_came_and_was_removed_is_invited_anew(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), email("otto"))
    settle(email("otto"), uses=1)
    let_pass(days=2)
    invite(visit, email("otto"))
    assert count() == 2
    assert invited(email("otto")).uses == 0


def test_the_invitations_of_other_classes_are_their_own(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("adam"), NINA)
    visit.get("/c/elsewhere/invitations/mail")
    visit.post("/c/elsewhere/invitations/mail", {"addresses": NINA, "role": "student"})
    assert count() == 2
    assert len({row.course_id for row in db.session.scalars(select(Invitation))}) == 2


def test_a_class_writes_three_hundred_an_hour(visit: Visitor, cast: Cast, via: str) -> None:
    visit.as_("ines")
    for start in (0, 150):
        people = "\n".join(f"number{n}@uni.example" for n in range(start, start + 150 - start // 15))
        assert leads_to(invite(visit, people), URL)
    refused = invite(visit, "\n".join(f"more{n}@uni.example" for n in range(11)), via)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert "300 of these mails an hour: 10 now, more in" in refused.text
    assert "more10@uni.example" in refused.text
    assert count() == count(Mail) == 290
    assert leads_to(invite(visit, "\n".join(f"more{n}@uni.example" for n in range(10))), URL)
    assert invite(visit, "more10@uni.example").status_code == 429


# --- The list ----------------------------------------------------------------------------------------


def item(visit: Visitor, address: str = NINA) -> str:
    """Return the words of an invitation in the list."""
    found = re.search(
        rf'<li id="invitation-{invited(address).id}">(.*?)</li>', visit.get(URL).text, re.DOTALL
    )
    assert found
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def test_a_mail_that_waits_is_seen_to_wait(visit: Visitor, cast: Cast) -> None:
    day = clock.now().date() + timedelta(days=7)
    invite(visit.as_("ines"), NINA, until=day.isoformat())
    words = item(visit)
    assert words.startswith("nina@uni.example Student · Waiting in the queue · good until")
    assert "Send again nina@uni.example" in words
    assert "Revoke nina@uni.example" in words


def test_one_that_went_says_when(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    deliver(at=clock.now() - timedelta(hours=3))
    assert "Student · Sent 3 hours ago · good without an end" in item(visit)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            "550 5.1.1 No <b>such</b>\nuser",
            "did not take it. It said: 550 5.1.1 No <b>such</b> user",
        ),
        ("SMTPDataError: 554 Don't want it", "did not take it. It said: 554 Don't want it"),
        (
            "ConnectionRefusedError: [Errno 111] smtp.inside:587 refused",
            "Our mail server could not be reached",
        ),
        (
            "SMTPAuthenticationError: 535 user seminar is unknown",
            "Our mail server could not be reached",
        ),
    ],
)
def test_one_that_did_not_go_says_why_in_plain_words(
    visit: Visitor, cast: Cast, error: str, says: str
) -> None:
    invite(visit.as_("ines"), NINA)
    failed = {"fate": Fate.FAILED, "body": "", "error": error}
    db.session.execute(update(Mail).where(Mail.id == mail_of().id).values(**failed))
    db.session.commit()
    words = item(visit)
    assert words.startswith("nina@uni.example Not delivered Student · mailed just now")
    assert says in words
    assert "smtp.inside" not in words
    assert "seminar" not in words
    assert "<b>such" not in visit.get(URL).text
    assert "Send again" in words


def test_one_that_is_tried_again_says_why_meanwhile(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    db.session.execute(update(Mail).values(error="TimeoutError: timed out"))
    db.session.commit()
    assert "Waiting in the queue" in item(visit)
    assert UNREACHED in item(visit)


@pytest.mark.parametrize(
    ("values", "says", "is_open"),
    [
        ({"revoked_at": clock.now()}, "Revoked", False),
        ({"max_uses": 0}, "Declined", False),
        ({"uses": 1}, "Joined", False),
        ({"expires_at": clock.now() - timedelta(days=1)}, "Expired", True),
    ],
)
def test_one_that_is_over_says_how(
    visit: Visitor, cast: Cast, values: dict[str, object], says: str, is_open: bool
) -> None:
    invite(visit.as_("ines"), NINA)
    settle(**values)
    words = item(visit)
    assert says in words
    assert ("Send again" in words, "Revoke nina" in words) == (is_open, is_open)


def test_who_came_by_another_way_has_joined(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), email("otto"))
    actions.enrol(cast.course, cast.otto, "student", by=None)
    db.session.commit()
    words = item(visit, email("otto"))
    assert "Student · Joined just now" in words
    assert "Send again" not in words


def test_a_mail_that_is_not_kept_any_more_says_so(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    db.session.execute(Mail.__table__.delete())
    db.session.commit()
    assert "Mailed more than 30 days ago" in item(visit)


def test_links_and_mails_stand_apart(visit: Visitor, cast: Cast) -> None:
    invite(visit.as_("ines"), NINA)
    page = visit.get(URL).text
    assert ">Links<" not in page
    stories.invite(cast)
    page = visit.get(URL).text
    assert page.index(">By mail<") < page.index(NINA) < page.index(">Links<") < page.index("/join/")


def test_two_hundred_take_no_more_statements_than_two(visit: Visitor, cast: Cast) -> None:
    visit.as_("ines")
    invite(visit, f"{NINA} {BEN}")
    visit.get(URL)
    few = statements(lambda: visit.get(URL))
    invite(visit, "\n".join(f"number{n}@uni.example" for n in range(198)))
    visit.get(URL)
    assert statements(lambda: visit.get(URL)) == few
    assert visit.get(URL).text.count('<li id="invitation-') == 200


def test_a_revoked_one_is_not_sent_if_it_still_waits(visit: Visitor, cast: Cast, via: str) -> None:
    invite(visit.as_("ines"), NINA)
    mail_id = mail_of().id
    assert leads_to(visit.post(f"{URL}/{invited().id}/revoke", via=via), URL)
    db.session.expire_all()
    waiting = db.session.get_one(Mail, mail_id)
    assert (waiting.fate, waiting.body) == (Fate.DROPPED, "")
