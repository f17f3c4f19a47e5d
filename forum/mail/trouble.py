"""Why a mail did not go, in plain words: what our own server said is for the admin alone."""

from __future__ import annotations

import re

from flask_babel import gettext as _

ANSWER = re.compile(r"(?:SMTPDataError: )?(\d{3} .*)", re.DOTALL)  # as postbox.in_words() tells of an address
ANSWER_LIMIT = 150  # characters


def trouble(error: str | None) -> str:
    """Say in plain words why a mail did not go; "" where nothing is known."""
    if not error:
        return ""
    answer = ANSWER.fullmatch(error)
    if answer is None:
        return _("Our mail server could not be reached, or refused. The admin of this site can find out why.")
    words = " ".join(answer[1].split())[:ANSWER_LIMIT]
    return _("The mail server of this address did not take it. It said: %(words)s", words=words)
