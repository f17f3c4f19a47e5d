"""Stored HTML for readers elsewhere: links to a part of the page or the site hold from anywhere."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

# Stored HTML comes from one hand (text_clean.py): names in lower case, each value in quotes of either kind.
_TAG = re.compile(r"""<(?:a|img)(?:\s[\w-]+=(?:"[^"]*"|'[^']*'))+""")
# Most addresses are whole already.
_ADDRESS = re.compile(r"""(\s(?:href|src)=)(?!"(?:https?://|mailto:))(?:"([^"]*)"|'([^']*)')""")


def absolute(markup: str, page: str) -> str:
    """Return stored HTML in which every address is whole; relative ones begin at `page`, a URL."""
    return _TAG.sub(lambda tag: _ADDRESS.sub(lambda found: _whole(found, page), tag[0]), markup)


def _whole(found: re.Match[str], page: str) -> str:
    written = html.unescape(found[2] if found[2] is not None else found[3])
    try:
        address = urljoin(page, written)
    except ValueError:  # no address: a browser makes nothing of it, and neither do we
        address = written
    return f'{found[1]}"{html.escape(address)}"'
