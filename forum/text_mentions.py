"""How an @handle stands in a text, and how a handle is written so that all its spellings are one.

The render child loads this file as well.
"""

import re
import unicodedata

_LETTER = r"(?:[^\W_]|[\u0300-\u036f])"  # or digit, of any script; accents may stand by themselves
# Not in an address (sam@example.org, example.org/@sam, @sam@example.org), nor in a word with underscores;
# around it they are marks of emphasis. What ends a sentence is not part of a handle, and neither is 's. The
# pattern begins with the sign itself, which is found quickly: most texts have none.
MENTION = rf"@(?<![/@]@|[^\W_]@)(?<![^\W_]_@)(?P<handle>(?>{_LETTER}+(?:-{_LETTER}+)*))(?!_*[^\W_]|@)"
_MENTION = re.compile(MENTION)


def folded(name: str) -> str:
    """Return a name as a handle is stored: no accents, no capitals, hyphens between the words.

    As in migration 0010, which gave the first ones; "" when the name has neither letters nor digits.
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", bare.casefold()).strip("-")


def candidates(source: str, most: int) -> list[str]:
    """Return the different handles that a text may mention, folded, the first `most` of them."""
    found: dict[str, None] = {}
    for mention in _MENTION.finditer(source):
        found[folded(mention["handle"])] = None
        if len(found) == most:
            break
    return list(found)
