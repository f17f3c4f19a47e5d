"""An instructor invites by mail and sends again; a student comes by the link that was mailed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select, update

from forum import clock
from forum.courses import joining
from forum.courses.models import Invitation
from forum.extensions import db
from forum.mail.models import Mail
from tests.browser import steps
from tests.browser.classroom import Classroom
from tests.browser.conftest import Browse
from tests.browser.console import Console
from tests.people import PASSWORD


@pytest.fixture
def address(room: Classroom) -> str:
    """An address that no other story invites."""
    return f"nina@{room.slug}.example"


def invite(page: Page, room: Classroom, address: str) -> None:
    """Invite by mail, by keyboard and from the list of members."""
    page.goto(room.url("/members"))
    page.get_by_role("link", name="Invite").press("Enter")
    page.get_by_role("link", name="Invite by mail").first.press("Enter")
    expect(page.get_by_label("E-mail addresses")).to_be_focused()
    page.keyboard.insert_text(f"Nina Nwosu <{address}>,\nben@{room.slug}.example, sam@example.org")
    page.get_by_role("button", name="Send the invitations").press("Enter")


def send_again(page: Page, address: str) -> Locator:
    return page.get_by_role("button", name=f"Send again {address}")


def let_pass(room: Classroom, minutes: int) -> None:
    """Let the mails have been written earlier."""
    with room.site.app.app_context():
        earlier = clock.now() - timedelta(minutes=minutes)
        db.session.execute(update(Mail).values(created_at=earlier))
        db.session.commit()


def link_in_mail(room: Classroom, address: str) -> str:
    with room.site.app.app_context():
        number = db.session.scalar(select(Invitation.id).where(Invitation.email == address))
        return f"{room.site.url}/join/{joining.token(joining.numbered(number))}"


@pytest.mark.parametrize("via", ["plain", "htmx"])
def test_from_the_form_to_the_class(room: Classroom, browse: Browse, address: str, via: str) -> None:
    ines = browse("ines", via=via)
    invite(ines, room, address)
    expect(steps.notice(ines)).to_contain_text("2 invitations are on their way.")
    expect(steps.notice(ines)).to_contain_text("In the class already: sam@example.org.")
    nina = browse(via=via)
    nina.goto(link_in_mail(room, address))
    expect(nina.get_by_role("main")).to_contain_text(address)
    nina.get_by_label("Name").fill("Nina Nwosu")
    nina.get_by_label("Password").fill(PASSWORD)
    nina.get_by_role("button", name="Make an account and join").click()
    expect(nina.get_by_role("heading", level=1)).to_be_visible()
    expect(nina).to_have_url(room.url())
    ines.goto(room.url("/invitations"))
    expect(ines.get_by_role("listitem").filter(has_text=address)).to_contain_text("Joined")
    expect(send_again(ines, address)).to_have_count(0)


def test_sending_again_changes_the_line_and_keeps_the_focus(
    room: Classroom, browse: Browse, console: Console, address: str
) -> None:
    page = browse("ines")
    invite(page, room, address)
    let_pass(room, 11)
    steps.mark(page)
    send_again(page, address).press("Enter")
    expect(steps.notice(page)).to_have_text(f"The invitation is on its way to {address} again.")
    expect(send_again(page, address)).to_be_focused()
    console.expect("429")
    send_again(page, address).press("Enter")
    expect(steps.notice(page)).to_contain_text("Come back in")
    assert steps.unmoved(page)


def test_somebody_who_does_not_want_to_come_says_so(room: Classroom, browse: Browse, address: str) -> None:
    ines = browse("ines")
    invite(ines, room, address)
    nina = browse()
    nina.goto(link_in_mail(room, address))
    nina.get_by_role("button", name="No more invitations to this class").press("Enter")
    expect(steps.notice(nina)).to_contain_text("You get no more invitations")
    ines.reload()
    expect(ines.get_by_role("listitem").filter(has_text=address)).to_contain_text("Declined")
    expect(send_again(ines, address)).to_have_count(0)
