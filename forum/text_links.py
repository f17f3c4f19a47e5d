"""The addresses that a text links to. A printed page lists them, for nobody can click on paper."""

import html
import re

# In stored HTML all values are quoted. app.css numbers the same links in their order: a[href^="http"].
_LINK = re.compile(r'<a(?:\s[\w-]+="[^"]*")*?\shref="(http[^"]*)"')


def addresses(markup: str) -> tuple[str, ...]:
    """Return where the links of a stored text lead, in their order, twice what is linked twice.

    Links to a part of the page, to a page of this site and to a mail address are left out.
    """
    return tuple(map(html.unescape, _LINK.findall(markup)))
