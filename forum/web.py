"""The only file that knows htmx: pages, parts of pages, where to go next, what to say."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_wtf import FlaskForm
from werkzeug.routing import BaseConverter, IntegerConverter

from forum.sheets import KINDS, Sheet

FRAGMENT = "_fragment.html"
LAYOUT = "base.html"
MOST_DIGITS = 9  # of a row's id
MOST_PAGES = 10  # of a list, that one page shows again at once


def partial() -> bool:
    """Say whether htmx asked for a part of a page (htmx 4: the HX-Request-Type header)."""
    return request.headers.get("HX-Request-Type") == "partial"


def is_looked_at() -> bool:
    """Say whether somebody sees the answer: browsers also fetch what they guess will be wanted next."""
    guesses = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in guesses


def page(template: str, *, block: str = "", status: int = 200, **context: Any) -> Response:
    """Show a page; to htmx, only the block of it that it asked for."""
    part = bool(block) and partial()
    layout = FRAGMENT if part else LAYOUT
    html = render_template(template, layout=layout, fragment=block, part=part, **context)
    return Response(html, status)


def form_page(template: str, form: FlaskForm, *, block: str = "", **context: Any) -> Response:
    """Show a form: empty (200), or as it came back with what is wrong beside its fields (422)."""
    status = 422 if form.is_submitted() else 200
    return page(template, block=block, form=form, status=status, **context)


def fragment(template: str, *, status: int = 200, **context: Any) -> Response:
    """Show htmx an answer template: includes and <hx-partial> tags."""
    return Response(render_template(template, **context), status)


def download(sheet: Sheet, kind: str, name: str) -> Response:
    """Give a table as a file ("csv" or "xlsx") of that name, to which the ending is added."""
    mimetype, made = KINDS[kind]
    answer = Response(made(sheet), content_type=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{kind}")
    return answer


def see_other(url: str) -> Response:
    """Send the browser on after a form (303, RFC 9110 section 15.4.4); htmx follows by itself."""
    answer = redirect(url, 303)
    if partial():
        answer = Response(status=200, headers={"HX-Redirect": url})
    return answer  # type: ignore[return-value]  # redirect() is typed as werkzeug's base class


def notice(text: str, *, undo: str = "") -> None:
    """Say something on the next page: a sentence, and a URL that takes it back when there is one."""
    flash({"text": text, "undo": undo}, "notice")  # type: ignore[arg-type]  # any JSON value is kept


def refusal(text: str, status: int, *, way: tuple[str, str] = ("", "")) -> Response:
    """Tell htmx why something was not done; the page stays. `way`, a link: its address, what it says."""
    html = render_template("_notice.html", notice={"text": text, "undo": ""}, kind="error", way=way)
    return Response(html, status, {"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"})


def asked(name: str) -> str:
    """Return what the query of the address says, "" where it does not: most addresses have none at all."""
    return request.args.get(name, "") if request.args else ""


def how_many(usual: int) -> int:
    """Return how many rows of a list to show: as many as there were when its reader left it.

    app.js keeps the number in the page's address while the list grows.
    """
    text = asked("show")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return min(max(number, usual), MOST_PAGES * usual)


def asked_id(name: str) -> int | None:
    """Return a row's id from the query of the address, None where there is none."""
    return row_id(asked(name))


def row_id(value: str | None) -> int | None:
    """Read a row's id that a form or an address brought; what is none is nobody's."""
    text = value or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def sent_ids(name: str) -> list[int]:
    """Return the ids of the rows that were ticked in a form."""
    ids = (row_id(value) for value in request.form.getlist(name))
    return [each for each in ids if each is not None]


def focus_here() -> str:
    """Return the attribute that takes the focus: the browser's own in a page, ours in a part of one.

    Browsers obey autofocus once, when a page loads; app.js obeys data-focus after every swap.
    """
    return "data-focus" if partial() else "autofocus"


def dom_id(kind: str, key: int | str) -> str:
    """Return the id of the element that shows a thing: dom_id("comment", 42) is "comment-42"."""
    return f"{kind}-{key}"


class RowId(IntegerConverter):
    """A row's id in a URL. No row has more digits: nothing is looked up, and no database overflows."""

    regex = r"[1-9][0-9]{0,8}"


class Slug(BaseConverter):
    """A short name in a URL: lower-case letters of any script, digits, hyphens."""

    regex = r"[^/\s]{1,100}"
    # Werkzeug takes a pattern that names the slash for one that holds it, and would try every route in turn.
    part_isolating = True


class MonthName(BaseConverter):
    """A month in a URL: 2027-03."""

    regex = r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])"


CONVERTERS = {"id": RowId, "slug": Slug, "month": MonthName}
