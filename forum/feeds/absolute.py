"""Stored HTML for readers elsewhere: links hold from anywhere, and formulas can be read without MathML."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

from forum.text_plain import in_words

# Stored HTML comes from one hand (text_clean.py): names in lower case, each value in quotes of either kind.
_TAG = re.compile(r"""<(?:a|img)(?:\s[\w-]+=(?:"[^"]*"|'[^']*'))+""")
# Most addresses are whole already.
_ADDRESS = re.compile(r"""(\s(?:href|src)=)(?!"(?:https?://|mailto:))(?:"([^"]*)"|'([^']*)')""")


def absolute(markup: str, page: str) -> str:
    """Return stored HTML in which every address is whole; relative ones begin at `page`, a URL.

    Formulas are given as TeX.
    """
    whole = _TAG.sub(lambda tag: _ADDRESS.sub(lambda found: _whole(found, page), tag[0]), markup)
    return in_words(whole)


def _whole(found: re.Match[str], page: str) -> str:
    written = html.unescape(found[2] if found[2] is not None else found[3])
    try:
        address = urljoin(page, written)
    except ValueError:  # no address: a browser makes nothing of it, and neither do we
        address = written
    return f'{found[1]}"{html.escape(address)}"'
