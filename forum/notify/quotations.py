"""What somebody wrote in an answer: without what they were answering, and without their signature.

Our mails say where that begins (addresses.MARK). Where a program quotes line by line, answers between the
lines are kept, each below the paragraph that it answers. What is in doubt stays: a word too many can be
deleted, a lost one is lost. Why no library does it: docs/decisions/reply-by-mail.md.
"""

from __future__ import annotations

import re
from itertools import groupby

from forum.notify.addresses import MARK
from forum.notify.wrapping import DELIMITER
from forum.text import COMMENT_LIMIT

LONGEST = 20 * COMMENT_LIMIT  # characters
LONGEST_SIGNATURE = 30  # lines with those above and below; what is longer is none
LONGEST_HEADING = 400  # characters of "On Monday ... wrote:"
LINES_OF_HEADING = 4
ROUNDS = 8  # rules, labels and headings above a quotation

Lines = list[str]

_WORDS = MARK.strip("- ").split()
# Quoted, wrapped, in other dashes or in none. The repetitions have an end: hostile blanks cost nothing.
_MARK = re.compile(r"[\s>]{1,20}".join(_WORDS), re.IGNORECASE)
_AROUND_MARK = " \t\xa0-\u2013\u2014*_\\"
_QUOTED = re.compile(r"\s{0,3}>")
_ONE_LEVEL = re.compile(r"\s{0,3}> ?")

# "On Monday, Sue <...> wrote:" in any language: a colon ends it; an address and a time or a year are in it,
# or one of them behind a word that such lines begin with.
_OPENS = re.compile(r"(?:On|Am|Le|El|Il|Op|Em|Den|Dnia|Dne)\b|\d{1,4}[-/.\u5e74]")
_TIME = re.compile(r"\b\d{1,2}[:.h]\s?\d{2}\b|\b(?:19|20)\d\d\b")
_ENDS = (":", "\uff1a")
# What Outlook writes above the mail that is answered: From, Sent, To, Subject, in the languages of Europe.
_FROM = re.compile(
    r"\W{0,4}(?:From|Von|De|Da|Van|Från|Fra|Od|Expéditeur|Remitente|Absender)[\s*]{0,3}:", re.IGNORECASE
)
_LABEL = re.compile(r"\W{0,4}[^\W\d_][\w' -]{0,20}[\s*]{0,3}:")
_RULE = re.compile(r"\s*(?:[-_=*\u2500]{3,}|-{3,}.{1,60}-{3,})\s*$")
_PHONE = re.compile(
    r"(?:Sent from (?:my|Outlook|Mail|Yahoo|Gmail|Samsung|Proton)|Sent with Proton|Get Outlook for"
    r"|Gesendet (?:von (?:meine|Outlook|Mail|Yahoo)|mit (?:der|Outlook|Proton|GMX))"
    r"|Von meinem? .{1,30} gesendet|Diese Nachricht wurde von meine|Outlook für .{1,60} herunterladen"
    r"|Envoyé (?:de|depuis) (?:mon|ma|Outlook|l[\W]app)|Télécharger Outlook|Obtenir Outlook"
    r"|Enviado (?:desde (?:mi|Outlook|Yahoo)|do meu)|Obtener Outlook|Obter o Outlook"
    r"|Inviato da(?:l mio)? (?:iP|Outlook|Yahoo|smartphone)|Scarica Outlook"
    r"|Verzonden (?:vanaf mijn|met|vanuit Outlook)|Outlook voor .{1,60} downloaden"
    r"|Skickat från (?:min|Outlook)|Sendt fra (?:min|Outlook)|Wysłan[eo] z).{0,80}",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """Return what the writer of a mail wrote into it; lines end in a newline.

    A text that is far longer than a comment can be comes back as it is.
    """
    if len(text) > LONGEST:
        return text
    lines = text.split("\n")
    mark = _MARK.search(text)
    if mark is None:
        return _text(_unmarked(_without_outlook(lines)))
    place = text.count("\n", 0, mark.start())
    if _is_quoted(lines[place]):
        return _text(_around_quotation(lines, place))
    before = text[text.rfind("\n", 0, mark.start()) + 1 : mark.start()].rstrip(_AROUND_MARK)
    return _text(_unsigned(_above([*lines[:place], before])))


def _around_quotation(lines: Lines, begin: int) -> Lines:
    while begin and _is_quoted(lines[begin - 1]):
        begin -= 1
    written = _unsigned(_above(lines[:begin]))
    return [*written, "", *_between(lines[begin:], is_all=not _has_words(written))]


def _unmarked(lines: Lines) -> Lines:
    """Take out what was plainly put there by a program; a quotation without a heading is the writer's own."""
    runs = [(is_quoted, list(run)) for is_quoted, run in groupby(lines, _is_quoted)]
    own = [place for place, (is_quoted, run) in enumerate(runs) if not is_quoted and _has_words(run)]
    kept: Lines = []
    for place, (is_quoted, run) in enumerate(runs):
        if not is_quoted:
            kept += _unsigned(run)
            continue
        heading = _heading(kept)
        del kept[len(kept) - heading :]
        if heading and place > max(own, default=0):
            return _unsigned(kept)
        kept += run
    return kept


def _without_outlook(lines: Lines) -> Lines:
    for place, line in enumerate(lines[:-2]):
        if _FROM.match(line) and all(map(_LABEL.match, lines[place : place + 3])):
            return _above(lines[:place])
    return lines


def _between(lines: Lines, *, is_all: bool) -> Lines:
    """Return what stands between quoted lines, each piece below the paragraph that it answers.

    If that `is_all` that was written, one answer below the whole mail: as a comment, it stands under what it
    answers anyway.
    """
    runs = [list(run) for _quoted, run in groupby(lines, _is_quoted)]
    pieces = [(place, _unsigned(run)) for place, run in enumerate(runs) if not _is_quoted(run[0])]
    pieces = [(place, piece) for place, piece in pieces if _has_words(piece)]
    if is_all and len(pieces) == 1 and pieces[0][0] == len(runs) - 1:
        return pieces[0][1]
    found: Lines = []
    for place, piece in pieces:
        found += ["", *_last_paragraph(runs[place - 1]), "", *piece]
    return found


def _last_paragraph(quoted: Lines) -> Lines:
    inside = [_ONE_LEVEL.sub("", line, count=1) for line in quoted]
    signed = next((place for place, line in enumerate(inside) if line.rstrip() == "--"), len(inside))
    runs = [(is_empty, list(run)) for is_empty, run in groupby(inside[:signed], _is_empty)]
    last = next((run for is_empty, run in reversed(runs) if not is_empty), [])
    return [] if _MARK.search("\n".join(last)) else [f"> {line}" for line in last]


def _above(lines: Lines) -> Lines:
    """Return lines without what a program puts between them and the mail that they answer."""
    for _round in range(ROUNDS):
        lines = _without_blanks(lines)
        many = _rule(lines) or _labels(lines) or _heading(lines)
        if not many:
            break
        lines = lines[:-many]
    return lines


def _rule(lines: Lines) -> int:
    return 1 if lines and _RULE.match(lines[-1]) else 0


def _labels(lines: Lines) -> int:
    """Return how many lines at the end are From:, Sent: and so on."""
    for many in range(1, min(len(lines), 2 * LINES_OF_HEADING) + 1):
        last = lines[-many:]
        if not last[0].strip():
            return 0
        if many > 1 and _FROM.match(last[0]) and _LABEL.match(last[1]):
            return many
    return 0


def _heading(lines: Lines) -> int:
    """Return how many lines at the end are "On Monday ... wrote:" and blanks below it."""
    blanks = len(lines) - len(_without_blanks(lines))
    end = len(lines) - blanks
    if not end or not lines[end - 1].rstrip().endswith(_ENDS):
        return 0
    for many in range(1, min(end, LINES_OF_HEADING) + 1):
        last = lines[end - many : end]
        if not last[0].strip() or _is_quoted(last[0]):
            return 0
        if _is_heading(" ".join(last).strip()):
            return many + blanks
    return 0


def _is_heading(line: str) -> bool:
    if len(line) > LONGEST_HEADING:
        return False
    time, address = _TIME.search(line) is not None, "@" in line
    return (time and address) or ((time or address) and _OPENS.match(line) is not None)


def _unsigned(lines: Lines) -> Lines:
    """Take away a signature, and the line with which telephones praise themselves."""
    for place in range(max(0, len(lines) - LONGEST_SIGNATURE), len(lines)):
        is_bare = lines[place].rstrip() == "--" and (place == 0 or not lines[place - 1].strip())
        if lines[place] == DELIMITER or is_bare:
            lines = lines[:place]
            break
    kept = _without_blanks(lines)
    is_alone = len(kept) < 2 or not kept[-2].strip()
    return kept[:-1] if kept and is_alone and _PHONE.fullmatch(kept[-1].strip(" *_[]()<>.")) else lines


def _is_quoted(line: str) -> bool:
    return _QUOTED.match(line) is not None


def _is_empty(line: str) -> bool:
    return not line.strip("> \t")


def _has_words(lines: Lines) -> bool:
    return any(line.strip() for line in lines)


def _without_blanks(lines: Lines) -> Lines:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _text(lines: Lines) -> str:
    """Put lines together, without blank ones around them and with no more than one between them."""
    text = "\n".join(line if line.strip() else "" for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
