"""The least that Flask can do: what every page is compared with."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
def constant() -> str:
    """Answer with the same few words every time."""
    return "Nothing is faster than this."
