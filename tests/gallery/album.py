"""The page to leaf through: every scene with its pictures side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Seminar in pictures</title><style>
body { font: 16px/1.4 system-ui, sans-serif; margin: 1rem; background: #ddd; color: #111 }
nav { columns: 16rem; font-size: .85rem } nav a { display: block; color: inherit }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem } h2 a { color: inherit }
div { display: flex; gap: 1rem; overflow-x: auto; align-items: start; padding-bottom: .5rem }
figure { margin: 0; flex: none } img { display: block; max-height: 85vh; border: 1px solid #999 }
figcaption { font-size: .8rem }
</style><h1>Seminar in pictures</h1>
"""


def write(folder: Path, taken: Mapping[str, Sequence[tuple[str, str]]]) -> Path:
    """Write index.html; `taken` has the looks of every scene with the names of their files."""
    page = folder / "index.html"
    links = "\n".join(f'<a href="#s{n}">{escape(name)}</a>' for n, name in enumerate(taken))
    rows = "\n".join(_row(n, name, pictures) for n, (name, pictures) in enumerate(taken.items()))
    page.write_text(f"{HEAD}<nav>{links}</nav>\n{rows}\n", encoding="utf-8")
    return page


def _row(number: int, name: str, pictures: Sequence[tuple[str, str]]) -> str:
    figures = "\n".join(_figure(look, file) for look, file in pictures)
    return f'<h2 id="s{number}"><a href="#s{number}">{escape(name)}</a></h2>\n<div>{figures}</div>'


def _figure(look: str, file: str) -> str:
    picture = f'<a href="{file}"><img src="{file}" alt="" loading="lazy"></a>'
    return f"<figure>{picture}<figcaption>{escape(look)}</figcaption></figure>"
