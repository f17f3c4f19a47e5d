"""What the programs say on the console: one line each, in the manner of gunicorn's own."""

from __future__ import annotations

import logging
import sys

FORM = "%(asctime)s [%(process)d] [%(levelname)s] %(message)s"
TIME = "[%Y-%m-%d %H:%M:%S %z]"


def to_console() -> None:
    """Show Seminar's notes (sign-ins, mails, who did what) and everybody's warnings on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORM, TIME))
    logging.getLogger().addHandler(handler)
    logging.getLogger("seminar").setLevel(logging.INFO)
