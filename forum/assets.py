"""Static files: addresses that change with their content, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from whitenoise import WhiteNoise

from forum import twins
from forum.security import HSTS

Stats = dict[str, os.stat_result]


class Files(WhiteNoise):
    """The static files. Those without a mark of their content, the fonts, never change under their name."""

    FOREVER = 31_536_000  # seconds, one year

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Tell browsers not even to ask whether a file has changed."""
        return True

    def get_static_file(self, path: str, url: str, stat_cache: Stats | None = None) -> Any:
        """Find a file and its compressed twin; a twin of another version of the file is left out."""
        if os.path.exists(path) and not twins.is_fresh(Path(path)):
            stat_cache = {path: os.stat(path)}
        return super().get_static_file(path, url, stat_cache)


def init_app(app: Flask) -> None:
    """Serve static/ in front of the application; see forum/twins.py for what is smaller than it looks."""
    harden = partial(_harden, https=app.config["SESSION_COOKIE_SECURE"])
    files = Files(app.wsgi_app, autorefresh=app.debug, allow_all_origins=False, add_headers_function=harden)
    files.add_files(app.static_folder, prefix="static/")
    app.wsgi_app = files  # type: ignore[method-assign]


def _harden(headers: dict[str, str], _path: str, _url: str, *, https: bool) -> None:
    if https:
        headers["Strict-Transport-Security"] = HSTS
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


@lru_cache(maxsize=64)
def url(name: str) -> str:
    """Return the address of a static file, with a mark of its content: /static/app.css?v=1a2b3c4d."""
    content = Path(current_app.static_folder or "", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:8]}"
