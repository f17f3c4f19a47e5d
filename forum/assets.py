"""Static files: addresses that change with their content, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app
from whitenoise import WhiteNoise

FOR_EVER = 31_536_000  # seconds, one year


def init_app(app: Flask) -> None:
    """Serve static/ in front of the application; compressed twins of a file are used when they exist."""
    files = WhiteNoise(app.wsgi_app, autorefresh=app.debug, max_age=FOR_EVER, add_headers_function=_harden)
    files.add_files(app.static_folder, prefix="static/")
    app.wsgi_app = files  # type: ignore[method-assign]


def _harden(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


@lru_cache(maxsize=64)
def url(name: str) -> str:
    """Return the address of a static file, with a mark of its content: /static/app.css?v=1a2b3c4d."""
    content = Path(current_app.static_folder or "", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:8]}"
