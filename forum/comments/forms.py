"""The form behind "Leave a comment"."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from forum import text
from forum.forms import WritingForm, at_most, unix_lines


class CommentForm(WritingForm):
    """One comment. `key` makes it come once, `parent` is the comment that it answers."""

    body = TextAreaField(
        _l("Comment"),
        [DataRequired(_l("Write something first.")), at_most(text.COMMENT_LIMIT)],
        filters=[unix_lines],
    )
    parent = HiddenField(validators=[Length(max=9)])


class EditForm(CommentForm):
    """A comment being edited. `seen` names the version that its writer had before them."""

    seen = HiddenField(validators=[Length(max=30)])
