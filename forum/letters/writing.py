"""The page on which a teacher writes to several students: any list of people may end in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import Response, g, request
from flask_babel import ngettext

from forum import web
from forum.letters import actions, queries
from forum.letters.forms import LetterForm
from forum.writing import queries as writing
from forum.writing.forms import as_it_was


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why one writes: what the letter says at first, where its form is, and where one goes on after it."""

    subject: str
    text: str
    address: str  # of the form, which answers GET and POST alike; its query stays
    back: str
    room: str  # of the navigation
    about: str  # in the audit trail, as "prompt-7"
    place: str  # of its draft, see writing/places.py


def write_to(ids: Collection[int], why: Occasion) -> Response:
    """Show exactly who gets a letter and what it says; send it once its form comes back.

    Of `ids` those count who are students of the class and whom the writer looks after. What was being typed
    comes back, but to nobody else. The caller has asked the policy, and limits how often.
    """
    chosen = [web.row_id(value) for value in request.form.getlist("to")]
    people = queries.students(g.member, {*ids, *(id for id in chosen if id)})
    form = LetterForm.for_(people, **_filled(why))
    if not form.validate_on_submit():
        return web.form_page(
            "letters/write.html",
            form,
            why=why,
            unreached=[person for person in people if not person.is_reachable],
            sender=queries.sender(g.member.user_id),
        )
    words = (form.title.data, form.body.data, form.to.data)
    keys = {"key": form.once, "unsent": form.unsent.data}
    many = actions.send(*words, by=g.member, course=g.course, about=why.about, **keys)
    web.notice(
        ngettext(
            "Your letter is on its way to %(num)d student.",
            "Your letter is on its way to %(num)d students.",
            many,
        )
    )
    return web.see_other(why.back)


def _filled(why: Occasion) -> dict[str, Any]:
    """Return what the form holds: what was sent, else what its writer was typing, else the first words."""
    unsent = None if request.method == "POST" else writing.at(g.member, why.place, web.asked("draft"))
    return {"formdata": as_it_was(unsent)} if unsent else {"title": why.subject, "body": why.text}
