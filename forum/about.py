"""What search engines and previews of links are told: of public classes only; listed are those that ask."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from flask import Response, current_app, request
from flask_login import current_user

from forum.courses.models import Visibility

PARTS = ("before", "from")  # what makes another page of a list or a thread; all else shows the same again
LISTED = "all"

# Classes may be read: those that are not public ask for a password, and others say noindex, which only who
# reads them learns. A comment's address leads to its place under the post: nobody need follow hundreds.
ROBOTS = """User-agent: *
Disallow: /c/*/comments/
Allow: /$
Allow: /c/
Allow: /static/
Disallow: /
"""


def canonical() -> str:
    """Return the page's own address. The site's part of it is the setting, never what a request claims."""
    parts = {name: request.args[name] for name in PARTS if name in request.args}
    query = f"?{urlencode(parts)}" if parts else ""
    return f"{current_app.config['SEMINAR_BASE_URL']}{quote(request.path)}{query}"


def listed(page: Response, *courses: Any) -> Response:
    """Let search engines list a visitor's page of these classes, if each asks for it; others say noindex."""
    if courses and all(may_be_listed(course) for course in courses) and not current_user.is_authenticated:
        page.headers["X-Robots-Tag"] = LISTED
    return page


def may_be_listed(course: Any) -> bool:
    """Say whether search engines may list a class: everybody may read it, and its teachers asked for that."""
    return bool(course.is_listed and course.visibility == Visibility.PUBLIC)
