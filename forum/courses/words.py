"""What roles, colours and states are called on a page, and how colours look where no style sheet reaches."""

from __future__ import annotations

from enum import StrEnum
from itertools import accumulate

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum.courses.models import Colour, Grouping, Role, Visibility

ROOM = 200  # characters of a list in a sentence


class Standing(StrEnum):
    """Whether an invitation can still be used, and if not, why."""

    GOOD = "good"
    REVOKED = "revoked"
    EXPIRED = "expired"
    USED_UP = "used-up"
    DECLINED = "declined"  # one that was mailed, and is not wanted
    CLOSED = "closed"


class Progress(StrEnum):
    """How far an invitation by mail has come."""

    JOINED = "joined"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"
    WAITING = "waiting"  # in the queue
    SENT = "sent"
    FAILED = "failed"
    LONG_AGO = "long-ago"  # what became of its mail is not kept any more


ROLES = {
    Role.INSTRUCTOR: _l("Instructor"),
    Role.ASSISTANT: _l("Assistant"),
    Role.STUDENT: _l("Student"),
    Role.OBSERVER: _l("Observer"),
}
INVITED = {
    Role.INSTRUCTOR: _l("You are invited to join as an instructor"),
    Role.ASSISTANT: _l("You are invited to join as an assistant"),
    Role.STUDENT: _l("You are invited to join as a student"),
    Role.OBSERVER: _l("You are invited to join as an observer"),
}
ROLES_HELP = _l(
    "Instructors change the class, its people and all posts. Assistants write, and edit and hide what others"
    " wrote. Students write, and edit their own. Observers only read."
)
GROUPINGS = {
    Grouping.SECTION: _l("A section: some of the class with their own hour or teacher"),
    Grouping.GROUP: _l("A group: some who work together"),
}
COLOURS = {
    Colour.GREEN: _l("Green"),
    Colour.TEAL: _l("Teal"),
    Colour.BLUE: _l("Blue"),
    Colour.VIOLET: _l("Violet"),
    Colour.PLUM: _l("Plum"),
    Colour.RED: _l("Red"),
    Colour.ORANGE: _l("Orange"),
    Colour.OCHRE: _l("Ochre"),
}
# For the frame that a browser draws around a page, light and dark: --accent and --tint of app.css, in sRGB.
SHADES = {
    Colour.GREEN: ("#195b3b", "#1a2b21"),
    Colour.TEAL: ("#005b5b", "#132b2b"),
    Colour.BLUE: ("#255079", "#1b2835"),
    Colour.VIOLET: ("#4d4478", "#262434"),
    Colour.PLUM: ("#693a5f", "#30212c"),
    Colour.RED: ("#753838", "#342120"),
    Colour.ORANGE: ("#713e1e", "#332219"),
    Colour.OCHRE: ("#624902", "#2d2515"),
}
VISIBILITIES = {
    Visibility.MEMBERS: _l("Its members only"),
    Visibility.PUBLIC: _l("Everybody (the list of members stays among members)"),
}
STANDINGS = {
    Standing.GOOD: _l("Good"),
    Standing.REVOKED: _l("Revoked"),
    Standing.EXPIRED: _l("Expired"),
    Standing.USED_UP: _l("Used up"),
    Standing.DECLINED: _l("Declined"),
    Standing.CLOSED: _l("Class closed"),
}
PROGRESS = {
    Progress.JOINED: _l("Joined"),
    Progress.DECLINED: _l("Declined"),
    Progress.REVOKED: _l("Revoked"),
    Progress.EXPIRED: _l("Expired"),
    Progress.WAITING: _l("Waiting in the queue"),
    Progress.SENT: _l("Sent"),
    Progress.FAILED: _l("Not delivered"),
    Progress.LONG_AGO: _l("Mailed more than 30 days ago"),
}
REFUSALS = {
    Standing.REVOKED: _l("This invitation was revoked. Ask whoever sent it to you for a new one."),
    Standing.EXPIRED: _l("This invitation has expired. Ask whoever sent it to you for a new one."),
    Standing.USED_UP: _l("This invitation is used up. Ask whoever sent it to you for a new one."),
    Standing.DECLINED: _l("This invitation was declined. Ask whoever sent it to you, if you want another."),
    Standing.CLOSED: _l("This class is closed and takes nobody in. Ask its instructor to open it."),
}
OPEN = (Progress.EXPIRED, Progress.WAITING, Progress.SENT, Progress.FAILED, Progress.LONG_AGO)  # not used yet


class Way(StrEnum):
    """How somebody who holds a good invitation comes in."""

    AT_ONCE = "at-once"  # signed in: one button
    BY_PROOF = "by-proof"  # signed in, with an address that is not confirmed yet and must be
    NOT_WITH_THIS_ADDRESS = "not-with-this-address"
    WITH_NEW_ACCOUNT = "with-new-account"
    BY_MAIL = "by-mail"  # a newcomer, whose address must be proved first
    WITH_THIS_ADDRESS = "with-this-address"  # a newcomer, to whom the invitation was mailed
    SIGN_IN_FIRST = "sign-in-first"  # the address it was mailed to has an account


def some(texts: list[str]) -> str:
    """Return the first of some texts with commas, and how many more there are: notices have little room."""
    room = list(accumulate(len(text) + 2 for text in texts))
    fit = max(1, sum(end <= ROOM for end in room))
    named, more = ", ".join(texts[:fit])[:ROOM], len(texts) - fit
    return _("%(named)s and %(num)s more", named=named, num=more) if more > 0 else named


def unproved(name: str) -> str:
    """Say why the account that has an address is given no role of the staff by it."""
    return _(
        "%(name)s has an account with this address, but nobody has proved yet that it is theirs."
        " They can teach here once they have confirmed it by mail.",
        name=name,
    )


def unproved_member(name: str, email: str) -> str:
    """Say why somebody in the class is given no role of the staff."""
    return _(
        "Nobody has proved yet that %(email)s is the address of %(name)s."
        " They can teach here once they have confirmed it by mail.",
        name=name,
        email=email,
    )


def masked(email: str) -> str:
    """Return an address so that its owner knows it again, and nobody else learns it."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"
