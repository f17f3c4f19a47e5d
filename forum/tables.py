"""`python -m forum.tables` brings the tables up to date; deploy/seminar.service does it before each start.

It is `flask db upgrade`, with one sentence where a setting is wrong or the database does not answer.
"""

from __future__ import annotations

import os
import sys

from forum import create_app, start
from forum.config import BadSetting


def main() -> None:
    """Bring the tables up to date. Exits with 1 and a sentence when it cannot."""
    os.umask(0o077)
    try:
        with create_app().app_context():
            start.migrate()
    except BadSetting as wrong:
        sys.exit(str(wrong))


if __name__ == "__main__":
    main()
