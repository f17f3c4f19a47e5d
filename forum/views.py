"""What every template may use, and nothing else: rules, times, names of things."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from flask import Flask, g
from flask_login import current_user
from markupsafe import Markup

from forum import about, assets, i18n, policy, signing, text_links, web
from forum.courses.models import Role
from forum.courses.words import ROLES, SHADES
from forum.fragments import Fragments
from forum.posts import names

HUES = 12  # avatar colours in app.css


def init_app(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.globals.update(
        _=i18n.say,
        ngettext=i18n.say_many,
        time=i18n.moment,
        exact=i18n.exact,
        allows=policy.may,
        dom_id=web.dom_id,
        focus_here=web.focus_here,
        csrf_token=signing.csrf_token,
        asset=assets.url,
        canonical=about.canonical,
        SHADES=SHADES,
        new_key=new_key,
        lang=i18n.language,
        direction=i18n.direction,
        field_attributes=field_attributes,
    )
    app.jinja_env.filters.update(
        month_name=i18n.month_name,
        day=i18n.day,
        date=i18n.date,
        clock_time=i18n.clock_time,
        role_name=role_name,
        stored=Markup,  # HTML that text.py cleaned before it was stored; nothing else may pass here
        addresses=text_links.addresses,
        initials=initials,
        authors=names.authors,
        said=names.said,
        hue=hue,
    )
    app.context_processor(partial(_surroundings, Fragments(app.jinja_env)))
    assets.init_app(app)


def _surroundings(pieces: Fragments) -> dict[str, Any]:
    """Return what is another for each request, looked up once for all that a page asks of it."""
    here = g._get_current_object()
    member, language = here.get("member"), i18n.language()
    return {
        "_": partial(i18n.say_in, language),
        "ngettext": partial(i18n.say_many_in, language),
        "time": i18n.Moments(),
        "may": partial(policy.may, member),
        "me": current_user._get_current_object(),
        "course": here.get("course"),
        "bell": here.get("bell"),
        "member": member,
        "here": here.get("here", ""),
        "csrf_token": signing.csrf_token,  # here as well, since Flask-WTF puts its own here
        **pieces.within(language),
    }


def field_attributes(field: Any, wrong: bool, described: str, css: str, autofocus: bool) -> dict[str, Any]:
    """Return the attributes of a form control: its state, what describes it, and who has the focus.

    The first wrong field of a form takes the focus, wherever the page would have put it.
    """
    attributes: dict[str, Any] = {"class_": css} if css else {}
    if described.strip():
        attributes["aria_describedby"] = described.strip()
    if wrong:
        attributes["aria_invalid"] = "true"
    first_wrong = next((name for name in getattr(field, "form_errors", ()) if name), None) if wrong else None
    if (wrong and first_wrong == field.short_name) or (autofocus and not getattr(field, "form_errors", ())):
        attributes[web.focus_here()] = True
    return attributes


def new_key() -> str:
    """Return a key for a new form: what comes twice with one key is taken once."""
    return secrets.token_urlsafe(16)


def role_name(role: str) -> str:
    """Return what a role is called."""
    return str(ROLES[Role(role)])


def initials(name: str) -> str:
    """Return the first letters of the first and last word of a name, titles left out."""
    words = [word for word in name.split() if not word.endswith(".")] or name.split() or ["?"]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def hue(user_id: int) -> int:
    """Return which of the avatar colours is somebody's."""
    return user_id % HUES
