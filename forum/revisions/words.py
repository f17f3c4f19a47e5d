"""A text as a list of words, so that what changed is shown in words and not in letters."""

from __future__ import annotations

import re

# Each of these is a word of its own: Han and kana are written without spaces, and a sign may bear a mark.
ALONE = "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
MARKS = "\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Signs that words stand between; an apostrophe, a hyphen and a low line belong to their word.
SIGNS = (
    r"!-&(-,./:-@\[-^`{-~\u2010\u2012-\u2018\u201a-\u2027\u2030-\u205e\u3001-\u303f\uff01-\uff0f\uff1a-\uff20"
)
WORD = re.compile(rf"\n|[^\S\n]+|[{ALONE}][{MARKS}]?|[{SIGNS}]|[^\s{ALONE}{SIGNS}]+")
LINE = re.compile(r"[^\n]*\n|[^\n]+")


def words(text: str) -> list[str]:
    """Part a text into words, signs, spaces and ends of lines; together they are the text."""
    return WORD.findall(text)


def paragraphs(text: str) -> list[str]:
    """Part a text into paragraphs, each with the empty lines behind it; together they are the text."""
    found: list[list[str]] = []
    ended = True
    for line in LINE.findall(text):
        is_empty = not line.strip()
        if found and (is_empty or not ended):
            found[-1].append(line)
        else:
            found.append([line])
        ended = is_empty
    return ["".join(lines) for lines in found]
