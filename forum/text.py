"""Text as people write it -> HTML that is safe to show. Rendered on write, stored, shown as it is.

Markdown and bleach run in a child process with a deadline (docs/decisions/rendering-in-a-child.md); text that
has nothing for them to do needs no child (docs/decisions/unmarked-text.md).
"""

import atexit
import html
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forum.text_plain import EXCERPT_LIMIT, plain, summarize
from forum.text_process import RenderedTooSlowly, Renderer
from forum.text_unmarked import unmarked

__all__ = [
    "COMMENT_LIMIT",
    "EXCERPT_LIMIT",
    "POST_LIMIT",
    "RENDERER_VERSION",
    "RENDER_DEADLINE",
    "TITLE_LIMIT",
    "Fault",
    "Rendered",
    "close",
    "plain",
    "printable",
    "render",
]

RENDERER_VERSION = 4  # raised when the same source gives other HTML; `flask text rerender` catches up

TITLE_LIMIT = 200  # characters
POST_LIMIT = 60_000  # characters
COMMENT_LIMIT = 10_000  # characters
RENDER_DEADLINE = 2.0  # seconds

# Forms check the limits above. Imported texts may be longer, but not without end.
_RENDER_LIMIT = POST_LIMIT * 4

# As browsers, old systems and word processors write a new line.
_NEWLINE = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Control characters other than tab and newline, surrogates, which no encoding can carry, and what Unicode
# says is no character.
_NO_CHARACTERS = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNPRINTABLE = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]")
_UNFIT_FOR_ANCHOR = re.compile(r"[^\w-]", re.ASCII)

_log = logging.getLogger(__name__)
_renderer = Renderer(RENDER_DEADLINE)
atexit.register(_renderer.close)
os.register_at_fork(after_in_child=_renderer.forget)


@dataclass(frozen=True, slots=True)
class Fault:
    """A formula that is shown as its source: what was written, why, and what that is about.

    `prose.explain` makes a sentence of the reason.
    """

    source: str
    reason: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text made ready: safe HTML, the first words as plain text, the number of words, the plain text.

    `trouble` says why it is not rendered but shown as it was written: it is "long", it was "slow", or
    something was "broken"; "" when all is well.
    """

    html: str
    excerpt: str
    words: int
    plain: str
    faults: tuple[Fault, ...] = ()
    trouble: str = ""


def render(
    source: str,
    *,
    format: str = "markdown",
    anchor: str = "",
    site: str = "",
    heading: int = 2,
    mentions: Mapping[str, str] | None = None,
) -> Rendered:
    """Render a text; one that cannot be rendered comes back as it was written, and never an exception.

    `format` is "markdown" or "html" (imported, cleaned only). `anchor` keeps the ids of this text apart
    from others on the page. Links to hosts other than `site` are marked as foreign. The first heading
    becomes h<heading>, the others follow without a gap, down to h6. `mentions` says where an @handle of
    Markdown leads, by its folded name; one that is not there stays text.
    """
    source = printable(source)
    if len(source) > _RENDER_LIMIT:
        _log.warning("A text of %d characters is shown as written: too long to render", len(source))
        return _as_written(source, "long")
    quick = unmarked(source) if format == "markdown" else None
    if quick is not None:
        return Rendered(*quick)
    job = {
        "source": source,
        "format": format,
        "anchor": _UNFIT_FOR_ANCHOR.sub("", anchor),
        "site": site,
        "heading": heading,
        "mentions": dict(mentions or {}),
    }
    try:
        return _rendered(**_renderer.ask(job))
    except Exception as error:  # whatever went wrong, the writer's words are kept and shown
        _log.exception("A text of %d characters is shown as written", len(source))
        return _as_written(source, "slow" if isinstance(error, RenderedTooSlowly) else "broken")


def close() -> None:
    """End this process's render child; the next text starts another."""
    _renderer.close()


def printable(source: str) -> str:
    """Return a text with newlines for line ends, and without what no page and no database can hold."""
    return _UNPRINTABLE.sub("", _NEWLINE.sub("\n", source))


def _rendered(faults: list[dict[str, str]], **fields: Any) -> Rendered:
    return Rendered(**fields, faults=tuple(Fault(**fault) for fault in faults))


def _as_written(source: str, trouble: str) -> Rendered:
    shown = f'<pre class="as-written" tabindex="0">{html.escape(source)}</pre>'
    return Rendered(shown, *summarize(shown), trouble=trouble)
