"""The forms of a roster: the file, and what is done with it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional, Regexp

from forum.courses.invitation_forms import DOMAIN, DOMAIN_LIMIT, NOT_A_DOMAIN, domain_only
from forum.forms import Form, at_most


class UploadForm(Form):
    """A roster, as a file or pasted."""

    file = FileField(_l("File"))
    pasted = TextAreaField(_l("Or paste the table here"), render_kw={"rows": 5, "spellcheck": "false"})
    domain = StringField(
        _l("What stands after the @, if the file has user names only"),
        [Optional(), at_most(DOMAIN_LIMIT), Regexp(DOMAIN, message=NOT_A_DOMAIN)],
        filters=[domain_only],
        default="",
    )

    def sent(self) -> bytes:
        """Return what was sent: the file, else what was pasted; b"" where there is neither."""
        file = self.file.data
        if file:
            return bytes(file.read())
        return (self.pasted.data or "").strip("\r\n").encode()

    def refuse_empty(self) -> None:
        self.refuse(self.file, _("Choose a file, or paste the table below."))

    def wrong(self, why: Any) -> None:
        """Say beside the field that was used why nothing could be read."""
        self.refuse(self.file if self.file.data else self.pasted, str(why))


class ApplyForm(Form):
    """What was looked at, and whether mails go out."""

    seen = HiddenField(validators=[Length(max=40)])
    welcome = BooleanField(_l("Mail those who get an account a link to choose a password"))
