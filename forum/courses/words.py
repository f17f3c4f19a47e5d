"""What roles, colours and states are called on a page, and how colours look where no style sheet reaches."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from forum.courses.models import Colour, Role, Visibility


class Standing(StrEnum):
    """Whether an invitation can still be used, and if not, why."""

    GOOD = "good"
    REVOKED = "revoked"
    EXPIRED = "expired"
    USED_UP = "used-up"
    CLOSED = "closed"


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
    Standing.CLOSED: _l("Class closed"),
}
REFUSALS = {
    Standing.REVOKED: _l("This invitation was revoked. Ask whoever sent it to you for a new one."),
    Standing.EXPIRED: _l("This invitation has expired. Ask whoever sent it to you for a new one."),
    Standing.USED_UP: _l("This invitation is used up. Ask whoever sent it to you for a new one."),
    Standing.CLOSED: _l("This class is closed and takes nobody in. Ask its instructor to open it."),
}


class Way(StrEnum):
    """How somebody who holds a good invitation comes in."""

    AT_ONCE = "at-once"  # signed in: one button
    BY_PROOF = "by-proof"  # signed in, with an address of the right domain that is not confirmed yet
    NOT_WITH_THIS_ADDRESS = "not-with-this-address"
    WITH_NEW_ACCOUNT = "with-new-account"
    BY_MAIL = "by-mail"  # a newcomer, whose address must be proved first
