"""The form with which a teacher gives more time."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forum import i18n
from forum.forms import Form, LineField, at_most
from forum.prompts.forms import a_time, due_moment, end_of_minute
from forum.prompts.models import NOTE_LIMIT


class ExtensionForm(Form):
    """More time for somebody. What a prompt does not ask for, or has no due date for, is not asked here."""

    posts_due_at = a_time(_l("Posts are due on"))
    replies_due_at = a_time(_l("Replies are due on"))
    note = LineField(_l("Why"), [at_most(NOTE_LIMIT)])

    zone = "UTC"
    prompt: Any = None

    @classmethod
    def for_(cls, prompt: Any, course: Any, **data: Any) -> ExtensionForm:
        """Return the form for a prompt of a class."""
        form = cls(**data)
        form.prompt, form.zone = prompt, course.time_zone
        for kind in ("posts", "replies"):
            if not getattr(prompt, f"{kind}_due_at") or not getattr(prompt, f"{kind}_wanted"):
                delattr(form, f"{kind}_due_at")
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, and that it gives more time and not less."""
        valid = super().validate(extra_validators)
        due = [name for name in ("posts_due_at", "replies_due_at") if name in self]
        for name in due:
            local = self[name].data
            if local and end_of_minute(local, self.zone) < getattr(self.prompt, name):
                until = i18n.weekday(getattr(self.prompt, name))
                self.refuse(self[name], _("That is earlier than for everybody, %(time)s.", time=until))
        if valid and due and not any(self[name].data for name in due):
            self.refuse(self[due[0]], _("Choose until when."))
        if not any(field.errors for field in self) and self._crosses():
            self.refuse(self.replies_due_at, _("Then the replies would be due before the posts."))
        return not any(field.errors for field in self)

    def _crosses(self) -> bool:
        if "posts_due_at" not in self or "replies_due_at" not in self or not self.posts_due_at.data:
            return False
        replies = due_moment(self.replies_due_at.data, self.zone) or self.prompt.replies_due_at
        posts = due_moment(self.posts_due_at.data, self.zone)
        return bool(posts and replies < posts)

    def terms(self) -> dict[str, Any]:
        """Return what is to be arranged."""
        due = {name: self[name].data for name in ("posts_due_at", "replies_due_at") if name in self}
        times = {name: due_moment(local, self.zone) for name, local in due.items()}
        return {**times, "note": self.note.data or ""}
