"""Static files: addresses that change with their content, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache, partial
from pathlib import Path

from flask import Flask, current_app
from whitenoise import WhiteNoise

from forum.security import HSTS

FOR_EVER = 31_536_000  # seconds, one year


def init_app(app: Flask) -> None:
    """Serve static/ in front of the application; compressed twins of a file are used when they exist."""
    harden = partial(_harden, https=app.config["SESSION_COOKIE_SECURE"])
    files = WhiteNoise(
        app.wsgi_app,
        autorefresh=app.debug,
        max_age=FOR_EVER,
        allow_all_origins=False,
        add_headers_function=harden,
    )
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
