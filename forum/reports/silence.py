"""Those who have been silent, for who teaches them: a list, and one click to write to them."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g
from flask_babel import gettext as _

from forum import policy, web
from forum.letters.writing import Occasion, write_to
from forum.ratelimits import each_writer
from forum.reports import silent
from forum.writing import places

bp = Blueprint("silence", __name__, url_prefix="/participation")


@bp.get("/silent")
def index() -> Response:
    """Show who has written nothing for two weeks."""
    policy.require(g.member, "participation.read", g.course)
    return web.page("reports/silent.html", students=silent.of_class(g.member, g.course))


@bp.get("/messages")
def ask() -> Response:
    """Show a letter to those who have been silent, and exactly who gets it."""
    return _write()


@bp.post("/messages")
@each_writer("10 per hour")
def send() -> Response:
    """Send the letter."""
    return _write()


def _write() -> Response:
    policy.require(g.member, "silence.break", g.course)
    return write_to([student.id for student in silent.of_class(g.member, g.course)], _occasion())


def _occasion() -> Occasion:
    address = f"{g.here}/participation"
    return Occasion(
        subject=_("We have not read anything of you lately"),
        text=_text(),
        address=f"{address}/messages",
        back=f"{address}/silent",
        room="participation",
        about=f"course-{g.course.id}",
        place=places.TO_SILENT,
    )


def _text() -> str:
    """Return what the letter says before its writer changes it."""
    here = f"{current_app.config['SEMINAR_BASE_URL']}{g.here}/"
    return "\n\n".join(
        (
            _("Hello,"),
            _("for two weeks or longer you have written nothing in our class."),
            _("This is where the others are talking:") + f"\n{here}",
            _("Tell me if something keeps you from it."),
        )
    )
