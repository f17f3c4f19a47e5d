"""The quick way for text without marks: sentences and *stressed* words in paragraphs need no child process.

What is answered here must be what the whole way answers, to the letter; a text in doubt goes the whole way.
See docs/decisions/unmarked-text.md, and tests/text/test_unmarked.py, which compares the two.
"""

import re

from forum.text_plain import count_words, cut

# Latin letters, digits, and the punctuation of sentences. None of these begins markup in the middle of a
# line, for Markdown or for HTML, and none needs an escape.
_LETTERS = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_ONLY_WORDS = re.compile(rf"[{_LETTERS}0-9 .,;:!?'\"()/\u2018\u2019\u201c\u201d\u2013\u2014\u2026\n-]*")
# What these characters can still make: a list or a rule, from how a line begins; code or a line break, from
# spaces at its ends; a link. Two spaces on end are a habit of some writers, and rare: in doubt, not here.
_MAKES_MORE = re.compile(rf"^[^{_LETTERS}\"'(\u2018\u201c\n]|  | $|://|www", re.MULTILINE | re.IGNORECASE)
_PARAGRAPHS = re.compile(r"\n{2,}")
# The one kind of marks that is let through, for many comments have it: *one* or **several plain** words, with
# a space, the end of the line or of a sentence around them.
_STRESSED = re.compile(
    rf"(?<![^ \n])(\*\*?)([{_LETTERS}](?:[{_LETTERS}0-9 ]*[{_LETTERS}0-9])?)\1(?![^ \n.,;:!?])"
)


def unmarked(source: str) -> tuple[str, str, int, str] | None:
    """Return the HTML, excerpt, number of words and plain text of a text without marks; None for others."""
    stressed = "*" in source
    bare = _STRESSED.sub(r"\2", source) if stressed else source
    if not _ONLY_WORDS.fullmatch(bare) or _MAKES_MORE.search(bare):
        return None
    words = " ".join(bare.split())
    if not words:
        return None
    html = _STRESSED.sub(_stress, source) if stressed else source
    return _in_paragraphs(html.strip("\n")), cut(words), count_words(words), words


def _stress(words: re.Match[str]) -> str:
    tag = "em" if words[1] == "*" else "strong"
    return f"<{tag}>{words[2]}</{tag}>"


def _in_paragraphs(html: str) -> str:
    inside = _PARAGRAPHS.sub("\0", html).replace("\n", "<br>\n").replace("\0", "</p>\n<p>")
    return f"<p>{inside}</p>"
