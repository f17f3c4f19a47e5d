"""The render child: reads one text after the other from its socket and answers with HTML.

It runs on its own, without the rest of the application, so that a text that takes too long or too much
memory can be given up together with its process. Started and watched by `text_process`.
"""

import contextlib
import os
import resource
import signal
import socket
import traceback
from collections.abc import Mapping
from typing import Any

from forum.text_clean import clean
from forum.text_frames import receive, send
from forum.text_markdown import to_html
from forum.text_maths import set_formulas
from forum.text_plain import summarize

MEMORY_LIMIT = 1024**3  # bytes of address space
NICENESS = 5
# Small texts can ask for a lot of HTML: one long address under ten thousand short references.
HTML_LIMIT = 4_000_000  # characters
GRACE = 1.0  # seconds past the deadline


def rendered(
    source: str,
    *,
    format: str,
    anchor: str,
    site: str,
    heading: int,
    mentions: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Render one text; returns the fields of `text.Rendered`. Raises ValueError for too much HTML."""
    called = mentions or {}
    markup = to_html(source, called) if format == "markdown" else source
    _weigh(source, markup)
    cleaned = clean(
        markup, format=format, anchor=anchor, site=site, heading=heading, mentions=set(called.values())
    )
    html, faults = set_formulas(cleaned) if format == "markdown" else (cleaned, [])
    _weigh(source, html)
    excerpt, words, plain = summarize(html)
    return {"html": html, "excerpt": excerpt, "words": words, "plain": plain, "faults": faults}


def _weigh(source: str, markup: str) -> None:
    if len(markup) > HTML_LIMIT:
        raise ValueError(f"{len(source)} characters of text became {len(markup)} of HTML")


def main() -> None:
    """Answer until the other side is gone."""
    _ask_for_little()
    channel = socket.socket(fileno=0)
    send(channel, {"ready": True})
    with contextlib.suppress(EOFError):
        while True:
            send(channel, _answer(**receive(channel)))


def _answer(job: dict[str, Any], deadline: float) -> dict[str, Any]:
    # The parent ends a child that is late. Should the parent be gone by then, the alarm does it.
    signal.setitimer(signal.ITIMER_REAL, deadline + GRACE)
    try:
        return {"rendered": rendered(**job)}
    except MemoryError:
        raise
    except Exception:  # whatever a text does to the libraries, the answer is a message
        return {"error": traceback.format_exc()}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ask_for_little() -> None:
    os.nice(NICENESS)
    # Not every system lets a process limit its address space; the deadline holds without it.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
