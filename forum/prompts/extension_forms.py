"""The form with which a teacher gives more time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from forum import i18n
from forum.forms import Form, LineField, at_most
from forum.posts import scheduling
from forum.prompts.arranging import Terms
from forum.prompts.forms import END_OF_MINUTE, a_time, due_moment
from forum.prompts.models import NOTE_LIMIT

KINDS = ("posts", "replies")
DUES = ("posts_due_at", "replies_due_at")


class ExtensionForm(Form):
    """More time for somebody. What a prompt does not ask for, or has no due date for, is not asked here."""

    posts_due_at = a_time(_l("Posts are due on"))
    replies_due_at = a_time(_l("Replies are due on"))
    owes = BooleanField(_l("Take the excuse back"))
    note = LineField(_l("Why"), [at_most(NOTE_LIMIT)])

    zone = "UTC"
    prompt: Any = None
    is_excused = False
    anyway: dict[str, datetime]  # until when, if nothing were arranged with them alone

    @classmethod
    def for_(cls, prompt: Any, course: Any, terms: Terms, without: Terms) -> ExtensionForm:
        """Return the form for a prompt of a class, with what is arranged, and what holds `without` that."""
        anyway = _dues(prompt, without)
        due = {name: getattr(terms, name) or at for name, at in anyway.items()}
        zone = course.time_zone
        form = cls(**{name: scheduling.local_time(at, zone) for name, at in due.items()}, note=terms.note)
        form.prompt, form.zone, form.anyway = prompt, zone, anyway
        form.is_excused = terms.is_excused or (without.is_excused and not terms.still_owes)
        for name in set(DUES) - set(anyway):
            delattr(form, name)
        if not form.is_excused:
            del form.owes
        return form

    @property
    def reopens(self) -> bool:
        """Whether an excuse is taken back."""
        return "owes" in self and bool(self.owes.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that it gives more time and not less."""
        if not super().validate(extra_validators):
            return False
        for name, at in self._chosen().items():
            if at < getattr(self.prompt, name):
                until = i18n.weekday(getattr(self.prompt, name))
                self.refuse(self[name], _("That is earlier than for everybody, %(time)s.", time=until))
        if self.anyway and not self._more() and not self.reopens:
            self.refuse(self[next(iter(self.anyway))], self._nothing())
        if not any(field.errors for field in self) and self._crosses():
            self.refuse(self.replies_due_at, _("Then the replies would be due before the posts."))
        return not any(field.errors for field in self)

    def _nothing(self) -> str:
        if self._chosen():
            return _("Until then they have time anyway. Choose another time.")
        return _("Choose until when.")

    def _chosen(self) -> dict[str, datetime]:
        moments = {name: due_moment(self[name].data, self.zone) for name in self.anyway}
        return {name: at for name, at in moments.items() if at}

    def _more(self) -> dict[str, datetime]:
        """Return the chosen times that are not those which hold anyway."""
        return {name: at for name, at in self._chosen().items() if at != _end(self.anyway[name])}

    def _crosses(self) -> bool:
        due = {**self.anyway, **self._more()}
        return len(due) == len(DUES) and due["replies_due_at"] < due["posts_due_at"]

    def terms(self) -> dict[str, Any]:
        """Return what is to be arranged: the times that are not those which hold anyway, and why."""
        return {**self._more(), "note": self.note.data or ""}


def _dues(prompt: Any, without: Terms) -> dict[str, datetime]:
    """Return until when somebody has time with whom nothing is arranged alone."""
    due = {
        f"{kind}_due_at": getattr(prompt, f"{kind}_due_at")
        for kind in KINDS
        if getattr(prompt, f"{kind}_wanted")
    }
    return {name: max(at, getattr(without, name) or at) for name, at in due.items() if at}


def _end(at: datetime) -> datetime:
    return at.replace(**END_OF_MINUTE)
