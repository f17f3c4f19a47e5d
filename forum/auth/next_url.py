"""Where to go on to after signing in: only ever back into this site."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 2000  # characters


def safe(wanted: str | None) -> str:
    """Return the path that was asked for when it lies inside this site, else "/".

    Browsers read "\\" as "/", drop tabs and line ends, and take "//host" for another site; so nothing
    passes but one slash, then no slash, then printable text without a backslash.
    """
    if not wanted or len(wanted) > LONGEST or not wanted.isprintable() or "\\" in wanted:
        return "/"
    if not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else "/"
