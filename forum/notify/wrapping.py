"""Lines that a mail program broke, made whole again: the forum shows every line break that is written."""

from __future__ import annotations

import re

SHORTEST, LONGEST = 60, 80  # characters: what programs wrap at lies between; who breaks earlier means it
DELIMITER = "-- "  # above a signature, RFC 3676 section 4.3

# What Markdown takes for something other than a paragraph: quotations, code, headings, tables, rules.
APART = re.compile(r"\s*$|\s{0,3}(?:[>#|]|[-*_=]{3,}\s*$)|\s{4,}|\t")
ITEM = re.compile(r"\s{0,3}(?:[-*+]|[0-9]{1,9}[.)])\s")
FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
MEANT = ("  ", "\\")  # at a line's end: Markdown's own signs for a break


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join the lines of a text of format=flowed (RFC 3676): those that end in a space go on in the next.

    `delete_space` is its parameter DelSp: the space at the end was added, too.
    """
    lines: list[list[str]] = []  # each of its pieces
    goes_on, depth_before = False, 0
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")  # stuffed, so that "From " and ">" can stand first
        flows = content.endswith(" ") and content != DELIMITER
        quotation = ">" * depth + " " * bool(depth)
        whole = content[:-1] if flows and delete_space else content
        if goes_on and depth == depth_before and content != DELIMITER:
            lines[-1].append(whole)
        else:
            lines.append([quotation, whole])
        goes_on, depth_before = flows, depth
    return "\n".join(map("".join, lines))


def rejoin(text: str) -> str:
    """Join the lines of a text that was wrapped: where the next word would not have fit.

    The longest line tells the width. Lists, quotations, code and lines that end early stay as they are.
    """
    lines = text.split("\n")
    kinds = _kinds(lines)
    width = max((len(line) for line, kind in zip(lines, kinds, strict=True) if kind != "apart"), default=0)
    if not SHORTEST <= width <= LONGEST:
        return text
    joined = [lines[:1]]
    for place, line in enumerate(lines[1:]):
        goes_on = kinds[place] != "apart" and kinds[place + 1] == "prose"
        if goes_on and _is_full(lines[place], line, width):
            joined[-1].append(line.lstrip())
        else:
            joined.append([line])
    return "\n".join(map(" ".join, joined))


def _kinds(lines: list[str]) -> list[str]:
    """Say of each line whether it is prose, begins an item of a list, or stands apart."""
    kinds = []
    is_code = False
    for line in lines:
        fence = FENCE.match(line) is not None
        apart = is_code or fence or APART.match(line) is not None
        is_code ^= fence
        kinds.append("apart" if apart else "item" if ITEM.match(line) else "prose")
    return kinds


def _is_full(line: str, after: str, width: int) -> bool:
    if line.endswith(MEANT):
        return False
    return len(line) + 1 + len(after.split(maxsplit=1)[0]) > width
