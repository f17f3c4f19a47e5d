"""A site for pictures: real, but its clock stands still, so that it always looks the same."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from werkzeug.serving import make_server

from forum import clock
from tests.browser.server import Site, prepared

NOW = datetime(2027, 3, 18, 15, 30, tzinfo=UTC)  # a Thursday of the demo's spring term
SECRET = "the pictures of a site that nobody can reach"


class StillTime(datetime):
    """A datetime for which it is always the same moment."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain datetime will do
        return NOW.astimezone(tz)


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Prepare a site with the cast and serve it from this process, where its clock can be stopped.

    /broken is an address that breaks, for the picture of a page that nobody should ever see.
    """
    os.environ["SEMINAR_SECRET_KEY"] = SECRET  # invitation links are signed with it and stand in a picture
    vars(clock)["datetime"] = StillTime  # who asks for the time asks clock.now()
    with prepared(folder) as prepared_site:
        prepared_site.app.add_url_rule("/broken", view_func=lambda: str(1 // 0))
        with serving(prepared_site):
            yield prepared_site


@contextmanager
def serving(site: Site) -> Iterator[None]:
    """Answer requests for as long as the block lasts."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", site.port, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
